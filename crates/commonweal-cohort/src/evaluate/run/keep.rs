//! The rows that meet a test.

use super::context::Context;
use super::operand::Operand;
use super::slot::Backing;
use crate::evaluate::column::{Column, NULL_BOOL, NULL_DATE, NULL_INT, NULL_TEXT};
use crate::evaluate::plan::{StepId, Test};
use crate::query::BinaryFunction;

/// Keeps the rows of a selection that meet a test.
pub(super) fn keep(context: &Context<'_>, source: StepId, test: &Test, out: &mut Backing) {
    let table = context.plan.table_of(source);
    match test {
        Test::Mask(values) => {
            let values = context.view(*values).bools();
            kept(context, source, out, |_, position, _| values.at(position) == 1);
        }
        Test::Known { column } => match context.table_column(table, *column) {
            Column::Bool(cells) => kept(context, source, out, |_, _, row| cells[row] != NULL_BOOL),
            Column::Int(cells) => kept(context, source, out, |_, _, row| cells[row] != NULL_INT),
            Column::Float(cells) => kept(context, source, out, |_, _, row| !cells[row].is_nan()),
            Column::Date(cells) => kept(context, source, out, |_, _, row| cells[row] != NULL_DATE),
            Column::Text(cells) => kept(context, source, out, |_, _, row| cells[row] != NULL_TEXT),
        },
        Test::InSet { column, set } => {
            let set = &context.literals.sets[*set];
            match context.table_column(table, *column) {
                Column::Bool(cells) => kept(context, source, out, |_, _, row| set.has_bool(cells[row])),
                Column::Int(cells) => kept(context, source, out, |_, _, row| set.has_int(cells[row])),
                Column::Float(cells) => kept(context, source, out, |_, _, row| set.has_float(cells[row])),
                Column::Date(cells) => kept(context, source, out, |_, _, row| set.has_date(cells[row])),
                Column::Text(cells) => kept(context, source, out, |_, _, row| set.has_text(cells[row])),
            }
        }
        Test::Lasts { column, until } => {
            let (Column::Date(cells), until) = (context.table_column(table, *column), context.view(*until).dates())
            else {
                unreachable!("a last day is a date")
            };
            kept(context, source, out, |person, _, row| {
                let (cell, day) = (cells[row], until.at(person as usize));
                (cell == NULL_DATE) | ((day != NULL_DATE) & (cell > day))
            });
        }
        Test::Compare { column, function, operand, turned } => {
            let function = if *turned { turned_round(*function) } else { *function };
            let operand = context.view(*operand);
            match context.table_column(table, *column) {
                Column::Int(cells) => {
                    compared(context, source, out, function, cells, operand.ints(), |number| number == NULL_INT);
                }
                Column::Float(cells) => {
                    compared(context, source, out, function, cells, operand.floats(), f64::is_nan);
                }
                Column::Date(cells) => {
                    compared(context, source, out, function, cells, operand.dates(), |day| day == NULL_DATE);
                }
                Column::Text(cells) => {
                    compared(context, source, out, function, cells, operand.texts(), |text| text == NULL_TEXT);
                }
                Column::Bool(_) => unreachable!("booleans are tested by a mask"),
            }
        }
    }
}

/// The relation as seen from the other side.
fn turned_round(function: BinaryFunction) -> BinaryFunction {
    match function {
        BinaryFunction::LT => BinaryFunction::GT,
        BinaryFunction::LE => BinaryFunction::GE,
        other => other,
    }
}

fn compared<T: Copy + PartialOrd>(
    context: &Context<'_>,
    source: StepId,
    out: &mut Backing,
    function: BinaryFunction,
    cells: &[T],
    operand: Operand<'_, T>,
    is_null: impl Fn(T) -> bool + Copy,
) {
    use BinaryFunction as F;
    let both = |person: u32, row: usize| (cells[row], operand.at(person as usize));
    let known = move |cell: T, value: T| !is_null(cell) & !is_null(value);
    match function {
        F::EQ => kept(context, source, out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell == value)
        }),
        F::NE => kept(context, source, out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell != value)
        }),
        F::LT => kept(context, source, out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell < value)
        }),
        F::LE => kept(context, source, out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell <= value)
        }),
        F::GT => kept(context, source, out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell > value)
        }),
        _ => kept(context, source, out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell >= value)
        }),
    }
}

/// Keeps the rows for which a test of patient, position and row is true.
fn kept(context: &Context<'_>, source: StepId, out: &mut Backing, test: impl Fn(u32, usize, usize) -> bool) {
    let selection = context.selection(source);
    let rows = context.rows(source);
    out.rows.resize(context.positions(context.plan.backing(source)), 0);
    let mut found = 0;
    for range in selection.ranges() {
        let start = found;
        // Which rows are kept cannot be foretold: so no branch.
        for position in range.start..range.end {
            let row = rows.map_or(position as u32, |rows| rows[position]);
            out.rows[found] = row;
            found += usize::from(test(range.person, position, row as usize));
        }
        if start < found {
            out.push(range.person, start as u32, found as u32);
        }
    }
    out.rows.truncate(found);
}
