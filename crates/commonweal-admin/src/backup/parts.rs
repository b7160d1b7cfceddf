//! How a backup is laid out inside its seal: parts one after another, each with its name, its bytes and their SHA-256,
//! and a manifest at the end that names them all.
//!
//! A part is a file or a table. Frames are `kind (1 byte), length (4 bytes, little-endian), payload`: `H` begins a part
//! with its name, `D` is bytes as they are, `Z` is bytes compressed, `E` ends it with its [`Part`], `M` is the manifest.

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};

/// Bytes of a part in one frame.
pub(super) const FRAME: usize = 1 << 20;
/// More than a frame can hold, compressed or not: a length above this is damage.
const LONGEST: usize = FRAME + (64 << 10);
/// A manifest names every file; ten million of them fit.
const LONGEST_MANIFEST: usize = 1 << 30;

/// One part of a backup, as its manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// `files/...` or `tables/<database>/<table>`.
    pub(super) name: String,
    /// How long it is.
    pub(super) bytes: u64,
    /// SHA-256 of its bytes, as hex.
    pub(super) sha256: String,
}

/// Everything in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of this layout.
    pub(super) format: u32,
    /// Every part, in order.
    pub(super) parts: Vec<Part>,
    /// Rows of each table, by `tables/<database>/<table>`.
    pub(super) rows: std::collections::BTreeMap<String, u64>,
}

/// The layout that this program writes.
pub(super) const FORMAT: u32 = 1;

/// Writes parts.
pub(super) struct PartWriter<W> {
    to: W,
    parts: Vec<Part>,
    open: Option<(String, Sha256, u64)>,
    compressed: bool,
}

impl<W: Write> PartWriter<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, parts: Vec::new(), open: None, compressed: false }
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
        self.to.write_all(&[kind])?;
        self.to.write_all(&length.to_le_bytes())?;
        self.to.write_all(payload)
    }

    /// Begins a part. Texts are compressed; Parquet files are already.
    pub(super) fn begin(&mut self, name: &str, compressed: bool) -> io::Result<()> {
        assert!(self.open.is_none(), "a part ends before the next begins");
        self.open = Some((name.to_owned(), Sha256::new(), 0));
        self.compressed = compressed;
        self.frame(b'H', name.as_bytes())
    }

    /// Adds bytes to the part.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(FRAME) {
            let (_, hash, length) = self.open.as_mut().expect("a part has begun");
            hash.update(piece);
            *length += piece.len() as u64;
            if self.compressed {
                let mut encoder = DeflateEncoder::new(Vec::with_capacity(piece.len() / 4), Compression::fast());
                encoder.write_all(piece)?;
                let packed = encoder.finish()?;
                if packed.len() < piece.len() {
                    self.frame(b'Z', &packed)?;
                    continue;
                }
            }
            self.frame(b'D', piece)?;
        }
        Ok(())
    }

    /// Ends the part.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let (name, hash, bytes) = self.open.take().expect("a part has begun");
        let part = Part { name, bytes, sha256: hex(&hash.finalize()) };
        let text = serde_json::to_vec(&part).map_err(io::Error::other)?;
        self.frame(b'E', &text)?;
        self.parts.push(part);
        Ok(())
    }

    /// Writes the manifest and gives back what the frames were written to.
    pub(super) fn finish(mut self, rows: std::collections::BTreeMap<String, u64>) -> io::Result<(W, Manifest)> {
        assert!(self.open.is_none(), "every part ends before the manifest");
        let manifest = Manifest { format: FORMAT, parts: std::mem::take(&mut self.parts), rows };
        let text = serde_json::to_vec(&manifest).map_err(io::Error::other)?;
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        self.to.write_all(b"M")?;
        self.to.write_all(&length.to_le_bytes())?;
        self.to.write_all(&text)?;
        Ok((self.to, manifest))
    }
}

/// What comes next in a backup.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// A part of this name begins.
    Begin(String),
    /// More bytes of it.
    Bytes(Vec<u8>),
    /// It ended, and its bytes are those it had.
    End(Part),
    /// Everything was read, and the manifest names exactly the parts that were there.
    Manifest(Manifest),
}

/// Reads parts, comparing each with its checksum.
pub(super) struct PartReader<R> {
    from: R,
    parts: Vec<Part>,
    open: Option<(String, Sha256, u64)>,
}

