//! One page of a column, opened: which rows have a value, and any row's value.

use super::cell::{Cell, Long};
use super::delta::steps;
use super::hybrid::{Held, Hybrid};
use super::known::Known;
use super::presence::{Presence, look};
use super::unpack::{BEYOND, WANTED};
use crate::rows::{Run, place};
use datafusion::object_store::PutPayload;
use datafusion::parquet::basic::Encoding;
use datafusion::parquet::column::page::Page as RawPage;
use std::ops::Range;

/// Bytes as the decoders give them.
pub(super) type Bytes = <PutPayload as IntoIterator>::Item;

/// A page of values.
#[derive(Debug)]
pub(super) struct Page {
    presence: Presence,
    /// How many rows have a value.
    count: usize,
    values: Values,
    bytes: Bytes,
}

#[derive(Debug)]
enum Values {
    /// Numbers of entries of the dictionary.
    Keys(Hybrid),
    /// The values themselves, one after the other.
    Plain,
    /// Whole numbers as steps, not gone through yet.
    Steps,
    /// Whole numbers.
    Numbers(Vec<i64>),
}

impl Page {
    /// Opens a page of so many rows; none where it is not what a page of a flat column is.
    pub(super) fn open(page: RawPage, rows: usize, may_be_null: bool, is_bool: bool) -> Option<Self> {
        let (levels, bytes, encoding) = match page {
            RawPage::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
                let many = num_values as usize;
                let size = match may_be_null {
                    _ if many != rows => return None,
                    false => 0,
                    true if def_level_encoding == Encoding::RLE => u32::from_le_bytes(*buf.first_chunk()?) as usize,
                    true => return None,
                };
                let start = if may_be_null { 4 } else { 0 };
                let end = size.checked_add(start).filter(|end| *end <= buf.len())?;
                (buf.slice(start..end), buf.slice(end..), encoding)
            }
            RawPage::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let size = def_levels_byte_len as usize;
                if num_values as usize != rows || rep_levels_byte_len != 0 || size > buf.len() {
                    return None;
                }
                (buf.slice(..size), buf.slice(size..), encoding)
            }
            RawPage::DictionaryPage { .. } => return None,
        };
        let presence = if may_be_null { Presence::of_levels(&levels, rows)? } else { Presence::All };
        let count = presence.values(rows);
        let (values, bytes) = match encoding {
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => match bytes.split_first() {
                Some((width, keys)) if *width <= 32 => {
                    (Values::Keys(Hybrid::find(keys, u32::from(*width), count)?), bytes.slice(1..))
                }
                None if count == 0 => (Values::Plain, bytes),
                _ => return None,
            },
            Encoding::RLE if is_bool => {
                let size = u32::from_le_bytes(*bytes.first_chunk()?) as usize;
                let bytes = bytes.slice(4..size.checked_add(4).filter(|end| *end <= bytes.len())?);
                (Values::Keys(Hybrid::find(&bytes, 1, count)?), bytes)
            }
            Encoding::PLAIN => (Values::Plain, bytes),
            Encoding::DELTA_BINARY_PACKED => (Values::Steps, bytes),
            _ => return None,
        };
        Some(Self { presence, count, values, bytes })
    }

    /// Whose the rows are, as a column says that has a number in each row.
    pub(super) fn runs(&mut self, rows: usize, dictionary: &[i64]) -> Option<Vec<Run>> {
        if self.count != rows {
            return None;
        }
        let (mut runs, mut end) = (Vec::<Run>::new(), 0);
        let mut add = |id: i64, many: usize| {
            end += many;
            match runs.last_mut() {
                Some(run) if run.id == id => run.end = end,
                _ => runs.push(Run { id, end }),
            }
        };
        match self.values {
            Values::Steps => {
                let mut id = 0_i64;
                steps(&self.bytes, rows, |step, many| match step {
                    0 => add(id, many),
                    _ => (0..many).for_each(|_| {
                        id = id.wrapping_add(step);
                        add(id, 1);
                    }),
                })?;
            }
            _ => {
                let (all, mut ids) = (0..place(rows), Vec::new());
                self.copy::<Long>(&all.collect::<Vec<_>>(), 0, dictionary, &mut ids)?;
                ids.into_iter().for_each(|id| add(id, 1));
            }
        }
        Some(runs)
    }

    /// Adds the values of some rows, which ascend: numbers from the row `before` on. None where the page does not hold
    /// them.
    pub(super) fn copy<C: Cell>(
        &mut self,
        rows: &[u32],
        before: usize,
        dictionary: &[C::Value],
        out: &mut Vec<C::Value>,
    ) -> Option<()> {
        if let Values::Steps = self.values {
            self.go_through_steps()?;
        }
        let mut whole = true;
        let mut value_if = |has: bool, found: Option<C::Value>| {
            whole &= found.is_some() | !has;
            C::value_if(has, found.unwrap_or(C::NULL))
        };
        let bytes = &*self.bytes;
        let places = rows.iter().map(|row| self.presence.look(before + *row as usize));
        match (&self.values, &self.presence) {
            (Values::Keys(keys), Presence::All) => {
                keys.copy(bytes, rows, before, |key| value_if(true, dictionary.get(key as usize).copied()), out)?;
            }
            (Values::Keys(keys), Presence::Some(words)) => {
                let places = rows.iter().map(|row| look(words, before + *row as usize));
                let first = rows.first().map_or(0, |row| look(words, before + *row as usize).0);
                let mut keys = keys.reader(bytes, first);
                out.extend(places.map(|(place, has)| {
                    // Where a row has no value, this is the next one's.
                    let key = keys.get(place).unwrap_or(u32::MAX);
                    value_if(has, dictionary.get(key as usize).copied())
                }));
            }
            (Values::Plain, _) => out.extend(places.map(|(place, has)| value_if(has, C::plain(bytes, place)))),
            (Values::Numbers(numbers), _) => {
                let number = |place| numbers.get(place).copied().and_then(C::whole);
                out.extend(places.map(|(place, has)| value_if(has, number(place))));
            }
            (Values::Steps, _) => unreachable!("they were just gone through"),
        }
        whole.then_some(())
    }

    fn go_through_steps(&mut self) -> Option<()> {
        let (mut numbers, mut last) = (Vec::new(), 0_i64);
        steps(&self.bytes, self.count, |step, many| {
            numbers.extend((0..many).map(|_| {
                last = last.wrapping_add(step);
                last
            }));
        })?;
        self.values = Values::Numbers(numbers);
        Some(())
    }

    /// The rows of a range whose key stands for a wanted text, as places from its start on.
    pub(super) fn wanted(&mut self, rows: Range<usize>, known: &mut Known, chosen: &mut Vec<u32>) -> Option<()> {
        chosen.clear();
        let Values::Keys(keys) = &self.values else {
            return (self.count == 0).then_some(());
        };
        if !matches!(self.presence, Presence::All) {
            let mut keys = keys.reader(&self.bytes, self.presence.look(rows.start).0);
            for (row, number) in rows.zip(0..) {
                if let (place, true) = self.presence.look(row)
                    && known.is_wanted(keys.get(place)?)?
                {
                    chosen.push(number);
                }
            }
            return Some(());
        }
        let known = known.of_width(keys.width());
        chosen.resize(rows.len() + 8, 0);
        let (mut row, mut count) = (rows.start, 0);
        for stretch in keys.from(row) {
            let end = stretch.end.min(rows.end);
            match stretch.held {
                Held::One(key) => match *known.get(key as usize)? {
                    BEYOND => return None,
                    is => {
                        let out = chosen[count..].iter_mut().zip(place(row - rows.start)..place(end - rows.start));
                        count += if is == WANTED { out.map(|(out, number)| *out = number).count() } else { 0 };
                    }
                },
                Held::Packed(first) => {
                    count += keys.wanted(&self.bytes, first, row..end, rows.start, known, &mut chosen[count..])?;
                }
            }
            row = end;
            if row == rows.end {
                break;
            }
        }
        chosen.truncate(count);
        (row == rows.end).then_some(())
    }
}
