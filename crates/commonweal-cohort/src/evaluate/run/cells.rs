//! Cells of rows: for each position of a backing, for each patient's one row.

use super::changes::{Same, replace};
use super::context::Context;
use super::slot::{NO_ROW, Picked, Range, Slot};
use crate::evaluate::column::{Column, NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT};
use crate::evaluate::plan::{Step, StepId};

/// A column for each position.
pub(super) fn gather(context: &Context<'_>, backing: StepId, column: usize, out: &mut Slot) {
    let table = context.plan.table_of(backing);
    let Some(rows) = context.rows(backing) else {
        *out = Slot::TableColumn { table, column };
        return;
    };
    let cells = context.table_column(table, column);
    let selection = context.selection(backing);
    let Some(changed) = selection.changed.filter(|_| context.again) else { return taken(cells, rows, out) };
    let ranges = changed.iter().map(|place| selection.at(*place as usize));
    match cells {
        Column::Bool(cells) => retaken(cells, rows, ranges, out.left_bools()),
        Column::Int(cells) => retaken(cells, rows, ranges, out.left_ints()),
        Column::Float(cells) => retaken(cells, rows, ranges, out.left_floats()),
        Column::Date(cells) => retaken(cells, rows, ranges, out.left_dates()),
        Column::Text(cells) => retaken(cells, rows, ranges, out.left_texts()),
    }
}

/// Takes the cells of some ranges again; the others are as they were.
fn retaken<T: Copy>(cells: &[T], rows: &[u32], ranges: impl Iterator<Item = Range>, out: &mut [T]) {
    for Range { start, end, .. } in ranges {
        out[start..end].iter_mut().zip(&rows[start..end]).for_each(|(out, row)| *out = cells[*row as usize]);
    }
}

/// The values at some places.
pub(super) fn taken(column: &Column, places: &[u32], out: &mut Slot) {
    match column {
        Column::Bool(cells) => out.bools().extend(places.iter().map(|at| cells[*at as usize])),
        Column::Int(cells) => out.ints().extend(places.iter().map(|at| cells[*at as usize])),
        Column::Float(cells) => out.floats().extend(places.iter().map(|at| cells[*at as usize])),
        Column::Date(cells) => out.dates().extend(places.iter().map(|at| cells[*at as usize])),
        Column::Text(cells) => out.texts().extend(places.iter().map(|at| cells[*at as usize])),
    }
}

/// The patient, by place in the batch, for each position of a backing.
pub(super) fn owners(context: &Context<'_>, backing: StepId, out: &mut Vec<u32>) {
    out.resize(context.positions(backing), 0);
    for range in context.selection(backing).ranges() {
        out[range.start..range.end].fill(range.person);
    }
}

/// The patient's value for each position of a backing.
pub(super) fn expand(context: &Context<'_>, backing: StepId, source: StepId, out: &mut Slot) {
    let length = context.positions(backing);
    match context.column(source) {
        Column::Bool(values) => expanded(context, backing, values, length, NULL_BOOL, out.bools()),
        Column::Int(values) => expanded(context, backing, values, length, NULL_INT, out.ints()),
        Column::Float(values) => expanded(context, backing, values, length, NULL_FLOAT, out.floats()),
        Column::Date(values) => expanded(context, backing, values, length, NULL_DATE, out.dates()),
        Column::Text(values) => expanded(context, backing, values, length, NULL_TEXT, out.texts()),
    }
}

fn expanded<T: Copy>(context: &Context<'_>, backing: StepId, values: &[T], length: usize, null: T, out: &mut Vec<T>) {
    out.resize(length, null);
    for range in context.selection(backing).ranges() {
        out[range.start..range.end].fill(values[range.person as usize]);
    }
}

/// A column of each patient's picked row. Notes whose value changed, where it is known whose row did.
pub(super) fn picked(context: &Context<'_>, pick: StepId, column: usize, noted: &mut Vec<u32>, out: &mut Slot) {
    let Step::Pick { source, .. } = context.plan.step(pick) else { unreachable!("cells are of a pick") };
    let picked = context.picked(pick);
    let people = context.selection(*source).people;
    let picks = Picks { picked, people, among: context.people.len() };
    match context.table_column(context.plan.table_of(*source), column) {
        Column::Bool(cells) => picks.put(cells, NULL_BOOL, noted, out.left_bools()),
        Column::Int(cells) => picks.put(cells, NULL_INT, noted, out.left_ints()),
        Column::Float(cells) => picks.put(cells, NULL_FLOAT, noted, out.left_floats()),
        Column::Date(cells) => picks.put(cells, NULL_DATE, noted, out.left_dates()),
        Column::Text(cells) => picks.put(cells, NULL_TEXT, noted, out.left_texts()),
    }
}

