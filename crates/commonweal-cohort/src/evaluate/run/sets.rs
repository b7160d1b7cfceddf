//! Each patient's set of values, and whether values are in it.

use super::context::Context;
use super::operand::{Operand, View};
use super::slot::{Selection, Sets, Slot};
use crate::evaluate::column::{Column, NULL_BOOL, NULL_DATE, NULL_INT, NULL_TEXT};
use crate::evaluate::plan::StepId;

/// Collects each patient's known values, in order.
pub(super) fn collect(context: &Context<'_>, selection: StepId, values: StepId, out: &mut Slot) {
    let selection = context.selection(selection);
    let people = context.people.len();
    let mut offsets = Vec::with_capacity(people + 1);
    let values = match context.column(values) {
        Column::Bool(all) => {
            Column::Bool(known(selection, all, people, &mut offsets, |claim| claim != NULL_BOOL, u8::cmp))
        }
        Column::Int(all) => {
            Column::Int(known(selection, all, people, &mut offsets, |number| number != NULL_INT, i64::cmp))
        }
        Column::Float(all) => {
            Column::Float(known(selection, all, people, &mut offsets, |number: f64| !number.is_nan(), f64::total_cmp))
        }
        Column::Date(all) => {
            Column::Date(known(selection, all, people, &mut offsets, |day| day != NULL_DATE, i32::cmp))
        }
        Column::Text(all) => {
            Column::Text(known(selection, all, people, &mut offsets, |text| text != NULL_TEXT, u32::cmp))
        }
    };
    *out = Slot::Sets(Box::new(Sets { offsets, values: Some(values) }));
}

fn known<T: Copy>(
    selection: Selection<'_>,
    all: &[T],
    people: usize,
    offsets: &mut Vec<u32>,
    is_known: impl Fn(T) -> bool,
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Vec<T> {
    let mut values = Vec::new();
    offsets.push(0);
    for range in selection.ranges() {
        // Patients without rows have an empty set.
        offsets.resize(range.person as usize + 1, values.len() as u32);
        let start = values.len();
        values.extend(all[range.start..range.end].iter().copied().filter(|value| is_known(*value)));
        values[start..].sort_unstable_by(&order);
        offsets.push(values.len() as u32);
    }
    offsets.resize(people + 1, values.len() as u32);
    values
}

/// Whose sets are looked into.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) sets: &'a Sets,
    /// The patient of each value; without owners, there is one value for each patient.
    pub(super) owners: Option<&'a [u32]>,
    pub(super) people: usize,
}

impl Look<'_> {
    /// Whether each value is in its patient's set.
    pub(super) fn up(self, source: View<'_>, out: &mut Vec<u8>) {
        let Some(values) = &self.sets.values else { unreachable!("sets are collected before they are looked into") };
        match values {
            Column::Bool(values) => self.member(values, source.bools(), |claim| claim == NULL_BOOL, u8::cmp, out),
            Column::Int(values) => self.member(values, source.ints(), |number| number == NULL_INT, i64::cmp, out),
            Column::Float(values) => {
                let order = |lhs: &f64, rhs: &f64| super::compare::float_order(*lhs, *rhs);
                self.member(values, source.floats(), f64::is_nan, order, out);
            }
            Column::Date(values) => self.member(values, source.dates(), |day| day == NULL_DATE, i32::cmp, out),
            Column::Text(values) => self.member(values, source.texts(), |text| text == NULL_TEXT, u32::cmp, out),
        }
    }

    fn member<T: Copy>(
        self,
        values: &[T],
        source: Operand<'_, T>,
        is_null: impl Fn(T) -> bool,
        order: impl Fn(&T, &T) -> std::cmp::Ordering,
        out: &mut Vec<u8>,
    ) {
        let offsets = &self.sets.offsets;
        let is_member = |person: usize, value: T| {
            let own = &values[offsets[person] as usize..offsets[person + 1] as usize];
            match own {
                [] => 0,
                _ if is_null(value) => NULL_BOOL,
                _ => u8::from(own.binary_search_by(|member| order(member, &value)).is_ok()),
            }
        };
        match self.owners {
            Some(owners) => {
                let owned = owners.iter().enumerate();
                out.extend(owned.map(|(at, owner)| is_member(*owner as usize, source.at(at))));
            }
            None => out.extend((0..self.people).map(|person| is_member(person, source.at(person)))),
        }
    }
}
