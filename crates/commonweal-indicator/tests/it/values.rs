//! Values of areas and groups: crude, as a ratio, and age-standardised.

use crate::support::{CITY, Kind, PROPORTION, WHOLE, by_age, counts, cube_of_fifths, fifth, figure, figures, key};
use commonweal_disclosure::{Comparison, Statistic, Withheld};
use commonweal_indicator::{Counts, Cube};
use commonweal_model::{AreaType, PeriodKind};
use commonweal_stats::{Confidence, proportion};

const STANDARDISED: Kind = Kind { standardise: true, ..PROPORTION };
const RATIO: Kind = Kind { method: "ratio_to_expected", ..PROPORTION };

#[track_caller]
fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found} and not {wanted}");
}

#[test]
fn a_proportion_is_of_the_rounded_counts_with_wilson_limits() {
    let mut cube = Cube::default();
    cube.insert(key(AreaType::Icb, WHOLE, vec![]), counts(203, 398));
    let released = figures(PROPORTION, &cube);
    let whole = figure(&released, Statistic::Proportion, WHOLE, "");
    let wilson = proportion(205.0, 400.0, Confidence::P95).unwrap();
    assert_eq!((whole.numerator().value(), whole.denominator().value()), (Some(205), Some(400)));
    close(whole.value().value().unwrap(), 51.25);
    close(whole.lower().value().unwrap(), wilson.lower * 100.0);
    close(whole.upper().value().unwrap(), wilson.upper * 100.0);
    assert_eq!((whole.unit(), whole.snapshot(), whole.benchmark_label()), ("%", Some("abc"), None));
    let key = whole.key();
    assert_eq!((key.series.as_str(), key.area_edition.as_str()), ("local", "2022"));
    assert_eq!((key.period.to_string().as_str(), key.period_kind), ("2026-09-30/P1D", PeriodKind::Point));
}

#[test]
fn areas_and_groups_are_compared_with_the_whole_area_and_not_with_one_another() {
    let mut cube = cube_of_fifths([(100, 1_000), (480, 1_000), (500, 1_000), (520, 1_000), (900, 1_000)]);
    cube.insert(key(AreaType::District, CITY, vec![]), counts(800, 1_000));
    cube.insert(key(AreaType::District, CITY, fifth("1")), counts(100, 1_000));
    let outcome = |kind: Kind| {
        let released = figures(kind, &cube);
        ["1", "3", "5"].map(|group| figure(&released, Statistic::Proportion, WHOLE, group).comparison())
    };
    assert_eq!(outcome(PROPORTION), [Comparison::Worse, Comparison::Similar, Comparison::Better]);
    let lower_is_better = Kind { polarity: "lower_is_better", ..PROPORTION };
    assert_eq!(outcome(lower_is_better), [Comparison::Better, Comparison::Similar, Comparison::Worse]);
    let neutral = Kind { polarity: "neutral", ..PROPORTION };
    assert_eq!(outcome(neutral), [Comparison::Lower, Comparison::Similar, Comparison::Higher]);
    let released = figures(PROPORTION, &cube);
    for (area, group) in [(CITY, ""), (CITY, "1"), (WHOLE, "2")] {
        let one = figure(&released, Statistic::Proportion, area, group);
        assert_eq!((one.benchmark_value(), one.benchmark_label()), (Some(50.0), Some("The whole area")));
    }
    assert_eq!(figure(&released, Statistic::Proportion, CITY, "").key().area_edition, "2023");
    assert_eq!(figure(&released, Statistic::Proportion, WHOLE, "").comparison(), Comparison::NotCompared);
}

#[test]
fn without_a_shown_whole_nothing_is_compared() {
    let mut cube = Cube::default();
    cube.insert(key(AreaType::Icb, WHOLE, vec![]), counts(3, 1_000));
    cube.insert(key(AreaType::District, CITY, vec![]), counts(800, 1_000));
    let released = figures(PROPORTION, &cube);
    assert_eq!(figure(&released, Statistic::Proportion, WHOLE, "").withheld(), Some(Withheld::Disclosure));
    let city = figure(&released, Statistic::Proportion, CITY, "");
    assert_eq!((city.comparison(), city.benchmark_value()), (Comparison::NotCompared, None));
}

#[test]
fn a_ratio_is_of_people_found_to_people_expected() {
    let mut cube = Cube::default();
    let expected = |numerator, expected: u64| Counts { numerator, denominator: 1_000, expected_millionths: expected };
    cube.insert(key(AreaType::Icb, WHOLE, vec![]), expected(151, 199_600_000));
    cube.insert(key(AreaType::District, CITY, vec![]), expected(60, 7_000_000));
    let released = figures(RATIO, &cube);
    let whole = figure(&released, Statistic::IndirectlyStandardisedRatio, WHOLE, "");
    assert_eq!((whole.numerator().value(), whole.denominator().value()), (Some(150), Some(200)));
    close(whole.value().value().unwrap(), 75.0);
    let few = figure(&released, Statistic::IndirectlyStandardisedRatio, CITY, "");
    assert_eq!(few.withheld(), Some(Withheld::Unreliable), "5 expected people are too few to compare with");
    assert!(released.iter().all(|f| f.key().statistic != Statistic::Proportion));
}

