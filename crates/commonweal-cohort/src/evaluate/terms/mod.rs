//! What is asked, in one form for each meaning, so that equal questions are asked once.
//!
//! A query's graph tells frames apart that have the same rows: filters in another order, a column selected before or
//! after a filter. Here a [`RowSet`] is a table and the set of conditions its rows meet, a column of rows is a column of
//! the table whatever frame it came from, and a pick carries the columns that break its ties. `translate` makes terms of
//! a graph; `plan` decides how they are worked out.

mod translate;

use super::column::ColumnKind;
use super::error::EvaluateError;
use super::program::{ColumnNeed, TableNeed};
use crate::query::{
    Aggregation, BinaryFunction, Extreme, InlineTable, Parameter, Position, TableSchema, UnaryFunction, Value,
    ValueType,
};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

pub(super) use translate::{AskTerms, translate};

/// Names a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TermId(u32);

/// Names a set of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct RowSetId(u32);

/// Names a frame of at most one row per patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct OneRowId(u32);

/// Names a set of literal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct SetId(u32);

impl TermId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl SetId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A value: for everybody, for each patient, or for each row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Term {
    /// The same for everybody; nothing is null.
    Literal(ColumnKind, Option<Value>),
    /// A date that the interval gives.
    Parameter(Parameter),
    /// A row's own cell.
    Cell { table: usize, column: usize },
    /// A cell of a patient's one row.
    OneCell { row: OneRowId, column: usize },
    /// Whether a patient has a row.
    Exists(RowSetId),
    /// Whether a patient has the one row.
    OneExists(OneRowId),
    /// How many rows a patient has.
    Count(RowSetId),
    /// A patient's rows made into one value.
    Aggregate { how: Aggregation, rows: RowSetId, source: TermId },
    /// A function of one value.
    Unary(UnaryFunction, TermId),
    /// A function of two values. There is no greater-than: it is less-than turned round.
    Binary(BinaryFunction, TermId, TermId),
    /// Whether a value is one of some literals.
    InLiterals { lhs: TermId, set: SetId },
    /// Whether a value is one of those a patient's rows have.
    InRows { lhs: TermId, rows: RowSetId, source: TermId },
    /// The least or greatest, passing over nulls.
    Extreme(Extreme, Vec<TermId>),
    /// The value of the first condition that is true.
    Case { cases: Vec<(TermId, TermId)>, default: TermId },
}

/// Rows of a table: those that meet all conditions, whose order plays no part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct RowSet {
    pub(super) table: usize,
    /// In order of id, each once; no condition is an And.
    pub(super) conditions: Vec<TermId>,
}

/// At most one row per patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum OneRow {
    /// Of a table with one row per patient.
    Table(usize),
    /// Of a table that comes with the query.
    Inline(usize),
    /// The first or last in the order of the keys, the most significant first.
    Pick { rows: RowSetId, position: Position, keys: Vec<TermId> },
}

/// What is known of a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) kind: ColumnKind,
    /// The table whose rows it has values for, if it has many for a patient.
    pub(super) of_rows: bool,
}

/// Things that are each held once and named by a number.
#[derive(Debug, Clone)]
struct Pool<T> {
    all: Vec<T>,
    ids: HashMap<T, u32>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { all: Vec::new(), ids: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Pool<T> {
    fn id(&mut self, thing: T) -> u32 {
        if let Some(known) = self.ids.get(&thing) {
            return *known;
        }
        let id = u32::try_from(self.all.len()).expect("a query has fewer parts than memory could hold");
        self.ids.insert(thing.clone(), id);
        self.all.push(thing);
        id
    }
}

/// All terms of a program; parts come before what is made of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    terms: Pool<Term>,
    about: Vec<About>,
    row_sets: Pool<RowSet>,
    one_rows: Pool<OneRow>,
    sets: Pool<Arc<BTreeSet<Value>>>,
    inline: Pool<InlineTable>,
    pub(super) tables: Vec<TableNeed>,
}

impl Terms {
    pub(super) fn term(&self, id: TermId) -> &Term {
        &self.terms.all[id.index()]
    }

    pub(super) fn about(&self, id: TermId) -> About {
        self.about[id.index()]
    }

    pub(super) fn row_set(&self, id: RowSetId) -> &RowSet {
        &self.row_sets.all[id.0 as usize]
    }

    pub(super) fn one_row(&self, id: OneRowId) -> &OneRow {
        &self.one_rows.all[id.0 as usize]
    }

    pub(super) fn set(&self, id: SetId) -> &Arc<BTreeSet<Value>> {
        &self.sets.all[id.index()]
    }

    pub(super) fn sets(&self) -> &[Arc<BTreeSet<Value>>] {
        &self.sets.all
    }

    pub(super) fn inline_tables(&self) -> &[InlineTable] {
        &self.inline.all
    }

    /// Both sides of a condition that is the conjunction of two; nothing for any other.
    fn both_sides(&self, condition: TermId) -> Option<[TermId; 2]> {
        match self.term(condition) {
            Term::Binary(BinaryFunction::And, lhs, rhs) => Some([*lhs, *rhs]),
            _ => None,
        }
    }

