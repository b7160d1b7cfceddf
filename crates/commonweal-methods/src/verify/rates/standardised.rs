//! Directly and indirectly standardised rates.

use std::collections::BTreeMap;

use serde_json::Value;

use super::call::{Levels, TYPES, check_type, column, constant, kept, limits_method, names, renamed, with_per};
use crate::MethodError;
use crate::table::Table;
use crate::verify::case::{self, number};
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

const EVENTS: &[&str] = &["x", "count", "persons", "obs"];
const POPULATION: &[&str] = &["n", "pop"];

pub(super) fn calculate_dsr(case: &Case<'_>) -> Result<Outcome, Refusal> {
    check_type(case, TYPES)?;
    let levels = Levels::of(case)?;
    let table = case.table();
    let repeated = case.flag("independent_events") == Some(false);
    let mut request = Request::new(find("directly-standardised-rate")?, &table)
        .column("events", column(case, &table, "x", EVENTS))
        .column("population", column(case, &table, "n", POPULATION))
        .column("standard_population", column(case, &table, "stdpop", &["stdpop", "esp2013"]))
        .option("confidence", levels.typed.as_str())
        .by(case.group_by());
    if repeated {
        request = request
            .column("events_each", column(case, &table, "eventfreq", &["eventfreq", "freq"]))
            .column("band", column(case, &table, "ageband", &["ageband"]));
    }
    let answer = with_per(request, case, "multiplier").run()?;
    let mut pairs = levels.columns();
    pairs.extend(kept(&answer, case.group_by()));
    pairs.extend(names(&[("total_count", "events"), ("total_pop", "population"), ("value", "value")]));
    let mut output = renamed(&answer, &pairs);
    let rows = answer.main().rows();
    let per = case.number("multiplier").unwrap_or(100_000.0);
    let statistic = |value: &Value| match number(value) {
        Some(value) if !value.is_nan() => Value::from(format!("dsr per {per}")),
        _ => Value::from("dsr NA for total count < 10"),
    };
    let statistics: Vec<Value> = output["value"].as_array().into_iter().flatten().map(statistic).collect();
    output.insert("statistic".to_owned(), statistics.into());
    let method = if repeated { "Dobson, with confidence adjusted for non-independent events" } else { "Dobson" };
    output.insert("method".to_owned(), constant(rows, method));
    output.insert("confidence".to_owned(), constant(rows, levels.label));
    Ok(Outcome::of(output.into()).with_warnings(&answer))
}

pub(super) fn calculate_is_rate(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let per = case.number("multiplier").unwrap_or(100_000.0);
    indirect(case, "indirectly-standardised-rate", "multiplier", &format!("indirectly standardised rate per {per}"))
}

pub(super) fn calculate_is_ratio(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let per = case.number("refvalue").unwrap_or(1.0);
    indirect(case, "indirectly-standardised-ratio", "refvalue", &format!("indirectly standardised ratio x {per}"))
}

fn indirect(case: &Case<'_>, method: &str, per: &str, statistic: &str) -> Result<Outcome, Refusal> {
    check_type(case, TYPES)?;
    let levels = Levels::of(case)?;
    let mut table = case.table();
    let observed = observed(case, &mut table)?;
    let mut request = Request::new(find(method)?, &table)
        .column("population", column(case, &table, "n", POPULATION))
        .option("confidence", levels.typed.as_str())
        .by(case.group_by());
    request = match &observed {
        Some(name) => request.column("observed", name.as_str()),
        None => request.column("events", column(case, &table, "x", EVENTS)),
    };
    request = if case.text("refpoptype") == Some("field") {
        request
            .column("reference_events", column(case, &table, "x_ref", &["x_ref", "refcount"]))
            .column("reference_population", column(case, &table, "n_ref", &["n_ref", "refpop"]))
    } else {
        request.option("shared-events", list(case.arg("x_ref"))).option("shared-population", list(case.arg("n_ref")))
    };
    let answer = with_per(request, case, per).run()?;
    let mut pairs = levels.columns();
    pairs.extend(kept(&answer, case.group_by()));
    let ours = [("observed", "observed"), ("expected", "expected"), ("ref_rate", "reference_rate"), ("value", "value")];
    pairs.extend(names(&ours));
    let mut output = renamed(&answer, &pairs);
    let rows = answer.main().rows();
    output.insert("statistic".to_owned(), constant(rows, statistic));
    output.insert("method".to_owned(), limits_method(&answer));
    output.insert("confidence".to_owned(), constant(rows, levels.label));
    Ok(Outcome::of(output.into()).with_warnings(&answer))
}

/// Numbers with commas between, missing ones as NA.
fn list(values: &Value) -> String {
    let shown = |value: &Value| number(value).map_or_else(|| "NA".to_owned(), |number| number.to_string());
    values.as_array().into_iter().flatten().map(shown).collect::<Vec<_>>().join(",")
}

/// Totals by group, where the call gives them instead of events by band, as a column beside the bands; its name.
fn observed(case: &Case<'_>, table: &mut Table) -> Result<Option<String>, Refusal> {
    let given = case.arg("observed_totals");
    if !given.is_object() {
        return Ok(None);
    }
    let totals = case::table(given);
    let by = case.group_by();
    let key = |table: &Table, row: usize| -> Option<Vec<String>> {
        by.iter().map(|name| Some(table.column(name)?.shown(row))).collect()
    };
    let named = if totals.column("x").is_some() { Some("x") } else { None };
    let events = named.or_else(|| {
        totals.columns().iter().map(|column| column.name.as_str()).find(|name| !by.iter().any(|key| key == name))
    });
    let events = events.ok_or_else(|| MethodError::refused("the totals have no column of events"))?;
    let mut known = BTreeMap::new();
    for row in 0..totals.rows() {
        let number = totals.column(events).map(|column| column.shown(row)).and_then(|text| text.parse::<f64>().ok());
        known.insert(key(&totals, row), number.unwrap_or(f64::NAN));
    }
    let column: Vec<f64> =
        (0..table.rows()).map(|row| known.get(&key(table, row)).copied().unwrap_or(f64::NAN)).collect();
    let name = "observed_total".to_owned();
    table.push(name.clone(), column);
    Ok(Some(name))
}
