//! Organisations and boards: the list, and one of them to edit.

use super::{table, words};
use crate::pages::boards;
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::sheet::{Choice, Field, FormView, Problem, Section, Shape, Sheet, admin_crumbs};
use crate::people::{conflict, faults};
use crate::view::{CellView, Link};
use axum::extract::Path;
use axum::response::Response;
use commonweal_admin::{DeskError, OrganisationEdit, OrganisationView};
use commonweal_indicator::{say, text};
use commonweal_operations::organisations::OrganisationKind;

const LABELS: conflict::Labels = &[
    ("name", "name", "people.field.name"),
    ("kind", "kind", "people.field.kind"),
    ("parent", "parent", "people.field.parent"),
    ("oversees", "note", "people.field.oversees"),
];

/// `/admin/organisations`
pub(crate) async fn page(person: Person) -> Response {
    list(&person, None).await
}

async fn list(person: &Person, notice: Option<String>) -> Response {
    match person.ask.people.desk.organisations(person.by()).await {
        Ok(all) => {
            let columns = [
                text("people.field.name"),
                text("people.field.kind"),
                text("people.field.parent"),
                text("people.field.oversees"),
            ];
            let links = vec![
                Link::new(text("people.organisations.new"), "/admin/organisations/new"),
                Link::new(text("boards.title"), "/boards"),
            ];
            let mut section = Section { links, ..Section::default() };
            if all.is_empty() {
                let button = text("people.organisations.seed");
                let seed = FormView::post("seed", "/admin/organisations", &person.token(), button);
                section = section.line(text("people.organisations.none")).form(seed);
            } else {
                let rows = all.iter().map(|one| row(one, &all)).collect();
                section.table = Some(table(text("people.organisations.title"), &columns, rows));
            }
            Sheet::headed(text("people.organisations.title"))
                .below(admin_crumbs(&[]))
                .section(section)
                .notice(notice)
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// Takes over the organisations that the plans name; those that are kept already stay as they are.
pub(crate) async fn seed(person: Person, Filled(_): Filled) -> Response {
    match person.ask.people.desk.seed_organisations(person.by(), &boards::of_plans()).await {
        Ok(added) => list(&person, Some(say("people.organisations.seeded", &[("added", &added.to_string())]))).await,
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn name_of<'a>(id: &'a str, all: &'a [OrganisationView]) -> &'a str {
    all.iter().find(|one| one.id == id).map_or(id, |one| one.name.as_str())
}

fn row(one: &OrganisationView, all: &[OrganisationView]) -> Vec<CellView> {
    vec![
        CellView::link(one.name.as_str(), format!("/admin/organisations/{}", one.id)),
        CellView::words(one.kind.label()),
        CellView::words(one.parent.as_deref().map(|parent| name_of(parent, all)).unwrap_or_default()),
        CellView::words(one.oversees.as_str()),
    ]
}

/// `/admin/organisations/{id}`
pub(crate) async fn one(person: Person, Path(id): Path<String>) -> Response {
    show(&person, &id, None, Vec::new(), None).await
}

async fn show(
    person: &Person,
    id: &str,
    answers: Option<&Answers>,
    problems: Vec<Problem>,
    notice: Option<String>,
) -> Response {
    let all = match person.ask.people.desk.organisations(person.by()).await {
        Ok(all) => all,
        Err(error) => return faults::page(person.shared(), &error),
    };
    let Some(known) = all.iter().find(|known| known.id == id) else {
        return faults::page(person.shared(), &DeskError::NotFound("organisation"));
    };
    let mut form = form(person, known, &all);
    if let Some(answers) = answers {
        form = form.filled(answers);
    }
    Sheet::headed(known.name.as_str())
        .below(crumbs())
        .form(form)
        .problems(problems)
        .notice(notice)
        .show(person.shared())
}

fn crumbs() -> Vec<Link> {
    admin_crumbs(&[(text("people.organisations.title"), "/admin/organisations")])
}

fn form(person: &Person, known: &OrganisationView, all: &[OrganisationView]) -> FormView {
    let address = format!("/admin/organisations/{}", known.id);
    let mut form = FormView::post("edit", address, &person.token(), text("people.save"))
        .hide("version", known.version.to_string());
    for field in fields(all, Some(&known.id)) {
        let value = match field.name {
            "name" => known.name.as_str(),
            "kind" => known.kind.as_str(),
            "parent" => known.parent.as_deref().unwrap_or_default(),
            _ => known.oversees.as_str(),
        };
        form = form.ask(field.answered(value));
    }
    form
}

/// The questions about an organisation. It may report to any other.
fn fields(all: &[OrganisationView], itself: Option<&str>) -> Vec<Field> {
    let mut parents = vec![Choice::new("", text("people.nothing"))];
    let others = all.iter().filter(|other| itself != Some(other.id.as_str()));
    parents.extend(others.map(|other| Choice::new(other.id.as_str(), other.name.as_str())));
    let kinds = words(OrganisationKind::ALL, OrganisationKind::as_str, OrganisationKind::label);
    vec![
        Field::text("name", text("people.field.name")),
        Field::select("kind", text("people.field.kind"), kinds),
        Field::select("parent", text("people.field.parent"), parents),
        Field::new("oversees", text("people.field.oversees"), Shape::Long),
    ]
}

/// `/admin/organisations/new`
pub(crate) async fn new(person: Person) -> Response {
    show_new(&person, &Answers::default(), Vec::new()).await
}

async fn show_new(person: &Person, answers: &Answers, problems: Vec<Problem>) -> Response {
    match person.ask.people.desk.organisations(person.by()).await {
        Ok(all) => {
            let id =
                Field::text("id", text("people.field.organisation_id")).hint(text("people.field.organisation_id.hint"));
            let mut form =
                FormView::post("edit", "/admin/organisations/new", &person.token(), text("people.save")).ask(id);
            form.fields.extend(fields(&all, None));
            Sheet::headed(text("people.organisations.new"))
                .below(crumbs())
                .form(form.filled(answers))
                .problems(problems)
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// A new organisation.
pub(crate) async fn send_new(person: Person, Filled(answers): Filled) -> Response {
    let edit = match edit_of(&answers) {
        Ok(edit) => edit,
        Err(problem) => return show_new(&person, &answers, vec![problem]).await,
    };
    let id = answers.trimmed("id");
    match person.ask.people.desk.add_organisation(person.by(), id, &edit).await {
        Ok(added) => list(&person, Some(say("people.saved", &[("what", &added.name)]))).await,
        Err(error) => match faults::problems("edit", error) {
            Ok(problems) => show_new(&person, &answers, problems).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

fn edit_of(answers: &Answers) -> Result<OrganisationEdit, Problem> {
    let kind = answers.trimmed("kind").parse::<OrganisationKind>();
    Ok(OrganisationEdit {
        name: answers.trimmed("name").to_owned(),
        kind: kind.map_err(|error| Problem::of("edit", "kind", error.to_string()))?,
        parent: answers.given("parent"),
        oversees: answers.trimmed("oversees").to_owned(),
    })
}

/// A changed organisation.
pub(crate) async fn send(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let edit = match edit_of(&answers) {
        Ok(edit) => edit,
        Err(problem) => return show(&person, &id, Some(&answers), vec![problem], None).await,
    };
    match person.ask.people.desk.save_organisation(person.by(), &id, &edit, answers.version()).await {
        Ok(saved) => {
            let notice = say("people.saved", &[("what", &saved.name)]);
            show(&person, &id, None, Vec::new(), Some(notice)).await
        }
        Err(DeskError::Conflict(found)) => {
            let address = format!("/admin/organisations/{id}");
            conflict::page(&person, &found, &answers, LABELS, &address, crumbs())
        }
        Err(error) => match faults::problems("edit", error) {
            Ok(problems) => show(&person, &id, Some(&answers), problems, None).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}
