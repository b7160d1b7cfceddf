//! Laws of decomposing a gap in life expectancy.

use commonweal_stats::decomposition::{
    DeathRates, Direction, TwoPopulations, life_expectancy_gap, life_expectancy_gap_by_cause,
};
use commonweal_stats::life_table::{AgeBands, Convention, InfantYears, Sex, TooHigh, life_table};
use proptest::prelude::*;

use crate::life_table::rates;

const DIRECTIONS: [Direction; 3] = [Direction::FirstToSecond, Direction::SecondToFirst, Direction::Symmetric];

fn conventions() -> impl Strategy<Value = Convention> {
    let infant = prop::sample::select(vec![
        InfantYears::Chiang,
        InfantYears::AndreevKingkade(Sex::Male),
        InfantYears::AndreevKingkade(Sex::Female),
        InfantYears::CoaleDemeny(Sex::Persons),
        InfantYears::Given(0.3),
    ]);
    (infant, prop::bool::ANY).prop_map(|(infant, everybody)| Convention {
        infant,
        too_high: if everybody { TooHigh::EverybodyDies } else { TooHigh::ConstantRisk },
    })
}

/// Rates so high that some bands are capped, so low that some are zero, or nearly those of the other population.
fn hard_rates() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let twist = prop_oneof![Just(1.0), Just(1.0 + 1e-9), Just(1.0 + 1e-5), Just(0.0), 0.2..5.0, Just(200.0)];
    (rates(), prop::collection::vec(twist, 20)).prop_map(|(first, twists)| {
        let mut second: Vec<f64> = first.iter().zip(twists).map(|(rate, twist): (&f64, f64)| rate * twist).collect();
        second[19] = second[19].max(0.05);
        (first, second)
    })
}

/// Splits rates between three causes.
fn split(rates: &[f64], shares: &[(f64, f64)]) -> Vec<f64> {
    rates
        .iter()
        .zip(shares)
        .flat_map(|(rate, (one, other))| {
            let (low, high) = (one.min(*other), one.max(*other));
            [rate * low, rate * (high - low), rate * (1.0 - high)]
        })
        .collect()
}

proptest! {
    #[test]
    fn ages_add_up_to_the_gap_and_causes_to_the_ages(
        (first, second) in hard_rates(), shares in prop::collection::vec((0.0..=1.0, 0.0..=1.0), 40),
        conventions in (conventions(), conventions()), direction in prop::sample::select(&DIRECTIONS[..]),
    ) {
        let bands = AgeBands::english();
        let (causes_first, causes_second) = (split(&first, &shares[..20]), split(&second, &shares[20..]));
        let populations = TwoPopulations {
            bands: &bands,
            first: DeathRates { rates: &causes_first, convention: conventions.0 },
            second: DeathRates { rates: &causes_second, convention: conventions.1 },
            direction,
        };
        let gap = life_expectancy_gap_by_cause(&populations, 3).unwrap();
        let sum: f64 = gap.by_age.contributions.iter().sum();
        prop_assert!((sum - gap.by_age.gap()).abs() < 1e-9, "{sum} against {}", gap.by_age.gap());
        for (band, total) in gap.by_age.contributions.iter().enumerate() {
            prop_assert!((gap.band(band).iter().sum::<f64>() - total).abs() < 1e-9);
        }
        prop_assert!(((0..3).map(|cause| gap.cause(cause)).sum::<f64>() - gap.by_age.gap()).abs() < 1e-9);
    }

    #[test]
    fn arriaga_equals_replacing_one_band_at_a_time(
        (first, second) in hard_rates(), convention in conventions(),
    ) {
        let bands = AgeBands::english();
        let of = |rates| DeathRates { rates, convention };
        let both = TwoPopulations { bands: &bands, first: of(&first), second: of(&second), direction: Direction::FirstToSecond };
        let gap = life_expectancy_gap(&both).unwrap();
        let mut mixed = first.clone();
        let mut before = life_table(&bands, &mixed, convention).unwrap().life_expectancy();
        for band in (0..20).rev() {
            // The years lived by those who die at 1 to 4 follow the infant rate in one convention; it has its own table.
            if matches!(convention.infant, InfantYears::CoaleDemeny(_)) && band < 2 {
                break;
            }
            mixed[band] = second[band];
            let after = life_table(&bands, &mixed, convention).unwrap().life_expectancy();
            prop_assert!((after - before - gap.contributions[band]).abs() < 1e-9, "band {band}");
            before = after;
        }
    }

    #[test]
    fn swapping_the_populations_turns_the_sign_of_the_symmetric_gap(
        (first, second) in hard_rates(), conventions in (conventions(), conventions()),
    ) {
        let bands = AgeBands::english();
        let (first, second) =
            (DeathRates { rates: &first, convention: conventions.0 }, DeathRates { rates: &second, convention: conventions.1 });
        let of = |first, second, direction| {
            life_expectancy_gap(&TwoPopulations { bands: &bands, first, second, direction }).unwrap().contributions
        };
        let (there, back) = (of(first, second, Direction::Symmetric), of(second, first, Direction::Symmetric));
        for (there, back) in there.iter().zip(&back) {
            prop_assert!((there + back).abs() < 1e-12);
        }
        let (there, back) = (of(first, second, Direction::FirstToSecond), of(second, first, Direction::SecondToFirst));
        for (there, back) in there.iter().zip(&back) {
            prop_assert!((there + back).abs() < 1e-12);
        }
    }

    #[test]
    fn a_band_with_fewer_deaths_alone_makes_the_whole_gap(rates in rates(), band in 0_usize..20, factor in 0.1..0.9) {
        let bands = AgeBands::english();
        let mut fewer = rates.clone();
        fewer[band] *= factor;
        let of = |rates| DeathRates { rates, convention: Convention::demographic(Sex::Female) };
        let both = TwoPopulations { bands: &bands, first: of(&rates), second: of(&fewer), direction: Direction::Symmetric };
        let gap = life_expectancy_gap(&both).unwrap();
        for (other, years) in gap.contributions.iter().enumerate() {
            prop_assert!((other == band) == (*years > 0.0) && *years >= 0.0);
        }
    }

    #[test]
    fn no_numbers_make_a_decomposition_panic(
        first in prop::collection::vec(prop::num::f64::ANY, 0..9), second in prop::collection::vec(prop::num::f64::ANY, 0..9),
        convention in conventions(), causes in 0_usize..4, few in 1_usize..5,
    ) {
        let bands = AgeBands::starting_at(&[0.0, 1.0, 5.0, 60.0][..few.min(4)]).unwrap();
        let of = |rates| DeathRates { rates, convention };
        let both = TwoPopulations { bands: &bands, first: of(&first), second: of(&second), direction: Direction::Symmetric };
        if let Ok(gap) = life_expectancy_gap(&both) {
            prop_assert!(gap.contributions.iter().all(|years| years.is_finite()));
        }
        let _ = life_expectancy_gap_by_cause(&both, causes);
    }
}
