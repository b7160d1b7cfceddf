//! The first or last row of each patient.

use super::compare::order_in;
use super::context::Context;
use super::slot::{NO_ROW, Picked, Range};
use crate::evaluate::column::Column;
use crate::evaluate::plan::{Key, StepId};
use crate::query::Position;
use std::cmp::Ordering;

/// Picks a row of each patient. Where dates are given, rows ascend by them, and only the rows of the first or last date
/// are looked at; rows alike in all keys are alike in all that anybody sees.
pub(super) fn pick(
    context: &Context<'_>,
    source: StepId,
    position: Position,
    dates: Option<StepId>,
    keys: &[Key],
    out: &mut Picked,
) {
    let rows = context.rows(source);
    let table = context.plan.table_of(source);
    let row_of = |position: usize| rows.map_or(position as u32, |rows| rows[position]);
    let order = |lhs: usize, rhs: usize| {
        let by_key = keys.iter().map(|key| match key {
            Key::Column(column) => {
                let (lhs, rhs) = (row_of(lhs) as usize, row_of(rhs) as usize);
                order_in(context.table_column(table, *column), lhs, rhs, context.symbols)
            }
            Key::Values(values) => order_in(context.column(*values), lhs, rhs, context.symbols),
        });
        by_key.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let dates = dates.map(|dates| match context.column(dates) {
        Column::Date(dates) => dates.as_slice(),
        _ => unreachable!("the time column is of dates"),
    });
    let best = |range: Range| {
        if range.start == range.end {
            return NO_ROW;
        }
        // Most rows stand alone on their date.
        let tied = dates.map_or(range, |dates| same_date(dates, range, position));
        let mut best = match position {
            Position::First => tied.start,
            Position::Last => tied.end - 1,
        };
        if tied.end - tied.start > 1 && !keys.is_empty() {
            for other in tied.start..tied.end {
                let better = match position {
                    Position::First => order(other, best).is_lt(),
                    Position::Last => order(other, best).is_gt(),
                };
                best = if better { other } else { best };
            }
        }
        row_of(best)
    };
    let selection = context.selection(source);
    let is_static = |key: &Key| match key {
        Key::Column(_) => true,
        Key::Values(values) => context.goes_with_rows(*values),
    };
    let known = context.again && context.is_steady(source);
    let Picked { rows: picked, changed } = out;
    picked.resize(selection.people.len(), NO_ROW);
    if !known {
        *changed = None;
        picked.iter_mut().zip(selection.ranges()).for_each(|(row, range)| *row = best(range));
        return;
    }
    let changed = changed.get_or_insert_default();
    changed.clear();
    let mut put = |place: u32, range: Range| {
        let (row, new) = (&mut picked[place as usize], best(range));
        if *row != new {
            *row = new;
            changed.push(place);
        }
    };
    match selection.changed {
        Some(places) if keys.iter().all(is_static) => {
            places.iter().for_each(|place| put(*place, selection.at(*place as usize)));
        }
        _ => (0..).zip(selection.ranges()).for_each(|(place, range)| put(place, range)),
    }
}

/// The positions at one end that share its date.
#[inline]
fn same_date(dates: &[i32], range: Range, position: Position) -> Range {
    let own = &dates[range.start..range.end];
    match (position, own) {
        (Position::First, [first, rest @ ..]) => {
            let more = rest.iter().position(|date| date != first).unwrap_or(rest.len());
            Range { end: range.start + 1 + more, ..range }
        }
        (Position::Last, [rest @ .., last]) => {
            let more = rest.iter().rev().position(|date| date != last).unwrap_or(rest.len());
            Range { start: range.end - 1 - more, ..range }
        }
        _ => range,
    }
}
