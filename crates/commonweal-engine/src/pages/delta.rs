//! Whole numbers kept as steps from one to the next (`DELTA_BINARY_PACKED`).
//!
//! Numbers of people are kept so: most steps are 0, and stretches without a step are passed over as a whole.

use super::varint::{signed, varint};

/// Blocks are of 128 or 256 numbers; what claims to have more than this is damaged.
const LARGEST_BLOCK: usize = 1 << 20;

/// Goes through `count` numbers: `visit` is told the first, as a step from 0, then each step and how often it is taken.
/// None where the bytes do not hold so many.
pub(super) fn steps(bytes: &[u8], count: usize, mut visit: impl FnMut(i64, usize)) -> Option<()> {
    let mut at = 0;
    let block = usize::try_from(varint(bytes, &mut at)?).ok().filter(|block| *block <= LARGEST_BLOCK)?;
    let parts = usize::try_from(varint(bytes, &mut at)?).ok().filter(|parts| *parts > 0)?;
    let all = usize::try_from(varint(bytes, &mut at)?).ok()?;
    let first = signed(bytes, &mut at)?;
    let size = block / parts;
    if all != count || size == 0 || !size.is_multiple_of(8) || !block.is_multiple_of(parts) {
        return None;
    }
    if count > 0 {
        visit(first, 1);
    }
    let mut left = count.saturating_sub(1);
    while left > 0 {
        let least = signed(bytes, &mut at)?;
        let widths = bytes.get(at..at.checked_add(parts)?)?;
        at += parts;
        for width in widths {
            let many = left.min(size);
            if many == 0 {
                break;
            }
            let end = at.checked_add(usize::from(*width) * (size / 8))?;
            let packed = Packed { bytes: bytes.get(at..end)?, width: u32::from(*width) };
            at = end;
            match packed.width {
                0 => visit(least, many),
                1..=64 if least == 0 => packed.steps(many, &mut visit),
                1..=64 => (0..many).for_each(|place| visit(least.wrapping_add(packed.get(place)), 1)),
                _ => return None,
            }
            left -= many;
        }
    }
    Some(())
}

struct Packed<'b> {
    bytes: &'b [u8],
    width: u32,
}

impl Packed<'_> {
    fn get(&self, place: usize) -> i64 {
        let bit = place * self.width as usize;
        let mask = u64::MAX >> (u64::BITS - self.width);
        if self.width <= 56 {
            return (self.word(bit / 8) >> (bit % 8) & mask).cast_signed();
        }
        let bytes = &self.bytes[bit / 8..];
        let word = match bytes.first_chunk() {
            Some(word) => u128::from_le_bytes(*word),
            None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte)),
        };
        ((word >> (bit % 8)) as u64 & mask).cast_signed()
    }

    /// Visits the numbers, those that are 0 together.
    fn steps(&self, many: usize, visit: &mut impl FnMut(i64, usize)) {
        let mut place = 0;
        while place < many {
            let next = self.next_set(place).min(many);
            if place < next {
                visit(0, next - place);
            }
            if next < many {
                visit(self.get(next), 1);
            }
            place = next + 1;
        }
    }

    /// The first place from this on whose number is not 0, or one beyond the last.
    fn next_set(&self, place: usize) -> usize {
        let bit = place * self.width as usize;
        let mut at = bit / 8;
        // Of the first byte, the bits before are those of the number before.
        let mut word = self.word(at) & (u64::MAX << (bit % 8));
        while word == 0 {
            at += 8;
            if at >= self.bytes.len() {
                return usize::MAX;
            }
            word = self.word(at);
        }
        let set = at * 8 + word.trailing_zeros() as usize;
        // Shorter numbers are divided sooner; a block has fewer than four billion bits.
        (set as u32 / self.width) as usize
    }

    #[inline]
    fn word(&self, at: usize) -> u64 {
        let bytes = self.bytes.get(at..).unwrap_or_default();
        match bytes.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use datafusion::parquet::basic::{Compression, Encoding};
    use datafusion::parquet::column::page::Page;
    use datafusion::parquet::data_type::Int64Type;
    use datafusion::parquet::file::properties::WriterProperties;
    use datafusion::parquet::file::reader::{FileReader, SerializedFileReader};
    use datafusion::parquet::file::writer::SerializedFileWriter;
    use datafusion::parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// The page that the numbers become.
    fn page(numbers: &[i64]) -> Vec<u8> {
        let schema = parse_message_type("message m { required int64 n; }").unwrap();
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(false)
            .set_encoding(Encoding::DELTA_BINARY_PACKED)
            .set_compression(Compression::UNCOMPRESSED);
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties.build())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(numbers, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        let bytes = writer.into_inner().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(file.path()).unwrap()).unwrap();
        let mut pages = reader.get_row_group(0).unwrap().get_column_page_reader(0).unwrap();
        let Some(Page::DataPage { buf, .. }) = pages.get_next_page().unwrap() else { panic!("a page of values") };
        buf.to_vec()
    }

    fn numbers(bytes: &[u8], count: usize) -> Option<Vec<i64>> {
        let (mut numbers, mut last) = (Vec::new(), 0_i64);
        steps(bytes, count, |step, many| {
            for _ in 0..many {
                last = last.wrapping_add(step);
                numbers.push(last);
            }
        })?;
        Some(numbers)
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were_written(
            numbers_of in prop_oneof![
                prop::collection::vec((0_i64..50, 1_usize..90), 1..20),
                prop::collection::vec((any::<i64>(), 1_usize..3), 1..400),
            ],
            falls in any::<bool>(),
        ) {
            let mut wanted = Vec::new();
            let mut last = 7_i64;
            for (step, many) in numbers_of {
                last = if falls { last.wrapping_sub(step) } else { last.wrapping_add(step) };
                wanted.extend(std::iter::repeat_n(last, many));
            }
            let page = page(&wanted);
            prop_assert_eq!(numbers(&page, wanted.len()).unwrap(), wanted.clone());
            prop_assert_eq!(numbers(&page, wanted.len() + 1), None);
        }

        #[test]
        fn damaged_numbers_are_refused_or_read_and_never_a_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            count in 0_usize..500,
        ) {
            if let Some(found) = numbers(&bytes, count) {
                prop_assert_eq!(found.len(), count);
            }
        }
    }
}
