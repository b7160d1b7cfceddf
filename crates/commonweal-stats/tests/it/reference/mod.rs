//! Agreement with the reference R package, case by case, from the vector files in `$COMMONWEAL_VECTORS`
//! (else `../shared/vectors` beside the repository). Where the files are absent these checks say so and pass.

use std::collections::BTreeMap;
use std::path::PathBuf;

use commonweal_stats::{Confidence, Estimate};
use serde_json::Value;

mod counts;
mod gradient;
mod standardised;

type Answer = Result<Vec<(String, Option<Estimate>)>, String>;

/// One case: its inputs as columns, what it asks for and what the reference answered.
struct Case<'a> {
    file: &'a str,
    json: &'a Value,
}

impl<'a> Case<'a> {
    fn name(&self) -> String {
        format!("{} {}", self.file, self.json["id"].as_str().unwrap_or("?"))
    }

    fn arg(&self, name: &str) -> &'a Value {
        &self.json["args"][name]
    }

    fn number(&self, name: &str, default: f64) -> f64 {
        self.arg(name).as_f64().unwrap_or(default)
    }

    /// The column called by any of these names; a missing value is not a number.
    fn column(&self, names: &[&str]) -> Option<Vec<f64>> {
        names.iter().find_map(|name| numbers(&self.json["input"][*name]))
    }

    fn labels(&self, name: &str) -> Option<Vec<String>> {
        let column = self.json["input"][name].as_array()?;
        Some(column.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect())
    }

    /// Row numbers by group, in the order of the group's name; one nameless group where there is no grouping.
    fn groups(&self, rows: usize) -> BTreeMap<String, Vec<usize>> {
        let keys: Vec<&str> = match self.arg("group_by") {
            Value::String(key) => vec![key],
            Value::Array(keys) => keys.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        };
        let labels: Vec<Vec<String>> = keys.iter().filter_map(|key| self.labels(key)).collect();
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in 0..rows {
            let key: Vec<&str> = labels.iter().map(|column| column[row].as_str()).collect();
            groups.entry(key.join("|")).or_default().push(row);
        }
        groups
    }

    /// Levels asked for, each with the ending of its columns; `None` for a request the methods have no level for.
    fn levels(&self) -> Option<Vec<(Confidence, &'static str, &'static str)>> {
        let level = |value: &Value| {
            let given = value.as_f64()?;
            Confidence::from_fraction(if given >= 90.0 { given / 100.0 } else { given }).ok()
        };
        match self.arg("confidence") {
            Value::Array(both) if both.len() == 2 && both[0] == 0.95 && both[1] == 0.998 => Some(vec![
                (level(&both[0])?, "lower95_0cl", "upper95_0cl"),
                (level(&both[1])?, "lower99_8cl", "upper99_8cl"),
            ]),
            Value::Array(_) => None,
            one => Some(vec![(level(one)?, "lowercl", "uppercl")]),
        }
    }

    /// Compares the answers at every level with the reference's table, key by key.
    fn check(&self, tolerance: &Value, answer: impl Fn(Confidence) -> Answer) -> bool {
        let (rel, abs) = (tolerance["rel"].as_f64().unwrap(), tolerance["abs"].as_f64().unwrap());
        let refused = self.json["expected"]["status"] == "error";
        let Some(levels) = self.levels() else {
            // No limits at all (level missing) and limits at certainty (level 1) are not offered here.
            assert!(refused || self.json["id"].as_str().is_some_and(|id| id.starts_with("conf_")), "{}", self.name());
            return false;
        };
        for (level, lower, upper) in levels {
            let rows = match answer(level) {
                Err(problem) => {
                    assert!(refused, "{}: refused with `{problem}`", self.name());
                    continue;
                }
                Ok(rows) => rows,
            };
            assert!(!refused, "{}: answered what the reference refuses", self.name());
            let output = &self.json["expected"]["output"];
            let key = self.arg("group_by").as_str().unwrap_or("");
            for (row, (group, got)) in rows.iter().enumerate() {
                let at = output[key].as_array().map_or(row, |keys| keys.iter().position(|k| k == group).unwrap());
                let parts =
                    [("value", got.map(|e| e.value)), (lower, got.map(|e| e.lower)), (upper, got.map(|e| e.upper))];
                for (column, got) in parts {
                    let Some(wanted) = numbers(&output[column]) else { continue };
                    let (got, want) = (got.unwrap_or(f64::NAN), wanted[at]);
                    let close = (got.is_nan() && want.is_nan()) || (got - want).abs() <= abs + rel * want.abs();
                    assert!(close, "{} {group} {column}: got {got}, reference {want}", self.name());
                }
            }
        }
        true
    }
}

fn numbers(column: &Value) -> Option<Vec<f64>> {
    Some(column.as_array()?.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect())
}

/// Runs every case of a file for which `function` holds; says how many were compared.
fn run(file: &str, function: &str, check: impl Fn(&Case<'_>, &Value) -> bool) {
    let folder = std::env::var_os("COMMONWEAL_VECTORS")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors")), PathBuf::from);
    let path = folder.join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no reference vectors at {}; set COMMONWEAL_VECTORS to compare {function}", path.display());
        return;
    };
    let set: Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for json in set["cases"].as_array().unwrap() {
        if json["function"].as_str().or(set["function"].as_str()).is_some_and(|f| f.split(", ").any(|f| f == function))
        {
            compared += usize::from(check(&Case { file, json }, &set["tolerance"]));
        }
    }
    eprintln!("{file}: {compared} cases of {function} compared");
    assert!(compared > 0, "{file} holds no case of {function}");
}
