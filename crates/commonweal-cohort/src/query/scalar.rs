//! What the functions of single values mean. Nothing stands for null: not known.
//!
//! Logic has three values. Every function of null is null, save [`UnaryFunction::IsNull`], the logic of And and Or,
//! membership of an empty set, and the least or greatest of several. A result that does not fit is null, and never wraps:
//! a whole number beyond 63 bits and a sign (the lowest number of 64 bits stands for null in columns, and is one of
//! these), an infinite float, a year beyond 9999.

use super::calendar;
use super::function::{BinaryFunction, UnaryFunction};
use super::node::Extreme;
use super::value::Value;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A function of one value.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{UnaryFunction, Value, scalar};
/// assert_eq!(scalar::unary(UnaryFunction::CastToInt, Value::float(-2.5).as_ref()), Some(Value::Int(-2)));
/// assert_eq!(scalar::unary(UnaryFunction::IsNull, None), Some(Value::Bool(true)));
/// ```
pub fn unary(function: UnaryFunction, source: Option<&Value>) -> Option<Value> {
    use UnaryFunction as F;
    match (function, source) {
        (F::IsNull, source) => Some(Value::Bool(source.is_none())),
        (F::Not, Some(Value::Bool(claim))) => Some(Value::Bool(!claim)),
        (F::Negate, Some(Value::Int(number))) => number.checked_neg().map(Value::Int),
        (F::Negate, Some(Value::Float(number))) => Value::float(-number.get()),
        (F::Absolute, Some(Value::Int(number))) => number.checked_abs().map(Value::Int),
        (F::Absolute, Some(Value::Float(number))) => Value::float(number.get().abs()),
        (F::CastToInt, Some(Value::Bool(claim))) => Some(Value::Int(i64::from(*claim))),
        (F::CastToInt, Some(Value::Int(number))) => Some(Value::Int(*number)),
        (F::CastToInt, Some(Value::Float(number))) => whole(number.get().trunc()),
        (F::CastToFloat, Some(Value::Int(number))) => Value::float(*number as f64),
        (F::CastToFloat, Some(Value::Float(number))) => Some(Value::Float(*number)),
        (F::YearFromDate, Some(Value::Date(day))) => Some(Value::Int(day.year().into())),
        (F::MonthFromDate, Some(Value::Date(day))) => Some(Value::Int(day.month().into())),
        (F::DayFromDate, Some(Value::Date(day))) => Some(Value::Int(day.day().into())),
        (F::ToFirstOfYear, Some(Value::Date(day))) => Some(Value::Date(day.first_of_year())),
        (F::ToFirstOfMonth, Some(Value::Date(day))) => Some(Value::Date(day.first_of_month())),
        _ => None,
    }
}

/// A function of two values.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{BinaryFunction, Value, scalar};
/// let (no, unknown) = (Some(Value::Bool(false)), None);
/// assert_eq!(scalar::binary(BinaryFunction::And, unknown, no.as_ref()), Some(Value::Bool(false)));
/// assert_eq!(scalar::binary(BinaryFunction::Or, unknown, no.as_ref()), None);
/// ```
pub fn binary(function: BinaryFunction, lhs: Option<&Value>, rhs: Option<&Value>) -> Option<Value> {
    use BinaryFunction as F;
    match function {
        F::And => return logic(false, lhs, rhs),
        F::Or => return logic(true, lhs, rhs),
        _ => {}
    }
    let (lhs, rhs) = (lhs?, rhs?);
    match function {
        F::EQ => Some(Value::Bool(lhs == rhs)),
        F::NE => Some(Value::Bool(lhs != rhs)),
        F::LT => Some(Value::Bool(lhs < rhs)),
        F::LE => Some(Value::Bool(lhs <= rhs)),
        F::GT => Some(Value::Bool(lhs > rhs)),
        F::GE => Some(Value::Bool(lhs >= rhs)),
        F::And | F::Or => None,
        F::StringContains => match (lhs, rhs) {
            (Value::Text(text), Value::Text(part)) => Some(Value::Bool(text.contains(&**part))),
            _ => None,
        },
        _ => match (lhs, rhs) {
            (Value::Int(lhs), Value::Int(rhs)) => on_ints(function, *lhs, *rhs),
            (Value::Float(lhs), Value::Float(rhs)) => on_floats(function, lhs.get(), rhs.get()),
            (Value::Date(day), Value::Int(number)) => on_date_and_int(function, *day, *number).map(Value::Date),
            (Value::Date(end), Value::Date(start)) => on_dates(function, *end, *start).map(Value::Int),
            _ => None,
        },
    }
}

/// Whether a value is in a set: never in an empty one, known or not.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Value, scalar};
/// use std::collections::BTreeSet;
/// assert_eq!(scalar::is_in(None, &BTreeSet::new()), Some(Value::Bool(false)));
/// assert_eq!(scalar::is_in(None, &BTreeSet::from([Value::Int(1)])), None);
/// ```
pub fn is_in(lhs: Option<&Value>, set: &BTreeSet<Value>) -> Option<Value> {
    if set.is_empty() {
        return Some(Value::Bool(false));
    }
    lhs.map(|value| Value::Bool(set.contains(value)))
}

