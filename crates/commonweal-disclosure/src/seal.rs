//! The seal: a fingerprint of every byte of every row, in order.

use crate::record::{COLUMNS, Cell};
use sha2::{Digest, Sha256};

/// SHA-256 of rows in the order they are taken, as hexadecimal text. Each cell is hashed with its kind and length, so that
/// no two different tables are the same bytes; numbers are hashed by their bits. A cell that is that of the row above is
/// one byte, which a set of half a million rows has ten million of.
pub(crate) struct Sealing {
    hash: Sha256,
    bytes: Vec<u8>,
    /// The cell of each column in the row above.
    above: [Vec<u8>; COLUMNS.len()],
    rows: u64,
}

/// Stands for the cell above; no kind of cell has this letter.
const SAME: u8 = b'=';

impl Default for Sealing {
    fn default() -> Self {
        let mut bytes = Vec::with_capacity(1024);
        for column in COLUMNS {
            put(&mut bytes, b'c', column.as_bytes());
        }
        Self { hash: Sha256::new(), bytes, above: std::array::from_fn(|_| Vec::new()), rows: 0 }
    }
}

impl Sealing {
    /// Takes the cells of the next row.
    pub(crate) fn take(&mut self, row: [Cell<'_>; COLUMNS.len()]) {
        for (cell, above) in row.into_iter().zip(&mut self.above) {
            let start = self.bytes.len();
            let bytes = &mut self.bytes;
            match cell {
                Cell::Text(text) => put(bytes, b't', text.as_bytes()),
                Cell::Number(number) => put(bytes, b'f', &number.to_bits().to_le_bytes()),
                Cell::Whole(number) => put(bytes, b'i', &number.to_le_bytes()),
                Cell::Day(day) => {
                    let [first, second] = day.year().to_le_bytes();
                    let [month] = day.month().to_le_bytes();
                    let [of_month] = day.day().to_le_bytes();
                    put(bytes, b'd', &[first, second, month, of_month]);
                }
                Cell::Empty => put(bytes, b'0', &[]),
            }
            if self.bytes[start..] == above[..] {
                self.bytes.truncate(start);
                self.bytes.push(SAME);
            } else {
                above.clear();
                above.extend_from_slice(&self.bytes[start..]);
            }
        }
        self.rows += 1;
        self.hash.update(&self.bytes);
        self.bytes.clear();
    }

    pub(crate) fn finish(mut self) -> String {
        put(&mut self.bytes, b'r', &self.rows.to_le_bytes());
        self.hash.update(&self.bytes);
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The seal of rows in the order given.
pub(crate) fn seal_of<'a>(rows: impl Iterator<Item = [Cell<'a>; COLUMNS.len()]>) -> String {
    let mut sealing = Sealing::default();
    rows.for_each(|row| sealing.take(row));
    sealing.finish()
}

fn put(bytes: &mut Vec<u8>, kind: u8, content: &[u8]) {
    bytes.push(kind);
    bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
    bytes.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ReleasedRecord;
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
        let seal = |rows: &[ReleasedRecord]| seal_of(rows.iter().map(ReleasedRecord::cells));
        assert_ne!(seal(&[row(Some(1.0), None, None)]), seal(&[row(None, Some(1.0), None)]));
        assert_ne!(seal(&[row(None, None, Some(""))]), seal(&[row(None, None, None)]));
        assert_ne!(seal(&[row(Some(0.0), None, None)]), seal(&[row(Some(-0.0), None, None)]));
        let (one, other) = (row(Some(1.0), None, None), row(None, None, None));
        assert_ne!(seal(&[one.clone(), other.clone()]), seal(&[other, one]));
        assert_eq!(seal(&[]).len(), 64);
        // A cell that repeats the one above is not one that is missing, nor the sign it is written with.
        let (above, named) = (row(None, None, Some("a")), row(None, None, Some("=")));
        assert_ne!(seal(&[above.clone(), above.clone()]), seal(&[above.clone(), named]));
        assert_ne!(seal(&[above.clone(), above.clone()]), seal(&[above.clone(), row(None, None, None)]));
        assert_ne!(seal(&[above.clone(), above.clone()]), seal(&[above]));
    }
}
