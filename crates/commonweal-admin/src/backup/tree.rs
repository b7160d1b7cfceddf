//! Which files of a workspace a backup holds, and how they come back.

use crate::error::DeskError;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Folders of a workspace that a backup holds. Never the secrets.
pub(super) const FOLDERS: [&str; 3] = ["definitions", "records", "results"];
/// The settings.
pub(super) const SETTINGS: &str = "commonweal.toml";

/// Every file to keep, relative to the workspace, in order; without the secrets and the databases, wherever the
/// settings put them.
pub(super) fn files(dir: &Path, apart: &[PathBuf]) -> Result<Vec<PathBuf>, DeskError> {
    let mut found = Vec::new();
    if dir.join(SETTINGS).is_file() {
        found.push(PathBuf::from(SETTINGS));
    }
    for folder in FOLDERS {
        collect(dir, Path::new(folder), apart, &mut found)?;
    }
    Ok(found)
}

fn collect(dir: &Path, inside: &Path, apart: &[PathBuf], found: &mut Vec<PathBuf>) -> Result<(), DeskError> {
    let folder = dir.join(inside);
    let listed = match fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DeskError::file("cannot read the folder", &folder)(error)),
    };
    let mut names = Vec::new();
    for entry in listed {
        names.push(entry.map_err(DeskError::file("cannot read the folder", &folder))?.file_name());
    }
    names.sort();
    for name in names {
        let path = inside.join(&name);
        let whole = dir.join(&path);
        if apart.iter().any(|apart| whole.starts_with(apart)) {
            continue;
        }
        let about = fs::symlink_metadata(&whole).map_err(DeskError::file("cannot read", &whole))?;
        if about.is_dir() {
            collect(dir, &path, apart, found)?;
        } else if about.is_file() {
            found.push(path);
        } else {
            return Err(DeskError::refused(format!(
                "{} is a link or a device; a backup holds files only. Put the file itself there",
                whole.display()
            )));
        }
    }
    Ok(())
}

/// The name of a file's part in a backup.
pub(super) fn part_name(path: &Path) -> Result<String, DeskError> {
    let words: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    let words = words
        .ok_or_else(|| DeskError::refused(format!("the name of {} is not text; rename the file", path.display())))?;
    Ok(format!("files/{}", words.join("/")))
}

/// Where a part's file goes below the restored workspace; none for a name that would leave it.
pub(super) fn place_of(part: &str) -> Option<PathBuf> {
    let path = Path::new(part.strip_prefix("files/")?);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let first = path.components().next()?.as_os_str().to_str()?;
    let known = FOLDERS.contains(&first) || path == Path::new(SETTINGS);
    (plain && known).then(|| path.to_path_buf())
}

/// Whether a file's bytes are compressed already.
pub(super) fn is_packed(path: &Path) -> bool {
    let packed = ["parquet", "gz", "zip", "xlsx", "zst", "png", "jpg"];
    path.extension().and_then(|end| end.to_str()).is_some_and(|end| packed.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_never_leads_out_of_the_workspace() {
        assert_eq!(place_of("files/records/people/a.parquet"), Some(PathBuf::from("records/people/a.parquet")));
        assert_eq!(place_of("files/commonweal.toml"), Some(PathBuf::from("commonweal.toml")));
        for wrong in ["files/../x", "files/records/../../x", "files//etc/passwd", "files/secrets/key", "x", "files/"] {
            assert_eq!(place_of(wrong), None, "{wrong}");
        }
    }
}
