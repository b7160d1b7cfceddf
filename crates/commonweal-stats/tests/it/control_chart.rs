//! Laws of control charts, and agreement with the reference package on many series.

use std::cmp::Ordering;

use commonweal_stats::Polarity;
use commonweal_stats::control_chart::{
    Assurance, Baseline, Cause, Chart, ControlChartError, Dispersion, Limits, Plan, Rebase, assurance, c_chart,
    p_chart, suggested_changes, u_chart, variation, xmr_chart, xmr_charts, xmr_news,
};
use commonweal_stats::parallel::Threads;
use proptest::prelude::*;

/// Whole numbers, so that sums are exact and a shift or a scale moves nothing by rounding.
fn series() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-1_000_000..1_000_000).prop_map(f64::from), 2..60)
}

/// Few different values: ties, points on the mean, runs and trends are common.
fn coarse_series() -> impl Strategy<Value = Vec<f64>> {
    let steps = prop::collection::vec(-2..=2_i32, 2..60);
    let walk = steps.prop_map(|steps| {
        let sums = steps.iter().scan(0, |sum, step| {
            *sum += step;
            Some(*sum)
        });
        sums.map(f64::from).collect()
    });
    prop_oneof![walk, prop::collection::vec((-3..=3).prop_map(f64::from), 2..60)]
}

fn counts() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    prop::collection::vec((0..200_u32, 0..2000_u32), 1..40).prop_map(|points| {
        let population = |(events, others): &(u32, u32)| f64::from(events + others + 1);
        (points.iter().map(|(events, _)| f64::from(*events)).collect(), points.iter().map(population).collect())
    })
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        prop::sample::select(vec![0.0, -0.0, 1.0, f64::NAN, f64::INFINITY, 1e308, -1e308, 5e-324])
    ]
}

fn chart(values: &[f64]) -> Chart {
    xmr_chart(values, &Plan::default()).unwrap()
}

fn causes(chart: &Chart) -> Vec<Cause> {
    chart.points.iter().map(|point| point.cause).collect()
}

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-12 * scale.abs().max(1.0)
}

/// The rules as the guidance words them, window by window.
fn causes_by_windows(chart: &Chart) -> Vec<Cause> {
    let points = &chart.points;
    let within = |length: usize, holds: &dyn Fn(usize) -> bool, point: usize| {
        (0..(points.len() + 1).saturating_sub(length))
            .any(|start| start <= point && point < start + length && holds(start))
    };
    let step = |point: usize| points[point + 1].value.partial_cmp(&points[point].value).unwrap();
    let trend = |point: usize| {
        let holds = |start: usize| step(start).is_ne() && (start..start + 6).all(|at| step(at) == step(start));
        within(7, &holds, point)
    };
    let run = |point: usize| {
        let side = |at: usize| points[at].zone.side();
        within(7, &|start| side(start).is_ne() && (start..start + 7).all(|at| side(at) == side(start)), point)
    };
    let two_in_three = |point: usize| {
        let holds = |start: usize| {
            let three = &points[start..start + 3];
            let near = three.iter().filter(|p| p.zone.is_near_limit()).count();
            near >= 2 && three[0].zone.side().is_ne() && three.iter().all(|p| p.zone.side() == three[0].zone.side())
        };
        points[point].zone.is_near_limit() && within(3, &holds, point)
    };
    let pick = |side: Ordering, high: Cause, low: Cause| if side.is_gt() { high } else { low };
    let cause = |point: usize| {
        let side = points[point].zone.side();
        if points[point].zone.is_outside() {
            pick(side, Cause::AboveUpperLimit, Cause::BelowLowerLimit)
        } else if trend(point) {
            let goes_on = point + 1 < points.len() && trend(point + 1);
            pick(step(if goes_on { point } else { point - 1 }), Cause::Rising, Cause::Falling)
        } else if two_in_three(point) {
            pick(side, Cause::TwoInThreeHigh, Cause::TwoInThreeLow)
        } else if run(point) {
            pick(side, Cause::RunAbove, Cause::RunBelow)
        } else {
            Cause::Common
        }
    };
    (0..points.len()).map(cause).collect()
}

