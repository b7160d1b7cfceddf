//! What a snapshot is made of, as `records/_snapshots/<id>.json` says it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// One snapshot: the files of every table that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotManifest {
    /// SHA-256 (hex) of the buckets and file contents: the same people always have the same id.
    pub id: String,
    /// The tables, by name.
    pub tables: BTreeMap<String, TableManifest>,
    /// How many buckets the rows are divided into.
    pub buckets: u32,
    /// Where the records came from, in words.
    pub source: String,
    /// The class of the records: `synthetic`, `published` or `personal`.
    pub class: String,
    /// How many people.
    pub people: u64,
    /// When the snapshot was first written, RFC 3339 in UTC. Not part of the id.
    pub loaded_at: String,
}

/// One table of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableManifest {
    /// Version of the Delta table whose active files these are.
    pub version: i64,
    /// Rows in all files.
    pub rows: u64,
    /// The files, by bucket. A bucket without rows has none.
    pub files: Vec<FileManifest>,
}

/// One Parquet file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileManifest {
    /// The bucket whose rows it holds, all of them.
    pub bucket: u32,
    /// Where it is, from the workspace's folder, with `/` between folders.
    pub path: String,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// Smallest `patient_id` in the file.
    pub min_patient_id: i64,
    /// Largest `patient_id` in the file.
    pub max_patient_id: i64,
}

impl SnapshotManifest {
    /// The files of a table, a list for each bucket in order; empty where the bucket has no rows.
    pub fn files(&self, dir: &Path, table: &str) -> Vec<Vec<PathBuf>> {
        let mut buckets = vec![Vec::new(); usize::try_from(self.buckets).expect("a usize holds 32 bits")];
        for file in self.tables.get(table).into_iter().flat_map(|table| &table.files) {
            if let Some(bucket) = usize::try_from(file.bucket).ok().and_then(|bucket| buckets.get_mut(bucket)) {
                bucket.push(dir.join(&file.path));
            }
        }
        buckets
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.tables.values().flat_map(|table| &table.files).map(|file| file.bytes).sum()
    }
}

/// The id of a snapshot with these files: SHA-256 over the number of buckets and, table by table
/// and bucket by bucket, the SHA-256 of each file.
pub(crate) fn snapshot_id(buckets: u32, tables: &BTreeMap<String, Vec<FileManifest>>) -> String {
    let mut text = format!("commonweal snapshot 1\nbuckets {buckets}\n");
    for (table, files) in tables {
        for file in files {
            writeln!(text, "{table} {} {}", file.bucket, file.sha256).expect("text grows as needed");
        }
    }
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text grows as needed");
        text
    })
}
