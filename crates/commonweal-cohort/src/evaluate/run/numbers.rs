//! Functions of numbers, for each. What does not fit is null.

use super::operand::{View, map, zip};
use super::slot::Slot;
use crate::evaluate::column::{Column, NULL_BOOL, NULL_FLOAT, NULL_INT};
use crate::query::{BinaryFunction, UnaryFunction};

/// A finite number with one zero, or null.
#[inline]
pub(super) fn held(number: f64) -> f64 {
    if number.is_finite() { number + 0.0 } else { NULL_FLOAT }
}

/// A float without fraction as a whole number, where it fits.
#[inline]
fn whole(number: f64) -> i64 {
    // Two to the power of 63 is the first float above all whole numbers of 64 bits; its negative stands for null.
    let limit = 9_223_372_036_854_775_808.0;
    if number > -limit && number < limit { number as i64 } else { NULL_INT }
}

/// The sign, the size, casts.
pub(super) fn unary(function: UnaryFunction, source: View<'_>, out: &mut Slot) {
    use UnaryFunction as F;
    match (function, source.column) {
        // Null with the other sign is itself, and so is what is left of it without its sign.
        (F::Negate, Column::Int(_)) => map(source.ints(), out.ints(), i64::wrapping_neg),
        (F::Negate, _) => map(source.floats(), out.floats(), |number| 0.0 - number),
        (F::Absolute, Column::Int(_)) => map(source.ints(), out.ints(), i64::wrapping_abs),
        (F::Absolute, _) => map(source.floats(), out.floats(), f64::abs),
        (F::CastToFloat, Column::Int(_)) => {
            map(source.ints(), out.floats(), |number| if number == NULL_INT { NULL_FLOAT } else { number as f64 })
        }
        (F::CastToFloat, _) => map(source.floats(), out.floats(), |number| number),
        (_, Column::Bool(_)) => {
            map(source.bools(), out.ints(), |claim| if claim == NULL_BOOL { NULL_INT } else { i64::from(claim) })
        }
        (_, Column::Int(_)) => map(source.ints(), out.ints(), |number| number),
        (_, _) => map(source.floats(), out.ints(), |number| whole(libm::trunc(number))),
    }
}

/// Arithmetic.
pub(super) fn binary(function: BinaryFunction, lhs: View<'_>, rhs: View<'_>, out: &mut Slot) {
    match lhs.column {
        Column::Int(_) => ints(function, lhs, rhs, out),
        _ => floats(function, lhs, rhs, out),
    }
}

fn ints(function: BinaryFunction, lhs: View<'_>, rhs: View<'_>, out: &mut Slot) {
    use BinaryFunction as F;
    let (lhs, rhs) = (lhs.ints(), rhs.ints());
    match function {
        F::Add => zip(lhs, rhs, out.ints(), |lhs, rhs| {
            let sum = lhs.wrapping_add(rhs);
            // Where both have one sign and the sum has the other, it does not fit.
            known([lhs, rhs], if (lhs ^ sum) & (rhs ^ sum) < 0 { NULL_INT } else { sum })
        }),
        F::Subtract => zip(lhs, rhs, out.ints(), |lhs, rhs| {
            let difference = lhs.wrapping_sub(rhs);
            known([lhs, rhs], if (lhs ^ rhs) & (lhs ^ difference) < 0 { NULL_INT } else { difference })
        }),
        F::Multiply => {
            zip(lhs, rhs, out.ints(), |lhs, rhs| known([lhs, rhs], i64::checked_mul(lhs, rhs).unwrap_or(NULL_INT)))
        }
        F::FloorDivide => zip(lhs, rhs, out.ints(), |lhs, rhs| {
            if is_null([lhs, rhs]) { NULL_INT } else { floor_divide(lhs, rhs).unwrap_or(NULL_INT) }
        }),
        F::TrueDivide => {
            zip(
                lhs,
                rhs,
                out.floats(),
                |lhs, rhs| {
                    if is_null([lhs, rhs]) { NULL_FLOAT } else { held(lhs as f64 / rhs as f64) }
                },
            )
        }
        _ => zip(lhs, rhs, out.floats(), |lhs, rhs| {
            if is_null([lhs, rhs]) { NULL_FLOAT } else { held(libm::pow(lhs as f64, rhs as f64)) }
        }),
    }
}