impl<R: Read> PartReader<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, parts: Vec::new(), open: None }
    }

    /// The next frame.
    ///
    /// # Errors
    /// `InvalidData` in words, where the layout or a checksum does not hold.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        let mut start = [0; 5];
        self.from.read_exact(&mut start)?;
        let length = u32::from_le_bytes([start[1], start[2], start[3], start[4]]) as usize;
        let most = if start[0] == b'M' { LONGEST_MANIFEST } else { LONGEST };
        if length > most {
            return Err(damaged("a piece is longer than any piece may be"));
        }
        let mut payload = Vec::new();
        if self.from.by_ref().take(length as u64).read_to_end(&mut payload)? != length {
            return Err(damaged("it ends too soon"));
        }
        match (start[0], self.open.is_some()) {
            (b'H', false) => {
                let name = String::from_utf8(payload).map_err(|_| damaged("a name is not text"))?;
                self.open = Some((name.clone(), Sha256::new(), 0));
                Ok(Next::Begin(name))
            }
            (b'D', true) => Ok(Next::Bytes(self.counted(payload))),
            (b'Z', true) => {
                let mut bytes = Vec::with_capacity(FRAME);
                DeflateDecoder::new(&payload[..]).take(FRAME as u64 + 1).read_to_end(&mut bytes)?;
                if bytes.len() > FRAME {
                    return Err(damaged("a piece unpacks to more than any piece may hold"));
                }
                Ok(Next::Bytes(self.counted(bytes)))
            }
            (b'E', true) => self.ended(&payload),
            (b'M', false) => self.manifest(&payload),
            _ => Err(damaged("its pieces are out of order")),
        }
    }

    fn counted(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        if let Some((_, hash, length)) = &mut self.open {
            hash.update(&bytes);
            *length += bytes.len() as u64;
        }
        bytes
    }

    fn ended(&mut self, payload: &[u8]) -> io::Result<Next> {
        let part: Part = serde_json::from_slice(payload).map_err(|_| damaged("the end of a part cannot be read"))?;
        let (name, hash, bytes) = self.open.take().ok_or_else(|| damaged("its pieces are out of order"))?;
        let found = Part { name, bytes, sha256: hex(&hash.finalize()) };
        if found != part {
            return Err(damaged(&format!("{} is not as it was written", part.name)));
        }
        self.parts.push(found.clone());
        Ok(Next::End(found))
    }

    fn manifest(&mut self, payload: &[u8]) -> io::Result<Next> {
        let manifest: Manifest = serde_json::from_slice(payload).map_err(|_| damaged("its manifest cannot be read"))?;
        if manifest.format > FORMAT {
            return Err(damaged("it was written by a newer program; restore it with that one"));
        }
        if manifest.parts != self.parts {
            return Err(damaged("its manifest does not name the parts it holds"));
        }
        if self.from.read(&mut [0; 1])? != 0 {
            return Err(damaged("something follows its manifest"));
        }
        Ok(Next::Manifest(manifest))
    }
}

fn damaged(words: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words.to_owned())
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|n| char::from_digit(n.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn written() -> Vec<u8> {
        let mut writer = PartWriter::new(Vec::new());
        let noise: Vec<u8> = (0..FRAME as u64 + 9).map(|n| (n * n % 251) as u8).collect();
        for (name, bytes, compressed) in
            [("files/a", &noise[..], false), ("files/b", &noise[..], true), ("files/c", &[][..], true)]
        {
            writer.begin(name, compressed).expect("begins");
            writer.add(bytes).expect("is added");
            writer.end().expect("ends");
        }
        writer.finish(BTreeMap::new()).expect("finishes").0
    }

    fn read(bytes: &[u8]) -> io::Result<Manifest> {
        let mut reader = PartReader::new(bytes);
        loop {
            if let Next::Manifest(manifest) = reader.next()? {
                return Ok(manifest);
            }
        }
    }

    #[test]
    fn parts_come_back_as_they_were_written() {
        let manifest = read(&written()).expect("can be read");
        let names: Vec<&str> = manifest.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["files/a", "files/b", "files/c"]);
        assert_eq!(manifest.parts[0].sha256, manifest.parts[1].sha256);
        assert_eq!(manifest.parts[2].bytes, 0);
    }

    #[test]
    fn a_changed_byte_or_a_cut_end_is_refused() {
        let whole = written();
        for at in (0..whole.len()).step_by(whole.len() / 97) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(read(&damaged).is_err(), "byte {at} changed");
            assert!(read(&whole[..at]).is_err(), "cut at {at}");
        }
        let mut longer = whole;
        longer.push(0);
        assert!(read(&longer).is_err(), "one byte more");
    }
}
