//! Days and moments as texts of a table write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Days from 1970-01-01 to a date written YYYY-MM-DD (a time after it is ignored).
pub(crate) fn day(text: &str) -> Option<i64> {
    let date: Date = text.get(..10)?.parse().ok()?;
    Some(i64::from((date - Date::constant(1970, 1, 1)).get_days()))
}

/// Microseconds from 1970-01-01 to a date or a date with a time: `2024-04-01`, `2024-04-01 06:30`, `2024-04-01T06:30:00Z`.
/// A time without an offset is taken as UTC.
pub(crate) fn moment(text: &str) -> Option<f64> {
    let instant = match text.parse::<Timestamp>() {
        Ok(instant) => instant,
        Err(_) => text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp(),
    };
    Some(instant.as_microsecond() as f64)
}

/// The date of a day since 1970-01-01, YYYY-MM-DD.
pub(crate) fn date(day: i64) -> Option<String> {
    let span = jiff::Span::new().try_days(day).ok()?;
    Some(Date::constant(1970, 1, 1).checked_add(span).ok()?.to_string())
}
