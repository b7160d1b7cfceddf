//! Everything a snapshot holds about one person: for saying why a definition counts them.

use crate::bucket::bucket_of;
use crate::error::RecordsError;
use crate::files::io;
use crate::manifest::SnapshotManifest;
use commonweal_model::tables::{ALL, ColumnType, RecordsTable};
use commonweal_model::{CellValue, FurtherRows};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::errors::ParquetError;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::fs::File;
use std::path::Path;

/// The rows of one person in every table that has any, in the order of the tables; none for a person who is not there.
///
/// The cells are those of the table's columns but `patient_id`. Only the person's bucket is read.
///
/// # Errors
/// `Io` or `Parquet` if a file of the snapshot cannot be read; `WrongFile` if it lacks a column.
pub fn person_rows(dir: &Path, snapshot: &SnapshotManifest, patient_id: i64) -> Result<Vec<FurtherRows>, RecordsError> {
    let bucket = bucket_of(patient_id, snapshot.buckets);
    let mut found = Vec::new();
    for table in ALL {
        let mut rows = Vec::new();
        let files = snapshot.tables.get(table.name).map_or(&[][..], |table| &table.files);
        for file in files.iter().filter(|file| file.bucket == bucket) {
            let path = dir.join(&file.path);
            let wrong = |problem: &str| RecordsError::WrongFile {
                id: snapshot.id.clone(),
                path: path.clone(),
                problem: problem.to_owned(),
            };
            let batches = of_person(&path, patient_id)?;
            for batch in &batches {
                rows.extend(cells(batch, table).map_err(|column| wrong(&format!("has no column `{column}`")))?);
            }
        }
        if !rows.is_empty() {
            found.push(FurtherRows { table, rows });
        }
    }
    Ok(found)
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, RecordsError> {
    let file = File::open(path).map_err(io("open", path))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(parquet(path))
}

fn parquet(path: &Path) -> impl Fn(ParquetError) -> RecordsError + '_ {
    |source| RecordsError::Unreadable { path: path.to_owned(), source }
}

/// The person's rows of a file, found by a look at the column of people alone.
fn of_person(path: &Path, patient_id: i64) -> Result<Vec<RecordBatch>, RecordsError> {
    let broken = parquet(path);
    let builder = open(path)?;
    let mask = ProjectionMask::leaves(builder.parquet_schema(), [0]);
    let (mut before, mut rows) = (0, 0);
    for batch in builder.with_projection(mask).build().map_err(&broken)? {
        let batch = batch.map_err(|error| broken(error.into()))?;
        let Some(people) = batch.column(0).as_primitive_opt::<Int64Type>() else { return Ok(Vec::new()) };
        // People rise from row to row.
        let start = people.values().partition_point(|id| *id < patient_id);
        let end = people.values().partition_point(|id| *id <= patient_id);
        before += start;
        rows += end - start;
        if end < people.len() {
            break;
        }
    }
    if rows == 0 {
        return Ok(Vec::new());
    }
    let reader = open(path)?.with_offset(before).with_limit(rows).build().map_err(&broken)?;
    reader.map(|batch| batch.map_err(|error| broken(error.into()))).collect()
}

/// The cells of a batch, row by row; the name of a column that is not there.
fn cells(batch: &RecordBatch, table: &RecordsTable) -> Result<Vec<Vec<CellValue>>, &'static str> {
    let mut rows = vec![Vec::with_capacity(table.columns.len()); batch.num_rows()];
    for column in &table.columns[1..] {
        let array = batch.column_by_name(column.name).ok_or(column.name)?;
        let array = plain(array, column.column_type).ok_or(column.name)?;
        for (at, row) in rows.iter_mut().enumerate() {
            row.push(if array.is_null(at) { CellValue::Missing } else { cell(&array, column.column_type, at) });
        }
    }
    Ok(rows)
}

/// The array in the type that [`cell`] reads.
fn plain(array: &ArrayRef, column_type: ColumnType) -> Option<ArrayRef> {
    let wanted = match column_type {
        ColumnType::Long => DataType::Int64,
        ColumnType::Integer => DataType::Int32,
        ColumnType::Text | ColumnType::Code(_) => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Instant => return array.as_primitive_opt::<TimestampMicrosecondType>().map(|_| array.clone()),
        ColumnType::Real => DataType::Float64,
        ColumnType::Flag => DataType::Boolean,
    };
    cast(array, &wanted).ok()
}

fn cell(array: &ArrayRef, column_type: ColumnType, at: usize) -> CellValue {
    match column_type {
        ColumnType::Long => CellValue::Long(array.as_primitive::<Int64Type>().value(at)),
        ColumnType::Integer => CellValue::Integer(array.as_primitive::<Int32Type>().value(at)),
        ColumnType::Text | ColumnType::Code(_) => CellValue::Text(array.as_string::<i32>().value(at).to_owned().into()),
        ColumnType::Date => {
            let days = array.as_primitive::<Date32Type>().value(at);
            Date::constant(1970, 1, 1).checked_add(days.days()).map_or(CellValue::Missing, CellValue::Date)
        }
        ColumnType::Instant => {
            let microseconds = array.as_primitive::<TimestampMicrosecondType>().value(at);
            Timestamp::from_microsecond(microseconds).map_or(CellValue::Missing, CellValue::Instant)
        }
        ColumnType::Real => CellValue::Real(array.as_primitive::<Float64Type>().value(at)),
        ColumnType::Flag => CellValue::Flag(array.as_boolean().value(at)),
    }
}
