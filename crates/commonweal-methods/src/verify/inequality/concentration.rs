//! Concentration index.

use serde_json::{Value, json};

use crate::table::Values;
use crate::verify::{Case, Outcome, Refusal, json_table};
use crate::{Request, find};

/// The index of `y` over the rank of `x`. The reference takes ties as they come, and the bounds of the corrected index
/// from the outcomes there are.
pub(crate) fn ci(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let index = match case.text("type") {
        Some("CIg") => "generalised",
        Some("CIc") => "erreygers",
        Some("CIw") => "wagstaff",
        _ => "relative",
    };
    // Weights are a column by name, or true for the usual one.
    let weight = match case.arg("weights") {
        Value::Null => case.text("wt").filter(|name| table.column(name).is_some()),
        Value::String(name) => Some(name.as_str()),
        given => (given.as_bool() == Some(true)).then_some("wt"),
    };
    let mut request = Request::new(find("concentration-index")?, &table)
        .column("standing", case.text("x").unwrap_or("x"))
        .column("outcome", case.text("y").unwrap_or("y"))
        .option("index", index)
        .option("ties", "row-order");
    if let Some(weight) = weight {
        request = request.column("weight", weight);
    }
    let answer = request.run()?;
    let names = [("concentration_index", "value"), ("variance", "kakwani_variance"), ("n", "rows")];
    let mut output = json_table(answer.main(), &names);
    // The reference makes every index from the relative one, which a mean of zero does not have.
    if let Some(Values::Number(mean)) = answer.main().column("mean")
        && mean.iter().all(|mean| *mean == 0.0)
    {
        output["concentration_index"] = json!([null]);
    }
    if let Some(ranks) = answer.table("ranks") {
        output["fractional_rank"] = json_table(ranks, &[("rank", "fractional_rank")])["rank"].clone();
    }
    Ok(Outcome::of(output).with_warnings(&answer))
}