    /// The rows that meet some conditions; conjunctions are taken apart.
    fn rows_where(&mut self, table: usize, conditions: impl IntoIterator<Item = TermId>) -> RowSetId {
        let mut apart = BTreeSet::new();
        let mut open: Vec<TermId> = conditions.into_iter().collect();
        while let Some(condition) = open.pop() {
            match self.both_sides(condition) {
                Some(sides) => open.extend(sides),
                None => drop(apart.insert(condition)),
            }
        }
        RowSetId(self.row_sets.id(RowSet { table, conditions: apart.into_iter().collect() }))
    }

    fn one_row_id(&mut self, row: OneRow) -> OneRowId {
        OneRowId(self.one_rows.id(row))
    }

    fn set_id(&mut self, set: &Arc<BTreeSet<Value>>) -> SetId {
        SetId(self.sets.id(Arc::clone(set)))
    }

    fn inline_id(&mut self, table: &InlineTable) -> usize {
        self.inline.id(table.clone()) as usize
    }

    /// A term; where both sides may change places, they stand in order of id.
    fn id(&mut self, term: Term, kind: ColumnKind) -> TermId {
        use BinaryFunction as F;
        let term = match term {
            Term::Binary(F::GT, lhs, rhs) => Term::Binary(F::LT, rhs, lhs),
            Term::Binary(F::GE, lhs, rhs) => Term::Binary(F::LE, rhs, lhs),
            Term::Binary(function @ (F::EQ | F::NE | F::And | F::Or | F::Add | F::Multiply), lhs, rhs) => {
                Term::Binary(function, lhs.min(rhs), lhs.max(rhs))
            }
            other => other,
        };
        let of_rows = self.is_of_rows(&term);
        let id = TermId(self.terms.id(term));
        if id.index() == self.about.len() {
            self.about.push(About { kind, of_rows });
        }
        id
    }

    fn is_of_rows(&self, term: &Term) -> bool {
        matches!(term, Term::Cell { .. }) || self.parts(term).iter().any(|part| self.about(*part).of_rows)
    }

    /// Every term, parts first.
    pub(super) fn ids(&self) -> impl Iterator<Item = TermId> + use<> {
        let count = u32::try_from(self.terms.all.len()).expect("a query has fewer parts than memory could hold");
        (0..count).map(TermId)
    }

    /// The set of rows a term looks at, if it does.
    pub(super) fn rows_of(&self, id: TermId) -> Option<RowSetId> {
        match self.term(id) {
            Term::Exists(rows) | Term::Count(rows) | Term::Aggregate { rows, .. } | Term::InRows { rows, .. } => {
                Some(*rows)
            }
            Term::OneCell { row, .. } => match self.one_row(*row) {
                OneRow::Pick { rows, .. } => Some(*rows),
                OneRow::Table(_) | OneRow::Inline(_) => None,
            },
            _ => None,
        }
    }

    /// Every term that another needs: its parts, and what chooses and orders the rows it looks at.
    pub(super) fn needs(&self, id: TermId) -> Vec<TermId> {
        let mut needs = self.parts(self.term(id));
        if let Some(rows) = self.rows_of(id) {
            needs.extend(&self.row_set(rows).conditions);
        }
        match self.term(id) {
            Term::Aggregate { source, .. } | Term::InRows { source, .. } => needs.push(*source),
            Term::OneCell { row, .. } => {
                if let OneRow::Pick { keys, .. } = self.one_row(*row) {
                    needs.extend(keys);
                }
            }
            _ => {}
        }
        needs
    }

    /// The values a term is a function of, row by row or patient by patient.
    pub(super) fn parts(&self, term: &Term) -> Vec<TermId> {
        match term {
            Term::Literal(..)
            | Term::Parameter(_)
            | Term::Cell { .. }
            | Term::OneCell { .. }
            | Term::Exists(_)
            | Term::OneExists(_)
            | Term::Count(_)
            | Term::Aggregate { .. } => Vec::new(),
            Term::Unary(_, source) => vec![*source],
            Term::InLiterals { lhs, .. } | Term::InRows { lhs, .. } => vec![*lhs],
            Term::Binary(_, lhs, rhs) => vec![*lhs, *rhs],
            Term::Extreme(_, sources) => sources.clone(),
            Term::Case { cases, default } => {
                cases.iter().flat_map(|(condition, value)| [*condition, *value]).chain([*default]).collect()
            }
        }
    }

    fn table_id(&mut self, schema: &TableSchema) -> usize {
        let (name, one_row_per_patient) = (&schema.table, schema.one_row_per_patient);
        let same = |table: &TableNeed| table.name == *name && table.one_row_per_patient == one_row_per_patient;
        self.tables.iter().position(same).unwrap_or_else(|| {
            let name = Arc::clone(name);
            self.tables.push(TableNeed {
                name,
                one_row_per_patient,
                columns: Vec::new(),
                codes: None,
                parts: Vec::new(),
            });
            self.tables.len() - 1
        })
    }

    fn column_id(&mut self, table: usize, name: &Arc<str>, value_type: ValueType) -> usize {
        let columns = &mut self.tables[table].columns;
        columns.iter().position(|column| column.name == *name).unwrap_or_else(|| {
            columns.push(ColumnNeed { name: Arc::clone(name), value_type });
            columns.len() - 1
        })
    }
}

/// A literal that columns can hold.
fn held(value: &Value) -> Result<(), EvaluateError> {
    match value {
        Value::Int(i64::MIN) => Err(EvaluateError::LowestNumber { place: "the definition".to_owned() }),
        _ => Ok(()),
    }
}
