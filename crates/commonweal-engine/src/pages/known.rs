//! Which entries of a column's dictionary are wanted.

use super::unpack::{BEYOND, WANTED, WIDEST};
use commonweal_cohort::evaluate::NULL_TEXT;

/// What is known of the keys of a dictionary, each a byte: wanted, not wanted, or beyond its entries.
#[derive(Debug, Default)]
pub(super) struct Known {
    keys: Vec<u8>,
    entries: usize,
}

impl Known {
    /// From the numbers of the dictionary's texts: those not wanted have none.
    pub(super) fn of(symbols: &[u32]) -> Self {
        let keys = symbols.iter().map(|symbol| if *symbol == NULL_TEXT { 0 } else { WANTED }).collect();
        Self { keys, entries: symbols.len() }
    }

    /// Whether this is of a dictionary of so many texts.
    pub(super) fn is_of(&self, texts: usize) -> bool {
        self.entries == texts
    }

    /// Whether a key is wanted; none where it is of no entry.
    pub(super) fn is_wanted(&self, key: u32) -> Option<bool> {
        self.keys[..self.entries].get(key as usize).map(|is| *is == WANTED)
    }

    /// What is known of every number of so many bits, or, where these are many, of the entries alone.
    pub(super) fn of_width(&mut self, width: u32) -> &[u8] {
        let all = 1 << width.min(WIDEST);
        if self.keys.len() < all {
            self.keys.resize(all, BEYOND);
        }
        &self.keys
    }
}
