//! The rows of each table by patient.

use super::OracleError;
use commonweal_cohort::query::{Cells, Database, Frame, FrameId, Graph, InlineRows, NodeId, SeriesId, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The tables a query reads, cut up by patient.
pub(super) struct Records<'a> {
    tables: BTreeMap<FrameId, BTreeMap<i64, Vec<&'a Cells>>>,
    /// Everybody in any table, named by the query or not, and in its inline tables.
    pub(super) patients: BTreeSet<i64>,
}

impl<'a> Records<'a> {
    /// The rows of every table beneath the roots.
    pub(super) fn of(
        graph: &'a Graph,
        roots: impl IntoIterator<Item = SeriesId>,
        database: &'a Database,
    ) -> Result<Self, OracleError> {
        let mut records = Self { tables: BTreeMap::new(), patients: database.patients() };
        for node in graph.reachable(roots) {
            let NodeId::Frame(id) = node else { continue };
            let rows: &[(i64, Cells)] = match graph.frame(id) {
                Frame::Table(reference) => {
                    let schema = graph.schema(reference).expect("a graph knows the schemas of its tables");
                    database.tables.get(&schema.table).map_or(&[], |table| &table.rows)
                }
                Frame::Inline(table) => match &table.rows {
                    InlineRows::Given(rows) => rows,
                    InlineRows::File { path, .. } => return Err(OracleError::RowsInFile { path: path.clone() }),
                },
                Frame::Filter { .. } | Frame::Sort { .. } | Frame::Pick { .. } => continue,
            };
            let by_patient = records.tables.entry(id).or_default();
            for (patient, cells) in rows {
                by_patient.entry(*patient).or_default().push(cells);
                records.patients.insert(*patient);
            }
        }
        Ok(records)
    }

    /// How many rows a patient has in a table.
    pub(super) fn count(&self, table: FrameId, patient: i64) -> usize {
        self.tables[&table].get(&patient).map_or(0, Vec::len)
    }

    /// A cell of a patient's row in a table; null where the rows lack the column.
    pub(super) fn cell(&self, table: FrameId, patient: i64, row: usize, column: Option<usize>) -> Option<Value> {
        self.tables[&table][&patient][row][column?].clone()
    }
}

/// The place of a column in the rows of a table, where they have it.
pub(super) fn column_at(graph: &Graph, database: &Database, table: FrameId, name: &str) -> Option<usize> {
    match graph.frame(table) {
        Frame::Table(reference) => database.tables.get(&graph.schema(reference)?.table)?.column(name),
        Frame::Inline(table) => table.columns.iter().position(|(column, _)| &**column == name),
        Frame::Filter { .. } | Frame::Sort { .. } | Frame::Pick { .. } => None,
    }
}
