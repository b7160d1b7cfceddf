//! The snapshots there are: listing, verifying, dropping, and clearing up after an interruption.

use crate::delta::set_active;
use crate::error::RecordsError;
use crate::files::{WriteLock, io, manifest_path, manifests_dir, staging_dir, sync_dir, table_dir};
use crate::manifest::{FileManifest, SnapshotManifest, hex};
use commonweal_model::tables::ALL;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Every snapshot of a workspace, oldest first.
///
/// # Errors
/// `Manifest` or `Io` if a manifest cannot be read.
pub fn snapshots(dir: &Path) -> Result<Vec<SnapshotManifest>, RecordsError> {
    let mut found = Vec::new();
    for path in entries(&manifests_dir(dir))? {
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read(&path).map_err(io("read", &path))?;
            let manifest: SnapshotManifest =
                serde_json::from_slice(&text).map_err(|source| RecordsError::Manifest { path, source })?;
            found.push(manifest);
        }
    }
    found.sort_by(|a, b| (&a.loaded_at, &a.id).cmp(&(&b.loaded_at, &b.id)));
    Ok(found)
}

/// The snapshot of this id (or the only one whose id begins so), or the latest when none is named.
///
/// # Errors
/// `NoSnapshots` if there are none, `UnknownSnapshot` if none or several have that id.
pub fn snapshot(dir: &Path, id: Option<&str>) -> Result<SnapshotManifest, RecordsError> {
    let mut all = snapshots(dir)?;
    let Some(id) = id else {
        return all.pop().ok_or_else(|| RecordsError::NoSnapshots { dir: dir.to_owned() });
    };
    let known = all.iter().map(|snapshot| &snapshot.id[..snapshot.id.len().min(12)]).collect::<Vec<_>>().join(", ");
    let mut matching = all.into_iter().filter(|snapshot| !id.is_empty() && snapshot.id.starts_with(id));
    match (matching.next(), matching.next()) {
        (Some(found), None) => Ok(found),
        _ if known.is_empty() => Err(RecordsError::NoSnapshots { dir: dir.to_owned() }),
        _ => Err(RecordsError::UnknownSnapshot { id: id.chars().take(64).collect(), known }),
    }
}

/// Reads every file of a snapshot and compares size and SHA-256 with its manifest.
///
/// # Errors
/// `WrongFile` naming the first file that is missing, of another size, or of other content.
pub fn verify_snapshot(dir: &Path, manifest: &SnapshotManifest) -> Result<(), RecordsError> {
    for file in manifest.tables.values().flat_map(|table| &table.files) {
        let path = dir.join(&file.path);
        if let Some(problem) = problem_of(&path, file)? {
            return Err(RecordsError::WrongFile { id: manifest.id.clone(), path, problem });
        }
    }
    Ok(())
}

fn problem_of(path: &Path, expected: &FileManifest) -> Result<Option<String>, RecordsError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some("is missing".to_owned())),
        Err(error) => return Err(io("open", path)(error)),
    };
    let bytes = file.metadata().map_err(io("look at", path))?.len();
    if bytes != expected.bytes {
        return Ok(Some(format!("has {bytes} bytes, not {}", expected.bytes)));
    }
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(io("read", path))? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    let same = hex(&hash.finalize()) == expected.sha256;
    Ok((!same).then(|| "has other content than when it was written".to_owned()))
}

/// Drops a snapshot and the files that no other snapshot uses. The Delta tables go back to the
/// latest snapshot that remains.
///
/// # Errors
/// `UnknownSnapshot` if there is none of that id; `Busy` while another process writes.
pub fn drop_snapshot(dir: &Path, id: &str) -> Result<(), RecordsError> {
    let _lock = WriteLock::take(dir)?;
    let dropped = snapshot(dir, Some(id))?;
    // Without its manifest a snapshot no longer exists; what follows can be done again.
    let path = manifest_path(dir, &dropped.id);
    std::fs::remove_file(&path).map_err(io("remove", &path))?;
    sync_dir(&manifests_dir(dir))?;
    clear_up(dir)
}

/// Removes what no manifest names: files half written, files never committed, and files committed
/// by a run that ended before its manifest was written. Needs the lock.
pub(crate) fn clear_up(dir: &Path) -> Result<(), RecordsError> {
    let staging = staging_dir(dir);
    match std::fs::remove_dir_all(&staging) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(io("remove", &staging)(error)),
        _ => {}
    }
    let kept = snapshots(dir)?;
    let named: BTreeSet<PathBuf> =
        kept.iter().flat_map(|s| s.tables.values()).flat_map(|t| &t.files).map(|file| dir.join(&file.path)).collect();
    let mut stray = Vec::new();
    for table in ALL {
        let parquet = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "parquet");
        stray.extend(entries(&table_dir(dir, table.name))?.into_iter().filter(parquet).filter(|p| !named.contains(p)));
    }
    if stray.is_empty() {
        return Ok(());
    }
    // The tables must not name a file that is gone, so they go back first.
    let latest = kept.last();
    let files = |table: &str| latest.and_then(|s| s.tables.get(table)).map_or(&[][..], |table| &table.files);
    let tables = ALL.into_iter().filter(|table| table_dir(dir, table.name).join("_delta_log").is_dir());
    let active: Vec<_> = tables.map(|table| (table, files(table.name))).collect();
    set_active(dir, &active)?;
    for path in stray {
        std::fs::remove_file(&path).map_err(io("remove", &path))?;
    }
    Ok(())
}

/// The entries of a folder in order of name; none if it does not exist.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, RecordsError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io("list", folder)(error)),
    };
    let paths: Result<Vec<PathBuf>, std::io::Error> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(io("list", folder))?;
    paths.sort();
    Ok(paths)
}
