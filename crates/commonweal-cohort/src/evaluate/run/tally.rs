//! Sums of points, for each patient.

use super::context::Context;
use super::operand::Operand;
use super::slot::Slot;
use super::texts::Scratch;
use crate::evaluate::column::ColumnKind;
use crate::evaluate::plan::Points;

/// Adds the points of each claim: those for a true one, or the others. Where all are whole numbers, their order plays no
/// part, and small numbers do.
pub(super) fn tally(
    context: &Context<'_>,
    points: &[Points],
    whole: bool,
    kind: ColumnKind,
    scratch: &mut Scratch,
    out: &mut Slot,
) {
    let people = context.people.len();
    let claims: Vec<(Operand<'_, u8>, &Points)> =
        points.iter().map(|points| (context.view(points.condition).bools(), points)).collect();
    if !whole {
        return in_order(&claims, people, out.floats());
    }
    // What a true claim adds to what there would be if all were not.
    let none: f64 = points.iter().map(|points| points.unmet()).sum();
    let more = |points: &Points| points.met() - points.unmet();
    let most: f64 = points.iter().map(more).sum();
    if most <= f64::from(u8::MAX) && points.iter().all(|points| more(points) >= 0.0) {
        let sums = &mut scratch.small_tally;
        sums.clear();
        sums.resize(people, 0);
        for (claims, points) in &claims {
            let more = more(points) as u8;
            added(*claims, sums, |sum, is| *sum += if is { more } else { 0 });
        }
        given(kind, none, sums.iter().map(|sum| i32::from(*sum)), out);
    } else {
        let sums = &mut scratch.tally;
        sums.clear();
        sums.resize(people, 0);
        for (claims, points) in &claims {
            let more = more(points) as i32;
            added(*claims, sums, |sum, is| *sum += if is { more } else { 0 });
        }
        given(kind, none, sums.iter().copied(), out);
    }
}

/// Adds floats in the order of the points, as a definition does.
fn in_order(claims: &[(Operand<'_, u8>, &Points)], people: usize, out: &mut Vec<f64>) {
    out.resize(people, 0.0);
    for (claims, points) in claims {
        let (met, unmet) = (points.met(), points.unmet());
        added(*claims, out, |sum, is| *sum += if is { met } else { unmet });
    }
}

fn added<T>(claims: Operand<'_, u8>, sums: &mut [T], add: impl Fn(&mut T, bool)) {
    match claims {
        Operand::One(claim) => sums.iter_mut().for_each(|sum| add(sum, claim == 1)),
        Operand::Each(claims) => sums.iter_mut().zip(claims).for_each(|(sum, claim)| add(sum, *claim == 1)),
    }
}

fn given(kind: ColumnKind, none: f64, sums: impl Iterator<Item = i32>, out: &mut Slot) {
    match kind {
        ColumnKind::Float => {
            let out = out.floats();
            sums.for_each(|sum| out.push(none + f64::from(sum)));
        }
        _ => {
            let (out, none) = (out.ints(), none as i64);
            sums.for_each(|sum| out.push(none + i64::from(sum)));
        }
    }
}
