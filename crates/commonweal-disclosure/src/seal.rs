//! The seal: a fingerprint of every byte of every row, in order.

use crate::record::{COLUMNS, Cell, ReleasedRecord};
use sha2::{Digest, Sha256};

/// SHA-256 of the rows in the order given, as hexadecimal text. Each cell is hashed with its kind and length, so that
/// no two different tables are the same bytes; numbers are hashed by their bits.
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(lower_95: Option<f64>, upper_95: Option<f64>, category_1: Option<&str>) -> ReleasedRecord {
        let text = String::new;
        ReleasedRecord {
            indicator_id: text(),
            series: text(),
            area_code: text(),
            area_type: text(),
            area_edition: text(),
            family: text(),
            dimension_1: None,
            category_1: category_1.map(str::to_owned),
            dimension_2: None,
            category_2: None,
            period: text(),
            period_start: date(2025, 9, 30),
            period_end: date(2025, 10, 1),
            period_kind: text(),
            statistic: text(),
            unit: text(),
            value: None,
            lower_95,
            upper_95,
            numerator: None,
            denominator: None,
            comparison: text(),
            benchmark: None,
            class: text(),
            withheld_reason: None,
            snapshot: None,
            index_date: None,
            definition_hash: text(),
            rules_version: text(),
            release_id: text(),
            released_at: text(),
        }
    }

    #[test]
    fn a_cell_moved_to_its_neighbour_breaks_the_seal() {
        let seal = |rows: &[ReleasedRecord]| seal_of(rows.iter());
        assert_ne!(seal(&[row(Some(1.0), None, None)]), seal(&[row(None, Some(1.0), None)]));
        assert_ne!(seal(&[row(None, None, Some(""))]), seal(&[row(None, None, None)]));
        assert_ne!(seal(&[row(Some(0.0), None, None)]), seal(&[row(Some(-0.0), None, None)]));
        let (one, other) = (row(Some(1.0), None, None), row(None, None, None));
        assert_ne!(seal(&[one.clone(), other.clone()]), seal(&[other, one]));
        assert_eq!(seal(&[]).len(), 64);
    }
}
