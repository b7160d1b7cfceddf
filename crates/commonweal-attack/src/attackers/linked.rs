//! Tables that share people: by group, by area, by period, by snapshot, by age, by family, and all at once.

use crate::claim::{Address, Claim, What};
use crate::output::{Known, Output};
use crate::sums::{Sums, Use};
use std::collections::BTreeSet;

fn by(output: &Output, uses: Use, how: &str) -> Vec<Claim> {
    Sums::of(output, uses).claims(how)
}

/// The indicators that something is known of.
fn known_indicators(known: &[Known]) -> BTreeSet<String> {
    let of = |known: &Known| match known {
        Known::Contains { larger, smaller, .. } => vec![larger.indicator.clone(), smaller.indicator.clone()],
        Known::Moved { later, .. } => vec![later.indicator.clone()],
        Known::Overlap { residence, registration, .. } => {
            vec![residence.indicator.clone(), registration.indicator.clone()]
        }
        Known::Weights { .. } | Known::Own { .. } => Vec::new(),
    };
    known.iter().flat_map(of).collect()
}

pub(super) fn margins(output: &Output) -> Vec<Claim> {
    by(output, Use { groups: true, ..Use::default() }, "the groups add up to the total")
}

pub(super) fn areas(output: &Output) -> Vec<Claim> {
    by(output, Use { areas: true, ..Use::default() }, "the areas add up to the larger one")
}

/// Everything at once that a reader of the files can know.
pub(super) fn everything(output: &Output) -> Vec<Claim> {
    let uses = Use { groups: true, areas: true, indicators: true, periods: true, known: false };
    by(output, uses, "all tables together")
}

pub(super) fn periods(output: &Output) -> Vec<Claim> {
    let uses = Use { periods: true, areas: true, ..Use::default() };
    let of_months = |cell: &Address| cell.period.ends_with('M') || cell.period.ends_with('Y');
    Sums::some(output, uses, &of_months).claims("the months add up to the year so far")
}

/// Whoever is told how many people differ learns nothing by working out how many people there are.
fn learnt(claim: &Claim) -> bool {
    claim.what != What::People
}

/// Only some of what is known from elsewhere.
fn knowing(output: &Output, uses: Use, keep: fn(&Known) -> bool, how: &str) -> Vec<Claim> {
    let known: Vec<Known> = output.known.iter().filter(|known| keep(known)).cloned().collect();
    if known.is_empty() {
        return Vec::new();
    }
    let indicators = known_indicators(&known);
    let output = Output { known, exports: output.exports.clone(), ..Output::default() };
    Sums::some(&output, Use { known: true, ..uses }, &|cell| indicators.contains(&cell.indicator))
        .claims(how)
        .into_iter()
        .filter(learnt)
        .collect()
}

pub(super) fn families(output: &Output) -> Vec<Claim> {
    let keep = |known: &Known| matches!(known, Known::Overlap { .. });
    let uses = Use { areas: true, ..Use::default() };
    let mut claims = knowing(output, uses, keep, "those who live here and are registered there");
    // Tables that cross the two families outright have tiny cells of their own.
    let crossed = |cell: &Address| cell.groups.iter().any(|(dimension, _)| dimension == "practice");
    if Sums::of(output, Use::default()).cells().any(crossed) {
        let uses = Use { groups: true, ..Use::default() };
        claims.extend(by(output, uses, "a table of both families"));
    }
    claims
}

pub(super) fn snapshots(output: &Output) -> Vec<Claim> {
    let keep = |known: &Known| matches!(known, Known::Moved { .. });
    let uses = Use { groups: true, areas: true, ..Use::default() };
    knowing(output, uses, keep, "the same period, released again")
}

fn is_of_ages(cell: &Address, other: &Address) -> bool {
    cell.indicator == other.indicator && cell.groups != other.groups
}

pub(super) fn one_more(output: &Output) -> Vec<Claim> {
    let keep = |known: &Known| matches!(known, Known::Contains { larger, smaller, .. } if !is_of_ages(larger, smaller));
    let uses = Use { groups: true, areas: true, ..Use::default() };
    knowing(output, uses, keep, "the same people and a few known ones")
}

pub(super) fn ages(output: &Output) -> Vec<Claim> {
    let keep = |known: &Known| matches!(known, Known::Contains { larger, smaller, .. } if is_of_ages(larger, smaller));
    let uses = Use { groups: true, ..Use::default() };
    knowing(output, uses, keep, "bands of age that overlap")
}