proptest! {
    #[test]
    fn rules_hold_as_the_guidance_words_them(values in prop_oneof![coarse_series(), series()]) {
        let chart = chart(&values);
        prop_assert_eq!(causes(&chart), causes_by_windows(&chart));
    }

    #[test]
    fn a_constant_added_shifts_the_limits_and_changes_no_rule(values in series(), shift in -1_000_000..1_000_000) {
        let shift = f64::from(shift);
        let (before, after) = (chart(&values), chart(&values.iter().map(|v| v + shift).collect::<Vec<_>>()));
        prop_assert_eq!(causes(&before), causes(&after));
        let (old, new) = (&before.points[0], &after.points[0]);
        prop_assert!(close(old.mean + shift, new.mean, 1e6));
        if let (Some(old), Some(new)) = (old.limits.upper(), new.limits.upper()) {
            prop_assert!(close(old + shift, new, 1e6));
        }
    }

    #[test]
    fn a_scale_scales_the_limits_and_changes_no_rule(values in series(), power in -30..30) {
        let scale = 2.0_f64.powi(power);
        let (before, after) = (chart(&values), chart(&values.iter().map(|v| v * scale).collect::<Vec<_>>()));
        prop_assert_eq!(causes(&before), causes(&after));
        prop_assert_eq!(before.points[0].mean * scale, after.points[0].mean);
        prop_assert_eq!(before.points[0].limits.lower().map(|l| l * scale), after.points[0].limits.lower());
    }

    #[test]
    fn turned_upside_down_with_the_polarity_turned_too_improvement_stays_improvement(values in coarse_series()) {
        let (up, down) = (chart(&values), chart(&values.iter().map(|v| -v).collect::<Vec<_>>()));
        for (up, down) in up.points.iter().zip(&down.points) {
            prop_assert_eq!(up.cause.direction(), down.cause.direction().reverse());
            let (high, low) = (Polarity::HigherIsBetter, Polarity::LowerIsBetter);
            prop_assert_eq!(variation(up.cause, high).label(), variation(down.cause, low).label());
            prop_assert_eq!(variation(up.cause, low).is_improvement(), variation(up.cause, high).is_concern());
        }
    }

    #[test]
    fn a_constant_series_has_no_special_cause(value in -1e9..1e9, points in 1..50_usize, screen_outliers: bool) {
        let plan = Plan { baseline: Baseline { screen_outliers, points: None }, rebases: vec![] };
        let chart = xmr_chart(&vec![value; points], &plan).unwrap();
        prop_assert!(chart.points.iter().all(|point| point.cause == Cause::Common && point.mean == value));
    }

    #[test]
    fn limits_bracket_the_mean(values in prop_oneof![coarse_series(), series()], (events, population) in counts()) {
        let plan = Plan::default();
        let charts = [
            chart(&values),
            c_chart(&events, &plan).unwrap(),
            u_chart(&events, &population, Dispersion::Laney, &plan).unwrap(),
            p_chart(&events, &population, Dispersion::Chance, &plan).unwrap(),
        ];
        for point in charts.iter().flat_map(|chart| &chart.points) {
            if let Limits::Around { lower, upper, near_lower, near_upper } = point.limits {
                prop_assert!(lower <= near_lower && near_lower <= point.mean);
                prop_assert!(point.mean <= near_upper && near_upper <= upper);
            }
        }
    }

    #[test]
    fn rebased_segments_are_charts_of_their_own(first in series(), second in coarse_series()) {
        let both = [first.as_slice(), &second].concat();
        let plan = Plan { rebases: vec![Rebase::at(first.len()).because("moved")], ..Plan::default() };
        let rebased = xmr_chart(&both, &plan).unwrap();
        let apart = [chart(&first).points, chart(&second).points].concat();
        prop_assert_eq!(&rebased.points, &apart);
        prop_assert_eq!(rebased.segments[1].reason.as_str(), "moved");
        let columns = xmr_charts(&both, &[0, first.len(), both.len()], &Baseline::default(), Threads::ONE).unwrap();
        prop_assert_eq!(columns.causes, causes(&rebased));
        prop_assert_eq!(columns.segments[1].limits, chart(&second).points[0].limits);
    }

    #[test]
    fn the_order_of_series_and_the_number_of_threads_do_not_matter(all in prop::collection::vec(series(), 1..80)) {
        let columns = |all: &[Vec<f64>], threads| {
            let starts: Vec<usize> = std::iter::once(0).chain(all.iter().scan(0, |sum, one| {
                *sum += one.len();
                Some(*sum)
            })).collect();
            xmr_charts(&all.concat(), &starts, &Baseline::default(), threads).unwrap()
        };
        let forward = columns(&all, Threads::ONE);
        prop_assert_eq!(&forward, &columns(&all, Threads::Exactly(3.try_into().unwrap())));
        let mut reversed = all.clone();
        reversed.reverse();
        let mut backward = columns(&reversed, Threads::All).segments;
        backward.reverse();
        prop_assert_eq!(forward.segments, backward);
    }

    #[test]
    fn later_points_do_not_move_a_fixed_baseline(values in series().prop_filter("long", |v| v.len() > 12), more in series()) {
        let plan = Plan { baseline: Baseline { points: Some(12), ..Baseline::default() }, rebases: vec![] };
        let short = xmr_chart(&values, &plan).unwrap();
        let long = xmr_chart(&[values, more].concat(), &plan).unwrap();
        prop_assert_eq!(short.points[0].limits, long.points[0].limits);
        prop_assert_eq!(short.points[0].mean, long.points[0].mean);
    }

    #[test]
    fn a_proportion_chart_of_the_others_is_its_mirror_image((events, population) in counts()) {
        let others: Vec<f64> = events.iter().zip(&population).map(|(events, all)| all - events).collect();
        let draw = |events: &[f64]| p_chart(events, &population, Dispersion::Chance, &Plan::default()).unwrap();
        for (point, other) in draw(&events).points.iter().zip(&draw(&others).points) {
            prop_assert!(close(point.mean, 1.0 - other.mean, 1.0));
            if let (Some(upper), Some(lower)) = (point.limits.upper(), other.limits.lower()) {
                prop_assert!(close(upper, 1.0 - lower, 1.0));
            }
        }
    }

    #[test]
    fn a_target_beyond_the_limits_is_consistently_met_or_missed(values in series(), target in -2e6..2e6) {
        let limits = chart(&values).points[0].limits;
        let (Some(lower), Some(upper)) = (limits.lower(), limits.upper()) else { return Ok(()) };
        let (high, low) = (Polarity::HigherIsBetter, Polarity::LowerIsBetter);
        match (assurance(&limits, target, high), assurance(&limits, target, low)) {
            (Assurance::Pass, Assurance::Fail) => prop_assert!(target < lower),
            (Assurance::Fail, Assurance::Pass) => prop_assert!(target > upper),
            (Assurance::Inconsistent, Assurance::Inconsistent) => prop_assert!((lower..=upper).contains(&target)),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn suggested_changes_are_ascending_long_enough_and_move_with_the_series(values in coarse_series(), shift in -1000..1000) {
        let changes = suggested_changes(&values).unwrap();
        let shifted = suggested_changes(&values.iter().map(|v| v + f64::from(shift)).collect::<Vec<_>>()).unwrap();
        let places = |changes: &[_]| changes.iter().map(|c: &commonweal_stats::control_chart::SuggestedChange| c.first_point).collect::<Vec<_>>();
        prop_assert!(changes.iter().all(|c| c.strength > 1.0 && c.points_after >= 7 && c.first_point >= 7));
        prop_assert!(places(&changes).is_sorted());
        prop_assert_eq!(changes.len(), shifted.len());
    }

    #[test]
    fn no_numbers_make_a_chart_panic(
        values in prop::collection::vec(any_number(), 0..40),
        population in prop::collection::vec(any_number(), 0..40),
        rebases in prop::collection::vec(0..50_usize, 0..4),
        starts in prop::collection::vec(0..50_usize, 0..6),
        points in prop::option::of(0..20_usize),
        screen_outliers: bool,
    ) {
        let baseline = Baseline { screen_outliers, points };
        let plan = Plan { baseline, rebases: rebases.into_iter().map(Rebase::at).collect() };
        let finite = |chart: Result<Chart, ControlChartError>| {
            chart.is_err() || chart.is_ok_and(|chart| chart.points.iter().all(|p| p.mean.is_finite() && p.limits.upper().is_none_or(f64::is_finite)))
        };
        prop_assert!(finite(xmr_chart(&values, &plan)));
        let _ = xmr_charts(&values, &starts, &baseline, Threads::All);
        for dispersion in [Dispersion::Chance, Dispersion::Laney] {
            prop_assert!(finite(p_chart(&values, &population, dispersion, &plan)));
            prop_assert!(finite(u_chart(&values, &population, dispersion, &plan)));
        }
        let _ = suggested_changes(&values);
    }
}

/// Value `i` of stream `k`, from 1: the fractional part of `i` times the root of the `k`th prime.
fn spread_evenly(i: usize, prime: f64) -> f64 {
    let product = i as f64 * prime.sqrt();
    product - product.floor()
}

#[test]
fn five_thousand_series_agree_with_the_reference_package() {
    let value = |i| 100.0 + 20.0 * (spread_evenly(i, 2.0) + spread_evenly(i, 3.0) + spread_evenly(i, 5.0) - 1.5);
    let values: Vec<f64> = (1..=180_000).map(value).collect();
    let starts: Vec<usize> = (0..=5000).map(|series| series * 36).collect();
    let charts = xmr_charts(&values, &starts, &Baseline::default(), Threads::All).unwrap();
    let limits: f64 =
        charts.segments.iter().map(|s| 36.0 * (s.limits.lower().unwrap() + s.limits.upper().unwrap())).sum();
    let special = charts.causes.iter().filter(|cause| cause.is_special()).count() as f64;
    // Sum of both limits and of the flags by NHSRplotthedots 0.2.2.
    let (got, want) = (limits + special, 36_000_018.712_659_5);
    assert!((got - want).abs() <= 1e-12 * want, "{got} instead of {want}");
}

#[test]
fn laneys_limits_are_those_of_a_plain_chart_times_the_dispersion() {
    let (events, population) = ([40.0, 62.0, 51.0, 47.0, 70.0, 55.0], [400.0, 420.0, 390.0, 450.0, 430.0, 410.0]);
    let plan = Plan::default();
    let plain = p_chart(&events, &population, Dispersion::Chance, &plan).unwrap();
    let laney = p_chart(&events, &population, Dispersion::Laney, &plan).unwrap();
    let dispersion = laney.segments[0].dispersion.unwrap();
    for (plain, laney) in plain.points.iter().zip(&laney.points) {
        let width = |point: &commonweal_stats::control_chart::Point| point.limits.upper().unwrap() - point.mean;
        assert!(close(width(laney), dispersion * width(plain), 1.0));
    }
}

#[test]
fn refusals_say_where() {
    let plan =
        |rebases: &[usize]| Plan { rebases: rebases.iter().map(|at| Rebase::at(*at)).collect(), ..Plan::default() };
    let values = [1.0, 2.0, 3.0, 4.0];
    assert_eq!(xmr_chart(&[], &plan(&[])), Err(ControlChartError::NoPoints { series: 0 }));
    assert_eq!(xmr_chart(&[1.0, f64::NAN], &plan(&[])), Err(ControlChartError::NotFinite { point: 1 }));
    assert_eq!(xmr_chart(&values, &plan(&[2, 2])), Err(ControlChartError::RebaseOutOfOrder { rebase: 1 }));
    assert_eq!(xmr_chart(&values, &plan(&[4])), Err(ControlChartError::RebaseOutOfOrder { rebase: 0 }));
    assert_eq!(xmr_chart(&[1e308, -1e308], &plan(&[])), Err(ControlChartError::TooExtreme { point: 0 }));
    let fixed = Plan { baseline: Baseline { points: Some(11), ..Baseline::default() }, rebases: vec![] };
    assert_eq!(xmr_chart(&values, &fixed), Err(ControlChartError::BaselineTooShort { points: 11, least: 12 }));
    let charts = |starts: &[usize]| xmr_charts(&values, starts, &Baseline::default(), Threads::ONE);
    assert_eq!(charts(&[0, 2, 2, 4]), Err(ControlChartError::NoPoints { series: 1 }));
    assert_eq!(charts(&[0, 3]), Err(ControlChartError::BadStarts { start: 1 }));
    let p = |events: &[f64], population: &[f64]| p_chart(events, population, Dispersion::Chance, &Plan::default());
    assert_eq!(p(&[1.0], &[1.0, 2.0]), Err(ControlChartError::UnequalColumns));
    assert_eq!(p(&[1.0, 3.0], &[2.0, 2.0]), Err(ControlChartError::EventsExceedPopulation { point: 1 }));
    assert_eq!(p(&[0.0], &[0.0]), Err(ControlChartError::EmptyPopulation { point: 0 }));
    assert_eq!(p(&[-1.0], &[2.0]), Err(ControlChartError::NegativeCount { point: 0 }));
}

#[test]
fn a_rebase_at_the_first_point_only_counts() {
    let plan = Plan { rebases: vec![Rebase::at(0).because("new definition")], ..Plan::default() };
    let rebased = xmr_chart(&[1.0, 2.0, 4.0], &plan).unwrap();
    assert_eq!(rebased.points, chart(&[1.0, 2.0, 4.0]).points);
    assert_eq!((rebased.segments.len(), rebased.segments[0].rebases), (1, 1));
}

fn new_cause(values: &[f64]) -> Option<Cause> {
    xmr_news(values, &Plan::default()).unwrap().cause
}

#[test]
fn a_run_is_new_with_its_seventh_point_and_told_once() {
    // Twenty points about 10, then one side only, within the limits and neither rising nor near a limit.
    let high = [10.4, 10.5].repeat(5);
    let told: Vec<usize> = (1..=10)
        .filter(|more| new_cause(&[[9.0, 11.0].repeat(10).as_slice(), &high[..*more]].concat()).is_some())
        .collect();
    assert_eq!(told.len(), 1, "told after {told:?} points");
    let values = [[9.0, 11.0].repeat(10).as_slice(), &high[..told[0]]].concat();
    assert_eq!(new_cause(&values), Some(Cause::RunAbove));
}

#[test]
fn a_special_cause_of_the_other_direction_is_new() {
    let mut values = [9.0, 11.0].repeat(10);
    values.extend([30.0, -10.0]);
    assert_eq!(new_cause(&values), Some(Cause::BelowLowerLimit));
}

#[test]
fn nothing_is_new_at_a_rebase() {
    let mut values = [9.0, 11.0].repeat(10);
    values.push(40.0);
    let plan = Plan { rebases: vec![Rebase::at(20).because("a second clinic")], ..Plan::default() };
    let news = xmr_news(&values, &plan).unwrap();
    assert_eq!((news.cause, news.chart.segments.len()), (None, 2));
}

proptest! {
    #[test]
    fn what_is_new_is_special_at_the_latest_point(values in coarse_series()) {
        let news = xmr_news(&values, &Plan::default()).unwrap();
        prop_assert_eq!(&news.chart, &chart(&values));
        let latest = news.chart.points.last().unwrap().cause;
        if let Some(cause) = news.cause {
            prop_assert!(cause.is_special() && cause == latest);
        }
        if values.len() > 1 {
            let before = chart(&values[..values.len() - 1]).points.last().unwrap().cause;
            prop_assert_eq!(news.cause.is_some(), latest.is_special() && before.direction() != latest.direction());
        }
    }
}
