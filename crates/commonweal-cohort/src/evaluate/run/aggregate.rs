//! A patient's rows made into one value; nulls are dropped first.

use super::compare::text_order;
use super::context::Context;
use super::numbers::held;
use super::slot::{Selection, Slot};
use super::texts::Scratch;
use crate::evaluate::column::{Column, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT};
use crate::evaluate::plan::StepId;
use crate::query::Aggregation;

/// Whether each patient has a row.
pub(super) fn exists(selection: &Selection, people: usize, out: &mut Vec<u8>) {
    out.resize(people, 0);
    for person in &selection.people {
        out[*person as usize] = 1;
    }
}

/// How many rows each patient has.
pub(super) fn count(selection: &Selection, people: usize, out: &mut Vec<i64>) {
    out.resize(people, 0);
    for range in selection.ranges() {
        out[range.person as usize] = (range.end - range.start) as i64;
    }
}

/// Each patient's rows made into one value.
pub(super) fn aggregate(
    context: Context<'_>,
    how: Aggregation,
    selection: StepId,
    values: StepId,
    scratch: &mut Scratch,
    out: &mut Slot,
) {
    let selection = context.selection(selection);
    let people = context.people.len();
    match (how, context.column(values)) {
        (Aggregation::Min, Column::Int(values)) => {
            each(selection, values, people, NULL_INT, out.ints(), |own| {
                own.iter().copied().filter(|number| *number != NULL_INT).min().unwrap_or(NULL_INT)
            });
        }
        (Aggregation::Max, Column::Int(values)) => {
            // Null is the least.
            each(selection, values, people, NULL_INT, out.ints(), |own| own.iter().copied().fold(NULL_INT, i64::max));
        }
        (Aggregation::Min, Column::Date(values)) => {
            each(selection, values, people, NULL_DATE, out.dates(), |own| {
                own.iter().copied().filter(|day| *day != NULL_DATE).min().unwrap_or(NULL_DATE)
            });
        }
        (Aggregation::Max, Column::Date(values)) => {
            each(selection, values, people, NULL_DATE, out.dates(), |own| {
                own.iter().copied().fold(NULL_DATE, i32::max)
            });
        }
        (Aggregation::Min, Column::Float(values)) => {
            each(selection, values, people, NULL_FLOAT, out.floats(), |own| {
                own.iter().copied().fold(NULL_FLOAT, f64::min)
            });
        }
        (Aggregation::Max, Column::Float(values)) => {
            each(selection, values, people, NULL_FLOAT, out.floats(), |own| {
                own.iter().copied().fold(NULL_FLOAT, f64::max)
            });
        }
        (Aggregation::Min | Aggregation::Max, Column::Text(values)) => {
            let least = how == Aggregation::Min;
            each(selection, values, people, NULL_TEXT, out.texts(), |own| {
                let known = own.iter().copied().filter(|text| *text != NULL_TEXT);
                let better = |lhs, rhs| if text_order(lhs, rhs, context.symbols).is_lt() == least { lhs } else { rhs };
                known.reduce(better).unwrap_or(NULL_TEXT)
            });
        }
        (Aggregation::Sum, Column::Int(values)) => {
            each(selection, values, people, NULL_INT, out.ints(), |own| match whole_sum(own) {
                (0, _) => NULL_INT,
                (_, sum) => i64::try_from(sum).unwrap_or(NULL_INT),
            });
        }
        (Aggregation::Sum, Column::Float(values)) => {
            each(selection, values, people, NULL_FLOAT, out.floats(), |own| {
                match float_sum(own, &mut scratch.floats) {
                    (0, _) => NULL_FLOAT,
                    (_, sum) => held(sum),
                }
            });
        }
        (Aggregation::Mean, Column::Int(values)) => {
            each(selection, values, people, NULL_FLOAT, out.floats(), |own| match whole_sum(own) {
                (0, _) => NULL_FLOAT,
                (count, sum) => held(i64::try_from(sum).map_or(sum as f64, |sum| sum as f64) / count as f64),
            });
        }
        (Aggregation::Mean, Column::Float(values)) => {
            each(selection, values, people, NULL_FLOAT, out.floats(), |own| {
                match float_sum(own, &mut scratch.floats) {
                    (0, _) => NULL_FLOAT,
                    (count, sum) => held(sum / count as f64),
                }
            });
        }
        (Aggregation::CountEpisodes { maximum_gap_days }, Column::Date(values)) => {
            each(selection, values, people, 0, out.ints(), |own| episodes(own, maximum_gap_days, &mut scratch.days));
        }
        (Aggregation::CountDistinct, values) => count_distinct(selection, values, people, scratch, out.ints()),
        _ => unreachable!("a query aggregates only what can be, and sets are a step of their own"),
    }
}

