//! The columns of one row group, read from a file in one go and looked over before they are decoded.

use crate::error::EngineError;
use crate::thrift::{Held, Walk};
use datafusion::object_store::PutPayload;
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::metadata::ColumnChunkMetaData;
use datafusion::parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes as the decoders take them.
type Bytes = <PutPayload as IntoIterator>::Item;

/// A page never needs to be larger; what claims to be is damaged.
const LARGEST_PAGE: i64 = 1 << 28;

/// Some columns of one row group, in memory, each where it stands in the file.
#[derive(Debug)]
pub(crate) struct Chunks {
    parts: Vec<(u64, Bytes)>,
    length: u64,
}

impl Chunks {
    /// Reads the columns, and refuses what no sound file holds.
    pub(crate) fn read(
        path: &Path,
        file: &File,
        length: u64,
        columns: &[&ColumnChunkMetaData],
    ) -> Result<Self, EngineError> {
        let ranges = columns.iter().map(|column| (*column, column.byte_range()));
        Self::read_ranges(path, file, length, ranges)
    }

    /// Reads the dictionary of a column that has one.
    pub(crate) fn read_dictionary(
        path: &Path,
        file: &File,
        length: u64,
        column: &ColumnChunkMetaData,
    ) -> Result<Self, EngineError> {
        let (start, size) = column.byte_range();
        let values = u64::try_from(column.data_page_offset()).ok().and_then(|values| values.checked_sub(start));
        let range = (start, values.filter(|before| *before <= size).unwrap_or(size));
        Self::read_ranges(path, file, length, std::iter::once((column, range)))
    }

    fn read_ranges<'c>(
        path: &Path,
        mut file: &File,
        length: u64,
        ranges: impl Iterator<Item = (&'c ColumnChunkMetaData, (u64, u64))>,
    ) -> Result<Self, EngineError> {
        let failed = |message: String| EngineError::File { path: path.to_owned(), message };
        let mut parts = Vec::new();
        for (column, (start, size)) in ranges {
            let mut bytes = Vec::with_capacity(usize::try_from(size).expect("the footer was checked against the file"));
            file.seek(SeekFrom::Start(start))
                .and_then(|_| file.take(size).read_to_end(&mut bytes))
                .map_err(|e| failed(e.to_string()))?;
            if bytes.len() as u64 != size {
                return Err(failed("it ends too soon".to_owned()));
            }
            if let Some(fault) = fault_of_pages(&bytes, column) {
                return Err(failed(format!("it is damaged ({fault})")));
            }
            parts.push((start, Bytes::from(bytes)));
        }
        Ok(Self { parts, length })
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> u64 {
        self.parts.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    fn from(&self, start: u64) -> ParquetResult<Bytes> {
        // A page without bytes, as the dictionary of a column without values is, may stand at the end of a part.
        let holds = |(at, bytes): &&(u64, Bytes)| (*at..at + bytes.len() as u64).contains(&start);
        let ends = |(at, bytes): &&(u64, Bytes)| at + bytes.len() as u64 == start;
        let part = self.parts.iter().find(holds).or_else(|| self.parts.iter().find(ends));
        let (at, bytes) = part.ok_or_else(|| ParquetError::EOF(format!("nothing was read at {start}")))?;
        Ok(bytes.slice(usize::try_from(start - at).expect("a place inside a part")..))
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Chunks {
    type T = Cursor<Bytes>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        self.from(start).map(Cursor::new)
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let bytes = self.from(start)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} are not inside their column")));
        }
        Ok(bytes.slice(..length))
    }
}

/// What a page says of itself before its bytes.
#[derive(Debug, Default, Clone, Copy)]
struct PageHead {
    kind: i64,
    uncompressed: i64,
    compressed: i64,
    /// Values of a page of values, entries of a dictionary.
    values: i64,
}

const DICTIONARY_PAGE: i64 = 2;

/// Walks from page to page. A page that claims more than its column has would make the decoders ask for memory that is
/// not there.
fn fault_of_pages(mut bytes: &[u8], column: &ColumnChunkMetaData) -> Option<&'static str> {
    while !bytes.is_empty() {
        let mut walk = Walk::new(bytes);
        let Some(head) = page_head(&mut walk) else { return Some("a page's description cannot be read") };
        let body = &bytes[bytes.len() - walk.left()..];
        let size = usize::try_from(head.compressed).ok().filter(|size| *size <= body.len());
        let Some(size) = size else { return Some("a page ends outside its column") };
        let largest = column.uncompressed_size().min(LARGEST_PAGE);
        if !(0..=largest).contains(&head.uncompressed) {
            return Some("a page is larger than its column");
        }
        // A dictionary may have entries that no row uses, but each takes a byte.
        let most = if head.kind == DICTIONARY_PAGE { head.uncompressed } else { column.num_values() };
        if !(0..=most).contains(&head.values) {
            return Some("a page has more values than its column");
        }
        bytes = &body[size..];
    }
    None
}

/// The fields are those of `PageHeader` in Parquet's own description of its format.
fn page_head(walk: &mut Walk<'_>) -> Option<PageHead> {
    let mut head = PageHead::default();
    let mut last = 0;
    walk.enter()?;
    while let Some(found) = walk.field(&mut last)? {
        match found {
            (1, Held::Number(kind)) => head.kind = kind,
            (2, Held::Number(size)) => head.uncompressed = size,
            (3, Held::Number(size)) => head.compressed = size,
            (5 | 7 | 8, Held::Structure) => head.values = first_number(walk)?,
            (_, Held::Structure) => walk.structure()?,
            _ => {}
        }
    }
    Some(head)
}

/// The first field of a structure, which is how many values a page has.
fn first_number(walk: &mut Walk<'_>) -> Option<i64> {
    let (mut last, mut number) = (0, 0);
    walk.enter()?;
    while let Some(found) = walk.field(&mut last)? {
        match found {
            (1, Held::Number(values)) => number = values,
            (_, Held::Structure) => walk.structure()?,
            _ => {}
        }
    }
    Some(number)
}
