//! Agreement with published and hand-checked values, from `tests/vectors` (its README says where each comes from).

use commonweal_stats::{
    AgeBand, Confidence, Contrast, Count, Estimate, GradientGroup, absolute_gap, crude_rate,
    directly_standardised_rate, proportion, ratio_of_proportions, slope_index_of_inequality,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Vectors<T> {
    tolerance: f64,
    cases: Vec<T>,
}

fn vectors<T: DeserializeOwned>(method: &str) -> Vectors<T> {
    let path = format!("{}/tests/vectors/{method}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
fn check(name: &str, got: Estimate, want: [f64; 3], tolerance: f64) {
    for (part, got, want) in
        [("value", got.value, want[0]), ("lower", got.lower, want[1]), ("upper", got.upper, want[2])]
    {
        assert!((got - want).abs() <= tolerance, "{name} {part}: got {got}, published {want}");
    }
}

#[derive(Deserialize)]
struct CountCase {
    events: f64,
    population: f64,
    want: [f64; 3],
}

#[test]
fn wilson_limits_agree_with_newcombe() {
    let set: Vectors<CountCase> = vectors("proportion");
    for case in &set.cases {
        let got = proportion(case.events, case.population, Confidence::P95).unwrap();
        check(&format!("{} of {}", case.events, case.population), got, case.want, set.tolerance);
    }
}

#[test]
fn poisson_limits_agree_with_the_tables() {
    let set: Vectors<CountCase> = vectors("crude_rate");
    for case in &set.cases {
        let got = crude_rate(case.events, case.population, Confidence::P95, 1.0).unwrap();
        check(&format!("{} events", case.events), got, case.want, set.tolerance);
    }
}

#[derive(Deserialize)]
struct BandsCase {
    name: String,
    per: f64,
    bands: Vec<[f64; 3]>,
    want: [f64; 3],
}

#[test]
fn standardised_rates_agree_with_arithmetic() {
    let set: Vectors<BandsCase> = vectors("directly_standardised_rate");
    for case in &set.cases {
        let bands: Vec<AgeBand> = case
            .bands
            .iter()
            .map(|&[events, population, standard_population]| AgeBand { events, population, standard_population })
            .collect();
        let got = directly_standardised_rate(&bands, Confidence::P95, case.per).unwrap();
        check(&case.name, got, case.want, set.tolerance);
    }
}

#[derive(Deserialize)]
struct PairCase {
    a: [f64; 2],
    b: [f64; 2],
    want: [f64; 3],
}

#[test]
fn gaps_agree_with_newcombe() {
    let set: Vectors<PairCase> = vectors("absolute_gap");
    for case in &set.cases {
        let share = |[events, population]: [f64; 2]| proportion(events, population, Confidence::P95).unwrap();
        let got = absolute_gap(&share(case.a), &share(case.b)).unwrap();
        check(&format!("{:?} against {:?}", case.a, case.b), got, case.want, set.tolerance);
    }
}

#[test]
fn ratios_agree_with_arithmetic() {
    let set: Vectors<PairCase> = vectors("ratio_of_proportions");
    for case in &set.cases {
        let count = |[events, population]: [f64; 2]| Count { events, population };
        let got = ratio_of_proportions(&count(case.a), &count(case.b), Confidence::P95).unwrap();
        check(&format!("{:?} against {:?}", case.a, case.b), got, case.want, set.tolerance);
    }
}

#[derive(Deserialize)]
struct GradientCase {
    name: String,
    groups: Vec<[f64; 3]>,
    slope: [f64; 3],
    relative: [f64; 3],
}

#[test]
fn slope_indices_agree_with_arithmetic() {
    let set: Vectors<GradientCase> = vectors("slope_index_of_inequality");
    for case in &set.cases {
        let groups: Vec<GradientGroup> = case
            .groups
            .iter()
            .map(|&[population, value, standard_error]| GradientGroup { population, value, standard_error })
            .collect();
        let got = slope_index_of_inequality(&groups, Confidence::P95, Contrast::MostMinusLeast).unwrap();
        check(&case.name, got.slope, case.slope, set.tolerance);
        check(&case.name, got.relative.unwrap(), case.relative, set.tolerance);
    }
}
