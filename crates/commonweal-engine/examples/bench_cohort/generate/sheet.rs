//! One table of one bucket, a row at a time, into a Parquet file as `commonweal-records` writes it.

use crate::Fallible;
use commonweal_model::tables::{self, ColumnType, RecordsTable};
use commonweal_records::{parquet_options, table_schema};
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
    new_null_array,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::parquet::arrow::arrow_writer::ArrowWriter;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

/// Rows gathered before they are encoded.
const BATCH_ROWS: usize = 1 << 16;

/// One value of a row.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    Long(i64),
    Integer(i32),
    Text(&'a str),
    /// Days since 1970-01-01.
    Date(i32),
    Real(f64),
    Flag(bool),
    Missing,
}

impl Cell<'_> {
    pub(crate) fn date(day: Option<i32>) -> Self {
        day.map_or(Self::Missing, Self::Date)
    }
}

enum Column {
    Long(Int64Builder),
    Integer(Int32Builder),
    Text(StringBuilder),
    Date(Date32Builder),
    Real(Float64Builder),
    Flag(BooleanBuilder),
    /// A column that the generator leaves empty.
    Empty,
}

/// A file being written. The columns that are not named stay empty.
pub(crate) struct Sheet {
    table: &'static RecordsTable,
    schema: SchemaRef,
    columns: Vec<Column>,
    /// Where each named column stands.
    places: Vec<usize>,
    writer: ArrowWriter<BufWriter<File>>,
    gathered: usize,
    pub(super) rows: u64,
}

impl Sheet {
    /// Begins the file of one bucket; `patient_id` is the first of every row and not named.
    pub(crate) fn create(folder: &Path, table: &str, bucket: u32, named: &[&str]) -> Fallible<Self> {
        let table = tables::table(table).ok_or_else(|| format!("the records have no table `{table}`"))?;
        let folder = folder.join("records").join(table.name);
        std::fs::create_dir_all(&folder)?;
        let file = BufWriter::new(File::create(folder.join(format!("part-{bucket:05}.parquet")))?);
        let mut columns: Vec<Column> = table.columns.iter().map(|_| Column::Empty).collect();
        let mut places = Vec::new();
        for name in std::iter::once(&"patient_id").chain(named) {
            let place = table.columns.iter().position(|column| column.name == *name);
            let place = place.ok_or_else(|| format!("table `{}` has no column `{name}`", table.name))?;
            columns[place] = match table.columns[place].column_type {
                ColumnType::Long => Column::Long(Int64Builder::new()),
                ColumnType::Integer => Column::Integer(Int32Builder::new()),
                ColumnType::Text | ColumnType::Code(_) => Column::Text(StringBuilder::new()),
                ColumnType::Date => Column::Date(Date32Builder::new()),
                ColumnType::Real => Column::Real(Float64Builder::new()),
                ColumnType::Flag => Column::Flag(BooleanBuilder::new()),
                ColumnType::Instant => return Err(format!("`{name}` is a moment, which nothing here fills").into()),
            };
            places.push(place);
        }
        let schema = table_schema(table.name).ok_or("every declared table has a schema")?;
        let writer = ArrowWriter::try_new_with_options(file, Arc::clone(&schema), parquet_options(table))?;
        Ok(Self { table, schema, columns, places, writer, gathered: 0, rows: 0 })
    }

    /// Adds a row: the cells of the named columns, in their order.
    pub(crate) fn push<const N: usize>(&mut self, patient_id: i64, cells: [Cell<'_>; N]) -> Fallible<()> {
        assert_eq!(N + 1, self.places.len(), "a row of {} has a cell for each named column", self.table.name);
        let cells = std::iter::once(Cell::Long(patient_id)).chain(cells);
        for (place, cell) in self.places.iter().zip(cells) {
            self.columns[*place].push(cell);
        }
        self.gathered += 1;
        if self.gathered == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Fallible<()> {
        let rows = std::mem::take(&mut self.gathered);
        let fields = self.schema.fields().iter();
        let arrays = self.columns.iter_mut().zip(fields).map(|(column, field)| match column {
            Column::Empty => new_null_array(field.data_type(), rows),
            column => column.finish(),
        });
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect())?;
        self.rows += rows as u64;
        Ok(self.writer.write(&batch)?)
    }

    /// Ends the file, and says how many rows it has.
    pub(crate) fn finish(mut self) -> Fallible<(&'static str, u64)> {
        self.flush()?;
        self.writer.close()?;
        Ok((self.table.name, self.rows))
    }
}

impl Column {
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Long(to), Cell::Long(value)) => to.append_value(value),
            (Self::Long(to), Cell::Missing) => to.append_null(),
            (Self::Integer(to), Cell::Integer(value)) => to.append_value(value),
            (Self::Integer(to), Cell::Missing) => to.append_null(),
            (Self::Text(to), Cell::Text(value)) => to.append_value(value),
            (Self::Text(to), Cell::Missing) => to.append_null(),
            (Self::Date(to), Cell::Date(value)) => to.append_value(value),
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
            Self::Empty => unreachable!("an empty column is made by its sheet"),
        }
    }
}
