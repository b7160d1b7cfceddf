//! What may be said of two figures set side by side: how far apart they are, with limits, and no more than those allow.

use crate::finding::{Direction, Seen, difference_words, gap_unit, with_unit};
use crate::number::{in_words, plain_unit};
use crate::text::{say, text};
use commonweal_chart::format;
use commonweal_model::Polarity;
use commonweal_stats::{Estimate, absolute_gap};

/// One of the figures set side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The area or group, as a reader knows it.
    pub label: String,
    /// Its figure.
    pub seen: Seen,
    /// Whether some people may be counted both here and in the first: then the difference has no limits.
    pub shares_people: bool,
}

/// How one stands against the first.
#[derive(Debug, Clone, PartialEq)]
pub struct BesideFinding {
    /// The other minus the first, with its limits; missing where it cannot be worked out.
    pub difference: Seen,
    /// Which way it points for the other, as far as its limits allow.
    pub direction: Direction,
    /// The whole of it in a sentence.
    pub sentence: String,
}

/// Compares `other` with `first`. Limits are by the square-and-add rule and hold for figures of different people only;
/// where people may be in both, or a figure is withheld or has no limits, the sentence says so and nothing else.
pub fn beside(first: &Beside, other: &Beside, unit: &str, polarity: Polarity) -> BesideFinding {
    let not_known = |key: &str, why: &str| BesideFinding {
        difference: Seen::Missing,
        direction: Direction::NotShown,
        sentence: say(key, &[("other", &other.label), ("first", &first.label), ("why", why)]),
    };
    for figure in [first, other] {
        if let Seen::Withheld(why) = figure.seen {
            return not_known(
                "compare.sentence.withheld",
                &say("compare.why", &[("label", &figure.label), ("why", why.reason())]),
            );
        }
        if figure.seen == Seen::Missing {
            return not_known("compare.sentence.missing", &figure.label);
        }
    }
    if other.shares_people {
        return not_known("compare.sentence.shared", "");
    }
    let difference = difference(&other.seen, &first.seen);
    let Seen::Estimate(gap) = difference else { return not_known("compare.sentence.no_limits", "") };
    let direction = Direction::of(&difference, polarity);
    let unit = gap_unit(unit);
    let key = if direction.is_clear() { "compare.sentence.clear" } else { "compare.sentence.none" };
    let (lower, upper) = limits(&gap, unit, direction.is_clear());
    let sentence = say(
        key,
        &[
            ("other", &other.label),
            ("first", &first.label),
            ("size", &difference_words(&difference, unit)),
            ("lower", &lower),
            ("upper", &upper),
        ],
    );
    BesideFinding { difference, direction, sentence }
}

/// Later minus earlier, with limits; missing where one of the two has none. Two figures about the same people at two
/// times are likely nearer one another than the limits allow for, so a change that is clear here is clear.
pub fn difference(later: &Seen, earlier: &Seen) -> Seen {
    let (Seen::Estimate(now), Seen::Estimate(before)) = (later, earlier) else { return Seen::Missing };
    absolute_gap(now, before).map_or(Seen::Missing, Seen::Estimate)
}

/// Both limits as a sentence says them: on the side the size is said on where the difference is clear, else with signs.
fn limits(gap: &Estimate, unit: &str, is_clear: bool) -> (String, String) {
    if is_clear {
        let (low, high) = if gap.upper < 0.0 { (-gap.upper, -gap.lower) } else { (gap.lower, gap.upper) };
        return (format::value(low, plain_unit(unit)), format::value(high, plain_unit(unit)));
    }
    let side = |limit: f64| {
        let key = if limit < 0.0 { "size.lower" } else { "size.higher" };
        say(key, &[("size", &with_unit(limit.abs(), unit))])
    };
    (side(gap.lower), side(gap.upper))
}

