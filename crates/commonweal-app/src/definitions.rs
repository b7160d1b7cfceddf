//! The shipped definitions, with the workspace's own over them by path: a workspace's
//! `definitions/indicators/x/definition.toml` replaces the shipped one of that id.

use crate::error::AppError;
use commonweal_cohort::{Library, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
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
    Ok(together(own_files(workspace)?))
}

/// The workspace's own definition files, by path below `definitions/`.
pub(crate) fn own_files(workspace: Option<&Path>) -> Result<BTreeMap<String, String>, AppError> {
    let mut own = BTreeMap::new();
    if let Some(dir) = workspace.map(|dir| dir.join("definitions")).filter(|dir| dir.is_dir()) {
        collect(&dir, &dir, &mut own)?;
    }
    Ok(own)
}

/// The shipped files with a workspace's own over them.
pub(crate) fn together(own: BTreeMap<String, String>) -> Vec<SourceFile> {
    let mut shipped = shipped_files();
    let mut files: BTreeMap<String, SourceFile> = BTreeMap::new();
    if let Some(ours) = own.get(MANIFEST)
        && let Some(theirs) = shipped.remove(MANIFEST)
    {
        // The manifests go together row by row; a workspace need only describe its own lists.
        let path = format!("shipped/{MANIFEST}");
        let text = without_rows_of(&theirs, ours);
        files.insert(path.clone(), SourceFile { path, text });
    }
    let source =
        |(path, text): (String, String)| (path.clone(), SourceFile { path: format!("definitions/{path}"), text });
    files.extend(shipped.into_iter().map(source));
    files.extend(own.into_iter().map(source));
    files.into_values().collect()
}

/// What says which codelists there are, where they come from and which version each is.
pub(crate) const MANIFEST: &str = "codelists/manifest.csv";

/// A manifest without the rows of files that another manifest has rows of.
fn without_rows_of(manifest: &str, other: &str) -> String {
    let named: BTreeSet<String> = manifest_rows(other).into_iter().filter_map(|mut row| row.remove("file")).collect();
    let mut kept = manifest_rows(manifest);
    kept.retain(|row| row.get("file").is_none_or(|file| !named.contains(file)));
    manifest_text(&manifest_header(manifest), &kept)
}

/// The names of a manifest's columns.
pub(crate) fn manifest_header(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader.headers().map(|header| header.iter().map(|name| name.trim().to_owned()).collect()).unwrap_or_default()
}

/// The rows of a manifest, each by column; lines that cannot be read are left out, a check points at them.
pub(crate) fn manifest_rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let header = manifest_header(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    rows.map(|row| header.iter().cloned().zip(row.iter().map(|cell| cell.trim().to_owned())).collect()).collect()
}

/// A manifest with these rows.
pub(crate) fn manifest_text(header: &[String], rows: &[BTreeMap<String, String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells = |row: &BTreeMap<String, String>| -> Vec<String> {
        header.iter().map(|column| row.get(column).cloned().unwrap_or_default()).collect()
    };
    let lines = std::iter::once(header.to_vec()).chain(rows.iter().map(cells));
    for line in lines {
        writer.write_record(line).expect("memory can be written to, and every row has the header's cells");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    String::from_utf8(bytes).expect("the cells are text")
}

fn collect(root: &Path, dir: &Path, into: &mut BTreeMap<String, String>) -> Result<(), AppError> {
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
        into.insert(below, String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(())
}
