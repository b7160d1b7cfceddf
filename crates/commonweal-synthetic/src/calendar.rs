//! Days as numbers, and months of birth.

use jiff::ToSpan;
use jiff::civil::Date;

/// Days before the day figures are made for: 0 is that day, 365 about a year before it.
pub(crate) type DaysAgo = i32;

/// Longer ago than anybody was born, by the oldest age there is.
const LONGEST_AGO: usize = 107 * 366;

/// Counts days back from one day. Dates are looked up, which is much quicker than working them out.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    pub(crate) as_of: Date,
    days: Vec<Date>,
}

impl Calendar {
    pub(crate) fn new(as_of: Date) -> Self {
        let back = |day: &Date| day.yesterday().ok();
        Self { as_of, days: std::iter::successors(Some(as_of), back).take(LONGEST_AGO).collect() }
    }

    pub(crate) fn date(&self, days_ago: DaysAgo) -> Date {
        let known = usize::try_from(days_ago).ok().and_then(|at| self.days.get(at)).copied();
        known.unwrap_or_else(|| self.as_of.saturating_sub(days_ago.days()))
    }

    pub(crate) fn days_ago(&self, date: Date) -> DaysAgo {
        // Differences of days alone are always whole.
        date.until(self.as_of).map_or(0, |span| span.get_days())
    }

    /// The first day of the month in which somebody was born who is `age` now, `months` (0 to 11)
    /// months ago counting from their last birthday's month.
    pub(crate) fn month_of_birth(&self, age: i32, months: i32) -> Date {
        self.as_of.first_of_month().saturating_sub((age * 12 + months).months())
    }
}
