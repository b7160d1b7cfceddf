//! Editing what people add to the plans: who answers for it, how it goes, whether it is done. Each edit is owned, dated, kept and
//! can be undone; the public pages show it within seconds.

mod fields;
mod list;

use crate::pages;
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::sheet::{Field, FormView, Problem, Section, Sheet};
use crate::people::{conflict, faults, when};
use crate::query::encoded;
use crate::view::{CellView, ColumnView, Link, TableView};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{DeskError, OrganisationView, PlanSaved, PlanStep, PlanView};
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{InitiativeRecord, Node, NodeKind, PlanKind, PlanRecord};
use fields::FORM;

pub(in crate::people) use list::list;

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
    let (desk, book) = (&person.ask.people.desk, person.ask.app.site.book());
    let view = match desk.plan_record(person.by(), book.rows(), kind, id).await {
        Ok(view) => view,
        Err(error) => return faults::page(person.shared(), &error),
    };
    match desk.boards().await {
        Ok(organisations) => {
            let sheet = sheet(person, &view, &organisations, answers);
            sheet.problems(problems).notice(notice).show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn title_of(view: &PlanView) -> String {
    let fields = view.record.fields();
    let title = fields.get("title").filter(|title| !title.is_empty());
    title.map_or_else(|| view.record.id().to_owned(), |title| format!("{}: {title}", view.record.id()))
}

fn sheet(person: &Person, view: &PlanView, organisations: &[OrganisationView], answers: Option<&Answers>) -> Sheet {
    let (kind, id) = (view.record.kind(), view.record.id());
    let changed = match (view.changed_at, &view.changed_by) {
        (Some(at), by) => say(
            "people.plan.changed",
            &[("at", &when::instant(at)), ("by", by.as_deref().unwrap_or(text("people.conflict.somebody")))],
        ),
        (None, _) => text("people.plan.never").to_owned(),
    };
    let mut links = Section::default();
    links.links.push(Link::new(text("people.plan.public"), shown_at(&view.record)));
    links.links.push(Link::new(text("people.plan.history"), format!("{}/history", address(kind, id))));
    let sheet = Sheet::headed(title_of(view)).below(crumbs()).lead(changed).section(links);
    if !view.may_edit {
        return sheet.lead(text("people.plan.not_yours"));
    }
    let form = FormView::post(FORM, address(kind, id), &person.token(), text("people.save"));
    sheet.form(asking(form.hide("version", view.version.to_string()), &view.record, organisations, answers))
}

fn asking(
    form: FormView,
    record: &PlanRecord,
    organisations: &[OrganisationView],
    answers: Option<&Answers>,
) -> FormView {
    let questions = fields::questions(organisations, record.kind(), &record.fields());
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

/// The page after an edit, or what kept it from being done.
async fn finished(
    person: &Person,
    (kind, id): (PlanKind, &str),
    answers: &Answers,
    saved: Result<PlanSaved, DeskError>,
) -> Response {
    match saved {
        Ok(saved) => show(person, kind, id, None, Vec::new(), Some(notice(&saved))).await,
        Err(DeskError::Conflict(found)) => {
            conflict::page(person, &found, answers, fields::labels(kind), &address(kind, id), crumbs())
        }
        Err(error) => match faults::problems(FORM, error) {
            Ok(problems) => show(person, kind, id, Some(answers), problems, None).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// What is said after a save.
fn notice(saved: &PlanSaved) -> String {
    match &saved.file_problem {
        None => say("people.plan.saved", &[("version", &saved.version.to_string())]),
        Some(problem) => say("people.plan.saved.later", &[("problem", problem)]),
    }
}

/// An initiative that no plan has.
fn begun(id: &str) -> PlanRecord {
    PlanRecord::Initiative(Box::new(InitiativeRecord::begun(id, "")))
}

async fn new_sheet(person: &Person, answers: Option<&Answers>, problems: Vec<Problem>) -> Response {
    let organisations = match person.ask.people.desk.boards().await {
        Ok(organisations) => organisations,
        Err(error) => return faults::page(person.shared(), &error),
    };
    let form = FormView::post(FORM, "/plan/initiative/new", &person.token(), text("people.save"))
        .ask(Field::text("id", text("people.plan.id")).hint(text("people.plan.id.hint")));
    Sheet::headed(text("people.plan.new"))
        .below(crumbs())
        .form(asking(form, &begun(""), &organisations, answers))
        .problems(problems)
        .show(person.shared())
}

/// `/plan/initiative/new`
pub(crate) async fn new(person: Person) -> Response {
    new_sheet(&person, None, Vec::new()).await
}

/// Begins an initiative.
pub(crate) async fn send_new(person: Person, Filled(answers): Filled) -> Response {
    let book = person.ask.app.site.book();
    let Some(id) = answers.given("id") else {
        let missing = Problem::of(FORM, "id", text("people.plan.id.missing"));
        return new_sheet(&person, Some(&answers), vec![missing]).await;
    };
    let record = match fields::record(PlanKind::Initiative, begun(&id).fields(), &answers) {
        Ok(record) => record,
        Err(problem) => return new_sheet(&person, Some(&answers), vec![problem]).await,
    };
    let saved = person.ask.people.desk.save_plan(person.by(), book.rows(), &record, 0, answers.trimmed("why")).await;
    match saved {
        Ok(saved) => Redirect::to(&address(saved.kind, &saved.id)).into_response(),
        Err(error) => match faults::problems(FORM, error) {
            Ok(problems) => new_sheet(&person, Some(&answers), problems).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// `/plan/{kind}/{id}/history`
pub(crate) async fn history(person: Person, Path((kind, id)): Path<(String, String)>) -> Response {
    let Ok(kind) = kind.parse::<PlanKind>() else { return nothing(&person) };
    versions(&person, (kind, &id), Vec::new(), StatusCode::OK).await
}

async fn versions(
    person: &Person,
    (kind, id): (PlanKind, &str),
    problems: Vec<Problem>,
    status: StatusCode,
) -> Response {
    let (desk, book) = (&person.ask.people.desk, person.ask.app.site.book());
    let view = match desk.plan_record(person.by(), book.rows(), kind, id).await {
        Ok(view) => view,
        Err(error) => return faults::page(person.shared(), &error),
    };
    match desk.plan_history(person.by(), book.rows(), kind, id).await {
        Ok(steps) => history_sheet(person, &view, &steps).problems(problems).answer(person.shared(), status),
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
    match desk.undo_plan(person.by(), rows, (kind, &id), back_to, answers.version()).await {
        Ok(saved) => show(&person, kind, &id, None, Vec::new(), Some(notice(&saved))).await,
        // A way back has no words of its own to save: whoever asked looks at the versions again, the newest among them.
        Err(DeskError::Conflict(found)) => {
            let by = found.by.as_deref().unwrap_or(text("people.conflict.somebody"));
            let problem = Problem::whole(say("people.plan.undo.conflict", &[("by", by)]));
            versions(&person, (kind, &id), vec![problem], StatusCode::CONFLICT).await
        }
        Err(error) => match faults::problems(FORM, error) {
            Ok(problems) => {
                let whole = problems.into_iter().map(|problem| Problem::whole(problem.words)).collect();
                versions(&person, (kind, &id), whole, StatusCode::BAD_REQUEST).await
            }
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}
