//! Cases of any definition: the tables given, and what should come out for each person.

use commonweal_cohort::catalogue::product;
use commonweal_cohort::query::{Database, Graph, ValueType};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A case folder: `case.toml`, `given/<table>.csv` and `expected.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinitionCase {
    /// The day people are judged at.
    pub index_date: Date,
    /// The tables given; one that is not there is empty.
    pub database: Database,
    /// What should come out, by patient id.
    pub expected: BTreeMap<i64, ExpectedAnswer>,
}

/// What a case says of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExpectedAnswer {
    /// The cells, by column, without the patient and the reason.
    pub cells: BTreeMap<String, String>,
    /// What the person shows, in a few words.
    pub why: String,
}

/// Reads a case folder.
///
/// # Errors
/// In words, with the file: what is missing, or is not what it should be.
pub fn read_definition_case(folder: &Path) -> Result<DefinitionCase, String> {
    let index_date = read_index_date(&folder.join("case.toml"))?;
    let given = folder.join("given");
    let database = read_database(&given)?;
    let patients =
        database.tables.get("patients").ok_or_else(|| format!("{}: patients.csv is missing", given.display()))?;
    let known: std::collections::BTreeSet<i64> = patients.rows.iter().map(|(id, _)| *id).collect();
    if let Some(stray) = database.patients().difference(&known).next() {
        return Err(format!("{}: patient {stray} is not in patients.csv", given.display()));
    }
    let expected = read_expected(&folder.join("expected.csv"))?;
    let told: std::collections::BTreeSet<i64> = expected.keys().copied().collect();
    if let Some(odd) = told.symmetric_difference(&known).next() {
        return Err(format!("{}: patient {odd} is in only one of patients.csv and expected.csv", folder.display()));
    }
    Ok(DefinitionCase { index_date, database, expected })
}

fn read_index_date(path: &Path) -> Result<Date, String> {
    let text = read(path)?;
    let setting = text.lines().find_map(|line| line.trim().strip_prefix("index_date"));
    let value = setting.and_then(|rest| rest.split('"').nth(1));
    let value = value.ok_or_else(|| format!("{}: index_date = \"YYYY-MM-DD\" is missing", path.display()))?;
    value.parse().map_err(|_| format!("{}: `{value}` is not a date", path.display()))
}

/// Every table of the product that has a file; `true` and `false` may be written out.
fn read_database(given: &Path) -> Result<Database, String> {
    let catalogue = product();
    let mut graph = Graph::new();
    let mut texts = BTreeMap::new();
    let entries = fs::read_dir(given).map_err(|error| format!("{}: {error}", given.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| format!("{}: {error}", given.display()))?.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let reference = commonweal_cohort::catalogue::product_ref(&name);
        let schema =
            catalogue.schema(&reference).ok_or_else(|| format!("{}: there is no such table", path.display()))?;
        let flags = schema.columns.iter().filter(|(_, of)| *of == ValueType::Bool).map(|(name, _)| name.to_string());
        graph.table(&reference, &catalogue).map_err(|error| format!("{}: {error}", path.display()))?;
        let known: Vec<&str> = schema.columns.iter().map(|(name, _)| &**name).collect();
        texts.insert(name, read_table(&path, &flags.collect::<Vec<_>>(), &known)?);
    }
    Database::from_csv(&graph, |table| texts.get(table).cloned())
        .map_err(|error| format!("{}: {error}", given.display()))
}

fn read_table(path: &Path, flags: &[String], known: &[&str]) -> Result<String, String> {
    let text = read(path)?;
    let fail = |error: csv::Error| format!("{}: {error}", path.display());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(fail)?.clone();
    let allowed = |column: &str| column == "patient_id" || known.contains(&column) || column.ends_with("_at");
    if let Some(column) = header.iter().find(|column| !allowed(column)) {
        return Err(format!("{}: the table has no column `{column}`", path.display()));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).map_err(fail)?;
    for record in reader.records() {
        let record = record.map_err(fail)?;
        let cells = header.iter().zip(&record).map(|(column, cell)| match cell {
            "true" if flags.iter().any(|flag| flag == column) => "T",
            "false" if flags.iter().any(|flag| flag == column) => "F",
            other => other,
        });
        writer.write_record(cells).map_err(fail)?;
    }
    let bytes = writer.into_inner().map_err(|error| format!("{}: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_expected(path: &Path) -> Result<BTreeMap<i64, ExpectedAnswer>, String> {
    let text = read(path)?;
    let fail = |error: csv::Error| format!("{}: {error}", path.display());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(fail)?.clone();
    let mut expected = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(fail)?;
        let mut cells: BTreeMap<String, String> =
            header.iter().zip(&record).map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect();
        let id = cells.remove("patient_id").ok_or_else(|| format!("{}: there is no patient_id", path.display()))?;
        let id = id.parse().map_err(|_| format!("{}: patient_id cannot be `{id}`", path.display()))?;
        let why = cells.remove("why").ok_or_else(|| format!("{}: there is no column why", path.display()))?;
        if expected.insert(id, ExpectedAnswer { cells, why }).is_some() {
            return Err(format!("{}: patient {id} is there twice", path.display()));
        }
    }
    Ok(expected)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
