//! Proportions, rates, means, ratios, quantiles and comparison: the reference functions and how their calls become ours.

use super::{Case, Function, Outcome, Refusal, json_table};
use crate::{Request, find};

pub(crate) const FUNCTIONS: &[Function] = &[Function { name: "phe_proportion", run: phe_proportion }];

fn phe_proportion(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let mut request = Request::new(find("proportion")?, &table).by(case.group_by());
    for (theirs, ours) in [("confidence", "confidence"), ("multiplier", "per")] {
        if let Some(value) = case.typed(theirs) {
            request = request.option(ours, value);
        }
    }
    let answer = request.column("events", "x").column("population", "n").run()?;
    let names = [("value", "value"), ("lowercl", "lower_95"), ("uppercl", "upper_95")];
    Ok(Outcome::of(json_table(answer.main(), &names)).with_warnings(&answer))
}