/// A function of each patient's values; without rows, patients have another value.
fn each<T, R: Copy>(
    selection: &Selection,
    values: &[T],
    people: usize,
    without: R,
    out: &mut Vec<R>,
    mut function: impl FnMut(&[T]) -> R,
) {
    out.resize(people, without);
    for range in selection.ranges() {
        out[range.person as usize] = function(&values[range.start..range.end]);
    }
}

/// How many numbers are known, and their sum.
fn whole_sum(own: &[i64]) -> (usize, i128) {
    let known = own.iter().filter(|number| **number != NULL_INT);
    known.fold((0, 0), |(count, sum), number| (count + 1, sum + i128::from(*number)))
}

/// How many numbers are known, and their sum. They are added from the least to the greatest, so that the order of the
/// rows plays no part.
fn float_sum(own: &[f64], sorted: &mut Vec<f64>) -> (usize, f64) {
    sorted.clear();
    sorted.extend(own.iter().filter(|number| !number.is_nan()));
    if sorted.len() > 2 {
        sorted.sort_unstable_by(f64::total_cmp);
    }
    (sorted.len(), sorted.iter().fold(0.0, |sum, number| sum + number))
}

/// A new episode begins at the first date, and wherever the gap before a date is of more days than allowed.
fn episodes(own: &[i32], maximum_gap_days: i64, sorted: &mut Vec<i32>) -> i64 {
    sorted.clear();
    sorted.extend(own.iter().filter(|day| **day != NULL_DATE));
    if !sorted.is_sorted() {
        sorted.sort_unstable();
    }
    let gaps = sorted.windows(2).filter(|pair| i64::from(pair[1]) - i64::from(pair[0]) > maximum_gap_days).count();
    (gaps + usize::from(!sorted.is_empty())) as i64
}

fn count_distinct(selection: &Selection, values: &Column, people: usize, scratch: &mut Scratch, out: &mut Vec<i64>) {
    match values {
        Column::Bool(values) => {
            each(selection, values, people, 0, out, |own| i64::from(own.contains(&0)) + i64::from(own.contains(&1)))
        }
        Column::Int(values) => each(selection, values, people, 0, out, |own| {
            distinct(own, &mut scratch.ints, |number| *number != NULL_INT, i64::cmp)
        }),
        Column::Float(values) => each(selection, values, people, 0, out, |own| {
            distinct(
                own,
                &mut scratch.floats,
                |number| !number.is_nan(),
                |lhs, rhs| super::compare::float_order(*lhs, *rhs),
            )
        }),
        Column::Date(values) => each(selection, values, people, 0, out, |own| {
            distinct(own, &mut scratch.days, |day| *day != NULL_DATE, i32::cmp)
        }),
        Column::Text(values) => each(selection, values, people, 0, out, |own| {
            distinct(own, &mut scratch.texts, |text| *text != NULL_TEXT, u32::cmp)
        }),
    }
}

/// How many different known values there are.
fn distinct<T: Copy + PartialEq>(
    own: &[T],
    sorted: &mut Vec<T>,
    is_known: impl Fn(&T) -> bool,
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> i64 {
    if let [one] = own {
        return i64::from(is_known(one));
    }
    sorted.clear();
    sorted.extend(own.iter().filter(|value| is_known(value)));
    sorted.sort_unstable_by(order);
    sorted.dedup();
    sorted.len() as i64
}
