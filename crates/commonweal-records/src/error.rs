//! What can go wrong with records, and what to do about it.

use datafusion::parquet::errors::ParquetError;
use deltalake::DeltaTableError;
use std::path::PathBuf;

/// Why records could not be written or read. No variant carries anything from a person's record.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// The file system refused.
    #[error("could not {doing} {}; check that the folder exists, is writable and has space", path.display())]
    Io {
        /// What was being done, such as `write`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A data file could not be encoded.
    #[error("could not write the Parquet file {}; check that the disk has space", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: ParquetError,
    },
    /// A data file could not be decoded.
    #[error("could not read the Parquet file {}; `commonweal check` says whether it is whole", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: ParquetError,
    },
    /// The Delta Lake log of a table refused.
    #[error("could not {doing} the Delta table {}; check that nothing else has changed its _delta_log", path.display())]
    Delta {
        /// What was being done, such as `commit to`.
        doing: &'static str,
        /// The table's folder.
        path: PathBuf,
        /// The cause.
        source: Box<DeltaTableError>,
    },
    /// Rows came in an order the records do not allow. Says where, never who.
    #[error(
        "row {row} of {table} in bucket {bucket}: {rule}; sort the source by person and date, each person in their own bucket"
    )]
    Order {
        /// The table.
        table: &'static str,
        /// The bucket.
        bucket: u32,
        /// The row within the bucket, from 0.
        row: u64,
        /// The rule it broke.
        rule: &'static str,
    },
    /// A setting has no meaning.
    #[error("{what} is {given}; use {allowed}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// What was given.
        given: String,
        /// What would do.
        allowed: &'static str,
    },
    /// Another process is writing.
    #[error("another process is writing to these records ({} is locked); wait until it has finished", path.display())]
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// A manifest could not be read.
    #[error("the snapshot manifest {} cannot be read; load the records again, or restore the file from a copy", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// The cause.
        source: serde_json::Error,
    },
    /// There is nothing to read.
    #[error("there are no records under {}; load some first", dir.display())]
    NoSnapshots {
        /// The workspace.
        dir: PathBuf,
    },
    /// The snapshot asked for does not exist.
    #[error("there is no snapshot `{id}`; there are: {known}")]
    UnknownSnapshot {
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
    /// The same people are here already, as another class of data or from another source.
    #[error(
        "snapshot `{id}` holds exactly these people with {what} `{existing}`, not `{given}`; drop that snapshot first, or load them under its {what}"
    )]
    SameContent {
        /// The snapshot.
        id: String,
        /// `class` or `source`.
        what: &'static str,
        /// What it says.
        existing: String,
        /// What was given.
        given: String,
    },
    /// A file of a snapshot is not as the manifest says.
    #[error("{} of snapshot `{id}` {problem}; restore it from a copy, or drop the snapshot and load the records again", path.display())]
    WrongFile {
        /// The snapshot.
        id: String,
        /// The file.
        path: PathBuf,
        /// How it is wrong.
        problem: String,
    },
}
