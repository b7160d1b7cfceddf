//! The tables that records of people are kept in: what each row and column means, its type, unit, source and
//! sensitivity. This is the one declaration that files, definitions and the reference page are made from.
//!
//! Names and types follow ehrQL's core tables where it has them. Every row is pseudonymised person-level data (L2):
//! read by the engine and by importers, never shown. A table that nobody has loaded counts as empty.

mod care;
mod community;
mod hospital;
mod people;
mod reference_page;

pub use care::{APPOINTMENTS, CLINICAL_EVENTS, MEDICATIONS, ONS_DEATHS, VACCINATIONS};
pub use community::{
    COMMUNITY_CONTACTS, EXPERIENCE_RESPONSES, MATERNITIES, MENTAL_HEALTH_CONTACTS, SOCIAL_CARE_PACKAGES,
};
pub use hospital::{APCS, EC, OPA, WL_PATHWAYS};
pub use people::{ADDRESSES, ETHNICITY_RECORDS, PATIENTS, PRACTICE_REGISTRATIONS};
pub use reference_page::reference_page;

/// Every records table, in reading order.
pub static ALL: [&RecordsTable; 18] = [
    &PATIENTS,
    &PRACTICE_REGISTRATIONS,
    &ADDRESSES,
    &ETHNICITY_RECORDS,
    &CLINICAL_EVENTS,
    &MEDICATIONS,
    &VACCINATIONS,
    &APPOINTMENTS,
    &ONS_DEATHS,
    &APCS,
    &EC,
    &OPA,
    &WL_PATHWAYS,
    &COMMUNITY_CONTACTS,
    &MENTAL_HEALTH_CONTACTS,
    &SOCIAL_CARE_PACKAGES,
    &MATERNITIES,
    &EXPERIENCE_RESPONSES,
];

/// The records table of this name.
///
/// # Example
/// ```
/// use commonweal_model::tables::{ColumnType, table};
/// let events = table("clinical_events").expect("there is such a table");
/// assert_eq!(events.column("date").map(|column| column.column_type), Some(ColumnType::Date));
/// assert!(table("medicines").is_none());
/// ```
pub fn table(name: &str) -> Option<&'static RecordsTable> {
    ALL.into_iter().find(|table| table.name == name)
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// A whole number of 64 bits.
    Long,
    /// A whole number of 32 bits.
    Integer,
    /// Text.
    Text,
    /// A clinical code, or several in one text.
    Code(Coding),
    /// A calendar day.
    Date,
    /// A moment, in UTC to the microsecond; for clocks of hours. Definitions count in days and do not see it.
    Instant,
    /// A number with a fraction.
    Real,
    /// True or false.
    Flag,
}

/// The coding system of a column of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// SNOMED CT concept identifiers.
    SnomedCt,
    /// Dictionary of medicines and devices.
    Dmd,
    /// ICD-10, without the point.
    Icd10,
    /// Several ICD-10 codes in one text, such as `||E119 ,J849 ||I801`.
    Icd10List,
    /// Several OPCS-4 codes in one text.
    Opcs4List,
}

/// How closely a column describes one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// What its numbers are counted in, where it holds a quantity.
    pub unit: Option<&'static str>,
    /// How closely it describes one person.
    pub sensitivity: Sensitivity,
    /// What it holds; where it comes from, if that is another place than the table's source.
    pub about: &'static str,
}

/// One records table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordsTable {
    /// Its name, which is also its folder under `records/`.
    pub name: &'static str,
    /// What one row is.
    pub one_row_per: &'static str,
    /// Where the rows come from.
    pub source: &'static str,
    /// The date column rows are sorted by within a person; none where a person has one row at most.
    pub ordered_by: Option<&'static str>,
    /// What a definition means when it does not name a column.
    pub usual: Usual,
    /// The columns, in order. The first is always `patient_id`.
    pub columns: &'static [RecordsColumn],
}

/// The columns a definition means when it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// The codes that a codelist is compared with.
    pub code: Option<&'static str>,
    /// The day of a row.
    pub date: Option<&'static str>,
    /// The value of a row.
    pub value: Option<&'static str>,
    /// First day, and first day no longer, of a row that lasts.
    pub spell: Option<(&'static str, &'static str)>,
}

impl Usual {
    const NONE: Self = Self { code: None, date: None, value: None, spell: None };

    const fn dated(date: &'static str) -> Self {
        Self { date: Some(date), ..Self::NONE }
    }

    const fn lasting(start: &'static str, end: &'static str) -> Self {
        Self { date: Some(start), spell: Some((start, end)), ..Self::NONE }
    }

    const fn coded(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    const fn valued(self, value: &'static str) -> Self {
        Self { value: Some(value), ..self }
    }
}

impl RecordsTable {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&'static RecordsColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether a person has at most one row.
    pub fn one_row_per_patient(&self) -> bool {
        self.ordered_by.is_none()
    }

    /// The columns rows are sorted by, as positions.
    pub fn sort_columns(&self) -> Vec<usize> {
        let position = |name| self.columns.iter().position(|column| column.name == name);
        [Some(0), self.ordered_by.and_then(position)].into_iter().flatten().collect()
    }
}

impl RecordsColumn {
    /// The same column, its numbers in a unit.
    const fn unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }
}

const PATIENT_ID: RecordsColumn = column(
    "patient_id",
    ColumnType::Long,
    Sensitivity::Pseudonym,
    "The person: a surrogate number given at import, which never leaves the records",
);

const fn column(
    name: &'static str,
    column_type: ColumnType,
    sensitivity: Sensitivity,
    about: &'static str,
) -> RecordsColumn {
    RecordsColumn { name, column_type, nullable: false, unit: None, sensitivity, about }
}

const fn optional(
    name: &'static str,
    column_type: ColumnType,
    sensitivity: Sensitivity,
    about: &'static str,
) -> RecordsColumn {
    RecordsColumn { nullable: true, ..column(name, column_type, sensitivity, about) }
}
