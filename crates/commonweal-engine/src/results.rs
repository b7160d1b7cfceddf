//! How are finished tables kept on disk? As Parquet that any tool reads, written aside and then
//! renamed, so that a reader sees the old file or the new one and never half of one.

use crate::chunks::Chunks;
use crate::day::{date_of, day_of};
use crate::error::{EngineError, decoding};
use crate::footer::read_footer;
use commonweal_reference::{Column, Table, Values};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, new_empty_array,
};
use datafusion::arrow::compute::{cast, concat};
use datafusion::arrow::datatypes::{DataType, Date32Type, Field, Float64Type, Int64Type, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::error::DataFusionError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder};
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The table as one batch of columns.
pub(crate) fn batch_of(table: &Table) -> Result<RecordBatch> {
    let mut fields = Vec::with_capacity(table.columns.len());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let array: ArrayRef = match &column.values {
            Values::Text(v) => Arc::new(v.iter().map(Option::as_deref).collect::<StringArray>()),
            Values::Integer(v) => Arc::new(v.iter().copied().collect::<Int64Array>()),
            Values::Real(v) => Arc::new(v.iter().copied().collect::<Float64Array>()),
            Values::Date(v) => Arc::new(v.iter().map(|d| d.map(day_of)).collect::<Date32Array>()),
        };
        fields.push(Field::new(&column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

/// Batches of any types as a table of ours: whole numbers, numbers, days, and text for the rest.
pub(crate) fn table_of(name: &str, schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Table> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    for (i, field) in schema.fields().iter().enumerate() {
        let parts: Vec<&dyn Array> = batches.iter().map(|b| b.column(i).as_ref()).collect();
        let whole = if parts.is_empty() { new_empty_array(field.data_type()) } else { concat(&parts)? };
        columns.push(Column { name: field.name().clone(), about: String::new(), values: values_of(&whole)? });
    }
    Ok(Table { name: name.to_owned(), columns })
}

fn values_of(array: &ArrayRef) -> Result<Values> {
    use DataType as D;
    Ok(match array.data_type() {
        D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 | D::UInt64 => {
            Values::Integer(cast(array, &D::Int64)?.as_primitive::<Int64Type>().iter().collect())
        }
        D::Float16 | D::Float32 | D::Float64 | D::Decimal128(..) => {
            Values::Real(cast(array, &D::Float64)?.as_primitive::<Float64Type>().iter().collect())
        }
        D::Date32 => Values::Date(array.as_primitive::<Date32Type>().iter().map(|d| d.map(date_of)).collect()),
        _ => Values::Text(cast(array, &D::Utf8)?.as_string::<i32>().iter().map(|t| t.map(str::to_owned)).collect()),
    })
}

/// Rows that are decoded at one time: a table of any length is read with the memory of so many.
const GROUP_ROWS: usize = 1 << 16;

/// Writes a table to a Parquet file, whole or not at all.
///
/// # Errors
/// `File` with the path and what the system said.
pub fn write_table(table: &Table, path: &Path) -> Result<(), EngineError> {
    write_parts(table, std::iter::empty(), path)
}

/// Writes tables of the same columns to a Parquet file below one another, whole or not at all.
///
/// # Errors
/// `File` with the path and what the system said, or that the columns of a part are others.
pub fn write_parts(first: &Table, others: impl IntoIterator<Item = Table>, path: &Path) -> Result<(), EngineError> {
    let aside = path.with_extension("parquet.part");
    let failed = |message: String| EngineError::File { path: path.to_owned(), message };
    let batch = batch_of(first)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_created_by("commonweal".to_owned())
        .build();
    let file = File::create(&aside).map_err(|e| failed(e.to_string()))?;
    let mut writer =
        ArrowWriter::try_new(&file, batch.schema(), Some(properties)).map_err(|e| failed(e.to_string()))?;
    writer.write(&batch).map_err(|e| failed(e.to_string()))?;
    for table in others {
        writer.write(&batch_of(&table)?).map_err(|e| failed(e.to_string()))?;
    }
    writer.close().map_err(|e| failed(e.to_string()))?;
    file.sync_all().and_then(|()| std::fs::rename(&aside, path)).map_err(|e| failed(e.to_string()))?;
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| failed(e.to_string()))
}

/// Parts of one table as the bytes of a Parquet file, a row group for each part, so that no more than one part is in
/// memory beside what is written. Compressed with Snappy, which every reader of Parquet knows; `notes` become the
/// file's own key-value metadata.
///
/// # Errors
/// What is wrong with a part: every part must have the columns of the first.
pub fn parquet_bytes(
    first: &Table,
    rest: impl Iterator<Item = Table>,
    notes: &[(&str, &str)],
) -> Result<Vec<u8>, EngineError> {
    let batch = batch_of(first)?;
    let notes = notes.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), (*value).to_owned())).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("commonweal".to_owned())
        .set_key_value_metadata(Some(notes))
        .build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).map_err(DataFusionError::from)?;
    let mut write = |batch: &RecordBatch| -> Result<()> {
        writer.write(batch)?;
        writer.flush()?;
        Ok(())
    };
    write(&batch)?;
    for part in rest {
        write(&batch_of(&part)?)?;
    }
    Ok(writer.into_inner().map_err(DataFusionError::from)?)
}