/// The least or greatest of several values, passing over nulls.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Extreme, Value, scalar};
/// assert_eq!(scalar::extreme(Extreme::Maximum, [Some(Value::Int(3)), None]), Some(Value::Int(3)));
/// ```
pub fn extreme(which: Extreme, values: impl IntoIterator<Item = Option<Value>>) -> Option<Value> {
    let known = values.into_iter().flatten();
    match which {
        Extreme::Minimum => known.min(),
        Extreme::Maximum => known.max(),
    }
}

/// And is decided by a false, Or by a true; otherwise both sides must be known.
fn logic(decides: bool, lhs: Option<&Value>, rhs: Option<&Value>) -> Option<Value> {
    let decided = Value::Bool(decides);
    if lhs == Some(&decided) || rhs == Some(&decided) {
        return Some(decided);
    }
    lhs.and(rhs).map(|_| Value::Bool(!decides))
}

fn on_ints(function: BinaryFunction, lhs: i64, rhs: i64) -> Option<Value> {
    use BinaryFunction as F;
    match function {
        F::Add => lhs.checked_add(rhs).and_then(held),
        F::Subtract => lhs.checked_sub(rhs).and_then(held),
        F::Multiply => lhs.checked_mul(rhs).and_then(held),
        F::FloorDivide => {
            let quotient = lhs.checked_div(rhs)?;
            let rounded_up = lhs % rhs != 0 && (lhs < 0) != (rhs < 0);
            Some(Value::Int(quotient - i64::from(rounded_up)))
        }
        F::TrueDivide | F::Power => on_floats(function, lhs as f64, rhs as f64),
        _ => None,
    }
}

fn on_floats(function: BinaryFunction, lhs: f64, rhs: f64) -> Option<Value> {
    use BinaryFunction as F;
    match function {
        F::Add => Value::float(lhs + rhs),
        F::Subtract => Value::float(lhs - rhs),
        F::Multiply => Value::float(lhs * rhs),
        F::TrueDivide => Value::float(lhs / rhs),
        F::FloorDivide => whole((lhs / rhs).floor()),
        F::Power => Value::float(libm::pow(lhs, rhs)),
        _ => None,
    }
}

fn on_date_and_int(function: BinaryFunction, day: Date, number: i64) -> Option<Date> {
    match function {
        BinaryFunction::DateAddDays => calendar::add_days(day, number),
        BinaryFunction::DateAddMonths => calendar::add_months(day, number),
        BinaryFunction::DateAddYears => calendar::add_years(day, number),
        _ => None,
    }
}

fn on_dates(function: BinaryFunction, end: Date, start: Date) -> Option<i64> {
    match function {
        BinaryFunction::DateDifferenceInDays => Some(calendar::days_between(end, start)),
        BinaryFunction::DateDifferenceInMonths => Some(calendar::months_between(end, start)),
        BinaryFunction::DateDifferenceInYears => Some(calendar::years_between(end, start)),
        _ => None,
    }
}

/// A float without fraction as an int, where it fits.
pub(super) fn whole(number: f64) -> Option<Value> {
    // Two to the power of 63 is the first float above all ints.
    let limit = 9_223_372_036_854_775_808.0;
    (number > -limit && number < limit).then_some(Value::Int(number as i64))
}

/// A whole number, unless it is the lowest.
fn held(number: i64) -> Option<Value> {
    (number != i64::MIN).then_some(Value::Int(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(function: BinaryFunction, lhs: impl Into<Value>, rhs: impl Into<Value>, expected: Option<Value>) {
        assert_eq!(binary(function, Some(&lhs.into()), Some(&rhs.into())), expected);
    }

    #[test]
    fn floor_division_rounds_towards_minus_infinity() {
        check(BinaryFunction::FloorDivide, -1, 2, Some(Value::Int(-1)));
        check(BinaryFunction::FloorDivide, 7, -2, Some(Value::Int(-4)));
        check(BinaryFunction::FloorDivide, -6, -2, Some(Value::Int(3)));
    }

    #[test]
    fn what_has_no_answer_is_null() {
        check(BinaryFunction::FloorDivide, 1, 0, None);
        check(BinaryFunction::TrueDivide, 0, 0, None);
        check(BinaryFunction::TrueDivide, 1, 0, None);
        check(BinaryFunction::Power, 0, -1, None);
        check(BinaryFunction::FloorDivide, i64::MIN, -1, None);
        check(BinaryFunction::Multiply, i64::MAX, 2, None);
        check(BinaryFunction::Subtract, -i64::MAX, 1, None);
        let [minus_two, half] = [-2.0, 0.5].map(|number| Value::float(number).unwrap());
        check(BinaryFunction::Power, minus_two, half, None);
    }

    #[test]
    fn zero_to_the_power_of_zero_is_one() {
        check(BinaryFunction::Power, 0, 0, Value::float(1.0));
    }
}
