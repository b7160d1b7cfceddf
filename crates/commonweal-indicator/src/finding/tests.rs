use super::*;
use proptest::prelude::*;

fn estimate(value: f64, lower: f64, upper: f64) -> Seen {
    Seen::Estimate(Estimate { value, lower, upper })
}

fn group(label: &str, value: f64, half: f64, people: i64) -> Group {
    Group {
        label: label.to_owned(),
        seen: estimate(value, value - half, value + half),
        people: Some(people),
        is_known: true,
    }
}

const POINTS: &str = "percentage points, age-standardised";

#[track_caller]
fn heading(gap: Seen, polarity: Polarity, expected: &str) {
    assert_eq!(gap_finding("Blood pressure checked", &gap, POINTS, polarity).heading, expected);
}

#[test]
fn a_clear_gap_is_said_with_its_size_and_side() {
    heading(
        estimate(-11.2, -13.0, -9.0),
        Polarity::HigherIsBetter,
        "Blood pressure checked: 11.2 points lower in the most deprived fifth than in the least",
    );
}

#[test]
fn a_gap_whose_limits_reach_nought_is_no_clear_difference() {
    let expected = "Blood pressure checked: no clear difference between the most and least deprived fifths";
    heading(estimate(-2.0, -4.1, 0.1), Polarity::HigherIsBetter, expected);
    heading(estimate(2.0, 0.0, 4.0), Polarity::LowerIsBetter, expected);
}

#[test]
fn what_is_withheld_or_missing_is_said_and_nothing_else() {
    let withheld = gap_finding("SMI checks", &Seen::Withheld(Withheld::Disclosure), POINTS, Polarity::HigherIsBetter);
    assert_eq!(withheld.heading, "SMI checks: the gap by deprivation cannot be shown here");
    assert_eq!((withheld.direction, withheld.limits), (Direction::NotShown, None));
    heading(
        Seen::Missing,
        Polarity::Neutral,
        "Blood pressure checked: the gap by deprivation has not been measured here",
    );
}

#[test]
fn limits_are_turned_to_the_side_the_size_is_said_on() {
    let finding = gap_finding("x", &estimate(-11.2, -13.0, -9.0), POINTS, Polarity::HigherIsBetter);
    assert_eq!(finding.limits.as_deref(), Some("95% limits 9.0 to 13.0"));
    let unclear = gap_finding("x", &estimate(-1.0, -3.0, 1.0), POINTS, Polarity::HigherIsBetter);
    assert_eq!(unclear.limits.as_deref(), Some("95% limits −3.0 to 1.0"));
}

#[test]
fn direction_follows_polarity() {
    let below = estimate(-5.0, -6.0, -4.0);
    assert_eq!(Direction::of(&below, Polarity::HigherIsBetter), Direction::Worse);
    assert_eq!(Direction::of(&below, Polarity::LowerIsBetter), Direction::Better);
    assert_eq!(Direction::of(&below, Polarity::Neutral), Direction::Lower);
    assert_eq!(Direction::of(&Seen::Value(-5.0), Polarity::HigherIsBetter), Direction::NotShown, "certainty unknown");
}

#[test]
fn people_are_said_only_of_a_clear_gap_against_the_more_deprived() {
    let people = estimate(344.0, 200.0, 488.0);
    let worse = estimate(-11.2, -13.0, -9.0);
    let sentence = people_sentence(&people, &worse, Polarity::HigherIsBetter);
    let expected = "About 340 more people would be reached if every fifth did as well as the least deprived fifth.";
    assert_eq!(sentence.as_deref(), Some(expected));
    assert_eq!(people_sentence(&people, &estimate(-1.0, -3.0, 1.0), Polarity::HigherIsBetter), None, "unclear gap");
    assert_eq!(people_sentence(&people, &worse, Polarity::LowerIsBetter), None, "the most deprived do better");
    assert_eq!(
        people_sentence(&estimate(344.0, -10.0, 700.0), &worse, Polarity::HigherIsBetter),
        None,
        "unclear number"
    );
    assert_eq!(people_sentence(&people, &worse, Polarity::Neutral), None, "no judgement, no shortfall");
}

#[test]
fn the_overall_finding_counts_clear_gaps_only() {
    use Direction::{Better, NoClearDifference, NotShown, Worse};
    let check = |directions: &[Direction], expected: &str| assert_eq!(overall_finding(directions), expected);
    check(&[Worse, Worse, NoClearDifference], "People in the most deprived fifth do worse on two of three questions");
    check(&[Worse, Worse], "People in the most deprived fifth do worse on two of two questions");
    check(
        &[Worse, Better, NotShown],
        "People in the most deprived fifth do worse on one of the two questions that can be compared",
    );
    let none = "No clear difference between the most and least deprived fifths on any of the one question that can be compared";
    check(&[NoClearDifference, NotShown], &none.replace("any of ", ""));
    check(
        &[Better, NoClearDifference],
        "People in the most deprived fifth do better on one of two questions, and worse on none",
    );
    check(&[NotShown, NotShown], "The gap between the most and least deprived fifths cannot be shown");
    check(&[], "The gap between the most and least deprived fifths cannot be shown");
}

