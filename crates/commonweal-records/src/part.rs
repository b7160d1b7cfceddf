//! One Parquet file: all rows of one table in one bucket.
//!
//! The bytes depend on the rows alone: no time, no host, a fixed name for the writer, batches cut
//! at fixed sizes. That is what lets a snapshot's id stand for its content.

use crate::columns::{Columns, Row};
use crate::error::RecordsError;
use crate::files::io;
use crate::manifest::{FileManifest, hex};
use crate::table::schema;
use commonweal_model::tables::{Coding, ColumnType, RecordsTable};
use datafusion::parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::SortingColumn;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::schema::types::ColumnPath;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Rows gathered before they are encoded; bounds the memory of a bucket.
const BATCH_ROWS: usize = 1 << 16;
/// Rows in a row group at most.
const ROW_GROUP_ROWS: usize = 1 << 20;
/// Rows in a page at most.
const PAGE_ROWS: usize = 1 << 16;
/// The first figures of the content's SHA-256 that a file is named by.
const NAME_FIGURES: usize = 16;

/// A file being written.
pub(crate) struct Part {
    table: &'static RecordsTable,
    bucket: u32,
    path: PathBuf,
    columns: Columns,
    writer: ArrowWriter<Hashed>,
    rows: u64,
    people: Option<(i64, i64)>,
    last_date: Option<Date>,
}

/// A finished file, not yet under its name.
pub(crate) struct Written {
    pub(crate) staged: PathBuf,
    pub(crate) table: &'static str,
    pub(crate) manifest: FileManifest,
}

impl Part {
    pub(crate) fn create(staging: &Path, table: &'static RecordsTable, bucket: u32) -> Result<Self, RecordsError> {
        let path = staging.join(format!("{}-{bucket:05}.parquet", table.name));
        let file = File::create(&path).map_err(io("create", &path))?;
        let writer = ArrowWriter::try_new_with_options(Hashed::new(file), schema(table), parquet_options(table))
            .map_err(|source| RecordsError::Parquet { path: path.clone(), source })?;
        Ok(Self { table, bucket, path, columns: Columns::new(table), writer, rows: 0, people: None, last_date: None })
    }

    pub(crate) fn push(&mut self, row: &impl Row) -> Result<(), RecordsError> {
        self.check_order(row)?;
        let person = row.patient_id();
        self.people = Some((self.people.map_or(person, |(first, _)| first), person));
        self.last_date = row.ordered_by();
        row.push_to(&mut self.columns);
        self.rows += 1;
        if self.columns.rows() == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn check_order(&self, row: &impl Row) -> Result<(), RecordsError> {
        let fault = |rule| RecordsError::Order { table: self.table.name, bucket: self.bucket, row: self.rows, rule };
        match self.people {
            Some((_, last)) if row.patient_id() < last => Err(fault("its person comes before the one above")),
            Some((_, last)) if row.patient_id() == last && row.ordered_by() < self.last_date => {
                Err(fault("its date is before the one above"))
            }
            Some((_, last)) if row.patient_id() == last && self.table.ordered_by.is_none() => {
                Err(fault("its person has a row already"))
            }
            _ => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<(), RecordsError> {
        let batch = self.columns.take();
        self.writer.write(&batch).map_err(|source| self.parquet(source))
    }

    fn parquet(&self, source: ParquetError) -> RecordsError {
        RecordsError::Parquet { path: self.path.clone(), source }
    }

    /// Ends the file and flushes it to disk. A file without rows is removed.
    pub(crate) fn finish(mut self) -> Result<Option<Written>, RecordsError> {
        if self.columns.rows() > 0 {
            self.flush()?;
        }
        let Some((min_patient_id, max_patient_id)) = self.people else {
            drop(self.writer);
            std::fs::remove_file(&self.path).map_err(io("remove", &self.path))?;
            return Ok(None);
        };
        let path = self.path;
        let hashed = self.writer.into_inner().map_err(|source| RecordsError::Parquet { path: path.clone(), source })?;
        let (bytes, sha256) = hashed.finish().map_err(io("write", &path))?;
        let table = self.table.name;
        let name = format!("part-{:05}-{}.parquet", self.bucket, &sha256[..NAME_FIGURES]);
        let manifest = FileManifest {
            bucket: self.bucket,
            path: format!("records/{table}/{name}"),
            rows: self.rows,
            bytes,
            sha256,
            min_patient_id,
            max_patient_id,
        };
        Ok(Some(Written { staged: path, table, manifest }))
    }
}

/// How every Parquet file of a table is written: sorted, compressed, cut into row groups.
pub fn parquet_options(table: &RecordsTable) -> ArrowWriterOptions {
    ArrowWriterOptions::new().with_properties(properties(table)).with_skip_arrow_metadata(true)
}

fn properties(table: &RecordsTable) -> WriterProperties {
    let sorting = table.sort_columns().into_iter().map(|position| SortingColumn {
        column_idx: i32::try_from(position).expect("a table has few columns"),
        descending: false,
        nulls_first: false,
    });
    let mut properties = WriterProperties::builder()
        .set_created_by("commonweal-records version 1".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).expect("zstd has a level 1")))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_sorting_columns(Some(sorting.collect()));
    for column in table.columns {
        let path = ColumnPath::from(column.name);
        // Numbers of people rise by little from row to row.
        if column.column_type == ColumnType::Long {
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED);
        }
        if is_packed(column.column_type) {
            properties = properties.set_column_compression(path, Compression::UNCOMPRESSED);
        }
    }
    properties.build()
}

/// Whether a column's values take few bits as they are: steps from one to the next, or numbers of a dictionary. Compressing
/// these besides saves an eighth of the room, and unpacking them again was a sixth of a pass's time.
fn is_packed(column_type: ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Long | ColumnType::Date | ColumnType::Real | ColumnType::Code(Coding::SnomedCt | Coding::Dmd)
    )
}

/// A file that hashes and counts what is written to it.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Hashed {
    fn new(file: File) -> Self {
        Self { file: BufWriter::new(file), hash: Sha256::new(), bytes: 0 }
    }

    fn finish(self) -> std::io::Result<(u64, String)> {
        let file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok((self.bytes, hex(&self.hash.finalize())))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += u64::try_from(written).expect("a length fits 64 bits");
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
