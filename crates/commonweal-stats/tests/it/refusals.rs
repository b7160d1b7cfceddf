//! What the methods do with missing, empty, tiny and impossible input: a documented answer or a clear refusal.

use commonweal_stats::{
    AgeBand, Comparison, Confidence, Contrast, Count, Estimate, GapChange, GradientGroup, Polarity, Scale,
    SlopeSimulation, StandardGroup, StatsError, compare, crude_rate, directly_standardised_rate, expected_events,
    gap_change, indirectly_standardised_ratio, proportion, ratio_of_proportions, simulated_slope_index_of_inequality,
    slope_index_of_inequality, two_proportion_z_test,
};

const P95: Confidence = Confidence::P95;

#[test]
fn a_proportion_of_nobody_is_refused_and_of_one_person_is_very_uncertain() {
    assert_eq!(proportion(0.0, 0.0, P95), Err(StatsError::EmptyPopulation));
    assert_eq!(proportion(-1.0, 10.0, P95), Err(StatsError::NegativeCount));
    assert_eq!(proportion(11.0, 10.0, P95), Err(StatsError::EventsExceedPopulation));
    assert_eq!(proportion(f64::NAN, 10.0, P95), Err(StatsError::NotFinite { what: "count of events" }));
    assert_eq!(proportion(1.0, f64::INFINITY, P95), Err(StatsError::NotFinite { what: "population" }));
    let one = proportion(1.0, 1.0, P95).unwrap();
    assert!(one.upper == 1.0 && one.lower < 0.21);
}

#[test]
fn no_events_have_a_rate_and_lower_limit_of_zero() {
    let none = crude_rate(0.0, 1.0, P95, 1.0).unwrap();
    assert!(none.value == 0.0 && none.lower == 0.0 && (none.upper - 3.688_879_454_113_936).abs() < 1e-12);
}

#[test]
fn rates_over_nothing_are_refused() {
    assert_eq!(crude_rate(1.0, 0.0, P95, 1.0), Err(StatsError::EmptyPopulation));
    assert_eq!(crude_rate(-1.0, 1.0, P95, 1.0), Err(StatsError::NegativeCount));
    assert_eq!(crude_rate(1.0, 1.0, P95, 0.0), Err(StatsError::MultiplierNotPositive));
    assert_eq!(crude_rate(1.0, 5e-324, P95, 1e5), Err(StatsError::NotFinite { what: "result" }));
    assert_eq!(indirectly_standardised_ratio(1.0, 0.0, P95, 1.0), Err(StatsError::NoExpectedEvents));
}

fn band(events: f64, population: f64, standard_population: f64) -> AgeBand {
    AgeBand { events, population, standard_population }
}

#[test]
fn a_standardised_rate_names_the_band_at_fault() {
    let good = band(50.0, 1000.0, 5000.0);
    let rate = |bad| directly_standardised_rate(&[good, bad], P95, 1.0);
    assert_eq!(rate(band(1.0, 0.0, 1.0)), Err(StatsError::EmptyGroup { index: 1 }));
    assert_eq!(rate(band(-1.0, 1.0, 1.0)), Err(StatsError::NegativeGroupCount { index: 1 }));
    assert_eq!(rate(band(1.0, 1.0, -1.0)), Err(StatsError::NegativeWeight { index: 1 }));
    assert_eq!(rate(band(1.0, f64::NAN, 1.0)), Err(StatsError::GroupNotFinite { index: 1, what: "population" }));
    assert_eq!(directly_standardised_rate(&[], P95, 1.0), Err(StatsError::NoGroups));
    assert_eq!(directly_standardised_rate(&[band(50.0, 1.0, 0.0)], P95, 1.0), Err(StatsError::NoStandardPopulation));
}

#[test]
fn nine_events_are_too_few_to_standardise_and_ten_are_enough() {
    let rate = |events| directly_standardised_rate(&[band(events, 1000.0, 1.0)], P95, 1.0);
    assert_eq!(rate(9.0), Err(StatsError::TooFewEvents { minimum: 10 }));
    assert!(rate(10.0).is_ok());
}

#[test]
fn expected_events_need_reference_people_but_not_local_ones() {
    let group = |population, reference_events, reference_population| StandardGroup {
        population,
        reference_events,
        reference_population,
    };
    assert_eq!(expected_events(&[group(0.0, 5.0, 10.0), group(2.0, 5.0, 10.0)]), Ok(1.0));
    assert_eq!(expected_events(&[group(1.0, 5.0, 0.0)]), Err(StatsError::EmptyGroup { index: 0 }));
    assert_eq!(expected_events(&[group(-1.0, 5.0, 1.0)]), Err(StatsError::NegativePopulation { index: 0 }));
    assert_eq!(expected_events(&[]), Err(StatsError::NoGroups));
}

fn fifths(values: [f64; 5]) -> Vec<GradientGroup> {
    values.map(|value| GradientGroup { population: 100.0, value, standard_error: 1.0 }).to_vec()
}

fn slope(groups: &[GradientGroup]) -> Result<commonweal_stats::Gradient, StatsError> {
    slope_index_of_inequality(groups, P95, Contrast::MostMinusLeast)
}

