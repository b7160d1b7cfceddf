//! Laws of survey weights.

use commonweal_stats::Confidence;
use commonweal_stats::raking::{
    Bounds, Margin, Raking, RakingError, design_effect, effective_sample_size, post_stratified, raked,
    weighted_proportion,
};
use proptest::prelude::*;

/// A sample in which every combination of three sexes-by-ages-by-regions occurs, so that every target can be met.
#[derive(Debug, Clone)]
struct Sample {
    starting: Vec<f64>,
    margins: Vec<(Vec<usize>, Vec<f64>)>,
}

fn samples() -> impl Strategy<Value = Sample> {
    let sizes = (2_usize..4, 2_usize..5, 2_usize..3);
    sizes.prop_flat_map(|(a, b, c)| {
        let cells = a * b * c;
        let extra = prop::collection::vec(0..cells, 0..60);
        let shares = |n| prop::collection::vec(0.1..1.0_f64, n);
        (Just((a, b, c)), extra, shares(a), shares(b), shares(c)).prop_flat_map(|((a, b, c), extra, ta, tb, tc)| {
            let cell: Vec<usize> = (0..a * b * c).chain(extra).collect();
            let to_one = |targets: Vec<f64>| {
                let sum: f64 = targets.iter().sum();
                targets.into_iter().map(|t| t / sum).collect::<Vec<_>>()
            };
            let margins = vec![
                (cell.iter().map(|i| i % a).collect(), to_one(ta)),
                (cell.iter().map(|i| i / a % b).collect(), to_one(tb)),
                (cell.iter().map(|i| i / (a * b)).collect::<Vec<_>>(), to_one(tc)),
            ];
            let starting = prop::collection::vec(0.2..5.0_f64, cell.len());
            starting.prop_map(move |starting| Sample { starting, margins: margins.clone() })
        })
    })
}

fn margins(sample: &Sample) -> Vec<Margin<'_>> {
    sample.margins.iter().map(|(categories, targets)| Margin { categories, targets }).collect()
}

fn near(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance * a.abs().max(b.abs()))
}

