//! The model card: every quantity is as near its target as the card says.

use commonweal_cohort::Library;
use commonweal_reference::Reference;
use commonweal_synthetic::{ModelCard, Population, Tolerance};
use commonweal_testkit::definition_files;
use jiff::civil::{Date, date};
use std::path::Path;

const AS_OF: Date = date(2026, 9, 30);

/// The shipped definitions.
fn library() -> Library {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../definitions");
    Library::parse(&definition_files(Path::new(folder)).unwrap()).expect("the shipped definitions are sound")
}

fn card(people: u64, threads: usize) -> ModelCard {
    let reference = Reference::embedded();
    let population = Population::new(&reference, people, 1, AS_OF).expect("the reference data is sound");
    ModelCard::measure(&population, &reference, &library(), threads).expect("the reference data is sound")
}

#[test]
fn at_120_000_people_every_quantity_is_within_its_tolerance() {
    let card = card(120_000, 2);
    let missed: Vec<String> =
        card.missed().map(|line| format!("{}: {:.3}, target {:?}", line.about, line.achieved, line.target)).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(card.lines.iter().filter(|line| line.tolerance != Tolerance::Shown).count() > 50);
    assert!(card.lines.iter().all(|line| line.achieved.is_finite()), "{:#?}", card.lines);
}

#[test]
fn the_card_is_the_same_on_one_thread_and_on_three() {
    assert_eq!(card(11_000, 1), card(11_000, 3));
}

#[test]
fn the_page_names_every_quantity_and_what_is_missed() {
    let mut card = card(3_000, 1);
    let page = |card: &ModelCard| ModelCard::page(std::slice::from_ref(card));
    assert!(card.lines.iter().all(|line| page(&card).contains(&line.about)));
    card.lines.retain(|line| line.target.is_some() && line.tolerance != Tolerance::Shown);
    card.lines.iter_mut().for_each(|line| line.achieved = line.target.unwrap_or_default());
    assert!(!page(&card).contains("missed"));
    let sound = card.clone();
    card.lines[0].achieved = 1e9;
    assert!(page(&card).contains("**missed**") && card.missed().count() == 1);
    let both = ModelCard::page(&[sound, ModelCard { people: 30_000, ..card }]);
    assert!(both.contains("| achieved, 3,000 | achieved, 30,000 |") && both.matches("**missed**").count() == 1);
}
