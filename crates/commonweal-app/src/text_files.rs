//! Reading files that may be gzipped or Arrow as text.

use crate::error::AppError;
use commonweal_engine::arrow_cells;
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// The text of a file, unpacked where its name ends in `.gz`.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let file = BufReader::new(File::open(path)?);
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz")) {
        GzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        BufReader::new(file).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// A table as CSV text, whichever format its file has: CSV, CSV in gzip, or Arrow.
pub(crate) fn read_csv_text(path: &Path) -> Result<String, AppError> {
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("arrow")) {
        return read_text(path).map_err(|error| AppError::file("read", path, error));
    }
    let bytes = std::fs::read(path).map_err(|error| AppError::file("read", path, error))?;
    let cells = arrow_cells(&bytes).map_err(|error| AppError::study(path, error))?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in cells {
        writer.write_record(line).expect("memory can be written to, and every row has the header's cells");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    Ok(String::from_utf8(bytes).expect("the cells are text"))
}
