//! Interrupted time series: agreement with statsmodels, and laws that hold for any series.

use commonweal_stats::Confidence;
use commonweal_stats::random::Random;
use commonweal_stats::series::{
    Design, Direction, Lags, Plan, Point, Season, SeriesError, SmallSample, controlled, counterfactual, durbin_watson,
    findings, influence, iterated, ljung_box, missing_periods, newey_west, ordinary, segmented,
};
use proptest::prelude::*;
use serde_json::Value;

const P95: Confidence = Confidence::P95;

fn points(values: &[f64]) -> Vec<Point> {
    values.iter().zip(0..).map(|(&value, period)| Point { period, value }).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn same(ours: &[f64], theirs: &Value, what: &str) {
    let theirs = numbers(theirs);
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (a, b) in ours.iter().zip(&theirs) {
        assert!((a - b).abs() <= 1e-6 * b.abs().max(1e-3), "{what}: {a}, statsmodels {b}");
    }
}

#[test]
fn fits_equal_those_of_statsmodels() {
    let file: Value = serde_json::from_str(include_str!("../its/reference.json")).unwrap();
    let sets = file["sets"].as_array().unwrap();
    assert!(sets.len() >= 12);
    for set in sets {
        let name = set["name"].as_str().unwrap();
        let season = match set["season"].as_str().unwrap() {
            "one" => Season::OneHarmonic,
            "two" => Season::TwoHarmonics,
            "months" => Season::CalendarMonths,
            _ => Season::None,
        };
        let starts = set["starts"].as_array().unwrap().iter().map(|start| start.as_i64().unwrap() as i32);
        let plan = Plan { interruptions: starts.collect(), season };
        let mut series = points(&numbers(&set["values"]));
        if set["comparison"].is_array() {
            series = controlled(&series, &points(&numbers(&set["comparison"]))).unwrap();
        }
        let design = Design::new(&series, &plan).unwrap();
        let fits = &set["fits"];
        let ols = ordinary(&design).unwrap();
        same(&ols.coefficients, &fits["ols"]["coefficients"], name);
        same(&ols.standard_errors, &fits["ols"]["standard_errors"], name);
        if set["stacked_coefficients"].is_array() {
            same(&ols.coefficients, &set["stacked_coefficients"], name);
        }
        same(&[durbin_watson(&ols.residuals).unwrap()], &Value::from(vec![fits["durbin_watson"].clone()]), name);
        let test = ljung_box(&ols.residuals, 6).unwrap();
        same(&[test.statistic, test.p], &fits["ljung_box_6"], name);
        for case in fits["newey_west"].as_array().unwrap() {
            let lags = case["lags"].as_u64().map_or(Lags::Automatic, |lags| Lags::Exactly(lags as usize));
            let small = if case["correction"] == true { SmallSample::Corrected } else { SmallSample::Uncorrected };
            let fit = newey_west(&design, lags, small).unwrap();
            same(&fit.standard_errors, &case["standard_errors"], &format!("{name}, {case}"));
        }
        for case in fits["glsar"].as_array().unwrap() {
            let whole = |key: &str| case[key].as_u64().unwrap() as usize;
            let fit = iterated(&design, whole("order"), whole("rounds")).unwrap();
            let what = format!("{name}, order {}, {} rounds", whole("order"), whole("rounds"));
            same(&fit.rho, &case["rho"], &what);
            same(&fit.fit.coefficients, &case["coefficients"], &what);
            same(&fit.fit.standard_errors, &case["standard_errors"], &what);
            same(&[fit.fit.degrees_of_freedom], &Value::from(vec![case["degrees_of_freedom"].clone()]), &what);
            assert_eq!(fit.converged, case["converged"] == true, "{what}");
        }
    }
}

fn drawn(seed: u64, count: usize) -> Vec<Point> {
    let mut random = Random::seeded(seed);
    let values: Vec<f64> = (0..count).map(|_| 20.0 + random.normal()).collect();
    points(&values)
}

fn all_numbers(points: &[Point], plan: &Plan) -> Result<Vec<f64>, SeriesError> {
    let changes = segmented(points, plan, P95)?.changes();
    let of = |change: &commonweal_stats::series::Change| {
        [change.level, change.slope].map(|size| [size.value, size.lower, size.upper]).concat()
    };
    Ok(changes.iter().flat_map(of).collect())
}

proptest! {
    #[test]
    fn shift_and_scale_of_the_outcome_shift_and_scale_the_answer(
        seed in any::<u64>(), count in 24_usize..90, shift in -1e4..1e4_f64, scale in 0.001..1e4_f64
    ) {
        let series = drawn(seed, count);
        let plan = Plan::at(count as i32 / 2);
        let moved: Vec<Point> =
            series.iter().map(|point| Point { value: shift + scale * point.value, ..*point }).collect();
        let (before, after) = (all_numbers(&series, &plan).unwrap(), all_numbers(&moved, &plan).unwrap());
        for (a, b) in before.iter().zip(&after) {
            prop_assert!((a * scale - b).abs() < 1e-6 * scale * (1.0 + shift.abs() / scale / 1e3), "{a} {b}");
        }
    }

    #[test]
    fn the_origin_of_time_changes_nothing(seed in any::<u64>(), count in 36_usize..90, years in -500..500_i32) {
        let series = drawn(seed, count);
        let plan = Plan { interruptions: vec![count as i32 / 2], season: Season::OneHarmonic };
        let later: Vec<Point> =
            series.iter().map(|point| Point { period: point.period + 12 * years, ..*point }).collect();
        let moved = Plan { interruptions: vec![count as i32 / 2 + 12 * years], ..plan.clone() };
        prop_assert_eq!(all_numbers(&series, &plan).unwrap(), all_numbers(&later, &moved).unwrap());
    }

    #[test]
    fn an_answer_is_finite_and_in_order_or_refused(
        values in prop::collection::vec(prop_oneof![Just(0.0), Just(1e9), -1e9..1e9_f64], 0..60), start in -3..63_i32,
        two in any::<bool>(), dropped in 0_usize..60
    ) {
        let mut series = points(&values);
        if dropped < series.len() {
            series.remove(dropped);
        }
        let interruptions = if two { vec![start, start + 10] } else { vec![start] };
        for season in [Season::None, Season::TwoHarmonics, Season::CalendarMonths] {
            let plan = Plan { interruptions: interruptions.clone(), season };
            if let Ok(numbers) = all_numbers(&series, &plan) {
                for three in numbers.chunks(3) {
                    prop_assert!(three.iter().all(|number| number.is_finite()));
                    prop_assert!(three[1] <= three[0] && three[0] <= three[2], "{three:?}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_analysed_is_refused_with_a_reason() {
    let refused = |points: &[Point], plan: &Plan| segmented(points, plan, P95).err();
    let series = drawn(1, 24);
    assert_eq!(refused(&series[..23], &Plan::at(12)), Some(SeriesError::TooFewPoints { found: 23 }));
    assert_eq!(refused(&series, &Plan::at(7)), Some(SeriesError::TooFewBefore { found: 7 }));
    assert_eq!(refused(&series, &Plan::at(17)), Some(SeriesError::TooFewAfter { found: 7 }));
    assert_eq!(
        refused(&series, &Plan { interruptions: vec![], season: Season::None }),
        Some(SeriesError::Interruptions)
    );
    let monthly = Plan { interruptions: vec![12], season: Season::CalendarMonths };
    assert_eq!(refused(&series, &monthly), Some(SeriesError::TooFewSpare { spare: 9 }));
    let flat: Vec<Point> = series.iter().map(|point| Point { value: 5.0, ..*point }).collect();
    assert_eq!(refused(&flat, &Plan::at(12)), Some(SeriesError::NoVariation));
    let line: Vec<Point> =
        series.iter().map(|point| Point { value: 0.1 * f64::from(point.period), ..*point }).collect();
    assert_eq!(refused(&line, &Plan::at(12)), Some(SeriesError::NoVariation));
    let mut wrong = series.clone();
    wrong[3].value = f64::NAN;
    assert_eq!(refused(&wrong, &Plan::at(12)), Some(SeriesError::NotFinite { index: 3 }));
    let mut twice = series.clone();
    twice[3].period = 2;
    assert_eq!(refused(&twice, &Plan::at(12)), Some(SeriesError::OutOfOrder { index: 3 }));
    let long = drawn(2, 60);
    let sparse: Vec<Point> = long.iter().filter(|point| point.period % 2 == 0).copied().collect();
    assert_eq!(refused(&sparse, &Plan::at(30)), Some(SeriesError::TooManyMissing));
    assert!(controlled(&series, &sparse).is_err());
    let design = Design::new(&sparse, &Plan::at(30)).unwrap();
    assert_eq!(newey_west(&design, Lags::Automatic, SmallSample::Corrected), Err(SeriesError::Gaps));
    assert_eq!(iterated(&design, 1, 5), Err(SeriesError::Gaps));
}

#[test]
fn a_large_change_is_found_and_words_never_say_why() {
    let mut series = drawn(3, 60);
    series.iter_mut().filter(|point| point.period >= 30).for_each(|point| point.value -= 8.0);
    let fit = segmented(&series, &Plan::at(30), P95).unwrap();
    let said = findings(&fit, 1, "per 1,000");
    assert_eq!(said[0].direction, Direction::Down);
    assert!(said[0].words.starts_with("The level changed: lower by "), "{}", said[0].words);
    assert!(said[0].words.contains("does not say why"));
    let line = counterfactual(&fit);
    assert_eq!(line.len(), 30);
    assert!(
        line.iter()
            .all(|point| point.expected.lower < point.expected.value && point.expected.value < point.expected.upper)
    );
    assert!((line[0].fitted - line[0].expected.value - said[0].size.value).abs() < 1e-9);
    let quiet = findings(&segmented(&drawn(5, 60), &Plan::at(30), P95).unwrap(), 1, "");
    for finding in quiet.iter().filter(|finding| finding.direction == Direction::NotShown) {
        assert!(finding.words.contains("could be chance") && !finding.words.contains("changed"), "{}", finding.words);
    }
}

#[test]
fn missing_points_are_borne_and_a_point_that_decides_is_named() {
    let mut series = drawn(4, 48);
    series.remove(20);
    series.remove(30);
    assert_eq!(missing_periods(&series), vec![20, 31]);
    assert!(segmented(&series, &Plan::at(24), P95).is_ok());
    // One wild value in the first period after, and no other change.
    let mut one = drawn(6, 48);
    one[24].value += 40.0;
    let each = influence(&one, &Plan::at(24), P95).unwrap();
    assert_eq!(each.len(), 48);
    let wild = each.iter().find(|influence| influence.period == 24).unwrap();
    let usual = each.iter().find(|influence| influence.period == 2).unwrap();
    assert!((wild.without.level.value - usual.without.level.value).abs() > 3.0);
}
