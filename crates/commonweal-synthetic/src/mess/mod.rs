//! Real mess: what records get wrong, by documented rates.
//!
//! Everything before this module is true of the made-up person. Here it becomes what somebody would find in a data
//! warehouse: categories that are missing or contradict each other (`ethnicity`), rows twice, late, in the wrong unit or
//! with an impossible date (`rows`), lists that people were never taken off (`registrations`), and people who opted out
//! (`opt_outs`). The rates stand together in [`rates`], each with its source; the model card shows them.

mod ethnicity;
mod opt_outs;
pub(crate) mod rates;
mod registrations;
mod rows;

pub(crate) use opt_outs::opt_out;

use crate::life::Life;
use crate::random::Chance;
use crate::world::World;
use commonweal_model::{PersonRecords, Sex};
use commonweal_reference::{Reference, ReferenceError};
use std::collections::BTreeMap;

/// What mess depends on beside the person.
#[derive(Debug, Clone)]
pub(crate) struct Mess {
    /// By practice: the share of its people whose general practice record says no ethnic category.
    ethnicity_missing: Vec<f64>,
}

impl Mess {
    /// The mess of these practices.
    pub(crate) fn new(reference: &Reference, practices: &[String]) -> Result<Self, ReferenceError> {
        let all = reference.practices()?.iter();
        let networks: BTreeMap<&str, &str> =
            all.filter_map(|practice| Some((practice.practice_code.as_str(), practice.pcn_code.as_deref()?))).collect();
        let network = |practice: &String| networks.get(practice.as_str()).copied();
        Ok(Self { ethnicity_missing: ethnicity::missing_by_practice(practices.iter().map(network)) })
    }
}

/// Spoils the records of a person the way real records are spoilt.
pub(crate) fn spoil(world: &World, life: &Life, person: &mut PersonRecords, chance: &mut Chance) {
    if chance.happens(rates::SEX_UNKNOWN) {
        person.patient.sex = Sex::Unknown;
    }
    person.ethnicity = ethnicity::recorded(world, life, person, chance);
    registrations::overlap(world, life, &mut person.registrations, chance);
    rows::spoil_events(world, life, &mut person.events, chance);
    rows::repeat_rows(&mut person.further, chance);
}

/// Positions below `count` that are hit, each with this small probability, in order: the gaps between them are drawn,
/// which costs a draw a hit and not a draw a row.
fn hits(chance: &mut Chance, rate: f64, count: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = gap(chance, rate);
    while at < count {
        found.push(at);
        at = at.saturating_add(1).saturating_add(gap(chance, rate));
    }
    found
}

/// How many are passed over before the next hit (geometric).
fn gap(chance: &mut Chance, rate: f64) -> usize {
    (libm::log(1.0 - chance.unit()) / libm::log1p(-rate)) as usize
}
