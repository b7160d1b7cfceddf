use crate::figures::{PEOPLE, by, counts, gate, gate_of, percent, proposed};
use commonweal_disclosure::{
    Benchmark, Comparison, Evidence, Gate, NotAutomatic, Proposed, ReleaseNote, Released, Shown, Statistic, Withheld,
    WorkspaceClass,
};
use commonweal_model::DataClass::{self, Organisation, Published, Sensitive, Standard};
use commonweal_model::{Dimension, Polarity};

#[test]
fn real_people_s_figures_are_never_released_automatically() {
    let note = ReleaseNote { release_id: "r".into(), released_at: "2025-10-01T09:00:00Z".into() };
    let refused = Gate::automatic(WorkspaceClass::Personal, note).unwrap_err();
    assert_eq!(refused, NotAutomatic::Personal);
    let text = refused.to_string();
    assert!(text.contains("`personal`") && text.contains("commonweal release propose"), "{text}");
}

#[test]
fn a_workspace_of_published_statistics_releases_no_people() {
    let gate = gate_of(WorkspaceClass::Published);
    let evidence = || Evidence::Proportion { numerator: 100, denominator: 400 };
    for class in PEOPLE {
        let figure = gate.release(proposed(Statistic::Proportion, class, "%", evidence()));
        assert_eq!(figure.withheld(), Some(Withheld::Disclosure));
    }
    for class in [Published, Organisation] {
        assert!(!gate.release(proposed(Statistic::Proportion, class, "%", evidence())).is_withheld());
    }
}

#[test]
fn published_numbers_pass_as_given_and_only_as_published() {
    let evidence = || Evidence::Published {
        value: Some(78.123_45),
        lower: Some(2.0),
        upper: None,
        count: Some(3),
        denominator: None,
    };
    let figure = gate().release(proposed(Statistic::PublishedValue, Published, "years", evidence()));
    assert_eq!(figure.value(), Shown::Value(78.123_45));
    assert_eq!((figure.lower(), figure.upper()), (Shown::Value(2.0), Shown::None));
    assert_eq!((figure.numerator(), figure.denominator()), (Shown::Value(3), Shown::None));
    for class in [Standard, Sensitive, Organisation] {
        let figure = gate().release(proposed(Statistic::PublishedValue, class, "years", evidence()));
        assert_eq!(figure.withheld(), Some(Withheld::Disclosure), "{class}");
    }
}

#[test]
fn a_published_series_without_a_value_is_not_calculated() {
    let empty = Evidence::Published { value: None, lower: None, upper: None, count: None, denominator: Some(9) };
    let infinite =
        Evidence::Published { value: Some(f64::INFINITY), lower: None, upper: None, count: None, denominator: None };
    for evidence in [empty, infinite, Evidence::NotCalculated] {
        let figure = gate().release(proposed(Statistic::PublishedValue, Published, "years", evidence));
        assert_eq!(figure.withheld(), Some(Withheld::NotCalculated));
        assert_eq!(counts(&figure), "* of *");
    }
}

#[test]
fn nine_attendances_by_two_people_are_two_people() {
    let release = |events, people, statistic, unit| {
        let evidence = Evidence::Events { events, people, denominator: 400 };
        gate().release(proposed(statistic, Standard, unit, evidence))
    };
    assert_eq!(counts(&release(9, 2, Statistic::CrudeRate, "per 1,000")), "* of 400");
    assert_eq!(counts(&release(9, 2, Statistic::Count, "attendances")), "* of 400");
    let many = release(93, 41, Statistic::CrudeRate, "per 1,000");
    assert_eq!((counts(&many).as_str(), many.value()), ("95 of 400", Shown::Value(237.5)));
    // Events without people, and people without events, do not fit together.
    for (events, people) in [(9, 0), (5, 20), (500, 401)] {
        assert_eq!(
            release(events, people, Statistic::CrudeRate, "per 1,000").withheld(),
            Some(Withheld::NotCalculated)
        );
    }
}

#[test]
fn a_ratio_is_made_from_the_rounded_observed_and_expected() {
    let release = |observed, expected| {
        let evidence = Evidence::Ratio { observed, expected, population: 5_000 };
        gate().release(proposed(Statistic::IndirectlyStandardisedRatio, Standard, "ratio", evidence))
    };
    let figure = release(121, 98.4);
    assert_eq!((counts(&figure).as_str(), figure.value()), ("120 of 100", Shown::Value(120.0)));
    assert_eq!(format!("{:.1}", figure.lower().value().unwrap()), "99.5");
    assert_eq!(release(7, 98.4).withheld(), Some(Withheld::Disclosure));
    assert_eq!(release(20, 6.9).withheld(), Some(Withheld::Unreliable));
    assert_eq!(release(20, f64::NAN).withheld(), Some(Withheld::NotCalculated));
}

