//! What can go wrong in a pass or a query, in words that say where.

use datafusion::error::DataFusionError;
use std::path::PathBuf;

/// A pass or a query that could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Records are not in patient order, which the pass relies on.
    #[error(
        "the table {table} is not in patient order near row {row} of one of its buckets; load the records again with `commonweal import` or `commonweal demo`"
    )]
    OutOfOrder {
        /// Records table.
        table: &'static str,
        /// Row within the bucket, counted from 1.
        row: u64,
    },
    /// A row belongs to nobody in the patients table.
    #[error("the table {table} has a row for a person who is not in patients, near row {row} of one of its buckets; load the records again")]
    Orphan {
        /// Records table.
        table: &'static str,
        /// Row within the bucket, counted from 1.
        row: u64,
    },
    /// A column is missing or has another type.
    #[error("the table {table} has no column `{column}` of type {expected}; load the records again with this version")]
    Column {
        /// Records table.
        table: &'static str,
        /// Column that was looked for.
        column: &'static str,
        /// Type it must have.
        expected: &'static str,
    },
    /// The snapshot has no files for a table.
    #[error("the snapshot has no files for the table {0}; load the records again")]
    NoTable(String),
    /// Tables do not have the same number of buckets.
    #[error("the table {table} has {found} buckets where patients has {expected}; load the records again")]
    Buckets {
        /// Records table.
        table: String,
        /// Buckets found.
        found: usize,
        /// Buckets of the patients table.
        expected: usize,
    },
    /// The SQL cannot be run.
    #[error("{0}")]
    Sql(String),
    /// A file of results cannot be read or written.
    #[error("cannot use {path}: {message}; check that the folder exists and that the disk has room")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        message: String,
    },
    /// A fault inside the engine.
    #[error("the engine stopped: {0}")]
    DataFusion(DataFusionError),
}

impl From<DataFusionError> for EngineError {
    fn from(error: DataFusionError) -> Self {
        // Our own errors travel through DataFusion's streams; give the reader ours back.
        match error {
            DataFusionError::External(inner) => match inner.downcast::<EngineError>() {
                Ok(ours) => *ours,
                Err(inner) => Self::DataFusion(DataFusionError::External(inner)),
            },
            DataFusionError::Context(_, inner) => Self::from(*inner),
            other => Self::DataFusion(other),
        }
    }
}

impl From<EngineError> for DataFusionError {
    fn from(error: EngineError) -> Self {
        DataFusionError::External(Box::new(error))
    }
}
