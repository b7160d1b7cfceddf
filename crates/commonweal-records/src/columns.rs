//! Rows of people, turned into columns.

use crate::table::schema;
use commonweal_model::tables::{ColumnType, RecordsTable};
use commonweal_model::{
    AddressRow, CellValue, ClinicalEventRow, EthnicityRow, FurtherRows, PatientRow, RegistrationRow, Text,
};
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMicrosecondBuilder,
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
    Instant(TimestampMicrosecondBuilder),
}

/// One value of a row.
pub(crate) enum Cell<'a> {
    Long(i64),
    Integer(i32),
    Text(&'a str),
    Date(Date),
    Real(f64),
    Flag(bool),
    /// Microseconds since 1970 began.
    Instant(i64),
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

    fn push<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>, IntoIter: ExactSizeIterator>) {
        let cells = cells.into_iter();
        assert_eq!(cells.len(), self.columns.len(), "a row of {} has a cell for each column", self.table.name);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.rows += 1;
    }

    /// What has been gathered, and starts afresh.
    pub(crate) fn take(&mut self) -> RecordBatch {
        self.rows = 0;
        let arrays = self.columns.iter_mut().map(Column::finish).collect();
        RecordBatch::try_new(schema(self.table), arrays).expect("columns were made from the schema of the same table")
    }
}

impl Column {
    fn new(column_type: ColumnType) -> Self {
        match column_type {
            ColumnType::Long => Self::Long(Int64Builder::new()),
            ColumnType::Integer => Self::Integer(Int32Builder::new()),
            ColumnType::Text | ColumnType::Code(_) => Self::Text(StringBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Real => Self::Real(Float64Builder::new()),
            ColumnType::Flag => Self::Flag(BooleanBuilder::new()),
            ColumnType::Instant => Self::Instant(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
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
            (Self::Instant(to), Cell::Instant(value)) => to.append_value(value),
            (Self::Instant(to), Cell::Missing) => to.append_null(),
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
            Self::Instant(column) => Arc::new(column.finish()),
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
    fn text(value: Option<&'a Text>) -> Self {
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

/// A row of a table without a struct of its own, sound by [`fault_in`].
pub(crate) struct FurtherRow<'a> {
    patient_id: i64,
    table: &'static RecordsTable,
    cells: &'a [CellValue],
}

impl<'a> FurtherRow<'a> {
    pub(crate) fn new(patient_id: i64, table: &'static RecordsTable, cells: &'a [CellValue]) -> Self {
        Self { patient_id, table, cells }
    }
}

impl Row for FurtherRow<'_> {
    fn patient_id(&self) -> i64 {
        self.patient_id
    }

    fn ordered_by(&self) -> Option<Date> {
        let name = self.table.ordered_by?;
        let at = self.table.columns.iter().skip(1).position(|column| column.name == name)?;
        match self.cells.get(at) {
            Some(CellValue::Date(date)) => Some(*date),
            _ => None,
        }
    }

    fn push_to(&self, columns: &mut Columns) {
        let cells: Vec<Cell<'_>> = self.cells.iter().map(cell_of).collect();
        columns.push(std::iter::once(Cell::Long(self.patient_id)).chain(cells).collect::<Vec<_>>());
    }
}

fn cell_of(value: &CellValue) -> Cell<'_> {
    match value {
        CellValue::Long(value) => Cell::Long(*value),
        CellValue::Integer(value) => Cell::Integer(*value),
        CellValue::Text(value) => Cell::Text(value),
        CellValue::Date(value) => Cell::Date(*value),
        CellValue::Instant(value) => Cell::Instant(value.as_microsecond()),
        CellValue::Real(value) => Cell::Real(*value),
        CellValue::Flag(value) => Cell::Flag(*value),
        CellValue::Missing => Cell::Missing,
    }
}

/// What is wrong with rows of a table, whatever they say.
pub(crate) fn fault_in(further: &FurtherRows) -> Option<&'static str> {
    let columns = &further.table.columns[1..];
    for row in &further.rows {
        if row.len() != columns.len() {
            return Some("a row has more or fewer cells than its table has columns");
        }
        for (cell, column) in row.iter().zip(columns) {
            let fits = match (cell, column.column_type) {
                (CellValue::Missing, _) if !column.nullable => return Some("a cell that must be known is missing"),
                (CellValue::Missing, _)
                | (CellValue::Long(_), ColumnType::Long)
                | (CellValue::Integer(_), ColumnType::Integer)
                | (CellValue::Text(_), ColumnType::Text | ColumnType::Code(_))
                | (CellValue::Date(_), ColumnType::Date)
                | (CellValue::Instant(_), ColumnType::Instant)
                | (CellValue::Real(_), ColumnType::Real)
                | (CellValue::Flag(_), ColumnType::Flag) => true,
                _ => false,
            };
            if !fits {
                return Some("a cell is of another type than its column");
            }
        }
    }
    None
}
