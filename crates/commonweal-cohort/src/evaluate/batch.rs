//! Whole patients and their rows, ready to be evaluated.

use super::column::Column;

/// The rows of one table for the patients of a batch.
///
/// Rows stand patient after patient, in the order of [`Batch::people`]. In what order a patient's own rows are changes no
/// answer; where they ascend by date, evaluation is faster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableRows {
    /// Where each patient's rows begin, and where the last one's end: one more than there are patients.
    pub offsets: Vec<u32>,
    /// The columns, as [`TableNeed::columns`](super::TableNeed) has them; of equal length.
    pub columns: Vec<Column>,
}

/// Some patients with all their rows.
///
/// # Example
/// ```
/// use commonweal_cohort::evaluate::{Batch, Column, TableRows};
/// // Patient 7 has two events, patient 9 has none.
/// let events = TableRows { offsets: vec![0, 2, 2], columns: vec![Column::Date(vec![19_000, 19_365])] };
/// let batch = Batch { people: vec![7, 9], tables: vec![events] };
/// assert_eq!(batch.people.len() + 1, batch.tables[0].offsets.len());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// The patients, each once, in any order.
    pub people: Vec<i64>,
    /// Their rows of each table, as [`Program::tables`](super::Program::tables) has them.
    pub tables: Vec<TableRows>,
}
