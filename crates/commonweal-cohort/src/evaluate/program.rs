//! What is asked, compiled once.

use super::error::EvaluateError;
use super::plan::{Plan, build};
use super::terms::translate;
use crate::query::{Graph, InlineRows, SeriesId, ValueType};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One question: series with one value per patient, and tables of events.
///
/// Which rows a pick takes where rows tie depends on the columns taken from it within one question, so what is one
/// definition is one ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Series with one value per patient.
    pub outputs: Vec<SeriesId>,
    /// The members of each event table; at least one of them has many rows.
    pub event_tables: Vec<Vec<SeriesId>>,
}

/// A column that a program reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNeed {
    /// The column's name.
    pub name: Arc<str>,
    /// Its type.
    pub value_type: ValueType,
}

/// Which rows of a table can matter: those with one of the codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeNeed {
    /// The place of the code's column in [`TableNeed::columns`].
    pub column: usize,
    /// The codes.
    pub codes: BTreeSet<Arc<str>>,
}

/// How a column of texts is looked at: only whether a text contains some parts. Texts that contain the same of them are
/// alike, and a reader may give one for another; see [`PartTexts`](super::PartTexts).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartNeed {
    /// The place of the column in [`TableNeed::columns`].
    pub column: usize,
    /// The parts, each of two bytes or more.
    pub parts: BTreeSet<Arc<str>>,
}

/// A table that a program reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNeed {
    /// The table's name in the records.
    pub name: Arc<str>,
    /// Whether a patient has at most one row.
    pub one_row_per_patient: bool,
    /// The columns it reads, in the order a batch has them; there may be none, where only rows are counted.
    pub columns: Vec<ColumnNeed>,
    /// Where this is given, rows without one of the codes change no answer, and a reader may leave them out.
    pub codes: Option<CodeNeed>,
    /// The columns of texts of which only parts matter.
    pub parts: Vec<PartNeed>,
}

/// Questions compiled for evaluation; shared by the workers of all threads.
#[derive(Debug, Clone)]
pub struct Program {
    pub(super) plan: Plan,
}

impl Program {
    /// Compiles questions about one graph. Equal parts of different questions are worked out once.
    ///
    /// # Errors
    /// [`EvaluateError`] where an output has not one value per patient, the rows of an inline table are in a file, or a
    /// literal is the number that stands for null.
    pub fn compile(graph: &Graph, asks: &[Ask]) -> Result<Self, EvaluateError> {
        let (terms, asked) = translate(graph, asks)?;
        Ok(Self { plan: build(&terms, &asked) })
    }

    /// The tables and columns it reads, in the order that batches have them.
    pub fn tables(&self) -> &[TableNeed] {
        &self.plan.tables
    }

    /// The patients of the tables that come with the questions. They belong into a batch, with no rows, even if no
    /// table of the records has them.
    pub fn inline_patients(&self) -> BTreeSet<i64> {
        (0..self.plan.asks.len()).flat_map(|ask| self.inline_patients_of(ask)).collect()
    }

    /// The patients of the tables that come with one question. Other patients whom no table of the records has are not
    /// part of it.
    ///
    /// # Panics
    /// Where the program has no such ask.
    pub fn inline_patients_of(&self, ask: usize) -> BTreeSet<i64> {
        let tables = self.plan.asks[ask].inline_tables.iter().map(|table| &self.plan.inline_tables[*table]);
        let rows = tables.flat_map(|table| match &table.rows {
            InlineRows::Given(rows) => rows.as_slice(),
            InlineRows::File { .. } => &[],
        });
        rows.map(|(patient, _)| *patient).collect()
    }
}
