//! Does this text of Thrift's compact encoding hold together? Parquet keeps its lists of contents so. Nothing is kept
//! here: what does not hold together is refused before a decoder asks for the memory that it claims.

/// Structures inside structures; Parquet has fewer than ten.
const DEEPEST: u8 = 32;

/// A step through a structure; its methods give none where the bytes do not hold together.
#[derive(Debug)]
pub(crate) struct Walk<'b> {
    bytes: &'b [u8],
    depth: u8,
}

/// What a field holds, as far as anybody here asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// A whole number.
    Number(i64),
    /// A structure, whose fields follow: step into it or over it.
    Structure,
    /// Anything else; it has been stepped over.
    Other,
}

impl<'b> Walk<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, depth: 0 }
    }

    /// The bytes not stepped over yet.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len()
    }

    /// Steps over a structure.
    pub(crate) fn structure(&mut self) -> Option<()> {
        let mut field = 0;
        self.enter()?;
        while let Some((_, held)) = self.field(&mut field)? {
            if held == Held::Structure {
                self.structure()?;
            }
        }
        Some(())
    }

    /// Begins a structure, whose fields [`Walk::field`] then gives.
    pub(crate) fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    /// The next field's number and what it holds; nothing at the end of the structure. `last` is the number of the field
    /// before, 0 at the beginning.
    pub(crate) fn field(&mut self, last: &mut i64) -> Option<Option<(i64, Held)>> {
        let head = self.byte()?;
        if head == 0 {
            self.depth -= 1;
            return Some(None);
        }
        *last = match head >> 4 {
            0 => zigzag(self.number()?),
            step => *last + i64::from(step),
        };
        let held = match head & 15 {
            4..=6 => Held::Number(zigzag(self.number()?)),
            12 => Held::Structure,
            kind => {
                self.value(kind)?;
                Held::Other
            }
        };
        Some(Some((*last, held)))
    }

    fn value(&mut self, kind: u8) -> Option<()> {
        match kind {
            1 | 2 => Some(()),
            3 => self.skip(1),
            4..=6 => self.number().map(drop),
            7 => self.skip(8),
            8 => {
                let length = self.number()?;
                self.skip(length)
            }
            9 | 10 => self.list(),
            12 => self.structure(),
            _ => None,
        }
    }

    /// Every element takes a byte or more, so a list cannot be longer than what is left.
    fn list(&mut self) -> Option<()> {
        let head = self.byte()?;
        let length = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
        if length > self.bytes.len() as u64 {
            return None;
        }
        for _ in 0..length {
            match head & 15 {
                1 | 2 => self.skip(1)?,
                kind => self.value(kind)?,
            }
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for place in 0..10 {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << (7 * place);
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(length).ok()?..)?;
        Some(())
    }
}

fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds_together(bytes: &[u8]) -> bool {
        Walk::new(bytes).structure().is_some()
    }

    #[test]
    fn a_list_longer_than_the_bytes_that_are_left_is_refused() {
        assert!(holds_together(&[0x19, 0x2c, 0x00, 0x00, 0x00]), "a list of two empty structures");
        assert!(!holds_together(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00]), "a list of two thousand million");
        assert!(!holds_together(&[0x18, 0x7f, 0x00]), "a text longer than the file");
        assert!(!holds_together(&[0x1c; 1000]), "structures without end");
        assert!(!holds_together(&[0x1b, 0x00]), "a map, which the format does not have");
    }

    #[test]
    fn fields_have_their_numbers_and_numbers_their_signs() {
        let mut walk = Walk::new(&[0x15, 0x06, 0x25, 0x01, 0x05, 0x28, 0x04, 0x00]);
        let mut last = 0;
        walk.enter().unwrap();
        assert_eq!(walk.field(&mut last), Some(Some((1, Held::Number(3)))));
        assert_eq!(walk.field(&mut last), Some(Some((3, Held::Number(-1)))));
        assert_eq!(walk.field(&mut last), Some(Some((20, Held::Number(2)))));
        assert_eq!(walk.field(&mut last), Some(None));
    }
}
