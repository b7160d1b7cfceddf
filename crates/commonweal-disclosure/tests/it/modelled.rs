use crate::figures::{gate, proposed};
use commonweal_disclosure::rules::{ShownCell, r5, three_significant_figures};
use commonweal_disclosure::{Evidence, Released, Shown, Statistic, Withheld};
use commonweal_model::DataClass::{self, Organisation, Sensitive, Standard};
use commonweal_stats::{
    Confidence, Contrast, Estimate, Gradient, GradientGroup, absolute_gap, proportion, slope_index_of_inequality,
};

const FIFTHS: [(u64, u64); 5] = [(211, 1_003), (187, 998), (160, 1_011), (141, 1_007), (108, 1_002)];

fn release(statistic: Statistic, class: DataClass, unit: &str, evidence: Evidence) -> Released {
    gate().release(proposed(statistic, class, unit, evidence))
}

fn rate(total_count: u64, groups: &[(u64, u64)], every_group_shown: bool, class: DataClass) -> Released {
    let estimate = Estimate { value: 1_234.56, lower: 1_100.49, upper: 1_399.99 };
    let evidence = Evidence::Modelled { estimate, total_count, groups: groups.to_vec(), every_group_shown };
    release(Statistic::DirectlyStandardisedRate, class, "per 100,000", evidence)
}

#[test]
fn a_standardised_rate_has_three_significant_figures_and_the_rounded_counts_of_its_area() {
    let figure = rate(807, &FIFTHS, false, Standard);
    assert_eq!(figure.value(), Shown::Value(1_230.0));
    assert_eq!((figure.lower(), figure.upper()), (Shown::Value(1_100.0), Shown::Value(1_400.0)));
    assert_eq!((figure.numerator(), figure.denominator()), (Shown::Value(805), Shown::Value(5_020)));
}

#[test]
fn a_standardised_rate_needs_a_total_that_shows_as_more_than_ten() {
    for (total, withheld) in
        [(7, Some(Withheld::Disclosure)), (9, Some(Withheld::Unreliable)), (12, Some(Withheld::Unreliable)), (13, None)]
    {
        assert_eq!(rate(total, &[(total, 500), (0, 500), (0, 500)], false, Standard).withheld(), withheld, "{total}");
    }
}

#[test]
fn a_standardised_rate_of_few_groups_or_few_people_would_tell_the_counts() {
    let of = |groups: &[(u64, u64)]| rate(60, groups, false, Standard).withheld();
    assert_eq!(of(&[(60, 90_000)]), Some(Withheld::Linked), "one group's is the crude rate itself");
    assert_eq!(of(&[(30, 999), (30, 1_000)]), Some(Withheld::Linked));
    assert_eq!(of(&[(30, 1_000), (30, 1_000)]), None);
    assert_eq!(of(&[(20, 60), (20, 60), (20, 79)]), Some(Withheld::Linked));
    assert_eq!(of(&[(20, 60), (20, 60), (20, 80)]), None);
}

#[test]
fn every_group_used_has_more_than_seven_people() {
    assert!(!rate(40, &[(20, 400), (20, 400), (0, 8)], false, Standard).is_withheld());
    assert_eq!(rate(40, &[(20, 400), (20, 400), (0, 7)], false, Standard).withheld(), Some(Withheld::Disclosure));
}

#[test]
fn a_rate_made_from_a_withheld_total_is_withheld() {
    // All but three of 400 have the property: the three are the small cell.
    assert_eq!(rate(397, &[(200, 200), (197, 200)], false, Standard).withheld(), Some(Withheld::Disclosure));
}

#[test]
fn a_figure_shown_beside_its_groups_is_withheld_with_any_of_them() {
    let groups = [(20, 400), (5, 400), (30, 400)];
    assert!(!rate(55, &groups, false, Standard).is_withheld());
    assert_eq!(rate(55, &groups, true, Standard).withheld(), Some(Withheld::Disclosure));
    let with_none = [(20, 400), (0, 400), (30, 400)];
    assert!(!rate(50, &with_none, true, Standard).is_withheld());
    assert!(rate(50, &with_none, true, Sensitive).is_withheld());
}

