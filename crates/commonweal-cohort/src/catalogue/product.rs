//! Commonweal's own records tables, in the words of the query model.

use crate::query::{Catalogue, CodeSystem, TableRef, TableSchema, ValueType};
use commonweal_model::tables::{ALL, Coding, ColumnType, RecordsTable, table};

/// The module that Commonweal's own tables stand in.
pub const MODULE: &str = "commonweal";

/// Every records table: module [`MODULE`], the table's name, and its columns without `patient_id`.
///
/// Moments (`*_at`) are left out: definitions count in days.
///
/// # Example
/// ```
/// use commonweal_cohort::catalogue::{product, product_ref};
/// use commonweal_cohort::query::Graph;
/// let mut graph = Graph::new();
/// let medications = graph.table(&product_ref("medications"), &product())?;
/// assert_eq!(graph.column(medications, "dmd_code").map(|series| graph.series_type(series).to_string()), Ok("DMDCode".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn product() -> Catalogue {
    let mut catalogue = Catalogue::new();
    for table in ALL {
        catalogue.insert(product_ref(table.name), schema(table));
    }
    catalogue
}

/// How a query names a records table.
pub fn product_ref(table: &str) -> TableRef {
    TableRef::new(MODULE, table)
}

fn schema(table: &RecordsTable) -> TableSchema {
    let columns = table.columns.iter().skip(1);
    let columns = columns.filter_map(|column| Some((column.name.into(), value_type(column.column_type)?)));
    TableSchema {
        table: table.name.into(),
        one_row_per_patient: table.one_row_per_patient(),
        columns: columns.collect(),
    }
}

/// The type that the query model has for a column; none for moments.
pub(super) fn value_type(column_type: ColumnType) -> Option<ValueType> {
    Some(match column_type {
        ColumnType::Long | ColumnType::Integer => ValueType::Int,
        ColumnType::Text => ValueType::Str,
        ColumnType::Code(Coding::SnomedCt) => ValueType::Code(CodeSystem::SnomedCt),
        ColumnType::Code(Coding::Dmd) => ValueType::Code(CodeSystem::Dmd),
        ColumnType::Code(Coding::Icd10) => ValueType::Code(CodeSystem::Icd10),
        ColumnType::Code(Coding::Icd10List) => ValueType::Icd10MultiCode,
        ColumnType::Code(Coding::Opcs4List) => ValueType::Opcs4MultiCode,
        ColumnType::Date => ValueType::Date,
        ColumnType::Real => ValueType::Float,
        ColumnType::Flag => ValueType::Bool,
        ColumnType::Instant => return None,
    })
}

/// What a definition means where it names no column of a records table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductTable {
    /// The table's name.
    pub name: &'static str,
    /// Whether a patient has at most one row.
    pub one_row_per_patient: bool,
    /// The codes that a codelist is compared with.
    pub code: Option<&'static str>,
    /// The day of a row; where rows last, their first day.
    pub date: Option<&'static str>,
    /// The value of a row.
    pub value: Option<&'static str>,
    /// First day of a row that lasts.
    pub start: Option<&'static str>,
    /// First day no longer; the cell is empty while the row lasts.
    pub end: Option<&'static str>,
}

/// What a definition means where it names no column of this table; none if there is no such table.
///
/// # Example
/// ```
/// use commonweal_cohort::catalogue::product_table;
/// let events = product_table("clinical_events").expect("there is such a table");
/// assert_eq!((events.code, events.date, events.value), (Some("snomedct_code"), Some("date"), Some("numeric_value")));
/// assert_eq!(product_table("addresses").and_then(|table| table.end), Some("end_date"));
/// ```
pub fn product_table(name: &str) -> Option<ProductTable> {
    let table = table(name)?;
    let usual = table.usual;
    Some(ProductTable {
        name: table.name,
        one_row_per_patient: table.one_row_per_patient(),
        code: usual.code,
        date: usual.date,
        value: usual.value,
        start: usual.spell.map(|(start, _)| start),
        end: usual.spell.map(|(_, end)| end),
    })
}
