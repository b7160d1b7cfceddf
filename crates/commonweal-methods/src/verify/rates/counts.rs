//! Proportions, rates and means.

use serde_json::{Map, Value};

use super::call::{Levels, TYPES, check_type, column, constant, kept, limits_method, names, renamed, shown, with_per};
use crate::answer::Answer;
use crate::groups::Groups;
use crate::table::Table;
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

pub(super) fn phe_proportion(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let (answer, mut output) = counts(case, "proportion")?;
    let rows = answer.main().rows();
    let per = case.number("multiplier").unwrap_or(1.0);
    let statistic = if per == 100.0 { "percentage".to_owned() } else { format!("proportion of {}", shown(per)) };
    output.insert("statistic".to_owned(), constant(rows, statistic));
    output.insert("method".to_owned(), constant(rows, "Wilson"));
    Ok(Outcome::of(output.into()).with_warnings(&answer))
}

pub(super) fn phe_rate(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let (answer, mut output) = counts(case, "rate")?;
    let per = case.number("multiplier").unwrap_or(100_000.0);
    output.insert("statistic".to_owned(), constant(answer.main().rows(), format!("rate per {per}")));
    output.insert("method".to_owned(), limits_method(&answer));
    Ok(Outcome::of(output.into()).with_warnings(&answer))
}

/// The reference adds rows up where there are two groups or more, and answers row by row where there is one.
fn counts(case: &Case<'_>, method: &str) -> Result<(Answer, Map<String, Value>), Refusal> {
    check_type(case, TYPES)?;
    let levels = Levels::of(case)?;
    let table = case.table();
    let (x, n) = (
        column(case, &table, "x", &["x", "Numerator", "numerator", "count"]),
        column(case, &table, "n", &["n", "Denominator", "denominator", "pop"]),
    );
    let by = case.group_by();
    let groups = Groups::of(&keys(&table, &by), table.rows());
    let summed = !by.is_empty() && groups.len() > 1;
    let mut request = Request::new(find(method)?, &table)
        .column("events", x.as_str())
        .column("population", n.as_str())
        .option("confidence", levels.typed.as_str());
    request = with_per(request, case, "multiplier");
    if summed {
        request = request.by(by.clone());
    }
    let answer = request.run()?;
    let mut pairs = levels.columns();
    pairs.extend(names(&[("value", "value")]));
    if summed {
        pairs.extend([(x, "events".to_owned()), (n, "population".to_owned())]);
        pairs.extend(kept(&answer, by));
    } else {
        let input = table.columns().iter().map(|column| column.name.clone());
        pairs.extend(kept(&answer, input.filter(|name| name != "value")));
    }
    let mut output = renamed(&answer, &pairs);
    if !levels.label.is_empty() {
        output.insert("confidence".to_owned(), constant(answer.main().rows(), levels.label));
    }
    Ok((answer, output))
}

fn keys(table: &Table, by: &[String]) -> Table {
    let mut keys = Table::new();
    for name in by {
        if let Some(values) = table.column(name) {
            keys.push(name.clone(), values.clone());
        }
    }
    keys
}

pub(super) fn phe_mean(case: &Case<'_>) -> Result<Outcome, Refusal> {
    check_type(case, TYPES)?;
    let levels = Levels::of(case)?;
    let table = case.table();
    let x = column(case, &table, "x", &["x", "values", "value"]);
    let answer = Request::new(find("mean")?, &table)
        .column("value", x)
        .option("confidence", levels.typed.as_str())
        .by(case.group_by())
        .run()?;
    let mut pairs = levels.columns();
    pairs.extend(kept(&answer, case.group_by()));
    pairs.extend(names(&[
        ("value_sum", "sum"),
        ("value_count", "count"),
        ("stdev", "standard_deviation"),
        ("value", "value"),
    ]));
    let mut output = renamed(&answer, &pairs);
    let rows = answer.main().rows();
    output.insert("confidence".to_owned(), constant(rows, levels.label));
    output.insert("statistic".to_owned(), constant(rows, "mean"));
    output.insert("method".to_owned(), constant(rows, "Student's t-distribution"));
    Ok(Outcome::of(output.into()).with_warnings(&answer))
}
