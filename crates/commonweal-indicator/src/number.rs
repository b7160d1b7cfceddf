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

/// How large made-up people stand beside the real ones of their area, as a reader says it: `a synthetic sample of one in
/// ten`. `real` is how many really live there, where that is known.
pub fn sample_of(people: u64, real: Option<u64>) -> String {
    let Some(real) = real.filter(|_| people > 0) else { return crate::text("sample.unknown").to_owned() };
    let times = real as f64 / people as f64;
    // Two figures of precision.
    let mut step = 1.0;
    while times / step >= 100.0 {
        step *= 10.0;
    }
    let times = (times / step).round() * step;
    match times as usize {
        0 => crate::text("sample.larger").to_owned(),
        1 => crate::text("sample.full").to_owned(),
        few @ 2..=10 => crate::say("sample.few", &[("number", &in_words(few))]),
        _ => crate::say("sample.many", &[("number", &format::value(times, "people"))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_said_by_how_many_real_people_stand_behind_each() {
        #[track_caller]
        fn check(people: u64, expected: &str) {
            assert_eq!(sample_of(people, Some(1_175_000)), expected, "{people} people");
        }
        check(120_000, "a synthetic sample of one in ten");
        check(400_000, "a synthetic sample of one in three");
        check(20_000, "a synthetic sample of about one in 59");
        check(50, "a synthetic sample of about one in 24,000");
        check(1_200_000, "a synthetic population of full size");
        check(900_000, "a synthetic population of full size");
        check(12_000_000, "a synthetic population, larger than the real one");
        assert_eq!(sample_of(120_000, None), "a synthetic population");
        assert_eq!(sample_of(0, Some(7)), "a synthetic population");
    }

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
