//! Adding to dates and taking them from each other. Years run from 1 to 9999; beyond them there is no date.

use jiff::civil::Date;

fn day_of(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1..=9999).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// So many days later.
pub(super) fn add_days(from: Date, days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    from.checked_add(span).ok().filter(|date| date.year() >= 1)
}

/// The same day so many months later; where that month has no such day, the first of the month after.
pub(super) fn add_months(from: Date, months: i64) -> Option<Date> {
    let month = (i64::from(from.year()) * 12 + i64::from(from.month()) - 1).checked_add(months)?;
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let first = day_of(year, month, 1)?;
    if from.day() <= first.days_in_month() {
        return day_of(year, month, i64::from(from.day()));
    }
    // A month that is too short is never December.
    day_of(year, month + 1, 1)
}

/// The same day so many years later; 29 February becomes 1 March where the year has none.
pub(super) fn add_years(from: Date, years: i64) -> Option<Date> {
    add_months(from, years.checked_mul(12)?)
}

/// Whole days from `start` to `end`.
pub(super) fn days_between(end: Date, start: Date) -> i64 {
    let hours = end.duration_since(start).as_hours();
    hours.div_euclid(24)
}

/// Whole months from `start` to `end`, counted back where the day of the month is not reached.
pub(super) fn months_between(end: Date, start: Date) -> i64 {
    let years = i64::from(end.year()) - i64::from(start.year());
    let months = i64::from(end.month()) - i64::from(start.month());
    12 * years + months - i64::from(end.day() < start.day())
}

/// Whole years from `start` to `end`, counted back where the birthday is not reached.
pub(super) fn years_between(end: Date, start: Date) -> i64 {
    let before_birthday = (end.month(), end.day()) < (start.month(), start.day());
    i64::from(end.year()) - i64::from(start.year()) - i64::from(before_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_that_a_month_lacks_becomes_the_first_of_the_next() {
        assert_eq!(add_months(date(2003, 1, 31), 1), Some(date(2003, 3, 1)));
        assert_eq!(add_months(date(2004, 3, 31), -1), Some(date(2004, 3, 1)));
        assert_eq!(add_months(date(2003, 1, 29), 1), Some(date(2003, 3, 1)));
        assert_eq!(add_years(date(2004, 2, 29), 1), Some(date(2005, 3, 1)));
        assert_eq!(add_years(date(2004, 2, 29), 4), Some(date(2008, 2, 29)));
    }

    #[test]
    fn someone_born_on_a_leap_day_has_a_birthday_on_the_first_of_march() {
        assert_eq!(years_between(date(2021, 2, 28), date(2020, 2, 29)), 0);
        assert_eq!(years_between(date(2021, 3, 1), date(2020, 2, 29)), 1);
        assert_eq!(months_between(date(2020, 2, 28), date(2020, 2, 29)), -1);
        assert_eq!(years_between(date(2020, 2, 28), date(2020, 2, 29)), -1);
        assert_eq!(days_between(date(2020, 3, 1), date(2020, 2, 28)), 2);
    }

    #[test]
    fn there_is_no_date_outside_the_years_1_to_9999() {
        assert_eq!(add_days(date(9999, 12, 31), 1), None);
        assert_eq!(add_days(date(1, 1, 1), -1), None);
        assert_eq!(add_days(date(1, 1, 1), i64::MIN), None);
        assert_eq!(add_months(date(9999, 12, 31), 1), None);
        assert_eq!(add_years(date(2000, 1, 1), i64::MAX), None);
    }
}
