//! Texts as numbers, so that a column of texts is a column of small integers.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// The texts a worker has met, each with a number. Equal texts have equal numbers; the order of the numbers means
/// nothing. The numbers of one worker mean nothing to another.
///
/// # Example
/// ```
/// use commonweal_cohort::evaluate::Symbols;
/// let mut symbols = Symbols::default();
/// let asthma = symbols.intern("195967001");
/// assert_eq!(symbols.intern("195967001"), asthma);
/// assert_eq!(symbols.text(asthma), "195967001");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Symbols {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32, TextHash>,
}

/// Hashes short texts: eight bytes at a time, and no more of a promise than that they spread. Each table has its own, so
/// that nobody can know beforehand which texts fall together.
#[derive(Debug, Clone)]
struct TextHash(u64);

/// A hash on its way.
struct TextHasher(u64);

impl Default for TextHash {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for TextHash {
    type Hasher = TextHasher;

    fn build_hasher(&self) -> TextHasher {
        TextHasher(self.0)
    }
}

impl TextHasher {
    #[inline]
    fn add(&mut self, bits: u64) {
        // The golden ratio's digits; what a product carries over its 64 bits is folded back.
        let product = u128::from(self.0 ^ bits) * 0x9e37_79b9_7f4a_7c15;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}

impl Hasher for TextHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in words.by_ref() {
            self.add(u64::from_le_bytes(word.try_into().expect("eight bytes are a word")));
        }
        let rest = words.remainder().iter().fold(bytes.len() as u64, |rest, byte| rest << 8 | u64::from(*byte));
        self.add(rest);
    }

    #[inline]
    fn write_u8(&mut self, end: u8) {
        self.0 ^= u64::from(end);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Symbols {
    /// The number of a text.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let number = u32::try_from(self.texts.len()).expect("fewer texts than memory could hold");
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The number of a text, where it has one already.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text of a number given by [`Self::intern`].
    ///
    /// # Panics
    /// Where the number is of another worker, or is null.
    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// The same text, to be kept.
    pub(crate) fn shared_text(&self, number: u32) -> Arc<str> {
        Arc::clone(&self.texts[number as usize])
    }

    /// Forgets all texts but the first so many.
    pub(super) fn truncate(&mut self, count: usize) {
        for text in self.texts.drain(count.min(self.texts.len())..) {
            self.numbers.remove(&text);
        }
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_can_be_forgotten() {
        let mut symbols = Symbols::default();
        let [a, b] = ["a", "b"].map(|text| symbols.intern(text));
        symbols.truncate(1);
        assert_eq!((symbols.find("a"), symbols.find("b"), symbols.len()), (Some(a), None, 1));
        assert_eq!((symbols.intern("c"), symbols.text(b)), (b, "c"));
        symbols.truncate(5);
        assert_eq!(symbols.len(), 2);
    }
}