#[test]
fn evidence_that_does_not_fit_together_is_not_calculated() {
    let empty: [(u64, u64); 0] = [];
    for (total, groups) in [(20, &empty[..]), (20, &[(20, 10)][..]), (900, &[(20, 400)][..])] {
        assert_eq!(rate(total, groups, false, Standard).withheld(), Some(Withheld::NotCalculated));
    }
    let estimate = Estimate { value: f64::NAN, lower: 0.0, upper: 1.0 };
    let evidence = Evidence::Modelled {
        estimate,
        total_count: 50,
        groups: vec![(50, 300), (0, 300), (0, 300)],
        every_group_shown: false,
    };
    let figure = release(Statistic::DirectlyStandardisedRate, Standard, "%", evidence);
    assert_eq!(figure.withheld(), Some(Withheld::NotCalculated));
}

fn gap(groups: &[(u64, u64)]) -> Estimate {
    let share = |(n, d): (u64, u64)| proportion(n as f64, d as f64, Confidence::P95).unwrap();
    let gap = absolute_gap(&share(groups[0]), &share(groups[groups.len() - 1])).unwrap();
    Estimate { value: gap.value * 100.0, lower: gap.lower * 100.0, upper: gap.upper * 100.0 }
}

fn released_gap(estimate: Estimate, groups: &[(u64, u64)], unit: &str) -> Released {
    let total_count = groups.iter().map(|g| g.0).sum();
    let evidence = Evidence::Modelled { estimate, total_count, groups: groups.to_vec(), every_group_shown: true };
    release(Statistic::AbsoluteGap, Standard, unit, evidence)
}

#[test]
fn a_gap_is_made_again_from_the_groups_as_shown() {
    let figure = released_gap(gap(&FIFTHS), &FIFTHS, "percentage points");
    // 210 of 1,005 less 110 of 1,000, not 211 of 1,003 less 108 of 1,002 (10.258...).
    assert_eq!(figure.value(), Shown::Value(9.9));
    assert_eq!((figure.numerator(), figure.denominator()), (Shown::None, Shown::None));
}

#[test]
fn every_gap_of_the_same_shown_groups_is_the_same() {
    let shown = released_gap(gap(&[(40, 200), (30, 200)]), &[(40, 200), (30, 200)], "percentage points");
    for (a, b, c, d) in [(38, 198, 32, 202), (42, 202, 28, 198), (41, 199, 31, 201)] {
        let groups = [(a, b), (c, d)];
        let other = released_gap(gap(&groups), &groups, "percentage points");
        assert_eq!((other.value(), other.lower(), other.upper()), (shown.value(), shown.lower(), shown.upper()));
    }
}

#[test]
fn a_gap_in_another_order_or_unit_is_not_calculated() {
    let reversed: Vec<_> = FIFTHS.iter().rev().copied().collect();
    assert_eq!(released_gap(gap(&FIFTHS), &reversed, "percentage points").withheld(), Some(Withheld::NotCalculated));
    assert_eq!(released_gap(gap(&FIFTHS), &FIFTHS, "ratio").withheld(), Some(Withheld::NotCalculated));
}

fn slope(groups: &[(u64, u64)], contrast: Contrast) -> Gradient {
    let group = |&(n, d): &(u64, u64)| {
        let share = proportion(n as f64, d as f64, Confidence::P95).unwrap();
        GradientGroup::from_estimate(d as f64, &share, Confidence::P95)
    };
    let groups: Vec<_> = groups.iter().map(group).collect();
    slope_index_of_inequality(&groups, Confidence::P95, contrast).unwrap()
}

