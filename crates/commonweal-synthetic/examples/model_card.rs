//! Measures made-up people and prints their model card; `cargo xtask synth-card` writes it to docs/model-card.md.
//! Arguments: numbers of people with commas between, the seed, the threads. Ends with a failure if a quantity is off its
//! target.

use commonweal_cohort::Library;
use commonweal_reference::Reference;
use commonweal_synthetic::{CardLine, ModelCard, Population};
use commonweal_testkit::definition_files;
use jiff::civil::date;
use std::path::Path;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let sizes = arguments.next().unwrap_or_else(|| "120000".to_owned());
    let seed = arguments.next().as_deref().unwrap_or("1").parse()?;
    let threads = arguments.next().as_deref().unwrap_or("2").parse()?;
    let reference = Reference::embedded();
    let files = definition_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../definitions")))?;
    let library = Library::parse(&files).map_err(|problems| format!("{problems:?}"))?;
    let mut cards = Vec::new();
    for people in sizes.split(',') {
        let population = Population::new(&reference, people.parse()?, seed, date(2026, 9, 30))?;
        cards.push(ModelCard::measure(&population, &reference, &library, threads)?);
    }
    print!("{}", ModelCard::page(&cards));
    for card in &cards {
        for line in card.missed() {
            let CardLine { about, achieved, target, tolerance, .. } = line;
            eprintln!("missed of {} people: {about}: {achieved:.3}, target {target:?}, {tolerance:?}", card.people);
        }
    }
    Ok(ExitCode::from(u8::from(cards.iter().any(|card| card.missed().next().is_some()))))
}
