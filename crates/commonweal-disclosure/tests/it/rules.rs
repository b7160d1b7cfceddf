use crate::figures::{PEOPLE, counts, percent};
use commonweal_disclosure::Shown;
use commonweal_disclosure::rules::{
    CellDecision, ShownCell, Summary, may_summarise, midpoint6, one_or_two_dominate, r5, rule_cell, scale_of_unit,
    three_significant_figures,
};
use commonweal_model::DataClass::{Organisation, Published, Sensitive, Standard};
use proptest::prelude::*;

#[test]
fn the_worked_examples_are_shown_as_written() {
    for (n, d, standard, sensitive) in [
        (7, 40, "* of 40", "* of 40"),
        (8, 42, "10 of 40", "10 of 40"),
        (12, 43, "10 of 45", "10 of 45"),
        (13, 43, "15 of 45", "15 of 45"),
        (0, 40, "0 of 40", "* of 40"),
        (40, 40, "40 of 40", "* of 40"),
        (38, 40, "* of 40", "* of 40"),
        (6, 7, "* of *", "* of *"),
        (0, 0, "* of *", "* of *"),
        (0, 7, "* of *", "* of *"),
        (7, 7, "* of *", "* of *"),
        (8, 8, "10 of 10", "* of 10"),
        (8, 16, "* of 15", "* of 15"),
        (8, 17, "* of 15", "* of 15"),
        (9, 17, "* of 15", "* of 15"),
        (10, 18, "10 of 20", "10 of 20"),
    ] {
        assert_eq!(counts(&percent(n, d, Standard)), standard, "standard {n}/{d}");
        assert_eq!(counts(&percent(n, d, Sensitive)), sensitive, "sensitive {n}/{d}");
    }
}

#[test]
fn a_percentage_is_that_of_the_rounded_pair() {
    // 11 of 43 is 25.6%, which only 11 of 43 gives.
    for class in PEOPLE {
        let figure = percent(11, 43, class);
        let Shown::Value(value) = figure.value() else { panic!("11 of 43 is shown") };
        assert_eq!(format!("{value:.1}"), "22.2");
        assert_eq!(counts(&figure), "10 of 45");
    }
}

#[test]
fn limits_of_a_withheld_count_are_withheld() {
    // Wilson's limits of 3 of 42 are 2.5 to 19.0, which only 3 of 42 gives.
    for class in PEOPLE {
        let figure = percent(3, 42, class);
        assert_eq!((figure.value().value(), figure.lower().value(), figure.upper().value()), (None, None, None));
        assert_eq!(counts(&figure), "* of 40");
    }
}

#[test]
fn counts_about_organisations_and_published_counts_are_exact() {
    for class in [Organisation, Published] {
        assert_eq!(rule_cell(3, 5, class), CellDecision::Show(ShownCell { numerator: 3, denominator: 5 }));
        assert_eq!(counts(&percent(3, 5, class)), "3 of 5");
    }
}

#[test]
fn more_people_than_the_population_is_no_cell_in_any_class() {
    for class in [Organisation, Published, Standard, Sensitive] {
        assert_eq!(rule_cell(50, 40, class), CellDecision::WithholdAll);
        assert_eq!(counts(&percent(50, 40, class)), "* of *");
    }
}

#[test]
fn rounding_is_to_the_nearest_five() {
    for x in 0..10_000_u64 {
        assert_eq!(r5(x), 5 * ((x + 2) / 5));
    }
    assert_eq!(r5(u64::MAX), u64::MAX);
}

#[test]
fn two_people_who_make_the_money_withhold_it() {
    assert!(one_or_two_dominate(&[900.0, 50.0, 30.0, 10.0, 10.0]));
    assert!(!one_or_two_dominate(&[300.0, 250.0, 250.0, 200.0]));
    // Each half of the rule alone: two make 90% of ten equal parts and more, one leaves under a tenth.
    assert!(one_or_two_dominate(&[450.0, 450.0, 100.0]));
    assert!(!one_or_two_dominate(&[450.0, 440.0, 110.0]));
    assert!(one_or_two_dominate(&[500.0, 1.0, 49.0]));
    assert!(one_or_two_dominate(&[]) && one_or_two_dominate(&[0.0; 9]) && one_or_two_dominate(&[1.0, f64::NAN]));
    assert!(one_or_two_dominate(&[-900.0, 50.0, 30.0, 10.0, 10.0]));
}

#[test]
fn summaries_need_their_people() {
    for (summary, least) in [
        (Summary::Mean, 8),
        (Summary::Sum, 8),
        (Summary::Median, 20),
        (Summary::Percentile(90.0), 80),
        (Summary::Percentile(10.0), 80),
        (Summary::Percentile(75.0), 32),
    ] {
        assert!(may_summarise(summary, least), "{summary:?}");
        assert!(!may_summarise(summary, least - 1), "{summary:?}");
    }
    for never in [Summary::Minimum, Summary::Maximum, Summary::Percentile(100.0), Summary::Percentile(f64::NAN)] {
        assert!(!may_summarise(never, 1_000_000), "{never:?}");
    }
}

#[test]
fn midpoint_six_gives_the_middle_of_each_six() {
    for x in 0..1_000_u64 {
        let expected = if x == 0 { 0 } else { x.div_ceil(6) * 6 - 3 };
        assert_eq!(midpoint6(x), expected, "{x}");
    }
    assert!(midpoint6(u64::MAX) > 0);
}

#[test]
fn units_say_their_scale() {
    for (unit, scale) in [
        ("%", Some(100.0)),
        ("percentage points", Some(100.0)),
        ("ratio", Some(1.0)),
        ("per 100,000", Some(100_000.0)),
        ("per 1,000 people", Some(1_000.0)),
        ("years", None),
        ("people", None),
        ("per person", None),
        ("per 0", None),
        ("per -5", None),
        ("", None),
    ] {
        assert_eq!(scale_of_unit(unit), scale, "{unit}");
    }
}

proptest! {
    #[test]
    fn three_significant_figures_are_near_and_stay(x in -1e12_f64..1e12) {
        let rounded = three_significant_figures(x);
        prop_assert!((rounded - x).abs() <= 0.005 * x.abs() + f64::MIN_POSITIVE);
        prop_assert_eq!(three_significant_figures(rounded), rounded);
    }
}