#[inline]
fn is_null([lhs, rhs]: [i64; 2]) -> bool {
    (lhs == NULL_INT) | (rhs == NULL_INT)
}

#[inline]
fn known(sides: [i64; 2], result: i64) -> i64 {
    if is_null(sides) { NULL_INT } else { result }
}

fn floor_divide(lhs: i64, rhs: i64) -> Option<i64> {
    let rest = lhs.checked_rem(rhs)?;
    let below = rest != 0 && (rest < 0) != (rhs < 0);
    Some(lhs / rhs - i64::from(below))
}

fn floats(function: BinaryFunction, lhs: View<'_>, rhs: View<'_>, out: &mut Slot) {
    use BinaryFunction as F;
    let (lhs, rhs) = (lhs.floats(), rhs.floats());
    match function {
        F::Add => zip(lhs, rhs, out.floats(), |lhs, rhs| held(lhs + rhs)),
        F::Subtract => zip(lhs, rhs, out.floats(), |lhs, rhs| held(lhs - rhs)),
        F::Multiply => zip(lhs, rhs, out.floats(), |lhs, rhs| held(lhs * rhs)),
        F::TrueDivide => zip(lhs, rhs, out.floats(), |lhs, rhs| held(lhs / rhs)),
        F::FloorDivide => zip(lhs, rhs, out.ints(), |lhs, rhs| whole(libm::floor(lhs / rhs))),
        _ => zip(lhs, rhs, out.floats(), |lhs: f64, rhs: f64| {
            // A power of null is null, even where any number to that power would be one.
            if lhs.is_nan() || rhs.is_nan() { NULL_FLOAT } else { held(libm::pow(lhs, rhs)) }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_towards_minus_infinity() {
        let quotient = |lhs, rhs| floor_divide(lhs, rhs);
        assert_eq!([quotient(-1, 2), quotient(7, -2), quotient(-6, -2)], [Some(-1), Some(-4), Some(3)]);
        assert_eq!(quotient(1, 0), None);
        assert_eq!(quotient(i64::MAX, -1), Some(-i64::MAX));
    }

    #[test]
    fn sums_that_do_not_fit_are_null() {
        use super::super::slot::Slot;
        let values = [i64::MAX, -i64::MAX, NULL_INT, 1, -1, 0];
        let column = |values: &[i64]| Column::Int(values.to_vec());
        for (function, exact) in [
            (BinaryFunction::Add, i128::wrapping_add as fn(i128, i128) -> i128),
            (BinaryFunction::Subtract, i128::wrapping_sub),
            (BinaryFunction::Multiply, i128::wrapping_mul),
        ] {
            for (lhs, rhs) in values.iter().flat_map(|lhs| values.map(|rhs| (*lhs, rhs))) {
                let known = lhs != NULL_INT && rhs != NULL_INT;
                let exact = exact(lhs.into(), rhs.into());
                let expected = i64::try_from(exact).ok().filter(|_| known).unwrap_or(NULL_INT);
                let (left, right) = (column(&[lhs]), column(&[rhs]));
                let mut out = Slot::Empty;
                let view = |column| View { column, single: false };
                binary(function, view(&left), view(&right), &mut out);
                assert_eq!(*out.left_ints(), [expected], "{function:?} of {lhs} and {rhs}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_null() {
        assert_eq!([whole(1e19), whole(-1e19), whole(f64::NAN), whole(-2.0)], [NULL_INT, NULL_INT, NULL_INT, -2]);
        assert!(held(f64::INFINITY).is_nan());
        assert!(held(-0.0).is_sign_positive());
    }
}
