//! Columns and options that control charts share.

use commonweal_stats::Polarity;
use commonweal_stats::control_chart::Baseline;

use crate::error::MethodError;
use crate::method::{Choice, Kind, Role, may_have, needs};
use crate::request::Request;

pub(super) const DATE: Role =
    needs("date", "when each point was measured: dates, dates with times, or numbers; one point of each in a group");

pub(super) const TARGETS: Role =
    may_have("targets", "a target of each row, instead of --target; that of a group's last row decides assurance");

pub(super) const TRAJECTORY: Role = may_have("trajectory", "a planned value of each row, shown beside the chart");

pub(super) const REBASE_REASON: Role =
    may_have("rebase_reason", "why mean and limits start anew at this row; empty where they do not");

pub(super) const IMPROVEMENT: Choice = Choice {
    name: "improvement",
    help: "which direction is good; neutral calls no change good or bad",
    kind: Kind::Word(&["increase", "decrease", "neutral"]),
    default: "neutral",
};

pub(super) const TARGET: Choice =
    Choice { name: "target", help: "the target of every group", kind: Kind::Number, default: "" };

pub(super) const REBASE: Choice = Choice {
    name: "rebase",
    help: "dates of points at which mean and limits start anew, each with its reason: 2024-04-01=new clinic,2025-04-01",
    kind: Kind::Text,
    default: "",
};

pub(super) const BASELINE: Choice = Choice {
    name: "baseline",
    help: "fix mean and limits after this many points of each segment, 12 or more; else every point counts",
    kind: Kind::Count,
    default: "",
};

pub(super) const KEEP_OUTLIERS: Choice = Choice {
    name: "keep-outliers",
    help: "let every moving range count; else those of 3.267 times the average or more are left out of the limits",
    kind: Kind::Flag,
    default: "false",
};

pub(super) fn baseline(request: &Request<'_>) -> Result<Baseline, MethodError> {
    let points = request.count("baseline")?.map(|points| usize::try_from(points).unwrap_or(usize::MAX));
    let has_ranges = request.method().options.iter().any(|choice| choice.name == KEEP_OUTLIERS.name);
    Ok(Baseline { screen_outliers: !(has_ranges && request.is_on("keep-outliers")?), points })
}

pub(super) fn polarity(request: &Request<'_>) -> Result<Polarity, MethodError> {
    Ok(match request.text("improvement")? {
        Some("increase") => Polarity::HigherIsBetter,
        Some("decrease") => Polarity::LowerIsBetter,
        _ => Polarity::Neutral,
    })
}
