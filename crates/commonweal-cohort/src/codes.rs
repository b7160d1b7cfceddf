//! From a code's text to the features its events touch, quickly.

use crate::fold::CodeRef;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// All codes of a program. A code's number is its place in text order, from 1.
#[derive(Debug, Clone, Default)]
pub(crate) struct CodeTable {
    /// Codes that are plain whole numbers (every SNOMED CT code is), by that number.
    numbers: HashMap<u64, u32, BuildHasherDefault<Spread>>,
    /// All others.
    texts: HashMap<String, u32>,
    /// Slots of each code, by its number less one.
    slots: Vec<Box<[usize]>>,
}

impl CodeTable {
    pub(crate) fn new(slots_of_codes: BTreeMap<&str, Vec<usize>>) -> Self {
        let mut table = Self::default();
        for (code, slots) in slots_of_codes {
            table.slots.push(slots.into_boxed_slice());
            let number = u32::try_from(table.slots.len()).expect("fewer than four thousand million codes");
            match whole_number(code) {
                Some(digits) => table.numbers.insert(digits, number),
                None => table.texts.insert(code.to_owned(), number),
            };
        }
        table
    }

    #[inline]
    pub(crate) fn find(&self, code: &str) -> CodeRef {
        let number = match whole_number(code) {
            Some(digits) => self.numbers.get(&digits),
            None => self.texts.get(code),
        };
        number.map_or(CodeRef::UNUSED, |number| CodeRef(*number))
    }

    /// The slots of a used code.
    #[inline]
    pub(crate) fn slots(&self, code: CodeRef) -> &[usize] {
        &self.slots[code.0 as usize - 1]
    }
}

/// The number a code writes, when exactly one text writes that number: digits, no leading zero, at most 19.
#[inline]
fn whole_number(code: &str) -> Option<u64> {
    let bytes = code.as_bytes();
    if bytes.is_empty() || bytes.len() > 19 || bytes[0] == b'0' {
        return None;
    }
    bytes.iter().try_fold(0u64, |number, byte| {
        byte.is_ascii_digit().then(|| number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0')))
    })
}

/// Spreads whole numbers over a hash table by one multiplication; our own codes need no defence against
/// chosen keys.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 divided by the golden ratio (Knuth), with the high bits folded down.
        let product = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}
