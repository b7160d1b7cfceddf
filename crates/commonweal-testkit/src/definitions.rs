//! Reading definition files from a folder.

use commonweal_cohort::SourceFile;
use std::io;
use std::path::Path;

/// Every `.toml` and `.csv` file below a folder, in order of path; paths are relative to the folder.
///
/// # Errors
/// When a folder or file cannot be read or is not UTF-8.
pub fn definition_files(root: &Path) -> io::Result<Vec<SourceFile>> {
    let (mut files, mut rest) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = rest.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|end| end == "toml" || end == "csv") {
                let text = std::fs::read_to_string(&path)?;
                let relative = path.strip_prefix(root).unwrap_or(&path);
                files.push(SourceFile { path: relative.to_string_lossy().replace('\\', "/"), text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
