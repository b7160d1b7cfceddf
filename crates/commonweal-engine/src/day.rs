//! Days since 1 January 1970, as the records hold dates.

use jiff::{ToSpan, civil::Date};

pub(crate) type Day = i32;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The furthest day from 1970 that a span can name; no date is as far away.
const FURTHEST: Day = 7_304_484;

/// The date of a day; the first or last date there is for a day beyond.
pub(crate) fn date_of(day: Day) -> Date {
    EPOCH.saturating_add(day.clamp(-FURTHEST, FURTHEST).days())
}

pub(crate) fn day_of(date: Date) -> Day {
    date.since((jiff::Unit::Day, EPOCH)).expect("a span of days between two dates").get_days()
}
