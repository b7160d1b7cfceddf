//! Finished releases on disk: `results/releases/<release>/`, and `results/current`, which names
//! the release that is shown.

use crate::error::AppError;
use crate::workspace::{Workspace, write_whole};
use commonweal_disclosure::{COLUMNS, ReleasedRecord, ReleasedSet};
use commonweal_engine::{Value, read_table, write_table};
use commonweal_reference::{Column, Table, Values};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What a release says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseManifest {
    /// Id of the release.
    pub release_id: String,
    /// When it was released, RFC 3339 in UTC.
    pub released_at: String,
    /// The snapshot counted.
    pub snapshot: String,
    /// People in the snapshot.
    pub people: u64,
    /// The days people were judged at.
    pub index_dates: Vec<String>,
    /// Figures in the release.
    pub figures: u64,
    /// How many of them are withheld.
    pub withheld: u64,
    /// Fingerprint of the lattice.
    pub lattice_hash: String,
    /// Version of the rules of disclosure control.
    pub rules_version: String,
    /// Version of the program.
    pub program_version: String,
    /// Seal of the figures: the release is only shown while its file matches.
    pub seal: String,
    /// SHA-256 (hex) of `released_values.parquet`.
    pub values_sha256: String,
    /// SHA-256 (hex) of this manifest with this field empty, so that a change by mistake is noticed.
    pub manifest_sha256: String,
}

impl ReleaseManifest {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a manifest is plain text and numbers")
    }

    fn fingerprint(&self) -> String {
        sha256_hex(&Self { manifest_sha256: String::new(), ..self.clone() }.json())
    }
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn release_dir(workspace: &Workspace, release_id: &str) -> PathBuf {
    workspace.dir.join("results").join("releases").join(release_id)
}

/// Keeps a release and makes it the current one, whole or not at all; gives back its manifest with the fingerprints of
/// both files.
pub(crate) fn keep_release(
    workspace: &Workspace,
    mut manifest: ReleaseManifest,
    set: &ReleasedSet,
) -> Result<ReleaseManifest, AppError> {
    let dir = release_dir(workspace, &manifest.release_id);
    std::fs::create_dir_all(&dir).map_err(|e| AppError::file("create", &dir, e))?;
    let values = dir.join("released_values.parquet");
    write_table(&records_table(&set.to_records()), &values)?;
    manifest.values_sha256 = sha256_hex(&std::fs::read(&values).map_err(|e| AppError::file("read", &values, e))?);
    manifest.manifest_sha256 = manifest.fingerprint();
    write_whole(&dir.join("release.json"), &manifest.json())?;
    write_whole(&workspace.dir.join("results").join("current"), manifest.release_id.as_bytes())?;
    Ok(manifest)
}

/// The current release: its manifest and its figures, read back through the gate.
///
/// # Errors
/// `NothingReleased`; `Tampered` if a file does not hold what was released.
pub fn current_release(workspace: &Workspace) -> Result<(ReleaseManifest, ReleasedSet), AppError> {
    let pointer = workspace.dir.join("results").join("current");
    let id = match std::fs::read_to_string(&pointer) {
        Ok(id) => id.trim().to_owned(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(AppError::NothingReleased(workspace.dir.clone()));
        }
        Err(e) => return Err(AppError::file("read", &pointer, e)),
    };
    let dir = release_dir(workspace, &id);
    let path = dir.join("release.json");
    let tampered = |path: &Path, message: String| AppError::Tampered { path: path.to_owned(), message };
    let json = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    let manifest: ReleaseManifest = serde_json::from_slice(&json).map_err(|e| tampered(&path, e.to_string()))?;
    if manifest.release_id != id || manifest.manifest_sha256 != manifest.fingerprint() {
        return Err(tampered(&path, "it was changed since".to_owned()));
    }
    let path = dir.join("released_values.parquet");
    let bytes = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    if sha256_hex(&bytes) != manifest.values_sha256 {
        return Err(tampered(&path, "it was changed since".to_owned()));
    }
    let table = read_table("released_values", &path)?;
    let records = table_records(&table).map_err(|message| tampered(&path, message))?;
    let set = ReleasedSet::reopen(records, &manifest.seal).map_err(|e| tampered(&path, e.to_string()))?;
    Ok((manifest, set))
}

/// Text, number and day columns of one row, in the order of [`COLUMNS`].
fn row(record: &ReleasedRecord) -> [Value; 31] {
    let text = |t: &str| Value::Text(t.to_owned());
    let some_text = |t: &Option<String>| t.clone().map_or(Value::Null, Value::Text);
    let number = |x: Option<f64>| x.map_or(Value::Null, Value::Real);
    let whole = |n: Option<i64>| n.map_or(Value::Null, Value::Integer);
    let r = record;
    [
        text(&r.indicator_id),
        text(&r.series),
        text(&r.area_code),
        text(&r.area_type),
        text(&r.area_edition),
        text(&r.family),
        some_text(&r.dimension_1),
        some_text(&r.category_1),
        some_text(&r.dimension_2),
        some_text(&r.category_2),
        text(&r.period),
        Value::Date(r.period_start),
        Value::Date(r.period_end),
        text(&r.period_kind),
        text(&r.statistic),
        text(&r.unit),
        number(r.value),
        number(r.lower_95),
        number(r.upper_95),
        whole(r.numerator),
        whole(r.denominator),
        text(&r.comparison),
        some_text(&r.benchmark),
        text(&r.class),
        some_text(&r.withheld_reason),
        some_text(&r.snapshot),
        r.index_date.map_or(Value::Null, Value::Date),
        text(&r.definition_hash),
        text(&r.rules_version),
        text(&r.release_id),
        text(&r.released_at),
    ]
}

