//! Comparisons, for each.

use super::operand::{Claims, Operand, View};
use crate::evaluate::column::{Column, NULL_BOOL, NULL_DATE, NULL_INT, NULL_TEXT};
use crate::evaluate::symbols::Symbols;
use crate::query::BinaryFunction;
use std::cmp::Ordering;

/// Compares two columns of one kind. Nothing compares with null.
pub(super) fn compare(
    function: BinaryFunction,
    lhs: View<'_>,
    rhs: View<'_>,
    symbols: &Symbols,
    out: &mut impl Claims,
) {
    match lhs.column {
        Column::Bool(_) => typed(function, lhs.bools(), rhs.bools(), |value| value == NULL_BOOL, out),
        Column::Int(_) => typed(function, lhs.ints(), rhs.ints(), |value| value == NULL_INT, out),
        Column::Float(_) => typed(function, lhs.floats(), rhs.floats(), f64::is_nan, out),
        Column::Date(_) => typed(function, lhs.dates(), rhs.dates(), |value| value == NULL_DATE, out),
        Column::Text(_) => texts(function, lhs.texts(), rhs.texts(), symbols, out),
    }
}

fn typed<T: Copy + PartialOrd>(
    function: BinaryFunction,
    lhs: Operand<'_, T>,
    rhs: Operand<'_, T>,
    is_null: impl Fn(T) -> bool + Copy,
    out: &mut impl Claims,
) {
    match function {
        BinaryFunction::EQ => known(lhs, rhs, is_null, out, |lhs, rhs| lhs == rhs),
        BinaryFunction::NE => known(lhs, rhs, is_null, out, |lhs, rhs| lhs != rhs),
        BinaryFunction::LT => known(lhs, rhs, is_null, out, |lhs, rhs| lhs < rhs),
        BinaryFunction::LE => known(lhs, rhs, is_null, out, |lhs, rhs| lhs <= rhs),
        BinaryFunction::GT => known(lhs, rhs, is_null, out, |lhs, rhs| lhs > rhs),
        _ => known(lhs, rhs, is_null, out, |lhs, rhs| lhs >= rhs),
    }
}

fn known<T: Copy>(
    lhs: Operand<'_, T>,
    rhs: Operand<'_, T>,
    is_null: impl Fn(T) -> bool,
    out: &mut impl Claims,
    holds: impl Fn(&T, &T) -> bool,
) {
    out.zip(lhs, rhs, |lhs, rhs| {
        // Both are worked out, without a branch.
        let unknown = is_null(lhs) | is_null(rhs);
        if unknown { NULL_BOOL } else { u8::from(holds(&lhs, &rhs)) }
    });
}

fn texts(
    function: BinaryFunction,
    lhs: Operand<'_, u32>,
    rhs: Operand<'_, u32>,
    symbols: &Symbols,
    out: &mut impl Claims,
) {
    use BinaryFunction as F;
    let is_null = |text: u32| text == NULL_TEXT;
    let wanted: fn(Ordering) -> bool = match function {
        F::EQ => return known(lhs, rhs, is_null, out, |lhs, rhs| lhs == rhs),
        F::NE => return known(lhs, rhs, is_null, out, |lhs, rhs| lhs != rhs),
        F::LT => Ordering::is_lt,
        F::LE => Ordering::is_le,
        F::GT => Ordering::is_gt,
        _ => Ordering::is_ge,
    };
    out.zip(lhs, rhs, |lhs, rhs| {
        if is_null(lhs) || is_null(rhs) {
            return NULL_BOOL;
        }
        u8::from(wanted(symbols.text(lhs).cmp(symbols.text(rhs))))
    });
}

/// The order of two texts; null is before all.
#[inline]
pub(super) fn text_order(lhs: u32, rhs: u32, symbols: &Symbols) -> Ordering {
    match (lhs, rhs) {
        _ if lhs == rhs => Ordering::Equal,
        (NULL_TEXT, _) => Ordering::Less,
        (_, NULL_TEXT) => Ordering::Greater,
        _ => symbols.text(lhs).cmp(symbols.text(rhs)),
    }
}

/// The order of two values of a column; null is before all.
#[inline]
pub(super) fn order_in(column: &Column, lhs: usize, rhs: usize, symbols: &Symbols) -> Ordering {
    match column {
        Column::Bool(values) => {
            // Null is the greatest number, and must be the least.
            let place = |value: u8| (value + 1) % 3;
            place(values[lhs]).cmp(&place(values[rhs]))
        }
        Column::Int(values) => values[lhs].cmp(&values[rhs]),
        Column::Date(values) => values[lhs].cmp(&values[rhs]),
        Column::Text(values) => text_order(values[lhs], values[rhs], symbols),
        Column::Float(values) => float_order(values[lhs], values[rhs]),
    }
}

/// The order of two floats; null is before all.
#[inline]
pub(super) fn float_order(lhs: f64, rhs: f64) -> Ordering {
    // Two numbers that have no order are not both numbers.
    lhs.partial_cmp(&rhs).unwrap_or_else(|| rhs.is_nan().cmp(&lhs.is_nan()))
}
