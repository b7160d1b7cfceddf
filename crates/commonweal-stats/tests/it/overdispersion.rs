//! Laws of overdispersion.

use commonweal_stats::Confidence;
use commonweal_stats::funnel::FunnelLevel;
use commonweal_stats::funnel::overdispersion::{
    Ends, Measure, Overdispersion, axis_of, between_variance, dispersion_ratio, limits_along, scores, truncated,
    winsorised,
};
use proptest::prelude::*;

const MEASURES: [Measure; 4] = [Measure::LogRatio, Measure::RootRatio, Measure::Proportion, Measure::CountRatio];

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-9)
}

fn units() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((1.0..1e4_f64, 0.05..0.95_f64), 4..60)
        .prop_map(|units| units.into_iter().map(|(n, part)| (n * part, n)).collect())
}

/// Poisson counts about their expected number by inversion, from uniform numbers.
fn poisson(expected: f64, uniform: f64) -> f64 {
    let (mut count, mut term) = (0.0, (-expected).exp());
    let mut below = term;
    while below < uniform && count < 10.0 * expected {
        count += 1.0;
        term *= expected / count;
        below += term;
    }
    count
}

proptest! {
    #[test]
    fn winsorising_twice_is_winsorising_once(values in prop::collection::vec(-1e6..1e6_f64, 1..60), share in 0.0..0.49_f64) {
        let once = winsorised(&values, share).unwrap();
        prop_assert!(once.values.iter().all(|value| once.lowest <= *value && *value <= once.highest));
        let held = |value: &f64| value.clamp(once.lowest, once.highest);
        prop_assert_eq!(once.values.iter().map(held).collect::<Vec<_>>(), once.values);
    }

    #[test]
    fn winsorising_at_whole_positions_twice_changes_nothing(values in prop::collection::vec(-1e6..1e6_f64, 41)) {
        let once = winsorised(&values, 0.25).unwrap();
        prop_assert_eq!(&winsorised(&once.values, 0.25).unwrap().values, &once.values);
    }

    #[test]
    fn trimming_never_raises_the_spread_of_scores_pulled_in(values in prop::collection::vec(-1e3..1e3_f64, 3..60)) {
        // Pulled in towards quantiles on both sides of zero, squares only shrink.
        let pulled = winsorised(&values, 0.1).unwrap();
        prop_assume!(pulled.lowest < 0.0 && pulled.highest > 0.0);
        prop_assert!(dispersion_ratio(&pulled.values) <= dispersion_ratio(&values) * (1.0 + 1e-12));
    }

    #[test]
    fn truncation_drops_like_shares_at_both_ends(n in 20_usize..200) {
        let values: Vec<f64> = (0..n).map(|n| n as f64).collect();
        let dropped = truncated(&values, 0.1).unwrap();
        let half = n / 2;
        let low = dropped[..half].iter().filter(|d| **d).count();
        let high = dropped[half..].iter().filter(|d| **d).count();
        prop_assert!(low.abs_diff(high) <= 1 && low.abs_diff(n / 10) <= 1);
    }

    #[test]
    fn z_scores_of_ratios_do_not_depend_on_the_scale_of_the_ratio(units in units(), scale in 2.0..1000.0_f64) {
        // The multiplier of a funnel is for show: it scales limits, never scores.
        let (observed, expected): (Vec<f64>, Vec<f64>) = units.into_iter().unzip();
        let level = FunnelLevel::of(Confidence::P95);
        for measure in MEASURES {
            let spread = Overdispersion::of(measure, &observed, &expected, 0.1);
            prop_assume!(spread.is_ok());
            let spread = spread.unwrap();
            let limits = limits_along(measure, spread.scores.target, Some(spread.between_variance), level, &[50.0], Ends::OfTheScale).unwrap();
            prop_assert!(near(limits[0].times(scale).upper, limits[0].upper * scale, 1e-12));
        }
        let more: Vec<f64> = expected.iter().map(|e| e * scale).collect();
        let many: Vec<f64> = observed.iter().map(|o| o * scale).collect();
        let one = scores(Measure::Proportion, &observed, &expected).unwrap();
        let other = scores(Measure::Proportion, &many, &more).unwrap();
        for (a, b) in one.z.iter().zip(&other.z) {
            prop_assert!((b - a * scale.sqrt()).abs() <= 1e-6 * (1.0 + b.abs()));
        }
    }

    #[test]
    fn the_order_of_units_makes_no_difference(units in units(), turn in 1_usize..59) {
        let mut turned = units.clone();
        turned.rotate_left(turn % units.len());
        for measure in MEASURES {
            let [one, other] = [&units, &turned].map(|units| {
                let (x, n): (Vec<f64>, Vec<f64>) = units.iter().copied().unzip();
                Overdispersion::of(measure, &x, &n, 0.1)
            });
            if let (Ok(one), Ok(other)) = (one, other) {
                prop_assert!(near(one.dispersion_ratio, other.dispersion_ratio, 1e-9));
                prop_assert!((one.between_variance - other.between_variance).abs() <= 1e-9 * (1.0 + one.between_variance));
            }
        }
    }

    #[test]
    fn pure_chance_has_a_dispersion_ratio_near_one(uniforms in prop::collection::vec(0.0..1.0_f64, 400)) {
        let expected: Vec<f64> = (0..400).map(|unit| 20.0 + f64::from(unit)).collect();
        let observed: Vec<f64> = expected.iter().zip(&uniforms).map(|(e, u)| poisson(*e, *u)).collect();
        let spread = scores(Measure::RootRatio, &observed, &expected).unwrap();
        let phi = dispersion_ratio(&spread.z);
        // Its standard deviation is about √(2/400) = 0.07.
        prop_assert!((0.6..1.5).contains(&phi), "{}", phi);
    }

    #[test]
    fn adjusted_limits_contain_plain_ones_and_narrow_towards_the_spread(
        target in 0.01..0.99_f64, variance in 0.0..0.2_f64, end in 10.0..1e5_f64
    ) {
        let level = FunnelLevel::of(Confidence::P998);
        for measure in MEASURES {
            let target = if matches!(measure, Measure::LogRatio | Measure::RootRatio) { 1.0 } else { target };
            let axis = axis_of(measure, &[end], end).unwrap();
            let zero = limits_along(measure, target, Some(0.0), level, &axis, Ends::OfTheScale).unwrap();
            let wide = limits_along(measure, target, Some(variance), level, &axis, Ends::OfTheScale).unwrap();
            for (zero, wide) in zero.iter().zip(&wide) {
                prop_assert!(wide.lower <= target && target <= wide.upper);
                prop_assert!(zero.upper <= wide.upper + 1e-9 && wide.lower <= zero.lower + 1e-9);
            }
            prop_assert!(wide.is_sorted_by(|a, b| b.upper <= a.upper + 1e-9));
        }
    }

    #[test]
    fn any_numbers_at_all_get_a_finite_answer_or_a_refusal(n in prop::collection::vec(any::<f64>(), 12), trim in any::<f64>()) {
        let absolute: Vec<f64> = n.iter().map(|n| n.abs()).collect();
        let tame: Vec<f64> = n.iter().map(|n| n.abs() % 100.0).collect();
        let level = FunnelLevel::of(Confidence::P95);
        for columns in [n, absolute, tame] {
            let (x, n) = columns.split_at(6);
            for measure in MEASURES {
                for trim in [trim, trim.abs() % 0.5] {
                    if let Ok(spread) = Overdispersion::of(measure, x, n, trim) {
                        prop_assert!(spread.dispersion_ratio.is_finite() && spread.between_variance >= 0.0);
                        prop_assert!(spread.between_variance.is_finite());
                    }
                }
                let _ = measure.plain_limits(x[0], n[0] % 1e4, level);
                let _ = limits_along(measure, x[1], Some(x[2]), level, n, Ends::SeenFromTheNext);
                let _ = axis_of(measure, n, x[3]);
            }
            let _ = between_variance(x[0], n);
        }
    }
}

#[test]
fn a_spread_no_larger_than_chance_leaves_nothing_between_units() {
    assert_eq!(between_variance(0.9, &[0.1; 20]), Ok(0.0));
}
