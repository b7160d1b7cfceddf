//! The `wl_` functions: waiting lists as tables of referral and removal dates.

use serde_json::Value;

use crate::answer::Answer;
use crate::error::MethodError;
use crate::table::{Table, Values};
use crate::verify::case::{json_table, table};
use crate::verify::{Case, Outcome, Refusal};
use crate::{Request, find};

pub(super) fn queue_size(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let list = case.table();
    let request = request(case, "waiting-list-queue", &list)?.option("opening", "ever-referred");
    outcome(&request.run()?, &[("date", "date"), ("dates", "date"), ("queue_size", "queue_size")])
}

pub(super) fn referral_stats(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let list = case.table();
    let names = [
        ("demand_weekly", "demand_weekly"),
        ("demand_daily", "demand_daily"),
        ("demand_cov", "demand_variation"),
        ("demand_count", "referral_gaps"),
    ];
    outcome(&request(case, "waiting-list-referrals", &list)?.run()?, &names)
}

pub(super) fn removal_stats(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let list = case.table();
    let names = [
        ("capacity_weekly", "capacity_weekly"),
        ("capacity_daily", "capacity_daily"),
        ("capacity_cov", "capacity_variation"),
        ("removal_count", "removals"),
    ];
    outcome(&request(case, "waiting-list-removals", &list)?.run()?, &names)
}

pub(super) fn stats(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let list = case.table();
    let target = case.typed("target_wait").unwrap_or_else(|| "4".to_owned());
    let request =
        request(case, "waiting-list", &list)?.option("target-wait", target).option("opening", "ever-referred");
    let names = [
        ("mean_demand", "demand_weekly"),
        ("mean_capacity", "capacity_weekly"),
        ("load", "load"),
        ("load_too_big", "load_too_big"),
        ("count_demand", "referral_gaps"),
        ("queue_size", "queue_size"),
        ("target_queue_size", "target_queue_size"),
        ("queue_too_big", "queue_too_big"),
        ("mean_wait", "mean_wait_days"),
        ("cv_arrival", "demand_variation"),
        ("cv_removal", "capacity_variation"),
        ("target_capacity", "target_capacity"),
        ("relief_capacity", "relief_capacity"),
        ("pressure", "pressure"),
    ];
    outcome(&request.run()?, &names)
}

/// Two lists, `first` and `second` (or by the reference's argument names), one below the other.
pub(super) fn join(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let input = &case.json["input"];
    let one = |names: [&str; 2]| names.into_iter().map(|name| &input[name]).find(|list| list.is_object());
    let missing = || MethodError::refused("two waiting lists are needed to join them");
    let lists = [one(["first", "wl_1"]).ok_or_else(missing)?, one(["second", "wl_2"]).ok_or_else(missing)?];
    let mut both = serde_json::Map::new();
    for list in lists {
        if table(list).rows() == 0 {
            return Err(MethodError::refused("a waiting list is empty; give at least one referral"));
        }
        for (name, values) in list.as_object().into_iter().flatten() {
            let column = both.entry(name.clone()).or_insert_with(|| Value::Array(vec![]));
            if let (Value::Array(column), Some(values)) = (column, values.as_array()) {
                column.extend(values.iter().cloned());
            }
        }
    }
    let lengths: Vec<usize> = both.values().filter_map(Value::as_array).map(Vec::len).collect();
    if lengths.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(MethodError::refused("the two waiting lists have different columns"));
    }
    changed(case, &table(&Value::Object(both)), None)
}

pub(super) fn insert(case: &Case<'_>) -> Result<Outcome, Refusal> {
    changed(case, &case.table(), Some(("add", "additions")))
}

pub(super) fn schedule(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let list = case.table();
    let request = request(case, "waiting-list-schedule", &list)?;
    let answer = request.option("slots", dates(case.arg("schedule"))).run()?;
    let output = every_column(answer.main());
    // The reference's option for a list of two: the waiting list, and the slots with 1 where used.
    let output = match (case.flag("unscheduled"), answer.table("slots")) {
        (Some(true), Some(slots)) => serde_json::json!({
            "waiting_list": output,
            "schedule": {
                "schedule": slots.column("slot").map(crate::verify::case::json_column),
                "scheduled": used(slots),
            },
        }),
        _ => output,
    };
    Ok(Outcome::of(output).with_warnings(&answer))
}

fn used(slots: &Table) -> Vec<u8> {
    match slots.column("used") {
        Some(Values::Flag(flags)) => flags.iter().map(|flag| u8::from(*flag == Some(true))).collect(),
        _ => vec![],
    }
}

/// A list after a change that keeps its columns.
fn changed(case: &Case<'_>, list: &Table, option: Option<(&str, &str)>) -> Result<Outcome, Refusal> {
    let mut request = request(case, "waiting-list-schedule", list)?;
    if let Some((ours, theirs)) = option {
        request = request.option(ours, dates(case.arg(theirs)));
    }
    let answer = request.run()?;
    Ok(Outcome::of(every_column(answer.main())).with_warnings(&answer))
}

fn every_column(table: &Table) -> Value {
    let names: Vec<(&str, &str)> = table.columns().iter().map(|c| (c.name.as_str(), c.name.as_str())).collect();
    json_table(table, &names)
}

fn outcome(answer: &Answer, names: &[(&str, &str)]) -> Result<Outcome, Refusal> {
    Ok(Outcome::of(json_table(answer.main(), names)).with_warnings(answer))
}

/// A request with the list's two columns and, where the reference was given one, the period.
fn request<'a>(case: &Case<'_>, method: &str, list: &'a Table) -> Result<Request<'a>, Refusal> {
    let mut request = Request::new(find(method)?, list)
        .column("referral", column(case, list, "referral_index", "referral", 0))
        .column("removal", column(case, list, "removal_index", "removal", 1));
    for (theirs, ours) in [("start_date", "start"), ("end_date", "end")] {
        if !case.arg(theirs).is_null() {
            request = request.option(ours, dates(case.arg(theirs)));
        }
    }
    Ok(request)
}

/// A column by the reference's index: a name, a position from 1, else the usual name or position.
fn column(case: &Case<'_>, list: &Table, argument: &str, usual: &str, position: usize) -> String {
    let nth = |position: usize| list.columns().get(position).map(|column| column.name.clone());
    let given = match case.arg(argument) {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => {
            let position = number.as_u64().and_then(|number| usize::try_from(number).ok());
            Some(position.and_then(|number| nth(number.checked_sub(1)?)).unwrap_or_else(|| number.to_string()))
        }
        _ => None,
    };
    given.unwrap_or_else(|| match list.column(usual) {
        Some(_) => usual.to_owned(),
        None => nth(position).unwrap_or_else(|| usual.to_owned()),
    })
}

/// One date or a list of them for an option; the reference also reads the day first and slashes.
fn dates(value: &Value) -> String {
    let one = |value: &Value| match value.as_str() {
        Some(text) => year_first(&text.replace('/', "-")),
        None => value.to_string(),
    };
    match value {
        Value::Array(many) => many.iter().map(one).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        value => one(value),
    }
}

/// `28-02-2024` as `2024-02-28`.
fn year_first(text: &str) -> String {
    match text.split('-').collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 && day.len() <= 2 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_owned(),
    }
}
