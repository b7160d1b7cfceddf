//! What a step may look at: the steps before it, the tables, the literals.

use super::changes::Change;
use super::literals::Literals;
use super::operand::View;
use super::slot::{Backing, Picked, Selection, Sets, Slot};
use crate::evaluate::batch::TableRows;
use crate::evaluate::column::Column;
use crate::evaluate::interval::{Interval, day_number};
use crate::evaluate::plan::{Plan, Shape, Step, StepId};
use crate::evaluate::symbols::Symbols;
use crate::query::Parameter;

/// What a step may look at.
pub(in crate::evaluate) struct Context<'a> {
    pub(in crate::evaluate) plan: &'a Plan,
    pub(in crate::evaluate) slots: &'a [Slot],
    /// The rows of each table, in order of time where the plan has a time column.
    pub(in crate::evaluate) tables: &'a [&'a TableRows],
    pub(in crate::evaluate) literals: &'a Literals,
    pub(in crate::evaluate) symbols: &'a Symbols,
    pub(in crate::evaluate) people: &'a [i64],
    pub(in crate::evaluate) interval: Interval,
    /// Whether the steps hold what they gave for an interval before this one.
    pub(in crate::evaluate) again: bool,
    /// How many days parameters may yet move forward, in intervals after this one.
    pub(in crate::evaluate) days_ahead: i32,
    /// What each step of this interval has changed since the one before; said only where there was one.
    pub(in crate::evaluate) changes: &'a [Change],
}

impl<'a> Context<'a> {
    pub(in crate::evaluate) fn slot(&self, id: StepId) -> &'a Slot {
        &self.slots[id.index()]
    }

    /// The values a step gave.
    pub(in crate::evaluate) fn column(&self, id: StepId) -> &'a Column {
        match self.slot(id) {
            Slot::Values(column) => column,
            Slot::TableColumn { table, column } => &self.tables[*table].columns[*column],
            _ => unreachable!("step {id:?} gives no values"),
        }
    }

    /// The values a step gave, one for all or one for each.
    pub(super) fn view(&self, id: StepId) -> View<'a> {
        View { column: self.column(id), single: self.plan.planned(id).shape == Shape::Single }
    }

    pub(super) fn views(&self, ids: &[StepId]) -> Vec<View<'a>> {
        ids.iter().map(|id| self.view(*id)).collect()
    }

    /// The rows that a step gave.
    pub(in crate::evaluate) fn selection(&self, id: StepId) -> Selection<'a> {
        match (self.plan.step(id), self.slot(id)) {
            (Step::Window { backing, .. }, Slot::Window(window)) => {
                let people = &self.backing(*backing).people;
                Selection { people, starts: &window.starts, ends: &window.ends, changed: window.changed.as_deref() }
            }
            _ => self.backing(id).selection(),
        }
    }

    /// Whether a place in a selection is the same patient's as at the interval before.
    pub(super) fn is_steady(&self, selection: StepId) -> bool {
        let backing = self.plan.backing(selection);
        !self.plan.planned(backing).dynamic || self.backing(backing).steady
    }

    /// Whether values of a selection's rows are as they were, where the rows are.
    pub(super) fn goes_with_rows(&self, values: StepId) -> bool {
        let planned = self.plan.planned(values);
        !planned.dynamic || matches!(planned.step, Step::Gather { .. })
    }

    fn backing(&self, id: StepId) -> &'a Backing {
        if let Step::Bucket { pass, list } = self.plan.step(id)
            && let Slot::Backings(backings) = self.slot(*pass)
        {
            return &backings[*list];
        }
        match self.slot(id) {
            Slot::Backing(backing) => backing,
            _ => unreachable!("step {id:?} gives no rows"),
        }
    }

    /// The rows behind the positions of a selection; nothing where position and row are the same.
    pub(in crate::evaluate) fn rows(&self, selection: StepId) -> Option<&'a [u32]> {
        let backing = self.plan.backing(selection);
        match self.plan.step(backing) {
            Step::AllRows { .. } => None,
            _ => Some(&self.backing(backing).rows),
        }
    }

    /// How many positions a backing has.
    pub(super) fn positions(&self, backing: StepId) -> usize {
        match self.plan.step(backing) {
            Step::AllRows { table } => self.row_count(*table),
            _ => self.backing(backing).rows.len(),
        }
    }

    pub(super) fn row_count(&self, table: usize) -> usize {
        self.tables[table].offsets.last().map_or(0, |end| *end as usize)
    }

    pub(super) fn table_column(&self, table: usize, column: usize) -> &'a Column {
        &self.tables[table].columns[column]
    }

    pub(super) fn picked(&self, id: StepId) -> &'a Picked {
        match self.slot(id) {
            Slot::Picked(picked) => picked,
            _ => unreachable!("step {id:?} picks no rows"),
        }
    }

    pub(super) fn sets(&self, id: StepId) -> &'a Sets {
        match self.slot(id) {
            Slot::Sets(sets) => sets,
            _ => unreachable!("step {id:?} gives no sets"),
        }
    }

    pub(in crate::evaluate) fn owners(&self, id: StepId) -> &'a [u32] {
        match self.slot(id) {
            Slot::Owners(owners) => owners,
            _ => unreachable!("step {id:?} gives no owners"),
        }
    }

    pub(super) fn parameter(&self, parameter: Parameter) -> i32 {
        day_number(match parameter {
            Parameter::IntervalStart => self.interval.start,
            Parameter::IntervalEnd => self.interval.end,
        })
    }

    /// How many values a step of a shape gives.
    pub(super) fn length(&self, shape: Shape) -> usize {
        match shape {
            Shape::Single => 1,
            Shape::People => self.people.len(),
            Shape::Rows(backing) => self.positions(backing),
            Shape::Other => 0,
        }
    }
}
