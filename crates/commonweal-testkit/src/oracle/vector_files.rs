//! Opening files of vectors.

use commonweal_cohort::query::vectors::VectorFile;
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file of vectors that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be read; see that it is there, and gzipped if its name ends in .gz")]
pub struct VectorFileError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// Reads the files of a folder that hold vectors or a catalogue (`.json`, `.jsonl`, and either with `.gz`), in order of
/// name.
///
/// # Errors
/// [`VectorFileError`] where the folder or a file cannot be read.
///
/// # Example
/// ```
/// use commonweal_testkit::oracle::read_vector_files;
/// assert!(read_vector_files(std::path::Path::new("no/such/folder")).is_err());
/// ```
pub fn read_vector_files(folder: &Path) -> Result<Vec<VectorFile>, VectorFileError> {
    let broken = |path: &Path| {
        let path = path.to_owned();
        move |source| VectorFileError { path, source }
    };
    let mut paths = Vec::new();
    for entry in folder.read_dir().map_err(broken(folder))? {
        let path = entry.map_err(broken(folder))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        if path.is_file() && (plain.ends_with(".json") || plain.ends_with(".jsonl")) {
            paths.push((name, path));
        }
    }
    paths.sort();
    let read = |(name, path): (String, PathBuf)| {
        let text = read_text(&path).map_err(broken(&path))?;
        Ok(VectorFile { name, text })
    };
    paths.into_iter().map(read).collect()
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        file.read_to_string(&mut text)?;
    }
    Ok(text)
}
