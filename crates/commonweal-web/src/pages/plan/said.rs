//! How a commitment stands, in plain words that say no more than what was computed.

use super::names::day;
use crate::words::capital;
use commonweal_chart::format;
use commonweal_disclosure::Comparison;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Commitment, CommitmentKind, Figure, Judgement, Smart, Status, Way, Why};
use jiff::civil::Date;

/// The shape that stands before a status.
pub(super) const fn mark(status: Status) -> Comparison {
    match status {
        Status::Achieved | Status::OnTrack => Comparison::Better,
        Status::AtRisk => Comparison::Similar,
        Status::OffTrack => Comparison::Worse,
        Status::CannotBeJudged => Comparison::NotCompared,
    }
}

/// A value with its unit.
pub(super) fn value(number: f64, unit: Option<&str>) -> String {
    format::sentence(number, unit.unwrap_or_default())
}

/// Why a commitment stands as it does, as sentences. `decided` is the value of its day, where that is past.
pub(super) fn why(commitment: &Commitment, judgement: &Judgement, decided: Option<(f64, Date)>) -> Vec<String> {
    let unit = commitment.unit.as_deref();
    let mut said = Vec::new();
    if judgement.status == Status::CannotBeJudged {
        said.push(say("plan.why.cannot", &[("reasons", &reasons(judgement))]));
    }
    if let Some((decided, on)) = decided {
        said.push(say("plan.why.decided", &[("value", &value(decided, unit)), ("day", &day(on))]));
    }
    let target = judgement.target.map(|target| value(target, unit));
    let due = judgement.due.map(day);
    if let Some((latest, on)) = judgement.latest {
        let (latest, on) = (value(latest, unit), day(on));
        said.push(say("plan.why.latest", &[("value", &latest), ("day", &on)]));
    }
    if let (Some(planned), Some((_, on))) = (judgement.planned, judgement.latest) {
        said.push(say("plan.why.planned", &[("value", &value(planned, unit)), ("day", &day(on))]));
    }
    if let (Some(target), Some(due)) = (&target, &due) {
        said.push(say("plan.why.target", &[("value", target), ("day", due)]));
    }
    if let (Some((point, lower, upper)), Some(due)) = (judgement.forecast, &due) {
        let limits = format::limits(lower, upper, unit.unwrap_or_default());
        let places = [("value", value(point, unit)), ("limits", limits), ("day", due.clone())];
        let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
        said.push(say("plan.why.forecast", &places));
    }
    if let Some(movement) = judgement.movement {
        said.push(format!("{}.", capital(movement.label())));
    }
    if judgement.assumed_day {
        said.push(text("plan.why.assumed").to_owned());
    }
    said
}

/// Why nothing can be said, as a list in a sentence.
pub(super) fn reasons(judgement: &Judgement) -> String {
    judgement.why.iter().map(|why| why.label()).collect::<Vec<_>>().join("; ")
}

/// What an objective lacks: `Incomplete: it has no day`; nothing where nothing is missing or it is no objective.
pub(super) fn lacks(smart: &Smart) -> Option<String> {
    let lacks: Vec<&str> = smart.lacks.iter().map(|lack| lack.label()).collect();
    let key = if smart.is_incomplete() { "plan.incomplete" } else { "plan.lacks" };
    (smart.is_objective && !lacks.is_empty()).then(|| say(key, &[("lacks", &lacks.join("; "))]))
}

/// The figure aimed at, with how it is compared.
pub(super) fn promise(commitment: &Commitment) -> String {
    if commitment.kind == Some(CommitmentKind::Milestone) {
        return text("outcomes.milestone").to_owned();
    }
    let unit = commitment.unit.as_deref().unwrap_or_default();
    let figure = commitment.target.as_ref().map(|target| match (target, unit) {
        (Figure::Number(number), "%") => format!("{number}%"),
        (Figure::Number(number), "number" | "") => format!("{number}"),
        (Figure::Number(number), unit) => format!("{number} {unit}"),
        (Figure::Range(..), "%") => format!("{target}%"),
        (other, _) => other.to_string(),
    });
    let comparator = commitment.comparator.map(|comparator| capital(comparator.label()));
    match (figure, comparator) {
        (Some(figure), Some(comparator)) => format!("{comparator}: {figure}"),
        (Some(figure), None) => figure,
        (None, Some(comparator)) => comparator,
        (None, None) => commitment.comparator_words.clone().unwrap_or_default(),
    }
}

/// Where it starts from, as stated; that nothing is stated where it would be needed.
pub(super) fn baseline(commitment: &Commitment) -> String {
    let Some(baseline) = &commitment.baseline else { return text("plan.baseline.none").to_owned() };
    let stated = match (baseline, commitment.unit.as_deref()) {
        (Figure::Number(number), Some("%")) => format!("{number}%"),
        (other, _) => other.to_string(),
    };
    match commitment.baseline_period.as_deref() {
        Some(period) => say("outcomes.from.period", &[("value", &stated), ("period", period)]),
        None => say("plan.baseline.undated", &[("value", &stated)]),
    }
}

/// The day, as printed, and where it comes from.
pub(super) fn due(commitment: &Commitment) -> (String, Option<String>) {
    let printed = commitment.date_words.clone().or_else(|| commitment.due.map(day));
    let printed = printed.unwrap_or_else(|| text("outcomes.no_date").to_owned());
    let basis = commitment.due_basis.filter(|_| commitment.due.is_some() || commitment.has_assumed_day());
    let line = match (commitment.due, basis) {
        (Some(due), Some(basis)) => Some(format!("{}, {}", day(due), basis.label())),
        (Some(due), None) => Some(day(due)),
        (None, Some(basis)) => Some(capital(basis.label())),
        (None, None) => commitment.due_basis.map(|basis| capital(basis.label())),
    };
    (printed, line)
}

/// What a way to a figure is called.
pub(super) fn way(way: Way) -> &'static str {
    match way {
        Way::Straight => text("plan.way.straight"),
        Way::Damped => text("plan.way.damped"),
    }
}

/// Whether a scenario of growth is what is missing.
pub(super) fn lacks_growth(judgement: &Judgement) -> bool {
    judgement.why.contains(&Why::NoGrowthScenario)
}
