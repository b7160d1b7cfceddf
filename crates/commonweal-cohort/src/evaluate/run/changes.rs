//! From one interval to the next, few values change: who was told about, and what only they need anew.
//!
//! At the first interval of a batch each step is run for everybody. Later a step is left as it is where nothing that it
//! looks at has changed, is run for the few patients for whom something has, or is run for everybody and its values set
//! beside those before. In any case it then says whose values are others, for the steps after it.

use super::compare::compare;
use super::context::Context;
use super::dispatch::{function, run};
use super::logic;
use super::operand::{Claims, Operand, View};
use super::slot::Slot;
use super::texts::Scratch;
use crate::evaluate::column::{Column, ColumnKind};
use crate::evaluate::plan::{Planned, Shape, Step, StepId};
use crate::query::{BinaryFunction, UnaryFunction};

/// Whose value of a step is not that of the interval before.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Change {
    /// Anybody's may be another; of steps without a value for each patient, it is not as it was.
    pub(super) anybody: bool,
    /// Else those whose value is another, ascending, by place in the batch.
    pub(super) people: Vec<u32>,
}

/// A step is run for some patients alone where they are at most one of so many.
const FEW: usize = 8;
/// As many, where all values are booleans: they are so small that everybody's are soon worked out.
const FEW_BOOLS: usize = 24;

/// Brings a step to the context's interval from the one before.
pub(in crate::evaluate) fn update(
    context: &Context<'_>,
    id: StepId,
    scratch: &mut Scratch,
    out: &mut Slot,
    change: &mut Change,
) {
    let planned = context.plan.planned(id);
    change.anybody = false;
    change.people.clear();
    let mut changes = planned.inputs.iter().map(|input| &context.changes[input.index()]);
    let is_parameter = matches!(planned.step, Step::Parameter(_));
    if !is_parameter && !changes.clone().any(|change| change.anybody || !change.people.is_empty()) {
        return stay(out);
    }
    scratch.noted.clear();
    if notes_changes(context, planned) {
        run(context, id, scratch, out);
        return std::mem::swap(&mut change.people, &mut scratch.noted);
    }
    match planned.shape {
        Shape::Single | Shape::People => {}
        Shape::Rows(_) | Shape::Other => {
            run(context, id, scratch, out);
            change.anybody = match out {
                Slot::Window(window) => window.changed.as_ref().is_none_or(|changed| !changed.is_empty()),
                Slot::Picked(picked) => picked.changed.as_ref().is_none_or(|changed| !changed.is_empty()),
                Slot::Backing(backing) => backing.changed.as_ref().is_none_or(|changed| !changed.is_empty()),
                _ => true,
            };
            return;
        }
    }
    let is_small = |id: &StepId| context.plan.planned(*id).kind == ColumnKind::Bool;
    let all_small = is_small(&id) && planned.inputs.iter().all(is_small);
    let most = (context.people.len() / if all_small { FEW_BOOLS } else { FEW }).max(1);
    if is_function(&planned.step)
        && changes.all(|change| !change.anybody && change.people.len() <= most)
        && let few = those_of_inputs(context, planned, scratch)
        && few.len() <= most
    {
        run_for(context, planned, &few, scratch, out, change);
        scratch.few_people = few;
        return;
    }
    // What was there before is set beside what there is now.
    let spare = &mut scratch.spare[planned.kind as usize];
    std::mem::swap(out, spare);
    run(context, id, scratch, out);
    let (Slot::Values(before), Slot::Values(now)) = (&scratch.spare[planned.kind as usize], &*out) else {
        change.anybody = true;
        return;
    };
    if before.len() == now.len() {
        differences(before, now, &mut change.people);
    } else {
        change.anybody = true;
    }
    if planned.shape == Shape::Single {
        change.anybody |= !change.people.is_empty();
        change.people.clear();
    }
}

