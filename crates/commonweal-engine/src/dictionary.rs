//! What a column's dictionary says before its rows are read.

use datafusion::parquet::basic::{Encoding, EncodingMask};
use datafusion::parquet::file::metadata::ColumnChunkMetaData;

/// Whether every value of a column stands in its dictionary. Where a dictionary grew too large, the rest of the values
/// stand on their own.
pub(crate) fn is_all_in_dictionary(column: &ColumnChunkMetaData) -> bool {
    let one = |mask: &EncodingMask| mask.is_only(Encoding::RLE_DICTIONARY) || mask.is_only(Encoding::PLAIN_DICTIONARY);
    column.dictionary_page_offset().is_some() && column.page_encoding_stats_mask().is_some_and(one)
}

/// The texts of a dictionary's page: each has its length before it.
pub(crate) fn texts(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        bytes = rest;
        Some(text)
    })
}
