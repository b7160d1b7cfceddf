//! Sealed streams: a backup of any size, closed so that a flipped, missing, doubled or moved byte is refused before it is
//! used.
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015): chunks of a mebibyte, each sealed by
//! ChaCha20-Poly1305 under a key of this stream alone, with the chunk's number and a mark on the last one as its nonce.
//! The key of the stream is HMAC-SHA256 of a random salt and the header under the installation's key, so that no two
//! streams share a nonce and no header can be changed.
//!
//! ```text
//! "CWSEAL01" | key id, 16 bytes | salt, 32 bytes | header length, 4 bytes, big end first | header
//! then for each chunk: 4 bytes length of what is sealed, with the highest bit set on the last | sealed bytes
//! ```

use crate::keys::Key;
use crate::seal::cipher;
use crate::secret::random_bytes;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::io::{self, Read, Write};

const MAGIC: &[u8; 8] = b"CWSEAL01";
const CHUNK: usize = 1 << 20;
const TAG: usize = 16;
const LAST: u32 = 1 << 31;
const MOST_HEADER: usize = 64 * 1024;

/// Seals what is written to it. Without [`SealWriter::finish`] the stream has no end and does not open.
pub struct SealWriter<W: Write> {
    inner: W,
    cipher: ChaCha20Poly1305,
    chunk: Vec<u8>,
    number: u64,
}

impl<W: Write> SealWriter<W> {
    /// Begins a stream. Anybody can read the header; nobody can change it.
    ///
    /// # Errors
    /// What `inner` says; `InvalidInput` for a header above 64 KiB.
    pub fn new(mut inner: W, key: &Key, header: &[u8]) -> io::Result<Self> {
        if header.len() > MOST_HEADER {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the header of a sealed stream has at most 64 KiB",
            ));
        }
        let salt = random_bytes::<32>();
        inner.write_all(MAGIC)?;
        inner.write_all(key.id().as_bytes())?;
        inner.write_all(&salt)?;
        inner.write_all(&(header.len() as u32).to_be_bytes())?;
        inner.write_all(header)?;
        let cipher = cipher(&stream_key(key, &salt, header));
        Ok(Self { inner, cipher, chunk: Vec::with_capacity(CHUNK + TAG), number: 0 })
    }

    /// Seals the last chunk and gives back what was written to.
    ///
    /// # Errors
    /// What `inner` says.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal_chunk(true)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn seal_chunk(&mut self, is_last: bool) -> io::Result<()> {
        seal_bytes(&self.cipher, self.number, is_last, &mut self.chunk)?;
        let length = self.chunk.len() as u32 | if is_last { LAST } else { 0 };
        self.inner.write_all(&length.to_be_bytes())?;
        self.inner.write_all(&self.chunk)?;
        self.chunk.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() == CHUNK {
            self.seal_chunk(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Passes on what is sealed; a chunk that is not full stays, so that chunks do not depend on who flushes.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Opens a sealed stream. No byte comes out of a chunk that was changed, and the end is the end that was written.
pub struct OpenReader<R: Read> {
    inner: R,
    cipher: ChaCha20Poly1305,
    header: Vec<u8>,
    chunk: Vec<u8>,
    place: usize,
    number: u64,
    is_over: bool,
}

impl<R: Read> OpenReader<R> {
    /// Reads the header. `key_of` is told which key is needed and gives it, if it has it.
    ///
    /// # Errors
    /// `InvalidData` with words for the reader: no sealed stream, another key, a changed header.
    pub fn new(mut inner: R, key_of: impl FnOnce(&str) -> Option<Key>) -> io::Result<Self> {
        let mut magic = [0; 8];
        read_exact(&mut inner, &mut magic)?;
        if &magic != MAGIC {
            return Err(invalid("this is not a backup that Commonweal made"));
        }
        let (mut id, mut salt, mut length) = ([0; 16], [0; 32], [0; 4]);
        read_exact(&mut inner, &mut id)?;
        read_exact(&mut inner, &mut salt)?;
        read_exact(&mut inner, &mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > MOST_HEADER {
            return Err(invalid("the header was changed"));
        }
        let mut header = vec![0; length];
        read_exact(&mut inner, &mut header)?;
        let id = String::from_utf8_lossy(&id).into_owned();
        let key = key_of(&id)
            .ok_or_else(|| invalid(&format!("it was sealed with key {id}, which is not among the keys given here")))?;
        if key.id() != id {
            return Err(changed());
        }
        let cipher = cipher(&stream_key(&key, &salt, &header));
        let mut reader = Self { inner, cipher, header, chunk: Vec::new(), place: 0, number: 0, is_over: false };
        // The first chunk vouches for the header before anybody acts on it.
        reader.open_chunk()?;
        Ok(reader)
    }

    /// The header, as it was written.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    fn open_chunk(&mut self) -> io::Result<()> {
        let mut length = [0; 4];
        read_exact(&mut self.inner, &mut length)?;
        let length = u32::from_be_bytes(length);
        let (is_last, length) = (length & LAST != 0, (length & !LAST) as usize);
        if !(TAG..=CHUNK + TAG).contains(&length) || (!is_last && length != CHUNK + TAG) {
            return Err(changed());
        }
        self.chunk.resize(length, 0);
        read_exact(&mut self.inner, &mut self.chunk)?;
        open_bytes(&self.cipher, self.number, is_last, &mut self.chunk)?;
        (self.place, self.number, self.is_over) = (0, self.number + 1, is_last);
        if is_last && self.inner.read(&mut [0])? != 0 {
            return Err(invalid("something was added after its end"));
        }
        Ok(())
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.place == self.chunk.len() {
            if self.is_over || out.is_empty() {
                return Ok(0);
            }
            if let Err(error) = self.open_chunk() {
                self.chunk.clear();
                self.place = 0;
                return Err(error);
            }
        }
        let taken = out.len().min(self.chunk.len() - self.place);
        out[..taken].copy_from_slice(&self.chunk[self.place..self.place + taken]);
        self.place += taken;
        Ok(taken)
    }
}

/// Apart from the writer, which is compiled wherever it is used: here the cipher is compiled once and as one piece.
fn seal_bytes(cipher: &ChaCha20Poly1305, number: u64, is_last: bool, chunk: &mut Vec<u8>) -> io::Result<()> {
    let sealed = cipher.encrypt_in_place(&nonce(number, is_last), &[], chunk);
    sealed.map_err(|_| io::Error::other("a chunk could not be sealed"))
}

/// The way back of [`seal_bytes`].
fn open_bytes(cipher: &ChaCha20Poly1305, number: u64, is_last: bool, chunk: &mut Vec<u8>) -> io::Result<()> {
    cipher.decrypt_in_place(&nonce(number, is_last), &[], chunk).map_err(|_| changed())
}

/// The number of the chunk and whether it is the last.
fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(is_last);
    Nonce::from(nonce)
}

fn stream_key(key: &Key, salt: &[u8], header: &[u8]) -> Key {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).expect("any length of key can be used");
    mac.update(b"commonweal stream key|");
    mac.update(salt);
    mac.update(header);
    Key::from_bytes(mac.finalize().into_bytes().into())
}

fn read_exact(inner: &mut impl Read, bytes: &mut [u8]) -> io::Result<()> {
    inner.read_exact(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => invalid("its end is missing"),
        _ => error,
    })
}

fn changed() -> io::Error {
    invalid("it was changed or damaged after it was made")
}

fn invalid(words: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words)
}
