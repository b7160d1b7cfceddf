//! Cases: people as rows, and where an indicator should put each.

use commonweal_model::{AddressRow, ClinicalEventRow, EthnicityRow, PatientRow, PersonRecords, RegistrationRow};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A case of an indicator: `case/case.toml`, `case/given/*.csv` and `case/expected.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The day people are judged at.
    pub index_date: Date,
    /// The people, by patient id.
    pub people: Vec<PersonRecords>,
    /// Where each should stand, by patient id.
    pub expected: BTreeMap<i64, Expected>,
}

/// Where a case says one person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// In the denominator.
    pub in_denominator: bool,
    /// In the numerator.
    pub in_numerator: bool,
    /// What the person shows, in a few words.
    pub why: String,
}

/// Why a case could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: line {line}: {message}")]
pub struct CaseError {
    path: PathBuf,
    line: usize,
    message: String,
}

/// Reads a case folder.
///
/// # Errors
/// A file that is missing, or a field that is not what its column holds.
pub fn read_case(folder: &Path) -> Result<Case, CaseError> {
    let given = folder.join("given");
    let mut people = BTreeMap::new();
    let patients = Table::open(&given.join("patients.csv"))?;
    for row in patients.rows() {
        let patient = PatientRow {
            patient_id: row.parse("patient_id")?,
            date_of_birth: row.parse("date_of_birth")?,
            sex: row.parse("sex")?,
            date_of_death: row.optional("date_of_death")?,
        };
        let records = PersonRecords {
            patient,
            registrations: Vec::new(),
            addresses: Vec::new(),
            ethnicity: Vec::new(),
            events: Vec::new(),
            further: Vec::new(),
        };
        people.insert(records.patient.patient_id, records);
    }
    each_row(&given.join("practice_registrations.csv"), &mut people, |row, person| {
        person.registrations.push(RegistrationRow {
            patient_id: person.patient.patient_id,
            start_date: row.parse("start_date")?,
            end_date: row.optional("end_date")?,
            practice_code: row.parse::<String>("practice_code")?.into(),
            practice_pseudo_id: row.parse("practice_pseudo_id")?,
            practice_stp: row.optional::<String>("practice_stp")?.map(Into::into),
            practice_nuts1_region_name: row.optional::<String>("practice_nuts1_region_name")?.map(Into::into),
        });
        Ok(())
    })?;
    each_row(&given.join("addresses.csv"), &mut people, |row, person| {
        person.addresses.push(AddressRow {
            patient_id: person.patient.patient_id,
            start_date: row.parse("start_date")?,
            end_date: row.optional("end_date")?,
            lsoa11: row.optional::<String>("lsoa11")?.map(Into::into),
            lsoa21: row.optional::<String>("lsoa21")?.map(Into::into),
            imd19_rank: row.optional("imd19_rank")?,
            imd25_rank: row.optional("imd25_rank")?,
            rural_urban: row.optional::<String>("rural_urban")?.map(Into::into),
            care_home: row.parse("care_home")?,
            household_id: row.optional("household_id")?,
        });
        Ok(())
    })?;
    each_row(&given.join("ethnicity_records.csv"), &mut people, |row, person| {
        person.ethnicity.push(EthnicityRow {
            patient_id: person.patient.patient_id,
            date: row.parse("date")?,
            source: row.parse::<String>("source")?.into(),
            category: row.parse::<String>("category")?.into(),
            category_raw: row.parse::<String>("category_raw")?.into(),
        });
        Ok(())
    })?;
    each_row(&given.join("clinical_events.csv"), &mut people, |row, person| {
        person.events.push(ClinicalEventRow {
            patient_id: person.patient.patient_id,
            date: row.parse("date")?,
            snomedct_code: row.parse::<String>("snomedct_code")?.into(),
            numeric_value: row.optional("numeric_value")?,
        });
        Ok(())
    })?;
    let people = people.into_values().collect();
    Ok(Case { index_date: read_index_date(&folder.join("case.toml"))?, people, expected: read_expected(folder)? })
}

fn read_expected(folder: &Path) -> Result<BTreeMap<i64, Expected>, CaseError> {
    let table = Table::open(&folder.join("expected.csv"))?;
    table
        .rows()
        .map(|row| {
            let expected = Expected {
                in_denominator: row.parse("in_denominator")?,
                in_numerator: row.parse("in_numerator")?,
                why: row.parse("why")?,
            };
            Ok((row.parse("patient_id")?, expected))
        })
        .collect()
}

/// The one setting of a case: `index_date = "2025-03-31"`.
fn read_index_date(path: &Path) -> Result<Date, CaseError> {
    let fail = |message: String| CaseError { path: path.to_owned(), line: 1, message };
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let setting = text.lines().find_map(|line| line.trim().strip_prefix("index_date"));
    let value = setting.and_then(|rest| rest.split('"').nth(1));
    let value = value.ok_or_else(|| fail("index_date = \"YYYY-MM-DD\" is missing".to_owned()))?;
    value.parse().map_err(|_| fail(format!("`{value}` is not a date")))
}

fn each_row(
    path: &Path,
    people: &mut BTreeMap<i64, PersonRecords>,
    mut read: impl FnMut(&Row<'_>, &mut PersonRecords) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    let table = Table::open(path)?;
    for row in table.rows() {
        let id: i64 = row.parse("patient_id")?;
        let person = people.get_mut(&id).ok_or_else(|| row.fail(format!("patient {id} is not in patients.csv")))?;
        read(&row, person)?;
    }
    Ok(())
}

struct Table {
    path: PathBuf,
    header: Vec<String>,
    records: Vec<csv::StringRecord>,
}

struct Row<'a> {
    table: &'a Table,
    at: usize,
}

impl Table {
    fn open(path: &Path) -> Result<Self, CaseError> {
        let fail = |error: csv::Error| CaseError { path: path.to_owned(), line: 1, message: error.to_string() };
        let mut reader = csv::Reader::from_path(path).map_err(fail)?;
        let header = reader.headers().map_err(fail)?.iter().map(str::to_owned).collect();
        let records = reader.records().collect::<Result<_, _>>().map_err(fail)?;
        Ok(Self { path: path.to_owned(), header, records })
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.records.len()).map(|at| Row { table: self, at })
    }
}

impl Row<'_> {
    fn fail(&self, message: String) -> CaseError {
        CaseError { path: self.table.path.clone(), line: self.at + 2, message }
    }

    fn parse<T: FromStr>(&self, column: &str) -> Result<T, CaseError> {
        self.optional(column)?.ok_or_else(|| self.fail(format!("{column} is empty")))
    }

    /// The value of a column; empty is none.
    fn optional<T: FromStr>(&self, column: &str) -> Result<Option<T>, CaseError> {
        let at = self.table.header.iter().position(|name| name == column);
        let at = at.ok_or_else(|| self.fail(format!("there is no column {column}")))?;
        match &self.table.records[self.at][at] {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| self.fail(format!("{column} cannot be `{text}`"))),
        }
    }
}
