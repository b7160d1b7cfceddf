//! `commonweal monitor` and `commonweal evaluate`: what changed in the latest period, and whether a series changed from a day on.

use super::workspace;
use crate::arguments::{Format, Place};
use crate::output;
use clap::Args;
use commonweal_app::evaluation::{Evaluation, Interrupted, Question, evaluate as evaluated};
use commonweal_app::monitoring::{ChartState, Watched};
use commonweal_app::{AppError, QueryResult, Site, Value};
use commonweal_model::AreaCode;
use jiff::civil::Date;
use serde_json::json;
use std::process::ExitCode;

#[derive(Args)]
#[command(after_help = "Examples:
  commonweal monitor
  commonweal monitor --area QT1-MID --json")]
pub(crate) struct Monitor {
    /// Only this area
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

#[derive(Args)]
#[command(after_help = "Examples:
  commonweal evaluate nhs_health_check --area QT1-MID --from 2025-04-01
  commonweal evaluate smoking_prevalence --area E54000060 --from 2025-01-01 --json")]
pub(crate) struct Evaluate {
    /// The indicator
    #[arg(value_name = "INDICATOR")]
    indicator: String,
    /// The area
    #[arg(long, value_name = "CODE")]
    area: AreaCode,
    /// The first day of what is new, as 2025-04-01
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(crate) fn monitor(arguments: &Monitor) -> anyhow::Result<ExitCode> {
    let site = Site::open(&workspace(&arguments.place)?.dir)?;
    if let Some(area) = &arguments.area
        && site.area(area).is_none()
    {
        let known = site.areas().map(|area| area.code.to_string()).collect();
        return Err(AppError::Unknown { what: "the area", given: area.to_string(), known }.into());
    }
    let alerts = site.monitoring().alerts();
    let wanted =
        alerts.iter().filter(|(watched, _)| arguments.area.as_ref().is_none_or(|area| *area == watched.key.area));
    let columns = [
        "indicator",
        "title",
        "area_code",
        "area",
        "group",
        "change",
        "rule",
        "period",
        "value",
        "unit",
        "mean",
        "lower_limit",
        "upper_limit",
        "from_year_before",
        "target",
        "assurance",
        "provisional",
    ];
    let rows = wanted.map(|(watched, state)| row(&site, watched, state)).collect();
    output::rows(&QueryResult { columns: columns.map(str::to_owned).into(), rows }, &arguments.format)?;
    Ok(ExitCode::SUCCESS)
}

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
}

fn real(number: Option<f64>) -> Value {
    number.map_or(Value::Null, Value::Real)
}

fn row(site: &Site, watched: &Watched, state: &ChartState) -> Vec<Value> {
    let key = &watched.key;
    let title = site.indicator(&key.indicator_id).map_or("", |info| info.short_title.as_str());
    let area = site.area(&key.area).map_or("", |area| area.name.as_str());
    let group = key.breakdowns.first().map(|group| format!("{} {}", group.dimension, group.category));
    let (lower, upper) = state.limits.unzip();
    let target = state.target.as_ref();
    vec![
        text(&key.indicator_id),
        text(title),
        text(key.area.as_str()),
        text(area),
        text(&group.unwrap_or_default()),
        text(state.variation.label()),
        text(state.fresh.unwrap_or(state.cause).words()),
        text(&state.latest.period.to_string()),
        Value::Real(state.value),
        text(&watched.unit),
        Value::Real(state.mean),
        real(lower),
        real(upper),
        real(state.moved.map(|moved| moved.difference.value)),
        real(target.map(|(target, _)| target.value)),
        text(target.map_or("", |(_, assurance)| assurance.label())),
        text(if state.is_provisional { "yes" } else { "no" }),
    ]
}

pub(crate) fn evaluate(arguments: &Evaluate) -> anyhow::Result<ExitCode> {
    let site = Site::open(&workspace(&arguments.place)?.dir)?;
    let question = Question {
        indicator: arguments.indicator.clone(),
        area: arguments.area.clone(),
        from: arguments.from,
        initiative: None,
    };
    let found = evaluated(&site, question)?;
    if arguments.json {
        output::print(&(serde_json::to_string_pretty(&object(&found))? + "\n"))?;
    } else {
        output::print(&words(&found))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn words(of: &Evaluation<'_>) -> String {
    let findings = of.findings.iter().map(|(_, words)| format!("- {words}\n"));
    let cautions = of.cautions.iter().map(|words| format!("- {words}\n"));
    let head = format!("{}\n\n", of.headline());
    let weakens = "\nWhat else might explain it, and what weakens this:\n".to_owned();
    std::iter::once(head).chain(findings).chain([weakens]).chain(cautions).collect()
}

fn object(of: &Evaluation<'_>) -> serde_json::Value {
    let sides = of.sides.map(|sides| {
        json!({
            "before": sides.before, "points_before": sides.points_before, "after": sides.after,
            "points_after": sides.points_after, "change": sides.change(), "change_beside_elsewhere": sides.change_beside(),
        })
    });
    let findings: Vec<_> =
        of.findings.iter().map(|(look, words)| json!({ "look": look.as_str(), "words": words })).collect();
    json!({
        "indicator": of.info.id, "area": of.question.area.as_str(), "from": of.question.from.to_string(),
        "headline": of.headline(), "sides": sides,
        "elsewhere": of.evidence.elsewhere.as_ref().map(|elsewhere| &elsewhere.label),
        "interrupted": of.interrupted.as_ref().ok().map(changes),
        "controlled": of.controlled.as_ref().and_then(|found| found.as_ref().ok()).map(changes),
        "findings": findings, "cautions": of.cautions,
    })
}

fn changes(of: &Interrupted) -> serde_json::Value {
    let (level, slope) = (of.change.level, of.change.slope);
    json!({
        "level": { "value": level.value, "lower_95": level.lower, "upper_95": level.upper, "p": of.change.level_p },
        "slope_per_period": { "value": slope.value, "lower_95": slope.lower, "upper_95": slope.upper, "p": of.change.slope_p },
        "points": of.points, "autocorrelation": of.autocorrelation,
    })
}
