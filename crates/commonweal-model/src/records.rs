//! Rows of the records tables as they stand in the records (L2: pseudonymised; never shown): a struct for each table
//! that every person has rows in, and [`FurtherRows`] for the others. [`crate::tables`] declares the columns.

use crate::Sex;
use crate::tables::RecordsTable;
use jiff::Timestamp;
use jiff::civil::Date;
use std::borrow::Cow;

/// A text of a row. Most rows repeat a few fixed texts, codes above all: those cost nothing to hold.
pub type Text = Cow<'static, str>;

/// One person. One row per `patient_id`.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientRow {
    /// Surrogate number given at import; never leaves the records.
    pub patient_id: i64,
    /// First day of the month of birth.
    pub date_of_birth: Date,
    /// Sex as recorded.
    pub sex: Sex,
    /// Date of death, if the person has died.
    pub date_of_death: Option<Date>,
}

/// One registration with a practice.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrationRow {
    /// The person.
    pub patient_id: i64,
    /// First day registered.
    pub start_date: Date,
    /// First day no longer registered; none while it lasts.
    pub end_date: Option<Date>,
    /// ODS code of the practice.
    pub practice_code: Text,
    /// A number that stands for the practice in extracts that must not name it.
    pub practice_pseudo_id: i64,
    /// GSS code of the integrated care board's area (ehrQL's historical name: STP).
    pub practice_stp: Option<Text>,
    /// Name of the region.
    pub practice_nuts1_region_name: Option<Text>,
}

/// One address, as the small area it lies in; the postcode is dropped at import.
#[derive(Debug, Clone, PartialEq)]
pub struct AddressRow {
    /// The person.
    pub patient_id: i64,
    /// First day at the address.
    pub start_date: Date,
    /// First day no longer there; none while it lasts.
    pub end_date: Option<Date>,
    /// LSOA of 2011.
    pub lsoa11: Option<Text>,
    /// LSOA of 2021.
    pub lsoa21: Option<Text>,
    /// Rank of the LSOA of 2011 in IMD 2019; 1 is the most deprived.
    pub imd19_rank: Option<i32>,
    /// Rank of the LSOA of 2021 in IMD 2025; 1 is the most deprived.
    pub imd25_rank: Option<i32>,
    /// Rural-urban class of the LSOA.
    pub rural_urban: Option<Text>,
    /// Whether the address is a care home.
    pub care_home: bool,
    /// Household, where known.
    pub household_id: Option<i64>,
}

/// One record of a person's ethnic category.
#[derive(Debug, Clone, PartialEq)]
pub struct EthnicityRow {
    /// The person.
    pub patient_id: i64,
    /// Day recorded.
    pub date: Date,
    /// Where it was recorded: `gp`, `apc`, `ec`, `opa`, `csds`, `mhsds`, `msds` or `survey`.
    pub source: Text,
    /// Cleaned category: one of the 16 national codes, `Z` or `99`.
    pub category: Text,
    /// The category as it came.
    pub category_raw: Text,
}

/// One coded clinical event.
#[derive(Debug, Clone, PartialEq)]
pub struct ClinicalEventRow {
    /// The person.
    pub patient_id: i64,
    /// Day of the event.
    pub date: Date,
    /// SNOMED CT concept identifier, as text.
    pub snomedct_code: Text,
    /// Value, in the unit of the code, where it has one.
    pub numeric_value: Option<f64>,
}

/// One cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue {
    /// A whole number of 64 bits.
    Long(i64),
    /// A whole number of 32 bits.
    Integer(i32),
    /// Text or codes.
    Text(Text),
    /// A day.
    Date(Date),
    /// A moment.
    Instant(Timestamp),
    /// A number with a fraction.
    Real(f64),
    /// True or false.
    Flag(bool),
    /// Not known, or not yet.
    Missing,
}

/// A person's rows of one of the tables that have no struct of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct FurtherRows {
    /// The table.
    pub table: &'static RecordsTable,
    /// The rows in date order, each with a cell for every column but `patient_id`.
    pub rows: Vec<Vec<CellValue>>,
}

/// Everything the tables hold about one person; the lists are in date order.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRecords {
    /// The person.
    pub patient: PatientRow,
    /// Registrations, by start.
    pub registrations: Vec<RegistrationRow>,
    /// Addresses, by start.
    pub addresses: Vec<AddressRow>,
    /// Ethnicity records, by date.
    pub ethnicity: Vec<EthnicityRow>,
    /// Clinical events, by date.
    pub events: Vec<ClinicalEventRow>,
    /// Rows of the other tables, each table once.
    pub further: Vec<FurtherRows>,
}
