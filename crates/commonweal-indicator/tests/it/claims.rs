//! Whatever the figures, a sentence claims no more than they do.

use crate::support::{PROPORTION, WHOLE, cube_of_fifths, figure, figures};
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_indicator::{
    Direction, Group, Seen, UnknownGroup, about, core20, ethnicity_gap, ethnicity_sentences, gap_finding,
    people_sentence, with_unit,
};
use commonweal_model::Polarity;
use commonweal_stats::Estimate;
use proptest::prelude::*;

fn polarity() -> impl Strategy<Value = Polarity> {
    prop_oneof![Just(Polarity::HigherIsBetter), Just(Polarity::LowerIsBetter), Just(Polarity::Neutral)]
}

fn hidden() -> impl Strategy<Value = Seen> {
    prop_oneof![
        Just(Seen::Withheld(Withheld::Disclosure)),
        Just(Seen::Withheld(Withheld::Unreliable)),
        Just(Seen::Withheld(Withheld::NotCalculated)),
        Just(Seen::Missing),
    ]
}

fn estimate(value: f64, below: f64, above: f64) -> Seen {
    Seen::Estimate(Estimate { value, lower: value - below, upper: value + above })
}

/// The numbers of a sentence, as written.
fn numbers(sentence: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let parts = sentence.split(|c: char| !is_part(c)).map(|part| part.trim_matches(['.', ',']).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

fn check_numbers(sentence: &str, allowed: &[String]) -> Result<(), TestCaseError> {
    let allowed: Vec<String> = allowed.iter().flat_map(|text| numbers(text)).collect();
    for number in numbers(sentence) {
        // `less than 0.1 points` is said of what would round to nought.
        prop_assert!(
            allowed.contains(&number) || number == "0.1",
            "{number} of “{sentence}” is in none of {allowed:?}"
        );
    }
    Ok(())
}

const FIFTHS: [&str; 5] = ["1", "2", "3", "4", "5"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_not_shown_supports_no_finding(gap in hidden(), people in hidden(), polarity in polarity()) {
        let finding = gap_finding("Checked", &gap, "percentage points", polarity);
        prop_assert_eq!((finding.direction, finding.limits), (Direction::NotShown, None));
        prop_assert!(numbers(&finding.heading).is_empty(), "{}", finding.heading);
        prop_assert!(!finding.heading.contains("lower") && !finding.heading.contains("higher"));
        let clear = estimate(-10.0, 1.0, 1.0);
        prop_assert_eq!(people_sentence(&people, &clear, polarity), None);
        prop_assert_eq!(people_sentence(&estimate(500.0, 100.0, 100.0), &gap, polarity), None);
    }

    #[test]
    fn people_are_said_as_about_so_many_of_a_clear_gap(
        people in (-2_000.0..20_000.0f64, 0.0..3_000.0f64),
        gap in (-20.0..20.0f64, 0.0..10.0f64),
        polarity in polarity(),
    ) {
        let (seen_people, seen_gap) = (estimate(people.0, people.1, people.1), estimate(gap.0, gap.1, gap.1));
        if let Some(sentence) = people_sentence(&seen_people, &seen_gap, polarity) {
            prop_assert_eq!(Direction::of(&seen_gap, polarity), Direction::Worse);
            prop_assert!(people.0 - people.1 > 0.0, "the number is clear of nought");
            prop_assert!(sentence.starts_with("About ") || sentence.starts_with("Ten people or fewer"));
            check_numbers(&sentence, &[about(people.0)])?;
        }
    }

    #[test]
    fn the_most_deprived_fifth_is_said_to_differ_only_where_the_limits_say_so(
        fifths in prop::array::uniform5((0..500_u64, 0..500_u64)),
        polarity in polarity(),
    ) {
        let cube = cube_of_fifths(fifths.map(|(n, rest)| (n, n + rest)));
        let released = figures(PROPORTION, &cube);
        let fifths: Vec<&Released> = FIFTHS.iter().map(|fifth| figure(&released, Statistic::Proportion, WHOLE, fifth)).collect();
        let found = core20("Checked", &fifths, polarity);
        let sentence = found.sentence.clone().expect("five fifths");
        let Some(values) = found.values else {
            prop_assert!(fifths.iter().any(|fifth| fifth.is_withheld()));
            prop_assert!(sentence.contains("not enough can be shown here") && numbers(&sentence).is_empty(), "{}", sentence);
            return Ok(());
        };
        prop_assert!(fifths.iter().all(|fifth| !fifth.is_withheld()));
        let is_clear = values.gap.lower > 0.0 || values.gap.upper < 0.0;
        prop_assert_eq!(sentence.contains("no clear difference"), !is_clear);
        prop_assert_eq!(sentence.contains("lower than elsewhere"), is_clear && values.gap.value < 0.0);
        prop_assert_eq!(sentence.contains("higher than elsewhere"), is_clear && values.gap.value > 0.0);
        prop_assert_eq!(sentence.contains("people"), found.direction == Direction::Worse);
        prop_assert_eq!(found.people_missed().is_some(), found.direction == Direction::Worse);
        prop_assert_eq!(values.most.value, fifths[0].value().value().expect("shown"), "the figure beside the sentence");
        check_numbers(&sentence, &[
            with_unit(values.most.value, "%"),
            with_unit(values.gap.value.abs(), "percentage points"),
            about(values.people.value),
        ])?;
    }

    #[test]
    fn ethnic_groups_are_said_to_differ_only_where_widened_limits_say_so(
        groups in prop::collection::vec((0.0..100.0f64, 0.1..12.0f64, 10..5_000i64), 2..7),
        unknown in prop::option::of((0.0..100.0f64, 5..3_000i64)),
        polarity in polarity(),
    ) {
        let group = |label: String, (value, half, people): (f64, f64, i64), is_known: bool| Group {
            label, seen: estimate(value, half, half), people: Some(people), is_known,
        };
        let mut all: Vec<Group> =
            groups.iter().enumerate().map(|(at, of)| group(format!("Group {}", ["A", "B", "C", "D", "E", "F"][at]), *of, true)).collect();
        all.extend(unknown.map(|(value, people)| group("Not known".to_owned(), (value, 5.0, people), false)));
        let found = ethnicity_gap(&all, polarity);
        let gap = found.absolute.expect("two groups are shown");
        let sentences = ethnicity_sentences(&found, "%");
        let is_clear = gap.lower > 0.0 || gap.upper < 0.0;
        prop_assert_eq!(sentences[0].contains("No clear difference"), !is_clear);
        prop_assert_eq!(sentences.len(), 1 + usize::from(is_clear && unknown.is_some()));
        prop_assert!(sentences.iter().all(|sentence| !sentence.contains("Not known")), "the unknown are compared with nobody");
        prop_assert_ne!(found.direction, Direction::Better, "the worst off is never better off");
        // The groups named are the ends, and the bounds are on either side of what they would be.
        let values: Vec<f64> = groups.iter().map(|(value, ..)| *value).collect();
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
        prop_assert!((gap.value.abs() - (high - low)).abs() < 1e-9);
        if let UnknownGroup::Bounds { if_worst, if_best, share, .. } = found.unknown {
            let (lower, upper) = found.unknown.bounds().expect("bounds");
            prop_assert!(lower <= upper && (if_worst == lower || if_best == lower) && (0.0..100.0).contains(&share));
        }
        // Limits for all pairs are wider than those of the two alone.
        let two: Vec<Group> = all.iter().filter(|of| of.label == found.worst || of.label == found.best).cloned().collect();
        if two.len() == 2 {
            let alone = ethnicity_gap(&two, polarity).absolute.expect("two groups");
            prop_assert!(gap.lower <= alone.lower + 1e-9 && gap.upper >= alone.upper - 1e-9);
        }
    }

    #[test]
    fn a_hidden_ethnic_group_changes_no_word(
        groups in prop::collection::vec((0.0..100.0f64, 0.1..12.0f64, 10..5_000i64), 2..6),
        hidden in hidden(),
        polarity in polarity(),
    ) {
        let group = |(at, (value, half, people)): (usize, &(f64, f64, i64))| Group {
            label: format!("G{at}"), seen: estimate(*value, *half, *half), people: Some(*people), is_known: true,
        };
        let mut all: Vec<Group> = groups.iter().enumerate().map(group).collect();
        let before = ethnicity_gap(&all, polarity);
        all.push(Group { label: "Hidden".to_owned(), seen: hidden, people: None, is_known: true });
        prop_assert_eq!(before, ethnicity_gap(&all, polarity));
    }
}
