//! Editing what people add to the plans: who answers for it, how it goes, whether it is done. Each edit is owned, dated, kept and
//! can be undone; the public pages show it at once.

mod fields;

use crate::pages;
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::sheet::{Field, FormView, Problem, Section, Shape, Sheet};
use crate::people::{conflict, faults, when};
use crate::query::encoded;
use crate::view::{CellView, ColumnView, Link, TableView};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{DeskError, PlanSaved, PlanStep, PlanView};
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{InitiativeRecord, Node, NodeKind, PlanKind, PlanRecord};
use fields::FORM;
use std::collections::BTreeMap;

/// The most records listed at once.
const MOST_LISTED: usize = 200;

fn address(kind: PlanKind, id: &str) -> String {
    format!("/plan/{kind}/{}", encoded(id))
}

fn crumbs() -> Vec<Link> {
    vec![pages::home(), Link::new(text("people.plan.heading"), "/plan")]
}

/// The answer for an address of no kind of record.
fn nothing(person: &Person) -> Response {
    faults::page(person.shared(), &DeskError::NotFound("record of the plan"))
}

/// The public page of a record.
fn shown_at(record: &PlanRecord) -> String {
    let node = match record {
        PlanRecord::Part(part) => {
            let is_outcome = part.level == commonweal_operations::plan::OUTCOME_LEVEL;
            Node::new(if is_outcome { NodeKind::Outcome } else { NodeKind::Part }, &part.id)
        }
        PlanRecord::Commitment(commitment) => Node::new(NodeKind::Commitment, &commitment.id),
        PlanRecord::Initiative(initiative) => {
            Node::new(NodeKind::Initiative, initiative.plan_id.as_ref().unwrap_or(&initiative.id))
        }
    };
    pages::plan::address(&node)
}

/// `/plan`: everything that may be edited, found by its words.
pub(crate) async fn list(person: Person, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let wanted = asked.get("q").map(|words| words.trim().to_lowercase()).unwrap_or_default();
    let book = person.ask.app.site.book();
    let mut all: Vec<(PlanKind, &str, &str)> = Vec::new();
    all.extend(book.plans().parts.iter().map(|part| (PlanKind::Part, part.id.as_str(), part.title.as_str())));
    all.extend(book.links().outcomes.iter().map(|each| (PlanKind::Part, each.id.as_str(), each.title.as_str())));
    let commitments = book.plans().commitments.iter();
    all.extend(commitments.map(|each| (PlanKind::Commitment, each.id.as_str(), each.title.as_str())));
    let initiatives = book.plans().initiatives.iter();
    all.extend(initiatives.map(|each| (PlanKind::Initiative, each.id.as_str(), each.title.as_str())));
    let is_found = |(_, id, title): &(PlanKind, &str, &str)| {
        id.to_lowercase().contains(&wanted) || title.to_lowercase().contains(&wanted)
    };
    let found: Vec<&(PlanKind, &str, &str)> = all.iter().filter(|row| is_found(row)).collect();
    let row = |(kind, id, title): &&(PlanKind, &str, &str)| {
        let mut cell = CellView::link(*title, address(*kind, id));
        cell.lines.push((*id).to_owned());
        let owner = crate::pages::plan::owner(book, *kind, id).unwrap_or_default();
        vec![cell, CellView::words(kind.label()), CellView::words(owner)]
    };
    let columns = ["people.plan.record", "people.plan.kind", "people.plan.owner"];
    let table = TableView {
        caption: text("people.plan.heading").to_owned(),
        caption_hidden: true,
        columns: columns.iter().map(|key| ColumnView::words(text(key))).collect(),
        rows: found.iter().take(MOST_LISTED).map(row).collect(),
    };
    let (some, number) = (found.len().min(MOST_LISTED).to_string(), found.len().to_string());
    let count = say("people.plan.found", &[("some", &some), ("all", &number)]);
    let search = FormView::get("find", "/plan", text("people.plan.find"))
        .ask(Field::new("q", text("people.plan.words"), Shape::Search).answered(&wanted));
    let mut results = Section::default().line(count);
    results.links.push(Link::new(text("people.plan.new"), "/plan/initiative/new"));
    results.table = (!found.is_empty()).then_some(table);
    Sheet::headed(text("people.plan.heading"))
        .lead(text("people.plan.about"))
        .below(vec![pages::home()])
        .form(search)
        .section(results)
        .show(person.shared())
}

/// `/plan/{kind}/{id}`
pub(crate) async fn page(person: Person, Path((kind, id)): Path<(String, String)>) -> Response {
    let Ok(kind) = kind.parse::<PlanKind>() else { return nothing(&person) };
    show(&person, kind, &id, None, Vec::new(), None).await
}

