//! The shipped definitions, with the workspace's own over them by path: a workspace's
//! `definitions/indicators/x/definition.toml` replaces the shipped one of that id.

use crate::error::AppError;
use commonweal_cohort::{Library, SourceFile};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../definitions"]
struct Shipped;

/// Every shipped definition file, by its path below `definitions/`.
pub fn shipped_files() -> BTreeMap<String, String> {
    Shipped::iter()
        .filter(|path| !path.contains("/case/"))
        .filter_map(|path| {
            let file = Shipped::get(&path)?;
            Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

/// The definitions of a workspace, or the shipped ones where there is none.
///
/// # Errors
/// `Definitions` with every problem found; `File` if a file cannot be read.
pub fn load_library(workspace: Option<&Path>) -> Result<Library, AppError> {
    Library::parse(&files(workspace)?).map_err(AppError::Definitions)
}

/// The files behind a library, each with the path a reader would open.
pub(crate) fn files(workspace: Option<&Path>) -> Result<Vec<SourceFile>, AppError> {
    let mut files: BTreeMap<String, SourceFile> = shipped_files()
        .into_iter()
        .map(|(path, text)| (path.clone(), SourceFile { path: format!("definitions/{path}"), text }))
        .collect();
    if let Some(dir) = workspace.map(|dir| dir.join("definitions")).filter(|dir| dir.is_dir()) {
        let mut own = Vec::new();
        collect(&dir, &dir, &mut own)?;
        files.extend(own);
    }
    Ok(files.into_values().collect())
}

fn collect(root: &Path, dir: &Path, into: &mut Vec<(String, SourceFile)>) -> Result<(), AppError> {
    let entries = std::fs::read_dir(dir).map_err(|e| AppError::file("read", dir, e))?;
    for entry in entries {
        let path = entry.map_err(|e| AppError::file("read", dir, e))?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "case") {
                collect(root, &path, into)?;
            }
            continue;
        }
        if !path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
        let below =
            path.strip_prefix(root).expect("every entry lies below the root").to_string_lossy().replace('\\', "/");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        into.push((below.clone(), SourceFile { path: format!("definitions/{below}"), text }));
    }
    Ok(())
}
