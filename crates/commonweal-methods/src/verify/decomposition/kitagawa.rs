//! Decomposition of a gap in rates.

use serde_json::{Map, Value, json};

use crate::table::{Table, Values};
use crate::verify::{Case, Outcome, Refusal};
use crate::{MethodError, Request, find};

/// Das Gupta's standardisation of two populations. The reference's rate is the sum over strata of the product of the
/// factors; its difference is the second population minus the first.
pub(crate) fn dgnpop(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let column = case.text("pop").unwrap_or("pop");
    let factors = case.names("factors");
    if !case.arg("crossclassified").is_null() || !is_product(case.text("ratefunction"), &factors) {
        return Err(MethodError::refused(
            "only rates that are a product of their factors, added over strata, are split",
        ));
    }
    let mut request = Request::new(find("rate-gap")?, &table).column("population", column);
    request = request.option("factors", factors.join(","));
    let named = strata(case, &table);
    let with_strata;
    if let Some(named) = named {
        with_strata = named;
        request = Request::new(find("rate-gap")?, &with_strata)
            .column("population", column)
            .column("stratum", STRATUM)
            .option("factors", factors.join(","));
    }
    let populations = populations(case, &table, column);
    let [first, second] = &populations[..] else {
        return Err(MethodError::refused("only two populations are compared at a time"));
    };
    let answer = request.option("first", first).run()?;
    let values = answer.main();
    let numbers = |name: &str| match values.column(name) {
        Some(Values::Number(numbers)) => numbers.clone(),
        _ => vec![],
    };
    let (effects, firsts, seconds) = (numbers("effect"), numbers("rate_first"), numbers("rate_second"));
    let mut rates = vec![];
    let mut pops = vec![];
    let mut names = vec![];
    for (row, name) in std::iter::once("crude").chain(factors.iter().map(String::as_str)).enumerate() {
        rates.extend([firsts[row], seconds[row]]);
        pops.extend([first.clone(), second.clone()]);
        names.extend([name; 2]);
    }
    let mut crude = Map::new();
    crude.insert(first.clone(), json!(firsts[0]));
    crude.insert(second.clone(), json!(seconds[0]));
    let mut output = json!({
        "crude": Value::Object(crude),
        "standardised": { "rate": rates, "pop": pops, "factor": names },
        "difference": effects[0],
    });
    let structure = factors.iter().position(|name| name == "share").unwrap_or(0);
    for (position, name) in factors.iter().enumerate() {
        let effect = json!(effects[position + 1]);
        output[format!("effect_{name}")] = effect.clone();
        if factors.len() == 2 {
            output[if position == structure { "effect_structure" } else { "effect_rate" }] = effect;
        }
    }
    Ok(Outcome::of(output).with_warnings(&answer))
}

/// Whether a rate function in R's words is the product of the factors, added over strata or not.
fn is_product(function: Option<&str>, factors: &[String]) -> bool {
    let Some(function) = function else { return true };
    let text: String = function.chars().filter(|letter| !letter.is_whitespace()).collect();
    let inner = text.strip_prefix("sum(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(&text);
    let mut named: Vec<&str> = inner.split('*').collect();
    let mut wanted: Vec<&str> = factors.iter().map(String::as_str).collect();
    named.sort_unstable();
    wanted.sort_unstable();
    named == wanted
}

const STRATUM: &str = "stratum of the case";

/// The table with one column that names the strata, where the call or the table says which they are.
fn strata(case: &Case<'_>, table: &Table) -> Option<Table> {
    let mut columns = case.names("id_vars");
    if columns.is_empty() && table.column("stratum").is_some() {
        columns.push("stratum".to_owned());
    }
    let known: Vec<&Values> = columns.iter().filter_map(|name| table.column(name)).collect();
    if known.is_empty() {
        return None;
    }
    let name = |row: usize| known.iter().map(|values| values.shown(row)).collect::<Vec<_>>().join(", ");
    Some(table.clone().with(STRATUM, (0..table.rows()).map(name).collect::<Vec<String>>()))
}

/// The populations in the call's order, else in the order of the rows.
fn populations(case: &Case<'_>, table: &Table, column: &str) -> Vec<String> {
    let mut names = match case.arg("populations") {
        Value::Array(many) => {
            many.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect()
        }
        _ => vec![],
    };
    if names.is_empty()
        && let Some(values) = table.column(column)
    {
        for row in 0..values.len() {
            let name = values.shown(row);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
