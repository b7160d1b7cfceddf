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
        table: String,
        /// Row within the bucket, counted from 1.
        row: u64,
    },
    /// A row belongs to nobody in the patients table.
    #[error(
        "the table {table} has a row for a person who is not in patients, near row {row} of one of its buckets; load the records again"
    )]
    Orphan {
        /// Records table.
        table: String,
        /// Row within the bucket, counted from 1.
        row: u64,
    },
    /// A column is missing or has another type.
    #[error("the table {table} has no column `{column}` of type {expected}; load the records again with this version")]
    Column {
        /// Records table.
        table: String,
        /// Column that was looked for.
        column: String,
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
    /// The questions of a pass cannot be asked.
    #[error("{0}")]
    Definition(String),
    /// The SQL cannot be run.
    #[error("{0}")]
    Sql(String),
    /// A file of records or results cannot be read or written.
    #[error("cannot use {path}: {message}; check that the file is there and whole, and that the disk has room")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        message: String,
    },
    /// Damage that the decoders underneath have no answer to.
    #[error(
        "a file of the table {table} is damaged and cannot be decoded; `commonweal check` names it; load the records again"
    )]
    Damaged {
        /// Records table.
        table: String,
    },
    /// The machines that passes are sent to did not answer, or could not.
    #[error("the cluster of {scheduler} did not finish the pass: {message}")]
    Cluster {
        /// Where its scheduler is.
        scheduler: String,
        /// What it said.
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
            // Several buckets wait for one another's faults, and share them.
            DataFusionError::Shared(inner) => match shared(&inner) {
                Some(ours) => ours,
                None => Self::DataFusion(DataFusionError::Shared(inner)),
            },
            other => Self::DataFusion(other),
        }
    }
}

/// Our own error below one that others hold too: those that the streams of a pass give.
fn shared(error: &DataFusionError) -> Option<EngineError> {
    let DataFusionError::External(inner) = error.find_root() else { return None };
    Some(match inner.downcast_ref::<EngineError>()? {
        EngineError::OutOfOrder { table, row } => EngineError::OutOfOrder { table: table.clone(), row: *row },
        EngineError::Orphan { table, row } => EngineError::Orphan { table: table.clone(), row: *row },
        EngineError::Column { table, column, expected } => {
            EngineError::Column { table: table.clone(), column: column.clone(), expected }
        }
        EngineError::Damaged { table } => EngineError::Damaged { table: table.clone() },
        EngineError::File { path, message } => EngineError::File { path: path.clone(), message: message.clone() },
        EngineError::Definition(message) => EngineError::Definition(message.clone()),
        _ => return None,
    })
}

impl From<EngineError> for DataFusionError {
    fn from(error: EngineError) -> Self {
        DataFusionError::External(Box::new(error))
    }
}

/// What decoding gives, or none where it panics: the decoders underneath do so on some damage to a file.
pub(crate) fn decoding<T>(decode: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)).ok()
}