#[test]
fn a_proportion_in_a_unit_that_is_no_scale_is_not_calculated() {
    let evidence = Evidence::Proportion { numerator: 100, denominator: 400 };
    let figure = gate().release(proposed(Statistic::Proportion, Standard, "years", evidence));
    assert_eq!(figure.withheld(), Some(Withheld::NotCalculated));
}

#[test]
fn evidence_that_cannot_support_the_statistic_is_not_calculated() {
    let evidence = Evidence::Proportion { numerator: 100, denominator: 400 };
    for statistic in Statistic::ALL.iter().filter(|s| !matches!(s, Statistic::Proportion | Statistic::Count)) {
        let figure = gate().release(proposed(*statistic, Standard, "%", evidence.clone()));
        assert_eq!(figure.withheld(), Some(Withheld::NotCalculated), "{statistic}");
    }
}

#[test]
fn breakdowns_are_sorted_and_at_most_two() {
    let release = |breakdowns| {
        let evidence = Evidence::Proportion { numerator: 100, denominator: 400 };
        let mut figure = proposed(Statistic::Proportion, Standard, "%", evidence);
        figure.key.breakdowns = breakdowns;
        gate().release(figure)
    };
    let (sex, age) = (by(Dimension::Sex, "female"), by(Dimension::Age, "40-64"));
    let ethnicity = by(Dimension::EthnicityCensus2021, "asian");
    assert_eq!(release(vec![age.clone(), sex.clone()]).key().breakdowns, vec![sex.clone(), age.clone()]);
    assert!(!release(vec![age.clone(), sex.clone()]).is_withheld());
    assert!(release(vec![age.clone(), sex.clone(), ethnicity]).is_withheld());
    assert!(release(vec![sex.clone(), sex]).is_withheld());
}

fn compared(n: u64, benchmark: Option<&Released>, polarity: Polarity) -> Released {
    let evidence = Evidence::Proportion { numerator: n, denominator: 1_000 };
    let benchmark = benchmark.map(|b| Benchmark::of(b, "The system").unwrap());
    gate().release(Proposed { benchmark, polarity, ..proposed(Statistic::Proportion, Standard, "%", evidence) })
}
#[test]
fn a_comparison_follows_the_direction_that_is_good() {
    use Polarity::{HigherIsBetter, LowerIsBetter, Neutral};
    let system = percent(5_000, 10_000, DataClass::Standard);
    for (n, polarity, outcome) in [
        (700, HigherIsBetter, Comparison::Better),
        (300, HigherIsBetter, Comparison::Worse),
        (505, HigherIsBetter, Comparison::Similar),
        (700, LowerIsBetter, Comparison::Worse),
        (300, LowerIsBetter, Comparison::Better),
        (700, Neutral, Comparison::Higher),
        (300, Neutral, Comparison::Lower),
        (505, Neutral, Comparison::Similar),
    ] {
        let figure = compared(n, Some(&system), polarity);
        assert_eq!(figure.comparison(), outcome, "{n} {polarity}");
        assert_eq!((figure.benchmark_value(), figure.benchmark_label()), (Some(50.0), Some("The system")));
    }
}

#[test]
fn nothing_is_compared_where_either_side_is_withheld_or_differs() {
    let system = percent(5_000, 10_000, Standard);
    let withheld = compared(3, Some(&system), Polarity::HigherIsBetter);
    assert_eq!((withheld.comparison(), withheld.benchmark_value()), (Comparison::NotCompared, None));
    assert_eq!(Benchmark::of(&percent(3, 400, Standard), "Hidden"), None);
    assert_eq!(compared(700, None, Polarity::HigherIsBetter).comparison(), Comparison::NotCompared);
    let evidence = Evidence::Proportion { numerator: 5_000, denominator: 10_000 };
    let count = gate().release(proposed(Statistic::Count, Standard, "people", evidence));
    assert_eq!(compared(700, Some(&count), Polarity::HigherIsBetter).comparison(), Comparison::NotCompared);
}

#[test]
fn a_comparison_is_made_from_what_is_shown() {
    // 512 of 1,000 is shown as 510; the true limits would clear a benchmark of 48.0%, the shown ones do not.
    let system = percent(4_800, 10_000, Standard);
    assert_eq!(compared(512, Some(&system), Polarity::HigherIsBetter).comparison(), Comparison::Similar);
}