proptest! {
    #[test]
    fn raking_hits_every_margin_with_weights_above_zero(sample in samples()) {
        let raked = raked(&sample.starting, &margins(&sample), Raking::default()).unwrap();
        prop_assert!(raked.weights.iter().all(|weight| *weight > 0.0));
        let n = sample.starting.len() as f64;
        for margin in margins(&sample) {
            for (category, target) in margin.targets.iter().enumerate() {
                let of_category = raked.weights.iter().zip(margin.categories).filter(|(_, c)| **c == category);
                let share = of_category.map(|(weight, _)| weight).sum::<f64>() / n;
                prop_assert!((share - target).abs() <= 1e-8);
            }
        }
    }

    #[test]
    fn the_order_of_margins_and_respondents_makes_no_difference(sample in samples(), turn in 1_usize..50) {
        let raking = Raking { tolerance: 1e-12, most_rounds: 10_000, bounds: None };
        let margins = margins(&sample);
        let one = raked(&sample.starting, &margins, raking);
        let backwards: Vec<_> = margins.iter().rev().copied().collect();
        let other = raked(&sample.starting, &backwards, raking);
        let turn = turn % sample.starting.len();
        let mut turned = sample.clone();
        turned.starting.rotate_left(turn);
        turned.margins.iter_mut().for_each(|(categories, _)| categories.rotate_left(turn));
        let turned = raked(&turned.starting, &self::margins(&turned), raking);
        if let (Ok(one), Ok(other), Ok(turned)) = (one, other, turned) {
            prop_assert!(near(&one.weights, &other.weights, 1e-6));
            let mut back = turned.weights;
            back.rotate_right(turn);
            prop_assert!(near(&one.weights, &back, 1e-6));
        }
    }

    #[test]
    fn weights_stay_within_their_bounds_whatever_the_order(sample in samples()) {
        let raking = Raking {
            tolerance: 1e-10, most_rounds: 1_000, bounds: Some(Bounds { lowest: 0.3, highest: 3.0 }),
        };
        let margins = margins(&sample);
        let backwards: Vec<_> = margins.iter().rev().copied().collect();
        if let (Ok(one), Ok(other)) = (raked(&sample.starting, &margins, raking), raked(&sample.starting, &backwards, raking)) {
            prop_assert!(one.weights.iter().all(|weight| (0.3..=3.0).contains(weight)));
            prop_assert!(near(&one.weights, &other.weights, 1e-4));
        }
    }

    #[test]
    fn targets_already_met_leave_weights_alone(sample in samples()) {
        let n = sample.starting.len() as f64;
        let sum: f64 = sample.starting.iter().sum();
        let met: Vec<(Vec<usize>, Vec<f64>)> = sample.margins.iter().map(|(categories, targets)| {
            let mut totals = vec![0.0; targets.len()];
            for (category, weight) in categories.iter().zip(&sample.starting) {
                totals[*category] += weight;
            }
            (categories.clone(), totals)
        }).collect();
        let met = Sample { starting: sample.starting.clone(), margins: met };
        let raked = raked(&met.starting, &margins(&met), Raking::default()).unwrap();
        let scaled: Vec<f64> = sample.starting.iter().map(|weight| weight * n / sum).collect();
        prop_assert!(near(&raked.weights, &scaled, 1e-9));
    }

    #[test]
    fn the_design_effect_is_at_least_one_and_knows_no_scale(
        weights in prop::collection::vec(1e-3..1e3_f64, 1..80), scale in 1e-6..1e6_f64
    ) {
        let effect = design_effect(&weights).unwrap();
        prop_assert!(effect >= 1.0 && effect <= weights.len() as f64 + 1e-9);
        let scaled: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        prop_assert!((design_effect(&scaled).unwrap() - effect).abs() <= 1e-9 * effect);
        prop_assert!(effective_sample_size(&weights).unwrap() <= weights.len() as f64);
    }

    #[test]
    fn weighted_limits_bracket_the_share_and_are_no_narrower_than_without_weights(
        answers in prop::collection::vec((0.1..10.0_f64, any::<bool>()), 1..80)
    ) {
        let (weights, has): (Vec<f64>, Vec<bool>) = answers.into_iter().unzip();
        let share = weighted_proportion(&weights, &has, Confidence::P95).unwrap();
        prop_assert!(share.lower <= share.value && share.value <= share.upper);
        let n = weights.len() as f64;
        let equal = commonweal_stats::proportion((share.value * n).min(n), n, Confidence::P95).unwrap();
        prop_assert!(share.upper - share.lower >= (equal.upper - equal.lower) * (1.0 - 1e-9));
    }

    #[test]
    fn any_numbers_at_all_get_weights_or_a_refusal(
        n in prop::collection::vec(any::<f64>(), 8), categories in prop::collection::vec(0_usize..4, 8),
        rounds in 0_u32..20, absolute in any::<bool>()
    ) {
        let n: Vec<f64> = n.into_iter().map(|n| if absolute { n.abs() } else { n }).collect();
        let margins = [
            Margin { categories: &categories, targets: &n[..4] },
            Margin { categories: &categories[..6], targets: &n[4..] },
        ];
        for margins in [&margins[..1], &margins[..]] {
            for bounds in [None, Some(Bounds { lowest: n[0], highest: n[1] })] {
                let raking = Raking { tolerance: n[2], most_rounds: rounds, bounds };
                if let Ok(raked) = raked(&n, margins, raking) {
                    prop_assert!(raked.weights.iter().all(|weight| weight.is_finite() && *weight > 0.0));
                }
            }
            let _ = raked(&n, margins, Raking { most_rounds: rounds, ..Raking::default() });
            let _ = post_stratified(&n, margins[0]);
        }
    }
}

#[test]
fn what_cannot_be_weighted_is_refused_with_its_place() {
    let ones = [1.0; 3];
    let raking = Raking::default();
    let rake = |margins: &[Margin<'_>]| raked(&ones, margins, raking).map(|raked| raked.rounds);
    let margin = |targets| Margin { categories: &[0, 0, 1], targets };
    let empty = rake(&[margin(&[0.4, 0.4, 0.2])]);
    assert_eq!(empty, Err(RakingError::EmptyCategory { margin: 0, category: 2 }));
    assert_eq!(rake(&[margin(&[1.0, 0.0])]), Err(RakingError::ZeroTarget { margin: 0, category: 1 }));
    let sums = rake(&[margin(&[0.5, 0.5]), margin(&[0.5, 0.6])]);
    assert_eq!(sums, Err(RakingError::TotalsDiffer { margin: 1 }));
    assert_eq!(rake(&[margin(&[1.0])]), Err(RakingError::NoSuchCategory { margin: 0, respondent: 2 }));
    assert_eq!(rake(&[margin(&[0.5, -0.5])]), Err(RakingError::BadTarget { margin: 0, category: 1 }));
    assert_eq!(rake(&[]), Err(RakingError::NoMargins));
    // Two margins that divide the sample alike and want different shares.
    let torn = rake(&[margin(&[0.5, 0.5]), margin(&[0.9, 0.1])]);
    assert!(matches!(torn, Err(RakingError::NotConverged { .. })));
}

#[test]
fn bounds_too_tight_for_the_targets_are_refused() {
    let margin = Margin { categories: &[0, 0, 0, 1], targets: &[0.1, 0.9] };
    let bounds = Some(Bounds { lowest: 0.5, highest: 2.0 });
    let tight = raked(&[1.0; 4], &[margin], Raking { bounds, ..Raking::default() });
    assert_eq!(tight, Err(RakingError::NotConverged { margin: 0 }));
}
