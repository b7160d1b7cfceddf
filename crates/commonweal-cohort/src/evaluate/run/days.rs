//! Functions of dates, for each: days from 1 January 1970, of the years 1 to 9999 of the Gregorian calendar.

use super::operand::{View, map, zip};
use super::slot::Slot;
use crate::evaluate::column::{NULL_DATE, NULL_INT};
use crate::evaluate::plan::Unit;
use crate::query::{BinaryFunction, UnaryFunction};

/// 1 January of the year 1.
const FIRST_DAY: i32 = -719_162;
/// 31 December of the year 9999.
const LAST_DAY: i32 = 2_932_896;
/// Days before 1 January 1970 from 1 March of the year 0, with which the calendar's cycle begins.
const EPOCH: i32 = 719_468;
/// Days in the calendar's cycle of 400 years.
const CYCLE: i32 = 146_097;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct YearMonthDay {
    year: i32,
    month: i32,
    day: i32,
}

/// The calendar date. Years begin on 1 March here, so that a leap day is the last of its year.
#[inline]
fn calendar_date(day_number: i32) -> YearMonthDay {
    let days = day_number + EPOCH;
    let cycle = days.div_euclid(CYCLE);
    let day_of_cycle = days.rem_euclid(CYCLE);
    let year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    YearMonthDay { year: cycle * 400 + year_of_cycle + i32::from(month <= 2), month, day }
}

