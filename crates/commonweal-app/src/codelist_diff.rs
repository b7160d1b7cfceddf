//! What differs between two codelists, and which definitions it would change.

use crate::codelist_file::{ColumnNames, Entries, Entry, read_codelist_file};
use crate::definitions::{MANIFEST, manifest_rows, own_files, together};
use crate::error::AppError;
use crate::text_files::read_text;
use crate::workspace::Workspace;
use commonweal_cohort::{Library, SourceFile};
use std::collections::BTreeMap;
use std::path::Path;

/// A code that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeChange {
    /// The code.
    pub code: String,
    /// What it means, where the list says.
    pub term: String,
    /// Its category in the old list; empty where it has none.
    pub old_category: String,
    /// Its category in the new list.
    pub new_category: String,
}

/// A definition that rests on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodelistUse {
    /// `cohort` or `indicator`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What differs between two lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodelistDiff {
    /// The old list: `ID@VERSION` or a file.
    pub old: String,
    /// The new list.
    pub new: String,
    /// Codes that only the new list has.
    pub added: Vec<CodeChange>,
    /// Codes that only the old list has.
    pub removed: Vec<CodeChange>,
    /// Codes with another category.
    pub changed: Vec<CodeChange>,
    /// The id of the list in the definitions, whichever version; none where both are files from elsewhere.
    pub replaces: Option<String>,
    /// The definitions that rest on it.
    pub uses: Vec<CodelistUse>,
    /// The codes of both lists.
    pub(crate) old_entries: Entries,
    pub(crate) new_entries: Entries,
}

/// Compares two lists, each `ID`, `ID@VERSION` or a file.
///
/// # Errors
/// `Unknown` for a list that is neither; `Codelist` for a file that is no codelist; `Definitions` if definitions have
/// problems.
pub fn diff_codelists(workspace: Option<&Workspace>, old: &str, new: &str) -> Result<CodelistDiff, AppError> {
    let files = together(own_files(workspace.map(|workspace| workspace.dir.as_path()))?);
    let (old, new) = (find(&files, old)?, find(&files, new)?);
    let library = Library::parse(&files).map_err(AppError::Definitions)?;
    let base = |id: &String| id.split('@').next().unwrap_or(id).to_owned();
    let replaces = old.id.as_ref().or(new.id.as_ref()).map(base);
    let uses = replaces.as_ref().map(|id| uses(&library, id)).unwrap_or_default();
    let mut diff = CodelistDiff { old: old.label, new: new.label, replaces, uses, ..CodelistDiff::default() };
    let change = |code: &String, was: Option<&Entry>, is: Option<&Entry>| CodeChange {
        code: code.clone(),
        term: is.or(was).map(|entry| entry.term.clone()).unwrap_or_default(),
        old_category: was.map(|entry| entry.category.clone()).unwrap_or_default(),
        new_category: is.map(|entry| entry.category.clone()).unwrap_or_default(),
    };
    for (code, is) in &new.entries {
        match old.entries.get(code) {
            None => diff.added.push(change(code, None, Some(is))),
            Some(was) if was.category != is.category => diff.changed.push(change(code, Some(was), Some(is))),
            Some(_) => {}
        }
    }
    for (code, was) in &old.entries {
        if !new.entries.contains_key(code) {
            diff.removed.push(change(code, Some(was), None));
        }
    }
    (diff.old_entries, diff.new_entries) = (old.entries, new.entries);
    Ok(diff)
}

/// A list that was found.
struct Found {
    /// What to call it.
    label: String,
    /// Its id in the definitions; none for a file from elsewhere.
    id: Option<String>,
    entries: Entries,
}

fn find(files: &[SourceFile], name: &str) -> Result<Found, AppError> {
    let versions = versions(files);
    // `x@20230101` may be the version that is current and so called just `x`.
    let current = || {
        let (id, version) = name.split_once('@')?;
        versions.get(id).filter(|current| *current == version).map(|_| id.to_owned())
    };
    let id = if versions.contains_key(name) { Some(name.to_owned()) } else { current() };
    let (label, text) = if let Some(id) = &id {
        let wanted = format!("codelists/{id}.csv");
        let file = files.iter().find(|file| file.path.ends_with(&wanted)).expect("its id came from its path");
        let version = if id.contains('@') { String::new() } else { format!("@{}", versions[id]) };
        (format!("{id}{version}"), file.text.clone())
    } else if Path::new(name).is_file() {
        let path = Path::new(name);
        (name.to_owned(), read_text(path).map_err(|error| AppError::file("read", path, error))?)
    } else {
        let stem = name.split_once('@').map_or(name, |(id, _)| id);
        let near = |id: &&String| id.split('@').next() == Some(stem);
        let mut known: Vec<String> = versions.keys().filter(near).cloned().collect();
        if known.is_empty() {
            known = versions.keys().filter(|id| id.contains(stem) || stem.contains(id.as_str())).cloned().collect();
        }
        return Err(AppError::Unknown { what: "the codelist or file", given: name.to_owned(), known });
    };
    match read_codelist_file(&label, &text, &ColumnNames::default()) {
        Ok(list) => Ok(Found { label, id, entries: list.entries }),
        Err(problems) => {
            let first = problems.first().map(|problem| format!("row {}: {}", problem.row, problem.rule));
            Err(AppError::Codelist(format!("{label}: {}", first.unwrap_or_default())))
        }
    }
}

/// The version of every list there is, by id.
fn versions(files: &[SourceFile]) -> BTreeMap<String, String> {
    let mut versions = BTreeMap::new();
    for file in files {
        let in_folder = file.path.rsplit_once('/').filter(|(folder, _)| folder.ends_with("codelists"));
        if let Some(id) = in_folder.and_then(|(_, name)| name.strip_suffix(".csv")).filter(|id| *id != "manifest") {
            versions.entry(id.to_owned()).or_default();
        }
    }
    for row in files.iter().filter(|file| file.path.ends_with(MANIFEST)).flat_map(|file| manifest_rows(&file.text)) {
        let id = row.get("file").and_then(|file| file.strip_suffix(".csv"));
        if let Some(version) = id.and_then(|id| versions.get_mut(id)) {
            *version = row.get("opencodelists_version").cloned().unwrap_or_default();
        }
    }
    versions
}

fn uses(library: &Library, id: &str) -> Vec<CodelistUse> {
    let rests_on = |codelists: &[String]| codelists.iter().any(|codelist| codelist.split('@').next() == Some(id));
    let cohorts = library.cohorts.values().filter(|cohort| rests_on(&cohort.codelists)).map(|cohort| CodelistUse {
        kind: "cohort",
        id: cohort.id.clone(),
        title: cohort.title.clone(),
    });
    let indicators = library.indicators.values().filter(|indicator| rests_on(&indicator.codelists));
    let indicators = indicators.map(|indicator| CodelistUse {
        kind: "indicator",
        id: indicator.id.clone(),
        title: indicator.title.clone(),
    });
    cohorts.chain(indicators).collect()
}
