//! Where the bytes of a reference file come from: the program itself or a folder.

use std::io::Read;
use std::path::PathBuf;

use crate::error::ReferenceError;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../reference"]
struct Embedded;

/// No published file is near this size once decompressed; more is a damaged or hostile file.
const LARGEST_FILE_BYTES: u64 = 256 << 20;

#[derive(Debug, Clone)]
pub(crate) enum Source {
    Embedded,
    Folder(PathBuf),
}

impl Source {
    /// The text of a file, without its byte order mark. Files whose name ends `.gz` are decompressed.
    pub(crate) fn text(&self, file: &str) -> Result<String, ReferenceError> {
        let stored = self.bytes(file)?;
        let bytes = if file.ends_with(".gz") { decompress(file, &stored)? } else { stored };
        let mut text = String::from_utf8(bytes).map_err(|e| ReferenceError::Unreadable {
            file: file.to_owned(),
            reason: format!("byte {} is not UTF-8", e.utf8_error().valid_up_to()),
        })?;
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Ok(text)
    }

    pub(crate) fn bytes(&self, file: &str) -> Result<Vec<u8>, ReferenceError> {
        match self {
            Self::Embedded => Embedded::get(file)
                .map(|found| found.data.into_owned())
                .ok_or_else(|| ReferenceError::MissingFile { file: file.to_owned() }),
            Self::Folder(folder) => std::fs::read(folder.join(file)).map_err(|e| match e.kind() {
                std::io::ErrorKind::NotFound => ReferenceError::MissingFile { file: file.to_owned() },
                _ => ReferenceError::Unreadable { file: file.to_owned(), reason: e.to_string() },
            }),
        }
    }
}

fn decompress(file: &str, stored: &[u8]) -> Result<Vec<u8>, ReferenceError> {
    let unreadable = |reason: String| ReferenceError::Unreadable { file: file.to_owned(), reason };
    let mut bytes = Vec::with_capacity(stored.len().saturating_mul(4));
    flate2::read::GzDecoder::new(stored)
        .take(LARGEST_FILE_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(format!("not a complete gzip file ({e})")))?;
    if bytes.len() as u64 == LARGEST_FILE_BYTES {
        return Err(unreadable("it decompresses to more than 256 MiB".to_owned()));
    }
    Ok(bytes)
}
