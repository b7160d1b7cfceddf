//! Decomposition of a gap in life expectancy.

use serde_json::{Value, json};

use crate::table::{Table, Values};
use crate::verify::case::{json_column, number};
use crate::verify::{Case, Outcome, Refusal};
use crate::{Answer, MethodError, Request, find};

/// LEdecomp's functions: the method is an argument or the function's own name.
pub(crate) fn arriaga(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let method = case.text("method").unwrap_or(case.function);
    let direction = match method {
        "arriaga" => "first-to-second",
        "arriaga_sym" => "symmetric",
        _ => return Err(MethodError::refused("only `arriaga` and `arriaga_sym` have a method of ours")),
    };
    if case.flag("closeout") == Some(false) {
        return Err(MethodError::refused("the last age band is open-ended here; it cannot be cut off"));
    }
    let sex = case.text("sex").or(case.text("sex1"));
    let table = table(case);
    let mut request = Request::new(find("life-expectancy-gap")?, &table)
        .option("direction", direction)
        .option("infant", "andreev-kingkade")
        .option("too-high", "constant-risk")
        .option("sex", sex_of(sex));
    if let Some(second) = case.text("sex2") {
        request = request.option("sex-2", sex_of(Some(second)));
    }
    outcome(case, &request.run()?)
}

/// DemoDecomp's replacement of one rate at a time. Upwards is downwards with the populations swapped.
pub(crate) fn stepwise_replacement(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let direction = match (case.flag("symmetrical").unwrap_or(true), case.text("direction").unwrap_or("up")) {
        (false, "down") => "first-to-second",
        (false, "up") => "second-to-first",
        (true, "up" | "down") | (_, "both") => "symmetric",
        _ => return Err(MethodError::refused("the direction is up, down or both")),
    };
    let table = table(case);
    outcome(case, &Request::new(find("life-expectancy-gap")?, &table).option("direction", direction).run()?)
}

fn sex_of(sex: Option<&str>) -> &'static str {
    match sex.and_then(|sex| sex.chars().next()).map(|letter| letter.to_ascii_lowercase()) {
        Some('m') => "male",
        Some('f') => "female",
        _ => "persons",
    }
}

/// The case's rates as a table of ours: causes, where there are any, below each other.
fn table(case: &Case<'_>) -> Table {
    let input = &case.json["input"];
    let ages: Vec<f64> = numbers(if input["startage"].is_null() { &input["age"] } else { &input["startage"] });
    let causes = causes(case);
    if causes.is_empty() {
        let (first, second) = (numbers(&input["mx1"]), numbers(&input["mx2"]));
        return of_one_length(ages, None, first, second);
    }
    let (mut age, mut cause, mut first, mut second) = (vec![], vec![], vec![], vec![]);
    for name in &causes {
        age.extend_from_slice(&ages);
        cause.extend(vec![name.clone(); ages.len()]);
        first.extend(numbers(&input["mx1"][name]));
        second.extend(numbers(&input["mx2"][name]));
    }
    of_one_length(age, Some(cause), first, second)
}

/// The columns as a table; those of a broken case that differ in length are filled up with missing numbers.
fn of_one_length(age: Vec<f64>, cause: Option<Vec<String>>, mut first: Vec<f64>, mut second: Vec<f64>) -> Table {
    first.resize(age.len(), f64::NAN);
    second.resize(age.len(), f64::NAN);
    let table = Table::new().with("age", age).with("rate_1", first).with("rate_2", second);
    match cause {
        Some(cause) => table.with("cause", cause),
        None => table,
    }
}

/// Names of the causes: as the call lists them, else as the input has them.
fn causes(case: &Case<'_>) -> Vec<String> {
    let named = case.names("causes");
    match case.json["input"]["mx1"].as_object() {
        Some(columns) if named.is_empty() => columns.keys().cloned().collect(),
        Some(_) => named,
        None => vec![],
    }
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().into_iter().flatten().map(|value| number(value).unwrap_or(f64::NAN)).collect()
}

fn outcome(case: &Case<'_>, answer: &Answer) -> Result<Outcome, Refusal> {
    let causes = causes(case);
    let table = answer.main();
    let years = match table.column("years") {
        Some(Values::Number(years)) => years.as_slice(),
        _ => &[],
    };
    // Where all causes together have equal rates the reference divides by zero; ours has years there.
    let equal = all_causes_equal(case, &causes);
    let contribution = if causes.is_empty() {
        json_column(&Values::Number(years.to_vec()))
    } else {
        // Our rows are age by age, the causes of each in the order of the input.
        let mut columns = json!({});
        for (position, name) in causes.iter().enumerate() {
            let of_cause = years.iter().skip(position).step_by(causes.len());
            let shared = of_cause.zip(&equal).map(|(&years, &equal)| if equal { Value::Null } else { json!(years) });
            columns[name] = shared.collect();
        }
        columns
    };
    let gap = |name: &str| match answer.table("gap").and_then(|gap| gap.column(name)) {
        Some(Values::Number(numbers)) => json!(numbers[0]),
        _ => Value::Null,
    };
    let output = json!({
        "contribution": contribution,
        "e0_1": gap("life_expectancy_1"),
        "e0_2": gap("life_expectancy_2"),
        "sum": if !causes.is_empty() && equal.contains(&true) { Value::Null } else { json!(years.iter().sum::<f64>()) },
    });
    Ok(Outcome::of(output).with_warnings(answer))
}

/// In which age bands the causes' rates add up to the same in both populations.
fn all_causes_equal(case: &Case<'_>, causes: &[String]) -> Vec<bool> {
    let total = |side: &str| {
        let columns: Vec<Vec<f64>> = causes.iter().map(|cause| numbers(&case.json["input"][side][cause])).collect();
        let bands = columns.iter().map(Vec::len).max().unwrap_or(0);
        (0..bands).map(|band| columns.iter().filter_map(|column| column.get(band)).sum::<f64>()).collect::<Vec<f64>>()
    };
    total("mx1").iter().zip(total("mx2")).map(|(first, second)| *first == second).collect()
}
