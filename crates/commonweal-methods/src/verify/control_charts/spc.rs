//! `ptd_spc` of NHSRplotthedots and its summary, as `xmr`.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::request::moment;
use crate::table::{Table, Values};
use crate::verify::case::number;
use crate::verify::{Case, Outcome, Refusal, json_table};
use crate::{Request, find};

pub(super) fn ptd_spc(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let call = Call::of(case)?;
    let mut request = Request::new(find("xmr")?, &call.table).option("improvement", call.improvement);
    if call.facet {
        request = request.by(["f"]);
    }
    if let Some(screens) = case.flag("screen_outliers") {
        request = request.option("keep-outliers", (!screens).to_string());
    }
    for (name, value) in [("baseline", call.baseline), ("target", call.target), ("rebase", call.rebase)] {
        if let Some(value) = value {
            request = request.option(name, value);
        }
    }
    let answer = request.run()?;
    let has_target = call.has_target && call.improvement != "neutral";
    let output = json!({ "points": points(&answer), "summary": summary(&answer, call.has_target, has_target) });
    Ok(Outcome::of(output).with_warnings(&answer))
}

/// The reference's arguments as a table of our columns and our options.
struct Call {
    table: Table,
    facet: bool,
    improvement: &'static str,
    baseline: Option<String>,
    target: Option<String>,
    has_target: bool,
    rebase: Option<String>,
}

impl Call {
    fn of(case: &Case<'_>) -> Result<Self, Refusal> {
        let input = case.table();
        let named = |arguments: [&str; 2], usual: &str| {
            let name = arguments.into_iter().find_map(|argument| case.text(argument)).unwrap_or(usual).to_owned();
            let values = input.column(&name).cloned();
            values.ok_or_else(|| Refusal::refused(format!("there is no column `{name}`; it has: {}", input.names())))
        };
        let date = named(["date_field", "date"], "x")?;
        if matches!(date, Values::Number(_)) {
            return Err(Refusal::refused("the column of dates holds numbers; the reference takes dates alone"));
        }
        let mut table = Table::new().with("date", date).with("value", named(["value_field", "value"], "y")?);
        let facet = case.text("facet_field").or(case.text("facet")).is_some();
        if facet {
            table.push("f", named(["facet_field", "facet"], "f")?);
        }
        if case.text("trajectory").is_some() {
            table.push("trajectory", named(["trajectory", "trajectory"], "trajectory")?);
        }
        let target = target(case, &table)?;
        if let Some(ByFacet::Each(values)) = &target {
            table.push("targets", values.clone());
        }
        let rebase = rebase(case, &table)?;
        if let Some(ByFacet::Each(reasons)) = &rebase {
            table.push("rebase_reason", reasons.clone());
        }
        Ok(Self {
            facet,
            improvement: improvement(case)?,
            baseline: baseline(case)?,
            has_target: target.is_some(),
            target: target.and_then(ByFacet::everywhere),
            rebase: rebase.and_then(ByFacet::everywhere),
            table,
        })
    }
}

/// An argument that is one value for every facet, or values by facet: then a column.
enum ByFacet {
    All(String),
    Each(Values),
}

impl ByFacet {
    fn everywhere(self) -> Option<String> {
        match self {
            Self::All(text) => Some(text),
            Self::Each(_) => None,
        }
    }
}

