//! A patient's rows made into one value; nulls are dropped first.

use super::changes::{Same, replace};
use super::compare::text_order;
use super::context::Context;
use super::numbers::held;
use super::slot::{Range, Selection, Slot};
use super::texts::Scratch;
use crate::evaluate::column::{Column, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT};
use crate::evaluate::plan::StepId;
use crate::query::Aggregation;

/// Whether each patient has a row.
pub(super) fn exists(selection: Selection<'_>, people: usize, noted: &mut Vec<u32>, out: &mut Vec<u8>) {
    let own = Ranges { selection, people, may_leave: true };
    own.each(0, noted, out, |range| u8::from(range.start < range.end));
}

/// How many rows each patient has.
pub(super) fn count(selection: Selection<'_>, people: usize, noted: &mut Vec<u32>, out: &mut Vec<i64>) {
    let own = Ranges { selection, people, may_leave: true };
    own.each(0, noted, out, |range| (range.end - range.start) as i64);
}

/// Each patient's rows made into one value.
pub(super) fn aggregate(
    context: &Context<'_>,
    how: Aggregation,
    selection: StepId,
    values: StepId,
    scratch: &mut Scratch,
    out: &mut Slot,
) {
    let may_leave = context.goes_with_rows(values);
    let ranges = Ranges { selection: context.selection(selection), people: context.people.len(), may_leave };
    let Scratch { noted, floats, days, .. } = scratch;
    let mut own = Values { ranges, noted };
    match (how, context.column(values)) {
        (Aggregation::Min, Column::Int(values)) => {
            own.each(values, NULL_INT, out.left_ints(), |own| {
                own.iter().copied().filter(|number| *number != NULL_INT).min().unwrap_or(NULL_INT)
            });
        }
        (Aggregation::Max, Column::Int(values)) => {
            // Null is the least.
            own.each(values, NULL_INT, out.left_ints(), |own| own.iter().copied().fold(NULL_INT, i64::max));
        }
        (Aggregation::Min, Column::Date(values)) => {
            own.each(values, NULL_DATE, out.left_dates(), |own| {
                own.iter().copied().filter(|day| *day != NULL_DATE).min().unwrap_or(NULL_DATE)
            });
        }
        (Aggregation::Max, Column::Date(values)) => {
            own.each(values, NULL_DATE, out.left_dates(), |own| own.iter().copied().fold(NULL_DATE, i32::max));
        }
        (Aggregation::Min, Column::Float(values)) => {
            own.each(values, NULL_FLOAT, out.left_floats(), |own| own.iter().copied().fold(NULL_FLOAT, f64::min));
        }
        (Aggregation::Max, Column::Float(values)) => {
            own.each(values, NULL_FLOAT, out.left_floats(), |own| own.iter().copied().fold(NULL_FLOAT, f64::max));
        }
        (Aggregation::Min | Aggregation::Max, Column::Text(values)) => {
            let least = how == Aggregation::Min;
            own.each(values, NULL_TEXT, out.left_texts(), |own| {
                let known = own.iter().copied().filter(|text| *text != NULL_TEXT);
                let better = |lhs, rhs| if text_order(lhs, rhs, context.symbols).is_lt() == least { lhs } else { rhs };
                known.reduce(better).unwrap_or(NULL_TEXT)
            });
        }
        (Aggregation::Sum, Column::Int(values)) => {
            own.each(values, NULL_INT, out.left_ints(), |own| match whole_sum(own) {
                (0, _) => NULL_INT,
                (_, sum) => i64::try_from(sum).unwrap_or(NULL_INT),
            });
        }
        (Aggregation::Sum, Column::Float(values)) => {
            own.each(values, NULL_FLOAT, out.left_floats(), |own| match float_sum(own, floats) {
                (0, _) => NULL_FLOAT,
                (_, sum) => held(sum),
            });
        }
        (Aggregation::Mean, Column::Int(values)) => {
            own.each(values, NULL_FLOAT, out.left_floats(), |own| match whole_sum(own) {
                (0, _) => NULL_FLOAT,
                (count, sum) => held(i64::try_from(sum).map_or(sum as f64, |sum| sum as f64) / count as f64),
            });
        }
        (Aggregation::Mean, Column::Float(values)) => {
            own.each(values, NULL_FLOAT, out.left_floats(), |own| match float_sum(own, floats) {
                (0, _) => NULL_FLOAT,
                (count, sum) => held(sum / count as f64),
            });
        }
        (Aggregation::CountEpisodes { maximum_gap_days }, Column::Date(values)) => {
            own.each(values, 0, out.left_ints(), |own| episodes(own, maximum_gap_days, days));
        }
        (Aggregation::CountDistinct, values) => count_distinct(ranges, values, scratch, out.left_ints()),
        _ => unreachable!("a query aggregates only what can be, and sets are a step of their own"),
    }
}

