//! Directly and indirectly standardised rates.

use std::collections::BTreeMap;

use commonweal_stats::{
    AgeBand, Confidence, Estimate, RepeatEventBand, RepeatEvents, StandardGroup, directly_standardised_rate,
    directly_standardised_rate_of_repeat_events, expected_events, indirectly_standardised_ratio,
};
use serde_json::Value;

use super::{Case, numbers, run};

fn check_dsr(case: &Case<'_>, tolerance: &Value) -> bool {
    let per = case.number("multiplier", 100_000.0);
    let repeats = case.arg("independent_events") == false;
    let x = case.column(&["x", "count", "persons"]).unwrap();
    let n = case.column(&["n", "pop"]).unwrap();
    let standard = case.column(&["stdpop", "esp2013"]).unwrap();
    case.check(tolerance, |level| {
        let rate = |rows: &Vec<usize>| {
            if repeats {
                repeat_rate(case, rows, &x, &n, &standard, level, per)
            } else {
                let bands: Vec<AgeBand> = rows
                    .iter()
                    .map(|&r| AgeBand { events: or_zero(x[r]), population: n[r], standard_population: standard[r] })
                    .collect();
                directly_standardised_rate(&bands, level, per).map_err(|e| e.to_string())
            }
        };
        case.groups(x.len())
            .iter()
            .map(|(group, rows)| match rate(rows) {
                Err(problem) if problem.starts_with("fewer than 10 events") => Ok((group.clone(), None)),
                other => other.map(|estimate| (group.clone(), Some(estimate))),
            })
            .collect()
    })
}

fn repeat_rate(
    case: &Case<'_>,
    rows: &[usize],
    x: &[f64],
    n: &[f64],
    standard: &[f64],
    level: Confidence,
    per: f64,
) -> Result<Estimate, String> {
    let frequency = case.column(&["eventfreq", "freq"]).unwrap();
    let ages = case.labels("ageband").unwrap();
    let mut bands: BTreeMap<&str, (f64, f64, Vec<RepeatEvents>)> = BTreeMap::new();
    for &r in rows {
        let band = bands.entry(&ages[r]).or_insert((n[r], standard[r], vec![]));
        if band.0 != n[r] || band.1 != standard[r] {
            return Err("populations differ within an age band".to_owned()); // cannot be said with RepeatEventBand
        }
        band.2.push(RepeatEvents { events_each: frequency[r], people: or_zero(x[r]) });
    }
    let bands: Vec<RepeatEventBand<'_>> = bands
        .values()
        .map(|(population, standard_population, repeats)| RepeatEventBand {
            repeats,
            population: *population,
            standard_population: *standard_population,
        })
        .collect();
    directly_standardised_rate_of_repeat_events(&bands, level, per).map_err(|e| e.to_string())
}

fn or_zero(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number }
}

#[test]
fn directly_standardised_rates_agree() {
    run("dsr.json", "calculate_dsr", check_dsr);
    run("from_packages/standardised.json", "calculate_dsr", check_dsr);
}

/// Ratios, and rates as ratios of the reference population's own crude rate.
fn check_isr(case: &Case<'_>, tolerance: &Value, rate: bool) -> bool {
    let n = case.column(&["n", "pop"]).unwrap();
    let groups = case.groups(n.len());
    let lengths: Vec<usize> = groups.values().map(Vec::len).collect();
    let vectors = (numbers(case.arg("x_ref")), numbers(case.arg("n_ref")));
    if let (Some(x_ref), _) = &vectors
        && lengths.iter().any(|&length| length != x_ref.len())
    {
        assert_eq!(case.json["expected"]["status"], "error", "{}", case.name());
        return false; // cannot be said with StandardGroup
    }
    case.check(tolerance, |level| {
        let totals = &case.arg("observed_totals")["x"];
        groups
            .iter()
            .enumerate()
            .map(|(g, (group, rows))| {
                let (x_ref, n_ref) = match &vectors {
                    (Some(x_ref), Some(n_ref)) => (x_ref.clone(), n_ref.clone()),
                    _ => {
                        let (x, n) = (case.column(&["x_ref", "refcount"]), case.column(&["n_ref", "refpop"]));
                        let pick =
                            |column: Option<Vec<f64>>| rows.iter().map(|&r| column.as_ref().unwrap()[r]).collect();
                        (pick(x), pick(n))
                    }
                };
                let bands: Vec<StandardGroup> = rows
                    .iter()
                    .enumerate()
                    .map(|(band, &r)| StandardGroup {
                        population: or_zero(n[r]),
                        reference_events: or_zero(x_ref[band]),
                        reference_population: n_ref[band],
                    })
                    .collect();
                let observed = match case.column(&["x", "count"]) {
                    Some(x) => {
                        if rows.iter().any(|&r| x[r] < 0.0) {
                            return Err("a count is below zero".to_owned());
                        }
                        rows.iter().map(|&r| or_zero(x[r])).sum()
                    }
                    None => totals[g].as_f64().unwrap(),
                };
                let reference_rate = bands.iter().map(|b| b.reference_events).sum::<f64>()
                    / bands.iter().map(|b| b.reference_population).sum::<f64>();
                let per =
                    if rate { case.number("multiplier", 1.0) * reference_rate } else { case.number("refvalue", 1.0) };
                let expected = expected_events(&bands).map_err(|e| e.to_string())?;
                let ratio = indirectly_standardised_ratio(observed, expected, level, per).map_err(|e| e.to_string())?;
                Ok((group.clone(), Some(ratio)))
            })
            .collect()
    })
}

#[test]
fn indirectly_standardised_ratios_agree() {
    run("isratio.json", "calculate_ISRatio", |case, tolerance| check_isr(case, tolerance, false));
    run("from_packages/standardised.json", "calculate_ISRatio", |case, tolerance| check_isr(case, tolerance, false));
}

#[test]
fn indirectly_standardised_rates_agree() {
    run("israte.json", "calculate_ISRate", |case, tolerance| check_isr(case, tolerance, true));
    run("from_packages/standardised.json", "calculate_ISRate", |case, tolerance| check_isr(case, tolerance, true));
}
