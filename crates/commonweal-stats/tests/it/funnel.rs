//! Laws of funnels: what must hold for any units.

use commonweal_stats::Confidence;
use commonweal_stats::funnel::{
    FunnelLevel, Position, RateKind, RateUnits, Side, count_line, expected_at_limits, position_of_count,
    position_of_proportion, proportion_limits, proportion_line, rate_line, ratio_limits,
};
use proptest::prelude::*;

const P95: Confidence = Confidence::P95;
const P998: Confidence = Confidence::P998;

fn units() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0_u32..=100, 100_u32..50_000), 2..30)
        .prop_map(|units| units.into_iter().map(|(x, n)| (f64::from(x), f64::from(n))).collect())
}

fn columns(units: &[(f64, f64)]) -> (Vec<f64>, Vec<f64>) {
    units.iter().copied().unzip()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs())
}

proptest! {
    #[test]
    fn proportion_limits_bracket_the_benchmark_and_narrow_as_units_grow(
        benchmark in 0.001..0.999_f64, population in 1.0..1e7_f64, more in 1.001..10.0_f64
    ) {
        for level in [P95, P998].map(FunnelLevel::of) {
            let small = proportion_limits(benchmark, population, level).unwrap();
            let large = proportion_limits(benchmark, population * more, level).unwrap();
            prop_assert!(small.lower < benchmark && benchmark < small.upper);
            prop_assert!(small.lower < large.lower && large.upper < small.upper);
        }
    }

    #[test]
    fn ratio_limits_bracket_one_and_narrow_as_units_grow(expected in 0.01..1e5_f64, more in 1.01..10.0_f64) {
        for level in [P95, P998].map(FunnelLevel::of) {
            let small = ratio_limits(expected, level).unwrap();
            let large = ratio_limits(expected * more, level).unwrap();
            prop_assert!(small.lower < 1.0 && 1.0 < small.upper);
            prop_assert!(small.lower <= large.lower && large.upper < small.upper);
        }
    }

    #[test]
    fn outer_limits_lie_outside_inner_ones(events in 0_u32..20_000) {
        let inner = expected_at_limits(f64::from(events), FunnelLevel::of(P95)).unwrap();
        let outer = expected_at_limits(f64::from(events), FunnelLevel::of(P998)).unwrap();
        prop_assert!(outer.lower <= inner.lower && inner.upper < outer.upper);
        prop_assert!(inner.lower <= f64::from(events) && f64::from(events) < inner.upper);
    }

    #[test]
    fn a_proportion_is_outside_exactly_when_it_is_beyond_a_limit(
        benchmark in 0.001..0.999_f64, population in 1_u32..100_000, part in 0.0..=1.0_f64
    ) {
        let population = f64::from(population);
        let events = (population * part).floor();
        let value = events / population;
        let inner = proportion_limits(benchmark, population, FunnelLevel::of(P95)).unwrap();
        let outer = proportion_limits(benchmark, population, FunnelLevel::of(P998)).unwrap();
        let position = position_of_proportion(events, population, benchmark).unwrap();
        prop_assert_eq!(position == Position::Within, inner.lower <= value && value <= inner.upper);
        let is_outer = matches!(position, Position::Outside99_8(_));
        prop_assert_eq!(is_outer, value < outer.lower || value > outer.upper);
        if let Position::Outside95(side) | Position::Outside99_8(side) = position {
            prop_assert_eq!(side == Side::Above, value > benchmark);
        }
    }

    #[test]
    fn a_proportion_and_its_opposite_lie_on_opposite_sides(
        benchmark in 0.05..0.95_f64, population in 1_u32..10_000, part in 0.0..=1.0_f64
    ) {
        let population = f64::from(population);
        let events = (population * part).floor();
        let with = position_of_proportion(events, population, benchmark).unwrap();
        let without = position_of_proportion(population - events, population, 1.0 - benchmark).unwrap();
        let opposite = |side| if side == Side::Above { Side::Below } else { Side::Above };
        let turned = match with {
            Position::Outside95(side) => Position::Outside95(opposite(side)),
            Position::Outside99_8(side) => Position::Outside99_8(opposite(side)),
            other => other,
        };
        prop_assert_eq!(turned, without);
    }

    #[test]
    fn more_events_never_move_a_unit_down(events in 0_u32..2_000, more in 1_u32..50, expected in 0.1..1500.0_f64) {
        let height = |position| match position {
            Position::Outside99_8(Side::Below) => 0,
            Position::Outside95(Side::Below) => 1,
            Position::Within | Position::TooFewEvents => 2,
            Position::Outside95(Side::Above) => 3,
            Position::Outside99_8(Side::Above) => 4,
        };
        let few = position_of_count(f64::from(events), expected, 1.0).unwrap();
        let many = position_of_count(f64::from(events + more), expected, 1.0).unwrap();
        prop_assert!(height(few) <= height(many));
    }

    #[test]
    fn a_line_has_a_hundred_rising_places_that_cover_the_units(units in units()) {
        let (events, people) = columns(&units);
        let line = proportion_line(&events, &people).unwrap();
        prop_assert_eq!(line.rows.len(), 100);
        prop_assert!(line.rows.is_sorted_by(|a, b| a.population < b.population));
        let largest = people.iter().copied().fold(0.0, f64::max);
        let smallest = people.iter().copied().fold(f64::INFINITY, f64::min);
        prop_assert!(line.rows[0].population <= smallest && largest <= line.rows[99].population);
        prop_assert_eq!(count_line(&events, &people).unwrap().rows.len(), 100);
    }

    #[test]
    fn a_line_does_not_depend_on_the_order_of_units(units in units(), turn in 1_usize..29) {
        let mut turned = units.clone();
        turned.rotate_left(turn % units.len());
        let [one, other] = [units, turned].map(|units| {
            let (events, people) = columns(&units);
            proportion_line(&events, &people).unwrap()
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn lines_of_rates_do_not_depend_on_the_multiplier(units in units(), years in 1_u32..6) {
        let (events, people): (Vec<f64>, Vec<f64>) = columns(&units);
        prop_assume!(events.iter().sum::<f64>() > 0.0);
        let [hundreds, millions] = [100.0, 1e6].map(|per| {
            let rates: Vec<f64> = units.iter().map(|(events, people)| events / people * per).collect();
            let populations = Some(&people[..]);
            let units = RateUnits { kind: RateKind::Crude, per, events: &events, rates: &rates, populations };
            rate_line(&units, f64::from(years)).unwrap()
        });
        prop_assert!(near(hundreds.benchmark, millions.benchmark, 1e-12));
        for (a, b) in hundreds.rows.iter().zip(&millions.rows) {
            // A rounded end of the axis may fall either way.
            prop_assert!((a.events - b.events).abs() <= 1.0 + 0.02 * a.events);
        }
    }

    #[test]
    fn any_numbers_at_all_get_a_finite_answer_or_a_refusal(n in prop::collection::vec(any::<f64>(), 12)) {
        let (events, others) = n.split_at(6);
        let absolute: Vec<f64> = n.iter().map(|n| n.abs()).collect();
        for (events, others) in [(events, others), absolute.split_at(6)] {
            let line = proportion_line(events, others);
            prop_assert!(line.is_err() || line.unwrap().rows.iter().all(|row| row.limits_99_8.upper.is_finite()));
            let _ = position_of_proportion(events[0], others[0], events[1]);
            let _ = position_of_count(events[0], others[0], events[1]);
            for kind in [RateKind::Crude, RateKind::Standardised] {
                let units = RateUnits { kind, per: others[3], events, rates: others, populations: Some(events) };
                let _ = units.average();
                let _ = units.chart_points(others[2]);
            }
        }
    }
}

#[test]
fn counts_too_large_to_place_are_refused() {
    assert!(ratio_limits(1e300, FunnelLevel::of(P95)).is_err());
    assert!(ratio_limits(f64::MIN_POSITIVE / 4.0, FunnelLevel::of(P95)).is_err());
    assert!(proportion_line(&[1.0, 2.0], &[f64::MAX, f64::MAX]).is_err());
}
