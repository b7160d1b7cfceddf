//! Reading a backup from its first byte to its last: every seal, every checksum, and the manifest at the end.

use super::parts::{Manifest, Next, PartReader};
use super::{Header, Progress, make};
use crate::error::DeskError;
use crate::keys::backup_key;
use crate::settings::Settings;
use commonweal_identity::Key;
use commonweal_identity::stream::OpenReader;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// What a backup holds, once all of it has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// When it was made, as RFC 3339.
    pub at: String,
    /// The installation it is of.
    pub installation: String,
    /// Files in it.
    pub files: u64,
    /// Rows in it.
    pub rows: u64,
}

/// A backup that was read.
pub(super) struct Whole {
    pub(super) header: Header,
    pub(super) manifest: Manifest,
}

/// Reads a backup, handing each piece to `take`. Nothing that `take` was given counts before this returns.
///
/// # Errors
/// `Backup` in words where a seal, a checksum or the manifest does not hold; `File` where it cannot be read.
pub(super) fn read_whole(
    file: &Path,
    key_of: impl FnOnce(&str) -> Option<Key>,
    progress: Progress<'_>,
    take: &mut dyn FnMut(Next) -> Result<(), DeskError>,
) -> Result<Whole, DeskError> {
    let opened = File::open(file).map_err(DeskError::file("cannot read", file))?;
    let length = opened.metadata().map_err(DeskError::file("cannot read", file))?.len();
    let unsealed = OpenReader::new(BufReader::with_capacity(1 << 20, opened), key_of).map_err(damage(file))?;
    let header: Header = serde_json::from_slice(unsealed.header())
        .map_err(|_| DeskError::Backup("its beginning is not one of a backup of this program".to_owned()))?;
    if header.commonweal_backup > super::parts::FORMAT {
        return Err(DeskError::Backup("it was written by a newer program; use that one".to_owned()));
    }
    let mut reader = PartReader::new(Counted { from: unsealed, bytes: 0, told: 0, length, progress });
    loop {
        match reader.next().map_err(damage(file))? {
            Next::Manifest(manifest) => return Ok(Whole { header, manifest }),
            next => take(next)?,
        }
    }
}

fn damage(file: &Path) -> impl Fn(io::Error) -> DeskError + use<> {
    let file = file.to_path_buf();
    move |error| match error.kind() {
        io::ErrorKind::InvalidData => DeskError::Backup(error.to_string()),
        io::ErrorKind::UnexpectedEof => DeskError::Backup("it ends too soon: it was cut".to_owned()),
        _ => DeskError::file("cannot read", &file)(error),
    }
}

/// Reads a backup and says what it holds, changing nothing.
///
/// # Errors
/// `Backup` where it is not whole; `Identity` where its key is not here; `File`.
pub(super) fn summary(
    file: &Path,
    dir: &Path,
    settings: &Settings,
    progress: Progress<'_>,
) -> Result<BackupSummary, DeskError> {
    let key = backup_key(&settings.secrets_in(dir), settings.group_may_read)?;
    let whole = read_whole(file, |id| (id == key.id()).then_some(key), progress, &mut |_| Ok(()))?;
    let files = whole.manifest.parts.iter().filter(|part| part.name.starts_with("files/")).count() as u64;
    let rows = make::rows_of(&whole.manifest);
    Ok(BackupSummary { at: whole.header.at, installation: whole.header.installation, files, rows })
}

/// Counts what was read of the file.
struct Counted<'p, R> {
    from: R,
    bytes: u64,
    told: u64,
    length: u64,
    progress: Progress<'p>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.bytes += read as u64;
        if self.bytes - self.told >= 1 << 22 || read == 0 {
            self.told = self.bytes;
            (self.progress)("reading it back", self.bytes.min(self.length), Some(self.length));
        }
        Ok(read)
    }
}
