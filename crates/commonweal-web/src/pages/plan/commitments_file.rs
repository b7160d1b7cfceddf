//! The commitments as a table for files and programs: each with what it was judged by.

use super::commitments::theme;
use super::sheet::{PlanColumn, file_of, number_of, words_of};
use super::{measures, names};
use crate::csv::number;
use commonweal_app::Site;
use commonweal_operations::plan::{Commitment, Node, NodeKind, PlanKind, smart};

/// The columns.
pub(crate) const COLUMNS: &[PlanColumn] = &[
    words_of("id", "Its number in the plans."),
    words_of("title", "Its name."),
    words_of(
        "status",
        "How it stands: achieved, on-track, at-risk, off-track or cannot-be-judged. It is worked out and never typed.",
    ),
    words_of("why", "Why it cannot be judged, in words with a space between."),
    words_of("judged_on", "The day it was judged on."),
    words_of("movement", "Where the latest value stands beside the start: better, unclear or worse."),
    words_of("measure", "What is measured."),
    words_of("population", "Of whom."),
    words_of("geography", "Where, as the plans have it."),
    words_of("baseline", "The value it starts from, as stated."),
    words_of("baseline_period", "When that was, as printed."),
    words_of("unit", "The unit of its values."),
    words_of("target", "The figure, as stated."),
    words_of("comparator", "How a value is compared with it."),
    number_of("target_value_used", "The figure it is judged by, in its unit."),
    words_of("target_date", "By when, as printed."),
    words_of("due", "The last day, as read."),
    words_of("due_basis", "Where that day comes from."),
    number_of("latest", "The latest released value."),
    words_of("latest_on", "The last day of its period."),
    number_of("planned", "The value that was planned for that day."),
    number_of("forecast", "The forecast for the last day."),
    number_of("forecast_lower_95", "Its lower 95% limit."),
    number_of("forecast_upper_95", "Its upper 95% limit."),
    words_of("type", "The kind of promise."),
    words_of("belongs_to", "The part of a framework it belongs to."),
    words_of("framework", "That framework, or none."),
    words_of("is_objective", "Whether it is an objective, yes or no."),
    words_of("incomplete", "Whether it lacks a figure, a start or a day, yes or no."),
    words_of("lacks", "What it lacks, in words with a space between."),
    words_of("owner", "Who answers for it, where somebody is recorded."),
    words_of("indicators", "Indicators and returns that measure it."),
    words_of("note", "What its readers noted."),
    words_of("source", "Where it stands in the documents."),
    words_of("address", "Its page."),
];

/// The table as a file.
pub(super) fn of(site: &Site, found: &[&Commitment]) -> String {
    file_of(COLUMNS, &rows(site, found))
}

/// A row for each commitment, as wide as the columns.
pub(crate) fn rows(site: &Site, found: &[&Commitment]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let on = site.plan_day().to_string();
    for commitment in found {
        let judgement = &site.judged()[&commitment.id];
        let node = Node::new(NodeKind::Commitment, &commitment.id);
        let smart = smart(commitment);
        let lacks: Vec<&str> = smart.lacks.iter().map(|lack| lack.as_str()).collect();
        let measured = measures::of(site.book(), &node).into_iter().map(|(measure, _)| measure.id.clone());
        let maybe = |words: &Option<String>| words.clone().unwrap_or_default();
        rows.push(vec![
            commitment.id.clone(),
            commitment.title.clone(),
            judgement.status.as_str().to_owned(),
            judgement.why.iter().map(|why| why.as_str()).collect::<Vec<_>>().join(" "),
            on.clone(),
            judgement.movement.map_or("", |movement| movement.as_str()).to_owned(),
            commitment.measure.clone(),
            maybe(&commitment.population),
            maybe(&commitment.geography),
            commitment.baseline.as_ref().map(ToString::to_string).unwrap_or_default(),
            maybe(&commitment.baseline_period),
            maybe(&commitment.unit),
            commitment.target.as_ref().map(ToString::to_string).unwrap_or_default(),
            commitment.comparator.map_or("", |comparator| comparator.as_str()).to_owned(),
            number(judgement.target),
            maybe(&commitment.date_words),
            judgement.due.map(|day| day.to_string()).unwrap_or_default(),
            commitment.due_basis.map_or("", |basis| basis.as_str()).to_owned(),
            number(judgement.latest.map(|(value, _)| value)),
            judgement.latest.map(|(_, day)| day.to_string()).unwrap_or_default(),
            number(judgement.planned),
            number(judgement.forecast.map(|(value, ..)| value)),
            number(judgement.forecast.map(|(_, lower, _)| lower)),
            number(judgement.forecast.map(|(.., upper)| upper)),
            commitment.kind.map_or("", |kind| kind.as_str()).to_owned(),
            maybe(&commitment.parent),
            theme(site, commitment).to_owned(),
            if smart.is_objective { "yes" } else { "no" }.to_owned(),
            if smart.is_incomplete() { "yes" } else { "no" }.to_owned(),
            lacks.join(" "),
            names::owner(site.book(), PlanKind::Commitment, &commitment.id).unwrap_or_default(),
            measured.collect::<Vec<_>>().join(" "),
            maybe(&commitment.note),
            names::cited(&commitment.citations),
            names::address(&node),
        ]);
    }
    rows
}
