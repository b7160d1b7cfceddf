//! One cell at a time: small counts, small remainders, nobody and everybody.

use crate::claim::{Claim, FEWEST, What};
use crate::output::Output;
use crate::seen::{Reading, Side, possible};

/// What a cell can be by itself, where fewer than five values are left of the count.
pub(super) fn small(output: &Output) -> Vec<Claim> {
    one_cell(output, What::Count)
}

/// The same of those without the property.
pub(super) fn complements(output: &Output) -> Vec<Claim> {
    one_cell(output, What::Others)
}

fn one_cell(output: &Output, what: What) -> Vec<Claim> {
    let reading = Reading::of(&output.exports);
    let exact = reading.exact();
    let mut claims = Vec::new();
    for figure in reading.plain() {
        let seen = possible(figure, &exact, Side::Either);
        // The parts and the whole narrow each other.
        let count = (seen.count.0.max(seen.people.0 - seen.others.1), seen.count.1.min(seen.people.1 - seen.others.0));
        let others = (seen.others.0.max(seen.people.0 - count.1), seen.others.1.min(seen.people.1 - count.0));
        let range = if what == What::Count { count } else { others };
        let few = u64::try_from(range.1 - range.0).is_ok_and(|more| more + 1 < FEWEST);
        if few {
            claims.push(Claim::new(&figure.cell, what, range, "the cell itself"));
        }
    }
    claims
}

/// Nobody or everybody of a group has the property: so has, or has not, each person known to be in it.
pub(super) fn nobody_and_everybody(output: &Output) -> Vec<Claim> {
    let reading = Reading::of(&output.exports);
    let mut claims = Vec::new();
    for figure in reading.plain() {
        let value = figure.numbers[0].map(|(value, _)| value);
        if figure.count == Some(0) || (figure.count.is_none() && value == Some(0.0)) {
            claims.push(Claim::new(&figure.cell, What::Count, (0, 0), "nobody"));
        }
        let everybody = figure.count.is_some() && figure.count == figure.people;
        if everybody || (figure.count.is_none() && value == Some(100.0)) {
            claims.push(Claim::new(&figure.cell, What::Others, (0, 0), "everybody"));
        }
    }
    claims
}