/// The day number of a calendar date.
#[inline]
fn day_number(date: YearMonthDay) -> i32 {
    let year = date.year - i32::from(date.month <= 2);
    let cycle = year.div_euclid(400);
    let year_of_cycle = year.rem_euclid(400);
    let month_from_march = (date.month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    cycle * CYCLE + day_of_cycle - EPOCH
}

#[inline]
fn days_in_month(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[inline]
fn add_days(from: i32, days: i64) -> i32 {
    match i64::from(from).checked_add(days) {
        Some(day) if (i64::from(FIRST_DAY)..=i64::from(LAST_DAY)).contains(&day) => day as i32,
        _ => NULL_DATE,
    }
}

/// The same day so many months later; where that month has no such day, the first of the month after.
#[inline]
fn add_months(from: i32, months: i64) -> i32 {
    let date = calendar_date(from);
    let Some(month) = i64::from(date.year * 12 + date.month - 1).checked_add(months) else { return NULL_DATE };
    if !(12..120_000).contains(&month) {
        return NULL_DATE;
    }
    let (year, month) = ((month / 12) as i32, (month % 12) as i32 + 1);
    // A month that is too short is never December.
    match date.day <= days_in_month(year, month) {
        true => day_number(YearMonthDay { year, month, day: date.day }),
        false => day_number(YearMonthDay { year, month: month + 1, day: 1 }),
    }
}

#[inline]
fn add_years(from: i32, years: i64) -> i32 {
    years.checked_mul(12).map_or(NULL_DATE, |months| add_months(from, months))
}

/// Dates and numbers of days, months or years; differences in days.
pub(super) fn binary(function: BinaryFunction, lhs: View<'_>, rhs: View<'_>, out: &mut Slot) {
    use BinaryFunction as F;
    match function {
        F::DateAddDays => added(lhs, rhs, out, add_days),
        F::DateAddMonths => added(lhs, rhs, out, add_months),
        F::DateAddYears => added(lhs, rhs, out, add_years),
        _ => zip(lhs.dates(), rhs.dates(), out.ints(), |end, start| {
            let unknown = (end == NULL_DATE) | (start == NULL_DATE);
            if unknown { NULL_INT } else { i64::from(end) - i64::from(start) }
        }),
    }
}

fn added(lhs: View<'_>, rhs: View<'_>, out: &mut Slot, add: impl Fn(i32, i64) -> i32) {
    zip(lhs.dates(), rhs.ints(), out.dates(), |day, number| {
        if day == NULL_DATE || number == NULL_INT { NULL_DATE } else { add(day, number) }
    });
}

/// Parts of dates, and the first days of their years and months.
pub(super) fn unary(function: UnaryFunction, source: View<'_>, out: &mut Slot) {
    use UnaryFunction as F;
    match function {
        F::YearFromDate => part(source, out, |date| date.year),
        F::MonthFromDate => part(source, out, |date| date.month),
        F::DayFromDate => part(source, out, |date| date.day),
        F::ToFirstOfYear => first(source, out, |date| YearMonthDay { month: 1, day: 1, ..date }),
        _ => first(source, out, |date| YearMonthDay { day: 1, ..date }),
    }
}

fn part(source: View<'_>, out: &mut Slot, part: impl Fn(YearMonthDay) -> i32) {
    map(
        source.dates(),
        out.ints(),
        |day| {
            if day == NULL_DATE { NULL_INT } else { i64::from(part(calendar_date(day))) }
        },
    );
}

fn first(source: View<'_>, out: &mut Slot, first: impl Fn(YearMonthDay) -> YearMonthDay) {
    map(source.dates(), out.dates(), |day| if day == NULL_DATE { day } else { day_number(first(calendar_date(day))) });
}

/// How many bits a unit's packed date has below the unit.
#[inline]
fn bits_below(unit: Unit) -> i32 {
    match unit {
        Unit::Months => 5,
        Unit::Years => 9,
    }
}

/// Dates as numbers: the months or years above, what is left of the date below.
pub(super) fn pack(unit: Unit, source: View<'_>, out: &mut Slot) {
    map(source.dates(), out.dates(), |day| {
        if day == NULL_DATE {
            return day;
        }
        let date = calendar_date(day);
        match unit {
            Unit::Months => ((date.year * 12 + date.month) << bits_below(unit)) + date.day,
            Unit::Years => (date.year << bits_below(unit)) + (date.month << 5) + date.day,
        }
    });
}

/// Whole months or years between packed dates. The shift rounds down, and so counts back where what is left of the later
/// date is not reached.
pub(super) fn packed_difference(unit: Unit, lhs: View<'_>, rhs: View<'_>, out: &mut Slot) {
    zip(lhs.dates(), rhs.dates(), out.ints(), |end, start| {
        let unknown = (end == NULL_DATE) | (start == NULL_DATE);
        if unknown { NULL_INT } else { i64::from((end.wrapping_sub(start)) >> bits_below(unit)) }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::interval::{date_of, day_number as number_of};
    use jiff::civil::date;

    #[test]
    fn every_day_has_its_calendar_date() {
        let mut day = FIRST_DAY;
        while day <= LAST_DAY {
            let known = date_of(day).expect("the day is in the years 1 to 9999");
            let own = calendar_date(day);
            assert_eq!((own.year, own.month, own.day), (known.year().into(), known.month().into(), known.day().into()));
            assert_eq!(day_number(own), day);
            day += 13;
        }
        assert_eq!(number_of(date(1, 1, 1)), FIRST_DAY);
        assert_eq!(number_of(date(9999, 12, 31)), LAST_DAY);
    }

    #[test]
    fn a_day_that_a_month_lacks_becomes_the_first_of_the_next() {
        let day = |year, month, day| number_of(date(year, month, day));
        assert_eq!(add_months(day(2003, 1, 31), 1), day(2003, 3, 1));
        assert_eq!(add_months(day(2004, 3, 31), -1), day(2004, 3, 1));
        assert_eq!(add_years(day(2004, 2, 29), 1), day(2005, 3, 1));
        assert_eq!(add_years(day(2004, 2, 29), 4), day(2008, 2, 29));
    }

    #[test]
    fn there_is_no_date_outside_the_years_1_to_9999() {
        assert_eq!(add_days(LAST_DAY, 1), NULL_DATE);
        assert_eq!(add_days(FIRST_DAY, i64::MIN + 1), NULL_DATE);
        assert_eq!(add_months(LAST_DAY, 1), NULL_DATE);
        assert_eq!(add_months(FIRST_DAY, -1), NULL_DATE);
        assert_eq!(add_years(0, i64::MAX), NULL_DATE);
    }
}
