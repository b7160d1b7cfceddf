//! The rows that meet a test.

use super::context::Context;
use super::operand::Operand;
use super::slot::Backing;
use super::steady::Whose;
use crate::evaluate::column::{Column, NULL_BOOL, NULL_DATE, NULL_INT, NULL_TEXT};
use crate::evaluate::plan::{StepId, Test};
use crate::query::BinaryFunction;

/// What rows are put to a test.
pub(super) struct Kept<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) source: StepId,
    pub(super) whose: Whose,
    /// The places of those whose rows are looked at, where it is some.
    pub(super) places: &'a [u32],
}

/// Keeps the rows of a selection that meet a test.
pub(super) fn keep(kept: &Kept<'_>, test: &Test, out: &mut Backing) {
    let context = kept.context;
    let table = context.plan.table_of(kept.source);
    match test {
        Test::Mask(values) => {
            let values = context.view(*values).bools();
            kept.rows(out, |_, position, _| values.at(position) == 1);
        }
        Test::Known { column } => match context.table_column(table, *column) {
            Column::Bool(cells) => kept.rows(out, |_, _, row| cells[row] != NULL_BOOL),
            Column::Int(cells) => kept.rows(out, |_, _, row| cells[row] != NULL_INT),
            Column::Float(cells) => kept.rows(out, |_, _, row| !cells[row].is_nan()),
            Column::Date(cells) => kept.rows(out, |_, _, row| cells[row] != NULL_DATE),
            Column::Text(cells) => kept.rows(out, |_, _, row| cells[row] != NULL_TEXT),
        },
        Test::InSet { column, set } => {
            let set = &context.literals.sets[*set];
            match context.table_column(table, *column) {
                Column::Bool(cells) => kept.rows(out, |_, _, row| set.has_bool(cells[row])),
                Column::Int(cells) => kept.rows(out, |_, _, row| set.has_int(cells[row])),
                Column::Float(cells) => kept.rows(out, |_, _, row| set.has_float(cells[row])),
                Column::Date(cells) => kept.rows(out, |_, _, row| set.has_date(cells[row])),
                Column::Text(cells) => kept.rows(out, |_, _, row| set.has_text(cells[row])),
            }
        }
        Test::Lasts { column, until } => {
            let (Column::Date(cells), until) = (context.table_column(table, *column), context.view(*until).dates())
            else {
                unreachable!("a last day is a date")
            };
            kept.rows(out, |person, _, row| {
                let (cell, day) = (cells[row], until.at(person as usize));
                (cell == NULL_DATE) | ((day != NULL_DATE) & (cell > day))
            });
        }
        Test::Compare { column, function, operand, turned } => {
            let function = if *turned { turned_round(*function) } else { *function };
            let operand = context.view(*operand);
            match context.table_column(table, *column) {
                Column::Int(cells) => {
                    compared(kept, out, function, cells, operand.ints(), |number| number == NULL_INT);
                }
                Column::Float(cells) => {
                    compared(kept, out, function, cells, operand.floats(), f64::is_nan);
                }
                Column::Date(cells) => {
                    compared(kept, out, function, cells, operand.dates(), |day| day == NULL_DATE);
                }
                Column::Text(cells) => {
                    compared(kept, out, function, cells, operand.texts(), |text| text == NULL_TEXT);
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
    kept: &Kept<'_>,
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
        F::EQ => kept.rows(out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell == value)
        }),
        F::NE => kept.rows(out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell != value)
        }),
        F::LT => kept.rows(out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell < value)
        }),
        F::LE => kept.rows(out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell <= value)
        }),
        F::GT => kept.rows(out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell > value)
        }),
        _ => kept.rows(out, |person, _, row| {
            let (cell, value) = both(person, row);
            known(cell, value) & (cell >= value)
        }),
    }
}

impl Kept<'_> {
    /// Keeps the rows for which a test of patient, position and row is true.
    fn rows(&self, out: &mut Backing, test: impl Fn(u32, usize, usize) -> bool) {
        match self.whose {
            Whose::Anew => self.anew(out, test),
            Whose::Everybody => self.in_place(0..out.people.len() as u32, out, test),
            Whose::Some => self.in_place(self.places.iter().copied(), out, test),
        }
    }

    fn anew(&self, out: &mut Backing, test: impl Fn(u32, usize, usize) -> bool) {
        let selection = self.context.selection(self.source);
        let rows = self.context.rows(self.source);
        out.rows.resize(self.context.positions(self.context.plan.backing(self.source)), 0);
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

    /// Keeps the rows of the patients at some places where the source has them, and notes for whom they are others.
    fn in_place(&self, places: impl Iterator<Item = u32>, out: &mut Backing, test: impl Fn(u32, usize, usize) -> bool) {
        let selection = self.context.selection(self.source);
        let source_rows = self.context.rows(self.source);
        let Backing { rows, starts, ends, changed, .. } = out;
        let mut changed = self.context.again.then(|| changed.get_or_insert_default());
        if let Some(changed) = &mut changed {
            changed.clear();
        }
        for place in places {
            let range = selection.at(place as usize);
            let (start, end) = (&mut starts[place as usize], &mut ends[place as usize]);
            let mut found = range.start;
            let mut same = *start as usize == range.start;
            for position in range.start..range.end {
                let row = source_rows.map_or(position as u32, |rows| rows[position]);
                if test(range.person, position, row as usize) {
                    same &= std::mem::replace(&mut rows[found], row) == row;
                    found += 1;
                }
            }
            same &= *end as usize == found;
            (*start, *end) = (range.start as u32, found as u32);
            if let (Some(changed), false) = (&mut changed, same) {
                changed.push(place);
            }
        }
    }
}
