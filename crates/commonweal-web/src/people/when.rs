//! How are instants and days written? In words and in UTC, which is said.

use commonweal_indicator::say;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day: 30 September 2026.
pub(crate) fn day(date: Date) -> String {
    crate::words::day(date.day(), date.month(), date.year())
}

/// An instant: 30 September 2026 at 14:05 UTC.
pub(crate) fn instant(at: Timestamp) -> String {
    let there = at.to_zoned(TimeZone::UTC).datetime();
    say("people.instant", &[("day", &day(there.date())), ("time", &clock(at))])
}

/// The time of day: 14:05.
pub(crate) fn clock(at: Timestamp) -> String {
    let there = at.to_zoned(TimeZone::UTC).datetime();
    format!("{:02}:{:02}", there.hour(), there.minute())
}

/// Today.
pub(crate) fn today(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

/// Bytes in the unit a reader thinks in.
pub(crate) fn bytes(number: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut rest = number as f64 / 1_000.0;
    let mut unit = 0;
    while rest >= 1_000.0 && unit + 1 < UNITS.len() {
        rest /= 1_000.0;
        unit += 1;
    }
    format!("{rest:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_say_that_they_are_utc() {
        let at: Timestamp = "2026-09-30T14:05:59Z".parse().expect("an instant");
        assert_eq!(instant(at), "30 September 2026 at 14:05 UTC");
        assert_eq!(bytes(1_234_567), "1.2 MB");
        assert_eq!(bytes(12), "0.0 kB");
    }
}
