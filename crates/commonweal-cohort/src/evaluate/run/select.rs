//! Rows of tables, and rows found by their codes.

use super::context::Context;
use super::literals::{Class, Classes, Finder};
use super::slot::{Backing, Slot};
use super::texts::Scratch;
use crate::evaluate::column::{Column, NULL_TEXT};

/// All rows of a table; position and row are the same.
pub(super) fn all_rows(context: &Context<'_>, table: usize, out: &mut Backing) {
    for (person, bounds) in (0u32..).zip(context.tables[table].offsets.windows(2)) {
        if bounds[0] < bounds[1] {
            out.push(person, bounds[0], bounds[1]);
        }
    }
}

/// The rows of each list of a pass: one look at a row, however many lists there are.
pub(super) fn buckets(context: &Context<'_>, pass: usize, scratch: &mut Scratch, out: &mut Slot) {
    let planned = &context.plan.passes[pass];
    let Column::Text(texts) = context.table_column(planned.table, planned.column) else {
        unreachable!("a pass is over a column of text")
    };
    if !matches!(out, Slot::Backings(backings) if backings.len() == planned.lists.len()) {
        *out = Slot::Backings(vec![Backing::default(); planned.lists.len()]);
    }
    let Slot::Backings(backings) = out else { unreachable!("it was just made so") };
    backings.iter_mut().for_each(Backing::clear);

    let Scratch { hits, last_person, .. } = scratch;
    last_person.clear();
    last_person.resize(backings.len(), u32::MAX);
    for (person, bounds) in (0u32..).zip(context.tables[planned.table].offsets.windows(2)) {
        let own = &texts[bounds[0] as usize..bounds[1] as usize];
        let mut add = |list: u32, row: u32| {
            let backing = &mut backings[list as usize];
            let last = &mut last_person[list as usize];
            if *last != person {
                *last = person;
                backing.people.push(person);
                backing.starts.push(backing.rows.len() as u32);
            } else if backing.rows.last() == Some(&row) {
                // A text may have several parts of one list.
                return;
            }
            backing.rows.push(row);
        };
        match &context.literals.finders[pass] {
            Finder::Whole(classes) => {
                for (row, class) in found(own, bounds[0], classes, hits) {
                    match classes.class(*class) {
                        Class::One(list) => add(list, *row),
                        Class::Several(lists) => lists.iter().for_each(|list| add(*list, *row)),
                    }
                }
            }
            Finder::Part(parts) => {
                for (row, text) in (bounds[0]..).zip(own).filter(|(_, text)| **text != NULL_TEXT) {
                    parts.each_list_in(context.symbols.text(*text), |list| add(list, row));
                }
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

/// The rows with a code of some list, and the codes' classes. Most codes are in no list, and which are cannot be foretold:
/// so no branch.
#[inline]
fn found<'h>(codes: &[u32], first_row: u32, classes: &Classes, hits: &'h mut Vec<(u32, u32)>) -> &'h [(u32, u32)] {
    if hits.len() < codes.len() {
        hits.resize(codes.len(), (0, 0));
    }
    let mut count = 0;
    for (row, code) in (first_row..).zip(codes) {
        let class = classes.of(*code);
        hits[count] = (row, class);
        count += usize::from(class != 0);
    }
    &hits[..count]
}
