//! Made-up people are the same every time, look like the area, and live possible lives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod card;
mod files;
mod lives;
mod margins;
mod possible;
mod rates;
mod rows;
mod services;
mod stories;
mod tally;

use commonweal_model::PersonRecords;
use commonweal_reference::Reference;
use commonweal_synthetic::Population;
use jiff::civil::{Date, date};
use std::sync::OnceLock;

pub(crate) const AS_OF: Date = date(2025, 3, 31);
pub(crate) const PEOPLE: u64 = 40_000;

/// 40,000 people, made once for all tests.
pub(crate) fn everybody() -> &'static [PersonRecords] {
    static PEOPLE_MADE: OnceLock<Vec<PersonRecords>> = OnceLock::new();
    PEOPLE_MADE.get_or_init(|| {
        let population = population(PEOPLE, 1);
        population.people_of(1..=i64::try_from(PEOPLE).expect("few enough")).collect()
    })
}

pub(crate) fn population(people: u64, seed: u64) -> Population {
    Population::new(&Reference::embedded(), people, seed, AS_OF).expect("the reference data is sound")
}
