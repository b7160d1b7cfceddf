//! Cases, and the least or greatest of several values.

use super::compare::text_order;
use super::operand::{Operand, View};
use super::slot::Slot;
use crate::evaluate::column::{Column, ColumnKind, NULL_DATE, NULL_INT, NULL_TEXT};
use crate::evaluate::symbols::Symbols;
use crate::query::Extreme;

/// The value of the first condition that is true, else the default.
pub(super) fn case(cases: &[(View<'_>, View<'_>)], default: View<'_>, length: usize, kind: ColumnKind, out: &mut Slot) {
    match kind {
        ColumnKind::Bool => chosen(cases, default, length, View::bools, out.bools()),
        ColumnKind::Int => chosen(cases, default, length, View::ints, out.ints()),
        ColumnKind::Float => chosen(cases, default, length, View::floats, out.floats()),
        ColumnKind::Date => chosen(cases, default, length, View::dates, out.dates()),
        ColumnKind::Text => chosen(cases, default, length, View::texts, out.texts()),
    }
}

fn chosen<'a, T: Copy + 'a>(
    cases: &[(View<'a>, View<'a>)],
    default: View<'a>,
    length: usize,
    typed: impl Fn(View<'a>) -> Operand<'a, T>,
    out: &mut Vec<T>,
) {
    if let [(condition, value)] = cases
        && let Operand::Each(conditions) = condition.bools()
    {
        // One condition, two values: by far the most frequent case.
        return either(conditions, typed(*value), typed(default), out);
    }
    match typed(default) {
        Operand::One(value) => out.resize(length, value),
        Operand::Each(values) => out.extend_from_slice(values),
    }
    // From the last to the first, so that the first that is true has the last word.
    for (condition, value) in cases.iter().rev() {
        match (condition.bools(), typed(*value)) {
            (Operand::One(1), Operand::One(value)) => out.fill(value),
            (Operand::One(1), Operand::Each(values)) => out.copy_from_slice(values),
            (Operand::One(_), _) => {}
            (Operand::Each(conditions), Operand::One(value)) => {
                for (out, condition) in out.iter_mut().zip(conditions) {
                    *out = if *condition == 1 { value } else { *out };
                }
            }
            (Operand::Each(conditions), Operand::Each(values)) => {
                for ((out, condition), value) in out.iter_mut().zip(conditions).zip(values) {
                    *out = if *condition == 1 { *value } else { *out };
                }
            }
        }
    }
}

/// The value where the condition is true, else the other.
fn either<T: Copy>(conditions: &[u8], value: Operand<'_, T>, other: Operand<'_, T>, out: &mut Vec<T>) {
    let is = conditions.iter().map(|condition| *condition == 1);
    match (value, other) {
        (Operand::One(value), Operand::One(other)) => out.extend(is.map(|is| if is { value } else { other })),
        (Operand::One(value), Operand::Each(others)) => {
            out.extend(is.zip(others).map(|(is, other)| if is { value } else { *other }));
        }
        (Operand::Each(values), Operand::One(other)) => {
            out.extend(is.zip(values).map(|(is, value)| if is { *value } else { other }));
        }
        (Operand::Each(values), Operand::Each(others)) => {
            let both = values.iter().zip(others);
            out.extend(is.zip(both).map(|(is, (value, other))| if is { *value } else { *other }));
        }
    }
}

/// The least or greatest, passing over nulls.
pub(super) fn extreme(which: Extreme, sources: &[View<'_>], length: usize, symbols: &Symbols, out: &mut Slot) {
    let least = which == Extreme::Minimum;
    match sources[0].column {
        Column::Int(_) => match least {
            // Null is the least number, so the least but null is the least with the sign of null turned.
            true => folded(sources, length, View::ints, out.ints(), |a, b| least_but(a, b, NULL_INT)),
            false => folded(sources, length, View::ints, out.ints(), i64::max),
        },
        Column::Float(_) => match least {
            true => folded(sources, length, View::floats, out.floats(), f64::min),
            false => folded(sources, length, View::floats, out.floats(), f64::max),
        },
        Column::Date(_) => match least {
            true => folded(sources, length, View::dates, out.dates(), |a, b| least_but(a, b, NULL_DATE)),
            false => folded(sources, length, View::dates, out.dates(), i32::max),
        },
        _ => folded(sources, length, View::texts, out.texts(), |a, b| {
            let keep = match (a, b) {
                (_, NULL_TEXT) => true,
                (NULL_TEXT, _) => false,
                _ => text_order(a, b, symbols).is_lt() == least,
            };
            if keep { a } else { b }
        }),
    }
}

fn least_but<T: Ord + Copy>(a: T, b: T, null: T) -> T {
    if a == null {
        b
    } else if b == null {
        a
    } else {
        a.min(b)
    }
}

fn folded<'a, T: Copy + 'a>(
    sources: &[View<'a>],
    length: usize,
    typed: impl Fn(View<'a>) -> Operand<'a, T>,
    out: &mut Vec<T>,
    better: impl Fn(T, T) -> T,
) {
    match typed(sources[0]) {
        Operand::One(value) => out.resize(length, value),
        Operand::Each(values) => out.extend_from_slice(values),
    }
    for source in &sources[1..] {
        match typed(*source) {
            Operand::One(value) => out.iter_mut().for_each(|out| *out = better(*out, value)),
            Operand::Each(values) => out.iter_mut().zip(values).for_each(|(out, value)| *out = better(*out, *value)),
        }
    }
}
