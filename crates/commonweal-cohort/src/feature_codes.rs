//! Reading which codes a feature means: `codelist`, `codelists`, `category`, `column`.

use crate::catalogue::ProductTable;
use crate::diagnostic::nearest;
use crate::query::CodeSystem;
use crate::reader::{Located, Sheet};
use crate::{Codelist, tables};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that hold a row's codes, the first of them the row's own.
pub(crate) fn read_code_columns(table: &Sheet<'_>, usual: &ProductTable) -> Option<Vec<String>> {
    let schema = tables::schema(usual.name)?;
    let coded: Vec<(&str, CodeSystem)> =
        schema.columns.iter().filter_map(|(name, of)| Some((&**name, tables::coding(*of)?))).collect();
    let named = table.optional("column");
    // An attendance has up to twenty-four diagnoses, none of them more the attendance's than another.
    let pattern = match (&named, usual.name) {
        (Some(found), _) => found.text.clone(),
        (None, "ec") => "diagnosis_*".to_owned(),
        (None, _) => return Some(usual.code.map(str::to_owned).into_iter().collect()),
    };
    let fits = |column: &str| match pattern.strip_suffix('*') {
        Some(beginning) => column.starts_with(beginning),
        None => column == pattern,
    };
    let columns: Vec<String> =
        coded.iter().map(|(column, _)| *column).filter(|column| fits(column)).map(str::to_owned).collect();
    if !columns.is_empty() {
        return Some(columns);
    }
    let span = named.map_or(table.span(), |found| found.span);
    let known: Vec<&str> = coded.iter().map(|(column, _)| *column).collect();
    let help = nearest(&pattern, known.iter().copied()).unwrap_or_else(|| {
        if known.is_empty() { "it has none".to_owned() } else { format!("columns of codes: {}", known.join(", ")) }
    });
    table.problem(span, format!("table `{}` has no column of codes `{pattern}`", usual.name), Some(help));
    None
}

/// The codelists a feature names, each in the coding system of its columns.
pub(crate) fn read_codelists(
    table: &Sheet<'_>,
    usual: &ProductTable,
    columns: Option<&[String]>,
    codelists: &BTreeMap<String, Codelist>,
) -> Option<Vec<String>> {
    let mut found = table.one_or_more("codelist");
    let several = table.one_or_more("codelists");
    if !found.is_empty() && !several.is_empty() {
        let help = "put all of them into `codelists`".to_owned();
        table.problem(table.place("codelists"), "a feature has `codelist` or `codelists`, not both", Some(help));
        return None;
    }
    found.extend(several);
    let schema = tables::schema(usual.name)?;
    let coding = columns?.first().and_then(|column| tables::coding(schema.column(column)?));
    let known: Vec<Option<String>> =
        found.iter().map(|id| known_codelist(table, id, usual, coding, codelists)).collect();
    known.into_iter().collect()
}

fn known_codelist(
    table: &Sheet<'_>,
    id: &Located,
    usual: &ProductTable,
    coding: Option<CodeSystem>,
    codelists: &BTreeMap<String, Codelist>,
) -> Option<String> {
    let Some(codelist) = codelists.get(&id.text) else {
        let help = nearest(&id.text, codelists.keys().map(String::as_str))
            .unwrap_or_else(|| "codelists are files in codelists/, named without .csv".to_owned());
        table.problem(id.span.clone(), format!("there is no codelist `{}`", id.text), Some(help));
        return None;
    };
    let rows = usual.name.replace('_', " ");
    let Some(coding) = coding else {
        let message = format!("rows of table `{}` have no codes", usual.name);
        table.problem(id.span.clone(), message, Some("say which rows with `where`".to_owned()));
        return None;
    };
    let word = tables::coding_word(coding);
    if codelist.coding_system == word {
        return Some(id.text.clone());
    }
    let (list, holds) = (&codelist.coding_system, tables::coding_title(coding));
    let message = format!("codelist `{}` is in {list}, but {rows} hold {holds} codes", id.text);
    table.problem(id.span.clone(), message, Some(format!("choose a codelist in {word}")));
    None
}

/// The categories a feature is limited to.
pub(crate) fn read_categories(
    table: &Sheet<'_>,
    lists: &[String],
    codelists: &BTreeMap<String, Codelist>,
) -> Option<Vec<String>> {
    let found = table.one_or_more("category");
    if found.is_empty() {
        return Some(Vec::new());
    }
    if lists.is_empty() {
        let help = "categories are those of a codelist; for a column write where = \"category = 'A'\"".to_owned();
        table.problem(table.place("category"), "`category` needs a codelist", Some(help));
        return None;
    }
    let listed = lists.iter().filter_map(|id| codelists.get(id));
    let known: BTreeSet<&str> = listed.flat_map(|list| list.categories.values()).map(String::as_str).collect();
    let mut sound = true;
    for category in &found {
        if !known.contains(category.text.as_str()) {
            let words = known.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
            let help = if words.is_empty() { "it has none".to_owned() } else { format!("one of {words}") };
            let message = format!("'{}' is not a category of the codelist", category.text);
            table.problem(category.span.clone(), message, Some(help));
            sound = false;
        }
    }
    sound.then(|| found.into_iter().map(|category| category.text).collect())
}
