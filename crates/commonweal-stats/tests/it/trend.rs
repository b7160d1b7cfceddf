//! Laws of the recent trend.

use commonweal_stats::random::Random;
use commonweal_stats::trend::{
    RecentTrend, TrendDirection, TrendError, TrendReason, ValueAt, YearlyProportion, YearlyValue, change_per_year,
    recent_trend, recent_trend_of_proportion,
};
use commonweal_stats::{Confidence, Estimate};
use proptest::prelude::*;

fn proportions() -> impl Strategy<Value = Vec<YearlyProportion>> {
    prop::collection::vec((1..900_u32, 1000..1100_u32), 5..9).prop_map(|years| {
        let year = |(year, (events, population)): (usize, (u32, u32))| YearlyProportion {
            year: 2015.0 + year as f64,
            events: Some(f64::from(events)),
            population: Some(f64::from(population)),
        };
        years.into_iter().enumerate().map(year).collect()
    })
}

fn values() -> impl Strategy<Value = Vec<YearlyValue>> {
    prop::collection::vec((-100..100_i32, 1..8_i32), 5..9).prop_map(|years| {
        let year = |(year, (value, half)): (usize, (i32, i32))| YearlyValue {
            year: 2015.0 + year as f64,
            value: Some(f64::from(value)),
            limits: Some((f64::from(value - half), f64::from(value + half))),
        };
        years.into_iter().enumerate().map(year).collect()
    })
}

fn of_values(points: &[YearlyValue]) -> RecentTrend {
    recent_trend(points, Confidence::P95).unwrap()
}

fn turned(direction: TrendDirection) -> TrendDirection {
    match direction {
        TrendDirection::Increasing => TrendDirection::Decreasing,
        TrendDirection::Decreasing => TrendDirection::Increasing,
        other => other,
    }
}

proptest! {
    #[test]
    fn the_order_of_years_does_not_matter(mut points in values(), mut shares in proportions()) {
        let before = (of_values(&points), recent_trend_of_proportion(&shares).unwrap());
        points.reverse();
        shares.reverse();
        prop_assert_eq!(before, (of_values(&points), recent_trend_of_proportion(&shares).unwrap()));
    }

    #[test]
    fn only_the_last_five_points_count(points in values()) {
        prop_assert_eq!(of_values(&points), of_values(&points[points.len() - 5..]));
    }

    #[test]
    fn counting_the_others_turns_the_direction(shares in proportions()) {
        let others: Vec<_> = shares.iter().map(|share| YearlyProportion {
            events: share.population.zip(share.events).map(|(population, events)| population - events),
            ..*share
        }).collect();
        let (these, those) = (recent_trend_of_proportion(&shares).unwrap(), recent_trend_of_proportion(&others).unwrap());
        prop_assert_eq!(turned(these.direction), those.direction);
        prop_assert!((these.chi_squared.unwrap() - those.chi_squared.unwrap()).abs() <= 1e-9 * these.chi_squared.unwrap().max(1.0));
    }

    #[test]
    fn the_unit_of_a_value_does_not_matter(points in values(), power in -20..20) {
        let scale = 2.0_f64.powi(power);
        let scaled: Vec<_> = points.iter().map(|point| YearlyValue {
            value: point.value.map(|value| value * scale),
            limits: point.limits.map(|(lower, upper)| (lower * scale, upper * scale)),
            ..*point
        }).collect();
        let (before, after) = (of_values(&points), of_values(&scaled));
        prop_assert_eq!((before.direction, before.reason), (after.direction, after.reason));
    }

    #[test]
    fn a_value_turned_upside_down_turns_the_direction(points in values()) {
        let turned_over: Vec<_> = points.iter().map(|point| YearlyValue {
            value: point.value.map(|value| -value),
            limits: point.limits.map(|(lower, upper)| (-upper, -lower)),
            ..*point
        }).collect();
        prop_assert_eq!(turned(of_values(&points).direction), of_values(&turned_over).direction);
    }

    #[test]
    fn no_numbers_make_a_trend_panic(
        numbers in prop::collection::vec((any::<f64>(), prop::option::of(any::<f64>()), prop::option::of((any::<f64>(), any::<f64>()))), 0..9),
        small in prop::collection::vec((0..9_i32, 0..4_i32, 0..4_i32), 0..9),
    ) {
        let values: Vec<_> = numbers.iter().map(|&(year, value, limits)| YearlyValue { year, value, limits }).collect();
        let _ = recent_trend(&values, Confidence::P998);
        let shares = small.iter().map(|&(year, events, population)| YearlyProportion {
            year: f64::from(year), events: Some(f64::from(events)), population: Some(f64::from(population)),
        });
        let _ = recent_trend_of_proportion(&shares.collect::<Vec<_>>());
    }
}

fn share(year: i32, events: f64, population: f64) -> YearlyProportion {
    YearlyProportion { year: f64::from(year), events: Some(events), population: Some(population) }
}

#[test]
fn four_equal_years_and_one_far_away_are_an_outlier() {
    let flat = [0.1, 0.1, 0.1, 0.1, 7.0];
    let point = |(value, year): (&f64, i32)| YearlyValue {
        year: f64::from(year),
        value: Some(*value),
        limits: Some((value - 0.37, value + 0.37)),
    };
    let trend = of_values(&flat.iter().zip(2020..).map(point).collect::<Vec<_>>());
    assert_eq!((trend.direction, trend.reason), (TrendDirection::NoSignificantChange, TrendReason::Outlier));
}

