//! Rows of tables, and rows found by their codes.

use super::context::Context;
use super::slot::{Backing, Slot};
use super::texts::Scratch;
use crate::evaluate::column::Column;

/// All rows of a table; position and row are the same.
pub(super) fn all_rows(context: Context<'_>, table: usize, out: &mut Backing) {
    for (person, bounds) in (0u32..).zip(context.tables[table].offsets.windows(2)) {
        if bounds[0] < bounds[1] {
            out.push(person, bounds[0], bounds[1]);
        }
    }
}

/// The rows of each list of codes of a pass: one look-up for a row, however many lists there are.
pub(super) fn buckets(context: Context<'_>, pass: usize, scratch: &mut Scratch, out: &mut Slot) {
    let planned = &context.plan.passes[pass];
    let classes = &context.literals.classes[pass];
    let Column::Text(codes) = context.table_column(planned.table, planned.column) else {
        unreachable!("a pass is over a column of text")
    };
    if !matches!(out, Slot::Backings(backings) if backings.len() == planned.lists.len()) {
        *out = Slot::Backings(vec![Backing::default(); planned.lists.len()]);
    }
    let Slot::Backings(backings) = out else { unreachable!("it was just made so") };
    backings.iter_mut().for_each(Backing::clear);

    for (person, bounds) in (0u32..).zip(context.tables[planned.table].offsets.windows(2)) {
        let own = &codes[bounds[0] as usize..bounds[1] as usize];
        if scratch.hits.len() < own.len() {
            scratch.hits.resize(own.len(), (0, 0));
        }
        // Most codes are in no list, and which are cannot be foretold: so no branch.
        let mut found = 0;
        for (row, code) in (bounds[0]..).zip(own) {
            let class = classes.of(*code);
            scratch.hits[found] = (row, class);
            found += usize::from(class != 0);
        }
        for (row, class) in &scratch.hits[..found] {
            for list in classes.lists(*class) {
                let backing = &mut backings[*list as usize];
                if backing.people.last() != Some(&person) {
                    backing.people.push(person);
                    backing.starts.push(backing.rows.len() as u32);
                }
                backing.rows.push(*row);
            }
        }
    }
    for backing in backings {
        backing.ends.extend(backing.starts.iter().skip(1));
        if !backing.starts.is_empty() {
            backing.ends.push(backing.rows.len() as u32);
        }
    }
}
