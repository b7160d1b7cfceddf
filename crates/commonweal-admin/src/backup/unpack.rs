//! Unpacking a backup aside: every seal and checksum is compared before any of it counts.

use super::parts::Next;
use super::place::private_file;
use super::read::{Whole, read_whole};
use super::{Progress, tree};
use crate::error::DeskError;
use crate::keys::backup_key;
use crate::settings::Settings;
use commonweal_store::Database;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A backup unpacked aside.
pub(super) struct Unpacked {
    pub(super) whole: Whole,
    pub(super) files: Vec<PathBuf>,
}

/// Unpacks a backup aside: files below `files/`, dumps beside. Nothing else is touched.
pub(super) fn unpack(
    file: &Path,
    dir: &Path,
    settings: &Settings,
    aside: &Path,
    progress: Progress<'_>,
) -> Result<Unpacked, DeskError> {
    let key = backup_key(&settings.secrets_in(dir), settings.group_may_read)?;
    let mut open: Option<(PathBuf, File)> = None;
    let mut files = Vec::new();
    let mut take = |next: Next| -> Result<(), DeskError> {
        match next {
            Next::Begin(name) => {
                let path = match (name.strip_prefix("tables/"), tree::place_of(&name)) {
                    (Some(database), _) if database.parse::<Database>().is_ok() => {
                        aside.join(format!("{database}.dump"))
                    }
                    (None, Some(place)) => {
                        files.push(place.clone());
                        aside.join("files").join(place)
                    }
                    _ => return Err(DeskError::Backup(format!("it holds `{name}`, which belongs nowhere"))),
                };
                let folder = path.parent().unwrap_or(aside);
                fs::create_dir_all(folder).map_err(DeskError::file("cannot make the folder", folder))?;
                open = Some((path.clone(), private_file(&path).map_err(DeskError::file("cannot write", &path))?));
            }
            Next::Bytes(bytes) => {
                if let Some((path, file)) = &mut open {
                    file.write_all(&bytes).map_err(DeskError::file("cannot write", &*path))?;
                }
            }
            Next::End(_) => {
                if let Some((path, file)) = open.take() {
                    file.sync_data().map_err(DeskError::file("cannot write", &path))?;
                }
            }
            Next::Manifest(_) => {}
        }
        Ok(())
    };
    let whole = read_whole(file, |id| (id == key.id()).then_some(key), progress, &mut take)?;
    Ok(Unpacked { whole, files })
}