async fn show(
    person: &Person,
    kind: PlanKind,
    id: &str,
    answers: Option<&Answers>,
    problems: Vec<Problem>,
    notice: Option<String>,
) -> Response {
    let book = person.ask.app.site.book();
    match person.ask.people.desk.plan_record(person.by(), book.rows(), kind, id).await {
        Ok(view) => sheet(person, &view, answers).problems(problems).notice(notice).show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn title_of(view: &PlanView) -> String {
    let fields = view.record.fields();
    let title = fields.get("title").filter(|title| !title.is_empty());
    title.map_or_else(|| view.record.id().to_owned(), |title| format!("{}: {title}", view.record.id()))
}

fn sheet(person: &Person, view: &PlanView, answers: Option<&Answers>) -> Sheet {
    let (kind, id) = (view.record.kind(), view.record.id());
    let changed = match (view.changed_at, &view.changed_by) {
        (Some(at), by) => say(
            "people.plan.changed",
            &[("at", &when::instant(at)), ("by", by.as_deref().unwrap_or(text("people.conflict.somebody")))],
        ),
        (None, _) => text("people.plan.never").to_owned(),
    };
    let mut links = Section::default();
    links.links.push(Link::new(text("people.plan.shown"), shown_at(&view.record)));
    links.links.push(Link::new(text("people.plan.history"), format!("{}/history", address(kind, id))));
    let sheet = Sheet::headed(title_of(view)).below(crumbs()).lead(changed).section(links);
    if !view.may_edit {
        return sheet.lead(text("people.plan.not_yours"));
    }
    let form = FormView::post(FORM, address(kind, id), &person.token(), text("people.save"));
    sheet.form(asking(person, form.hide("version", view.version.to_string()), view, answers))
}

fn asking(person: &Person, form: FormView, view: &PlanView, answers: Option<&Answers>) -> FormView {
    let questions = fields::questions(person.ask.app.site.book(), view.record.kind(), &view.record.fields());
    let form = questions.into_iter().fold(form, FormView::ask);
    let form = form.ask(Field::text("why", text("people.plan.why")).hint(text("people.plan.why.hint")));
    match answers {
        Some(answers) => form.filled(answers),
        None => form,
    }
}

/// The edit.
pub(crate) async fn send(
    person: Person,
    Path((kind, id)): Path<(String, String)>,
    Filled(answers): Filled,
) -> Response {
    let Ok(kind) = kind.parse::<PlanKind>() else { return nothing(&person) };
    let book = person.ask.app.site.book();
    let view = match person.ask.people.desk.plan_record(person.by(), book.rows(), kind, &id).await {
        Ok(view) => view,
        Err(error) => return faults::page(person.shared(), &error),
    };
    let record = match fields::record(kind, view.record.fields(), &answers) {
        Ok(record) => record,
        Err(problem) => return show(&person, kind, &id, Some(&answers), vec![problem], None).await,
    };
    let why = answers.trimmed("why");
    let saved = person.ask.people.desk.save_plan(person.by(), book.rows(), &record, answers.version(), why).await;
    finished(&person, (kind, &id), &answers, saved).await
}

/// The page after an edit or an undo, or what kept it from being done.
async fn finished(
    person: &Person,
    (kind, id): (PlanKind, &str),
    answers: &Answers,
    saved: Result<PlanSaved, DeskError>,
) -> Response {
    match saved {
        Ok(saved) => {
            let notice = match saved.file_problem {
                None => say("people.plan.saved", &[("version", &saved.version.to_string())]),
                Some(problem) => say("people.plan.saved.later", &[("problem", &problem)]),
            };
            show(person, kind, id, None, Vec::new(), Some(notice)).await
        }
        Err(DeskError::Conflict(found)) => {
            conflict::page(person, &found, answers, fields::labels(kind), &address(kind, id), crumbs())
        }
        Err(error) => match faults::problems(FORM, error) {
            Ok(problems) => show(person, kind, id, Some(answers), problems, None).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// An initiative that no plan has.
fn begun(id: &str) -> PlanView {
    let record = PlanRecord::Initiative(Box::new(InitiativeRecord::begun(id, "")));
    PlanView { record, version: 0, changed_at: None, changed_by: None, may_edit: true }
}

fn new_sheet(person: &Person, answers: Option<&Answers>, problems: Vec<Problem>) -> Response {
    let form = FormView::post(FORM, "/plan/initiative/new", &person.token(), text("people.save"))
        .ask(Field::text("id", text("people.plan.id")).hint(text("people.plan.id.hint")));
    Sheet::headed(text("people.plan.new"))
        .below(crumbs())
        .form(asking(person, form, &begun(""), answers))
        .problems(problems)
        .show(person.shared())
}

/// `/plan/initiative/new`
pub(crate) async fn new(person: Person) -> Response {
    new_sheet(&person, None, Vec::new())
}

/// Begins an initiative.
pub(crate) async fn send_new(person: Person, Filled(answers): Filled) -> Response {
    let book = person.ask.app.site.book();
    let Some(id) = answers.given("id") else {
        return new_sheet(&person, Some(&answers), vec![Problem::of(FORM, "id", text("people.plan.id.missing"))]);
    };
    let record = match fields::record(PlanKind::Initiative, begun(&id).record.fields(), &answers) {
        Ok(record) => record,
        Err(problem) => return new_sheet(&person, Some(&answers), vec![problem]),
    };
    let saved = person.ask.people.desk.save_plan(person.by(), book.rows(), &record, 0, answers.trimmed("why")).await;
    match saved {
        Ok(saved) => Redirect::to(&address(saved.kind, &saved.id)).into_response(),
        Err(error) => match faults::problems(FORM, error) {
            Ok(problems) => new_sheet(&person, Some(&answers), problems),
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// `/plan/{kind}/{id}/history`
pub(crate) async fn history(person: Person, Path((kind, id)): Path<(String, String)>) -> Response {
    let Ok(kind) = kind.parse::<PlanKind>() else { return nothing(&person) };
    let (desk, book) = (&person.ask.people.desk, person.ask.app.site.book());
    let view = match desk.plan_record(person.by(), book.rows(), kind, &id).await {
        Ok(view) => view,
        Err(error) => return faults::page(person.shared(), &error),
    };
    match desk.plan_history(person.by(), book.rows(), kind, &id).await {
        Ok(steps) => history_sheet(&person, &view, &steps).show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn history_sheet(person: &Person, view: &PlanView, steps: &[PlanStep]) -> Sheet {
    let (kind, id) = (view.record.kind(), view.record.id());
    let back = Link::new(title_of(view), address(kind, id));
    let mut sheet = Sheet::headed(say("people.plan.history.of", &[("what", &title_of(view))]))
        .below([crumbs(), vec![back]].concat())
        .lead(text(if steps.is_empty() { "people.plan.never" } else { "people.plan.history.about" }));
    let undo = |version: i64| {
        FormView::post(
            &format!("undo-{version}"),
            format!("{}/undo", address(kind, id)),
            &person.token(),
            &match version {
                0 => text("people.plan.undo.files").to_owned(),
                number => say("people.plan.undo", &[("version", &number.to_string())]),
            },
        )
        .quiet()
        .hide("back_to", version.to_string())
        .hide("version", view.version.to_string())
    };
    for step in steps {
        let by = step.by.as_deref().unwrap_or(text("people.conflict.somebody"));
        let places = [("version", step.version.to_string()), ("at", when::instant(step.at)), ("by", by.to_owned())];
        let heading = say("people.plan.step", &places.each_ref().map(|(key, value)| (*key, value.as_str())));
        let cell = |stored: &str| match fields::lines(stored) {
            empty if empty.is_empty() => CellView::words(text("people.nothing")),
            words => CellView::words(words.replace('\n', "; ")),
        };
        let row = |change: &commonweal_admin::PlanChange| {
            vec![CellView::words(fields::label(kind, &change.column)), cell(&change.before), cell(&change.after)]
        };
        let columns = ["people.conflict.column.field", "people.conflict.column.before", "people.plan.column.after"];
        let table = TableView {
            caption: heading.clone(),
            caption_hidden: true,
            columns: columns.iter().map(|key| ColumnView::words(text(key))).collect(),
            rows: step.changes.iter().map(row).collect(),
        };
        let mut section = Section::headed(&heading);
        section.table = (!step.changes.is_empty()).then_some(table);
        if view.may_edit && step.version != view.version {
            section = section.form(undo(step.version));
        }
        sheet = sheet.section(section);
    }
    let is_of_files = PlanRecord::of_files(kind, id, person.ask.app.site.book().rows()).is_some();
    if view.may_edit && view.version > 0 && is_of_files {
        sheet = sheet.form(undo(0));
    }
    sheet
}

/// `/plan/{kind}/{id}/undo`
pub(crate) async fn undo(
    person: Person,
    Path((kind, id)): Path<(String, String)>,
    Filled(answers): Filled,
) -> Response {
    let Ok(kind) = kind.parse::<PlanKind>() else { return nothing(&person) };
    let back_to = answers.trimmed("back_to").parse().unwrap_or(-1);
    let (desk, rows) = (&person.ask.people.desk, person.ask.app.site.book().rows());
    let saved = desk.undo_plan(person.by(), rows, (kind, &id), back_to, answers.version()).await;
    finished(&person, (kind, &id), &answers, saved).await
}
