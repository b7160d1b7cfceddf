//! How many people a new version of a codelist would move into and out of each cohort.

use crate::Progress;
use crate::codelist_diff::{CodelistDiff, CodelistUse};
use crate::codelist_file::codelist_text;
use crate::cohorts::helper_cohort;
use crate::counts::{CountRequest, ShownPeople, count_people, find_snapshot, index_dates};
use crate::definitions::{MANIFEST, manifest_header, manifest_rows, manifest_text, own_files, together};
use crate::error::AppError;
use crate::workspace::Workspace;
use commonweal_cohort::{Library, SourceFile};
use commonweal_engine::Questions;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// People that a new version would move at one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortMoves {
    /// The cohort.
    pub id: String,
    /// Its name.
    pub title: String,
    /// How many it would take in.
    pub enter: ShownPeople,
    /// How many it would let go.
    pub leave: ShownPeople,
}

/// What the new list is called while both are counted.
const NEW: &str = "zz_new";

/// Counts, in one reading of the records, whom each cohort that names the list (not one fixed version of it) would take in
/// and let go if the new list took the place of the old one.
///
/// # Errors
/// As counting a cohort fails; `NoRecords` where there are none.
pub fn codelist_moves(
    workspace: &Workspace,
    diff: &CodelistDiff,
    index_date: Option<Date>,
    progress: &dyn Progress,
) -> Result<Vec<CohortMoves>, AppError> {
    let Some(id) = &diff.replaces else { return Ok(Vec::new()) };
    let snapshot = find_snapshot(workspace, None)?;
    let dates = index_dates(workspace, &index_date.into_iter().collect::<Vec<_>>())?;
    let files = both(workspace, diff, id)?;
    let library = Library::parse(&files).map_err(AppError::Definitions)?;
    let moved: Vec<&CodelistUse> = diff.uses.iter().filter(|used| moves(&library, used, id)).collect();
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let (files, cohorts) = with_changed(files, &moved, id)?;
    let questions = Questions::Library { files, cohorts, indicators: Vec::new() };
    let request = CountRequest { snapshot: &snapshot, dates: &dates[..1], threads: None };
    let counted = count_people(workspace, questions, &request, progress)?;
    let moves = moved.iter().enumerate().map(|(number, used)| {
        let class = library.cohorts[&used.id].class;
        CohortMoves {
            id: used.id.clone(),
            title: used.title.clone(),
            enter: counted.shown(0, 2 * number, class),
            leave: counted.shown(0, 2 * number + 1, class),
        }
    });
    Ok(moves.collect())
}

/// Whether a cohort rests on the list whichever version is current.
fn moves(library: &Library, used: &CodelistUse, id: &str) -> bool {
    let cohort = library.cohorts.get(&used.id).filter(|_| used.kind == "cohort");
    cohort.is_some_and(|cohort| cohort.codelists.iter().any(|codelist| codelist == id))
}

/// The definitions with the old list in its place and the new one beside it.
fn both(workspace: &Workspace, diff: &CodelistDiff, id: &str) -> Result<Vec<SourceFile>, AppError> {
    let mut own = own_files(Some(&workspace.dir))?;
    let shipped = together(BTreeMap::new());
    let known =
        shipped.iter().find(|file| file.path.ends_with(MANIFEST)).map(|file| file.text.clone()).unwrap_or_default();
    let ours = own.get(MANIFEST).cloned().unwrap_or_default();
    let current = format!("{id}.csv");
    let of_list = |text: &str| manifest_rows(text).into_iter().find(|row| row.get("file") == Some(&current));
    let about = of_list(&ours).or_else(|| of_list(&known)).unwrap_or_default();
    let mut header = manifest_header(&ours);
    header.extend(manifest_header(&known).into_iter().filter(|name| !manifest_header(&ours).contains(name)));
    let mut rows = manifest_rows(&ours);
    for (name, entries) in [(id.to_owned(), &diff.old_entries), (format!("{id}@{NEW}"), &diff.new_entries)] {
        let file = format!("{name}.csv");
        own.insert(format!("codelists/{file}"), codelist_text(entries));
        rows.retain(|row| row.get("file") != Some(&file));
        let mut row = about.clone();
        row.extend([("file".to_owned(), file), ("n_codes".to_owned(), entries.len().to_string())]);
        rows.push(row);
    }
    if !about.is_empty() {
        own.insert(MANIFEST.to_owned(), manifest_text(&header, &rows));
    }
    Ok(together(own))
}

