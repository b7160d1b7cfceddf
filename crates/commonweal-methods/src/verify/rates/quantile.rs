//! Quantiles.

use serde_json::Value;

use super::call::{check_type, column, constant, kept, names, renamed};
use crate::MethodError;
use crate::table::Values;
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

pub(super) fn phe_quantile(case: &Case<'_>) -> Result<Outcome, Refusal> {
    check_type(case, &["standard", "full"])?;
    if !case.arg("highergeog").is_null() {
        return Err(MethodError::refused("highergeog is no longer taken; group the table instead"));
    }
    let table = case.table();
    let quantiles = case.typed("nquantiles").unwrap_or_else(|| "10".to_owned());
    let mut request = Request::new(find("quantile")?, &table)
        .column("value", column(case, &table, "values", &["value", "Value", "values", "val"]))
        .option("quantiles", quantiles.as_str())
        .by(case.group_by());
    let by_field = match case.text("inverttype") {
        None | Some("logical") => false,
        Some("field") => true,
        Some(_) => return Err(MethodError::refused("inverttype must be logical or field")),
    };
    request = match (by_field, case.arg("invert")) {
        (true, Value::String(name)) => request.column("highest_first", name.as_str()),
        (false, Value::Null | Value::Bool(true)) => request.option("order", "highest-first"),
        (false, Value::Bool(false)) => request.option("order", "lowest-first"),
        _ => return Err(MethodError::refused("invert must be true, false or, with inverttype field, a column")),
    };
    let answer = request.run()?;
    let mut pairs = kept(&answer, table.columns().iter().map(|column| column.name.clone()));
    pairs.extend(names(&[("quantile", "quantile")]));
    let mut output = renamed(&answer, &pairs);
    let rows = answer.main().rows();
    output.insert("nquantiles".to_owned(), constant(rows, quantiles.parse::<f64>().unwrap_or(f64::NAN)));
    output.insert("groupvars".to_owned(), constant(rows, case.group_by().join(", ")));
    if let Some(Values::Flag(flags)) = answer.main().column("is_highest_first") {
        let words = flags.iter().map(|flag| match flag {
            Some(true) => Value::from("lowest quantile represents highest values"),
            _ => Value::from("lowest quantile represents lowest values"),
        });
        output.insert("qinverted".to_owned(), words.collect());
    }
    Ok(Outcome::of(output.into()).with_warnings(&answer))
}
