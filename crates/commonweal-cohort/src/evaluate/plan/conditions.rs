//! What kinds of condition a set of rows meets.

use super::Matching;
use super::builder::Builder;
use crate::evaluate::column::ColumnKind;
use crate::evaluate::terms::{RowSet, Term, TermId};
use crate::query::{BinaryFunction, UnaryFunction, Value, ValueType};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The conditions of a set of rows, by what can be made of them.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// The column and list of codes by which the rows are found.
    pub(super) codes: Option<(usize, Matching, BTreeSet<Arc<str>>)>,
    /// Tests of rows that do not depend on the interval.
    pub(super) tests: Vec<TermId>,
    /// Dates that the table's time column is not before, and whether the date itself is outside.
    pub(super) lower: Vec<(TermId, bool)>,
    /// Dates that it is not after.
    pub(super) upper: Vec<(TermId, bool)>,
    /// Conditions of patients.
    pub(super) of_people: Vec<TermId>,
    /// Tests of rows that depend on the interval.
    pub(super) dynamic_tests: Vec<TermId>,
}

/// The conditions that a column's text is one of a list, and the lists.
#[derive(Debug, Default)]
struct Lists {
    conditions: Vec<TermId>,
    codes: Vec<BTreeSet<Arc<str>>>,
}

impl Builder<'_> {
    pub(super) fn sorted(&self, rows: &RowSet) -> Sorted {
        let mut sorted = Sorted::default();
        let mut lists: BTreeMap<(usize, Matching), Lists> = BTreeMap::new();
        let time = self.plan.time_columns[rows.table].map(|column| Term::Cell { table: rows.table, column });
        for condition in &rows.conditions {
            if !self.terms.about(*condition).of_rows {
                sorted.of_people.push(*condition);
            } else if let Some((column, codes)) = self.membership(*condition) {
                let of_column = lists.entry((column, Matching::Whole)).or_default();
                of_column.conditions.push(*condition);
                of_column.codes.push(codes);
            } else if let Some((column, parts)) = self.parts_contained(*condition)
                && !lists.contains_key(&(column, Matching::Part))
            {
                lists.insert((column, Matching::Part), Lists { conditions: vec![*condition], codes: vec![parts] });
            } else if !self.note_bound(*condition, time.as_ref(), &mut sorted) {
                let tests = match self.is_dynamic(*condition) {
                    true => &mut sorted.dynamic_tests,
                    false => &mut sorted.tests,
                };
                tests.push(*condition);
            }
        }
        let columns = &self.plan.tables[rows.table].columns;
        let is_code = |column: usize| matches!(columns[column].value_type, ValueType::Code(_));
        // A column of codes before any other text: it is the one that other definitions look at too.
        let chosen = lists.keys().copied().min_by_key(|(column, how)| (*how, !is_code(*column), *column));
        for (key, lists) in lists {
            if Some(key) == chosen {
                let all = lists.codes.into_iter().reduce(|all, codes| all.intersection(&codes).cloned().collect());
                sorted.codes = all.map(|codes| (key.0, key.1, codes));
            } else {
                sorted.tests.extend(lists.conditions);
            }
        }
        sorted.tests.sort_by_key(|test| (self.cost(*test), *test));
        sorted.dynamic_tests.sort_by_key(|test| (self.cost(*test), *test));
        sorted
    }

    /// The column and the texts, where a condition says that a cell is one of them.
    fn membership(&self, condition: TermId) -> Option<(usize, BTreeSet<Arc<str>>)> {
        let text_cell = |id: TermId| match self.terms.term(id) {
            Term::Cell { column, .. } if self.terms.about(id).kind == ColumnKind::Text => Some(*column),
            _ => None,
        };
        let text = |value: &Value| match value {
            Value::Text(text) => Some(Arc::clone(text)),
            _ => None,
        };
        match self.terms.term(condition) {
            Term::InLiterals { lhs, set } => {
                Some((text_cell(*lhs)?, self.terms.set(*set).iter().filter_map(text).collect()))
            }
            Term::Binary(BinaryFunction::EQ, lhs, rhs) => {
                let (column, other) = match text_cell(*lhs) {
                    Some(column) => (column, *rhs),
                    None => (text_cell(*rhs)?, *lhs),
                };
                match self.terms.term(other) {
                    Term::Literal(_, Some(value)) => Some((column, text(value).into_iter().collect())),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The column and the parts, where a condition says that a text contains one of some parts.
    fn parts_contained(&self, condition: TermId) -> Option<(usize, BTreeSet<Arc<str>>)> {
        let (mut of, mut parts, mut open) = (None, BTreeSet::new(), vec![condition]);
        while let Some(condition) = open.pop() {
            let Term::Binary(function, lhs, rhs) = self.terms.term(condition) else { return None };
            match (function, self.terms.term(*lhs), self.terms.term(*rhs)) {
                (BinaryFunction::Or, ..) => open.extend([*lhs, *rhs]),
                (BinaryFunction::StringContains, Term::Cell { column, .. }, Term::Literal(_, Some(part))) => {
                    let Value::Text(part) = part else { return None };
                    // Parts are found by their first two bytes.
                    if part.len() < 2 || *of.get_or_insert(*column) != *column {
                        return None;
                    }
                    parts.insert(Arc::clone(part));
                }
                _ => return None,
            }
        }
        Some((of?, parts))
    }

    /// Whether a condition sets the table's time column against a date of everybody or of the patient.
    fn note_bound(&self, condition: TermId, time: Option<&Term>, sorted: &mut Sorted) -> bool {
        use BinaryFunction as F;
        let Term::Binary(function @ (F::LT | F::LE | F::EQ), lhs, rhs) = self.terms.term(condition) else {
            return false;
        };
        let is_time = |id: TermId| Some(self.terms.term(id)) == time;
        let outside = *function == F::LT;
        let (other, cell_is_left) = match (is_time(*lhs), is_time(*rhs)) {
            (true, false) => (*rhs, true),
            (false, true) => (*lhs, false),
            _ => return false,
        };
        if self.terms.about(other).of_rows {
            return false;
        }
        if cell_is_left || *function == F::EQ {
            sorted.upper.push((other, outside));
        }
        if !cell_is_left || *function == F::EQ {
            sorted.lower.push((other, outside));
        }
        true
    }

    /// Cheap tests come first.
    fn cost(&self, test: TermId) -> u8 {
        let is_cell = |id: TermId| matches!(self.terms.term(id), Term::Cell { .. });
        match self.terms.term(test) {
            Term::Unary(UnaryFunction::Not, part) => match self.terms.term(*part) {
                Term::Unary(UnaryFunction::IsNull, cell) if is_cell(*cell) => 0,
                _ => 2,
            },
            Term::Binary(_, lhs, rhs) if is_cell(*lhs) != is_cell(*rhs) => 1,
            Term::InLiterals { lhs, .. } if is_cell(*lhs) => 1,
            _ => 2,
        }
    }
}
