//! The initiatives as a table for files and programs: each with its row and its record.

use super::initiatives::{UNRECORDED, kept, networks, places, served, ticked};
use super::sheet::{PlanColumn, file_of, number_of, words_of};
use super::{initiative, names};
use commonweal_app::Site;
use commonweal_operations::plan::{Initiative, Node, NodeKind, PlanKind};

/// The columns.
pub(crate) const COLUMNS: &[PlanColumn] = &[
    words_of("id", "Its number in the plans, or that of its own record."),
    words_of("title", "Its name."),
    words_of("places", "Where, with ; between."),
    words_of("networks", "Its primary care networks, with ; between."),
    words_of("cohort", "For whom, in words."),
    words_of("cohort_ids", "Cohorts of the plans it is for."),
    words_of("activity", "What is done."),
    words_of("access", "Whether it is about access: yes, no or blank."),
    words_of("experience", "Whether it is about experience: yes, no or blank."),
    words_of("outcomes", "Whether it is about outcomes: yes, no or blank."),
    words_of("system_strategy", "Ticked for the strategy of the system: yes, no or blank."),
    words_of("joint_strategy", "Ticked for the joint strategy: yes, no or blank."),
    words_of("core20plus5", "Ticked for Core20PLUS5: yes, no or blank."),
    words_of("clinical_area", "Its clinical area."),
    words_of("period", "When, as printed."),
    words_of("kind", "Its kind."),
    words_of("stage", "How far it is; not-recorded where nobody keeps a record."),
    words_of("rating", "How its owner says it goes, where that is fresh."),
    words_of("rating_reason", "Why."),
    words_of("rated_on", "The day of the rating."),
    words_of("owner", "Who answers for it, where somebody is recorded."),
    words_of("partners", "Who takes part, or the lead as stated."),
    words_of("from", "The first day."),
    words_of("until", "The last day."),
    number_of("money_pounds", "Money, in whole pounds."),
    words_of("serves", "Parts of frameworks it is aligned to; proposed unless the plans say so."),
    words_of("moves", "Indicators and returns it is meant to move; proposed unless the plans say so."),
    words_of("reported_result", "What the text reports of it."),
    words_of("referral_destination", "Where people are sent."),
    words_of("note", "What its readers noted."),
    words_of("source", "Where it stands in the documents."),
    words_of("address", "Its page."),
];

/// The table as a file.
pub(super) fn of(site: &Site, found: &[&Initiative]) -> String {
    file_of(COLUMNS, &rows(site, found))
}

/// A row for each initiative, as wide as the columns.
pub(crate) fn rows(site: &Site, found: &[&Initiative]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let book = site.book();
    for each in found {
        let record = kept(book, each);
        let node = Node::new(NodeKind::Initiative, &each.id);
        let served = served(book, each);
        let cohorts = book.graph().below(&node).filter(|(below, _)| below.kind == NodeKind::Cohort);
        let rating = record.and_then(|kept| kept.rating_on(site.plan_day()));
        let moves: Vec<&str> =
            served.iter().filter(|node| node.kind != NodeKind::Part).map(|node| node.id.as_str()).collect();
        let maybe = |words: &Option<String>| words.clone().unwrap_or_default();
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let partners = record.map(|kept| kept.partners.join("; ")).filter(|names| !names.is_empty());
        rows.push(vec![
            each.id.clone(),
            each.title.clone(),
            places(book, each).join("; "),
            networks(book, each).join("; "),
            maybe(&each.cohort),
            cohorts.map(|(cohort, _)| cohort.id.as_str()).collect::<Vec<_>>().join(" "),
            maybe(&each.activity),
            ticked(each.equity[0]).to_owned(),
            ticked(each.equity[1]).to_owned(),
            ticked(each.equity[2]).to_owned(),
            ticked(each.ticks[0]).to_owned(),
            ticked(each.ticks[1]).to_owned(),
            ticked(each.ticks[2]).to_owned(),
            maybe(&each.clinical_area),
            maybe(&each.period),
            each.kind.clone(),
            record.map_or(UNRECORDED, |kept| kept.stage.as_str()).to_owned(),
            rating.map_or("", |rating| rating.rag.as_str()).to_owned(),
            rating.map(|rating| rating.reason.clone()).unwrap_or_default(),
            day(rating.map(|rating| rating.on)),
            names::owner(book, PlanKind::Initiative, &each.id).unwrap_or_default(),
            partners.or_else(|| each.lead.clone()).unwrap_or_default(),
            day(record.and_then(|kept| kept.from)),
            day(record.and_then(|kept| kept.until)),
            record.and_then(|kept| kept.money_pounds).map(|pounds| pounds.to_string()).unwrap_or_default(),
            initiative::ids_of(&served, NodeKind::Part).replace(", ", " "),
            moves.join(" "),
            maybe(&each.reported_result),
            maybe(&each.referral_destination),
            maybe(&each.note),
            names::cited(&each.citations),
            names::address(&node),
        ]);
    }
    rows
}
