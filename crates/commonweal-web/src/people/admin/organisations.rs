//! Organisations and boards: the list, and one of them to edit.

use super::{table, words};
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
    match person.ask.people.desk.organisations(person.by()).await {
        Ok(all) => {
            let columns = [
                text("people.field.name"),
                text("people.field.kind"),
                text("people.field.parent"),
                text("people.field.oversees"),
            ];
            let mut section = Section { links: vec![Link::new(text("boards.title"), "/boards")], ..Section::default() };
            if all.is_empty() {
                section = section.line(text("people.organisations.none"));
            } else {
                let rows = all.iter().map(|one| row(one, &all)).collect();
                section.table = Some(table(text("people.organisations.title"), &columns, rows));
            }
            Sheet::headed(text("people.organisations.title"))
                .below(admin_crumbs(&[]))
                .section(section)
                .show(person.shared())
        }
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
    let mut parents = vec![Choice::new("", text("people.nothing"))];
    let others = all.iter().filter(|other| other.id != known.id);
    parents.extend(others.map(|other| Choice::new(other.id.as_str(), other.name.as_str())));
    let kinds = words(OrganisationKind::ALL, OrganisationKind::as_str, OrganisationKind::label);
    let address = format!("/admin/organisations/{}", known.id);
    FormView::post("edit", address, &person.token(), text("people.save"))
        .hide("version", known.version.to_string())
        .ask(Field::text("name", text("people.field.name")).answered(&known.name))
        .ask(Field::select("kind", text("people.field.kind"), kinds).answered(known.kind.as_str()))
        .ask(
            Field::select("parent", text("people.field.parent"), parents)
                .answered(known.parent.as_deref().unwrap_or_default()),
        )
        .ask(Field::new("oversees", text("people.field.oversees"), Shape::Long).answered(&known.oversees))
}

/// A changed organisation.
pub(crate) async fn send(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let kind = match answers.trimmed("kind").parse::<OrganisationKind>() {
        Ok(kind) => kind,
        Err(error) => {
            let problem = Problem::of("edit", "kind", error.to_string());
            return show(&person, &id, Some(&answers), vec![problem], None).await;
        }
    };
    let edit = OrganisationEdit {
        name: answers.trimmed("name").to_owned(),
        kind,
        parent: answers.given("parent"),
        oversees: answers.trimmed("oversees").to_owned(),
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
