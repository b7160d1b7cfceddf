//! A release as files for whoever wants to check it from outside, our attackers among them: every figure, the areas and what
//! lies in what, the indicators, how much is withheld, and a description of each column as CSV on the Web asks for it.
//!
//! Files are UTF-8; rows are written as RFC 4180 asks; a text that a spreadsheet would take for a formula begins with an
//! apostrophe. A withheld number is an empty cell beside the reason, never a zero.

use crate::definitions::load_library;
use crate::error::AppError;
use crate::feeds::{ColumnKind, Feed};
use crate::results::{How, ReleaseManifest, current_release, read_release, release_dir};
use crate::results_table::{csv_lines, row};
use crate::workspace::{Config, Workspace, write_whole};
use commonweal_cohort::{IndicatorDefinition, Library, Method};
use commonweal_disclosure::{COLUMNS, ReleasedRecord, WorkspaceClass};
use commonweal_engine::Value;
use commonweal_indicator::population_of;
use commonweal_reference::{ICB, Reference};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// The tables of an export, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportTexts {
    pub(crate) values: String,
    pub(crate) areas: String,
    pub(crate) indicators: String,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseExport {
    /// The release.
    pub release_id: String,
    /// Each file and its bytes.
    pub files: Vec<(String, u64)>,
    /// Figures in it.
    pub figures: u64,
}

const AREAS: [(&str, &str); 6] = [
    ("area_code", "The area: GSS code, ODS code for networks, or place code."),
    ("area_type", "The kind of area: icb, place, district, pcn, msoa and so on."),
    ("family", "Who is counted: residence, people who live there; registration, people registered there."),
    ("name", "The name people know it by; empty where no source names it."),
    ("parent_code", "An area that this one lies in as a whole; one row for each, empty where there is none."),
    ("parent_type", "The kind of that area."),
];
const INDICATORS: [(&str, &str); 8] = [
    ("id", "The indicator; joins to indicator_id of released_values."),
    ("name", "Its name."),
    ("class", "The disclosure class of its data: published, organisation, standard or sensitive."),
    ("family", "Who is counted in its small areas: residence or registration."),
    ("method", "How its value is made: proportion, ratio_to_expected or published."),
    ("unit", "The unit of its plain value."),
    ("definition_hash", "Fingerprint of the definition, its codelists included."),
    ("among", "The indicator whose people with the property are its population, if one of these is."),
];
const UTILITY: [(&str, &str); 7] = [
    ("family", "Who is counted: residence or registration."),
    ("area_type", "The kind of area."),
    ("dimensions", "The characteristics it is broken down by, separated by ` | `; empty for everybody together."),
    ("cells", "Cells that were counted."),
    ("withheld_by_rule", "Those of them that are hidden because they are small."),
    ("withheld_by_audit", "Those that are hidden besides, so that no other hidden figure can be worked out."),
    ("not_listed", "Those of which nothing is said, not even for how many people they stand."),
];

/// Writes a release, the current one if none is named, into a new or empty folder: whole or not at all.
///
/// # Errors
/// `Refused` for a folder that holds something and for a release that was withdrawn; `NothingReleased`; `Unknown`; `Tampered`;
/// `File`.
pub fn export_for_checking(workspace: &Workspace, id: Option<&str>, out: &Path) -> Result<ReleaseExport, AppError> {
    let (manifest, set) = match id {
        None => current_release(workspace)?,
        Some(id) => {
            let mut parts = Path::new(id).components();
            let is_name = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
            if !is_name || !release_dir(workspace, id).is_dir() {
                return Err(AppError::Unknown { what: "the release", given: id.to_owned(), known: Vec::new() });
            }
            read_release(workspace, id)?
        }
    };
    let kept = release_dir(workspace, &manifest.release_id);
    if kept.join("withdrawn.json").exists() {
        let words = format!("release {} was withdrawn; its figures are not given out any more", manifest.release_id);
        return Err(AppError::Refused(words));
    }
    let library = load_library(Some(&workspace.dir))?;
    let ExportTexts { values, areas, indicators } = texts(set.records(), &library, &workspace.config)?;
    let utility = kept.join("utility.json");
    let utility = match std::fs::read(&utility) {
        Ok(json) => utility_csv(&json, &utility)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => header(&UTILITY),
        Err(error) => return Err(AppError::file("read", &utility, error)),
    };
    let release = about(&manifest, workspace.config.class);
    let texts = [
        ("released_values.csv", values),
        ("areas.csv", areas),
        ("indicators.csv", indicators),
        ("utility.csv", utility),
        ("release.json", pretty(&release)),
        ("csv-metadata.json", pretty(&metadata(&manifest, &workspace.config))),
    ];
    let aside = empty_aside(out)?;
    for (name, text) in &texts {
        write_whole(&aside.join(name), text.as_bytes())?;
    }
    if out.is_dir() {
        std::fs::remove_dir(out).map_err(|e| AppError::file("write", out, e))?;
    }
    std::fs::rename(&aside, out).map_err(|e| AppError::file("write", out, e))?;
    let files = texts.iter().map(|(name, text)| ((*name).to_owned(), text.len() as u64)).collect();
    Ok(ReleaseExport { release_id: manifest.release_id, files, figures: set.len() as u64 })
}

