//! Census 2021 counts of people and households by what they are like, for the system's areas.

use std::collections::BTreeSet;

use crate::codes::CodeKind;
use crate::error::ReferenceError;
use crate::load::local::LocalLsoa;
use crate::sheet::Sheet;
use crate::source::Source;
use crate::table::{Table, TableBuilder};

/// People or households of one category in one area, Census 2021.
#[derive(Debug, Clone, PartialEq)]
pub struct CensusCount {
    /// GSS code, edition 2021.
    pub area_code: String,
    /// district, msoa or lsoa.
    pub area_type: &'static str,
    /// What is counted, such as `ethnic_group_5`.
    pub topic: &'static str,
    /// The category, in the census's words.
    pub category: String,
    /// `people` or `households`.
    pub unit: &'static str,
    /// How many.
    pub number: i64,
    /// The file, as in SOURCES.csv.
    pub source: &'static str,
}

/// A long file: code, category, number, total.
struct Long {
    topic: &'static str,
    file: &'static str,
    columns: [&'static str; 4],
    kind: CodeKind,
    unit: &'static str,
}

const fn lsoa(topic: &'static str, file: &'static str, category: &'static str, households: bool) -> Long {
    let (unit, total) = if households { ("households", "total_households") } else { ("people", "total_residents") };
    Long { topic, file, columns: ["lsoa21cd", category, "n", total], kind: CodeKind::Lsoa, unit }
}

const LONG: [Long; 8] = [
    lsoa("ethnic_group_5", "census/census2021_ethnic_group5_lsoa21_notts.csv.gz", "ethnic_group", false),
    lsoa("disability", "census/census2021_disability_lsoa21_notts.csv.gz", "disability", false),
    lsoa("religion", "census/census2021_religion_lsoa21_notts.csv.gz", "religion", false),
    lsoa("tenure", "census/census2021_tenure_lsoa21_notts.csv.gz", "tenure", true),
    lsoa(
        "household_deprivation",
        "census/census2021_household_deprivation_lsoa21_notts.csv.gz",
        "deprivation_dimensions",
        true,
    ),
    lsoa("occupancy_rating", "census/census2021_overcrowding_lsoa21_notts.csv.gz", "occupancy_rating", true),
    lsoa("accommodation_type", "census/census2021_accommodation_type_lsoa21_notts.csv.gz", "type", true),
    Long {
        topic: "ethnic_group_6",
        file: "census/census2021_ethnic_group_msoa21_notts.csv.gz",
        columns: ["msoa21cd", "ethnic_group", "n", "total_residents"],
        kind: CodeKind::Msoa,
        unit: "people",
    },
];

const DISTRICT_FILE: &str = "census/census2021_ethnic_group19_lad_notts.csv.gz";
const LANGUAGE_FILE: &str = "census/census2021_english_proficiency_msoa21_notts.csv.gz";
const LANGUAGE: [&str; 6] = [
    "main_language_english",
    "main_language_not_english",
    "not_english_speaks_very_well",
    "not_english_speaks_well",
    "not_english_speaks_not_well",
    "not_english_cannot_speak",
];

pub(crate) fn census(source: &Source, local: &[LocalLsoa]) -> Result<Vec<CensusCount>, ReferenceError> {
    let known: BTreeSet<&str> =
        local.iter().flat_map(|area| [area.lsoa.as_str(), area.msoa.as_str(), area.lad.as_str()]).collect();
    let mut found = Vec::with_capacity(40_000);
    for long in &LONG {
        read_long(source, long, &known, &mut found)?;
    }
    read_districts(source, &known, &mut found)?;
    read_language(source, &known, &mut found)?;
    Ok(found)
}

fn read_long(
    source: &Source,
    long: &Long,
    known: &BTreeSet<&str>,
    found: &mut Vec<CensusCount>,
) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, long.file, &long.columns)?;
    let area_type = if long.kind == CodeKind::Lsoa { "lsoa" } else { "msoa" };
    sheet.each(|row| {
        let area_code = row.code(0, long.kind)?;
        if !known.contains(area_code.as_str()) {
            return Err(row.fault(0, format!("{area_code} is not one of the system's areas of 2021")));
        }
        let (number, total) = (row.people(2)?, row.people(3)?);
        if number > total {
            return Err(row.fault(2, format!("{number} is more than the total of its area, {total}")));
        }
        let category = row.required(1)?.to_owned();
        found.push(CensusCount {
            area_code,
            area_type,
            topic: long.topic,
            category,
            unit: long.unit,
            number,
            source: long.file,
        });
        Ok(())
    })?;
    Ok(())
}

fn read_districts(source: &Source, known: &BTreeSet<&str>, found: &mut Vec<CensusCount>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, DISTRICT_FILE, &["lad21cd", "ethnic_group", "value"])?;
    sheet.each(|row| {
        let area_code = row.code(0, CodeKind::District)?;
        if !known.contains(area_code.as_str()) {
            return Err(row.fault(0, format!("{area_code} is not one of the eight districts")));
        }
        // The file also has each number as a percentage, which can be worked out.
        let Some(category) = row.required(1)?.strip_suffix(" (number)") else { return Ok(()) };
        let number = row.real(2)?.filter(|number| (0.0..1e9).contains(number) && number.fract() == 0.0);
        let number = number.ok_or_else(|| row.fault(2, "is not a whole number of people"))? as i64;
        found.push(CensusCount {
            area_code,
            area_type: "district",
            topic: "ethnic_group_19",
            category: category.to_owned(),
            unit: "people",
            number,
            source: DISTRICT_FILE,
        });
        Ok(())
    })?;
    Ok(())
}

fn read_language(source: &Source, known: &BTreeSet<&str>, found: &mut Vec<CensusCount>) -> Result<(), ReferenceError> {
    let columns: Vec<&str> = ["msoa21cd"].into_iter().chain(LANGUAGE).collect();
    let sheet = Sheet::open(source, LANGUAGE_FILE, &columns)?;
    sheet.each(|row| {
        let area_code = row.code(0, CodeKind::Msoa)?;
        if !known.contains(area_code.as_str()) {
            return Err(row.fault(0, format!("{area_code} is not one of the system's areas of 2021")));
        }
        for (column, category) in (1..).zip(LANGUAGE) {
            found.push(CensusCount {
                area_code: area_code.clone(),
                area_type: "msoa",
                topic: "english_proficiency",
                category: category.to_owned(),
                unit: "people",
                number: row.people(column)?,
                source: LANGUAGE_FILE,
            });
        }
        Ok(())
    })?;
    Ok(())
}

pub(crate) fn table(rows: &[CensusCount]) -> Table {
    TableBuilder::new("census2021", rows)
        .text("area_code", "GSS code, edition 2021", |r| &r.area_code)
        .text("area_type", "district, msoa or lsoa", |r| r.area_type)
        .text("topic", "ethnic_group_5 (lsoa), ethnic_group_6 (msoa), ethnic_group_19 (district), disability, religion, tenure, household_deprivation, occupancy_rating, accommodation_type (lsoa), english_proficiency (msoa, people aged 3 and over)", |r| r.topic)
        .text("category", "The category, in the census's words", |r| &r.category)
        .text("unit", "people or households", |r| r.unit)
        .integer("number", "How many, Census 2021 (ONS); small changes protect people, so topics differ a little in total", |r| r.number)
        .text("source", "The file, as in SOURCES.csv", |r| r.source)
        .build()
}