/// Reads a table back from a Parquet file.
///
/// # Errors
/// `File` with the path and what is wrong with it.
pub fn read_table(name: &str, path: &Path) -> Result<Table, EngineError> {
    let failed = |message: String| EngineError::File { path: path.to_owned(), message };
    let (footer, size) = read_footer(path)?;
    let file = File::open(path).map_err(|e| failed(e.to_string()))?;
    let mut batches = Vec::new();
    for number in 0..footer.metadata().num_row_groups() {
        batches.extend(read_group(path, &file, size, &footer, number)?);
    }
    let table = decoding(|| table_of(name, footer.schema(), &batches));
    Ok(table.ok_or_else(|| failed("it is damaged".to_owned()))??)
}

/// Reads a table back from a Parquet file part by part, as its rows lie in groups; one part is in memory at a time.
///
/// # Errors
/// `File` with the path and what is wrong with it.
pub fn read_parts(name: &str, path: &Path) -> Result<impl Iterator<Item = Result<Table, EngineError>>, EngineError> {
    let (footer, size) = read_footer(path)?;
    let failed = |path: &Path, message: String| EngineError::File { path: path.to_owned(), message };
    let file = File::open(path).map_err(|e| failed(path, e.to_string()))?;
    let (name, path) = (name.to_owned(), path.to_owned());
    Ok((0..footer.metadata().num_row_groups()).map(move |number| {
        let batches = read_group(&path, &file, size, &footer, number)?;
        let table = decoding(|| table_of(&name, footer.schema(), &batches));
        Ok(table.ok_or_else(|| failed(&path, "it is damaged".to_owned()))??)
    }))
}

fn read_group(
    path: &Path,
    file: &File,
    size: u64,
    footer: &ArrowReaderMetadata,
    number: usize,
) -> Result<Vec<RecordBatch>, EngineError> {
    let columns: Vec<_> = footer.metadata().row_group(number).columns().iter().collect();
    let chunks = Chunks::read(path, file, size, &columns)?;
    let decoded = decoding(|| decode(chunks, footer.clone(), number));
    let message = |message: String| EngineError::File { path: path.to_owned(), message };
    decoded.unwrap_or_else(|| Err("it is damaged".to_owned())).map_err(message)
}

fn decode(chunks: Chunks, footer: ArrowReaderMetadata, group: usize) -> Result<Vec<RecordBatch>, String> {
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(chunks, footer).with_row_groups(vec![group]);
    reader.build().map_err(|e| e.to_string())?.collect::<Result<_, _>>().map_err(|e| e.to_string())
}
