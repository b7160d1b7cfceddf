//! Laws the methods obey for any sound input.

use commonweal_stats::{
    AgeBand, Confidence, Contrast, Estimate, GradientGroup, RepeatEventBand, RepeatEvents, absolute_gap, crude_rate,
    directly_standardised_rate, directly_standardised_rate_of_repeat_events, proportion, slope_index_of_inequality,
};
use proptest::prelude::*;

const P95: Confidence = Confidence::P95;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9)
}

fn brackets(estimate: &Estimate) -> bool {
    estimate.lower <= estimate.value && estimate.value <= estimate.upper
}

fn levels() -> impl Strategy<Value = Confidence> {
    (0.9..0.9999).prop_map(|fraction| Confidence::from_fraction(fraction).unwrap())
}

fn bands() -> impl Strategy<Value = Vec<AgeBand>> {
    let band = (1.0..500.0, 500.0..1e5, 1.0..1e4).prop_map(|(events, population, standard_population)| AgeBand {
        events,
        population,
        standard_population,
    });
    prop::collection::vec(band, 10..25)
}

fn groups() -> impl Strategy<Value = Vec<GradientGroup>> {
    let group = (1.0..1e5, 1.0..100.0, 0.0..0.2).prop_map(|(population, value, standard_error)| GradientGroup {
        population,
        value,
        standard_error,
    });
    prop::collection::vec(group, 5..20)
}

fn sound(answer: Result<Estimate, commonweal_stats::StatsError>) -> bool {
    answer.is_ok_and(|e| e.value.is_finite() && e.lower.is_finite() && e.upper.is_finite()) || answer.is_err()
}

