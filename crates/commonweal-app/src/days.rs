//! The days people are judged at: the index dates, with every breakdown, and month ends before them, so that changes can be
//! seen.

use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;

/// The days of a refresh, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Days {
    all: Vec<Date>,
    /// Where the index dates are.
    index_dates: Vec<u16>,
    /// Where the points of the trend are, the last index date among them.
    points: Vec<u16>,
}

impl Days {
    /// The index dates, and the last days of the months before the last of them: `months` points with it.
    pub(crate) fn new(mut index_dates: Vec<Date>, months: u32) -> Self {
        index_dates.sort_unstable();
        index_dates.dedup();
        let mut points: Vec<Date> = index_dates.last().copied().into_iter().collect();
        if let Some(last) = index_dates.last() {
            let earlier =
                (1..months).map_while(|back| last.first_of_month().checked_sub(i64::from(back).months()).ok());
            points.extend(earlier.map(Date::last_of_month));
        }
        let mut all: Vec<Date> = index_dates.iter().chain(&points).copied().collect();
        all.sort_unstable();
        all.dedup();
        let places = |wanted: &[Date]| -> Vec<u16> {
            let places = (0..).zip(&all).filter(|(_, day)| wanted.contains(day));
            places.map(|(place, _)| place).collect()
        };
        Self { index_dates: places(&index_dates), points: places(&points), all }
    }

    /// Every day, ascending.
    pub(crate) fn all(&self) -> &[Date] {
        &self.all
    }

    /// The index dates, ascending.
    pub(crate) fn index_dates(&self) -> impl Iterator<Item = Date> {
        self.index_dates.iter().map(|place| self.all[usize::from(*place)])
    }

    /// Where the days are at which everything is counted.
    pub(crate) fn of_everything(&self) -> Vec<u16> {
        self.index_dates.clone()
    }

    /// Where the days are at which what has a trend is counted.
    pub(crate) fn of_trends(&self) -> Vec<u16> {
        let mut places = [self.index_dates.as_slice(), &self.points].concat();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// How many points a trend has.
    pub(crate) fn months(&self) -> u32 {
        u32::try_from(self.points.len()).expect("there are fewer points than days of the calendar")
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dates: Vec<String> = self.index_dates().map(|date| date.to_string()).collect();
        f.write_str(&dates.join(", "))?;
        match self.all.len() - self.index_dates.len() {
            0 => Ok(()),
            1 => f.write_str(" and one month end before"),
            earlier => write!(f, " and {earlier} month ends before"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_trend_ends_at_the_index_date_and_its_other_points_are_month_ends() {
        let days = Days::new(vec![date(2026, 9, 30)], 36);
        assert_eq!((days.all().len(), days.months()), (36, 36));
        assert_eq!(days.all()[0], date(2023, 10, 31));
        assert_eq!(days.all()[28..31], [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]);
        assert_eq!(days.of_everything(), [35]);
        assert_eq!(days.of_trends(), (0..36).collect::<Vec<u16>>());
        assert_eq!(days.to_string(), "2026-09-30 and 35 month ends before");
        let within = Days::new(vec![date(2026, 9, 14)], 3);
        assert_eq!(within.all(), [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 14)]);
    }

    #[test]
    fn an_index_date_between_the_points_is_none_of_them() {
        let days = Days::new(vec![date(2026, 9, 30), date(2026, 8, 5), date(2026, 8, 5)], 3);
        assert_eq!(days.all(), [date(2026, 7, 31), date(2026, 8, 5), date(2026, 8, 31), date(2026, 9, 30)]);
        assert_eq!((days.of_everything(), days.months()), (vec![1, 3], 3));
        assert_eq!(days.index_dates().collect::<Vec<_>>(), [date(2026, 8, 5), date(2026, 9, 30)]);
    }

    #[test]
    fn one_month_is_the_index_date_alone() {
        for months in [0, 1] {
            let days = Days::new(vec![date(2026, 9, 30)], months);
            assert_eq!((days.all(), days.to_string()), (&[date(2026, 9, 30)][..], "2026-09-30".to_owned()));
        }
    }
}
