//! What a page's bytes mean, for each type of column.

use crate::decoded::DAYS;
use commonweal_cohort::evaluate::{NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT};

/// A type of values.
pub(super) trait Cell {
    /// As columns hold it.
    type Value: Copy;
    /// What stands for no value.
    const NULL: Self::Value;
    /// The value at a place of bytes that hold one after the other.
    fn plain(bytes: &[u8], place: usize) -> Option<Self::Value>;
    /// The value that a whole number is; none where the type is not of whole numbers.
    fn whole(_: i64) -> Option<Self::Value> {
        None
    }
    /// The value, if there is one. Which rows have one cannot be foretold, so this should be no branch.
    fn value_if(has: bool, value: Self::Value) -> Self::Value {
        if has { value } else { Self::NULL }
    }
}

/// 64-bit whole numbers.
pub(super) struct Long;
/// 32-bit whole numbers.
pub(super) struct Short;
/// Floating-point numbers.
pub(super) struct Real;
/// Days since 1970.
pub(super) struct Day;
/// True or false, a bit each.
pub(super) struct Claim;
/// Texts, which are always numbers of a dictionary.
pub(super) struct Text;

fn number<const SIZE: usize>(bytes: &[u8], place: usize) -> Option<[u8; SIZE]> {
    bytes.get(place.checked_mul(SIZE)?..)?.first_chunk().copied()
}

impl Cell for Long {
    type Value = i64;
    const NULL: i64 = NULL_INT;

    fn plain(bytes: &[u8], place: usize) -> Option<i64> {
        number(bytes, place).map(i64::from_le_bytes)
    }

    fn whole(number: i64) -> Option<i64> {
        Some(number)
    }
}

impl Cell for Short {
    type Value = i64;
    const NULL: i64 = NULL_INT;

    fn plain(bytes: &[u8], place: usize) -> Option<i64> {
        number(bytes, place).map(|bytes| i64::from(i32::from_le_bytes(bytes)))
    }

    fn whole(number: i64) -> Option<i64> {
        // Steps from one to the next are taken modulo 2^32.
        Some(i64::from(number as i32))
    }
}

impl Cell for Real {
    type Value = f64;
    const NULL: f64 = NULL_FLOAT;

    fn plain(bytes: &[u8], place: usize) -> Option<f64> {
        let value = number(bytes, place).map(f64::from_le_bytes)?;
        Some(if value.is_finite() { value } else { NULL_FLOAT })
    }

    fn value_if(has: bool, value: f64) -> f64 {
        let mask = u64::from(has).wrapping_neg();
        f64::from_bits(value.to_bits() & mask | NULL_FLOAT.to_bits() & !mask)
    }
}

impl Cell for Day {
    type Value = i32;
    const NULL: i32 = NULL_DATE;

    fn plain(bytes: &[u8], place: usize) -> Option<i32> {
        number(bytes, place).map(|bytes| i32::from_le_bytes(bytes).clamp(DAYS.0, DAYS.1))
    }

    fn whole(number: i64) -> Option<i32> {
        Some((number as i32).clamp(DAYS.0, DAYS.1))
    }
}

impl Cell for Claim {
    type Value = u8;
    const NULL: u8 = NULL_BOOL;

    fn plain(bytes: &[u8], place: usize) -> Option<u8> {
        bytes.get(place / 8).map(|byte| byte >> (place % 8) & 1)
    }
}

impl Cell for Text {
    type Value = u32;
    const NULL: u32 = NULL_TEXT;

    fn plain(_: &[u8], _: usize) -> Option<u32> {
        None
    }
}
