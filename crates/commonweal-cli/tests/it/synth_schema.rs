//! The `ehrql` form of made-up people against the schemas that ehrQL itself checks files by when it reads them.

use crate::support::run_in;
use serde_json::Value;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

const MODULES: [&str; 2] = ["ehrql.tables.core", "ehrql.tables.tpp"];
/// Columns for other modules' tables of the same name, and the one our table has for itself.
const BESIDE: [(&str, &str); 3] = [
    ("practice_registrations", "practice_stp"),
    ("practice_registrations", "practice_nuts1_region_name"),
    ("ons_deaths", "place"),
];

/// The public catalogue of ehrQL's tables: named by `COMMONWEAL_VECTORS`, or beside the repository.
fn catalogue() -> Option<Value> {
    let named = std::env::var_os("COMMONWEAL_VECTORS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let path = named.unwrap_or(beside).join("ehrql/table_catalogue.json");
    let text = std::fs::read_to_string(&path);
    if text.is_err() {
        println!("SKIPPED: there is no {}; name the vectors' folder in COMMONWEAL_VECTORS", path.display());
    }
    Some(serde_json::from_str(&text.ok()?).unwrap())
}

#[test]
fn every_cell_is_what_ehrqls_own_schemas_allow() {
    let Some(catalogue) = catalogue() else { return };
    let dir = tempfile::tempdir().unwrap();
    let said = run_in(dir.path(), &["synth", "--people", "3000", "--out", "made", "--format", "ehrql"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let mut checked = 0;
    for module in MODULES {
        for (table, schema) in catalogue[module].as_object().unwrap() {
            if let Ok(text) = std::fs::read_to_string(dir.path().join("made").join(format!("{table}.csv"))) {
                check_table(table, schema, &text);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 5 + 15, "all of ehrQL's core tables have a file, and fifteen of its tpp tables");
}

fn check_table(table: &str, schema: &Value, text: &str) {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(header[0], "patient_id", "{table}");
    let columns: Vec<&Value> = header[1..].iter().map(|name| &schema["columns"][name]).collect();
    for (name, column) in header[1..].iter().zip(&columns) {
        assert!(column.is_object() || BESIDE.contains(&(table, name)), "{table} has no column {name}");
    }
    let once = schema["one_row_per_patient"] == true;
    let mut people = HashSet::new();
    for line in lines {
        let cells = cells(line);
        assert_eq!(cells.len(), header.len(), "{table}: {line}");
        assert!(cells[0].parse::<i64>().is_ok(), "{table}: {line}");
        assert!(people.insert(cells[0].clone()) || !once, "{table} has one row a person: {line}");
        for ((cell, column), name) in cells[1..].iter().zip(&columns).zip(&header[1..]) {
            if let Err(why) = allowed(cell, column) {
                panic!("{table}.{name}: `{cell}` {why}: {line}");
            }
        }
    }
}

/// The cells of a line; a quoted one may hold commas.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

fn allowed(cell: &str, column: &Value) -> Result<(), &'static str> {
    if column.is_null() {
        return Ok(());
    }
    if cell.is_empty() {
        return if column["not_null"] == true { Err("may not be null") } else { Ok(()) };
    }
    let sound = match column["type"].as_str().unwrap() {
        "date" => cell.len() == 10 && cell.parse::<jiff::civil::Date>().is_ok(),
        "int" => cell.parse::<i64>().is_ok(),
        "float" => cell.parse::<f64>().is_ok_and(f64::is_finite),
        "bool" => ["T", "F"].contains(&cell),
        "SNOMEDCTCode" | "DMDCode" => {
            (6..=18).contains(&cell.len()) && cell.bytes().all(|b| b.is_ascii_digit()) && !cell.starts_with('0')
        }
        "ICD10Code" => {
            matches(cell, "[A-Z][0-9]{2}") || matches(cell, "[A-Z][0-9]{3}") || matches(cell, "[A-Z][0-9]{2}X")
        }
        _ => true,
    };
    if !sound {
        return Err("is not of its type");
    }
    if column["first_of_month"] == true && !cell.ends_with("-01") {
        return Err("is not the first of a month");
    }
    if let Some(categories) = column["categories"].as_array() {
        let known =
            categories.iter().any(|known| known.as_str().map_or_else(|| known.to_string(), str::to_owned) == cell);
        known.then_some(()).ok_or("is no known category")?;
    }
    if let Some([least, most, step]) = column["range"].as_array().map(Vec::as_slice) {
        let [least, most, step] = [least, most, step].map(|bound| bound.as_i64().unwrap());
        let number: i64 = cell.parse().unwrap();
        let inside = (least..=most).contains(&number) && (number - least) % step == 0;
        inside.then_some(()).ok_or("is out of range")?;
    }
    match column["regex"].as_str() {
        Some(pattern) if !matches(cell, pattern) => Err("has another form"),
        _ => Ok(()),
    }
}

/// Whether the whole text has the form: characters and sets of them, each of which may be wanted several times.
fn matches(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern);
    while let Some(first) = pattern.chars().next() {
        let (set, rest) = match pattern.strip_prefix('[') {
            Some(inside) => inside.split_once(']').unwrap(),
            None => pattern.split_at(first.len_utf8()),
        };
        let (times, rest) = match rest.strip_prefix('{') {
            Some(inside) => inside.split_once('}').map(|(times, rest)| (times.parse().unwrap(), rest)).unwrap(),
            None => (1, rest),
        };
        let set: Vec<char> = set.chars().collect();
        let holds = |c: char| {
            set.contains(&c) && (c != '-')
                || set.windows(3).any(|range| range[1] == '-' && (range[0]..=range[2]).contains(&c))
        };
        if !(0..times).all(|_| text.next().is_some_and(holds)) {
            return false;
        }
        pattern = rest;
    }
    text.next().is_none()
}

#[test]
fn a_form_is_matched_whole() {
    assert!(matches("E02000001", "E020[0-9]{5}") && matches("QT1", "[a-zA-Z0-9]{3}"));
    assert!(!matches("E0200001", "E020[0-9]{5}") && !matches("E020000012", "E020[0-9]{5}") && !matches("-", "[a-z]"));
}
