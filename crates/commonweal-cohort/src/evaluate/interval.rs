//! The dates that definitions are judged at.

use jiff::civil::{Date, date};

/// What the parameters of a definition stand for. Definitions with one index date use the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first day.
    pub start: Date,
    /// The last day; the index date.
    pub end: Date,
}

impl Interval {
    /// The interval of one day.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::evaluate::Interval;
    /// let index_date = jiff::civil::date(2025, 3, 31);
    /// assert_eq!(Interval::on(index_date).end, index_date);
    /// ```
    pub fn on(day: Date) -> Self {
        Self { start: day, end: day }
    }
}

/// Days from 1 January 1970.
pub(crate) fn day_number(day: Date) -> i32 {
    let hours = day.duration_since(date(1970, 1, 1)).as_hours();
    i32::try_from(hours.div_euclid(24)).expect("the years 1 to 9999 have fewer days than 32 bits can count")
}

/// The date so many days from 1 January 1970; nothing outside the years 1 to 9999.
pub(crate) fn date_of(day: i32) -> Option<Date> {
    let date = date(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()?;
    (date.year() >= 1).then_some(date)
}
