use super::*;
use proptest::prelude::*;

fn at(day: &str, value: f64, half: f64) -> TrendPoint {
    let seen = Seen::Estimate(Estimate { value, lower: value - half, upper: value + half });
    TrendPoint { period: format!("{day}/P1D").parse().unwrap(), seen }
}

/// Month-ends of 28 days, `months` before September 2026.
fn month_end(months: i32, value: f64, half: f64) -> TrendPoint {
    let month = 2026 * 12 + 8 - months;
    at(&format!("{}-{:02}-28", month.div_euclid(12), month.rem_euclid(12) + 1), value, half)
}

fn months(value: impl Fn(i32) -> f64, half: f64) -> Vec<TrendPoint> {
    (0..36).rev().map(|before| month_end(before, value(before), half)).collect()
}

fn direction(points: &[TrendPoint]) -> GapDirection {
    gap_trend(points, GapScale::Difference).direction
}

#[test]
fn thirty_six_months_are_three_points_a_year_apart() {
    let trend = gap_trend(&months(|before| -8.0 - f64::from(before) / 6.0, 1.0), GapScale::Difference);
    let line = trend.line.unwrap();
    assert_eq!(
        (line.points, line.first.to_string(), line.last.to_string()),
        (3, "2024-09-28/P1D".into(), "2026-09-28/P1D".into())
    );
    assert_eq!(trend.direction, GapDirection::Closing);
    assert!((trend.per_year.unwrap().value + 2.0).abs() < 0.01, "2 points a year, two a sixth of a year");
}

#[test]
fn what_happens_between_the_points_makes_nothing_certain() {
    // A year of steady months: three points that agree, and limits far too wide for 0.2 a year.
    assert_eq!(direction(&months(|before| -8.0 - f64::from(before) / 60.0, 1.0)), GapDirection::NoClearChange);
}

#[test]
fn a_gap_on_either_side_closes_towards_nought() {
    assert_eq!(direction(&months(|before| 8.0 + f64::from(before) / 6.0, 1.0)), GapDirection::Closing);
    assert_eq!(direction(&months(|before| -12.0 + f64::from(before) / 6.0, 1.0)), GapDirection::Widening);
    assert_eq!(direction(&months(|before| 12.0 - f64::from(before) / 6.0, 1.0)), GapDirection::Widening);
}

#[test]
fn a_gap_that_is_not_clear_cannot_close() {
    // From 4 below to 4 above: it has turned round, and is as large as before.
    assert_eq!(direction(&months(|before| 4.0 - f64::from(before) / 3.0, 1.0)), GapDirection::NoClearChange);
}

#[test]
fn ratios_are_judged_by_how_far_they_are_from_one() {
    let ratio = |day, value: f64| TrendPoint {
        seen: Seen::Estimate(Estimate { value, lower: value / 1.05, upper: value * 1.05 }),
        ..at(day, 0.0, 1.0)
    };
    let falling = [ratio("2024-09-30", 2.0), ratio("2025-09-30", 1.8), ratio("2026-09-30", 1.6)];
    let trend = gap_trend(&falling, GapScale::Ratio);
    assert_eq!(trend.direction, GapDirection::Closing);
    assert!((trend.per_year.unwrap().value + 10.5).abs() < 0.5, "{:?}", trend.per_year);
    let under_one = [ratio("2024-09-30", 0.5), ratio("2025-09-30", 0.6), ratio("2026-09-30", 0.7)];
    assert_eq!(gap_trend(&under_one, GapScale::Ratio).direction, GapDirection::Closing);
    let nought = [ratio("2024-09-30", 0.5), at("2025-09-30", 0.5, 0.5), ratio("2026-09-30", 0.7)];
    assert_eq!(
        gap_trend(&nought, GapScale::Ratio).line,
        Err(NoTrend::TooFewYears),
        "a lower limit of nought has no logarithm"
    );
}

#[test]
fn a_withheld_latest_point_says_nothing_of_today_and_an_earlier_one_is_passed_over() {
    let mut points = months(|before| -8.0 - f64::from(before) / 4.0, 0.5);
    let latest = points.len() - 1;
    let withheld = Seen::Withheld(Withheld::Disclosure);
    points[latest - 12].seen = withheld;
    let line = gap_trend(&points, GapScale::Difference).line.unwrap();
    assert_eq!((line.points, line.first.to_string()), (3, "2024-08-28/P1D".into()), "13 months back, then twelve more");
    points[latest].seen = withheld;
    let trend = gap_trend(&points, GapScale::Difference);
    assert_eq!((trend.direction, trend.line), (GapDirection::NotShown, Err(NoTrend::Withheld(Withheld::Disclosure))));
}

#[test]
fn pooled_years_that_overlap_are_not_both_used() {
    let pooled = |start: i32, value: f64| TrendPoint {
        period: format!("{start}-01-01/P3Y").parse().unwrap(),
        ..at("2020-01-01", value, 0.3)
    };
    let points: Vec<TrendPoint> = (2010..2021).map(|year| pooled(year, 80.0 + f64::from(year - 2010) / 5.0)).collect();
    let trend = value_trend(&points, Polarity::HigherIsBetter);
    let line = trend.line.unwrap();
    assert_eq!((line.points, line.first.start().year()), (4, 2011));
    assert_eq!(trend.direction, Direction::Better);
}

proptest! {
    #[test]
    fn a_direction_is_said_only_where_the_limits_leave_no_change_out(
        values in prop::collection::vec((-30.0..30.0f64, 0.01..8.0f64), 3..7),
        is_reversed in any::<bool>(),
    ) {
        let mut points: Vec<TrendPoint> = values
            .iter()
            .enumerate()
            .map(|(year, (value, half))| at(&format!("{}-03-31", 2018 + year), *value, *half))
            .collect();
        let trend = gap_trend(&points, GapScale::Difference);
        let change = trend.per_year.unwrap();
        let line = trend.line.unwrap();
        match trend.direction {
            GapDirection::Closing => prop_assert!(change.upper < 0.0),
            GapDirection::Widening => prop_assert!(change.lower > 0.0),
            _ => prop_assert!(change.lower <= 0.0 && change.upper >= 0.0 || line.middle.lower <= 0.0 && line.middle.upper >= 0.0),
        }
        prop_assert!(line.points <= 5 && change.lower <= change.value && change.value <= change.upper);
        let sentence = gap_trend_sentence(&trend, "percentage points", "2018");
        prop_assert_eq!(sentence.contains("closed"), trend.direction == GapDirection::Closing);
        prop_assert_eq!(sentence.contains("widened"), trend.direction == GapDirection::Widening);
        if is_reversed {
            points.reverse();
            prop_assert_eq!(gap_trend(&points, GapScale::Difference), trend, "the order given does not matter");
        }
    }
}
