//! The funnel functions of PHEindicatormethods.

use serde_json::Value;

use crate::error::MethodError;
use crate::table::{Table, Values};
use crate::verify::{Case, Outcome, Refusal, json_table};
use crate::{Request, find};

/// Columns that the package's own examples call their numerator and denominator.
const NUMERATORS: [&str; 4] = ["numerator", "obs", "count", "ev"];
const DENOMINATORS: [&str; 3] = ["denominator", "expected", "pop"];

pub(super) fn calculate_funnel_limits(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let mut request = request(case, &table, "funnel-limits", true)?;
    required(case, &["multiplier"])?;
    match case.text("statistic") {
        Some("rate") => {
            required(case, &["rate_type", "years_of_data"])?;
            request = request.option("years", case.typed("years_of_data").unwrap_or_default());
            request = request.option("per", case.typed("multiplier").unwrap_or_default());
        }
        // The reference leaves the multiplier aside for ratios: differences are as they are, ratios per cent.
        Some("ratio") => {
            request = match case.text("ratio_type") {
                Some("count") => request.option("ratio-as", "difference"),
                Some("isr") => request.option("per", "100"),
                _ => return Err(MethodError::refused("the reference needs a ratio_type: count or isr")),
            };
        }
        // It holds proportions at 100 whatever the multiplier.
        _ => {
            request = request.option("per", case.typed("multiplier").unwrap_or_default()).option("highest", "100");
        }
    }
    let is_full = match case.text("type") {
        None | Some("full") => true,
        Some("standard") => false,
        Some(_) => return Err(MethodError::refused("the reference knows the types full and standard")),
    };
    let answer = request.run()?;
    let mut output = json_table(answer.main(), names_of_limits(case));
    if is_full {
        output["statistic"] = labels(answer.main(), case);
        output["method"] = json_table(answer.main(), &[("method", "method")])["method"].take();
    }
    Ok(Outcome::of(output).with_warnings(&answer))
}

type Names = &'static [(&'static str, &'static str)];

const LIMITS: [(&str, &str); 4] = [
    ("lower_2s_limit", "lower_95"),
    ("upper_2s_limit", "upper_95"),
    ("lower_3s_limit", "lower_99_8"),
    ("upper_3s_limit", "upper_99_8"),
];

const OF_PROPORTIONS: Names =
    &[LIMITS[0], LIMITS[1], LIMITS[2], LIMITS[3], ("Population", "population"), ("baseline", "benchmark")];

const OF_RATIOS: Names = &[
    LIMITS[0],
    LIMITS[1],
    LIMITS[2],
    LIMITS[3],
    ("Observed_events", "events"),
    ("lower_2s_exp_events", "expected_at_lower_95"),
    ("upper_2s_exp_events", "expected_at_upper_95"),
    ("lower_3s_exp_events", "expected_at_lower_99_8"),
    ("upper_3s_exp_events", "expected_at_upper_99_8"),
];

const OF_RATES: Names = &[
    LIMITS[0],
    LIMITS[1],
    LIMITS[2],
    LIMITS[3],
    ("Events", "events"),
    ("baseline", "benchmark"),
    ("lower_2s_population_1_year", "population_at_lower_95"),
    ("upper_2s_population_1_year", "population_at_upper_95"),
    ("lower_3s_population_1_year", "population_at_lower_99_8"),
    ("upper_3s_population_1_year", "population_at_upper_99_8"),
];

fn names_of_limits(case: &Case<'_>) -> Names {
    match case.text("statistic") {
        Some("rate") => OF_RATES,
        Some("ratio") => OF_RATIOS,
        _ => OF_PROPORTIONS,
    }
}

/// Our captions in the reference's words.
fn labels(table: &Table, case: &Case<'_>) -> Value {
    let Some(Values::Text(labels)) = table.column("statistic") else { return Value::Null };
    let label = |label: &Option<String>| {
        let label = label.clone().unwrap_or_default().replace("standardised", "dsr").replace("difference", "count");
        match case.text("ratio_type") {
            Some("isr") if label == "ratio" => "ratio (isr)".to_owned(),
            _ => label,
        }
    };
    labels.iter().map(label).map(Value::from).collect()
}

