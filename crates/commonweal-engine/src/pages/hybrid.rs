//! Small numbers as Parquet keeps them: stretches of one number, and stretches packed into as few bits as they need.
//!
//! Any number can be looked at without decoding those before it.

use super::unpack::{BEYOND, Found, WANTED, find};
use super::varint::varint;
use crate::rows::place;
use std::ops::Range;

/// The stretches of some packed numbers.
#[derive(Debug)]
pub(super) struct Hybrid {
    width: u32,
    stretches: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// The place after its last number.
    pub(super) end: usize,
    pub(super) held: Held,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Held {
    /// The same number all along.
    One(u32),
    /// Packed; the number of place 0 would begin at this bit, which may be before the first, modulo 2^64.
    Packed(usize),
}

/// Looks numbers up at places that never fall.
pub(super) struct Reader<'h> {
    width: u32,
    bytes: &'h [u8],
    /// The stretch that was looked at last, and those after it.
    stretches: &'h [Stretch],
}

impl Hybrid {
    /// Finds the stretches of `count` numbers of so many bits; none where the bytes do not hold so many.
    pub(super) fn find(bytes: &[u8], width: u32, count: usize) -> Option<Self> {
        let mut stretches = Vec::new();
        let (mut place, mut at) = (0, 0);
        while place < count {
            let head = usize::try_from(varint(bytes, &mut at)?).ok()?;
            let (held, many) = if head & 1 == 0 {
                let size = width.div_ceil(8) as usize;
                let value = bytes.get(at..at.checked_add(size)?)?;
                at += size;
                let number = value.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
                (Held::One(u32::try_from(number).ok()?), head >> 1)
            } else {
                let many = (head >> 1).checked_mul(8)?;
                let size = (head >> 1).checked_mul(width as usize)?.min(bytes.len() - at);
                let first = (at * 8).wrapping_sub(place.wrapping_mul(width as usize));
                at += size;
                // Some writers leave out what would only fill the last group of eight.
                (Held::Packed(first), if width == 0 { many } else { many.min(size * 8 / width as usize) })
            };
            if many == 0 {
                return None;
            }
            place = place.saturating_add(many).min(count);
            stretches.push(Stretch { end: place, held });
        }
        Some(Self { width, stretches })
    }

    /// Whether all numbers are this one.
    pub(super) fn is_all(&self, number: u32) -> bool {
        self.stretches.iter().all(|stretch| matches!(stretch.held, Held::One(one) if one == number))
    }

    /// Bits of a number.
    pub(super) fn width(&self) -> u32 {
        self.width
    }

    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// A reader of the same bytes, from a place on.
    pub(super) fn reader<'h>(&'h self, bytes: &'h [u8], place: usize) -> Reader<'h> {
        Reader { width: self.width, bytes, stretches: self.from(place) }
    }

    /// The stretches from that of a place on.
    pub(super) fn from(&self, place: usize) -> &[Stretch] {
        &self.stretches[self.stretches.partition_point(|stretch| stretch.end <= place)..]
    }

    /// Adds what the numbers of some places stand for, which ascend: places from `before` on. None where one is beyond the
    /// last.
    pub(super) fn copy<T: Copy>(
        &self,
        bytes: &[u8],
        mut places: &[u32],
        before: usize,
        mut value: impl FnMut(u32) -> T,
        out: &mut Vec<T>,
    ) -> Option<()> {
        let Some(first) = places.first() else { return Some(()) };
        for stretch in self.from(before + *first as usize) {
            let own = places.partition_point(|place| before + (*place as usize) < stretch.end);
            let (own, rest) = places.split_at(own);
            match stretch.held {
                Held::One(number) => out.extend(std::iter::repeat_n(value(number), own.len())),
                Held::Packed(first) => {
                    let number = |place: &u32| number_at(bytes, first, self.width, before + *place as usize);
                    out.extend(own.iter().map(|place| value(number(place))));
                }
            }
            places = rest;
            if places.is_empty() {
                return Some(());
            }
        }
        None
    }

    /// The wanted ones among the numbers of some places of a packed stretch; `known` tells it of each number. The places
    /// are counted from `before` on and come to stand first in `out`, which has room for all and eight more. Gives how many
    /// they are; none where a number has no entry.
    pub(super) fn wanted(
        &self,
        bytes: &[u8],
        first: usize,
        places: Range<usize>,
        before: usize,
        known: &[u8],
        out: &mut [u32],
    ) -> Option<usize> {
        let bit = first.wrapping_add(places.start.wrapping_mul(self.width as usize));
        let found = match bytes.get(bit / 8..) {
            Some(bytes) if bit.is_multiple_of(8) => {
                find(bytes, self.width, places.len(), known, place(places.start - before), out)
            }
            _ => Found::default(),
        };
        let (mut count, mut seen) = (found.wanted, found.seen);
        for at in places.start + found.looked..places.end {
            let is = *known.get(number_at(bytes, first, self.width, at) as usize)?;
            out[count] = place(at - before);
            count += usize::from(is == WANTED);
            seen |= is;
        }
        (seen & BEYOND == 0).then_some(count)
    }
}

