//! Values of everybody and of each patient, and functions of any values.

use super::Shape;
use super::builder::Builder;
use super::step::{Step, StepId, Unit};
use crate::evaluate::column::ColumnKind;
use crate::evaluate::terms::{OneRow, RowSetId, Term, TermId};
use crate::query::BinaryFunction;

impl Builder<'_> {
    /// The step that gives a term's value for everybody or for each patient. Its parts have theirs already.
    pub(super) fn value_of_people(&mut self, id: TermId) -> StepId {
        let kind = self.terms.about(id).kind;
        let people = Shape::People;
        match self.terms.term(id).clone() {
            Term::Literal(kind, value) => self.literal(kind, &value),
            Term::Parameter(parameter) => self.values(Step::Parameter(parameter), kind, Shape::Single),
            Term::OneCell { row, column } => match *self.terms.one_row(row) {
                OneRow::Table(table) => self.values(Step::TableCell { table, column }, kind, people),
                OneRow::Inline(table) => self.values(Step::InlineCell { table, column }, kind, people),
                OneRow::Pick { .. } => {
                    let pick = self.pick(row);
                    self.values(Step::PickCell { pick, column }, kind, people)
                }
            },
            Term::OneExists(row) => match *self.terms.one_row(row) {
                OneRow::Table(table) => self.values(Step::TableExists { table }, kind, people),
                OneRow::Inline(table) => self.values(Step::InlineExists { table }, kind, people),
                OneRow::Pick { .. } => unreachable!("a pick exists where there are rows to pick from"),
            },
            Term::Exists(rows) => {
                let selection = self.selection(rows);
                self.values(Step::Exists { selection }, kind, people)
            }
            Term::Count(rows) => {
                let selection = self.selection(rows);
                self.values(Step::Count { selection }, kind, people)
            }
            Term::Aggregate { how, rows, source } => {
                let selection = self.selection(rows);
                let backing = self.plan.backing(selection);
                let values = self.value_of_rows(source, backing);
                self.values(Step::Aggregate { how, selection, values }, kind, people)
            }
            Term::InRows { lhs, rows, source } => {
                let sets = self.sets(rows, source);
                let source = self.people[&lhs];
                self.values(Step::InSets { source, sets, owners: None }, kind, people)
            }
            Term::Cell { .. } => unreachable!("a cell of a row has no one value for a patient"),
            term => {
                let sources: Vec<StepId> = self.terms.parts(&term).iter().map(|part| self.people[part]).collect();
                let shape = self.shape_of_people(&sources);
                self.function(id, &sources, shape)
            }
        }
    }

    /// Each patient's set of the values of rows.
    pub(super) fn sets(&mut self, rows: RowSetId, source: TermId) -> StepId {
        let selection = self.selection(rows);
        let backing = self.plan.backing(selection);
        let values = self.value_of_rows(source, backing);
        self.step(Step::Sets { selection, values })
    }

    /// A function of values that are there; the sources are the term's parts in their order.
    pub(super) fn function(&mut self, id: TermId, sources: &[StepId], shape: Shape) -> StepId {
        use BinaryFunction as F;
        let kind = self.terms.about(id).kind;
        if let Term::Binary(F::Add, ..) = self.terms.term(id)
            && let Some(tally) = self.tally(id, shape)
        {
            return tally;
        }
        let step = match self.terms.term(id) {
            Term::Unary(function, _) => Step::Unary { function: *function, source: sources[0] },
            Term::Binary(F::DateDifferenceInMonths, ..) => self.packed(Unit::Months, sources[0], sources[1]),
            Term::Binary(F::DateDifferenceInYears, ..) => self.packed(Unit::Years, sources[0], sources[1]),
            Term::Binary(function, ..) => Step::Binary { function: *function, lhs: sources[0], rhs: sources[1] },
            Term::InLiterals { set, .. } => Step::InLiterals { source: sources[0], set: set.index() },
            Term::Extreme(which, _) => Step::Extreme { which: *which, sources: sources.to_vec() },
            Term::Case { cases, .. } => {
                let (branches, default) = sources.split_at(2 * cases.len());
                let cases = branches.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
                Step::Case { cases, default: default[0] }
            }
            _ => unreachable!("the others are no functions of their parts alone"),
        };
        self.values(step, kind, shape)
    }

    fn packed(&mut self, unit: Unit, lhs: StepId, rhs: StepId) -> Step {
        let mut pack = |source: StepId| {
            let shape = self.plan.planned(source).shape;
            self.values(Step::Packed { unit, source }, ColumnKind::Date, shape)
        };
        Step::PackedDifference { unit, lhs: pack(lhs), rhs: pack(rhs) }
    }
}
