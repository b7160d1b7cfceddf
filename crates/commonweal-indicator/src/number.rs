//! Numbers as a sentence says them; tables and charts write theirs with `commonweal_chart::format`.

use commonweal_chart::format;

/// The unit without what was done to it: `percentage points, age-standardised` are percentage points.
pub fn plain_unit(unit: &str) -> &str {
    unit.split_once(", ").map_or(unit, |(plain, _)| plain)
}

/// A number of people as a sentence says it: two figures of precision, whole tens at the least: `340`, `1,200`.
/// Up to ten people is said as `10 or fewer`.
pub fn about(people: f64) -> String {
    let people = people.abs();
    if people < 10.0 {
        return crate::text("number.fewer_than_ten").to_owned();
    }
    let mut step = 10.0;
    while people / step >= 100.0 {
        step *= 10.0;
    }
    format::value((people / step).round() * step, "people")
}

/// A small number as a word.
pub fn in_words(number: usize) -> String {
    const WORDS: [&str; 11] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_said_with_two_figures() {
        #[track_caller]
        fn check(people: f64, expected: &str) {
            assert_eq!(about(people), expected, "{people} people");
        }
        check(344.0, "340");
        check(3_449.0, "3,400");
        check(96.0, "100");
        check(14.0, "10");
        check(-12_510.0, "13,000");
        check(9.9, "10 or fewer");
        check(1_170_475.0, "1,200,000");
    }

    #[test]
    fn numbers_past_ten_are_digits() {
        assert_eq!((in_words(6).as_str(), in_words(11).as_str()), ("six", "11"));
    }
}
