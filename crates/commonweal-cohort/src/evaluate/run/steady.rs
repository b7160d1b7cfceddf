//! Rows that meet a test of which the interval is a part: from one interval to the next, few people's are others.
//!
//! Where there are several intervals, everybody of the source keeps a place, also without a row, and a person's rows stay
//! where the source has them. So those steps that follow need look only at the people whose rows are others.

use super::context::Context;
use super::slot::Backing;
use super::texts::Scratch;
use super::window::SLACK;
use crate::evaluate::column::{Column, NULL_DATE};
use crate::evaluate::plan::{Planned, Shape, Step, StepId, Test};
use crate::query::BinaryFunction;

/// Whose rows are put to a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Everybody's; only those with a row get a place.
    Anew,
    /// Everybody's, each at the place they have.
    Everybody,
    /// Those at some places.
    Some,
}

/// A test that sets dates of rows against one day, and gives a row another answer on a day of its own.
struct Turning<'a> {
    cells: &'a [i32],
    day: i32,
    /// How many days after the row's date.
    after: i32,
}

/// Decides whose rows are put to the test; some are left in the scratch as places.
pub(super) fn whose(
    context: &Context<'_>,
    source: StepId,
    test: &Test,
    dynamic: bool,
    scratch: &mut Scratch,
    out: &mut Backing,
) -> Whose {
    if !context.again {
        out.clear();
        out.steady = dynamic && context.days_ahead > 0 && context.is_steady(source);
    }
    if !out.steady {
        out.clear();
        return Whose::Anew;
    }
    let turning = turning(context, source, test);
    if !context.again {
        let selection = context.selection(source);
        out.people.extend_from_slice(selection.people);
        out.starts.resize(selection.people.len(), 0);
        out.ends.resize(selection.people.len(), 0);
        out.rows.resize(context.positions(context.plan.backing(source)), 0);
    } else if mark_changed(context, source, test, turning.as_ref(), scratch, out) {
        scratch.places.clear();
        scratch.marks.move_to(&mut scratch.places);
        return Whose::Some;
    }
    scratch.marks.clear();
    out.day = None;
    if let Some(turning) = turning.filter(|_| context.days_ahead > 0) {
        note_turns(context, source, &turning, scratch, out);
    }
    Whose::Everybody
}

/// Marks the places of those whose rows may be others than at the interval before; false where anybody's may be.
fn mark_changed(
    context: &Context<'_>,
    source: StepId,
    test: &Test,
    turning: Option<&Turning<'_>>,
    scratch: &mut Scratch,
    out: &mut Backing,
) -> bool {
    let marks = &mut scratch.marks;
    marks.make_room(out.people.len());
    if context.plan.planned(source).dynamic {
        let Some(changed) = context.selection(source).changed else { return false };
        changed.iter().for_each(|place| marks.mark(*place));
    }
    let (Test::Mask(operand) | Test::Compare { operand, .. } | Test::Lasts { until: operand, .. }) = test else {
        return true;
    };
    let change = &context.changes[operand.index()];
    if change.anybody {
        let (Some(turning), Some(day)) = (turning, out.day) else { return false };
        if turning.day < day || !out.coming.knows(turning.day) {
            return false;
        }
        out.coming.until(turning.day).for_each(|place| marks.mark(place));
        out.day = Some(turning.day);
    }
    for person in &change.people {
        if let Ok(place) = out.people.binary_search(person) {
            marks.mark(place as u32);
        }
    }
    true
}

fn turning<'a>(context: &Context<'a>, source: StepId, test: &Test) -> Option<Turning<'a>> {
    use BinaryFunction as F;
    let (column, operand, after) = match test {
        Test::Lasts { column, until } => (*column, *until, 0),
        // Turned round, a relation changes its direction, and on its day it holds or not as before.
        Test::Compare { column, function: F::LE, operand, turned: false }
        | Test::Compare { column, function: F::LT, operand, turned: true } => (*column, *operand, 0),
        Test::Compare { column, function: F::LT, operand, turned: false }
        | Test::Compare { column, function: F::LE, operand, turned: true } => (*column, *operand, 1),
        _ => return None,
    };
    if context.plan.planned(operand).shape != Shape::Single {
        return None;
    }
    let table = context.plan.table_of(source);
    match (context.table_column(table, column), context.column(operand)) {
        (Column::Date(cells), Column::Date(days)) => Some(Turning { cells, day: days[0], after }),
        _ => None,
    }
}

/// The static selection whose places and positions a steady one has.
fn all_rows(context: &Context<'_>, source: StepId) -> StepId {
    let backing = context.plan.backing(source);
    match context.plan.planned(backing) {
        Planned { step: Step::Keep { source, .. }, dynamic: true, .. } => all_rows(context, *source),
        _ => backing,
    }
}

/// Notes when each row's answer becomes another.
fn note_turns(context: &Context<'_>, source: StepId, turning: &Turning<'_>, scratch: &mut Scratch, out: &mut Backing) {
    let Turning { cells, day, after } = *turning;
    // Rows that other tests may yet let in have their day too.
    let backing = all_rows(context, source);
    let rows = context.rows(backing);
    out.coming.write(day, context.days_ahead.saturating_add(SLACK), &mut scratch.draft, |last, entries| {
        for (place, range) in (0u32..).zip(context.selection(backing).ranges()) {
            for position in range.start..range.end {
                let cell = cells[rows.map_or(position, |rows| rows[position] as usize)];
                let turn = cell.saturating_add(after);
                if cell != NULL_DATE && turn > day && turn <= last {
                    entries.push((turn, place));
                }
            }
        }
    });
    out.day = Some(day);
}
