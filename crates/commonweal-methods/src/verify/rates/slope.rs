//! Slope and relative index of inequality.

use serde_json::Value;

use super::call::{Levels, check_type, column, constant, kept, names, renamed};
use crate::MethodError;
use crate::verify::case::number;
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

/// Draws for a call that does not say how many. The reference's own 100,000 add nothing to a comparison that allows for
/// the number.
const REPETITIONS: f64 = 20_000.0;

pub(super) fn phe_sii(case: &Case<'_>) -> Result<Outcome, Refusal> {
    check_type(case, &["standard", "full"])?;
    let given: Vec<f64> = match case.json["args"].get("confidence") {
        None => vec![0.95],
        Some(Value::Array(many)) => many.iter().filter_map(number).collect(),
        Some(one) => number(one).into_iter().collect(),
    };
    let levels = Levels::listed(&given);
    let kind = match case.number("value_type").unwrap_or(0.0) {
        0.0 => "other",
        1.0 => "rate",
        2.0 => "proportion",
        _ => return Err(MethodError::refused("value_type must be 0, 1 or 2")),
    };
    let transform = case.flag("transform") == Some(true);
    let multiplier = case.number("multiplier").unwrap_or(1.0);
    let repetitions = case.number("repetitions").unwrap_or(REPETITIONS);

    let table = case.table();
    // A positive multiplier measures the least deprived end from the most deprived one, a negative one the other way.
    let contrast = if multiplier < 0.0 { "most-minus-least" } else { "least-minus-most" };
    let mut request = Request::new(find("slope-index")?, &table)
        .column("quantile", column(case, &table, "quantile", &["quantile", "Decile", "Quintile", "decile", "quintile"]))
        .column("population", column(case, &table, "population", &["pop", "population", "Pop", "total_pop"]))
        .option("kind", kind)
        .option("contrast", contrast)
        .option("per", multiplier.abs().to_string())
        .option("confidence", levels.typed.as_str())
        .option("repetitions", repetitions.to_string())
        .option("transform", transform.to_string())
        .option("reliability", (case.flag("reliability_stat") == Some(true)).to_string())
        .by(case.group_by());
    for (argument, role) in
        [("value", "value"), ("x", "events"), ("se", "standard_error"), ("lower_cl", "lower"), ("upper_cl", "upper")]
    {
        // A column the call does not name plays no role, whatever it is called.
        request = match case.text(argument) {
            Some(name) => request.column(role, name),
            None => request.without(role),
        };
    }
    let answer = request.run()?;

    let mut pairs = kept(&answer, case.group_by());
    pairs.extend(names(&[("sii", "slope"), ("rii", "relative"), ("intercept", "most_deprived")]));
    let mut output = renamed(&answer, &pairs);
    // The reference scales the end of a transformed line by the multiplier, and leaves that of a plain one alone.
    if transform && let Some(Value::Array(ends)) = output.get_mut("intercept") {
        for end in ends {
            *end = number(end).map_or(Value::Null, |number| Value::from(number * multiplier.abs()));
        }
    }
    let mut limits = vec![];
    let cl = if transform { "" } else { "cl" };
    for (ours, theirs) in levels.endings() {
        for side in ["lower", "upper"] {
            limits.push((format!("sii_{side}{theirs}{cl}"), format!("{side}_{ours}")));
            limits.push((format!("rii_{side}{theirs}{cl}"), format!("relative_{side}_{ours}")));
        }
        limits.push((format!("sii_mad{theirs}"), format!("limits_move_{ours}")));
        limits.push((format!("rii_mad{theirs}"), format!("relative_limits_move_{ours}")));
    }
    let simulated = renamed(&answer, &limits);
    let mut all = output;
    all.extend(simulated.clone());
    let rows = answer.main().rows();
    let indicator = if kind == "other" { "normal" } else { kind };
    for (name, value) in [
        ("indicator_type", Value::from(indicator)),
        ("multiplier", Value::from(multiplier)),
        ("transform", Value::from(transform)),
        ("CI_confidence", Value::from(levels.label.clone())),
        ("CI_method", Value::from(format!("simulation {repetitions} reps"))),
    ] {
        all.insert(name.to_owned(), constant(rows, value));
    }
    let mut outcome = Outcome::of(all.into()).with_warnings(&answer);
    outcome.simulated = Some((simulated.into(), repetitions));
    Ok(outcome)
}