/// A folder beside the one asked for, which must be new or empty.
fn empty_aside(out: &Path) -> Result<PathBuf, AppError> {
    let occupied = match std::fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(AppError::file("read", out, error)),
    };
    if occupied {
        let out = out.display();
        return Err(AppError::Refused(format!(
            "{out} is not empty; choose a new or empty folder, so that two releases are never mixed"
        )));
    }
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| AppError::Refused(format!("{} is not the name of a folder", out.display())))?;
    let aside = out.with_file_name(format!(".{name}.part"));
    if aside.exists() {
        std::fs::remove_dir_all(&aside).map_err(|e| AppError::file("write", &aside, e))?;
    }
    std::fs::create_dir_all(&aside).map_err(|e| AppError::file("create", &aside, e))?;
    Ok(aside)
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).expect("plain text and numbers") + "\n"
}

/// What the release says of itself, for anybody: accounts of those who run the installation stay with it, and the number of
/// people is rounded where they are real.
fn about(manifest: &ReleaseManifest, class: WorkspaceClass) -> serde_json::Value {
    let people = match class {
        WorkspaceClass::Personal => commonweal_disclosure::rules::r5(manifest.people),
        WorkspaceClass::Synthetic | WorkspaceClass::Published => manifest.people,
    };
    let how = match &manifest.how {
        Some(How::Checked { checked_at, .. }) => json!({ "checked": { "checked_at": checked_at } }),
        Some(How::Automatic(class)) => json!({ "automatic": class }),
        None => serde_json::Value::Null,
    };
    json!({
        "release_id": manifest.release_id,
        "released_at": manifest.released_at,
        "class": class.as_str(),
        "how": how,
        "snapshot": manifest.snapshot,
        "earlier_snapshots": manifest.earlier_snapshots,
        "people": people,
        "index_dates": manifest.index_dates,
        "months": manifest.months,
        "figures": manifest.figures,
        "withheld": manifest.withheld,
        "lattice_hash": manifest.lattice_hash,
        "rules_version": manifest.rules_version,
        "program_version": manifest.program_version,
        "seal": manifest.seal,
        "values_sha256": manifest.values_sha256,
    })
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn header(columns: &[(&str, &str)]) -> String {
    csv_lines(&[columns.iter().map(|(name, _)| text(name)).collect()])
}

/// The three tables of some rows.
pub(crate) fn texts(
    rows: impl Iterator<Item = ReleasedRecord>,
    library: &Library,
    config: &Config,
) -> Result<ExportTexts, AppError> {
    let mut values = csv_lines(&[COLUMNS.iter().map(|name| text(name)).collect()]);
    let mut named: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut hashes: BTreeMap<String, String> = BTreeMap::new();
    for record in rows {
        let area = (record.family.clone(), record.area_type.clone(), record.area_code.clone());
        if !named.contains(&area) {
            named.insert(area);
        }
        if !hashes.contains_key(&record.indicator_id) {
            hashes.insert(record.indicator_id.clone(), record.definition_hash.clone());
        }
        values.push_str(&csv_lines(&[row(record).to_vec()]));
    }
    Ok(ExportTexts { values, areas: areas(&named, config)?, indicators: indicators(&hashes, library) })
}

fn indicators(hashes: &BTreeMap<String, String>, library: &Library) -> String {
    let released: Vec<&IndicatorDefinition> = hashes.keys().filter_map(|id| library.indicators.get(id)).collect();
    let rows = hashes.iter().map(|(id, hash)| match library.indicators.get(id) {
        Some(known) => {
            let method = match known.method {
                Method::Proportion => "proportion",
                Method::RatioToExpected(_) => "ratio_to_expected",
                Method::Published(_) => "published",
            };
            let words = [
                id.as_str(),
                known.title.as_str(),
                known.class.as_str(),
                known.family.as_str(),
                method,
                known.unit.as_str(),
                hash.as_str(),
            ];
            let mut cells = words.map(text).to_vec();
            cells.push(population_of(known, &released).map_or(Value::Null, text));
            cells
        }
        // A definition that has gone since the release: the release still says which it was.
        None => {
            let mut cells = vec![text(id)];
            cells.resize(INDICATORS.len() - 2, Value::Null);
            cells.extend([text(hash), Value::Null]);
            cells
        }
    });
    header(&INDICATORS) + &csv_lines(&rows.collect::<Vec<_>>())
}

/// Each area with every area it lies in as a whole.
fn areas(named: &BTreeSet<(String, String, String)>, config: &Config) -> Result<String, AppError> {
    let reference = Reference::embedded();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for area in reference.areas()? {
        names.insert(area.area_code.as_str(), area.area_name.as_str());
    }
    names.insert(config.area.as_str(), config.name.as_str());
    let units = units(&reference)?;
    let mut rows = Vec::new();
    for (family, area_type, code) in named {
        let name = names.get(code.as_str()).map_or(Value::Null, |name| text(name));
        let start = [text(code), text(area_type), text(family), name];
        let parents = parents(&units, (family, area_type, code));
        if parents.is_empty() {
            rows.push([start.to_vec(), vec![Value::Null, Value::Null]].concat());
        }
        for (parent_type, parent) in parents {
            rows.push([start.to_vec(), vec![text(&parent), text(&parent_type)]].concat());
        }
    }
    Ok(header(&AREAS) + &csv_lines(&rows))
}

/// One small area or practice: its family, and the areas it is in, by kind, smallest kinds last.
type Unit<'a> = (&'static str, Vec<(&'static str, &'a str)>);

