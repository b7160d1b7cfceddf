//! Where the benchmark's records are.

use crate::Fallible;
use std::path::{Path, PathBuf};

/// The files of a table, in order of bucket.
pub(crate) fn files(folder: &Path, table: &str) -> Fallible<Vec<PathBuf>> {
    let folder = folder.join("records").join(table);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}
