//! Event tables: the rows of a selection, one after another.

use super::context::Context;
use super::operand::{Operand, View};
use super::slot::{Selection, Slot};
use crate::evaluate::column::Column;
use crate::evaluate::plan::StepId;

/// The patient of each row.
pub(super) fn owners(selection: Selection<'_>, out: &mut Vec<u32>) {
    for range in selection.ranges() {
        out.resize(out.len() + range.end - range.start, range.person);
    }
}

/// A value of each row.
pub(super) fn column(context: &Context<'_>, selection: StepId, source: StepId, out: &mut Slot) {
    let selection = context.selection(selection);
    let view: View<'_> = context.view(source);
    match view.column {
        Column::Bool(_) => rows(selection, view.bools(), out.bools()),
        Column::Int(_) => rows(selection, view.ints(), out.ints()),
        Column::Float(_) => rows(selection, view.floats(), out.floats()),
        Column::Date(_) => rows(selection, view.dates(), out.dates()),
        Column::Text(_) => rows(selection, view.texts(), out.texts()),
    }
}

fn rows<T: Copy>(selection: Selection<'_>, source: Operand<'_, T>, out: &mut Vec<T>) {
    for range in selection.ranges() {
        match source {
            Operand::One(value) => out.resize(out.len() + range.end - range.start, value),
            Operand::Each(values) => out.extend_from_slice(&values[range.start..range.end]),
        }
    }
}
