//! When: a start and an ISO 8601 length, end exclusive.

use crate::area::named;
use jiff::{Span, civil::Date};
use std::fmt;
use std::str::FromStr;

named! {
    /// What kind of period a figure covers.
    PeriodKind, UnknownPeriodKind, "kind of period",
    /// Seven days.
    Week = "week" / "Week",
    /// A calendar month.
    Month = "month" / "Month",
    /// Three months.
    Quarter = "quarter" / "Quarter",
    /// January to December.
    CalendarYear = "calendar_year" / "Calendar year",
    /// April to March.
    FinancialYear = "financial_year" / "Financial year",
    /// September to August.
    AcademicYear = "academic_year" / "Academic year",
    /// Several years taken together.
    Pooled = "pooled" / "Years taken together",
    /// One day: a register or a state counted on it.
    Point = "point" / "Day",
}

/// A period: `2024-04-01/P1Y` runs from 1 April 2024 up to, not including, 1 April 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: Date,
    years: i16,
    months: i16,
    days: i32,
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period; write a start and a length, like 2024-04-01/P1Y or 2025-09-30/P1D")]
pub struct PeriodError(pub String);

impl Period {
    /// The single day `on`.
    pub fn point(on: Date) -> Self {
        Self { start: on, years: 0, months: 0, days: 1 }
    }

    /// First day.
    pub fn start(&self) -> Date {
        self.start
    }

    /// The day after the last.
    pub fn end(&self) -> Date {
        let length = Span::new().years(self.years).months(self.months).days(self.days);
        self.start.checked_add(length).expect("the end was checked when the period was made")
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || PeriodError(text.chars().take(40).collect());
        let (start, length) = text.split_once('/').ok_or_else(error)?;
        if start.len() != 10 || length.len() > 6 || length.len() < 3 || !length.is_ascii() {
            return Err(error());
        }
        let start: Date = start.parse().map_err(|_| error())?;
        let (number, unit) = length.strip_prefix('P').ok_or_else(error)?.split_at(length.len() - 2);
        let number: i16 = number.parse().ok().filter(|n| *n > 0).ok_or_else(error)?;
        let mut period = Self { start, years: 0, months: 0, days: 0 };
        match unit {
            "Y" => period.years = number,
            "M" => period.months = number,
            "W" => period.days = i32::from(number) * 7,
            "D" => period.days = i32::from(number),
            _ => return Err(error()),
        }
        let length = Span::new()
            .try_years(period.years)
            .and_then(|s| s.try_months(period.months))
            .and_then(|s| s.try_days(period.days))
            .map_err(|_| error())?;
        start.checked_add(length).map_err(|_| error())?;
        Ok(period)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/P", self.start)?;
        match (self.years, self.months) {
            (0, 0) => write!(f, "{}D", self.days),
            (0, months) => write!(f, "{months}M"),
            (years, _) => write!(f, "{years}Y"),
        }
    }
}
