//! Days as numbers, which are quicker to reckon with than dates.

use jiff::ToSpan;
use jiff::civil::Date;

/// Days since 1 January 1970; earlier days are below 0.
pub(crate) type Day = i32;

/// Mean length of a year, in days.
pub(crate) const YEAR: f64 = 365.25;
/// Days of records that are kept before the day figures are made for.
pub(crate) const YEARS_KEPT: i32 = 10;

/// The first day that dates are looked up for: 1 January 1900.
const FIRST: Date = Date::constant(1900, 1, 1);
const EPOCH: Date = Date::constant(1970, 1, 1);

/// Turns days into dates. Dates are looked up, which is much quicker than working them out.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    first: Day,
    dates: Vec<Date>,
    /// The day figures are made for; records run up to it.
    pub(crate) as_of: Day,
    /// The first day whose care is in the records.
    pub(crate) start: Day,
}

impl Calendar {
    pub(crate) fn new(as_of: Date) -> Self {
        let first = since_epoch(FIRST);
        let last = as_of.saturating_add(2.years());
        let dates = std::iter::successors(Some(FIRST), |day| day.tomorrow().ok()).take_while(|day| *day <= last);
        let start = since_epoch(as_of.saturating_sub(YEARS_KEPT.years()));
        Self { first, dates: dates.collect(), as_of: since_epoch(as_of), start }
    }

    pub(crate) fn date(&self, day: Day) -> Date {
        let known = usize::try_from(day - self.first).ok().and_then(|at| self.dates.get(at)).copied();
        known.unwrap_or_else(|| EPOCH.saturating_add(day.days()))
    }

    pub(crate) fn day(&self, date: Date) -> Day {
        since_epoch(date)
    }

    /// Whole years between two days, as ages are counted.
    pub(crate) fn age(&self, born: Day, on: Day) -> i32 {
        let (born, on) = (self.date(born), self.date(on));
        let had = (on.month(), on.day()) >= (born.month(), born.day());
        i32::from(on.year()) - i32::from(born.year()) - i32::from(!had)
    }

    /// The day in a year: 0 on 1 January.
    pub(crate) fn day_of_year(&self, day: Day) -> i32 {
        i32::from(self.date(day).day_of_year()) - 1
    }
}

fn since_epoch(date: Date) -> Day {
    // Differences of days alone are always whole.
    EPOCH.until(date).map_or(0, |span| span.get_days())
}
