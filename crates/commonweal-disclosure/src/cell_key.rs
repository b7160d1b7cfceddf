//! Noise that is the same for the same people: the cell key method, for an analysts' table builder.
//!
//! Everybody has a record key from a keyed hash of their pseudonym; the sum of the record keys of a cell, modulo 256, is its
//! cell key; a table gives the noise for the count and the cell key. So a cell gets the same noise in every table and on
//! every repeat, and averaging repeats does not wash it out. Source: Fraser and Wooton, *A proposed method for
//! confidentialising tabular output to protect against differencing*, Joint UNECE/Eurostat work session, 2005; the table is
//! this product's own.
//!
//! It supplements the fixed lattice and the minimum difference of [`crate::containment`]; it never replaces them.

use crate::rules::{CellDecision, rule_cell};
use commonweal_model::DataClass;
use sha2::{Digest, Sha256};

/// Counts up to here have a row of their own.
pub const LAST_OWN_ROW: u64 = 750;

/// Larger counts share so many rows, the last ones.
pub const SHARED_ROWS: u64 = 250;

/// Smaller counts get no noise: rule 2.2 withholds them, and none stays none.
pub const LEAST_COUNT_WITH_NOISE: u64 = 10;

/// The noise and how many of the 256 cell keys it has: mean 0, variance 310/256.
pub const NOISE: [(i64, u16); 5] = [(-2, 26), (-1, 51), (0, 102), (1, 51), (2, 26)];

/// The secret of record keys: 32 bytes or more from a secret provider, one for each domain of pseudonyms. Its `Debug` tells
/// nothing.
#[derive(Clone)]
pub struct NoiseKey {
    inner: Sha256,
    outer: Sha256,
}

impl std::fmt::Debug for NoiseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[noise key]")
    }
}

/// The block size of SHA-256, in bytes.
const BLOCK: usize = 64;

impl NoiseKey {
    /// The key from its secret.
    pub fn new(secret: &[u8]) -> Self {
        let mut block = [0_u8; BLOCK];
        if secret.len() > BLOCK {
            block[..32].copy_from_slice(&Sha256::digest(secret));
        } else {
            block[..secret.len()].copy_from_slice(secret);
        }
        let with = |pad: u8| Sha256::new_with_prefix(block.map(|byte| byte ^ pad));
        Self { inner: with(0x36), outer: with(0x5c) }
    }

    /// The record key of a person: the first byte of HMAC-SHA256 (RFC 2104) of the pseudonym.
    pub fn record_key(&self, pseudonym: &[u8]) -> u8 {
        self.hmac(pseudonym)[0]
    }

    fn hmac(&self, message: &[u8]) -> [u8; 32] {
        let inner = self.inner.clone().chain_update(message).finalize();
        self.outer.clone().chain_update(inner).finalize().into()
    }
}

/// The people of a cell: how many, and the sum of their record keys. Cells of different people add up.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyedCount {
    count: u64,
    key: u8,
}

impl std::fmt::Debug for KeyedCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyedCount").finish_non_exhaustive()
    }
}

impl KeyedCount {
    /// One more person.
    pub fn add(&mut self, record_key: u8) {
        self.count = self.count.saturating_add(1);
        self.key = self.key.wrapping_add(record_key);
    }

    /// The people of another cell, none of whom is in this one.
    pub fn join(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.key = self.key.wrapping_add(other.key);
    }

    /// The count with its noise.
    pub fn with_noise(self) -> u64 {
        self.count.saturating_add_signed(noise(row(self.count), self.key))
    }
}

/// The row of a count.
///
/// ```
/// use commonweal_disclosure::cell_key::row;
/// assert_eq!([0, 9, 750, 751, 1_000, 1_001].map(row), [0, 9, 750, 501, 750, 501]);
/// ```
pub fn row(count: u64) -> u64 {
    if count <= LAST_OWN_ROW { count } else { (count - 1) % SHARED_ROWS + LAST_OWN_ROW - SHARED_ROWS + 1 }
}

/// The noise for a row and a cell key.
pub fn noise(row: u64, cell_key: u8) -> i64 {
    if row < LEAST_COUNT_WITH_NOISE {
        return 0;
    }
    let mut left = u16::from(cell_key);
    for (noise, keys) in NOISE {
        match left.checked_sub(keys) {
            Some(rest) => left = rest,
            None => return noise,
        }
    }
    0
}

/// Rule 2.2 on a count among people, both with their noise. A count that noise lifted above its people is as many as they
/// are, and is judged so.
pub fn rule_keyed_cell(count: KeyedCount, people: KeyedCount, class: DataClass) -> CellDecision {
    let (n, d) = (count.with_noise(), people.with_noise());
    // Everybody is everybody with noise too: the same people have the same key.
    let most = if count.count < people.count { d.saturating_sub(1) } else { d };
    rule_cell(n.min(most), d, class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_keyed_hash_gives_the_published_vectors() {
        // RFC 4231, cases 1, 2 and 6 (a key longer than a block).
        for (key, message, begins) in [
            (&[0x0b_u8; 20][..], &b"Hi There"[..], "b0344c61d8db38535ca8afceaf0bf12b"),
            (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c7"),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f",
            ),
        ] {
            assert!(hex(&NoiseKey::new(key).hmac(message)).starts_with(begins));
        }
    }
}
