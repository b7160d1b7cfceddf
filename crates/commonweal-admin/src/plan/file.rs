//! The file of changes: what people added, for the process that serves the public pages and opens no database.

use crate::desk::Desk;
use crate::error::DeskError;
use commonweal_operations::plan::{CHANGES_FILE, Changed, PlanChanges};
use commonweal_operations::time_text::utc_day;
use commonweal_store::Stored;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

fn changed<T>(stored: Stored<T>) -> Changed<T> {
    Changed { changed_on: utc_day(stored.changed_at), version: stored.version, value: stored.value }
}

impl Desk {
    /// Everything that people added to the plans, as it is kept now.
    ///
    /// # Errors
    /// `Store`.
    pub async fn plan_changes(&self) -> Result<PlanChanges, DeskError> {
        let mut reading = self.operations().read().await?;
        Ok(PlanChanges {
            written_at: Some(self.now()),
            parts: reading.plan_parts().await?.into_iter().map(changed).collect(),
            commitments: reading.plan_commitments().await?.into_iter().map(changed).collect(),
            initiatives: reading.plan_initiatives().await?.into_iter().map(changed).collect(),
        })
    }

    /// Writes the file of changes, whole or not at all, and says where it lies. One process at a time reads and writes, so that
    /// the last to write has read the latest.
    ///
    /// # Errors
    /// `Store`; `File` where it cannot be written: the one before stays.
    pub async fn write_plan_changes(&self) -> Result<PathBuf, DeskError> {
        let path = self.dir().join(CHANGES_FILE);
        let wrong = DeskError::file("cannot write", path.clone());
        let lock = tokio::task::spawn_blocking({
            let path = path.clone();
            move || locked(&path)
        });
        let lock = match lock.await.map_err(io::Error::other) {
            Ok(Ok(lock)) => lock,
            Ok(Err(error)) | Err(error) => return Err(wrong(error)),
        };
        let text = self.plan_changes().await?.to_json();
        let written = tokio::task::spawn_blocking({
            let path = path.clone();
            move || {
                let done = place(&path, text.as_bytes());
                drop(lock);
                done
            }
        });
        match written.await.map_err(io::Error::other) {
            Ok(Ok(())) => Ok(path),
            Ok(Err(error)) | Err(error) => Err(wrong(error)),
        }
    }
}

fn locked(path: &Path) -> io::Result<File> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(".changes.lock"))?;
    file.lock()?;
    Ok(file)
}

/// Aside, synced, renamed, and the folder synced. The process that reads it may run as another user.
fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut aside = tempfile::NamedTempFile::new_in(folder)?;
    aside.write_all(bytes)?;
    aside.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    aside.as_file().sync_all()?;
    aside.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}