const NUMBERS: [&str; 3] = ["value", "lower_95", "upper_95"];
const WHOLE: [&str; 2] = ["numerator", "denominator"];
const DAYS: [&str; 3] = ["period_start", "period_end", "index_date"];

/// Released rows as the table `released_values`.
pub fn records_table(records: &[ReleasedRecord]) -> Table {
    let rows: Vec<[Value; 31]> = records.iter().map(row).collect();
    let columns = COLUMNS.iter().enumerate().map(|(i, name)| {
        let cells = rows.iter().map(|row| &row[i]);
        let values = if NUMBERS.contains(name) {
            Values::Real(cells.map(|v| if let Value::Real(x) = v { Some(*x) } else { None }).collect())
        } else if WHOLE.contains(name) {
            Values::Integer(cells.map(|v| if let Value::Integer(n) = v { Some(*n) } else { None }).collect())
        } else if DAYS.contains(name) {
            Values::Date(cells.map(|v| if let Value::Date(d) = v { Some(*d) } else { None }).collect())
        } else {
            Values::Text(cells.map(|v| if let Value::Text(t) = v { Some(t.clone()) } else { None }).collect())
        };
        Column { name: (*name).to_owned(), about: String::new(), values }
    });
    Table { name: "released_values".to_owned(), columns: columns.collect() }
}

/// Released rows as CSV: the columns of `released_values`, missing values empty. A text that a
/// spreadsheet would take for a formula gets a leading apostrophe.
pub fn csv_of(records: &[ReleasedRecord]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("writing to memory");
    for record in records {
        let cells = row(record).map(|value| match value {
            Value::Text(text) => guarded(text),
            other => other.to_string(),
        });
        writer.write_record(cells).expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("every value is text")
}

/// A text that no spreadsheet takes for a formula.
fn guarded(text: String) -> String {
    let risky = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    if text.starts_with(risky) { format!("'{text}") } else { text }
}

fn table_records(table: &Table) -> Result<Vec<ReleasedRecord>, String> {
    let column = |name: &str| table.column(name).map(|c| &c.values).ok_or(format!("the column `{name}` is missing"));
    let texts = |name: &str| match column(name)? {
        Values::Text(v) => Ok(v),
        _ => Err(format!("the column `{name}` does not hold text")),
    };
    let reals = |name: &str| match column(name)? {
        Values::Real(v) => Ok(v),
        _ => Err(format!("the column `{name}` does not hold numbers")),
    };
    let wholes = |name: &str| match column(name)? {
        Values::Integer(v) => Ok(v),
        _ => Err(format!("the column `{name}` does not hold whole numbers")),
    };
    let dates = |name: &str| match column(name)? {
        Values::Date(v) => Ok(v),
        _ => Err(format!("the column `{name}` does not hold days")),
    };
    let text = |name: &str, i: usize| texts(name)?[i].clone().ok_or(format!("row {} has no `{name}`", i + 1));
    let date = |name: &str, i: usize| -> Result<Date, String> {
        dates(name)?[i].ok_or(format!("row {} has no `{name}`", i + 1))
    };
    (0..table.rows())
        .map(|i| {
            Ok(ReleasedRecord {
                indicator_id: text("indicator_id", i)?,
                series: text("series", i)?,
                area_code: text("area_code", i)?,
                area_type: text("area_type", i)?,
                area_edition: text("area_edition", i)?,
                family: text("family", i)?,
                dimension_1: texts("dimension_1")?[i].clone(),
                category_1: texts("category_1")?[i].clone(),
                dimension_2: texts("dimension_2")?[i].clone(),
                category_2: texts("category_2")?[i].clone(),
                period: text("period", i)?,
                period_start: date("period_start", i)?,
                period_end: date("period_end", i)?,
                period_kind: text("period_kind", i)?,
                statistic: text("statistic", i)?,
                unit: text("unit", i)?,
                value: reals("value")?[i],
                lower_95: reals("lower_95")?[i],
                upper_95: reals("upper_95")?[i],
                numerator: wholes("numerator")?[i],
                denominator: wholes("denominator")?[i],
                comparison: text("comparison", i)?,
                benchmark: texts("benchmark")?[i].clone(),
                class: text("class", i)?,
                withheld_reason: texts("withheld_reason")?[i].clone(),
                snapshot: texts("snapshot")?[i].clone(),
                index_date: dates("index_date")?[i],
                definition_hash: text("definition_hash", i)?,
                rules_version: text("rules_version", i)?,
                release_id: text("release_id", i)?,
                released_at: text("released_at", i)?,
            })
        })
        .collect()
}
