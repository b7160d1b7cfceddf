//! Folders and files of the records: where they are, and how they are written so that a crash
//! leaves either the old or the new, never half of one.

use crate::error::RecordsError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn records_dir(dir: &Path) -> PathBuf {
    dir.join("records")
}

pub(crate) fn table_dir(dir: &Path, table: &str) -> PathBuf {
    records_dir(dir).join(table)
}

pub(crate) fn manifests_dir(dir: &Path) -> PathBuf {
    records_dir(dir).join("_snapshots")
}

pub(crate) fn manifest_path(dir: &Path, id: &str) -> PathBuf {
    manifests_dir(dir).join(format!("{id}.json"))
}

/// Where files are written before they have their names. Delta readers do not look here.
pub(crate) fn staging_dir(dir: &Path) -> PathBuf {
    records_dir(dir).join("_staging")
}

/// Makes an error for [`Result::map_err`].
pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> RecordsError {
    let path = path.to_owned();
    move |source| RecordsError::Io { doing, path, source }
}

pub(crate) fn create_dir(path: &Path) -> Result<(), RecordsError> {
    std::fs::create_dir_all(path).map_err(io("create", path))
}

/// Makes the names in a folder outlast a power cut.
pub(crate) fn sync_dir(path: &Path) -> Result<(), RecordsError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(io("flush the folder", path))
}

/// Writes a small file whole: aside, flushed, renamed, folder flushed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), RecordsError> {
    let aside = path.with_extension("tmp");
    let mut file = File::create(&aside).map_err(io("create", &aside))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io("write", &aside))?;
    std::fs::rename(&aside, path).map_err(io("name", path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// The right to write to the records; ends when dropped, or when the process does.
pub(crate) struct WriteLock {
    _file: File,
}

impl WriteLock {
    pub(crate) fn take(dir: &Path) -> Result<Self, RecordsError> {
        create_dir(&records_dir(dir))?;
        let path = records_dir(dir).join("_lock");
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(RecordsError::Busy { path }),
            Err(TryLockError::Error(source)) => Err(RecordsError::Io { doing: "lock", path, source }),
        }
    }
}