#[test]
fn groups_are_compared_with_the_largest_and_the_unknown_with_nobody() {
    let mut groups =
        vec![group("White", 80.0, 1.0, 9_000), group("Black", 70.0, 3.0, 400), group("Asian", 78.0, 3.0, 500)];
    groups.push(Group { is_known: false, ..group("Not known", 10.0, 1.0, 20_000) });
    let GroupFinding::Behind { group, reference, gap, people } = group_finding(&groups, Polarity::HigherIsBetter)
    else {
        panic!("Black is clearly behind White");
    };
    assert_eq!((group.as_str(), reference.as_str()), ("Black", "White"));
    assert!((gap.value + 10.0).abs() < 1e-9);
    let people = people.expect("a number of people");
    assert_eq!(people.value.round(), 40.0, "10 points of 400 people; Asian is not clearly behind");
    assert!((people.lower - -gap.upper * 4.0).abs() < 1e-9 && (people.upper - -gap.lower * 4.0).abs() < 1e-9);
    assert!(0.0 < people.lower && people.lower < people.value && people.value < people.upper);
}

#[test]
fn a_gap_that_two_limits_would_show_and_two_comparisons_would_not_is_not_said() {
    // Limits of the difference: 4.2 either side of 4.3 for one comparison, 4.9 for two.
    let pair = [group("White", 80.0, 0.3, 9_000), group("Black", 75.7, 4.2, 400)];
    assert!(matches!(group_finding(&pair, Polarity::HigherIsBetter), GroupFinding::Behind { .. }));
    let three = [pair[0].clone(), pair[1].clone(), group("Asian", 80.0, 4.0, 500)];
    assert!(matches!(group_finding(&three, Polarity::HigherIsBetter), GroupFinding::NoClearDifference { .. }));
}

#[test]
fn fewer_than_two_shown_groups_are_not_compared() {
    let withheld = Group { seen: Seen::Withheld(Withheld::Disclosure), ..group("Black", 0.0, 0.0, 400) };
    assert_eq!(
        group_finding(&[group("White", 80.0, 1.0, 9_000), withheld], Polarity::HigherIsBetter),
        GroupFinding::NotShown
    );
    assert_eq!(group_finding(&[], Polarity::Neutral), GroupFinding::NotShown);
}

#[test]
fn areas_are_counted_against_the_benchmark() {
    let standing = Standing { worse: 2, better: 1, similar: 4, not_shown: 1 };
    let heading = areas_heading("districts", standing, Polarity::HigherIsBetter, "the whole area");
    assert_eq!(heading, "Two of the 7 districts shown worse than the whole area");
    let all = areas_heading("districts", Standing { not_shown: 0, ..standing }, Polarity::HigherIsBetter, "X");
    assert_eq!(all, "Two of 7 districts worse than X");
    let none = Standing { similar: 3, not_shown: 5, ..Standing::default() };
    assert_eq!(areas_heading("districts", none, Polarity::Neutral, "X"), "No clear difference between districts and X");
    let hidden = Standing { not_shown: 8, ..Standing::default() };
    assert_eq!(areas_heading("districts", hidden, Polarity::Neutral, "X"), "No figures can be shown for districts");
}

fn any_estimate() -> impl Strategy<Value = Estimate> {
    (-100.0..100.0f64, 0.0..50.0f64, 0.0..50.0f64).prop_map(|(value, below, above)| Estimate {
        value,
        lower: value - below,
        upper: value + above,
    })
}

fn any_polarity() -> impl Strategy<Value = Polarity> {
    prop_oneof![Just(Polarity::HigherIsBetter), Just(Polarity::LowerIsBetter), Just(Polarity::Neutral)]
}

proptest! {
    #[test]
    fn a_finding_never_says_more_than_its_limits(gap in any_estimate(), polarity in any_polarity()) {
        let finding = gap_finding("x", &Seen::Estimate(gap), POINTS, polarity);
        let reaches_nought = gap.lower <= 0.0 && gap.upper >= 0.0;
        prop_assert_eq!(finding.heading.contains("no clear difference"), reaches_nought);
        prop_assert_eq!(finding.direction.is_clear(), !reaches_nought);
        prop_assert_eq!(finding.heading.contains("lower"), !reaches_nought && gap.value < 0.0);
        prop_assert_eq!(finding.heading.contains("higher"), !reaches_nought && gap.value > 0.0);
    }

    #[test]
    fn a_withheld_group_changes_no_word(values in prop::collection::vec((0.0..100.0f64, 0.1..20.0f64, 8..5000i64), 2..6)) {
        let mut groups: Vec<Group> = values
            .iter()
            .enumerate()
            .map(|(i, (value, half, people))| group(&format!("g{i}"), *value, *half, *people))
            .collect();
        let before = group_finding(&groups, Polarity::LowerIsBetter);
        groups.push(Group { seen: Seen::Withheld(Withheld::Disclosure), people: None, ..group("hidden", 0.0, 0.0, 0) });
        prop_assert_eq!(before, group_finding(&groups, Polarity::LowerIsBetter));
    }
}
