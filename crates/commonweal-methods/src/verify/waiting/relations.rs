//! The `calc_` functions: numbers in the arguments become a table of one row, or of one row for each where they are lists.

use serde_json::{Value, json};

use crate::table::Table;
use crate::verify::case::{json_column, table};
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

/// The reference's argument and our column.
const ARGUMENTS: &[(&str, &str)] = &[
    ("demand", "demand"),
    ("capacity", "capacity"),
    ("target_wait", "target_wait"),
    ("factor", "factor"),
    ("cv_demand", "demand_variation"),
    ("cv_capacity", "capacity_variation"),
    ("queue_size", "queue_size"),
    ("target_queue_size", "target_queue_size"),
    ("time_to_target", "time_to_target"),
    ("num_referrals", "referrals"),
    ("mean_wait", "mean_wait"),
];

pub(super) fn queue_load(case: &Case<'_>) -> Result<Outcome, Refusal> {
    run(case, "load", "load")
}

pub(super) fn target_mean_wait(case: &Case<'_>) -> Result<Outcome, Refusal> {
    run(case, "target-mean-wait", "target_mean_wait")
}

pub(super) fn target_queue_size(case: &Case<'_>) -> Result<Outcome, Refusal> {
    run(case, "target-queue-size", "queue_size_for_target")
}

pub(super) fn target_capacity(case: &Case<'_>) -> Result<Outcome, Refusal> {
    run(case, "target-capacity", "target_capacity")
}

pub(super) fn relief_capacity(case: &Case<'_>) -> Result<Outcome, Refusal> {
    run(case, "relief-capacity", "relief_capacity")
}

pub(super) fn pressure(case: &Case<'_>) -> Result<Outcome, Refusal> {
    run(case, "pressure", "pressure")
}

fn run(case: &Case<'_>, measure: &str, answer_column: &str) -> Result<Outcome, Refusal> {
    let table = numbers(case);
    let answer = Request::new(find("queue")?, &table).option("measure", measure).run()?;
    let value = answer.main().column(answer_column).map(json_column);
    Ok(Outcome::of(json!({ "value": value })).with_warnings(&answer))
}

/// The arguments as columns; shorter lists are repeated, as the reference's language does. An argument that names a column
/// of the input is that column.
fn numbers(case: &Case<'_>) -> Table {
    let given: Vec<(&str, Vec<Value>)> = ARGUMENTS
        .iter()
        .filter_map(|(theirs, ours)| match case.arg(theirs) {
            Value::Null => None,
            Value::Array(many) => Some((*ours, many.clone())),
            Value::String(name) if case.json["input"][name].is_array() => {
                Some((*ours, case.json["input"][name].as_array().cloned().unwrap_or_default()))
            }
            one => Some((*ours, vec![one.clone()])),
        })
        .collect();
    let rows = if given.iter().any(|(_, values)| values.is_empty()) {
        0
    } else {
        given.iter().map(|(_, values)| values.len()).max().unwrap_or(0)
    };
    let columns = given.into_iter().map(|(name, values)| {
        let repeated: Vec<Value> = values.iter().cycle().take(rows).cloned().collect();
        (name.to_owned(), Value::Array(repeated))
    });
    table(&Value::Object(columns.collect()))
}