fn units(reference: &Reference) -> Result<Vec<Unit<'_>>, AppError> {
    let mut units = Vec::new();
    for lsoa in reference.lsoa21()?.iter().filter(|lsoa| lsoa.icb_code.as_deref() == Some(ICB)) {
        let known = [
            ("icb", Some(ICB)),
            ("place", lsoa.place),
            ("district", Some(lsoa.lad_code.as_str())),
            ("msoa", lsoa.msoa21.as_deref()),
        ];
        units.push(("residence", known.into_iter().filter_map(|(kind, code)| Some((kind, code?))).collect()));
    }
    for practice in reference.practices()? {
        let known = [("icb", Some(ICB)), ("place", practice.place), ("pcn", practice.pcn_code.as_deref())];
        units.push(("registration", known.into_iter().filter_map(|(kind, code)| Some((kind, code?))).collect()));
    }
    Ok(units)
}

/// The areas of larger kinds in which every unit of an area lies.
fn parents(units: &[Unit<'_>], (family, area_type, code): (&str, &str, &str)) -> Vec<(String, String)> {
    let within = |unit: &&Unit<'_>| unit.0 == family && unit.1.contains(&(area_type, code));
    let inside: Vec<&Unit<'_>> = units.iter().filter(|unit| within(unit)).collect();
    let Some(first) = inside.first() else { return Vec::new() };
    let larger = first.1.iter().take_while(|(kind, _)| *kind != area_type);
    let whole = larger.filter(|area| inside.iter().all(|unit| unit.1.contains(area)));
    whole.map(|(kind, code)| ((*kind).to_owned(), (*code).to_owned())).collect()
}

/// How much is withheld, as rows.
fn utility_csv(json: &[u8], path: &Path) -> Result<String, AppError> {
    let wrong = |message: String| AppError::Tampered { path: path.to_owned(), message };
    let utility: serde_json::Value = serde_json::from_slice(json).map_err(|e| wrong(e.to_string()))?;
    let rows = utility["rows"].as_array().ok_or_else(|| wrong("it has no `rows`".to_owned()))?;
    let cell = |value: &serde_json::Value| match value {
        serde_json::Value::String(words) => text(words),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
        serde_json::Value::Array(words) => {
            text(&words.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(" | "))
        }
        _ => Value::Null,
    };
    let lines = rows.iter().map(|row| UTILITY.iter().map(|(name, _)| cell(&row[*name])).collect());
    Ok(header(&UTILITY) + &csv_lines(&lines.collect::<Vec<Vec<Value>>>()))
}

/// What each file and column is, as "Metadata Vocabulary for Tabular Data" (W3C, 2015) writes it.
fn metadata(manifest: &ReleaseManifest, config: &Config) -> serde_json::Value {
    let plain = |columns: &[(&str, &str)], whole: &[&str]| -> Vec<serde_json::Value> {
        let column = |(name, about): &(&str, &str)| {
            let datatype = if whole.contains(name) { "integer" } else { "string" };
            json!({ "name": name, "titles": name, "datatype": datatype, "dc:description": about })
        };
        columns.iter().map(column).collect()
    };
    let values = Feed::ReleasedValues.columns().iter().map(|column| {
        let datatype = match column.kind {
            ColumnKind::Text => "string",
            ColumnKind::Whole => "integer",
            ColumnKind::Number => "number",
            ColumnKind::Day => "date",
        };
        let (name, about, required) = (column.name, column.about, !column.may_be_empty);
        json!({ "name": name, "titles": name, "datatype": datatype, "required": required, "dc:description": about })
    });
    let table = |url: &str, columns: Vec<serde_json::Value>, about: &str| json!({ "url": url, "dc:description": about, "tableSchema": { "columns": columns } });
    let counts = ["cells", "withheld_by_rule", "withheld_by_audit", "not_listed"];
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "dc:title": format!("{}: every figure of release {}", config.name, manifest.release_id),
        "dc:issued": manifest.released_at,
        "dialect": { "encoding": "utf-8", "lineTerminators": ["\r\n"], "quoteChar": "\"", "doubleQuote": true, "header": true },
        "tables": [
            table("released_values.csv", values.collect(), Feed::ReleasedValues.about()),
            table("areas.csv", plain(&AREAS, &[]), "One row for each area and each area that it lies in as a whole."),
            table("indicators.csv", plain(&INDICATORS, &[]), "One row for each indicator that has figures."),
            table("utility.csv", plain(&UTILITY, &counts), "How much is withheld, by kind of area and breakdown. Where figures were kept from an earlier release, what was not listed there is not counted."),
        ],
    })
}
