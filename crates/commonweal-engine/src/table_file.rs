//! One Parquet file of a records table: which of its columns are read as what, and its rows, row group by row group.

use crate::chunks::Chunks;
use crate::decoded::DecodedGroup;
use crate::dictionary::{is_all_in_dictionary, texts};
use crate::error::{EngineError, decoding};
use crate::footer::read_footer;
use crate::pages::{self, PagedGroup};
use crate::rows::{Group, Rows};
use commonweal_cohort::evaluate::{ColumnKind, TableNeed};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::column::page::{Page, PageReader};
use datafusion::parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use datafusion::parquet::file::serialized_reader::SerializedPageReader;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows decoded at a time.
const ROWS: usize = 16_384;

/// A file whose columns have been checked against what the pass needs.
pub(crate) struct TableFile<'n> {
    path: PathBuf,
    file: File,
    size: u64,
    footer: ArrowReaderMetadata,
    need: &'n TableNeed,
    group: usize,
}

impl<'n> TableFile<'n> {
    /// Opens a file and checks that it is whole and has every column that is needed, with its type.
    pub(crate) fn open(path: &Path, need: &'n TableNeed) -> Result<Self, EngineError> {
        let failed = |message: String| EngineError::File { path: path.to_owned(), message };
        let (known, size) = read_footer(path)?;
        let lacks = |column: &str, expected| EngineError::Column {
            table: need.name.to_string(),
            column: column.to_owned(),
            expected,
        };
        let found = |name: &str| known.schema().field_with_name(name).ok().map(Field::data_type);
        if found("patient_id") != Some(&DataType::Int64) {
            return Err(lacks("patient_id", "64-bit integer"));
        }
        for column in &need.columns {
            let kind = ColumnKind::of(column.value_type);
            if !found(&column.name).is_some_and(|of| reads_as(of, kind)) {
                return Err(lacks(&column.name, words(kind)));
            }
        }
        let options = ArrowReaderOptions::new().with_schema(Arc::new(read_schema(known.schema(), need)));
        let footer = decoding(|| ArrowReaderMetadata::try_new(Arc::clone(known.metadata()), options))
            .ok_or_else(|| EngineError::Damaged { table: need.name.to_string() })?
            .map_err(|e| failed(e.to_string()))?;
        let file = File::open(path).map_err(|e| failed(e.to_string()))?;
        Ok(Self { path: path.to_owned(), file, size, footer, need, group: 0 })
    }

    /// The next row group; none at the end of the file. Adds the bytes that were read to `bytes`.
    pub(crate) fn next(&mut self, bytes: &mut u64) -> Result<Option<Group>, EngineError> {
        if self.group == self.footer.metadata().num_row_groups() {
            return Ok(None);
        }
        let group = decoding(|| self.open_group(bytes)).ok_or_else(|| self.damaged())??;
        self.group += 1;
        Ok(Some(group))
    }

    fn open_group(&self, bytes: &mut u64) -> Result<Group, EngineError> {
        let metadata = Arc::clone(self.footer.metadata());
        let group = metadata.row_group(self.group);
        let bare = self.is_of_no_use(group, bytes)?;
        let needed = self.need.columns.iter().map(|column| (&*column.name, ColumnKind::of(column.value_type)));
        let needed: Vec<_> = std::iter::once(("patient_id", ColumnKind::Int)).chain(needed.filter(|_| !bare)).collect();
        let of_name = |name: &str| group.columns().iter().find(|column| column.column_path().string() == name);
        let columns = needed.iter().map(|(name, kind)| Some((of_name(name)?, *kind)));
        let columns: Vec<_> = columns.collect::<Option<_>>().ok_or_else(|| self.damaged())?;
        let rows = usize::try_from(group.num_rows()).unwrap_or(usize::MAX);
        let rows = if pages::can_read(&columns, rows) {
            let read = |(column, _): &(&ColumnChunkMetaData, _)| {
                let chunk = Chunks::read(&self.path, &self.file, self.size, &[column])?;
                *bytes += chunk.bytes();
                Ok(chunk)
            };
            let chunks = columns.iter().map(read).collect::<Result<_, EngineError>>()?;
            Rows::Paged(Box::new(PagedGroup::open(&columns, chunks, rows).ok_or_else(|| self.damaged())?))
        } else {
            Rows::Decoded(DecodedGroup::new(self.reader(group, &needed, bytes)?, self.path.clone()))
        };
        Ok(Group::new(rows, bare))
    }

