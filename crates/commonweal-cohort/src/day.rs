//! Days as numbers.

use jiff::civil::Date;

/// Days from 1 January 1970 to a date; negative before it.
///
/// # Example
/// ```
/// use commonweal_cohort::days_since_1970;
/// assert_eq!(days_since_1970(jiff::civil::date(1970, 1, 31)), 30);
/// assert_eq!(days_since_1970(jiff::civil::date(1969, 12, 31)), -1);
/// ```
pub fn days_since_1970(date: Date) -> i32 {
    let since = date.since(Date::constant(1970, 1, 1)).expect("dates are within the calendar");
    since.get_days()
}