#[test]
fn an_age_standardised_value_weighs_each_age_as_the_standard_population_does() {
    let mut cube = cube_of_fifths([(300, 1_000); 5]);
    let (whole, city) = (key(AreaType::Icb, WHOLE, vec![]), key(AreaType::District, CITY, vec![]));
    cube.insert(city.clone(), counts(900, 2_000));
    by_age(&mut cube, &whole, (300, 3_000), (1_200, 2_000));
    by_age(&mut cube, &city, (100, 1_000), (800, 1_000));
    let released = figures(STANDARDISED, &cube);
    let city = figure(&released, Statistic::DirectlyStandardisedRate, CITY, "");
    close(city.value().value().unwrap(), 24.0); // 0.8 x 10 % + 0.2 x 80 %
    assert_eq!((city.unit(), city.numerator().value()), ("%, age-standardised", Some(900)));
    assert!(city.lower().value().unwrap() < 24.0 && city.upper().value().unwrap() > 24.0);
    assert_eq!(city.benchmark_value(), Some(20.0), "0.8 x 10 % + 0.2 x 60 %, and not the crude 30 %");
    assert_eq!(figure(&released, Statistic::Proportion, CITY, "").benchmark_value(), Some(30.0));
}

#[test]
fn an_age_that_nobody_is_asked_about_takes_no_part_and_one_age_alone_is_the_crude_value() {
    let mut cube = Cube::default();
    let whole = key(AreaType::Icb, WHOLE, vec![]);
    cube.insert(whole.clone(), counts(600, 2_000));
    cube.insert_standard_age(whole, "65+".parse().unwrap(), counts(600, 2_000));
    let released = figures(STANDARDISED, &cube);
    assert_eq!(figure(&released, Statistic::DirectlyStandardisedRate, WHOLE, "").withheld(), Some(Withheld::Linked));
}

#[test]
fn ages_with_few_people_are_joined_before_they_are_weighed() {
    let mut cube = Cube::default();
    let (whole, city) = (key(AreaType::Icb, WHOLE, vec![]), key(AreaType::District, CITY, vec![]));
    cube.insert(whole.clone(), counts(1_500, 5_000));
    cube.insert(city.clone(), counts(1_003, 2_005));
    by_age(&mut cube, &whole, (300, 3_000), (1_200, 2_000));
    by_age(&mut cube, &city, (1_000, 2_000), (3, 5));
    let released = figures(STANDARDISED, &cube);
    let city = figure(&released, Statistic::DirectlyStandardisedRate, CITY, "");
    // Five older people are no group, which would be withheld for being few; joined, all are one.
    assert_eq!(city.withheld(), Some(Withheld::Linked));
}

#[test]
fn too_few_people_with_the_property_have_no_standardised_value() {
    let mut cube = Cube::default();
    let whole = key(AreaType::Icb, WHOLE, vec![]);
    cube.insert(whole.clone(), counts(9, 5_000));
    by_age(&mut cube, &whole, (3, 3_000), (6, 2_000));
    let released = figures(STANDARDISED, &cube);
    let whole = figure(&released, Statistic::DirectlyStandardisedRate, WHOLE, "");
    assert_eq!((whole.withheld(), whole.value().value()), (Some(Withheld::Unreliable), None));
}

#[test]
fn an_indicator_that_is_not_standardised_has_no_such_figures() {
    let mut cube = cube_of_fifths([(300, 1_000); 5]);
    by_age(&mut cube, &key(AreaType::Icb, WHOLE, vec![]), (300, 3_000), (1_200, 2_000));
    let released = figures(PROPORTION, &cube);
    assert!(released.iter().all(|f| f.key().statistic != Statistic::DirectlyStandardisedRate));
}

#[test]
fn cells_of_another_indicator_are_not_released() {
    let mut cube = Cube::default();
    let mut other = key(AreaType::Icb, WHOLE, vec![]);
    other.indicator = "smaller".to_owned();
    cube.insert(other, counts(300, 1_000));
    assert!(figures(PROPORTION, &cube).is_empty());
}

#[test]
fn the_same_cube_gives_the_same_figures_in_whatever_order_it_was_filled() {
    let cells: Vec<_> =
        (1..=5_u64).map(|n| (key(AreaType::Icb, WHOLE, fifth(&n.to_string())), counts(n * 100, 1_000))).collect();
    let filled = |cells: &mut dyn Iterator<Item = &(commonweal_indicator::CubeKey, Counts)>| {
        let mut cube = Cube::default();
        cells.for_each(|(key, counts)| cube.insert(key.clone(), *counts));
        figures(PROPORTION, &cube)
    };
    let forwards = filled(&mut cells.iter());
    assert_eq!(forwards, filled(&mut cells.iter().rev()));
    assert_eq!(forwards.len(), 5 + 6, "five fifths and six measures of their gap");
}