#[test]
fn a_year_without_anybody_counted_has_no_direction() {
    let shares = [0.0, 50.0, 100.0, 150.0, 200.0];
    let trend = |events: &[f64]| {
        let points: Vec<_> = events.iter().zip(2020..).map(|(events, year)| share(year, *events, 1000.0)).collect();
        recent_trend_of_proportion(&points).unwrap()
    };
    assert_eq!(trend(&shares).reason, TrendReason::NoLogOdds);
    assert_eq!(trend(&shares).direction, TrendDirection::CannotBeCalculated);
    assert_eq!(trend(&[0.0; 5]).reason, TrendReason::NotSignificant);
    assert_eq!(trend(&[0.0, 1.0, 0.0, 1.0, 0.0]).reason, TrendReason::NotSignificant);
}

#[test]
fn what_is_missing_is_said() {
    let mut points: Vec<_> = (2020..2026).map(|year| share(year, 10.0, 100.0)).collect();
    points[0].events = None;
    assert_eq!(recent_trend_of_proportion(&points).unwrap().reason, TrendReason::NotSignificant);
    points[5].population = None;
    assert_eq!(recent_trend_of_proportion(&points).unwrap().reason, TrendReason::MissingValue);
    assert_eq!(recent_trend_of_proportion(&points[..4]).unwrap().reason, TrendReason::NotEnoughPoints);
    points[2].year = 2020.0;
    assert_eq!(recent_trend_of_proportion(&points), Err(TrendError::DuplicateYear { first: 0, second: 2 }));
}

#[test]
fn limits_must_have_width_and_order() {
    let points = |lower: f64, upper: f64| -> Vec<_> {
        (2020..2025)
            .map(|year| YearlyValue { year: f64::from(year), value: Some(5.0), limits: Some((lower, upper)) })
            .collect()
    };
    assert_eq!(of_values(&points(5.0, 5.0)).reason, TrendReason::NoWidth);
    assert_eq!(recent_trend(&points(6.0, 4.0), Confidence::P95), Err(TrendError::LimitsOutOfOrder { point: 0 }));
}

fn at(year: f64, value: f64, half: f64) -> ValueAt {
    ValueAt { year, estimate: Estimate { value, lower: value - half, upper: value + half } }
}

#[test]
fn a_flat_series_changes_by_exactly_nothing_and_a_straight_one_by_its_slope() {
    let flat = [at(2022.0, 0.1, 1.0), at(2023.0, 0.1, 2.0), at(2025.0, 0.1, 0.5), at(2026.0, 0.1, 1.0)];
    let change = change_per_year(&flat, Confidence::P95).unwrap();
    assert_eq!((change.per_year.value, change.points), (0.0, 4));
    assert!(change.per_year.lower < 0.0 && change.per_year.upper > 0.0);
    let straight = [
        at(2020.0, 50.0, 1.0),
        at(2021.0, 10.0, 1.0),
        at(2022.0, 8.0, 1.0),
        at(2023.0, 6.0, 1.0),
        at(2024.0, 4.0, 1.0),
        at(2025.0, 2.0, 1.0),
    ];
    let change = change_per_year(&straight, Confidence::P95).unwrap();
    assert!((change.per_year.value + 2.0).abs() < 1e-9 && (change.middle.value - 6.0).abs() < 1e-9, "{change:?}");
    assert_eq!(change.points, 5, "the latest five; the outlier of 2020 is not among them");
}

#[test]
fn points_that_scatter_widen_the_limits() {
    let width = |middle: f64| {
        let points = [at(2023.0, 10.0, 1.0), at(2024.0, middle, 1.0), at(2025.0, 8.0, 1.0)];
        let slope = change_per_year(&points, Confidence::P95).unwrap().per_year;
        slope.upper - slope.lower
    };
    assert!(width(14.0) > 3.0 * width(9.0));
}

#[test]
fn what_makes_no_change_per_year_is_refused() {
    let refused = |points: &[ValueAt]| change_per_year(points, Confidence::P95).unwrap_err();
    let (one, two) = (at(2023.0, 1.0, 1.0), at(2024.0, 2.0, 1.0));
    assert_eq!(refused(&[one, two]), TrendError::TooFewPoints { fewest: 3 });
    assert_eq!(refused(&[one, two, one]), TrendError::DuplicateYear { first: 0, second: 2 });
    assert_eq!(refused(&[one, two, at(2025.0, 1.0, 0.0)]), TrendError::NoWidth { point: 2 });
    assert_eq!(refused(&[one, two, at(2025.0, 1.0, -1.0)]), TrendError::LimitsOutOfOrder { point: 2 });
    assert_eq!(refused(&[one, two, at(f64::NAN, 1.0, 1.0)]), TrendError::NotFinite { point: 2, what: "the year" });
}

/// Chance of each year that carries over into the next, and no change at all: a change is found once in twenty at most.
#[test]
fn chance_that_carries_over_is_seldom_called_a_change() {
    let mut random = Random::seeded(7);
    for (years, carried) in [(3, 0.0), (3, 0.5), (4, 0.3), (5, 0.0), (5, 0.4), (5, 0.8)] {
        let mut found = 0;
        for _ in 0..4_000 {
            let mut noise = random.normal();
            let mut points = Vec::new();
            for year in 0..years {
                points.push(at(f64::from(year), noise, 1.96));
                noise = carried * noise + f64::sqrt(1.0 - carried * carried) * random.normal();
            }
            let slope = change_per_year(&points, Confidence::P95).unwrap().per_year;
            found += u32::from(slope.lower > 0.0 || slope.upper < 0.0);
        }
        assert!(found <= 200, "{found} of 4,000 with {carried} carried over {years} years");
    }
}
