//! Attackers win where a rule is left out, and say little that is wrong.

mod opened;

use commonweal_attack::{Document, Output, Population, Shape, What, attack_release, attackers, broken, judge, product};

/// As many populations, one of each shape and some more.
const POPULATIONS: u64 = 8;

#[test]
fn each_attacker_beats_the_build_without_its_rule_on_most_populations() {
    let mut beaten = [0; 16];
    for seed in 1..=POPULATIONS {
        let population = Population::generate(seed);
        for (at, attacker) in attackers().iter().enumerate() {
            let build = broken(attacker.number(), &population);
            beaten[at] += u64::from(judge(&attacker.attack(&build.output), &build.truth).is_won());
        }
    }
    for (attacker, beaten) in attackers().iter().zip(beaten) {
        assert!(2 * beaten >= POPULATIONS, "{}: {beaten} of {POPULATIONS}", attacker.name());
    }
}

#[test]
fn what_is_said_of_a_release_from_its_rules_alone_is_true() {
    let population = Population::generate(2);
    let made = product(&population);
    for attacker in attackers().iter().filter(|attacker| attacker.number() != 14) {
        let verdict = judge(&attacker.attack(&made.output), &made.truth);
        assert_eq!(verdict.wrong, 0, "{}", attacker.name());
    }
}

#[test]
fn every_shape_has_its_populations_and_a_seed_is_a_population() {
    let shapes: Vec<Shape> = (0..5).map(|seed| Population::generate(seed).shape).collect();
    assert_eq!(shapes, Shape::ALL);
    let made = |seed| product(&Population::generate(seed)).output.exports[0].values.clone();
    assert_eq!(made(3), made(3));
    assert!(made(3) != made(8));
}

#[test]
fn a_release_is_attacked_without_the_truth() {
    let values = "indicator_id,area_code,area_type,family,period,statistic,numerator,denominator,class,withheld_reason\n\
                  x,A,icb,residence,p,proportion,10,20,standard,\n\
                  x,B,place,residence,p,proportion,,10,standard,disclosure\n\
                  x,C,place,residence,p,proportion,10,10,standard,\n";
    let areas = "area_code,area_type,family,name,parent_code,parent_type\nB,place,residence,B,A,icb\nC,place,residence,C,A,icb\n";
    let output = Output::of_export(values, areas, "id,name\nx,x\n");
    let found = attack_release(&output);
    assert!(
        found.iter().any(|claim| claim.cell.area == "B" && claim.what == What::Count && claim.values() < 5),
        "{found:?}"
    );
}

#[test]
fn a_planted_number_is_found_with_and_without_its_comma_and_not_inside_another() {
    let output = |text: &str| {
        Output::of_export("", "", "")
            .with_documents(vec![Document::new("/page", "text/html", text)])
            .with_canaries(vec!["7123918".to_owned()])
    };
    for (text, found) in [("<p>7,123,918</p>", 1), ("<p>7123918</p>", 1), ("<p>71239184</p>", 0), ("<p>none</p>", 0)] {
        assert_eq!(attackers()[15].attack(&output(text)).len(), found, "{text}");
    }
}