/// R matches the beginning of a choice.
fn improvement(case: &Case<'_>) -> Result<&'static str, Refusal> {
    let given = case.arg("improvement_direction");
    let given = if given.is_null() { "increase" } else { given.as_str().unwrap_or_default() };
    let choice = ["increase", "neutral", "decrease"].into_iter().find(|c| !given.is_empty() && c.starts_with(given));
    choice.ok_or_else(|| Refusal::refused("improvement_direction is increase, neutral or decrease"))
}

/// A baseline counts whole points, so a fraction of a point is none.
fn baseline(case: &Case<'_>) -> Result<Option<String>, Refusal> {
    match case.arg("fix_after_n_points") {
        Value::Null => Ok(None),
        given => match number(one(given)) {
            Some(points) if points == f64::INFINITY => Ok(None),
            Some(points) => Ok(Some(points.floor().to_string())),
            None => Err(Refusal::refused("fix_after_n_points is a single number of 12 or more")),
        },
    }
}

fn target(case: &Case<'_>, table: &Table) -> Result<Option<ByFacet>, Refusal> {
    let refused = || Refusal::refused("a target is a number, or a number by facet, of facets the data have");
    match one(case.arg("target")) {
        Value::Null => Ok(None),
        Value::Array(none) if none.is_empty() => Ok(None),
        Value::Object(facets) if facets.is_empty() => Ok(None),
        Value::Object(facets) => {
            let mut targets = vec![f64::NAN; table.rows()];
            for (facet, target) in facets {
                let target = number(one(target)).ok_or_else(refused)?;
                let rows = rows_of(table, facet);
                if rows.is_empty() {
                    return Err(refused());
                }
                rows.into_iter().for_each(|row| targets[row] = target);
            }
            Ok(Some(ByFacet::Each(targets.into())))
        }
        given => Ok(Some(ByFacet::All(number(given).ok_or_else(refused)?.to_string()))),
    }
}

fn rebase(case: &Case<'_>, table: &Table) -> Result<Option<ByFacet>, Refusal> {
    let refused = || Refusal::refused("rebase is a list of dates, or of dates by facet, of facets the data have");
    match case.arg("rebase") {
        Value::Null => Ok(None),
        Value::Object(facets) if facets.is_empty() => Ok(None),
        Value::Object(facets) => {
            let mut reasons = vec![None; table.rows()];
            for (facet, dates) in facets {
                let rows = rows_of(table, facet);
                if rows.is_empty() {
                    return Err(refused());
                }
                for date in dates_of(dates).ok_or_else(refused)? {
                    let at = moment(date).ok_or_else(refused)?;
                    for &row in &rows {
                        let here = table.column("date").and_then(|dates| moment(&dates.shown(row)));
                        if here == Some(at) {
                            reasons[row] = Some("rebased by the caller".to_owned());
                        }
                    }
                }
            }
            Ok(Some(ByFacet::Each(reasons.into())))
        }
        dates => Ok(Some(ByFacet::All(dates_of(dates).ok_or_else(refused)?.join(",")))),
    }
}

fn dates_of(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(one) => Some(vec![one]),
        Value::Array(many) => many.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// A list of one as that one.
fn one(value: &Value) -> &Value {
    match value {
        Value::Array(many) if many.len() == 1 => &many[0],
        other => other,
    }
}

fn rows_of(table: &Table, facet: &str) -> Vec<usize> {
    match table.column("f") {
        Some(facets) => (0..facets.len()).filter(|row| facets.shown(*row) == facet).collect(),
        None => vec![],
    }
}

fn points(answer: &Answer) -> Value {
    let table = answer.main();
    let names = [
        ("f", "f"),
        ("x", "date"),
        ("y", "value"),
        ("rebase_group", "segment"),
        ("mean_col", "mean"),
        ("mean", "mean"),
        ("lpl", "lower"),
        ("upl", "upper"),
        ("nlpl", "near_lower"),
        ("nupl", "near_upper"),
        ("target", "target"),
        ("trajectory", "trajectory"),
        ("outside_limits", "outside_limits"),
        ("relative_to_mean", "side"),
        ("close_to_limits", "near_limit"),
        ("special_cause_flag", "special_cause"),
        ("short_group_warning", "provisional"),
    ];
    let mut json = json_table(table, &names);
    json["special_cause_type"] = renamed(table, "rule", special_cause_type);
    json["point_type"] = renamed(table, "variation", point_type);
    let without = |name: &str, value: Value| if json[name].is_null() { Some((name.to_owned(), value)) } else { None };
    let missing = vec![Value::Null; table.rows()];
    let absent = [without("f", vec![json!("no facet"); table.rows()].into()), without("trajectory", missing.into())];
    absent.into_iter().flatten().for_each(|(name, column)| json[name] = column);
    json
}

/// The reference gives an assurance column whenever it was given a target. It calls a facet without a target, or without
/// limits, inconsistent; for us neither is assessed.
fn summary(answer: &Answer, has_target: bool, assessed: bool) -> Value {
    let Some(table) = answer.table("summary") else { return Value::Null };
    let names = [
        ("f", "f"),
        ("rebase_group", "segment"),
        ("mean_col", "mean"),
        ("lpl", "lower"),
        ("upl", "upper"),
        ("n", "points"),
        ("common_cause", "common_cause"),
        ("special_cause_improvement", "improvement"),
        ("special_cause_concern", "concern"),
    ];
    let mut json = json_table(table, &names);
    json["variation_type"] = renamed(table, "variation", point_type);
    if has_target {
        let facet = |row: usize| table.column("f").map(|facets| facets.shown(row));
        let latest = |row: usize| row + 1 == table.rows() || facet(row) != facet(row + 1);
        let assurance = |row: usize| match table.column("assurance").map(|column| column.shown(row)).as_deref() {
            _ if !assessed || !latest(row) => Value::Null,
            Some("pass") => "consistent_pass".into(),
            Some("fail") => "consistent_fail".into(),
            _ => "inconsistent".into(),
        };
        json["assurance_type"] = (0..table.rows()).map(assurance).collect();
    }
    json
}

fn renamed(table: &Table, column: &str, name: fn(&str) -> &str) -> Value {
    let Some(values) = table.column(column) else { return Value::Null };
    (0..values.len()).map(|row| Value::from(name(&values.shown(row)))).collect()
}

fn special_cause_type(rule: &str) -> &str {
    match rule {
        "above the upper limit" => "Above UCL",
        "below the lower limit" => "Below LCL",
        "seven or more rising" => "7 Point Trend (Increasing)",
        "seven or more falling" => "7 Point Trend (Decreasing)",
        "two in three near the upper limit" => "2 in 3 Above CL",
        "two in three near the lower limit" => "2 in 3 Below CL",
        "seven or more above the mean" => "7 Points Above CL",
        "seven or more below the mean" => "7 Points Below CL",
        "common cause" => "Common Cause",
        other => other,
    }
}

fn point_type(variation: &str) -> &str {
    match variation {
        "common cause" => "common_cause",
        "improvement" => "special_cause_improvement",
        "concern" => "special_cause_concern",
        "high" => "special_cause_neutral_high",
        "low" => "special_cause_neutral_low",
        other => other,
    }
}
