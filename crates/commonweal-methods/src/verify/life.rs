//! Life tables: the reference functions and how their calls become ours.

use serde_json::{Value, json};

use super::case::{json_column, number};
use super::{Case, Function, Outcome, Refusal};
use crate::table::{Table, Values};
use crate::{Answer, MethodError, Request, find};

pub(crate) const FUNCTIONS: &[Function] = &[Function { name: "phe_life_expectancy", run: phe_life_expectancy }];

/// The reference's bands where a call does not name its own.
const BANDS: &str = "0,1,5,10,15,20,25,30,35,40,45,50,55,60,65,70,75,80,85,90";

fn phe_life_expectancy(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let bands = case.typed("age_contents").unwrap_or_else(|| BANDS.to_owned());
    // Ours takes tables that begin at any age.
    if bands.trim_start_matches(|letter: char| !letter.is_ascii_digit()).starts_with(|digit| digit != '0') {
        return Err(MethodError::refused("the reference needs a first age band that begins at 0"));
    }
    if levels_are_mixed(case) {
        return Err(MethodError::refused("the reference takes levels as fractions or as percentages, not both"));
    }
    let named = |argument: &str, usual: &str| case.text(argument).unwrap_or(usual).to_owned();
    let age = named("startage", "startage");
    let mut request = Request::new(find("life-expectancy")?, &table)
        .by(case.group_by())
        .column("age", &age)
        .column("population", named("population", "pops"))
        .column("deaths", named("deaths", "deaths"))
        .option("bands", bands);
    for (theirs, ours) in [("confidence", "confidence"), ("le_age", "ages")] {
        if let Some(value) = case.typed(theirs) {
            request = request.option(ours, value);
        }
    }
    let answer = request.run()?;
    let mut keys = case.group_by();
    keys.push(age.clone());
    let output = match keys.len() {
        // Without groups, the reference gives back a table it has no answer for: every row, whatever ages are asked.
        1 if is_refused(&answer) => unanswered(&table),
        _ => answered(case, &answer, &age),
    };
    Ok(Outcome::of(case.in_expected_order(output, &keys)).with_warnings(&answer))
}

/// Whether no group has an answer at any age.
fn is_refused(answer: &Answer) -> bool {
    let missing = |values: &Values| matches!(values, Values::Text(reasons) if reasons.iter().all(Option::is_some));
    answer.table("groups").and_then(|groups| groups.column("reason")).is_some_and(missing)
}

/// The rows of the input with empty columns beside them.
fn unanswered(table: &Table) -> Value {
    let mut output = json!({});
    for column in table.columns() {
        output[&column.name] = json_column(&column.values);
    }
    for name in ["value", "lowercl", "uppercl"] {
        output[name] = json!(vec![Value::Null; table.rows()]);
    }
    output
}

/// The answer under the reference's names.
fn answered(case: &Case<'_>, answer: &Answer, age: &str) -> Value {
    let table = answer.main();
    let column = |name: &str| table.column(name).map_or(Value::Null, json_column);
    let mut output = json!({
        age: column("age"),
        "value": column("value"),
        "pops_used": column("population_used"),
        "dths_used": column("deaths_used"),
    });
    for name in case.group_by() {
        output[&name] = column(&name);
    }
    let mut labels = vec![];
    let levels = levels(case);
    for percent in &levels {
        let ours = percent.to_string().replace('.', "_");
        let theirs = format!("{percent:.1}").replace('.', "_");
        for side in ["lower", "upper"] {
            let limits = column(&format!("{side}_{ours}"));
            if levels.len() == 1 {
                output[format!("{side}cl")] = limits;
            } else {
                output[format!("{side}{theirs}cl")] = limits;
            }
        }
        labels.push(format!("{percent}%"));
    }
    let ages = table.column("age");
    let each = |words: &dyn Fn(usize) -> String| -> Value { (0..table.rows()).map(words).map(Value::from).collect() };
    output["confidence"] = each(&|_| labels.join(", "));
    output["statistic"] =
        each(&|row| format!("life expectancy at {}", ages.map_or_else(String::new, |a| a.shown(row))));
    output["method"] = each(&|_| "Chiang, using Silcocks et al for confidence limits".to_owned());
    output
}

/// Confidence levels of the call.
fn given_levels(case: &Case<'_>) -> Vec<f64> {
    match case.arg("confidence") {
        Value::Array(many) => many.iter().filter_map(number).collect(),
        one => vec![number(one).unwrap_or(0.95)],
    }
}

fn levels_are_mixed(case: &Case<'_>) -> bool {
    let levels = given_levels(case);
    levels.iter().any(|&level| level > 1.0) && levels.iter().any(|&level| level <= 1.0)
}

/// Confidence levels as percentages, to the nearest ten-thousandth as ours are.
fn levels(case: &Case<'_>) -> Vec<f64> {
    let percent = |level: f64| if level >= 90.0 { level } else { level * 100.0 };
    given_levels(case).into_iter().map(|level| (percent(level) * 1e4).round() / 1e4).collect()
}
