//! Records of people, kept as snapshots in Delta Lake.
//!
//! The tables that [`commonweal_model::tables`] declares stand under `records/` in a workspace: who people
//! are, where they were registered and lived, and what happened to them. Each is a Delta Lake table
//! (reader version 1, writer version 2), so other tools can read it as it is. Five tables are always
//! there; each of the others is there once somebody has rows in it, and counts as empty before.
//!
//! Rows are divided into **buckets** by a fixed hash of `patient_id` ([`bucket_of`]), the same in
//! every table, so that one bucket holds everything about its people and buckets can be read in
//! parallel. A bucket is one Parquet file in each table, sorted by person and date.
//!
//! A **snapshot** is a manifest: which files of which Delta versions belong together. Its id comes
//! from the content alone, so the same people always have the same id. [`write_snapshot`] writes
//! all of it or nothing.
//!
//! Where to look: `table` turns declarations into schemas, `columns` turns rows into columns,
//! `part` writes one file, `write` writes a snapshot, `delta` commits it, [`manifest`] describes
//! it, `keep` lists, verifies and drops snapshots, `person` reads one person's rows.

mod bucket;
mod columns;
mod delta;
mod error;
mod files;
mod keep;
pub mod manifest;
mod part;
mod person;
mod table;
mod write;

pub use bucket::{bucket_of, ids_in_bucket};
pub use columns::epoch_day;
pub use error::RecordsError;
pub use keep::{drop_snapshot, snapshot, snapshots, verify_snapshot};
pub use manifest::{FileManifest, SnapshotManifest, TableManifest};
pub use part::parquet_options;
pub use person::person_rows;
pub use table::table_schema;
pub use write::write_snapshot;
