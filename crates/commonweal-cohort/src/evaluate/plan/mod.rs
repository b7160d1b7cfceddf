//! How terms are worked out: a list of steps, each once, parts first.
//!
//! Rows are chosen by **selections**: for each patient who has any, a range of positions in a list of rows. A selection
//! that has a list of its own is a *backing*; a window of dates only narrows the ranges of its backing, for rows stand
//! by date. Values of rows are worked out for a whole backing, so what many windows and dates look at is worked out once.
//!
//! Steps that depend on the interval are marked; the others are run once for a batch.

mod builder;
mod conditions;
mod people;
mod row_values;
mod selections;
mod step;
mod tally;

use super::column::ColumnKind;
use super::program::TableNeed;
use crate::query::{InlineTable, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use builder::build;
pub(super) use step::{Bound, Key, Points, Step, StepId, Test, Unit};

/// How many values a step gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One, for everybody.
    Single,
    /// One for each patient of the batch.
    People,
    /// One for each position of a backing.
    Rows(StepId),
    /// No values: rows, picks, sets.
    Other,
}

/// A step and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) step: Step,
    /// Of its values, where it has any.
    pub(super) kind: ColumnKind,
    pub(super) shape: Shape,
    /// Whether it depends on the interval.
    pub(super) dynamic: bool,
    /// The steps it needs.
    pub(super) inputs: Vec<StepId>,
}

/// How a row's text is of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matching {
    /// It is one of the list's texts.
    Whole,
    /// It contains one of them.
    Part,
}

/// One walk through a column of texts that finds the rows of many lists.
#[derive(Debug, Clone)]
pub(super) struct Pass {
    pub(super) table: usize,
    pub(super) column: usize,
    pub(super) matching: Matching,
    pub(super) lists: Vec<BTreeSet<Arc<str>>>,
}

/// An event table that is asked for.
#[derive(Debug, Clone)]
pub(super) struct PlannedEvents {
    pub(super) owners: StepId,
    pub(super) columns: Vec<StepId>,
}

/// What one ask gets.
#[derive(Debug, Clone, Default)]
pub(super) struct PlannedAsk {
    pub(super) outputs: Vec<StepId>,
    pub(super) event_tables: Vec<PlannedEvents>,
    pub(super) inline_tables: BTreeSet<usize>,
}

/// All steps of a program.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) tables: Vec<TableNeed>,
    /// The column that each table's rows are ordered by, where the plan looks for dates in it.
    pub(super) time_columns: Vec<Option<usize>>,
    pub(super) steps: Vec<Planned>,
    /// The steps that are run once for a batch, parts first.
    pub(super) static_steps: Vec<StepId>,
    /// The steps that are run for each interval, parts first.
    pub(super) dynamic_steps: Vec<StepId>,
    pub(super) passes: Vec<Pass>,
    pub(super) literals: Vec<(ColumnKind, Option<Value>)>,
    pub(super) sets: Vec<Arc<BTreeSet<Value>>>,
    pub(super) inline_tables: Vec<InlineTable>,
    pub(super) asks: Vec<PlannedAsk>,
}

impl Plan {
    pub(super) fn step(&self, id: StepId) -> &Step {
        &self.steps[id.index()].step
    }

    pub(super) fn planned(&self, id: StepId) -> &Planned {
        &self.steps[id.index()]
    }

    /// The selection that has the list of rows.
    pub(super) fn backing(&self, selection: StepId) -> StepId {
        match self.step(selection) {
            Step::Window { backing, .. } => *backing,
            _ => selection,
        }
    }

    /// The table whose rows a selection has.
    pub(super) fn table_of(&self, selection: StepId) -> usize {
        let mut at = selection;
        loop {
            match self.step(at) {
                Step::AllRows { table } => return *table,
                Step::Bucket { pass, .. } => match self.step(*pass) {
                    Step::Buckets { pass } => return self.passes[*pass].table,
                    _ => unreachable!("a bucket is of a pass"),
                },
                Step::Keep { source, .. } => at = *source,
                Step::Window { backing, .. } => at = *backing,
                _ => unreachable!("only selections have rows of a table"),
            }
        }
    }
}
