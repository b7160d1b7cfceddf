//! What may be edited of the plans, and who answers for it: found by words, by kind, and by whether anybody does.

use super::address;
use crate::pages;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Choice, Field, FormView, Section, Shape, Sheet};
use crate::view::{CellView, ColumnView, Link, TableView};
use axum::extract::Query;
use axum::response::Response;
use commonweal_admin::{DeskError, OrganisationView};
use commonweal_app::PlanBook;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{PlanChanges, PlanKind, PlanRecord};
use std::collections::{BTreeMap, BTreeSet};

/// The most records listed at once.
const MOST_LISTED: usize = 200;

/// One record of the list.
struct Listed {
    kind: PlanKind,
    id: String,
    title: String,
    /// The organisation that answers for it, and the post within it.
    owner: Option<(String, Option<String>)>,
}

/// What was asked for.
struct Wanted {
    words: String,
    kind: Option<PlanKind>,
    /// Whether anybody answers for it.
    owned: Option<bool>,
}

impl Wanted {
    fn of(asked: &BTreeMap<String, String>) -> Self {
        let given = |name: &str| asked.get(name).map(|words| words.trim()).unwrap_or_default();
        Self {
            words: given("q").to_lowercase(),
            kind: given("kind").parse().ok(),
            owned: match given("owner") {
                "somebody" => Some(true),
                "nobody" => Some(false),
                _ => None,
            },
        }
    }

    fn has(&self, listed: &Listed) -> bool {
        let is_said = [&listed.id, &listed.title].iter().any(|said| said.to_lowercase().contains(&self.words));
        let is_owned = self.owned.is_none_or(|owned| owned == listed.owner.is_some());
        is_said && is_owned && self.kind.is_none_or(|kind| kind == listed.kind)
    }

    fn form(&self) -> FormView {
        let any = || Choice::new("", text("people.plan.any"));
        let kinds = PlanKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label()));
        let kinds = std::iter::once(any()).chain(kinds).collect();
        let somebody = Choice::new("somebody", text("people.plan.owned"));
        let owners = vec![any(), somebody, Choice::new("nobody", text("people.plan.not_owned"))];
        let owned = self.owned.map_or("", |owned| if owned { "somebody" } else { "nobody" });
        FormView::get("find", "/plan", text("people.plan.find"))
            .ask(Field::new("q", text("people.plan.words"), Shape::Search).answered(&self.words))
            .ask(
                Field::select("kind", text("people.plan.kind"), kinds).answered(self.kind.map_or("", PlanKind::as_str)),
            )
            .ask(Field::select("owner", text("people.plan.owner"), owners).answered(owned))
    }
}

/// Every record of the files and every one that people keep, as it is kept now.
fn all(book: &PlanBook, changes: PlanChanges) -> Vec<Listed> {
    let mut kept: Vec<PlanRecord> = Vec::new();
    kept.extend(changes.parts.into_iter().map(|each| PlanRecord::Part(Box::new(each.value))));
    kept.extend(changes.commitments.into_iter().map(|each| PlanRecord::Commitment(Box::new(each.value))));
    kept.extend(changes.initiatives.into_iter().map(|each| PlanRecord::Initiative(Box::new(each.value))));
    let rows = book.rows();
    let mut titles: Vec<(PlanKind, &str, &str)> = Vec::new();
    titles.extend(rows.plans.parts.iter().map(|part| (PlanKind::Part, part.id.as_str(), part.title.as_str())));
    titles.extend(rows.links.outcomes.iter().map(|each| (PlanKind::Part, each.id.as_str(), each.title.as_str())));
    let commitments = rows.plans.commitments.iter();
    titles.extend(commitments.map(|each| (PlanKind::Commitment, each.id.as_str(), each.title.as_str())));
    let initiatives = rows.plans.initiatives.iter();
    titles.extend(initiatives.map(|each| (PlanKind::Initiative, each.id.as_str(), each.title.as_str())));
    let mut owners = BTreeMap::new();
    let mut added = Vec::new();
    let known: BTreeSet<(&str, String)> =
        titles.iter().map(|(kind, id, _)| (kind.as_str(), PlanRecord::id_of(*kind, id))).collect();
    for record in &kept {
        let (kind, fields) = (record.kind(), record.fields());
        let person = fields.get("person").filter(|person| !person.trim().is_empty()).cloned();
        let owner = record.owner().map(|owner| (owner.to_owned(), person));
        let key = (kind.as_str(), record.id().to_owned());
        if !known.contains(&key) {
            let title = fields.get("title").cloned().unwrap_or_default();
            added.push(Listed { kind, id: record.id().to_owned(), title, owner: owner.clone() });
        }
        owners.insert(key, owner);
    }
    let listed = titles.iter().map(|(kind, id, title)| Listed {
        kind: *kind,
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        owner: owners.get(&(kind.as_str(), PlanRecord::id_of(*kind, id))).cloned().flatten(),
    });
    listed.chain(added).collect()
}

fn row(listed: &Listed, organisations: &[OrganisationView]) -> Vec<CellView> {
    let mut cell = CellView::link(listed.title.as_str(), address(listed.kind, &listed.id));
    cell.lines.push(listed.id.clone());
    let owner = listed.owner.as_ref().map(|(id, person)| {
        let name = organisations.iter().find(|body| body.id == *id).map_or(id.as_str(), |body| body.name.as_str());
        person.as_ref().map_or_else(|| name.to_owned(), |person| format!("{name}, {person}"))
    });
    let owner = owner.unwrap_or_else(|| text("people.plan.nobody").to_owned());
    vec![cell, CellView::words(listed.kind.label()), CellView::words(owner)]
}

/// `/plan`
pub(in crate::people) async fn list(person: Person, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    match read(&person).await {
        Ok((changes, organisations)) => sheet(&person, &Wanted::of(&asked), changes, &organisations),
        Err(error) => faults::page(person.shared(), &error),
    }
}

async fn read(person: &Person) -> Result<(PlanChanges, Vec<OrganisationView>), DeskError> {
    let desk = &person.ask.people.desk;
    Ok((desk.plan_changes().await?, desk.boards().await?))
}

fn sheet(person: &Person, wanted: &Wanted, changes: PlanChanges, organisations: &[OrganisationView]) -> Response {
    let all = all(person.ask.app.site.book(), changes);
    let found: Vec<&Listed> = all.iter().filter(|listed| wanted.has(listed)).collect();
    let columns = ["people.plan.record", "people.plan.kind", "people.plan.owner"];
    let table = TableView {
        caption: text("people.plan.heading").to_owned(),
        caption_hidden: true,
        columns: columns.iter().map(|key| ColumnView::words(text(key))).collect(),
        rows: found.iter().take(MOST_LISTED).map(|listed| row(listed, organisations)).collect(),
    };
    let (some, number) = (found.len().min(MOST_LISTED).to_string(), found.len().to_string());
    let key = match found.len() {
        0 => "people.plan.found.none",
        some if some > MOST_LISTED => "people.plan.found.more",
        _ => "people.plan.found",
    };
    let mut results = Section::default().line(say(key, &[("some", &some), ("all", &number)]));
    results.links.push(Link::new(text("people.plan.new"), "/plan/initiative/new"));
    results.table = (!found.is_empty()).then_some(table);
    Sheet::headed(text("people.plan.heading"))
        .lead(text("people.plan.about"))
        .below(vec![pages::home()])
        .form(wanted.form())
        .section(results)
        .show(person.shared())
}