/// Whose ranges, and whether what is left of the interval before may stand.
#[derive(Clone, Copy)]
struct Ranges<'a> {
    selection: Selection<'a>,
    people: usize,
    may_leave: bool,
}

impl Ranges<'_> {
    /// A function of each patient's range; without rows, patients have another value. Of patients whose range is as it
    /// was, what was worked out is left, where that may be; then those are noted whose value changed.
    fn each<R: Same>(self, without: R, noted: &mut Vec<u32>, out: &mut Vec<R>, mut function: impl FnMut(Range) -> R) {
        match self.selection.changed {
            Some(changed) if self.may_leave => {
                for range in changed.iter().map(|place| self.selection.at(*place as usize)) {
                    replace(out, range.person, function(range), noted);
                }
            }
            _ => {
                out.clear();
                out.resize(self.people, without);
                self.selection.ranges().for_each(|range| out[range.person as usize] = function(range));
            }
        }
    }
}

/// Values of rows by patient, and where it is noted whose changed.
struct Values<'a> {
    ranges: Ranges<'a>,
    noted: &'a mut Vec<u32>,
}

impl Values<'_> {
    /// A function of each patient's values; without rows, patients have another value.
    fn each<T, R: Same>(&mut self, values: &[T], without: R, out: &mut Vec<R>, mut function: impl FnMut(&[T]) -> R) {
        self.ranges.each(without, self.noted, out, |range| {
            if range.start == range.end { without } else { function(&values[range.start..range.end]) }
        });
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
    if let [first, ..] = own
        && *first != NULL_DATE
        && own.is_sorted()
    {
        return 1 + long_gaps(own, maximum_gap_days);
    }
    sorted.clear();
    sorted.extend(own.iter().filter(|day| **day != NULL_DATE));
    sorted.sort_unstable();
    i64::from(!sorted.is_empty()) + long_gaps(sorted, maximum_gap_days)
}

fn long_gaps(sorted: &[i32], maximum_gap_days: i64) -> i64 {
    let is_long = |pair: &[i32]| i64::from(pair[1]) - i64::from(pair[0]) > maximum_gap_days;
    sorted.windows(2).map(|pair| i64::from(is_long(pair))).sum()
}

fn count_distinct(ranges: Ranges<'_>, values: &Column, scratch: &mut Scratch, out: &mut Vec<i64>) {
    let Scratch { noted, ints, floats, days, met, .. } = scratch;
    let mut rows = Values { ranges, noted };
    match values {
        Column::Bool(values) => {
            rows.each(values, 0, out, |own| i64::from(own.contains(&0)) + i64::from(own.contains(&1)))
        }
        Column::Int(values) => {
            rows.each(values, 0, out, |own| distinct(own, ints, |number| *number != NULL_INT, i64::cmp))
        }
        Column::Float(values) => rows.each(values, 0, out, |own| {
            distinct(own, floats, |number| !number.is_nan(), |lhs, rhs| super::compare::float_order(*lhs, *rhs))
        }),
        Column::Date(values) => rows.each(values, 0, out, |own| distinct(own, days, |day| *day != NULL_DATE, i32::cmp)),
        Column::Text(values) => rows.each(values, 0, out, |own| met.distinct(own)),
    }
}

/// For each text, by number, when it was last met: so different texts are counted without putting them in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Met {
    last: Vec<u32>,
    turn: u32,
}

impl Met {
    /// How many different texts there are, null left out.
    fn distinct(&mut self, own: &[u32]) -> i64 {
        self.turn = self.turn.checked_add(1).unwrap_or_else(|| {
            self.last.fill(0);
            1
        });
        let mut count = 0;
        for text in own.iter().copied().filter(|text| *text != NULL_TEXT) {
            let at = text as usize;
            if self.last.len() <= at {
                self.last.resize(at + 1, 0);
            }
            count += i64::from(std::mem::replace(&mut self.last[at], self.turn) != self.turn);
        }
        count
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
