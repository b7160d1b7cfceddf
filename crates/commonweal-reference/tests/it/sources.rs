//! The list of sources describes exactly the files that are there.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference")
}

/// Every file below `folder` but hidden ones, with `/` between parts.
pub(crate) fn files(folder: &Path, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path(), &format!("{prefix}{name}/")));
        } else if !name.starts_with('.') {
            found.insert(format!("{prefix}{name}"));
        }
    }
    found
}

#[test]
fn each_file_has_its_source_licence_and_checksum() {
    let mut reader = csv::Reader::from_path(folder().join("SOURCES.csv")).unwrap();
    let mut listed = BTreeSet::new();
    for row in reader.records().map(Result::unwrap) {
        let path = row[0].to_owned();
        let bytes = fs::read(folder().join(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        let sum = Sha256::digest(&bytes).iter().fold(String::new(), |mut sum, byte| {
            let _ = write!(sum, "{byte:02x}");
            sum
        });
        assert_eq!(&row[9], sum, "{path} has changed; its row in SOURCES.csv must say how");
        for (column, at) in
            [("title", 1), ("publisher", 2), ("licence", 3), ("vintage", 4), ("rows", 8), ("changes", 10)]
        {
            assert!(!row[at].is_empty(), "{path} has no {column}");
        }
        listed.insert(path);
    }
    let mut there = files(&folder(), "");
    there.remove("SOURCES.csv");
    there.remove("LICENCES.md");
    assert_eq!(listed, there);
}

#[test]
fn the_reference_data_stay_small() {
    let bytes: u64 = files(&folder(), "").iter().map(|file| fs::metadata(folder().join(file)).unwrap().len()).sum();
    assert!(bytes < 15_000_000, "{bytes} bytes");
}
