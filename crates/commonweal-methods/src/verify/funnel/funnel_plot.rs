//! `funnel_plot` of FunnelPlotR.

use serde_json::{Value, json};

use crate::error::MethodError;
use crate::table::{Table, Values};
use crate::verify::{Case, Outcome, Refusal, json_table};
use crate::{Request, find};

const GROUPS: &[(&str, &str)] = &[
    ("group", "group"),
    ("numerator", "events"),
    ("denominator", "denominator"),
    ("rr", "value"),
    ("Y", "transformed"),
    ("Uzscore", "z"),
    ("Wuzscore", "trimmed_z"),
    ("LCL95", "lower_95"),
    ("UCL95", "upper_95"),
    ("LCL99", "lower_99_8"),
    ("UCL99", "upper_99_8"),
    ("OD95LCL", "adjusted_lower_95"),
    ("OD95UCL", "adjusted_upper_95"),
    ("OD99LCL", "adjusted_lower_99_8"),
    ("OD99UCL", "adjusted_upper_99_8"),
];

pub(super) fn funnel_plot(case: &Case<'_>) -> Result<Outcome, Refusal> {
    let table = case.table();
    let named = |argument: &str| case.text(argument).unwrap_or(argument).to_owned();
    let mut request = Request::new(find("overdispersion")?, &table)
        .column("events", named("numerator"))
        .column("denominator", named("denominator"))
        .column("unit", named("group"))
        .option("measure", measure(case)?)
        .option("limits", limits(case))
        .option("arithmetic", "funnelplotr")
        .option("expected-as-given", (case.flag("SHMI_rounding") == Some(false)).to_string());
    if case.number("limit") == Some(95.0) {
        request = request.option("outlier-level", "95");
    }
    for (theirs, ours) in [("trim_by", "trim"), ("multiplier", "per")] {
        if let Some(value) = case.typed(theirs) {
            request = request.option(ours, value);
        }
    }
    let range = case.arg("x_range").as_array().or(case.arg("xrange").as_array());
    if let Some(end) = range.and_then(|range| range.get(1)) {
        request = request.option("axis-end", end.to_string());
    }
    let answer = request.run()?;
    let model = answer.table("model").ok_or_else(|| MethodError::refused("the answer has no model"))?;
    let output = json!({ "model": model_of(model), "groups": groups_of(answer.main(), case, &named("group")) });
    Ok(Outcome::of(output).with_warnings(&answer))
}

fn measure(case: &Case<'_>) -> Result<&'static str, Refusal> {
    match (case.text("data_type").unwrap_or("SR"), case.text("sr_method").unwrap_or("SHMI")) {
        ("SR", "SHMI") => Ok("log-ratio"),
        ("SR", "CQC") => Ok("root-ratio"),
        ("PR", _) => Ok("proportion"),
        ("RC", _) => Ok("count-ratio"),
        _ => Err(MethodError::refused("the reference knows the data types SR, PR and RC and the methods SHMI and CQC")),
    }
}

fn limits(case: &Case<'_>) -> &'static str {
    let adjusted = case.flag("OD_adjust").or(case.flag("draw_adjusted")).unwrap_or(true);
    let unadjusted = case.flag("Poisson_limits").or(case.flag("draw_unadjusted")).unwrap_or(false);
    match (adjusted, unadjusted) {
        (true, false) => "adjusted",
        (true, true) => "both",
        (false, true) => "plain",
        (false, false) => "none",
    }
}

/// The model in the reference's shape: it has 0 where no spread was asked for.
fn model_of(model: &Table) -> Value {
    let asked = |column: &str| match model.column(column) {
        Some(Values::Number(values)) => values.iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect(),
        _ => vec![],
    };
    let used = |column: &str| json_table(model, &[("used", column)])["used"].take();
    json!({
        "phi": asked("dispersion_ratio"),
        "tau2": asked("between_variance"),
        "draw_adjusted": used("uses_adjusted_limits"),
        "draw_unadjusted": used("uses_plain_limits"),
    })
}

fn groups_of(units: &Table, case: &Case<'_>, group: &str) -> Value {
    let mut output = json_table(units, GROUPS);
    if let Some(names) = units.column(group) {
        output["group"] = (0..names.len()).map(|row| Value::from(names.shown(row))).collect();
    }
    // Ratios are not on the multiplied scale there.
    let multiplier = case.number("multiplier").unwrap_or(1.0);
    if let Some(Values::Number(values)) = units.column("value") {
        output["rr"] = values.iter().map(|value| Value::from(value / multiplier)).collect();
    }
    let zero_or_one = |column: &str| -> Value {
        match units.column(column) {
            Some(Values::Flag(flags)) => flags.iter().map(|flag| Value::from(u8::from(*flag == Some(true)))).collect(),
            _ => Value::Null,
        }
    };
    output["winsorised"] = zero_or_one("is_outermost");
    output["truncated"] = output["winsorised"].clone();
    output["outlier"] = zero_or_one("is_outlier");
    output
}
