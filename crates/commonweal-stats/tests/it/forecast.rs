//! Forecasts against published examples, and their laws.

use commonweal_stats::forecast::*;
use proptest::prelude::*;

/// Hyndman and Athanasopoulos, Forecasting: principles and practice, 2nd edition, section 7.1: oil production of Saudi
/// Arabia from 1996, million tonnes.
const OIL: [f64; 18] = [
    445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87, 456.72,
    473.82, 525.95, 549.83, 542.34,
];
/// Section 7.2: Australian air passengers from 1990, millions.
const AIR: [f64; 27] = [
    17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39, 41.60, 44.66,
    46.95, 48.73, 51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60,
];

fn with(model: Model, horizon: usize) -> Settings {
    Settings { model: Some(model), horizon, ..Settings::default() }
}

#[track_caller]
fn check(got: f64, published: f64, within: f64) {
    assert!((got - published).abs() <= within, "got {got}, published {published}");
}

#[test]
fn simple_smoothing_gives_the_published_oil_forecast() {
    let ahead = forecast(&OIL, &with(Model::LEVEL, 3)).unwrap();
    check(ahead.fit.smoothing.level, 0.8339, 0.0005);
    // Limits of the first and third year ahead, as the book prints them.
    let published = [(1, 542.6806, 484.2183, 601.1429), (3, 542.6806, 452.2860, 633.0752)];
    for (step, value, lower, upper) in published {
        let point = ahead.points[step - 1];
        check(point.value, value, 0.01);
        check(point.limits.unwrap().0, lower, 0.05);
        check(point.limits.unwrap().1, upper, 0.05);
    }
}

#[test]
fn holts_method_gives_the_published_air_passengers() {
    let ahead = forecast(&AIR, &with(Model::LINEAR, 5)).unwrap();
    check(ahead.fit.smoothing.level, 0.8302, 0.01);
    // The book's parameters and initial states leave 128.511; the squares are flat here, so its search stopped early.
    assert!(ahead.fit.squared_errors < 128.511);
    for (point, published) in ahead.points.iter().zip([74.60, 76.70, 78.80, 80.91, 83.01]) {
        check(point.value, published, 0.03);
    }
}

/// Holt and Winters as the textbook writes it, for parameters and states that are given.
fn holt_winters(series: &[f64], alpha: f64, beta: f64, gamma: f64, mut l: f64, mut b: f64, s: &mut [f64]) -> f64 {
    let mut squares = 0.0;
    for (t, y) in series.iter().enumerate() {
        let season = s[t % s.len()];
        squares += (y - l - b - season).powi(2);
        let level = alpha * (y - season) + (1.0 - alpha) * (l + b);
        s[t % s.len()] = gamma * (y - l - b) + (1.0 - gamma) * season;
        b = beta * (level - l) + (1.0 - beta) * b;
        l = level;
    }
    squares
}

/// Quarterly numbers with trend, season and a fixed disturbance.
fn quarters(n: usize) -> Vec<f64> {
    (0..n)
        .map(|t| {
            let noise = ((t * t * 7 + t * 3) % 11) as f64 - 5.0;
            200.0 + 1.5 * t as f64 + [20.0, -5.0, -25.0, 10.0][t % 4] + noise
        })
        .collect()
}

#[test]
fn no_textbook_run_of_holt_winters_beats_the_fit() {
    let series = quarters(40);
    let best = fit(&series, Model::LINEAR.with_season(4)).unwrap();
    for alpha in [0.05, 0.2, 0.4, 0.7] {
        for beta in [0.01, 0.1, 0.5] {
            for gamma in [0.01, 0.2, 0.5] {
                let mut seasons = [20.0, -5.0, -25.0, 10.0];
                // The textbook seasonal weight on the new level is the error-correction one over 1 - alpha.
                let squares = holt_winters(&series, alpha, beta, gamma * (1.0 - alpha), 200.0, 1.5, &mut seasons);
                assert!(best.squared_errors <= squares, "{alpha} {beta} {gamma}");
            }
        }
    }
}

#[test]
fn a_fit_with_given_parameters_runs_the_textbook_recursions() {
    let series = quarters(24);
    let smoothing = Smoothing { level: 0.4, trend: 0.4 * 0.2, season: 0.3, damping: 1.0 };
    let model = fit_with(&series, Model::LINEAR.with_season(4), smoothing).unwrap();
    // Any other start has larger errors: the textbook run from a nearby start cannot have less.
    let squares = holt_winters(&series, 0.4, 0.2, 0.3, 199.0, 1.6, &mut [20.0, -5.0, -25.0, 10.0]);
    assert!(model.squared_errors <= squares && model.squared_errors > 0.5 * squares);
}

#[test]
fn a_season_of_exact_period_goes_on() {
    let shape = [3.0, 9.0, 4.0, 7.0, 1.0, 0.0];
    let series: Vec<f64> = (0..36).map(|t| 50.0 + 0.5 * t as f64 + shape[t % 6]).collect();
    let ahead = forecast(&series, &Settings { season: Some(6), horizon: 14, ..Settings::default() }).unwrap();
    assert_eq!(ahead.fit.model, Model::LINEAR.with_season(6));
    assert_eq!(ahead.no_limits(), Some(NoLimits::NoVariation));
    for point in &ahead.points {
        let t = 35 + point.step;
        check(point.value, 50.0 + 0.5 * t as f64 + shape[t % 6], 1e-6);
    }
}