/// The definitions with a copy of each cohort that names the new list, and the cohorts of those who enter and who leave.
fn with_changed(
    mut files: Vec<SourceFile>,
    moved: &[&CodelistUse],
    id: &str,
) -> Result<(Vec<SourceFile>, Vec<String>), AppError> {
    let names: BTreeMap<&str, String> =
        (1..).zip(moved).map(|(number, used)| (used.id.as_str(), format!("zz_copy_{number}"))).collect();
    let mut cohorts = Vec::new();
    for used in moved {
        let path = format!("cohorts/{}/definition.toml", used.id);
        let file = files.iter().find(|file| file.path.ends_with(&path)).expect("the cohort was read from its file");
        let mut table: toml::Table =
            toml::from_str(&file.text).map_err(|error| AppError::Codelist(error.message().to_owned()))?;
        let name = &names[used.id.as_str()];
        table.insert("id".to_owned(), name.as_str().into());
        renamed(&mut table, id, &names);
        let text = toml::to_string(&table).expect("what was read from TOML can be written as TOML");
        let place = format!("definitions/cohorts/{name}/definition.toml");
        let number = name.trim_start_matches("zz_copy_");
        let (enter, leave) = (format!("zz_enter_{number}"), format!("zz_leave_{number}"));
        let was = &used.id;
        let new = [
            SourceFile { path: place, text },
            helper_cohort(&enter, &format!("cohort.{name} and not cohort.{was}")),
            helper_cohort(&leave, &format!("cohort.{was} and not cohort.{name}")),
        ];
        files.extend(new);
        cohorts.extend([enter, leave]);
    }
    Ok((files, cohorts))
}

/// Puts the new list in place of the old, and the copies in place of the cohorts they are of.
fn renamed(table: &mut toml::Table, id: &str, names: &BTreeMap<&str, String>) {
    for (key, value) in table.iter_mut() {
        match value {
            toml::Value::String(text) if key == "codelist" && text == id => *text = format!("{id}@{NEW}"),
            toml::Value::Array(lists) if key == "codelists" => {
                for list in lists.iter_mut().filter(|list| list.as_str() == Some(id)) {
                    *list = format!("{id}@{NEW}").into();
                }
            }
            toml::Value::String(text) if matches!(key.as_str(), "rule" | "is" | "where") => {
                *text = recalled(text, names)
            }
            toml::Value::Table(inner) => renamed(inner, id, names),
            toml::Value::Array(items) => {
                items.iter_mut().filter_map(toml::Value::as_table_mut).for_each(|inner| renamed(inner, id, names));
            }
            _ => {}
        }
    }
}

/// A rule that names the copies where it named the cohorts.
fn recalled(rule: &str, names: &BTreeMap<&str, String>) -> String {
    let mut parts = rule.split("cohort.");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(part.len());
        let (cohort, rest) = part.split_at(end);
        text += "cohort.";
        text += names.get(cohort).map_or(cohort, String::as_str);
        text += rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_names_the_new_list_and_other_copies() {
        let text = "rule = \"cohort.copd.band = 'a' and not cohort.copd_2 or x\"\n[features.x]\ncodelist = \"copd\"\n\
                    [features.y]\ncodelists = [\"copd\", \"asthma\"]\nwhere = \"code in ('copd')\"\n";
        let mut table: toml::Table = toml::from_str(text).expect("it is TOML");
        renamed(&mut table, "copd", &[("copd", "zz_copy_1".to_owned())].into());
        let said = |path: [&str; 2]| table[path[0]][path[1]].to_string();
        assert_eq!(table["rule"].as_str(), Some("cohort.zz_copy_1.band = 'a' and not cohort.copd_2 or x"));
        assert_eq!(said(["features", "x"]).trim(), "{ codelist = \"copd@zz_new\" }");
        assert!(said(["features", "y"]).contains("[\"copd@zz_new\", \"asthma\"]"));
        assert!(said(["features", "y"]).contains("code in ('copd')"));
    }
}