#[test]
fn slope_and_relative_index_are_made_again_from_the_groups_as_shown() {
    let shown = FIFTHS.map(|(n, d)| (r5(n), r5(d)));
    for contrast in [Contrast::MostMinusLeast, Contrast::LeastMinusMost] {
        let (exact, rounded) = (slope(&FIFTHS, contrast), slope(&shown, contrast));
        for (statistic, unit, scale, estimate, expected) in [
            (Statistic::SlopeIndexOfInequality, "percentage points", 100.0, exact.slope, rounded.slope),
            (Statistic::RelativeIndexOfInequality, "ratio", 1.0, exact.relative.unwrap(), rounded.relative.unwrap()),
        ] {
            let value = estimate.value * scale;
            let estimate = Estimate { value, lower: value, upper: value };
            let groups = FIFTHS.to_vec();
            let evidence = Evidence::Modelled { estimate, total_count: 807, groups, every_group_shown: true };
            let figure = release(statistic, Standard, unit, evidence);
            let made = |x: f64| Shown::Value(three_significant_figures(x * scale));
            assert_eq!(figure.value(), made(expected.value));
            assert_eq!((figure.lower(), figure.upper()), (made(expected.lower), made(expected.upper)));
        }
    }
}

#[test]
fn no_answer_from_the_method_does_not_tell_none_from_a_few() {
    let nothing = Estimate { value: f64::NAN, lower: f64::NAN, upper: f64::NAN };
    for statistic in [Statistic::RelativeGap, Statistic::DirectlyStandardisedRate, Statistic::PeopleAffected] {
        let reason = |n| {
            let groups = vec![(n, 400), (50, 400), (50, 400)];
            let evidence =
                Evidence::Modelled { estimate: nothing, total_count: n + 100, groups, every_group_shown: true };
            release(statistic, Sensitive, "ratio", evidence).withheld()
        };
        assert!((0..8).all(|n| reason(n) == Some(Withheld::Disclosure)), "{statistic}");
        assert_eq!(reason(20), Some(Withheld::NotCalculated), "{statistic}");
    }
}

#[test]
fn a_concentration_index_is_never_made_from_exact_counts() {
    let estimate = Estimate { value: -0.12, lower: -0.15, upper: -0.09 };
    let exact = Evidence::Modelled { estimate, total_count: 807, groups: FIFTHS.to_vec(), every_group_shown: true };
    let figure = release(Statistic::ConcentrationIndex, Standard, "scale of -1 to 1", exact);
    assert_eq!(figure.withheld(), Some(Withheld::NotCalculated));
    let shown = Evidence::OfShownGroups {
        groups: FIFTHS.to_vec(),
        calculate: |_| Some(Estimate { value: -0.1234, lower: -0.15, upper: -0.09 }),
    };
    let figure = release(Statistic::ConcentrationIndex, Standard, "scale of -1 to 1", shown);
    assert_eq!(figure.value(), Shown::Value(-0.123), "three figures");
}

fn people_affected(groups: &[ShownCell]) -> Option<Estimate> {
    let best = groups.last()?;
    let share = best.numerator as f64 / best.denominator as f64;
    let value = groups.iter().map(|g| (g.numerator as f64 - g.denominator as f64 * share).max(0.0)).sum();
    Some(Estimate { value, lower: value, upper: value })
}

#[test]
fn what_is_calculated_from_shown_groups_sees_only_rounded_counts() {
    let released = |groups: &[(u64, u64)], class| {
        let evidence = Evidence::OfShownGroups { groups: groups.to_vec(), calculate: people_affected };
        release(Statistic::PeopleAffected, class, "people", evidence)
    };
    let figure = released(&FIFTHS, Standard);
    // The fifths are shown as 210/1005, 185/1000, 160/1010, 140/1005 and 110/1000.
    assert_eq!((figure.value(), figure.lower()), (Shown::Value(253.0), Shown::None));
    let neighbours = FIFTHS.map(|(n, d)| (5 * ((n + 2) / 5), 5 * ((d + 2) / 5)));
    assert_eq!(released(&neighbours, Standard).value(), figure.value());
    assert_eq!(released(&[(211, 1_003), (3, 1_002)], Standard).withheld(), Some(Withheld::Disclosure));
    assert_eq!(released(&[(11, 1_003), (0, 1_002)], Standard).withheld(), Some(Withheld::Unreliable));
    assert!(!released(&[(3, 10), (2, 10)], Organisation).is_withheld());
}