    fn reader(
        &self,
        group: &RowGroupMetaData,
        needed: &[(&str, ColumnKind)],
        bytes: &mut u64,
    ) -> Result<ParquetRecordBatchReader, EngineError> {
        let schema = self.footer.parquet_schema();
        let mask = ProjectionMask::columns(schema, needed.iter().map(|(name, _)| *name));
        let columns: Vec<&ColumnChunkMetaData> =
            (0..schema.num_columns()).filter(|leaf| mask.leaf_included(*leaf)).map(|leaf| group.column(leaf)).collect();
        let chunks = Chunks::read(&self.path, &self.file, self.size, &columns)?;
        *bytes += chunks.bytes();
        ParquetRecordBatchReaderBuilder::new_with_metadata(chunks, self.footer.clone())
            .with_row_groups(vec![self.group])
            .with_projection(mask)
            .with_batch_size(ROWS)
            .build()
            .map_err(|e| self.failed(e.to_string()))
    }

    /// Whether no row of the group has a code that any definition asks for: its dictionary says so, where all of the
    /// group's codes stand in one.
    fn is_of_no_use(&self, group: &RowGroupMetaData, bytes: &mut u64) -> Result<bool, EngineError> {
        let Some(need) = &self.need.codes else { return Ok(false) };
        let name = &self.need.columns[need.column].name;
        let Some(column) = group.columns().iter().find(|column| column.column_descr().name() == &**name) else {
            return Ok(false);
        };
        if !is_all_in_dictionary(column) {
            return Ok(false);
        }
        let chunk = Chunks::read_dictionary(&self.path, &self.file, self.size, column)?;
        *bytes += chunk.bytes();
        let rows = usize::try_from(group.num_rows()).unwrap_or(usize::MAX);
        let page = SerializedPageReader::new(Arc::new(chunk), column, rows, None)
            .and_then(|mut pages| pages.get_next_page())
            .map_err(|e| self.failed(e.to_string()))?;
        let Some(Page::DictionaryPage { buf, .. }) = page else { return Ok(false) };
        Ok(!texts(&buf).any(|text| std::str::from_utf8(text).is_ok_and(|text| need.codes.contains(text))))
    }

    fn failed(&self, message: String) -> EngineError {
        EngineError::File { path: self.path.clone(), message }
    }

    fn damaged(&self) -> EngineError {
        EngineError::Damaged { table: self.need.name.to_string() }
    }
}

/// The file's own columns, but for texts that are read: these come as numbers of a dictionary, or one by one where they
/// are only looked through for parts, for then hardly one is like another.
fn read_schema(found: &Schema, need: &TableNeed) -> Schema {
    let of_field = |field: &Field| {
        let read = need.columns.iter().position(|column| *column.name == **field.name());
        let Some(read) = read.filter(|_| field.data_type().is_string()) else { return field.clone() };
        let as_parts = need.parts.iter().any(|parts| parts.column == read);
        let dictionary = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        field.clone().with_data_type(if as_parts { DataType::Utf8 } else { dictionary() })
    };
    let fields: Vec<Field> = found.fields().iter().map(|field| of_field(field)).collect();
    Schema::new_with_metadata(fields, found.metadata().clone())
}

/// Whether a column of a file can be read without changing a value.
fn reads_as(found: &DataType, wanted: ColumnKind) -> bool {
    match wanted {
        ColumnKind::Bool => *found == DataType::Boolean,
        ColumnKind::Int => matches!(found, DataType::Int64 | DataType::Int32),
        ColumnKind::Float => *found == DataType::Float64,
        ColumnKind::Date => *found == DataType::Date32,
        ColumnKind::Text => found.is_string(),
    }
}

fn words(wanted: ColumnKind) -> &'static str {
    match wanted {
        ColumnKind::Bool => "true or false",
        ColumnKind::Int => "whole number",
        ColumnKind::Float => "number",
        ColumnKind::Date => "date",
        ColumnKind::Text => "text",
    }
}
