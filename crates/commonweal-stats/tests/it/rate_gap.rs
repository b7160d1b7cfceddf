//! Laws of the decomposition of a gap in rates.

use commonweal_stats::decomposition::{RateGapError, RatesByStratum, rate_gap, rate_gap_by_factor};
use proptest::prelude::*;

fn columns(factors: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
    (1..12_usize).prop_flat_map(move |strata| {
        prop::collection::vec(prop::collection::vec(0.0..10.0_f64, strata..=strata), 2 * factors)
    })
}

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn rate(factors: &[&[f64]]) -> f64 {
    (0..factors[0].len()).map(|i| factors.iter().map(|f| f[i]).product::<f64>()).sum()
}

proptest! {
    #[test]
    fn structure_and_rates_add_up_to_the_gap(columns in columns(2)) {
        let first = RatesByStratum { shares: &columns[0], rates: &columns[1] };
        let second = RatesByStratum { shares: &columns[2], rates: &columns[3] };
        prop_assume!(first.crude_rate().is_ok() && second.crude_rate().is_ok());
        let gap = rate_gap(&first, &second).unwrap();
        prop_assert!((gap.structure_effect + gap.rate_effect - gap.difference).abs() < 1e-9);
        prop_assert!((gap.structure_standardised[1] - gap.structure_standardised[0] - gap.structure_effect).abs() < 1e-9);
        prop_assert!((gap.rate_standardised[1] - gap.rate_standardised[0] - gap.rate_effect).abs() < 1e-9);
        let by_factor = rate_gap_by_factor(&slices(&columns[..2]), &slices(&columns[2..])).unwrap();
        prop_assert!((by_factor[0].effect - gap.structure_effect).abs() < 1e-9);
        prop_assert!((by_factor[1].effect - gap.rate_effect).abs() < 1e-9);
        let turned = rate_gap(&second, &first).unwrap();
        prop_assert!((turned.rate_effect + gap.rate_effect).abs() < 1e-9);
    }

    #[test]
    fn any_number_of_factors_adds_up_to_the_gap_whatever_their_order(factors in 1..6_usize, seed in columns(6)) {
        let (first, second) = (slices(&seed[..factors]), slices(&seed[6..6 + factors]));
        let effects = rate_gap_by_factor(&first, &second).unwrap();
        let gap = rate(&second) - rate(&first);
        let sum: f64 = effects.iter().map(|effect| effect.effect).sum();
        prop_assert!((sum - gap).abs() <= 1e-9 * (1.0 + rate(&first) + rate(&second)));
        let turned = |of: &[&'_ [f64]]| -> Vec<Vec<f64>> { of.iter().rev().map(|f| f.to_vec()).collect() };
        let (back, forth) = (turned(&first), turned(&second));
        let reversed = rate_gap_by_factor(&slices(&back), &slices(&forth)).unwrap();
        for (a, b) in effects.iter().zip(reversed.iter().rev()) {
            prop_assert!((a.effect - b.effect).abs() <= 1e-9 * (1.0 + rate(&first) + rate(&second)));
        }
    }
}

#[test]
fn three_factors_agree_with_das_guptas_published_example() {
    // Das Gupta 1993, example 2.2: birth rates of Austria and Chile.
    let austria: [&[f64]; 3] = [&[51.78746], &[0.45919], &[0.52638]];
    let chile: [&[f64]; 3] = [&[84.90502], &[0.75756], &[0.51065]];
    let effects = rate_gap_by_factor(&austria, &chile).unwrap();
    let rounded: Vec<String> = effects.iter().map(|effect| format!("{:.2}", effect.effect)).collect();
    assert_eq!(rounded, ["10.43", "10.56", "-0.67"]);
}

#[test]
fn unsound_strata_are_refused_by_position() {
    let of = |shares, rates| RatesByStratum { shares, rates };
    let good = of(&[0.5, 0.5], &[1.0, 2.0]);
    assert_eq!(rate_gap(&good, &of(&[1.0], &[1.0])), Err(RateGapError::Unmatched));
    assert_eq!(rate_gap(&good, &of(&[0.5, -0.5], &[1.0, 1.0])), Err(RateGapError::NegativePopulation { index: 1 }));
    assert_eq!(
        rate_gap(&good, &of(&[0.5, 0.5], &[1.0, f64::NAN])),
        Err(RateGapError::NotFinite { what: "rate", index: 1 })
    );
    assert_eq!(rate_gap(&of(&[], &[]), &good), Err(RateGapError::NoStrata));
    assert_eq!(rate_gap(&of(&[0.0], &[1.0]), &good), Err(RateGapError::NoPopulation));
}