proptest! {
    #[test]
    fn any_numbers_at_all_get_a_finite_answer_or_a_refusal(
        n in prop::collection::vec(any::<f64>(), 24), level in levels()
    ) {
        prop_assert!(sound(proportion(n[0], n[1], level)));
        prop_assert!(sound(proportion(n[0].abs().min(n[1].abs()), n[0].abs().max(n[1].abs()), level)));
        prop_assert!(sound(crude_rate(n[0].abs(), n[1].abs(), level, n[2].abs())));
        prop_assert!(sound(crude_rate(n[0].abs() % 10.0, n[1].abs(), level, 1.0)));
        let bands: Vec<AgeBand> = n
            .chunks(3)
            .map(|n| AgeBand { events: n[0].abs(), population: n[1].abs(), standard_population: n[2].abs() })
            .collect();
        prop_assert!(sound(directly_standardised_rate(&bands, level, 1.0)));
        let groups: Vec<GradientGroup> = n
            .chunks(3)
            .map(|n| GradientGroup { population: n[0].abs(), value: n[1], standard_error: n[2].abs() })
            .collect();
        prop_assert!(sound(slope_index_of_inequality(&groups, level, Contrast::MostMinusLeast).map(|g| g.slope)));
    }

    #[test]
    fn wilson_limits_bracket_the_share_and_stay_between_none_and_all(
        population in 1e-3..1e12, part in 0.0..=1.0, level in levels()
    ) {
        let share = proportion(population * part, population, level).unwrap();
        prop_assert!(brackets(&share) && share.lower >= 0.0 && share.upper <= 1.0 && share.lower < share.upper);
    }

    #[test]
    fn wilson_limits_mirror_those_of_the_opposite(population in 1_u32..1_000_000, part in 0.0..=1.0_f64, level in levels()) {
        let population = f64::from(population);
        let events = (population * part).round();
        let with = proportion(events, population, level).unwrap();
        let without = proportion(population - events, population, level).unwrap();
        prop_assert!((with.lower - (1.0 - without.upper)).abs() <= 1e-15);
        prop_assert!((with.upper - (1.0 - without.lower)).abs() <= 1e-15);
    }

    #[test]
    fn count_limits_bracket_the_rate_and_rise_with_the_count(events in 0.0..1e9, more in 1e-3..1e3, level in levels()) {
        let rate = crude_rate(events, 1.0, level, 1.0).unwrap();
        prop_assert!(brackets(&rate) && rate.lower >= 0.0 && rate.lower < rate.upper);
        let byar = events >= 10.0 || events + more < 10.0; // the switch of method is a small step
        let higher = crude_rate(events + more, 1.0, level, 1.0).unwrap();
        prop_assert!(!byar || (higher.lower >= rate.lower && higher.upper >= rate.upper));
    }

    #[test]
    fn exact_and_approximate_limits_meet_at_ten_events(level in levels()) {
        let exact = crude_rate(10.0 - 1e-9, 1.0, level, 1.0).unwrap();
        let byar = crude_rate(10.0, 1.0, level, 1.0).unwrap();
        prop_assert!((exact.upper / byar.upper - 1.0).abs() < 0.01);
        prop_assert!((exact.lower - byar.lower).abs() < 0.1);
    }

    #[test]
    fn a_standardised_rate_keeps_its_value_whatever_the_size_and_order_of_the_standard(
        bands in bands(), factor in 0.01..100.0, level in levels()
    ) {
        let rate = directly_standardised_rate(&bands, level, 1000.0).unwrap();
        prop_assert!(brackets(&rate));
        let changed: Vec<AgeBand> = bands
            .iter()
            .rev()
            .map(|band| AgeBand { standard_population: band.standard_population * factor, ..*band })
            .collect();
        let scaled = directly_standardised_rate(&changed, level, 1000.0).unwrap();
        prop_assert!(near(rate.value, scaled.value) && near(rate.lower, scaled.lower) && near(rate.upper, scaled.upper));
    }

    #[test]
    fn standardising_to_the_areas_own_ages_gives_the_crude_rate(bands in bands(), level in levels()) {
        let own: Vec<AgeBand> =
            bands.iter().map(|band| AgeBand { standard_population: band.population, ..*band }).collect();
        let rate = directly_standardised_rate(&own, level, 1.0).unwrap();
        let events = bands.iter().map(|band| band.events).sum();
        let people = bands.iter().map(|band| band.population).sum();
        let crude = crude_rate(events, people, level, 1.0).unwrap();
        prop_assert!(near(rate.value, crude.value) && near(rate.lower, crude.lower) && near(rate.upper, crude.upper));
    }

    #[test]
    fn single_events_are_independent_and_repeats_widen_the_limits(bands in bands(), level in levels()) {
        let rate = |each: f64| {
            let repeats: Vec<[RepeatEvents; 1]> =
                bands.iter().map(|b| [RepeatEvents { events_each: each, people: b.events / each }]).collect();
            let bands: Vec<RepeatEventBand<'_>> = bands.iter().zip(&repeats).map(|(b, repeats)| RepeatEventBand {
                repeats, population: b.population, standard_population: b.standard_population,
            }).collect();
            directly_standardised_rate_of_repeat_events(&bands, level, 1.0).unwrap()
        };
        prop_assert_eq!(rate(1.0), directly_standardised_rate(&bands, level, 1.0).unwrap());
        prop_assert!(near(rate(4.0).value, rate(1.0).value));
        prop_assert!(near(rate(4.0).upper - rate(4.0).value, 2.0 * (rate(1.0).upper - rate(1.0).value)));
    }

    #[test]
    fn equal_groups_have_no_gradient(groups in groups(), value in 1.0..1e4) {
        let equal: Vec<GradientGroup> = groups.iter().map(|group| GradientGroup { value, ..*group }).collect();
        let gradient = slope_index_of_inequality(&equal, P95, Contrast::MostMinusLeast).unwrap();
        prop_assert_eq!(gradient.slope.value, 0.0);
        prop_assert!(gradient.relative.is_none_or(|relative| relative.value == 1.0));
    }

    #[test]
    fn a_straight_line_is_found_exactly_whatever_the_populations(groups in groups(), most in 1.0..9.0_f64, least in 1.0..9.0_f64) {
        let total: f64 = groups.iter().map(|group| group.population).sum();
        let mut before = 0.0;
        let line: Vec<GradientGroup> = groups
            .iter()
            .map(|group| {
                let midpoint = (before + group.population / 2.0) / total;
                before += group.population;
                GradientGroup { value: most + (least - most) * midpoint, ..*group }
            })
            .collect();
        let gradient = slope_index_of_inequality(&line, P95, Contrast::MostMinusLeast).unwrap();
        prop_assert!((gradient.slope.value - (most - least)).abs() < 1e-6);
        prop_assert!((gradient.fitted_most_deprived - most).abs() < 1e-6);
        prop_assert!((gradient.fitted_least_deprived - least).abs() < 1e-6);
    }

    #[test]
    fn turning_the_contrast_turns_the_sign_and_the_ratio(groups in groups()) {
        let most = slope_index_of_inequality(&groups, P95, Contrast::MostMinusLeast).unwrap();
        let least = slope_index_of_inequality(&groups, P95, Contrast::LeastMinusMost).unwrap();
        prop_assert!(brackets(&most.slope));
        prop_assert_eq!(most.slope.value, -least.slope.value);
        prop_assert_eq!(most.slope.lower, -least.slope.upper);
        if let (Some(most), Some(least)) = (most.relative, least.relative) {
            prop_assert!(brackets(&most) && brackets(&least));
            prop_assert!((most.value * least.value - 1.0).abs() < 1e-9);
            prop_assert!(least.upper > 1e6 || least.lower <= 0.0 || (most.lower * least.upper - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn reversing_the_groups_turns_the_sign(groups in groups()) {
        let forward = slope_index_of_inequality(&groups, P95, Contrast::MostMinusLeast).unwrap().slope;
        let reversed: Vec<GradientGroup> = groups.iter().rev().copied().collect();
        let backward = slope_index_of_inequality(&reversed, P95, Contrast::MostMinusLeast).unwrap().slope;
        prop_assert!((forward.value + backward.value).abs() < 1e-6);
        prop_assert!((forward.lower + backward.upper).abs() < 1e-6);
    }

    #[test]
    fn a_gap_turned_round_is_the_same_gap(a in 0.0..=1.0, b in 0.0..=1.0, n in 1.0..1e6, m in 1.0..1e6) {
        let (first, second) = (proportion(a * n, n, P95).unwrap(), proportion(b * m, m, P95).unwrap());
        let gap = absolute_gap(&first, &second).unwrap();
        let turned = absolute_gap(&second, &first).unwrap();
        prop_assert!(brackets(&gap) && gap.lower >= -1.0 - 1e-12 && gap.upper <= 1.0 + 1e-12);
        prop_assert!(gap.value == -turned.value && gap.lower == -turned.upper && gap.upper == -turned.lower);
    }
}