/// Leaves a step as it is: nothing has changed.
fn stay(out: &mut Slot) {
    match out {
        Slot::Window(window) => window.changed.get_or_insert_default().clear(),
        Slot::Picked(picked) => picked.changed.get_or_insert_default().clear(),
        Slot::Backing(backing) if backing.steady => backing.changed.get_or_insert_default().clear(),
        _ => {}
    }
}

/// Whether a step looks only at the patients whose rows changed, and notes whose value became another.
fn notes_changes(context: &Context<'_>, planned: &Planned) -> bool {
    match &planned.step {
        Step::Exists { selection } | Step::Count { selection } => context.selection(*selection).changed.is_some(),
        Step::Aggregate { selection, values, .. } => {
            context.selection(*selection).changed.is_some() && context.goes_with_rows(*values)
        }
        Step::PickCell { pick, .. } => context.picked(*pick).changed.is_some(),
        _ => false,
    }
}

/// Whether a step's value of a patient is a function of other values of the patient, and of values for everybody.
fn is_function(step: &Step) -> bool {
    matches!(
        step,
        Step::Unary { .. }
            | Step::Binary { .. }
            | Step::Packed { .. }
            | Step::PackedDifference { .. }
            | Step::InLiterals { .. }
            | Step::Extreme { .. }
            | Step::Case { .. }
            | Step::Tally { .. }
    )
}

/// The patients for whom an input has changed, ascending; the memory is that of the scratch.
fn those_of_inputs(context: &Context<'_>, planned: &Planned, scratch: &mut Scratch) -> Vec<u32> {
    let mut few = std::mem::take(&mut scratch.few_people);
    few.clear();
    let lists = planned.inputs.iter().map(|input| &context.changes[input.index()].people);
    let mut lists = lists.filter(|people| !people.is_empty());
    match (lists.next(), lists.next()) {
        (None, _) => {}
        (Some(people), None) => few.extend_from_slice(people),
        (Some(first), Some(second)) => {
            let marks = &mut scratch.marks;
            marks.make_room(context.people.len());
            [first, second].into_iter().chain(lists).flatten().for_each(|person| marks.mark(*person));
            marks.move_to(&mut few);
        }
    }
    few
}

/// Runs a function for a few patients: on columns of their values alone.
fn run_for(
    context: &Context<'_>,
    planned: &Planned,
    few: &[u32],
    scratch: &mut Scratch,
    out: &mut Slot,
    change: &mut Change,
) {
    if in_place(context, &planned.step, few, out, change) {
        return;
    }
    let mut slots = std::mem::take(&mut scratch.few);
    slots.resize(context.slots.len(), Slot::Empty);
    for input in &planned.inputs {
        let View { column, single } = context.view(*input);
        super::cells::taken(column, if single { &[0] } else { few }, &mut slots[input.index()]);
    }
    let mut values = std::mem::take(&mut scratch.spare[planned.kind as usize]);
    let own = Context { slots: &slots, people: &context.people[..few.len()], ..*context };
    function(&own, planned, scratch, &mut values);
    match &values {
        Slot::Values(Column::Bool(new)) => put(few, new, out.left_bools(), &mut change.people),
        Slot::Values(Column::Int(new)) => put(few, new, out.left_ints(), &mut change.people),
        Slot::Values(Column::Float(new)) => put(few, new, out.left_floats(), &mut change.people),
        Slot::Values(Column::Date(new)) => put(few, new, out.left_dates(), &mut change.people),
        Slot::Values(Column::Text(new)) => put(few, new, out.left_texts(), &mut change.people),
        _ => unreachable!("a function gives values"),
    }
    scratch.spare[planned.kind as usize] = values;
    scratch.few = slots;
}

