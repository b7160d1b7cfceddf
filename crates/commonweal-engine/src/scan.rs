//! Which files does the pass read?

use crate::compiled::Compiled;
use crate::error::EngineError;
use crate::table_file::TableFile;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The tables that every snapshot has files for. Any other table is in a snapshot only if it has rows.
const ALWAYS: [&str; 5] = ["patients", "practice_registrations", "addresses", "ethnicity_records", "clinical_events"];

/// The Parquet files of one snapshot: for each records table, the files of each bucket in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordFiles {
    /// Table name to buckets to files.
    pub tables: BTreeMap<String, Vec<Vec<PathBuf>>>,
}

impl RecordFiles {
    /// How many buckets people are divided into.
    pub fn buckets(&self) -> usize {
        self.tables.get("patients").map_or(0, Vec::len)
    }

    /// The files of a table in one bucket.
    pub(crate) fn of_bucket(&self, table: &str, bucket: usize) -> &[PathBuf] {
        self.tables.get(table).and_then(|buckets| buckets.get(bucket)).map_or(&[], Vec::as_slice)
    }

    /// Looks at every table that a program reads and at every footer of its files, so that a fault is known before
    /// anything is read.
    pub(crate) fn check(&self, compiled: &Compiled) -> Result<(), EngineError> {
        let people = &compiled.people;
        let others = compiled.program.tables().iter().filter(|need| need.name != people.name);
        for need in std::iter::once(people).chain(others) {
            let table = &*need.name;
            let Some(buckets) = self.tables.get(table) else {
                if ALWAYS.contains(&table) {
                    return Err(EngineError::NoTable(table.to_owned()));
                }
                continue;
            };
            let (found, expected) = (buckets.len(), self.buckets());
            if found != expected {
                return Err(EngineError::Buckets { table: table.to_owned(), found, expected });
            }
            for path in buckets.iter().flatten() {
                TableFile::open(path, need)?;
            }
        }
        Ok(())
    }
}
