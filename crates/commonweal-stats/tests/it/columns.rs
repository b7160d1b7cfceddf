//! The methods on columns give what the methods for one give, on any number of threads.

use std::num::NonZeroUsize;

use commonweal_stats::columns::*;
use commonweal_stats::parallel::Threads;
use commonweal_stats::{
    AgeBand, Confidence, Contrast, GradientGroup, Scale, SlopeSimulation, StandardGroup, StatsError, crude_rate,
    directly_standardised_rate, expected_events, indirectly_standardised_ratio, proportion,
    simulated_slope_index_of_inequality,
};
use proptest::prelude::*;

fn settings(per: f64, threads: Threads) -> Settings {
    Settings { level: Confidence::P95, per, threads }
}

fn some(threads: usize) -> Threads {
    Threads::Exactly(NonZeroUsize::new(threads).unwrap())
}

/// Runs a method into three columns.
fn estimates(
    rows: usize,
    work: impl FnOnce(Estimates<'_>) -> Result<(), ColumnError>,
) -> Result<[Vec<f64>; 3], ColumnError> {
    let [mut value, mut lower, mut upper] = [(); 3].map(|()| vec![0.0; rows]);
    work(Estimates { value: &mut value, lower: &mut lower, upper: &mut upper })?;
    Ok([value, lower, upper])
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-300)
}

proptest! {
    #[test]
    fn a_column_of_proportions_holds_what_each_row_gives(
        rows in prop::collection::vec((1.0..1e7_f64, 0.0..=1.0_f64), 1..60), threads in 1..4_usize
    ) {
        let population: Vec<f64> = rows.iter().map(|row| row.0.floor()).collect();
        let events: Vec<f64> = rows.iter().zip(&population).map(|(row, n)| (row.1 * n).floor()).collect();
        let [value, lower, upper] = estimates(rows.len(), |out| {
            proportions(&events, &population, &settings(1.0, some(threads)), out)
        }).unwrap();
        for row in 0..rows.len() {
            let one = proportion(events[row], population[row], Confidence::P95).unwrap();
            prop_assert_eq!([value[row], lower[row], upper[row]], [one.value, one.lower, one.upper]);
        }
    }

    #[test]
    fn a_column_of_rates_holds_what_each_row_gives(
        rows in prop::collection::vec((0.0..30.0_f64, 1.0..1e6_f64, any::<bool>()), 1..60), threads in 1..4_usize
    ) {
        let events: Vec<f64> = rows.iter().map(|row| if row.2 { row.0.floor() } else { row.0 }).collect();
        let people: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let [value, lower, upper] = estimates(rows.len(), |out| {
            crude_rates(&events, &people, &settings(1e5, some(threads)), out)
        }).unwrap();
        for row in 0..rows.len() {
            let one = crude_rate(events[row], people[row], Confidence::P95, 1e5).unwrap();
            prop_assert_eq!([value[row], lower[row], upper[row]], [one.value, one.lower, one.upper]);
        }
    }

    #[test]
    fn standardised_columns_hold_what_each_area_gives(
        rows in prop::collection::vec((0.0..40.0_f64, 100.0..1e5_f64, 0.0..1e4_f64, 1.0..500.0_f64), 6..120),
        size in 1..8_usize, threads in 1..4_usize
    ) {
        let column = |pick: fn(&(f64, f64, f64, f64)) -> f64| rows.iter().map(pick).collect::<Vec<f64>>();
        let (events, population, standard, reference) =
            (column(|r| r.0), column(|r| r.1), column(|r| r.2 + 1.0), column(|r| r.3));
        let mut starts: Vec<usize> = (0..rows.len()).step_by(size).collect();
        starts.push(rows.len());
        let areas = starts.len() - 1;
        let [mut total, mut people, mut value, mut lower, mut upper] = [(); 5].map(|()| vec![0.0; areas]);
        let bands = Bands { events: &events, squared_events: None, population: &population, standard_population: &standard };
        let out = Standardised {
            events: &mut total, population: &mut people, value: &mut value, lower: &mut lower, upper: &mut upper,
        };
        directly_standardised_rates(&bands, &starts, &settings(1000.0, some(threads)), out).unwrap();
        for area in 0..areas {
            let own: Vec<AgeBand> = (starts[area]..starts[area + 1])
                .map(|row| AgeBand { events: events[row], population: population[row], standard_population: standard[row] })
                .collect();
            match directly_standardised_rate(&own, Confidence::P95, 1000.0) {
                Ok(one) => prop_assert!(near(value[area], one.value) && near(lower[area], one.lower) && near(upper[area], one.upper)),
                Err(problem) => {
                    prop_assert!(value[area].is_nan());
                    prop_assert_eq!(problem, StatsError::TooFewEvents { minimum: 10 });
                }
            }
        }

        let [mut expected, mut rate] = [(); 2].map(|()| vec![0.0; areas]);
        let out = IndirectlyStandardised {
            expected: &mut expected, reference_rate: &mut rate, value: &mut value, lower: &mut lower, upper: &mut upper,
        };
        let beside = Reference::Rows { events: &reference, population: &standard };
        indirectly_standardised_ratios(&total, &population, &beside, &starts, &settings(100.0, some(threads)), out).unwrap();
        for area in 0..areas {
            let own: Vec<StandardGroup> = (starts[area]..starts[area + 1])
                .map(|row| StandardGroup {
                    population: population[row], reference_events: reference[row], reference_population: standard[row],
                })
                .collect();
            let sum = expected_events(&own).unwrap();
            let one = indirectly_standardised_ratio(total[area], sum, Confidence::P95, 100.0).unwrap();
            prop_assert!(near(expected[area], sum) && near(value[area], one.value));
            prop_assert!(near(lower[area], one.lower) && near(upper[area], one.upper));
        }
    }

    #[test]
    fn an_areas_slope_is_the_same_alone_and_among_others(
        values in prop::collection::vec((100.0..1e4_f64, 0.1..0.9_f64, 0.0..0.1_f64), 30), threads in 1..4_usize,
        scale in prop_oneof![Just(Scale::Natural), Just(Scale::Log), Just(Scale::Logit)],
    ) {
        let groups: Vec<GradientGroup> = values
            .iter()
            .map(|&(population, value, standard_error)| GradientGroup { population, value, standard_error })
            .collect();
        let simulation = SlopeSimulation {
            level: Confidence::P95, contrast: Contrast::MostMinusLeast, scale, repetitions: 1_000, seed: 3,
        };
        let plan = SlopePlan { simulation, line: Line::Values };
        let mut out = [SlopeIndex::MISSING; 6];
        slope_indices(&groups, &[0, 5, 10, 15, 20, 25, 30], &plan, some(threads), &mut out).unwrap();
        for (index, groups) in out.iter().zip(groups.chunks(5)) {
            let one = simulated_slope_index_of_inequality(groups, &simulation).unwrap();
            prop_assert_eq!(index.slope, one.slope);
            prop_assert_eq!(one.relative.is_some(), index.ratio_holds);
        }
    }

    #[test]
    fn any_columns_at_all_are_answered_or_refused(
        a in prop::collection::vec(any::<f64>(), 0..12), b in prop::collection::vec(any::<f64>(), 0..12),
        starts in prop::collection::vec(0..14_usize, 0..5), threads in 1..3_usize
    ) {
        let settings = settings(1.0, some(threads));
        let _ = estimates(a.len(), |out| proportions(&a, &b, &settings, out));
        let _ = estimates(a.len(), |out| crude_rates(&a, &b, &settings, out));
        let areas = starts.len().saturating_sub(1);
        let [mut total, mut people, mut value, mut lower, mut upper] = [(); 5].map(|()| vec![0.0; areas]);
        let bands = Bands { events: &a, squared_events: None, population: &b, standard_population: &b };
        let out = Standardised {
            events: &mut total, population: &mut people, value: &mut value, lower: &mut lower, upper: &mut upper,
        };
        let _ = directly_standardised_rates(&bands, &starts, &settings, out);
        for reference in [Reference::Rows { events: &a, population: &b }, Reference::Shared { events: &a, population: &b }] {
            let out = IndirectlyStandardised {
                expected: &mut total, reference_rate: &mut people, value: &mut value, lower: &mut lower, upper: &mut upper,
            };
            let observed = vec![1.0; areas];
            let _ = indirectly_standardised_rates(&observed, &b, &reference, &starts, &settings, out);
        }
    }
}

