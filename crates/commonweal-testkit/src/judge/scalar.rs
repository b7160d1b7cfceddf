//! What single values come to.

use commonweal_cohort::{ArithmeticOp, CompareOp, Elapsed, Lookback};
use jiff::civil::{Date, date};

/// What a part of a rule comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Yes,
    No,
    Number(f64),
    Day(Date),
    Word(String),
    Missing,
}

pub(super) fn yes_or_no(claim: bool) -> Answer {
    if claim { Answer::Yes } else { Answer::No }
}

pub(super) fn truth(answer: Answer) -> bool {
    answer == Answer::Yes
}

/// A number that is no number is missing.
pub(super) fn number(number: f64) -> Answer {
    if number.is_finite() { Answer::Number(number) } else { Answer::Missing }
}

pub(super) fn arithmetic(op: ArithmeticOp, left: Answer, right: Answer) -> Answer {
    let (Answer::Number(left), Answer::Number(right)) = (left, right) else { return Answer::Missing };
    number(match op {
        ArithmeticOp::Add => left + right,
        ArithmeticOp::Subtract => left - right,
        ArithmeticOp::Multiply => left * right,
        ArithmeticOp::Divide => left / right,
    })
}

pub(super) fn elapsed(unit: Elapsed, from: Answer, to: Answer) -> Answer {
    let (Answer::Day(from), Answer::Day(to)) = (from, to) else { return Answer::Missing };
    let years = i32::from(to.year()) - i32::from(from.year());
    let months = years * 12 + i32::from(to.month()) - i32::from(from.month());
    Answer::Number(match unit {
        Elapsed::Years => f64::from(years - i32::from((from.month(), from.day()) > (to.month(), to.day()))),
        Elapsed::Months => f64::from(months - i32::from(from.day() > to.day())),
        Elapsed::Days => f64::from(to.since(from).expect("both are days").get_days()),
    })
}

pub(super) fn shifted(from: Answer, length: Lookback, back: bool) -> Answer {
    let Answer::Day(from) = from else { return Answer::Missing };
    let sign = if back { -1 } else { 1 };
    let months = sign * i32::from(length.months());
    Answer::Day(moved(from, months, sign * i32::from(length.days())))
}

/// The same day so many months on, or the last day of that month where it is shorter; then so many days on.
pub(super) fn moved(from: Date, months: i32, days: i32) -> Date {
    let month = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 + months;
    let year = i16::try_from(month.div_euclid(12)).expect("lengths are at most 150 years");
    let first = date(year, i8::try_from(month.rem_euclid(12)).expect("there are twelve months") + 1, 1);
    let mut day = date(first.year(), first.month(), from.day().min(first.days_in_month()));
    for _ in 0..days.abs() {
        day = if days < 0 { day.yesterday() } else { day.tomorrow() }.expect("lengths are at most 150 years");
    }
    day
}

pub(super) fn compare(op: CompareOp, left: Answer, right: Answer) -> Answer {
    if op == CompareOp::NotEqual {
        return match compare(CompareOp::Equal, left, right) {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            _ => Answer::Missing,
        };
    }
    let (less, equal) = match (left, right) {
        (Answer::Number(a), Answer::Number(b)) => (a < b, a == b),
        (Answer::Day(a), Answer::Day(b)) => (a < b, a == b),
        (Answer::Word(a), Answer::Word(b)) => (a < b, a == b),
        _ => return Answer::Missing,
    };
    yes_or_no(match op {
        CompareOp::Equal | CompareOp::NotEqual => equal,
        CompareOp::Less => less,
        CompareOp::LessOrEqual => less || equal,
        CompareOp::Greater => !less && !equal,
        CompareOp::GreaterOrEqual => !less,
    })
}
