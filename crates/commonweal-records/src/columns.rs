//! Rows of people, turned into columns.

use crate::table::{ColumnType, RecordsTable};
use commonweal_model::{AddressRow, ClinicalEventRow, EthnicityRow, PatientRow, RegistrationRow};
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
};
use jiff::civil::Date;
use std::sync::Arc;

/// Days from 1970-01-01 to this day; negative before it.
///
/// Source: Howard Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`.
pub fn epoch_day(date: Date) -> i32 {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    // Years begin in March, so that the leap day is the last of its year.
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Columns of one table that grow a row at a time.
pub(crate) struct Columns {
    table: &'static RecordsTable,
    columns: Vec<Column>,
    rows: usize,
}

enum Column {
    Long(Int64Builder),
    Integer(Int32Builder),
    Text(StringBuilder),
    Date(Date32Builder),
    Real(Float64Builder),
    Flag(BooleanBuilder),
}

/// One value of a row.
pub(crate) enum Cell<'a> {
    Long(i64),
    Integer(i32),
    Text(&'a str),
    Date(Date),
    Real(f64),
    Flag(bool),
    Missing,
}

impl Columns {
    pub(crate) fn new(table: &'static RecordsTable) -> Self {
        let columns = table.columns.iter().map(|column| Column::new(column.column_type)).collect();
        Self { table, columns, rows: 0 }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    fn push<'a, const N: usize>(&mut self, cells: [Cell<'a>; N]) {
        assert_eq!(N, self.columns.len(), "a row of {} has a cell for each column", self.table.name);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.rows += 1;
    }

    /// What has been gathered, and starts afresh.
    pub(crate) fn take(&mut self) -> RecordBatch {
        self.rows = 0;
        let arrays = self.columns.iter_mut().map(Column::finish).collect();
        RecordBatch::try_new(self.table.schema(), arrays).expect("columns were made from the schema of the same table")
    }
}

impl Column {
    fn new(column_type: ColumnType) -> Self {
        match column_type {
            ColumnType::Long => Self::Long(Int64Builder::new()),
            ColumnType::Integer => Self::Integer(Int32Builder::new()),
            ColumnType::Text => Self::Text(StringBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Real => Self::Real(Float64Builder::new()),
            ColumnType::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Long(to), Cell::Long(value)) => to.append_value(value),
            (Self::Long(to), Cell::Missing) => to.append_null(),
            (Self::Integer(to), Cell::Integer(value)) => to.append_value(value),
            (Self::Integer(to), Cell::Missing) => to.append_null(),
            (Self::Text(to), Cell::Text(value)) => to.append_value(value),
            (Self::Text(to), Cell::Missing) => to.append_null(),
            (Self::Date(to), Cell::Date(value)) => to.append_value(epoch_day(value)),
            (Self::Date(to), Cell::Missing) => to.append_null(),
            (Self::Real(to), Cell::Real(value)) => to.append_value(value),
            (Self::Real(to), Cell::Missing) => to.append_null(),
            (Self::Flag(to), Cell::Flag(value)) => to.append_value(value),
            (Self::Flag(to), Cell::Missing) => to.append_null(),
            _ => unreachable!("the cells of a row have the types of its columns"),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Long(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
            Self::Date(column) => Arc::new(column.finish()),
            Self::Real(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
        }
    }
}

/// A row of a records table.
pub(crate) trait Row {
    /// The person.
    fn patient_id(&self) -> i64;
    /// The date its table is sorted by within a person.
    fn ordered_by(&self) -> Option<Date>;
    /// Adds its cells, in the order of its table's columns.
    fn push_to(&self, columns: &mut Columns);
}

impl<'a> Cell<'a> {
    fn text(value: Option<&'a String>) -> Self {
        value.map_or(Self::Missing, |text| Self::Text(text))
    }

    fn date(value: Option<Date>) -> Self {
        value.map_or(Self::Missing, Self::Date)
    }

    fn integer(value: Option<i32>) -> Self {
        value.map_or(Self::Missing, Self::Integer)
    }
}

impl Row for PatientRow {
    fn patient_id(&self) -> i64 {
        self.patient_id
    }

    fn ordered_by(&self) -> Option<Date> {
        None
    }

    fn push_to(&self, columns: &mut Columns) {
        columns.push([
            Cell::Long(self.patient_id),
            Cell::Date(self.date_of_birth),
            Cell::Text(self.sex.as_str()),
            Cell::date(self.date_of_death),
        ]);
    }
}

impl Row for RegistrationRow {
    fn patient_id(&self) -> i64 {
        self.patient_id
    }

    fn ordered_by(&self) -> Option<Date> {
        Some(self.start_date)
    }

    fn push_to(&self, columns: &mut Columns) {
        columns.push([
            Cell::Long(self.patient_id),
            Cell::Date(self.start_date),
            Cell::date(self.end_date),
            Cell::Text(&self.practice_code),
            Cell::Long(self.practice_pseudo_id),
            Cell::text(self.practice_stp.as_ref()),
            Cell::text(self.practice_nuts1_region_name.as_ref()),
        ]);
    }
}

impl Row for AddressRow {
    fn patient_id(&self) -> i64 {
        self.patient_id
    }

    fn ordered_by(&self) -> Option<Date> {
        Some(self.start_date)
    }

    fn push_to(&self, columns: &mut Columns) {
        columns.push([
            Cell::Long(self.patient_id),
            Cell::Date(self.start_date),
            Cell::date(self.end_date),
            Cell::text(self.lsoa11.as_ref()),
            Cell::text(self.lsoa21.as_ref()),
            Cell::integer(self.imd19_rank),
            Cell::integer(self.imd25_rank),
            Cell::text(self.rural_urban.as_ref()),
            Cell::Flag(self.care_home),
            self.household_id.map_or(Cell::Missing, Cell::Long),
        ]);
    }
}

impl Row for EthnicityRow {
    fn patient_id(&self) -> i64 {
        self.patient_id
    }

    fn ordered_by(&self) -> Option<Date> {
        Some(self.date)
    }

    fn push_to(&self, columns: &mut Columns) {
        columns.push([
            Cell::Long(self.patient_id),
            Cell::Date(self.date),
            Cell::Text(&self.source),
            Cell::Text(&self.category),
            Cell::Text(&self.category_raw),
        ]);
    }
}

impl Row for ClinicalEventRow {
    fn patient_id(&self) -> i64 {
        self.patient_id
    }

    fn ordered_by(&self) -> Option<Date> {
        Some(self.date)
    }

    fn push_to(&self, columns: &mut Columns) {
        columns.push([
            Cell::Long(self.patient_id),
            Cell::Date(self.date),
            Cell::Text(&self.snomedct_code),
            self.numeric_value.map_or(Cell::Missing, Cell::Real),
        ]);
    }
}
