//! Days as numbers, and months of birth.

use jiff::ToSpan;
use jiff::civil::Date;

/// Days before the day figures are made for: 0 is that day, 365 about a year before it.
pub(crate) type DaysAgo = i32;

/// Counts days back from one day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    pub(crate) as_of: Date,
}

impl Calendar {
    pub(crate) fn date(self, days_ago: DaysAgo) -> Date {
        self.as_of.saturating_sub(days_ago.days())
    }

    pub(crate) fn days_ago(self, date: Date) -> DaysAgo {
        // Differences of days alone are always whole.
        date.until(self.as_of).map_or(0, |span| span.get_days())
    }

    /// The first day of the month in which somebody was born who is `age` now, `months` (0 to 11)
    /// months ago counting from their last birthday's month.
    pub(crate) fn month_of_birth(self, age: i32, months: i32) -> Date {
        self.as_of.first_of_month().saturating_sub(age.years()).saturating_sub(months.months())
    }
}