#[test]
fn a_gradient_needs_five_sound_groups() {
    let groups = fifths([50.0, 40.0, 30.0, 20.0, 10.0]);
    assert_eq!(slope(&[]), Err(StatsError::NoGroups));
    assert_eq!(slope(&groups[..1]), Err(StatsError::TooFewGroups { minimum: 5 }));
    assert_eq!(slope(&groups.repeat(21)), Err(StatsError::TooManyGroups { maximum: 100 }));
    let with = |change: fn(&mut GradientGroup)| {
        let mut groups = groups.clone();
        change(&mut groups[3]);
        slope(&groups)
    };
    assert_eq!(with(|g| g.population = 0.0), Err(StatsError::EmptyGroup { index: 3 }));
    assert_eq!(with(|g| g.standard_error = -1.0), Err(StatsError::NegativeStandardError { index: 3 }));
    assert_eq!(with(|g| g.value = f64::NAN), Err(StatsError::GroupNotFinite { index: 3, what: "value" }));
}

#[test]
fn a_relative_index_is_withheld_where_an_end_is_not_above_zero() {
    assert!(slope(&fifths([0.0; 5])).unwrap().relative.is_none());
    assert!(slope(&fifths([60.0, 20.0, 10.0, 5.0, 0.0])).unwrap().relative.is_none());
    assert!(slope(&fifths([50.0, 45.0, 40.0, 35.0, 30.0])).unwrap().relative.is_some());
}

#[test]
fn simulation_needs_repetitions_and_values_on_its_scale() {
    let simulate = |values, scale, repetitions| {
        let contrast = Contrast::MostMinusLeast;
        let simulation = SlopeSimulation { level: P95, contrast, scale, repetitions, seed: 1 };
        simulated_slope_index_of_inequality(&fifths(values), &simulation)
    };
    assert_eq!(simulate([1.0; 5], Scale::Natural, 999), Err(StatsError::TooFewRepetitions { minimum: 1000 }));
    assert_eq!(simulate([1.0, 1.0, 0.0, 1.0, 1.0], Scale::Log, 1000), Err(StatsError::OffScale { index: 2 }));
    assert_eq!(simulate([0.5, 1.5, 0.5, 0.5, 0.5], Scale::Logit, 1000), Err(StatsError::OffScale { index: 1 }));
    let seeded = simulate([0.5, 0.4, 0.3, 0.2, 0.1], Scale::Logit, 1000).unwrap();
    assert_eq!(simulate([0.5, 0.4, 0.3, 0.2, 0.1], Scale::Logit, 1000), Ok(seeded));
}

#[test]
fn a_ratio_needs_events_on_both_sides() {
    let count = |events| Count { events, population: 10.0 };
    assert_eq!(ratio_of_proportions(&count(0.0), &count(5.0), P95), Err(StatsError::NoEvents));
    assert_eq!(ratio_of_proportions(&count(5.0), &count(0.0), P95), Err(StatsError::NoEvents));
    let certain = ratio_of_proportions(&count(10.0), &count(10.0), P95).unwrap();
    assert!(certain.value == 1.0 && certain.lower == 1.0 && certain.upper == 1.0);
}

#[test]
fn two_proportions_without_any_difference_are_not_a_change() {
    let count = |events| Count { events, population: 10.0 };
    for events in [0.0, 10.0, 4.0] {
        let test = two_proportion_z_test(&count(events), &count(events)).unwrap();
        assert!(test.z == 0.0 && test.p_value == 1.0, "{events}");
    }
}

fn estimate(lower: f64, value: f64, upper: f64) -> Estimate {
    Estimate { value, lower, upper }
}

#[test]
fn a_benchmark_on_a_limit_is_similar_and_polarity_gives_the_word() {
    use Comparison::{Better, Higher, Lower, NotCompared, Similar, Worse};
    use Polarity::{HigherIsBetter, LowerIsBetter, Neutral};
    let local = estimate(10.0, 12.0, 14.0);
    for (benchmark, polarity, word) in [
        (9.9, HigherIsBetter, Better),
        (9.9, LowerIsBetter, Worse),
        (9.9, Neutral, Higher),
        (10.0, HigherIsBetter, Similar),
        (14.0, LowerIsBetter, Similar),
        (14.1, HigherIsBetter, Worse),
        (14.1, LowerIsBetter, Better),
        (14.1, Neutral, Lower),
        (f64::NAN, Neutral, NotCompared),
    ] {
        assert_eq!(compare(&local, benchmark, polarity), word, "{benchmark} {polarity:?}");
    }
    assert_eq!(compare(&estimate(13.0, 12.0, 14.0), 1.0, Neutral), NotCompared);
    assert_eq!(compare(&estimate(f64::NAN, 12.0, 14.0), 1.0, Neutral), NotCompared);
}

#[test]
fn a_gap_closes_or_widens_by_its_size_whatever_its_sign() {
    let wide = estimate(18.0, 20.0, 22.0);
    let narrow = estimate(3.0, 5.0, 7.0);
    let turned = |e: Estimate| estimate(-e.upper, -e.value, -e.lower);
    assert_eq!(gap_change(&wide, &narrow), Ok(GapChange::Closing));
    assert_eq!(gap_change(&narrow, &wide), Ok(GapChange::Widening));
    assert_eq!(gap_change(&turned(wide), &turned(narrow)), Ok(GapChange::Closing));
    assert_eq!(gap_change(&wide, &turned(wide)), Ok(GapChange::NoClearChange));
    assert_eq!(gap_change(&wide, &estimate(17.0, 19.0, 21.0)), Ok(GapChange::NoClearChange));
    // Limits of 2 on each side make a change of 2.83 the least that is clear.
    assert_eq!(gap_change(&wide, &estimate(15.3, 17.3, 19.3)), Ok(GapChange::NoClearChange));
    assert_eq!(gap_change(&wide, &estimate(15.1, 17.1, 19.1)), Ok(GapChange::Closing));
    assert_eq!(gap_change(&wide, &estimate(6.0, 5.0, 7.0)), Err(StatsError::LimitsOutOfOrder));
}