impl Reader<'_> {
    /// The number at a place; none beyond the last.
    #[inline]
    pub(super) fn get(&mut self, place: usize) -> Option<u32> {
        let mut stretch = self.stretches.first()?;
        while place >= stretch.end {
            self.stretches = &self.stretches[1..];
            stretch = self.stretches.first()?;
        }
        Some(match stretch.held {
            Held::One(number) => number,
            Held::Packed(first) => number_at(self.bytes, first, self.width, place),
        })
    }
}

/// The packed number at a place; bits beyond the end are 0.
#[inline]
fn number_at(bytes: &[u8], first: usize, width: u32, place: usize) -> u32 {
    let bit = first.wrapping_add(place.wrapping_mul(width as usize));
    let word = match bytes.get(bit / 8..).and_then(<[u8]>::first_chunk) {
        Some(word) => u64::from_le_bytes(*word),
        None => last_word(bytes.get(bit / 8..).unwrap_or_default()),
    };
    (word >> (bit % 8)) as u32 & mask(width)
}

#[cold]
fn last_word(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

fn mask(width: u32) -> u32 {
    u32::MAX.checked_shr(32 - width).unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_at_any_place() {
        // Eight numbers of three bits, 0 to 7, as Parquet's own description packs them; then five times 6.
        let bytes = [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010, 10, 6];
        let hybrid = Hybrid::find(&bytes, 3, 13).unwrap();
        let mut reader = hybrid.reader(&bytes, 0);
        let found: Vec<u32> = (0..13).filter_map(|place| reader.get(place)).collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 5, 6, 7, 6, 6, 6, 6, 6]);
        assert_eq!(reader.get(13), None);
        assert_eq!(hybrid.reader(&bytes, 9).get(9), Some(6));
        let mut copied = Vec::new();
        assert!(hybrid.copy(&bytes, &[0, 2, 4, 7, 8], 3, |number| number + 10, &mut copied).is_some());
        assert_eq!(copied, [13, 15, 17, 16, 16]);
        assert!(hybrid.copy(&bytes, &[9, 10], 3, |number| number, &mut copied).is_none());
    }

    #[test]
    fn the_wanted_of_numbers_of_every_width_are_those_that_are_looked_up() {
        let random = |at: usize| (at as u32).wrapping_mul(2_654_435_769) >> 7;
        for width in 1..=18 {
            let mut bytes = vec![12 << 1 | 1];
            bytes.extend((0..12 * width as usize).map(|at| random(at) as u8));
            let hybrid = Hybrid::find(&bytes, width, 95).unwrap();
            let Held::Packed(first) = hybrid.stretches()[0].held else { panic!("packed") };
            let known: Vec<u8> = (0..1 << width).map(|number| u8::from(random(number) % 3 == 0)).collect();
            for places in [0..95, 8..90, 3..95, 0..5] {
                let before = places.start / 2;
                let mut out = vec![0; places.len() + 8];
                let count = hybrid.wanted(&bytes, first, places.clone(), before, &known, &mut out).unwrap();
                let mut reader = hybrid.reader(&bytes, places.start);
                let numbers: Vec<usize> = places.clone().map(|at| reader.get(at).unwrap() as usize).collect();
                let wanted = places.clone().zip(&numbers).filter(|(_, number)| known[**number] == WANTED);
                assert_eq!(out[..count], wanted.map(|(at, _)| place(at - before)).collect::<Vec<_>>(), "{width}");
                let mut known = known.clone();
                known[*numbers.last().unwrap()] = BEYOND;
                assert_eq!(hybrid.wanted(&bytes, first, places, before, &known, &mut out), None, "{width}");
            }
        }
    }

    #[test]
    fn bytes_that_hold_fewer_numbers_are_refused() {
        for (bytes, width, count) in [
            (&[][..], 3, 1),
            (&[0b11, 1, 2], 3, 8),
            (&[10], 3, 5),
            (&[10, 6], 3, 6),
            (&[0, 6], 3, 1),
            (&[1, 6], 3, 1),
            (&[0xff; 12], 3, 1),
        ] {
            assert!(Hybrid::find(bytes, width, count).is_none(), "{bytes:?}");
        }
        assert!(Hybrid::find(&[], 0, 0).is_some());
        assert!(Hybrid::find(&[16], 0, 8).unwrap().is_all(0));
    }
}
