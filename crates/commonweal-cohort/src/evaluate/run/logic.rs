//! Logic of three values: 0 false, 1 true, 2 not known.

use crate::evaluate::column::NULL_BOOL;

/// False if either is, else not known if either is.
#[inline]
pub(super) fn and(lhs: u8, rhs: u8) -> u8 {
    // Of two that are not false, the greater is the answer: 2 is not known.
    if (lhs == 0) | (rhs == 0) { 0 } else { lhs.max(rhs) }
}

/// True if either is, else not known if either is.
#[inline]
pub(super) fn or(lhs: u8, rhs: u8) -> u8 {
    if (lhs == 1) | (rhs == 1) { 1 } else { lhs | rhs }
}

/// Not known stays.
#[inline]
pub(super) fn not(claim: u8) -> u8 {
    if claim == NULL_BOOL { claim } else { claim ^ 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logic_has_three_values() {
        let all: Vec<(u8, u8)> = (0..3).flat_map(|lhs| (0..3).map(move |rhs| (lhs, rhs))).collect();
        let of = |function: fn(u8, u8) -> u8| all.iter().map(|(lhs, rhs)| function(*lhs, *rhs)).collect::<Vec<_>>();
        assert_eq!(of(and), [0, 0, 0, 0, 1, 2, 0, 2, 2]);
        assert_eq!(of(or), [0, 1, 2, 1, 1, 1, 2, 1, 2]);
        assert_eq!([not(0), not(1), not(2)], [1, 0, 2]);
    }
}
