//! What each thing of the plans is called, where its page is, where it stands in the documents, and what contradicts it.

use super::sheet::{Block, Note};
use crate::query::encoded;
use crate::routes::App;
use crate::view::Link;
use crate::words;
use commonweal_app::{PlanBook, Site};
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{
    Basis, Citation, Contradiction, FRAMEWORKS, Framework, Node, NodeKind, Part, PlanKind,
};
use jiff::civil::Date;

/// Where a thing has its page.
pub(crate) fn address(node: &Node) -> String {
    let id = encoded(&node.id);
    match node.kind {
        NodeKind::Commitment => format!("/commitments/{id}"),
        NodeKind::Initiative => format!("/initiatives/{id}"),
        _ => format!("/line/{id}"),
    }
}

/// Its name; its id where nothing has the id.
pub(super) fn title(site: &Site, node: &Node) -> String {
    let (book, id) = (site.book(), node.id.as_str());
    let (plans, links) = (book.plans(), book.links());
    let found = match node.kind {
        NodeKind::Part => plans.part(id).map(|part| part.title.clone()),
        NodeKind::Commitment => plans.commitment(id).map(|commitment| commitment.title.clone()),
        NodeKind::Initiative => plans.initiative(id).map(|initiative| initiative.title.clone()),
        NodeKind::Cohort => plans.cohorts.iter().find(|cohort| cohort.id == id).map(|cohort| cohort.name.clone()),
        NodeKind::Outcome => links.outcomes.iter().find(|outcome| outcome.id == id).map(|each| each.title.clone()),
        NodeKind::Return => links.returns.iter().find(|told| told.id == id).map(|told| told.title.clone()),
        NodeKind::Indicator => book.indicator_title(id).map(str::to_owned),
    };
    found.unwrap_or_else(|| id.to_owned())
}

/// A link to it under its name.
pub(super) fn link(site: &Site, node: &Node) -> Link {
    Link::new(title(site, node), address(node))
}

/// What it is, as a reader says it: a part of a framework by its level.
pub(super) fn kind(site: &Site, node: &Node) -> &'static str {
    let part = site.book().plans().part(&node.id).filter(|_| node.kind == NodeKind::Part);
    part.and_then(|part| part.level).map_or(node.kind.label(), |level| level.label())
}

/// The framework that a part belongs to, where its list is in one.
pub(super) fn framework_of(part: &Part) -> Option<&'static Framework> {
    FRAMEWORKS.iter().find(|framework| framework.sets.contains(&part.set.as_str()))
}

/// Where a framework has its page.
pub(super) fn framework_address(framework: &Framework) -> String {
    format!("/framework/{}", framework.id)
}

/// Who says so, with a capital.
pub(super) fn basis(basis: Basis) -> String {
    words::capital(basis.label())
}

/// Who says that a part or an outcome is one: the record of it, else the files.
pub(super) fn basis_of(book: &PlanBook, node: &Node) -> Basis {
    if let Some(record) = book.changes().part(&node.id) {
        return record.value.basis;
    }
    let outcome = book.links().outcomes.iter().find(|outcome| outcome.id == node.id).and_then(|outcome| outcome.basis);
    let told = book.links().returns.iter().find(|told| told.id == node.id).and_then(|told| told.basis);
    match node.kind {
        NodeKind::Outcome => outcome.unwrap_or(Basis::Proposed),
        NodeKind::Return => told.unwrap_or(Basis::Proposed),
        _ => Basis::Stated,
    }
}

/// The name of an organisation of the plans; its id where they have none of it.
pub(super) fn organisation(book: &PlanBook, id: &str) -> String {
    let known = book.plans().organisations.iter().find(|organisation| organisation.id == id);
    known.map_or_else(|| id.to_owned(), |organisation| organisation.name.clone())
}

/// Where people of this site change a record; none where the site has no accounts.
pub(super) fn change(app: &App, kind: PlanKind, id: &str) -> Option<Link> {
    let is_kept = app.people.is_some();
    is_kept.then(|| Link::new(text("people.plan.change"), format!("/plan/{kind}/{id}")))
}

/// Who answers for a part, a commitment or an initiative, where somebody said so.
pub(super) fn owner(book: &PlanBook, kind: PlanKind, id: &str) -> Option<String> {
    let changes = book.changes();
    let (organisation_id, person) = match kind {
        PlanKind::Part => changes.part(id).map(|kept| (&kept.value.organisation_id, &kept.value.person))?,
        PlanKind::Commitment => changes.commitment(id).map(|kept| (&kept.value.organisation_id, &kept.value.person))?,
        PlanKind::Initiative => changes.initiative(id).map(|kept| (&kept.value.organisation_id, &kept.value.person))?,
    };
    let organisation_id = Some(organisation_id.as_str()).filter(|id| !id.is_empty())?;
    let name = organisation(book, organisation_id);
    Some(match person.as_deref().filter(|person| !person.trim().is_empty()) {
        Some(person) => format!("{name}, {person}"),
        None => name,
    })
}

/// The documents by the beginning of their files' names.
const DOCUMENTS: [(&str, &str); 5] = [
    ("000_", "Health Inequalities Plan (2022)"),
    ("001_", "Integrated Care Strategy 2023-27"),
    ("002_", "Mid Nottinghamshire place plan 2024/25"),
    ("003_", "Mid Nottinghamshire breakthrough objectives 2020/21 (a proposal)"),
    ("004_", "Better Care Fund plan 2021-22"),
];

/// Where something stands in the documents.
pub(super) fn cited(citations: &[Citation]) -> String {
    let name = |file: &str| {
        let known = DOCUMENTS.iter().find(|(start, _)| file.starts_with(start));
        known.map_or_else(|| file.to_owned(), |(_, title)| (*title).to_owned())
    };
    let line = |citation: &Citation| {
        let line = citation.line.to_string();
        say("plan.cited", &[("document", &name(&citation.document)), ("line", &line)])
    };
    citations.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// The contradictions that touch a row, as a block; nothing where none does.
pub(super) fn notes_about(book: &PlanBook, id: &str) -> Vec<Block> {
    let notes: Vec<Note> = book.links().contradictions_about(id).map(note).collect();
    if notes.is_empty() { Vec::new() } else { vec![Block::Notes(notes)] }
}

pub(super) fn note(contradiction: &Contradiction) -> Note {
    Note {
        number: contradiction.number.clone(),
        title: contradiction.title.clone(),
        says: contradiction.says.clone(),
        handled: contradiction.handled.clone(),
    }
}

/// That what people added cannot be read, where it cannot.
pub(super) fn unread(book: &PlanBook) -> Option<String> {
    book.changes_problem().map(|problem| say("plan.unread", &[("problem", problem)]))
}

/// A day as a reader says it.
pub(super) fn day(date: Date) -> String {
    words::day(date.day(), date.month(), date.year())
}

/// `3 initiatives`, `one initiative`, `no initiative`: by the keys of the three.
pub(super) fn counted(number: usize, none: &str, one: &str, many: &str) -> String {
    match number {
        0 => text(none).to_owned(),
        1 => text(one).to_owned(),
        number => say(many, &[("number", &number.to_string())]),
    }
}
