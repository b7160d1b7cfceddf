//! Which rows of a page have a value, and the how-manieth value it is.

use super::hybrid::{Held, Hybrid};

/// Which rows of a page have a value.
#[derive(Debug)]
pub(super) enum Presence {
    /// All of them.
    All,
    Some(Vec<Word>),
}

/// Sixty-four rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// A bit for each row, set where it has a value.
    bits: u64,
    /// How many values stand before these rows.
    before: usize,
}

impl Presence {
    /// From the levels of a column that has a value or none; nothing where these are not levels of so many rows.
    pub(super) fn of_levels(bytes: &[u8], rows: usize) -> Option<Self> {
        let levels = Hybrid::find(bytes, 1, rows)?;
        if levels.is_all(1) {
            return Some(Self::All);
        }
        let mut words = vec![Word::default(); rows.div_ceil(64)];
        let mut row = 0;
        for stretch in levels.stretches() {
            match stretch.held {
                Held::One(0) => {}
                Held::One(1) => set_all(&mut words, row, stretch.end),
                Held::One(_) => return None,
                Held::Packed(first) => {
                    for from in (row..stretch.end).step_by(64) {
                        let many = (stretch.end - from).min(64);
                        set(&mut words, from, bits_at(bytes, first.wrapping_add(from), many));
                    }
                }
            }
            row = stretch.end;
        }
        let mut before = 0;
        for word in &mut words {
            word.before = before;
            before += word.bits.count_ones() as usize;
        }
        Some(Self::Some(words))
    }

    /// How many of so many rows have a value.
    pub(super) fn values(&self, rows: usize) -> usize {
        match self {
            Self::All => rows,
            Self::Some(words) => words.last().map_or(0, |word| word.before + word.bits.count_ones() as usize),
        }
    }

    /// How many values stand before a row's own, and whether it has one.
    #[inline]
    pub(super) fn look(&self, row: usize) -> (usize, bool) {
        match self {
            Self::All => (row, true),
            Self::Some(words) => look(words, row),
        }
    }
}

/// How many values stand before a row's own, and whether it has one.
#[inline]
pub(super) fn look(words: &[Word], row: usize) -> (usize, bool) {
    let (word, bit) = (words.get(row / 64).copied().unwrap_or_default(), row % 64);
    let below = word.bits & ((1 << bit) - 1);
    (word.before + below.count_ones() as usize, word.bits >> bit & 1 == 1)
}

fn set_all(words: &mut [Word], mut row: usize, end: usize) {
    while row < end {
        let many = (end - row).min(64 - row % 64);
        set(words, row, u64::MAX >> (64 - many));
        row += many;
    }
}

/// Sets the bits of up to 64 rows from one on.
fn set(words: &mut [Word], row: usize, bits: u64) {
    let shift = row % 64;
    words[row / 64].bits |= bits << shift;
    if shift > 0
        && let Some(next) = words.get_mut(row / 64 + 1)
    {
        next.bits |= bits >> (64 - shift);
    }
}

/// So many bits, at most 64, from one on.
fn bits_at(bytes: &[u8], bit: usize, many: usize) -> u64 {
    let bytes = bytes.get(bit / 8..).unwrap_or_default();
    let word = match bytes.first_chunk() {
        Some(word) => u128::from_le_bytes(*word),
        None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte)),
    };
    (word >> (bit % 8)) as u64 & (u64::MAX >> (64 - many))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Levels as a writer may give them: stretches of one level, and packed groups of eight.
    fn levels(stretches: &[(bool, usize, Vec<u8>)]) -> (Vec<u8>, Vec<bool>) {
        let (mut bytes, mut has) = (Vec::new(), Vec::new());
        for (one, many, packed) in stretches {
            bytes.extend([((many % 60) << 1) as u8 + 2, u8::from(*one)]);
            has.extend(std::iter::repeat_n(*one, many % 60 + 1));
            if !packed.is_empty() {
                bytes.push((packed.len() << 1) as u8 | 1);
                bytes.extend(packed);
                has.extend(packed.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)));
            }
        }
        (bytes, has)
    }

    proptest! {
        #[test]
        fn a_rows_value_is_found_behind_those_of_the_rows_before(
            stretches in prop::collection::vec(
                (any::<bool>(), 0_usize..60, prop::collection::vec(any::<u8>(), 0..40)), 1..12,
            ),
            cut in 0_usize..7,
        ) {
            let (bytes, mut has) = levels(&stretches);
            if !stretches.last().unwrap().2.is_empty() {
                has.truncate(has.len() - cut);
            }
            let presence = Presence::of_levels(&bytes, has.len()).unwrap();
            let mut values = 0;
            for (row, has) in has.iter().enumerate() {
                prop_assert_eq!(presence.look(row), (values, *has), "row {}", row);
                values += usize::from(*has);
            }
            prop_assert_eq!(presence.values(has.len()), values);
        }
    }

    #[test]
    fn levels_that_no_such_column_has_are_refused() {
        assert!(Presence::of_levels(&[4, 3], 2).is_none());
        assert!(Presence::of_levels(&[4, 1], 3).is_none());
        assert!(matches!(Presence::of_levels(&[4, 1], 2), Some(Presence::All)));
    }
}
