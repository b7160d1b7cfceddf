//! Lengths of time.

use jiff::{Span, civil::Date};
use std::fmt;

/// A length of time: `P24M`, `P5Y`, `P6W`, `P90D`. Back from the index date it is exactly the length: `P12M` at
/// 31 March 2025 begins on 1 April 2024 and ends on 31 March 2025, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lookback {
    pub(crate) months: u16,
    pub(crate) days: u16,
}

impl Lookback {
    /// Whole months of the length; a year is twelve.
    pub fn months(self) -> u16 {
        self.months
    }

    /// Days of the length; a week is seven.
    pub fn days(self) -> u16 {
        self.days
    }

    /// The last day that is too long ago: the index date less the length, at the month's end
    /// where that month is shorter.
    pub fn day_before_window(self, index_date: Date) -> Date {
        let length = Span::new().months(i32::from(self.months)).days(i32::from(self.days));
        index_date.checked_sub(length).unwrap_or(Date::MIN)
    }

    /// Reads `P5Y`, `P24M`, `P6W` or `P90D`, of at most 150 years.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let end = text.len().checked_sub(1).filter(|end| text.is_char_boundary(*end))?;
        let (number, unit) = text[..end].strip_prefix('P').map(|number| (number, &text[end..]))?;
        let number: u16 = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
        let (months, days) = match unit {
            "Y" => (number.checked_mul(12)?, 0),
            "M" => (number, 0),
            "W" => (0, number.checked_mul(7)?),
            "D" => (0, number),
            _ => return None,
        };
        (number > 0 && months <= 150 * 12 && days <= 54_750).then_some(Self { months, days })
    }
}

impl fmt::Display for Lookback {
    /// In words: `12 months`, `5 years`, `6 weeks`, `90 days`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match (self.months, self.days) {
            (0, days) if days % 7 == 0 => (days / 7, "week"),
            (0, days) => (days, "day"),
            (months, _) if months % 12 == 0 && months > 24 => (months / 12, "year"),
            (months, _) => (months, "month"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_and_said() {
        let said = |text: &str| Lookback::parse(text).map(|length| length.to_string());
        assert_eq!(said("P24M").as_deref(), Some("24 months"));
        assert_eq!(said("P5Y").as_deref(), Some("5 years"));
        assert_eq!(said("P1M").as_deref(), Some("1 month"));
        assert_eq!(said("P42D").as_deref(), Some("6 weeks"));
        assert_eq!(said("P90D").as_deref(), Some("90 days"));
        for wrong in ["", "P", "PM", "P0M", "12M", "P1.5Y", "P200Y", "P12m", "P1É"] {
            assert_eq!(said(wrong), None, "{wrong}");
        }
    }
}
