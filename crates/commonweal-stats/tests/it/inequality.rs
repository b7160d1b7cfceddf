//! Laws of the measures of inequality: dispersion, concentration, impact, gaps and benchmarks.

use commonweal_stats::benchmark::{Fifth, Goal, Progress, compare_at_two_levels, compare_limits};
use commonweal_stats::concentration::{
    Bounds, ConcentrationError, Index, Ties, concentration_index, concentration_index_of_groups, fractional_ranks, gini,
};
use commonweal_stats::impact::{Exposure, ExposureError, attributable, levin_fraction, miettinen_fraction};
use commonweal_stats::inequality::{
    Better, Group, InequalityError, Measured, Reference, Simulation, Undefined, dispersion, mean_log_deviation,
    simulated_dispersion, theil_index,
};
use commonweal_stats::{
    Comparison, Confidence, Count, Estimate, Events, Measurement, Polarity, absolute_gap, crude_rate,
    difference_of_measurements, difference_of_rates, proportion, ratio_of_measurements, ratio_of_proportions,
    ratio_of_rates, relative_gap,
};
use proptest::prelude::*;

const P95: Confidence = Confidence::P95;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
}

fn same(a: Measured, b: Measured) -> bool {
    match (a, b) {
        (Measured::Known { value: a, .. }, Measured::Known { value: b, .. }) => near(a, b),
        (a, b) => a == b,
    }
}

fn groups() -> impl Strategy<Value = Vec<Group>> {
    let group = (1.0..1e5, 0.1..100.0, 0.01..5.0).prop_map(|(population, value, error)| Group {
        population,
        value,
        standard_error: Some(error),
    });
    prop::collection::vec(group, 1..15)
}

/// Standing (with ties), outcome and weight of some people.
fn people() -> impl Strategy<Value = Vec<(f64, f64, f64)>> {
    let person = (0..30_u8, 0.0..50.0, 1..6_u8).prop_map(|(standing, y, w)| (f64::from(standing), y, f64::from(w)));
    prop::collection::vec(person, 2..40)
}

type Columns = (Vec<f64>, Vec<f64>, Vec<f64>);

fn columns(people: &[(f64, f64, f64)]) -> Columns {
    (people.iter().map(|p| p.0).collect(), people.iter().map(|p| p.1).collect(), people.iter().map(|p| p.2).collect())
}

fn index(columns: &Columns, kind: Index) -> Result<f64, ConcentrationError> {
    concentration_index(&columns.0, &columns.1, Some(&columns.2), kind, Ties::Share).map(|index| index.value)
}

