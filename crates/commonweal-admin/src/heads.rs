//! Signed heads outside the databases: one line each in `<folder>/<chain>/heads.jsonl`, appended and never rewritten.
//!
//! Somebody who can change a database and sign nothing cannot cut its audit without a head here that is no longer met.

use crate::error::DeskError;
use commonweal_operations::audit::{Chain, Head};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The file of one chain's heads.
pub(crate) fn file_of(folder: &Path, chain: Chain) -> PathBuf {
    folder.join(chain.as_str()).join("heads.jsonl")
}

/// Appends a head and waits until the disk has it.
pub(crate) fn append(folder: &Path, head: &Head) -> Result<(), DeskError> {
    let path = file_of(folder, head.chain);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(DeskError::file("cannot make the folder", parent))?;
    let is_new = !path.exists();
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .map_err(DeskError::file("cannot write audit heads to", &path))?;
    // One write, so that two processes never mix their lines.
    let mut line = head.line();
    line.push('\n');
    file.write_all(line.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| if is_new { File::open(parent)?.sync_all() } else { Ok(()) })
        .map_err(DeskError::file("cannot write audit heads to", &path))
}

/// The heads of a chain as the file has them; a line that is no head is named by its number.
pub(crate) fn read(folder: &Path, chain: Chain) -> Result<Result<Vec<Head>, usize>, DeskError> {
    let path = file_of(folder, chain);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Ok(Vec::new())),
        Err(error) => return Err(DeskError::file("cannot read audit heads in", &path)(error)),
    };
    let mut heads = Vec::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(DeskError::file("cannot read audit heads in", &path))?;
        match Head::from_line(&line) {
            Ok(head) if head.chain == chain => heads.push(head),
            _ => return Ok(Err(at + 1)),
        }
    }
    Ok(Ok(heads))
}

/// Puts the heads of a chain aside, as a restore of an older state does: the file is kept under another name.
pub(crate) fn put_aside(folder: &Path, chain: Chain, word: &str) -> Result<Option<PathBuf>, DeskError> {
    let path = file_of(folder, chain);
    if !path.exists() {
        return Ok(None);
    }
    let aside = path.with_file_name(format!("heads.before-{word}.jsonl"));
    fs::rename(&path, &aside).map_err(DeskError::file("cannot rename", &path))?;
    Ok(Some(aside))
}