pub(super) fn assign_funnel_significance(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let mut request = request(case, &table, "funnel-significance", true)?;
    if case.text("statistic") == Some("rate") {
        required(case, &["rate_type", "multiplier"])?;
        request = request.option("per", case.typed("multiplier").unwrap_or_default());
    }
    let answer = request.run()?;
    let mut output = as_given(&table);
    let Some(Values::Text(positions)) = answer.main().column("position") else {
        return Err(MethodError::refused("the answer has no positions"));
    };
    let category = |position: &Option<String>| match position.as_deref() {
        Some("below 99.8% limit") => "Low (0.001)",
        Some("below 95% limit") => "Low (0.025)",
        Some("above 95% limit") => "High (0.025)",
        Some("above 99.8% limit") => "High (0.001)",
        Some("too few events") => "Not applicable for events less than 10 for dsrs",
        _ => "Not significant",
    };
    output["significance"] = positions.iter().map(category).map(Value::from).collect();
    Ok(Outcome::of(output).with_warnings(&answer))
}

pub(super) fn calculate_funnel_points(case: &Case<'_>) -> Result<Outcome, Refusal> {
    required(case, &["rate_type", "years_of_data", "multiplier"])?;
    let table = case.table();
    let answer = request(case, &table, "funnel-points", false)?
        .option("per", case.typed("multiplier").unwrap_or_default())
        .option("years", case.typed("years_of_data").unwrap_or_default())
        .run()?;
    let mut output = as_given(&table);
    let points = json_table(answer.main(), &[("rate", "chart_rate"), ("population", "chart_population")]);
    let rate = rate_column(case, &table).unwrap_or_default();
    output[format!("{rate}_chart")] = points["rate"].clone();
    output["denominator_derived"] = points["population"].clone();
    Ok(Outcome::of(output).with_warnings(&answer))
}

/// A request with the columns and words that the three functions share.
fn request<'a>(case: &Case<'_>, table: &'a Table, method: &str, has_statistic: bool) -> Result<Request<'a>, Refusal> {
    let mut request = Request::new(find(method)?, table);
    let column = |name: &str, usual: &[&str]| {
        let usual = usual.iter().find(|usual| table.column(usual).is_some()).map(|usual| (*usual).to_owned());
        case.text(name).map(str::to_owned).or(usual)
    };
    if let Some(events) = column("numerator", &NUMERATORS) {
        request = request.column("events", events);
    }
    let is_rate = !has_statistic || case.text("statistic") == Some("rate");
    let denominator = column("denominator", &DENOMINATORS);
    if is_rate {
        if let Some(rate) = rate_column(case, table) {
            request = request.column("rate", rate);
        }
        request = match case.text("rate_type") {
            Some("dsr") => request.option("rate-type", "standardised"),
            Some(other) => request.option("rate-type", other),
            None => request,
        };
        // A reference call for rates has a denominator only where it names one; calls on the package's own data, whose
        // columns have other names, and for points do.
        let is_named = !has_statistic || case.text("denominator").is_some() || table.column("denominator").is_none();
        if let Some(denominator) = denominator.filter(|_| is_named) {
            request = request.column("population", denominator);
        }
    } else if let Some(denominator) = denominator {
        let role = if case.text("statistic") == Some("ratio") { "expected" } else { "population" };
        request = request.column(role, denominator);
    }
    if has_statistic {
        let statistic =
            case.text("statistic").ok_or_else(|| MethodError::refused("the reference needs a statistic"))?;
        request = request.option("statistic", statistic);
    }
    Ok(request)
}

/// The column of rates: as named, else the one with the usual name.
fn rate_column(case: &Case<'_>, table: &Table) -> Option<String> {
    case.text("rate").map(str::to_owned).or_else(|| table.column("rate").map(|_| "rate".to_owned()))
}

/// Refuses a call without an argument that the reference has no default for.
fn required(case: &Case<'_>, arguments: &[&str]) -> Result<(), Refusal> {
    match arguments.iter().find(|argument| case.arg(argument).is_null()) {
        Some(argument) => Err(MethodError::refused(format!("the reference needs {argument}"))),
        None => Ok(()),
    }
}

/// The input as the reference hands it back.
fn as_given(table: &Table) -> Value {
    let names: Vec<(&str, &str)> = table.columns().iter().map(|column| (&*column.name, &*column.name)).collect();
    json_table(table, &names)
}
