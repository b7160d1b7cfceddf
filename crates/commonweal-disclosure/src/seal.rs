//! The seal: a fingerprint of every byte of every row, in order.

use crate::record::{COLUMNS, Cell, ReleasedRecord};
use sha2::{Digest, Sha256};

/// SHA-256 of the rows in the order given, as hexadecimal text. Each cell is hashed with its kind and length, so that no two
/// different tables are the same bytes; numbers are hashed by their bits.
pub(crate) fn seal_of<'a>(rows: impl ExactSizeIterator<Item = &'a ReleasedRecord>) -> String {
    let mut bytes = Vec::with_capacity(1024);
    for column in COLUMNS {
        put(&mut bytes, b'c', column.as_bytes());
    }
    put(&mut bytes, b'r', &(rows.len() as u64).to_le_bytes());
    let mut hash = Sha256::new();
    for row in rows {
        for cell in row.cells() {
            match cell {
                Cell::Text(text) => put(&mut bytes, b't', text.as_bytes()),
                Cell::Number(number) => put(&mut bytes, b'f', &number.to_bits().to_le_bytes()),
                Cell::Whole(number) => put(&mut bytes, b'i', &number.to_le_bytes()),
                Cell::Day(day) => put(&mut bytes, b'd', day.to_string().as_bytes()),
                Cell::Empty => put(&mut bytes, b'0', &[]),
            }
        }
        hash.update(&bytes);
        bytes.clear();
    }
    hash.update(&bytes);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn put(bytes: &mut Vec<u8>, kind: u8, content: &[u8]) {
    bytes.push(kind);
    bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
    bytes.extend_from_slice(content);
}