/// Works a function of booleans or a comparison out for a few patients, each where the value stands. False where the
/// function is another.
fn in_place(context: &Context<'_>, step: &Step, few: &[u32], out: &mut Slot, change: &mut Change) -> bool {
    use BinaryFunction as F;
    let mut few = Few { few, out, changed: &mut change.people };
    match step {
        Step::Binary { function: F::And, lhs, rhs } => {
            few.zip(context.view(*lhs).bools(), context.view(*rhs).bools(), logic::and);
        }
        Step::Binary { function: F::Or, lhs, rhs } => {
            few.zip(context.view(*lhs).bools(), context.view(*rhs).bools(), logic::or);
        }
        Step::Binary { function: function @ (F::EQ | F::NE | F::LT | F::LE | F::GT | F::GE), lhs, rhs } => {
            compare(*function, context.view(*lhs), context.view(*rhs), context.symbols, &mut few);
        }
        Step::Unary { function: UnaryFunction::Not, source } => {
            few.zip(context.view(*source).bools(), Operand::One(()), |claim, ()| logic::not(claim));
        }
        _ => return false,
    }
    true
}

/// The booleans of a few patients, and where it is noted whose became another.
struct Few<'a> {
    few: &'a [u32],
    out: &'a mut Slot,
    changed: &'a mut Vec<u32>,
}

impl Claims for Few<'_> {
    fn zip<A: Copy, B: Copy>(&mut self, lhs: Operand<'_, A>, rhs: Operand<'_, B>, function: impl Fn(A, B) -> u8) {
        let out = self.out.left_bools();
        for person in self.few {
            let at = *person as usize;
            replace(out, *person, function(lhs.at(at), rhs.at(at)), self.changed);
        }
    }
}

fn put<T: Same>(few: &[u32], new: &[T], out: &mut [T], changed: &mut Vec<u32>) {
    few.iter().zip(new).for_each(|(person, value)| replace(out, *person, *value, changed));
}

/// Gives a patient a value, and notes that it is another.
#[inline]
pub(super) fn replace<T: Same>(values: &mut [T], person: u32, value: T, changed: &mut Vec<u32>) {
    let own = &mut values[person as usize];
    if !own.same(value) {
        *own = value;
        changed.push(person);
    }
}

/// Values that can be told apart; null is the same as null.
pub(super) trait Same: Copy {
    fn same(self, other: Self) -> bool;

    /// Whether all values of two slices of equal length are the same; worked out without a branch for each.
    fn all_same(own: &[Self], other: &[Self]) -> bool;
}

/// Declares what is told apart by its bits.
macro_rules! same {
    ($($of:ty: $bits:expr;)*) => {
        $(impl Same for $of {
            #[inline]
            fn same(self, other: Self) -> bool {
                $bits(self) == $bits(other)
            }

            #[inline]
            fn all_same(own: &[Self], other: &[Self]) -> bool {
                own.iter().zip(other).fold(0, |bits, (own, other)| bits | ($bits(*own) ^ $bits(*other))) == 0
            }
        })*
    };
}

same! {
    u8: std::convert::identity;
    u32: std::convert::identity;
    i32: std::convert::identity;
    i64: std::convert::identity;
    f64: f64::to_bits;
}

/// Where two columns of one kind differ.
fn differences(before: &Column, now: &Column, places: &mut Vec<u32>) {
    match (before, now) {
        (Column::Bool(before), Column::Bool(now)) => differing(before, now, places),
        (Column::Int(before), Column::Int(now)) => differing(before, now, places),
        (Column::Float(before), Column::Float(now)) => differing(before, now, places),
        (Column::Date(before), Column::Date(now)) => differing(before, now, places),
        (Column::Text(before), Column::Text(now)) => differing(before, now, places),
        _ => unreachable!("a step gives values of one kind"),
    }
}

/// How many values are compared together.
const TOGETHER: usize = 32;

fn differing<T: Same>(before: &[T], now: &[T], places: &mut Vec<u32>) {
    let chunks = before.chunks(TOGETHER).zip(now.chunks(TOGETHER));
    for (first, (before, now)) in (0u32..).step_by(TOGETHER).zip(chunks) {
        // Most are all as they were.
        if !T::all_same(before, now) {
            for (place, (before, now)) in (first..).zip(before.iter().zip(now)) {
                if !before.same(*now) {
                    places.push(place);
                }
            }
        }
    }
}
