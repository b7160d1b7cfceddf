//! `time_text` writes and reads instants and days in the one shape that the databases and the audit hold, so that
//! text sorts as time does and the same instant always has the same bytes.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// Text that is not an instant or a day in our one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeTextError {
    /// Not `2026-09-30T12:00:00.000000Z`.
    #[error("not an instant; write it like 2026-09-30T12:00:00.000000Z")]
    Instant,
    /// Not `2026-09-30`.
    #[error("not a day; write it like 2026-09-30")]
    Day,
}

/// The instant without what is finer than a microsecond, so that it reads back as it was written.
#[must_use]
pub fn whole_microseconds(instant: Timestamp) -> Timestamp {
    let rounding = jiff::TimestampRound::new().smallest(Unit::Microsecond).mode(jiff::RoundMode::Floor);
    instant.round(rounding).expect("a microsecond divides every unit above it")
}

/// An instant as `2026-09-30T12:00:00.000000Z`: UTC, always six decimals.
#[must_use]
pub fn instant_text(instant: Timestamp) -> String {
    format!("{:.6}", whole_microseconds(instant))
}

/// Reads what [`instant_text`] writes.
///
/// # Errors
/// `Instant` for any other shape, even of the same instant: one instant has one text.
pub fn parse_instant(text: &str) -> Result<Timestamp, TimeTextError> {
    let instant: Timestamp = text.parse().map_err(|_| TimeTextError::Instant)?;
    if instant_text(instant) == text { Ok(instant) } else { Err(TimeTextError::Instant) }
}

/// A day as `2026-09-30`.
#[must_use]
pub fn day_text(day: Date) -> String {
    day.to_string()
}

/// Reads what [`day_text`] writes.
///
/// # Errors
/// `Day` for any other shape.
pub fn parse_day(text: &str) -> Result<Date, TimeTextError> {
    let day: Date = text.parse().map_err(|_| TimeTextError::Day)?;
    if day_text(day) == text { Ok(day) } else { Err(TimeTextError::Day) }
}

/// The day of an instant, in UTC: grants, agreements and retention count UTC days.
#[must_use]
pub fn utc_day(instant: Timestamp) -> Date {
    instant.to_zoned(TimeZone::UTC).date()
}