#[test]
fn a_missing_count_leaves_its_row_missing_and_no_other() {
    let answer = estimates(3, |out| {
        proportions(&[1.0, f64::NAN, 3.0], &[10.0, 10.0, f64::NAN], &settings(100.0, Threads::All), out)
    })
    .unwrap();
    for column in &answer {
        assert_eq!(column.iter().map(|value| value.is_nan()).collect::<Vec<_>>(), [false, true, true]);
    }
    assert_eq!(answer[0][0], 10.0);
}

#[test]
fn the_first_row_at_fault_is_named() {
    let refused = |events: &[f64], population: &[f64]| {
        estimates(events.len(), |out| proportions(events, population, &settings(1.0, Threads::All), out)).unwrap_err()
    };
    let row = |row, problem| ColumnError::Row { row, problem };
    assert_eq!(refused(&[1.0, -1.0, -1.0], &[1.0; 3]), row(1, StatsError::NegativeCount));
    assert_eq!(refused(&[1.0, 2.0], &[1.0; 2]), row(1, StatsError::EventsExceedPopulation));
    assert_eq!(refused(&[0.0], &[0.0]), row(0, StatsError::EmptyPopulation));
    assert_eq!(refused(&[f64::INFINITY], &[1.0]), row(0, StatsError::NotFinite { what: "count of events" }));
    assert_eq!(refused(&[1.0], &[]), ColumnError::Lengths { what: "population" });
}

#[test]
fn groups_must_cover_the_rows() {
    let bands = Bands { events: &[20.0], squared_events: None, population: &[1.0], standard_population: &[1.0] };
    for starts in [&[][..], &[0], &[0, 2], &[1, 1], &[0, 1, 0, 1]] {
        let [mut a, mut b, mut c, mut d, mut e] = [(); 5].map(|()| vec![0.0; starts.len().saturating_sub(1)]);
        let out = Standardised { events: &mut a, population: &mut b, value: &mut c, lower: &mut d, upper: &mut e };
        let answer = directly_standardised_rates(&bands, starts, &settings(1.0, Threads::All), out);
        assert_eq!(answer, Err(ColumnError::Starts), "{starts:?}");
    }
}

#[test]
fn an_area_off_the_scale_is_named() {
    let group = |value| GradientGroup { population: 1.0, value, standard_error: 0.1 };
    let groups: Vec<GradientGroup> = (0..10).map(|at| group(if at == 7 { 0.0 } else { 1.0 })).collect();
    let simulation = SlopeSimulation {
        level: Confidence::P95,
        contrast: Contrast::MostMinusLeast,
        scale: Scale::Log,
        repetitions: 1_000,
        seed: 3,
    };
    let mut out = [SlopeIndex::MISSING; 2];
    let plan = SlopePlan { simulation, line: Line::OnScale };
    let answer = slope_indices(&groups, &[0, 5, 10], &plan, Threads::All, &mut out);
    assert_eq!(answer, Err(ColumnError::Group { group: 1, problem: StatsError::OffScale { index: 2 } }));
}
