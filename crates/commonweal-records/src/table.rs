//! The records tables: what each column means, its type, unit, source and sensitivity.
//!
//! Names and types follow ehrQL's core tables. Every row is pseudonymised person-level data (L2):
//! read by the engine and by importers, never shown.

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// The type of a column, in Arrow, Parquet and Delta alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// 64-bit integer (Delta `long`).
    Long,
    /// 32-bit integer (Delta `integer`).
    Integer,
    /// Text, UTF-8 (Delta `string`).
    Text,
    /// Calendar day (Delta `date`).
    Date,
    /// 64-bit floating point (Delta `double`).
    Real,
    /// True or false (Delta `boolean`).
    Flag,
}

impl ColumnType {
    pub(crate) fn arrow(self) -> DataType {
        match self {
            Self::Long => DataType::Int64,
            Self::Integer => DataType::Int32,
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Real => DataType::Float64,
            Self::Flag => DataType::Boolean,
        }
    }
}

/// How closely a column describes one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// Stands for the person inside the records; never leaves them.
    Pseudonym,
    /// Could help to recognise a person together with other facts.
    Indirect,
    /// Health, ethnicity or another special category.
    Special,
}

/// One column of a records table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordsColumn {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub column_type: ColumnType,
    /// Whether it may be empty; empty always means not known or not yet.
    pub nullable: bool,
    /// How closely it describes one person.
    pub sensitivity: Sensitivity,
    /// What it holds, with its unit and where it comes from.
    pub about: &'static str,
}

/// One records table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordsTable {
    /// Its name, which is also its folder under `records/`.
    pub name: &'static str,
    /// What one row is.
    pub one_row_per: &'static str,
    /// The date column rows are sorted by within a person; none where a person has one row.
    pub ordered_by: Option<&'static str>,
    /// The columns, in order. The first is always `patient_id`.
    pub columns: &'static [RecordsColumn],
}

impl RecordsTable {
    /// The Arrow schema of its rows.
    pub fn schema(&self) -> SchemaRef {
        let field = |column: &RecordsColumn| Field::new(column.name, column.column_type.arrow(), column.nullable);
        Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }

    /// The columns rows are sorted by, as positions.
    pub fn sort_columns(&self) -> Vec<usize> {
        let position = |name| self.columns.iter().position(|column| column.name == name);
        [Some(0), self.ordered_by.and_then(position)].into_iter().flatten().collect()
    }
}

/// The Arrow schema of a records table, or none if there is no such table.
pub fn table_schema(name: &str) -> Option<SchemaRef> {
    TABLES.iter().find(|table| table.name == name).map(RecordsTable::schema)
}

use ColumnType::{Date, Flag, Integer, Long, Real, Text};
use Sensitivity::{Indirect, Pseudonym, Special};

const fn column(
    name: &'static str,
    column_type: ColumnType,
    sensitivity: Sensitivity,
    about: &'static str,
) -> RecordsColumn {
    RecordsColumn { name, column_type, nullable: false, sensitivity, about }
}

const fn optional(
    name: &'static str,
    column_type: ColumnType,
    sensitivity: Sensitivity,
    about: &'static str,
) -> RecordsColumn {
    RecordsColumn { name, column_type, nullable: true, sensitivity, about }
}

const PATIENT_ID: RecordsColumn = column(
    "patient_id",
    Long,
    Pseudonym,
    "The person: a surrogate number given at import, which never leaves the records",
);

/// Every records table, in reading order.
pub static TABLES: [RecordsTable; 5] = [PATIENTS, REGISTRATIONS, ADDRESSES, ETHNICITY, EVENTS];

pub(crate) const PATIENTS: RecordsTable = RecordsTable {
    name: "patients",
    one_row_per: "person",
    ordered_by: None,
    columns: &[
        PATIENT_ID,
        column("date_of_birth", Date, Indirect, "First day of the month of birth (general practice record)"),
        column("sex", Text, Indirect, "Sex as recorded: female, male, intersex or unknown (general practice record)"),
        optional(
            "date_of_death",
            Date,
            Special,
            "Day of death, empty while alive (general practice record or death register)",
        ),
    ],
};

pub(crate) const REGISTRATIONS: RecordsTable = RecordsTable {
    name: "practice_registrations",
    one_row_per: "spell of registration of a person with a practice",
    ordered_by: Some("start_date"),
    columns: &[
        PATIENT_ID,
        column("start_date", Date, Indirect, "First day registered (registration system)"),
        optional(
            "end_date",
            Date,
            Indirect,
            "First day no longer registered, empty while it lasts (registration system)",
        ),
        column("practice_code", Text, Indirect, "ODS code of the practice"),
        column(
            "practice_pseudo_id",
            Long,
            Indirect,
            "A number that stands for the practice where it must not be named (ehrQL)",
        ),
        optional(
            "practice_stp",
            Text,
            Indirect,
            "GSS code of the integrated care board's area (ehrQL keeps the historical name STP)",
        ),
        optional("practice_nuts1_region_name", Text, Indirect, "Name of the region of the practice"),
    ],
};

pub(crate) const ADDRESSES: RecordsTable = RecordsTable {
    name: "addresses",
    one_row_per: "spell of a person at an address",
    ordered_by: Some("start_date"),
    columns: &[
        PATIENT_ID,
        column("start_date", Date, Indirect, "First day at the address (general practice record)"),
        optional(
            "end_date",
            Date,
            Indirect,
            "First day no longer there, empty while it lasts (general practice record)",
        ),
        optional(
            "lsoa11",
            Text,
            Indirect,
            "Small area (LSOA) of 2011 of the address, GSS code; the postcode is dropped at import",
        ),
        optional("lsoa21", Text, Indirect, "Small area (LSOA) of 2021 of the address, GSS code"),
        optional(
            "imd19_rank",
            Integer,
            Indirect,
            "Rank of lsoa11 in the Index of Multiple Deprivation 2019, 1 (most deprived) to 32,844",
        ),
        optional(
            "imd25_rank",
            Integer,
            Indirect,
            "Rank of lsoa21 in the Index of Multiple Deprivation 2025, 1 (most deprived) to 33,755",
        ),
        optional("rural_urban", Text, Indirect, "Rural-urban class of the small area"),
        column("care_home", Flag, Special, "Whether the address is a care home (general practice record)"),
        optional("household_id", Long, Pseudonym, "A number shared by the people of one household"),
    ],
};

pub(crate) const ETHNICITY: RecordsTable = RecordsTable {
    name: "ethnicity_records",
    one_row_per: "record of a person's ethnic category",
    ordered_by: Some("date"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day recorded"),
        column("source", Text, Indirect, "Where it was recorded: gp, apc, ec, opa, csds, mhsds, msds or survey"),
        column(
            "category",
            Text,
            Special,
            "2001 category as one of 16 national codes, Z (not stated) or 99 (not known), cleaned",
        ),
        column("category_raw", Text, Special, "The category as it came"),
    ],
};

pub(crate) const EVENTS: RecordsTable = RecordsTable {
    name: "clinical_events",
    one_row_per: "coded clinical event of a person",
    ordered_by: Some("date"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day of the event (general practice record)"),
        column("snomedct_code", Text, Special, "SNOMED CT concept identifier, as text"),
        optional(
            "numeric_value",
            Real,
            Special,
            "Value in the unit the code implies, such as mmHg or mmol/mol, where it has one",
        ),
    ],
};