struct Picks<'a> {
    picked: &'a Picked,
    /// Whose row each is.
    people: &'a [u32],
    /// How many patients the batch has.
    among: usize,
}

impl Picks<'_> {
    fn put<T: Same>(&self, cells: &[T], null: T, noted: &mut Vec<u32>, out: &mut Vec<T>) {
        let cell = |row: u32| if row == NO_ROW { null } else { cells[row as usize] };
        let (rows, people) = (&self.picked.rows, self.people);
        if let Some(changed) = &self.picked.changed {
            for place in changed.iter().map(|place| *place as usize) {
                replace(out, people[place], cell(rows[place]), noted);
            }
        } else {
            out.clear();
            out.resize(self.among, null);
            for (person, row) in people.iter().zip(rows) {
                out[*person as usize] = cell(*row);
            }
        }
    }
}

/// A column of a table with one row per patient.
pub(super) fn of_table(context: &Context<'_>, table: usize, column: usize, out: &mut Slot) {
    let offsets = &context.tables[table].offsets;
    if context.row_count(table) == context.people.len() {
        // No patient has two rows, so each has one.
        *out = Slot::TableColumn { table, column };
        return;
    }
    let places = (0u32..).zip(offsets.windows(2)).filter(|(_, bounds)| bounds[0] < bounds[1]);
    let places = places.map(|(person, bounds)| (person, bounds[0]));
    placed(context.table_column(table, column), places, context.people.len(), out);
}

/// Whether each patient has a row.
pub(super) fn table_exists(context: &Context<'_>, table: usize, out: &mut Vec<u8>) {
    out.extend(context.tables[table].offsets.windows(2).map(|bounds| u8::from(bounds[0] < bounds[1])));
}

/// A column of a table that comes with the query.
pub(super) fn of_inline(context: &Context<'_>, table: usize, column: usize, out: &mut Slot) {
    let table = &context.literals.inline_tables[table];
    let places = (0u32..).zip(context.people);
    let places = places.filter_map(|(person, patient)| Some((person, *table.row_of.get(patient)?)));
    placed(&table.columns[column], places, context.people.len(), out);
}

/// Whether each patient has a row in a table that comes with the query.
pub(super) fn inline_exists(context: &Context<'_>, table: usize, out: &mut Vec<u8>) {
    let row_of = &context.literals.inline_tables[table].row_of;
    out.extend(context.people.iter().map(|patient| u8::from(row_of.contains_key(patient))));
}

/// Cells put where their patients are; the others have null.
fn placed(column: &Column, places: impl Iterator<Item = (u32, u32)>, people: usize, out: &mut Slot) {
    match column {
        Column::Bool(cells) => put(cells, places, people, NULL_BOOL, out.bools()),
        Column::Int(cells) => put(cells, places, people, NULL_INT, out.ints()),
        Column::Float(cells) => put(cells, places, people, NULL_FLOAT, out.floats()),
        Column::Date(cells) => put(cells, places, people, NULL_DATE, out.dates()),
        Column::Text(cells) => put(cells, places, people, NULL_TEXT, out.texts()),
    }
}

fn put<T: Copy>(cells: &[T], places: impl Iterator<Item = (u32, u32)>, people: usize, null: T, out: &mut Vec<T>) {
    out.resize(people, null);
    for (person, row) in places {
        out[person as usize] = cells[row as usize];
    }
}

/// One value as a value of each patient.
pub(super) fn spread(source: &Column, people: usize, out: &mut Slot) {
    match source {
        Column::Bool(values) => out.bools().resize(people, values[0]),
        Column::Int(values) => out.ints().resize(people, values[0]),
        Column::Float(values) => out.floats().resize(people, values[0]),
        Column::Date(values) => out.dates().resize(people, values[0]),
        Column::Text(values) => out.texts().resize(people, values[0]),
    }
}