fn all(groups: &[Group]) -> [(&'static str, Measured); 15] {
    dispersion(groups, Better::Lower, Reference::Best, P95).unwrap().named()
}

const ABSOLUTE: [&str; 4] =
    ["range", "between_group_standard_deviation", "mean_difference_from_mean", "mean_difference_from_reference"];

proptest! {
    #[test]
    fn equal_groups_have_no_inequality(groups in groups(), value in 0.1..100.0) {
        let equal: Vec<Group> = groups.iter().map(|group| Group { value, ..*group }).collect();
        for (name, measured) in all(&equal) {
            let none = if name == "relative_range" { 1.0 } else { 0.0 };
            prop_assert_eq!(measured.value(), Some(none), "{}", name);
        }
        let impact = attributable(&equal, Better::Lower, Reference::Best, 1.0, P95).unwrap();
        prop_assert_eq!((impact.risk.value(), impact.fraction.value()), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn measures_do_not_depend_on_the_order_of_groups(groups in groups()) {
        let reversed: Vec<Group> = groups.iter().rev().copied().collect();
        for ((name, a), (_, b)) in all(&groups).into_iter().zip(all(&reversed)) {
            prop_assert!(same(a, b), "{name}: {a:?} {b:?}");
        }
    }

    #[test]
    fn measures_follow_the_unit_of_values_and_ignore_that_of_populations(groups in groups(), factor in 0.1..10.0) {
        let scaled: Vec<Group> = groups.iter().map(|g| Group {
            population: g.population * 7.0, value: g.value * factor, standard_error: g.standard_error.map(|e| e * factor),
        }).collect();
        for ((name, a), (_, b)) in all(&groups).into_iter().zip(all(&scaled)) {
            let power = if name == "between_group_variance" { factor * factor } else if ABSOLUTE.contains(&name) { factor } else { 1.0 };
            let (a, b) = (a.value().unwrap() * power, b.value().unwrap());
            prop_assert!((a - b).abs() <= 1e-8 * a.abs().max(1e-6), "{name}: {a} {b}");
        }
    }

    #[test]
    fn splitting_a_group_in_two_changes_nothing_that_is_weighted(groups in groups(), part in 0.05..0.95) {
        let mut split = groups.clone();
        let first = split[0];
        split[0].population *= part;
        split.push(Group { population: first.population * (1.0 - part), ..first });
        for ((name, a), (_, b)) in all(&groups).into_iter().zip(all(&split)) {
            prop_assert!(name.starts_with("index") || same(a, b), "{name}: {a:?} {b:?}");
        }
    }

    #[test]
    fn limits_bracket_their_value_and_measures_are_not_negative(groups in groups()) {
        for (name, measured) in all(&groups) {
            let value = measured.value().unwrap();
            prop_assert!(value >= 0.0, "{name}: {value}");
            if let Some((lower, upper)) = measured.limits() {
                prop_assert!(lower <= value && value <= upper, "{name}: {lower} {value} {upper}");
            }
        }
        let gini = all(&groups)[14].1.value().unwrap();
        prop_assert!(gini < 1.0);
    }

    #[test]
    fn theil_and_mean_log_deviation_add_up_over_larger_groups(groups in groups(), cut in 0.0..1.0) {
        let cut = ((groups.len() as f64 * cut) as usize).max(1);
        let parts: Vec<&[Group]> = groups.chunks(cut).collect();
        let whole = |part: &[Group]| {
            let population: f64 = part.iter().map(|g| g.population).sum();
            let value = part.iter().map(|g| g.population * g.value).sum::<f64>() / population;
            Group { population, value, standard_error: None }
        };
        let between: Vec<Group> = parts.iter().map(|part| whole(part)).collect();
        let total = whole(&groups);
        let (mut theil, mut deviation) = (theil_index(&between).unwrap(), mean_log_deviation(&between).unwrap());
        for (part, of) in parts.iter().zip(&between) {
            let share = of.population / total.population;
            theil += share * of.value / total.value * theil_index(part).unwrap();
            deviation += share * mean_log_deviation(part).unwrap();
        }
        prop_assert!((theil - theil_index(&groups).unwrap()).abs() < 1e-9);
        prop_assert!((deviation - mean_log_deviation(&groups).unwrap()).abs() < 1e-9);
    }

    #[test]
    fn any_groups_at_all_get_finite_measures_or_a_reason(n in prop::collection::vec(any::<f64>(), 12)) {
        for n in [n.clone(), n.iter().map(|n| n.abs()).collect()] {
            let groups: Vec<Group> = n.chunks(3)
                .map(|n| Group { population: n[0], value: n[1], standard_error: Some(n[2]) }).collect();
            if let Ok(measures) = dispersion(&groups, Better::Higher, Reference::Group(1), P95) {
                for (name, measured) in measures.named() {
                    prop_assert!(measured.value().is_none_or(f64::is_finite), "{name}");
                    prop_assert!(measured.limits().is_none_or(|(a, b)| a.is_finite() && b.is_finite()), "{name}");
                }
            }
            let _ = attributable(&groups, Better::Higher, Reference::Best, n[0], P95);
            let _ = concentration_index_of_groups(&groups, Index::Relative);
            for kind in [Index::Generalised, Index::Wagstaff(Bounds { lowest: n[0], highest: n[1] })] {
                let found = concentration_index(&n[..6], &n[6..], Some(&n[3..9]), kind, Ties::Share);
                prop_assert!(found.is_err() || found.is_ok_and(|i| i.value.is_finite() && i.standard_error.is_finite()));
            }
        }
    }

    #[test]
    fn a_concentration_index_lies_between_minus_one_and_one(people in people()) {
        let columns = columns(&people);
        for kind in [Index::Relative, Index::Erreygers(Bounds { lowest: 0.0, highest: 50.0 }), Index::Wagstaff(Bounds { lowest: 0.0, highest: 50.0 })] {
            let index = index(&columns, kind).unwrap();
            prop_assert!(index.abs() <= 1.0 + 1e-12, "{index}");
        }
        let gini = gini(&columns.1, Some(&columns.2)).unwrap().value;
        prop_assert!((0.0..1.0).contains(&gini) && index(&columns, Index::Relative).unwrap().abs() <= gini + 1e-12);
    }

    #[test]
    fn a_concentration_index_ignores_the_order_of_rows_when_ties_share_a_rank(people in people()) {
        let mut shuffled = people.clone();
        shuffled.reverse();
        shuffled.rotate_left(people.len() / 3);
        let both = [&people, &shuffled].map(|people| {
            let (standing, outcome, weights) = columns(people);
            concentration_index(&standing, &outcome, Some(&weights), Index::Relative, Ties::Share).unwrap()
        });
        prop_assert!(near(both[0].value, both[1].value) && near(both[0].standard_error, both[1].standard_error));
        prop_assert!(near(both[0].kakwani_variance.unwrap(), both[1].kakwani_variance.unwrap()));
    }

    #[test]
    fn repeating_everybody_by_their_weight_gives_the_same_index(people in people()) {
        let (standing, outcome, weights) = columns(&people);
        let weighted = concentration_index(&standing, &outcome, Some(&weights), Index::Relative, Ties::Share).unwrap();
        let repeated: Vec<(f64, f64, f64)> =
            people.iter().flat_map(|&(x, y, w)| std::iter::repeat_n((x, y, 1.0), w as usize)).collect();
        let (standing, outcome, _) = columns(&repeated);
        let plain = concentration_index(&standing, &outcome, None, Index::Relative, Ties::Share).unwrap();
        prop_assert!(near(weighted.value, plain.value));
        prop_assert!(near(plain.standard_error * plain.standard_error, plain.kakwani_variance.unwrap()));
    }

    #[test]
    fn groups_have_the_index_of_the_people_in_them(groups in prop::collection::vec((1..9_u8, 0.0..50.0_f64), 1..10)) {
        let of_groups: Vec<Group> = groups.iter()
            .map(|&(n, value)| Group { population: f64::from(n), value: value + 0.1, standard_error: None }).collect();
        let people: Vec<(f64, f64, f64)> = groups.iter().enumerate()
            .flat_map(|(at, &(n, y))| std::iter::repeat_n((at as f64, y + 0.1, 1.0), usize::from(n))).collect();
        let one = concentration_index_of_groups(&of_groups, Index::Relative).unwrap();
        prop_assert!(near(one.value, index(&columns(&people), Index::Relative).unwrap()) && one.standard_error == 0.0);
    }

    #[test]
    fn an_index_keeps_its_sign_and_size_under_scaling_and_turns_with_the_ranking(people in people(), factor in 0.01..100.0) {
        let base = columns(&people);
        let scaled = (base.0.clone(), base.1.iter().map(|y| y * factor).collect(), base.2.clone());
        let turned = (base.0.iter().map(|x| -x).collect(), base.1.clone(), base.2.clone());
        let of = |columns: &Columns, kind| index(columns, kind).unwrap();
        prop_assert!(near(of(&base, Index::Relative), of(&scaled, Index::Relative)));
        prop_assert!(near(of(&base, Index::Generalised) * factor, of(&scaled, Index::Generalised)));
        prop_assert!(near(of(&base, Index::Relative), -of(&turned, Index::Relative)));
        // Erreygers's index of the shortfall mirrors that of the attainment.
        let bounds = Bounds { lowest: 0.0, highest: 50.0 };
        let shortfall = (base.0.clone(), base.1.iter().map(|y| 50.0 - y).collect(), base.2.clone());
        for kind in [Index::Erreygers(bounds), Index::Wagstaff(bounds)] {
            prop_assert!(near(of(&base, kind), -of(&shortfall, kind)));
        }
    }

    #[test]
    fn fractional_ranks_average_one_half(people in people(), share in any::<bool>()) {
        let (standing, _, weights) = columns(&people);
        let ties = if share { Ties::Share } else { Ties::RowOrder };
        let ranks = fractional_ranks(&standing, Some(&weights), ties).unwrap();
        let total: f64 = weights.iter().sum();
        let mean = ranks.iter().zip(&weights).map(|(rank, weight)| rank * weight).sum::<f64>() / total;
        prop_assert!((mean - 0.5).abs() < 1e-12 && ranks.iter().all(|rank| (0.0..=1.0).contains(rank)));
    }

    #[test]
    fn levelling_up_gains_what_the_groups_above_the_best_have_too_much(groups in groups()) {
        let impact = attributable(&groups, Better::Lower, Reference::Best, 1.0, P95).unwrap();
        let best = groups[impact.reference].value;
        let excess: f64 = groups.iter().map(|g| g.population * (g.value - best)).sum();
        prop_assert!((impact.people.value().unwrap() - excess).abs() <= 1e-9 * excess.max(1e5));
        let (risk, fraction) = (impact.risk.value().unwrap(), impact.fraction.value().unwrap());
        prop_assert!((0.0..=1.0).contains(&fraction) && near(fraction * impact.overall, risk));
        let (lower, upper) = impact.fraction.limits().unwrap();
        prop_assert!(lower <= fraction && fraction <= upper && upper <= 1.0);
        let higher = attributable(&groups, Better::Higher, Reference::Best, 1.0, P95).unwrap();
        prop_assert!(higher.risk.value().unwrap() >= 0.0);
        let (lower, upper) = higher.fraction.limits().unwrap();
        prop_assert!(lower <= higher.fraction.value().unwrap() && higher.fraction.value().unwrap() <= upper);
    }

    #[test]
    fn levin_miettinen_and_groups_agree_on_the_same_people(exposed in 0.01..0.99, risk in 0.001..0.1, times in 1.0..10.0) {
        let level = |prevalence| Exposure { prevalence, relative_risk: times, log_standard_error: Some(0.1) };
        let (levin, limits) = levin_fraction(&[level(exposed)], P95).unwrap();
        let cases = exposed * times / (1.0 - exposed + exposed * times);
        let (miettinen, _) = miettinen_fraction(&[level(cases)], P95).unwrap();
        let group = |population, value| Group { population, value, standard_error: None };
        let groups = [group(1.0 - exposed, risk), group(exposed, risk * times)];
        let impact = attributable(&groups, Better::Lower, Reference::Group(0), 1.0, P95).unwrap();
        prop_assert!(near(levin, miettinen) && near(levin, impact.fraction.value().unwrap()));
        let limits = limits.unwrap();
        prop_assert!(limits.lower <= levin && levin <= limits.upper);
        let (split, _) = levin_fraction(&[level(exposed / 2.0), level(exposed / 2.0)], P95).unwrap();
        prop_assert!(near(levin, split));
    }

    #[test]
    fn gaps_of_rates_bracket_their_value_and_turn_round(a in 1.0..1e4, b in 1.0..1e4, n in 1.0..1e6, m in 1.0..1e6) {
        let (a, b) = (Events { events: a, person_time: n }, Events { events: b, person_time: m });
        let (gap, turned) = (difference_of_rates(&a, &b, P95, 1e3).unwrap(), difference_of_rates(&b, &a, P95, 1e3).unwrap());
        prop_assert!(gap.lower <= gap.value && gap.value <= gap.upper && gap.lower == -turned.upper);
        let (ratio, turned) = (ratio_of_rates(&a, &b, P95).unwrap(), ratio_of_rates(&b, &a, P95).unwrap());
        prop_assert!(near(ratio.value * turned.value, 1.0) && near(ratio.lower * turned.upper, 1.0));
        let rate = |of: &Events| crude_rate(of.events, of.person_time, P95, 1e3).unwrap();
        if let Ok(relative) = relative_gap(&rate(&a), &rate(&b)) {
            prop_assert!(near(relative.value, ratio.value) && relative.lower <= relative.value && relative.value <= relative.upper);
        }
    }

    #[test]
    fn gaps_of_measurements_are_the_usual_normal_ones(a in 1.0..100.0, b in 1.0..100.0, s in 0.0..9.0, t in 0.0..9.0) {
        let (a, b) = (Measurement { value: a, standard_error: s }, Measurement { value: b, standard_error: t });
        let gap = difference_of_measurements(&a, &b, P95).unwrap();
        prop_assert!((gap.upper - gap.value - P95.z() * libm_hypot(s, t)).abs() < 1e-9);
        let ratio = ratio_of_measurements(&a, &b, P95).unwrap();
        prop_assert!(ratio.lower <= ratio.value && ratio.value <= ratio.upper && near(ratio.lower * ratio.upper, ratio.value * ratio.value));
    }

    #[test]
    fn wider_limits_never_make_a_comparison_surer(x in 0.0..=1.0, n in 10.0..1e5, benchmark in 0.0..1.0) {
        let (usual, wide) = (proportion(x * n, n, P95).unwrap(), proportion(x * n, n, Confidence::P998).unwrap());
        let graded = compare_at_two_levels(&usual, &wide, benchmark, Polarity::HigherIsBetter);
        prop_assert!(graded.comparison != Comparison::NotCompared);
        prop_assert!(!graded.at_99_8 || graded.comparison != Comparison::Similar);
        prop_assert!(!graded.at_99_8 || wide.lower > benchmark || wide.upper < benchmark);
    }

    #[test]
    fn a_goal_turned_round_is_judged_the_same(value in -10.0..10.0, lower in -5.0..0.0, upper in 0.1..5.0) {
        let goal = Goal::between(lower, upper).unwrap();
        let mirror = Goal::between(-upper, -lower).unwrap();
        prop_assert_eq!(goal.judge(value, Polarity::HigherIsBetter), mirror.judge(-value, Polarity::LowerIsBetter));
    }

    #[test]
    fn limits_that_do_not_meet_leave_zero_out_of_the_gap(x in 0.0..=1.0, y in 0.0..=1.0, n in 1.0..1e5, m in 1.0..1e5) {
        let (a, b) = (proportion(x * n, n, P95).unwrap(), proportion(y * m, m, P95).unwrap());
        let gap = absolute_gap(&a, &b).unwrap();
        match compare_limits(&a, &b, Polarity::Neutral) {
            Comparison::Higher => prop_assert!(gap.lower > 0.0),
            Comparison::Lower => prop_assert!(gap.upper < 0.0),
            other => prop_assert_eq!(other, Comparison::Similar),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn simulated_limits_bracket_their_value_and_leave_the_others_as_they_are(groups in groups(), seed in any::<u64>()) {
        let how = Simulation { repetitions: 1_000, seed };
        let of = || simulated_dispersion(&groups, Better::Higher, Reference::Best, P95, how).unwrap();
        let plain = dispersion(&groups, Better::Higher, Reference::Best, P95).unwrap();
        prop_assert_eq!(of(), of());
        for ((name, simulated), (_, plain)) in of().named().into_iter().zip(plain.named()) {
            prop_assert_eq!(simulated.value(), plain.value(), "{}", name);
            if let Some((lower, upper)) = simulated.limits() {
                prop_assert!(lower <= simulated.value().unwrap() && simulated.value().unwrap() <= upper);
            }
            prop_assert!(plain.limits().is_none() || plain == simulated);
        }
    }
}

#[test]
fn the_mean_difference_of_two_groups_far_apart_has_the_normal_limits_of_half_their_gap() {
    let group = |value| Group { population: 1.0, value, standard_error: Some(1.0) };
    let how = Simulation { repetitions: 20_000, seed: 3 };
    let two = simulated_dispersion(&[group(100.0), group(50.0)], Better::Lower, Reference::Best, P95, how).unwrap();
    let (lower, upper) = two.mean_difference_from_reference.limits().unwrap();
    let margin = P95.z() * 2.0_f64.sqrt() / 2.0;
    assert!((lower - (25.0 - margin)).abs() < 0.06 && (upper - (25.0 + margin)).abs() < 0.06, "{lower} {upper}");
    let few = Simulation { repetitions: 999, seed: 3 };
    let refused = simulated_dispersion(&[group(1.0)], Better::Lower, Reference::Best, P95, few);
    assert_eq!(refused, Err(InequalityError::TooFewRepetitions));
}

fn libm_hypot(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

fn group(population: f64, value: f64) -> Group {
    Group { population, value, standard_error: None }
}

#[test]
fn zero_values_have_documented_answers() {
    let none = dispersion(&[group(1.0, 0.0), group(1.0, 0.0)], Better::Lower, Reference::Best, P95).unwrap();
    assert_eq!(none.range.value(), Some(0.0));
    assert_eq!(none.theil_index, Measured::Undefined(Undefined::ZeroMean));
    assert_eq!(none.relative_range, Measured::Undefined(Undefined::ZeroValue));
    let some = dispersion(&[group(1.0, 0.0), group(1.0, 2.0)], Better::Lower, Reference::Best, P95).unwrap();
    assert_eq!(some.mean_log_deviation, Measured::Undefined(Undefined::ZeroValue));
    assert_eq!(some.index_of_disparity_from_reference, Measured::Undefined(Undefined::ZeroReference));
    assert!(some.theil_index.value().is_some_and(|theil| (theil - 2.0_f64.ln()).abs() < 1e-12));
    let below = dispersion(&[group(1.0, -1.0), group(1.0, 2.0)], Better::Lower, Reference::Best, P95).unwrap();
    assert_eq!(below.range.value(), Some(3.0));
    assert_eq!(below.gini, Measured::Undefined(Undefined::NegativeValue));
}

#[test]
fn unsound_groups_are_refused_by_name() {
    let refused = |groups: &[Group]| dispersion(groups, Better::Lower, Reference::Best, P95).unwrap_err();
    assert_eq!(refused(&[]), InequalityError::NoGroups);
    assert_eq!(refused(&[group(1.0, 1.0), group(0.0, 1.0)]), InequalityError::EmptyGroup { index: 1 });
    assert_eq!(refused(&[group(1.0, f64::NAN)]), InequalityError::NotFinite { index: 0, what: "the value" });
    let missing = dispersion(&[group(1.0, 1.0)], Better::Lower, Reference::Group(1), P95);
    assert_eq!(missing, Err(InequalityError::NoSuchReference));
}

#[test]
fn an_outcome_nobody_has_or_everybody_has_alike_is_answered_as_documented() {
    let of = |outcome: &[f64], kind| concentration_index(&[1.0, 2.0], outcome, None, kind, Ties::Share);
    assert_eq!(of(&[0.0, 0.0], Index::Relative), Err(ConcentrationError::ZeroMean));
    assert_eq!(of(&[7.0, 7.0], Index::Relative).unwrap().value, 0.0);
    assert_eq!(
        of(&[7.0, 7.0], Index::Erreygers(Bounds { lowest: 7.0, highest: 7.0 })),
        Err(ConcentrationError::NoRange)
    );
    assert_eq!(
        of(&[1.0, 1.0], Index::Wagstaff(Bounds { lowest: 0.0, highest: 1.0 })),
        Err(ConcentrationError::AtBound)
    );
    assert_eq!(
        of(&[1.0, 3.0], Index::Erreygers(Bounds { lowest: 0.0, highest: 1.0 })),
        Err(ConcentrationError::OutsideBounds { index: 1 })
    );
    assert_eq!(concentration_index(&[1.0], &[5.0], None, Index::Relative, Ties::Share).unwrap().value, 0.0);
}

#[test]
fn exposures_that_are_none_are_refused() {
    let level = |prevalence, relative_risk| Exposure { prevalence, relative_risk, log_standard_error: None };
    assert_eq!(levin_fraction(&[level(1.2, 2.0)], P95), Err(ExposureError::NotAShare { index: 0 }));
    assert_eq!(levin_fraction(&[level(0.5, 0.0)], P95), Err(ExposureError::NotARisk { index: 0 }));
    assert_eq!(levin_fraction(&[level(0.6, 2.0), level(0.6, 3.0)], P95), Err(ExposureError::MoreThanEverybody));
}

#[test]
fn ratios_without_events_are_refused_and_gaps_are_not() {
    let (none, some) = (Events { events: 0.0, person_time: 10.0 }, Events { events: 5.0, person_time: 10.0 });
    assert!(ratio_of_rates(&none, &some, P95).is_err());
    assert!(difference_of_rates(&none, &some, P95, 1.0).is_ok_and(|gap| gap.value == -0.5));
    let count = |events| Count { events, population: 10.0 };
    assert!(ratio_of_proportions(&count(0.0), &count(1.0), P95).is_err());
    assert!(
        relative_gap(
            &Estimate { value: 0.0, lower: 0.0, upper: 1.0 },
            &Estimate { value: 1.0, lower: 0.5, upper: 2.0 }
        )
        .is_err()
    );
}

#[test]
fn fifths_and_goals_speak_the_words_of_their_polarity() {
    assert_eq!(Fifth::of(3, Polarity::Neutral), Some(Fifth::Middle));
    assert_eq!(Fifth::of(1, Polarity::HigherIsBetter), Some(Fifth::Worst));
    assert_eq!(Fifth::of(0, Polarity::HigherIsBetter), None);
    let goal = Goal::at(10.0).unwrap();
    assert_eq!(goal.judge(10.0, Polarity::LowerIsBetter), Progress::Met);
    assert_eq!(goal.judge(10.1, Polarity::LowerIsBetter), Progress::Missed);
    assert_eq!(goal.judge(10.0, Polarity::Neutral), Progress::Within);
    assert_eq!(goal.judge(f64::NAN, Polarity::LowerIsBetter), Progress::NotCompared);
}
