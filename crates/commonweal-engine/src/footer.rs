//! Is this Parquet file's footer sound? The decoders underneath trust a footer: a negative offset makes them panic, and
//! a list said to be long makes them ask for memory that is not there. So it is looked at first.

use crate::error::{EngineError, decoding};
use crate::thrift::Walk;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use datafusion::parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The length of the footer and the mark at the end of every file.
const TAIL_BYTES: u64 = 8;

/// The footer of a file that every decoder can trust, and the file's size.
///
/// # Errors
/// `File` with what is wrong with it.
pub(crate) fn read_footer(path: &Path) -> Result<(ArrowReaderMetadata, u64), EngineError> {
    let failed = |message: String| EngineError::File { path: path.to_owned(), message };
    let damaged = |what: &str| failed(format!("it is damaged ({what})"));
    let file = File::open(path).map_err(|e| failed(e.to_string()))?;
    let size = file.metadata().map_err(|e| failed(e.to_string()))?.len();
    if let Some(bytes) = footer_bytes(&file, size).map_err(|e| failed(e.to_string()))? {
        Walk::new(&bytes).structure().ok_or_else(|| damaged("its list of contents cannot be read"))?;
    }
    let footer = decoding(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()))
        .ok_or_else(|| damaged("its list of contents cannot be decoded"))?
        .map_err(|e| failed(e.to_string()))?;
    if let Some(fault) = fault_of(footer.metadata(), size) {
        return Err(damaged(fault));
    }
    Ok((footer, size))
}

/// The footer's bytes; none if the end of the file does not look like one, which its reader will say better.
fn footer_bytes(mut file: &File, size: u64) -> std::io::Result<Option<Vec<u8>>> {
    let Some(body) = size.checked_sub(TAIL_BYTES) else { return Ok(None) };
    let mut tail = [0; 4];
    file.seek(SeekFrom::Start(body))?;
    file.read_exact(&mut tail)?;
    let length = u64::from(u32::from_le_bytes(tail));
    let Some(start) = body.checked_sub(length) else { return Ok(None) };
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// What no sound file says of its row groups and their columns.
fn fault_of(footer: &ParquetMetaData, size: u64) -> Option<&'static str> {
    let groups = footer.row_groups();
    if let Some(fault) = groups.iter().find_map(|group| fault_of_group(group, size)) {
        return Some(fault);
    }
    let rows = groups.iter().try_fold(0_i64, |sum, group| sum.checked_add(group.num_rows()));
    (rows != Some(footer.file_metadata().num_rows())).then_some("its row groups do not add up to its rows")
}

fn fault_of_group(group: &RowGroupMetaData, size: u64) -> Option<&'static str> {
    if group.num_rows() < 0 {
        return Some("a row group has fewer than no rows");
    }
    for column in group.columns() {
        let begins = [Some(column.data_page_offset()), column.dictionary_page_offset()];
        let inside = |at: i64| u64::try_from(at).is_ok_and(|at| at < size);
        if !begins.into_iter().flatten().all(inside) {
            return Some("a column begins outside the file");
        }
        // The first page, whichever it is, is where the length is counted from.
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let end = start.checked_add(column.compressed_size());
        if column.compressed_size() < 0 || !end.is_some_and(|end| u64::try_from(end).is_ok_and(|end| end <= size)) {
            return Some("a column ends outside the file");
        }
        if column.uncompressed_size() < 0 || column.num_values() < 0 {
            return Some("a column has fewer than no values");
        }
        if column.column_descr().max_rep_level() == 0 && column.num_values() != group.num_rows() {
            return Some("a column has other rows than its group");
        }
    }
    None
}
