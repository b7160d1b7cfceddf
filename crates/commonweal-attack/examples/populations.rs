//! The attackers on many populations, without pages: `populations [HOW-MANY] [FIRST-SEED]`.

use commonweal_attack::{Tally, run};

fn main() {
    let number = |at: usize| std::env::args().nth(at).and_then(|text| text.parse::<u64>().ok());
    let (populations, first) = (number(1).unwrap_or(10), number(2).unwrap_or(1));
    let mut tally = Tally::default();
    (first..first + populations).for_each(|seed| {
        let outcome = run(seed);
        let won = outcome.product.iter().flat_map(|verdict| &verdict.won);
        won.for_each(|claim| eprintln!("{seed}: {claim}"));
        tally.add(&outcome);
    });
    print!("{tally}");
    let (passed, failed) = tally.passed();
    println!("{passed} passed, {failed} failed");
    std::process::exit(i32::from(failed > 0));
}
