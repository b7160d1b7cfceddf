//! Whether an answer agrees with the reference's.

use serde_json::Value;

use super::case::number;

/// How near is near enough.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerance {
    /// Relative to the expected value.
    pub(crate) rel: f64,
    /// Whatever the expected value.
    pub(crate) abs: f64,
}

impl Tolerance {
    /// The tolerance a file states; strict where it states none.
    pub(crate) fn of(json: &Value) -> Self {
        let part = |name: &str, default: f64| json[name].as_f64().unwrap_or(default);
        Self { rel: part("rel", 1e-9), abs: part("abs", 1e-12) }
    }
}

/// The first difference between what we got and what the reference has, as `where: got, want`.
pub(crate) fn difference(got: &Value, want: &Value, tolerance: Tolerance) -> Option<String> {
    compare("", got, want, tolerance)
}

fn compare(place: &str, got: &Value, want: &Value, tolerance: Tolerance) -> Option<String> {
    match want {
        Value::Object(columns) => columns.iter().find_map(|(name, want)| {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            match got.get(name) {
                Some(got) => compare(&place, got, want, tolerance),
                None => Some(format!("{place}: no such column in the answer")),
            }
        }),
        Value::Array(want) => {
            let got = got.as_array().map_or(&[][..], Vec::as_slice);
            if got.len() != want.len() {
                return Some(format!("{place}: {} rows, expected {}", got.len(), want.len()));
            }
            let rows = got.iter().zip(want).enumerate();
            rows.filter_map(|(row, (got, want))| compare(&format!("{place}[{row}]"), got, want, tolerance)).next()
        }
        want => match same(got, want, tolerance) {
            true => None,
            false => Some(format!("{place}: got {got}, expected {want}")),
        },
    }
}

/// Numbers within the tolerance; words, flags and missing values the same. Where the reference has a double that is no
/// number, a missing value is an answer too.
fn same(got: &Value, want: &Value, tolerance: Tolerance) -> bool {
    let missing = got.is_null() || number(got).is_some_and(f64::is_nan);
    match number(want) {
        Some(want) if !want.is_finite() => missing || number(got) == Some(want),
        Some(want) => number(got).is_some_and(|got| (got - want).abs() <= tolerance.abs + tolerance.rel * want.abs()),
        None if want.is_null() => missing,
        None => got == want,
    }
}

/// The first simulated limit too far from the reference's mean over its runs.
pub(crate) fn simulated_difference(got: &Value, repetitions: f64, ci: &Value) -> Option<String> {
    let spread = (ci["repetitions"].as_f64().unwrap_or(1.0) / repetitions).sqrt();
    for (name, means) in ci["mean"].as_object()? {
        for (row, mean) in means.as_array()?.iter().enumerate() {
            let Some(mean) = number(mean).filter(|mean| mean.is_finite()) else { continue };
            let sd = number(&ci["mc_sd"][name][row]).unwrap_or(0.0);
            let allowed = 5.0 * sd * spread + 1e-9 + 1e-6 * mean.abs();
            match number(&got[name][row]) {
                Some(got) if (got - mean).abs() <= allowed => {}
                Some(got) => return Some(format!("ci.{name}[{row}]: got {got}, expected {mean} within {allowed}")),
                None => return Some(format!("ci.{name}[{row}]: no value, expected {mean}")),
            }
        }
    }
    None
}
