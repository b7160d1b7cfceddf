//! Measures made-up people and prints their model card; `cargo xtask synth-card` writes it to docs/model-card.md.
//! Arguments: the number of people, the seed, the threads. Ends with a failure if a quantity is off its target.

use commonweal_reference::Reference;
use commonweal_synthetic::{ModelCard, Population};
use jiff::civil::date;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let people = arguments.next().as_deref().unwrap_or("120000").parse()?;
    let seed = arguments.next().as_deref().unwrap_or("1").parse()?;
    let threads = arguments.next().as_deref().unwrap_or("2").parse()?;
    let reference = Reference::embedded();
    let population = Population::new(&reference, people, seed, date(2026, 9, 30))?;
    let card = ModelCard::measure(&population, &reference, threads)?;
    print!("{}", card.page());
    for line in card.missed() {
        eprintln!("missed: {}: {:.3}, target {:?}, {:?}", line.about, line.achieved, line.target, line.tolerance);
    }
    Ok(ExitCode::from(u8::from(card.missed().next().is_some())))
}