/// The heading over several comparisons with the first: how many differ clearly, and from whom.
pub fn beside_heading(title: &str, first: &str, findings: &[BesideFinding]) -> String {
    let clear = findings.iter().filter(|finding| finding.direction.is_clear()).count();
    let shown = findings.iter().filter(|finding| finding.direction != Direction::NotShown).count();
    let (some, all) = (in_words(clear), in_words(shown));
    let places = [("title", title), ("first", first), ("some", some.as_str()), ("all", all.as_str())];
    let key = match (clear, shown) {
        (_, 0) => "compare.heading.not_shown",
        (0, 1) => "compare.heading.none_of_one",
        (0, _) => "compare.heading.none",
        (1, 1) => "compare.heading.one_of_one",
        (1, _) => "compare.heading.one",
        _ => "compare.heading.some",
    };
    if shown < findings.len() && shown > 0 {
        return format!("{} {}", say(key, &places), text("compare.heading.rest"));
    }
    say(key, &places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonweal_disclosure::Withheld;

    fn figure(label: &str, value: f64, lower: f64, upper: f64) -> Beside {
        Beside { label: label.to_owned(), seen: Seen::Estimate(Estimate { value, lower, upper }), shares_people: false }
    }

    #[test]
    fn a_clear_difference_is_said_with_its_side_and_limits() {
        let found = beside(
            &figure("Rushcliffe", 10.0, 9.0, 11.0),
            &figure("Ashfield", 18.0, 16.5, 19.5),
            "%",
            Polarity::LowerIsBetter,
        );
        assert_eq!(found.direction, Direction::Worse);
        assert_eq!(
            found.sentence,
            "Ashfield is 8.0 points higher than Rushcliffe (95% limits of the difference 6.2 to 9.8)."
        );
    }

    #[test]
    fn limits_that_reach_nought_are_no_clear_difference_whatever_the_values() {
        for shift in -30..30 {
            let value = 40.0 + f64::from(shift) / 10.0;
            let other = figure("B", value, value - 4.0, value + 4.0);
            let found = beside(&figure("A", 40.0, 36.0, 44.0), &other, "%", Polarity::HigherIsBetter);
            assert_eq!(found.direction, Direction::NoClearDifference, "{value}");
            assert!(found.sentence.contains("no clear difference"), "{}", found.sentence);
            assert!(!found.sentence.contains("worse") && !found.sentence.contains("better"), "{}", found.sentence);
        }
    }

    #[test]
    fn a_sentence_never_says_more_than_the_limits() {
        // Every pair of values and widths on a grid: clear words exactly where the limits of the difference leave out nought.
        for a in 0..20 {
            for b in 0..20 {
                for width in 1..8 {
                    let (x, y, w) = (f64::from(a), f64::from(b), f64::from(width) / 2.0);
                    let found = beside(
                        &figure("A", x, x - w, x + w),
                        &figure("B", y, y - w, y + 2.0 * w),
                        "%",
                        Polarity::LowerIsBetter,
                    );
                    let Seen::Estimate(gap) = found.difference else { panic!("both have limits") };
                    let is_clear = gap.lower > 0.0 || gap.upper < 0.0;
                    assert_eq!(found.direction.is_clear(), is_clear);
                    assert_eq!(found.sentence.contains("no clear difference"), !is_clear, "{}", found.sentence);
                }
            }
        }
    }

    #[test]
    fn what_is_withheld_or_shares_people_is_not_compared() {
        let a = figure("A", 40.0, 36.0, 44.0);
        let hidden = Beside { seen: Seen::Withheld(Withheld::Disclosure), ..figure("B", 0.0, 0.0, 0.0) };
        let inside = Beside { shares_people: true, ..figure("B", 10.0, 9.0, 11.0) };
        let plain = Beside { seen: Seen::Value(10.0), ..figure("B", 0.0, 0.0, 0.0) };
        for other in [hidden, inside, plain] {
            let found = beside(&a, &other, "%", Polarity::LowerIsBetter);
            assert_eq!((found.difference, found.direction), (Seen::Missing, Direction::NotShown), "{}", found.sentence);
        }
    }

    #[test]
    fn the_heading_counts_what_is_clear_and_says_that_some_are_not_compared() {
        let a = figure("A", 40.0, 38.0, 42.0);
        let far = beside(&a, &figure("B", 60.0, 58.0, 62.0), "%", Polarity::HigherIsBetter);
        let near = beside(&a, &figure("C", 41.0, 38.0, 44.0), "%", Polarity::HigherIsBetter);
        let shared = Beside { shares_people: true, ..figure("D", 50.0, 49.0, 51.0) };
        let unknown = beside(&a, &shared, "%", Polarity::HigherIsBetter);
        let said = |findings: &[BesideFinding]| beside_heading("Smoking", "A", findings);
        assert_eq!(said(&[far.clone(), near.clone()]), "Smoking: one of two differs clearly from A");
        assert_eq!(said(std::slice::from_ref(&near)), "Smoking: no clear difference from A");
        assert!(said(&[far, unknown.clone()]).ends_with("some cannot be compared"));
        assert_eq!(said(&[unknown]), "Smoking: cannot be compared with A");
    }
}
