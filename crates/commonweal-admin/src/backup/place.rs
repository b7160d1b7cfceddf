//! Putting restored files into their places, so that a stop at any moment leaves either nothing or a note of what to undo.

use super::make;
use crate::desk::UNFINISHED;
use crate::error::DeskError;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How the folders that a restore works in are named.
pub(super) const ASIDE: &str = ".restoring-";

/// Databases that are restored beside their places; they are removed again unless they were placed.
#[derive(Default)]
pub(super) struct Beside(pub(super) Vec<(PathBuf, PathBuf)>);

impl Beside {
    /// Where a database is restored before it gets its name: on the same disk. What a stop left there goes.
    pub(super) fn add(&mut self, place: PathBuf) -> PathBuf {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(".restoring");
        let beside = place.with_file_name(name);
        remove_database(&beside);
        self.0.push((beside.clone(), place));
        beside
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        for (beside, _) in &self.0 {
            remove_database(beside);
        }
    }
}

fn remove_database(file: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        if let Err(error) = fs::remove_file(&name)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(file = ?name, %error, "a half-restored database could not be removed");
        }
    }
}

/// A new file that nobody else can read: a workspace's records are nobody else's.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

/// Renames everything into its place. The note is written first and removed last.
pub(super) fn place_all(dir: &Path, moves: &[(PathBuf, PathBuf)]) -> Result<(), DeskError> {
    let note = dir.join(UNFINISHED);
    let places: Vec<&PathBuf> = moves.iter().map(|(_, to)| to).collect();
    let text =
        serde_json::to_vec(&places).map_err(|error| DeskError::refused(format!("a path is not text: {error}")))?;
    let write = |bytes: &[u8]| -> io::Result<()> {
        let mut file = private_file(&note)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        make::sync_folder(dir)
    };
    write(&text).map_err(DeskError::file("cannot write", &note))?;
    for (from, to) in moves {
        if to.is_dir() {
            // Empty, or it would have been refused.
            fs::remove_dir(to).map_err(DeskError::file("cannot replace the folder", to))?;
        }
        fs::rename(from, to).map_err(DeskError::file("cannot place", to))?;
        if let Some(folder) = to.parent() {
            make::sync_folder(folder).map_err(DeskError::file("cannot write", folder))?;
        }
    }
    fs::remove_file(&note).and_then(|()| make::sync_folder(dir)).map_err(DeskError::file("cannot remove", &note))
}

/// Clears away what a restore that was stopped had placed, and the folders it worked in.
pub(super) fn clear_unfinished(dir: &Path) -> Result<(), DeskError> {
    for entry in fs::read_dir(dir).map_err(DeskError::file("cannot read the folder", dir))? {
        let entry = entry.map_err(DeskError::file("cannot read the folder", dir))?;
        if entry.file_name().to_string_lossy().starts_with(ASIDE) {
            fs::remove_dir_all(entry.path()).map_err(DeskError::file("cannot remove", entry.path()))?;
        }
    }
    let note = dir.join(UNFINISHED);
    let text = match fs::read(&note) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DeskError::file("cannot read", &note)(error)),
    };
    let places: Vec<PathBuf> = serde_json::from_slice(&text).map_err(|_| {
        DeskError::refused(format!("{} cannot be read; empty the folder and restore again", note.display()))
    })?;
    for place in places {
        let removed = if place.is_dir() { fs::remove_dir_all(&place) } else { fs::remove_file(&place) };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(DeskError::file("cannot remove", &place)(error));
            }
            _ => {}
        }
    }
    fs::remove_file(&note).map_err(DeskError::file("cannot remove", &note))
}
