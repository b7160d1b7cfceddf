//! `assign_trend_markers` of an unreleased branch of PHEindicatormethods, as `recent-trend`.

use serde_json::{Value, json};

use crate::groups::Groups;
use crate::table::{Table, Values};
use crate::verify::case::json_column;
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

/// The reference's argument, its usual column in the vector files, and our role.
const COLUMNS: [(&str, &str, &str); 6] = [
    ("year_col", "year", "year"),
    ("numerator", "num", "events"),
    ("denominator", "den", "population"),
    ("value", "value", "value"),
    ("lower_cl", "ll", "lower"),
    ("upper_cl", "ul", "upper"),
];

pub(super) fn assign_trend_markers(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let input = case.table();
    let kind = case.text("value_type").ok_or_else(|| Refusal::refused("value_type is proportion or other"))?;
    // Only the columns of the call, under our names, so that no other column plays a role by its name.
    let mut table = Table::new();
    for name in case.group_by() {
        let group = input.column(&name).ok_or_else(|| no_column(&name, &input))?;
        table.push(format!("by {name}"), group.clone());
    }
    let by: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
    for (argument, usual, role) in COLUMNS {
        match (case.text(argument), input.column(case.text(argument).unwrap_or(usual))) {
            (_, Some(values)) => table.push(role, values.clone()),
            (Some(name), None) => return Err(no_column(name, &input)),
            (None, None) => {}
        }
    }
    let mut request = Request::new(find("recent-trend")?, &table).by(by).option("kind", kind);
    if kind == "other" {
        for (argument, option) in [("confidence", "confidence"), ("multiplier", "value-scale")] {
            if let Some(value) = case.typed(argument) {
                request = request.option(option, value);
            }
        }
    }
    let answer = request.run()?;
    let trends = answer.main();
    let last = last_rows(&request.groups()?, table.column("year"));
    let mut output = json!({});
    for column in input.columns() {
        output[&column.name] = json_column(&column.values.pick(&last));
    }
    if kind == "proportion" {
        derived(&table, &last, &mut output);
    }
    output["recent_trend"] = renamed(trends, "trend", category);
    output["recent_trend_reason"] = renamed(trends, "reason", reason);
    Ok(Outcome::of(output).with_warnings(&answer))
}

fn no_column(name: &str, input: &Table) -> Refusal {
    Refusal::refused(format!("there is no column `{name}`; the input has: {}", input.names()))
}

/// The row of each group's latest year.
fn last_rows(groups: &Groups, years: Option<&Values>) -> Vec<usize> {
    let Some(Values::Number(years)) = years else { return vec![] };
    let latest = |rows: &[usize]| rows.iter().copied().max_by(|&a, &b| years[a].total_cmp(&years[b]));
    groups.iter().filter_map(latest).collect()
}

/// The column that the reference adds where a proportion comes without its numerator or denominator.
fn derived(table: &Table, last: &[usize], output: &mut Value) {
    let number = |name: &str| match table.column(name) {
        Some(Values::Number(numbers)) => Some(last.iter().map(|&row| numbers[row]).collect::<Vec<_>>()),
        _ => None,
    };
    let pairs = |counts: Vec<f64>, of: fn(f64, f64) -> f64| {
        let values = number("value")?;
        Some(json_column(
            &counts.into_iter().zip(values).map(|(count, value)| of(count, value)).collect::<Vec<_>>().into(),
        ))
    };
    let (name, column) = match (number("events"), number("population")) {
        (None, Some(population)) => ("numerator", pairs(population, |population, value| population * value)),
        (Some(events), None) => ("denominator", pairs(events, |events, value| events / value)),
        _ => return,
    };
    if let Some(column) = column {
        output[name] = column;
    }
}

fn renamed(table: &Table, column: &str, name: fn(&str) -> &str) -> Value {
    let Some(values) = table.column(column) else { return Value::Null };
    (0..values.len()).map(|row| Value::from(name(&values.shown(row)))).collect()
}

fn category(trend: &str) -> &str {
    match trend {
        "increasing" => "Increasing",
        "decreasing" => "Decreasing",
        "no significant change" => "No significant change",
        "cannot be calculated" => "Cannot be calculated",
        other => other,
    }
}

fn reason(reason: &str) -> &str {
    match reason {
        "a significant trend, whichever point is left out" => "No outliers and significant trend",
        "no significant trend" => "No significant trend",
        "one point alone makes the trend" => "Outlier found",
        "fewer than five points" => "Not enough data points",
        "a value is missing in the last five points" => "Missing values",
        "a limit is missing in the last five points" => "Missing at least one confidence interval value",
        "two points of one year" => "Duplicate years in group",
        other => other,
    }
}
