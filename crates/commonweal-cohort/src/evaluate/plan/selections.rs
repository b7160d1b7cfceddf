//! Which rows: codes first, then what does not depend on the interval, then windows of dates, then the rest.

use super::builder::Builder;
use super::step::{Bound, Key, Step, StepId, Test};
use super::{Matching, Pass, Shape};
use crate::evaluate::column::ColumnKind;
use crate::evaluate::terms::{OneRow, OneRowId, RowSetId, Term, TermId};
use crate::query::{BinaryFunction, Position, UnaryFunction};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Builder<'_> {
    /// The step that selects a set of rows.
    pub(super) fn selection(&mut self, id: RowSetId) -> StepId {
        if let Some(known) = self.selections.get(&id) {
            return *known;
        }
        let rows = self.terms.row_set(id).clone();
        let sorted = self.sorted(&rows);
        let mut at = match sorted.codes {
            Some((column, matching, codes)) => self.bucket(rows.table, column, matching, codes),
            None => self.step(Step::AllRows { table: rows.table }),
        };
        for test in &sorted.tests {
            at = self.keep(at, *test);
        }
        if !sorted.lower.is_empty() || !sorted.upper.is_empty() || !sorted.of_people.is_empty() {
            let bounds = |ends: &[(TermId, bool)]| -> Vec<Bound> {
                let bound = |(day, outside): &(TermId, bool)| Bound { day: self.people[day], outside: *outside };
                let mut bounds: Vec<Bound> = ends.iter().map(bound).collect();
                bounds.sort();
                bounds.dedup();
                bounds
            };
            let (lower, upper) = (bounds(&sorted.lower), bounds(&sorted.upper));
            let dates = (!lower.is_empty() || !upper.is_empty()).then(|| self.dates(rows.table, at));
            let conditions = sorted.of_people.iter().map(|condition| self.people[condition]).collect();
            at = self.step(Step::Window { backing: at, dates, lower, upper, conditions });
        }
        for test in &sorted.dynamic_tests {
            at = self.keep(at, *test);
        }
        self.selections.insert(id, at);
        at
    }

    fn bucket(&mut self, table: usize, column: usize, matching: Matching, codes: BTreeSet<Arc<str>>) -> StepId {
        let same = |pass: &Pass| (pass.table, pass.column, pass.matching) == (table, column, matching);
        let pass = self.plan.passes.iter().position(same).unwrap_or_else(|| {
            self.plan.passes.push(Pass { table, column, matching, lists: Vec::new() });
            self.plan.passes.len() - 1
        });
        let lists = &mut self.plan.passes[pass].lists;
        let list = lists.iter().position(|list| *list == codes).unwrap_or_else(|| {
            lists.push(codes);
            lists.len() - 1
        });
        let pass = self.step(Step::Buckets { pass });
        self.step(Step::Bucket { pass, list })
    }

    fn keep(&mut self, source: StepId, condition: TermId) -> StepId {
        let test = self.fused(condition).unwrap_or_else(|| {
            let backing = self.plan.backing(source);
            Test::Mask(self.value_of_rows(condition, backing))
        });
        self.step(Step::Keep { source, test })
    }

    /// A test of one column, done without working out values first.
    fn fused(&self, condition: TermId) -> Option<Test> {
        use BinaryFunction as F;
        let cell = |id: TermId| match self.terms.term(id) {
            Term::Cell { column, .. } => Some(*column),
            _ => None,
        };
        match self.terms.term(condition) {
            Term::Unary(UnaryFunction::Not, part) => match self.terms.term(*part) {
                Term::Unary(UnaryFunction::IsNull, source) => cell(*source).map(|column| Test::Known { column }),
                _ => None,
            },
            Term::InLiterals { lhs, set } if !self.terms.set(*set).is_empty() => {
                cell(*lhs).map(|column| Test::InSet { column, set: set.index() })
            }
            Term::Binary(function @ (F::LT | F::LE | F::EQ | F::NE), lhs, rhs) => {
                let equality = matches!(function, F::EQ | F::NE);
                let kind = self.terms.about(*lhs).kind;
                if kind == ColumnKind::Bool || (kind == ColumnKind::Text && !equality) {
                    return None;
                }
                let (column, other, turned) = match (cell(*lhs), cell(*rhs)) {
                    (Some(column), None) => (column, *rhs, false),
                    (None, Some(column)) => (column, *lhs, true),
                    _ => return None,
                };
                let operand = *self.people.get(&other)?;
                Some(Test::Compare { column, function: *function, operand, turned })
            }
            Term::Binary(F::Or, lhs, rhs) => self.lasts(*lhs, *rhs).or_else(|| self.lasts(*rhs, *lhs)),
            _ => None,
        }
    }

    /// That a row has no last day, or one after some date: how records say that something is still so.
    fn lasts(&self, open: TermId, later: TermId) -> Option<Test> {
        let (Term::Unary(UnaryFunction::IsNull, end), Term::Binary(BinaryFunction::LT, day, later)) =
            (self.terms.term(open), self.terms.term(later))
        else {
            return None;
        };
        let (Term::Cell { column, .. }, ColumnKind::Date) = (self.terms.term(*end), self.terms.about(*end).kind) else {
            return None;
        };
        let until = self.people.get(day).filter(|_| end == later)?;
        Some(Test::Lasts { column: *column, until: *until })
    }

    /// The table's time column for each position of a selection's backing.
    fn dates(&mut self, table: usize, selection: StepId) -> StepId {
        let column = self.plan.time_columns[table].expect("a bound is only noted on the time column");
        let backing = self.plan.backing(selection);
        self.values(Step::Gather { backing, column }, ColumnKind::Date, Shape::Rows(backing))
    }

    /// The step that picks one row of each patient.
    pub(super) fn pick(&mut self, id: OneRowId) -> StepId {
        if let Some(known) = self.picks.get(&id) {
            return *known;
        }
        let OneRow::Pick { rows, position, keys } = self.terms.one_row(id).clone() else {
            unreachable!("only picks are picked")
        };
        let step = self.pick_step(rows, position, &keys);
        self.picks.insert(id, step);
        step
    }

    fn pick_step(&mut self, rows: RowSetId, position: Position, keys: &[TermId]) -> StepId {
        let source = self.selection(rows);
        let (table, backing) = (self.plan.table_of(source), self.plan.backing(source));
        let time = self.plan.time_columns[table].map(|column| Term::Cell { table, column });
        let by_time = keys.first().is_some_and(|key| Some(self.terms.term(*key)) == time.as_ref());
        let dates = by_time.then(|| self.dates(table, source));
        let mut ordered = Vec::new();
        for key in &keys[usize::from(by_time)..] {
            ordered.push(match self.terms.term(*key) {
                Term::Cell { column, .. } => Key::Column(*column),
                _ => Key::Values(self.value_of_rows(*key, backing)),
            });
        }
        self.step(Step::Pick { source, position, dates, keys: ordered })
    }
}