#[test]
fn a_missing_value_costs_one_observation_and_no_more() {
    let mut series: Vec<f64> = (0..20).map(|t| 10.0 + 3.0 * f64::from(t)).collect();
    series[7] = f64::NAN;
    series[19] = f64::NAN;
    series.insert(0, f64::NAN);
    let ahead = forecast(&series, &with(Model::LINEAR, 2)).unwrap();
    assert_eq!(ahead.fit.observations, 18);
    check(ahead.points[0].value, 70.0, 1e-6);
}

#[test]
fn a_damped_trend_flattens() {
    let ahead = forecast(&AIR, &with(Model::DAMPED, 200)).unwrap();
    let steps: Vec<f64> = ahead.points.windows(2).map(|pair| (pair[1].value - pair[0].value).abs()).collect();
    assert!(steps.is_sorted_by(|a, b| a >= b) && steps[198] < 0.05 * steps[0]);
}

#[test]
fn series_too_short_for_a_model_are_refused_by_name_and_carried_forward_otherwise() {
    assert_eq!(fit(&OIL, Model::LEVEL.with_season(12)).unwrap_err(), ForecastError::TooShort { needed: 24 });
    assert_eq!(forecast(&[], &Settings::default()).unwrap_err(), ForecastError::NoValues);
    let carried = forecast(&[f64::NAN, 8.0, f64::NAN], &Settings::default()).unwrap();
    assert_eq!((carried.points[11].value, carried.no_limits()), (8.0, Some(NoLimits::TooFewValues)));
}

fn series() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-100.0..100.0_f64, 8..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_forecast_of_a_straight_line_is_the_line(start in -1e4..1e4_f64, slope in -100.0..100.0_f64, n in 8_usize..40) {
        let line = |t: usize| start + slope * t as f64;
        let series: Vec<f64> = (0..n).map(line).collect();
        let ahead = forecast(&series, &with(Model::LINEAR, 10)).unwrap();
        for point in &ahead.points {
            prop_assert!((point.value - line(n - 1 + point.step)).abs() <= 1e-6 * (1.0 + start.abs() + slope.abs()));
        }
    }

    #[test]
    fn limits_bracket_the_forecast_and_widen_with_the_horizon(series in series(), model in 0_usize..4) {
        let model = [Model::LEVEL, Model::LINEAR, Model::DAMPED, Model::LEVEL.with_season(2)][model];
        prop_assume!(series.len() > 9);
        let ahead = forecast(&series, &with(model, 15)).unwrap();
        let mut width = 0.0;
        for point in &ahead.points {
            let (lower, upper) = point.limits.unwrap();
            prop_assert!(lower < point.value && point.value < upper);
            prop_assert!(upper - lower >= width * (1.0 - 1e-12));
            width = upper - lower;
        }
    }

    #[test]
    fn moving_and_stretching_a_series_does_the_same_to_its_forecast(series in series(), by in 0.1..50.0_f64, add in -100.0..100.0_f64) {
        let smoothing = Smoothing { level: 0.3, trend: 0.1, season: 0.0, damping: 0.9 };
        let moved: Vec<f64> = series.iter().map(|value| by * value + add).collect();
        let (a, b) = (fit_with(&series, Model::DAMPED, smoothing), fit_with(&moved, Model::DAMPED, smoothing));
        if let (Ok(a), Ok(b)) = (a, b) {
            prop_assert!((by * a.level + add - b.level).abs() < 1e-6 && (by * a.trend - b.trend).abs() < 1e-6);
        }
    }

    #[test]
    fn any_series_at_all_gets_a_finite_answer_or_a_refusal(series in prop::collection::vec(any::<f64>(), 0..30), season in 0_usize..14, by in prop::bool::ANY) {
        let scale = if by { Scale::Additive } else { Scale::Multiplicative };
        let settings = Settings { season: Some(season), scale, horizon: 3, ..Settings::default() };
        if let Ok(ahead) = forecast(&series, &settings) {
            prop_assert!(ahead.points.iter().all(|point| point.value.is_finite()));
        }
        let _ = (historic_growth_rate(&series), demographic_growth(&series, &series, &series));
    }

    #[test]
    fn small_series_with_gaps_and_repeats_are_answered(series in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(0.0), Just(1.0), Just(5.0)], 1..40)) {
        let settings = Settings { season: Some(4), ..Settings::default() };
        match forecast(&series, &settings) {
            Ok(ahead) => prop_assert!(ahead.points.iter().all(|point| point.value.is_finite())),
            Err(error) => prop_assert_eq!(error, ForecastError::NoValues),
        }
    }

    #[test]
    fn a_trajectory_ends_at_its_target_and_never_turns_back(baseline in -1e3..1e3_f64, target in -1e3..1e3_f64, steps in 1_usize..60, ratio in 0.3..0.99_f64) {
        for path in [Path::Straight, Path::FrontLoaded(ratio)] {
            let planned = trajectory(baseline, target, steps, path).unwrap();
            prop_assert_eq!(planned[steps - 1], target);
            let down = target < baseline;
            prop_assert!(planned.is_sorted_by(|a, b| (a >= b) == down || a == b));
        }
    }

    #[test]
    fn growth_at_the_historic_rate_leads_from_the_first_value_to_the_last(first in 1.0..1e6_f64, last in 1.0..1e6_f64, periods in 1_usize..30) {
        let rate = compound_growth_rate(first, last, periods as f64).unwrap();
        let grown = unmitigated_growth(first, rate, periods).unwrap();
        prop_assert!((grown[periods - 1] - last).abs() <= 1e-9 * last.max(first));
    }
}
