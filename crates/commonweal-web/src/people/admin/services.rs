//! Accounts of programs: each has one role, one purpose, an owner and a last day. The key is shown here, once.

use super::{day_of, table, words};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Problem, Section, Shape, Sheet, admin_crumbs};
use crate::people::when;
use crate::view::{CellView, Link};
use axum::response::Response;
use commonweal_admin::{AccountFilter, AccountView, NewService};
use commonweal_indicator::{say, text};
use commonweal_operations::accounts::AccountKind;
use commonweal_operations::{Purpose, Role, Scope};

/// `/admin/service-accounts`
pub(crate) async fn page(person: Person) -> Response {
    let filter = AccountFilter { kind: Some(AccountKind::Service), ..AccountFilter::default() };
    match person.ask.people.desk.accounts(person.by(), &filter).await {
        Ok(found) => {
            let mut section = Section::default();
            section.links.push(Link::new(text("people.service.new"), "/admin/service-accounts/new"));
            if found.next.is_some() {
                section.links.push(Link::new(text("people.more"), "/admin/accounts?kind=service"));
            }
            let columns = [
                text("people.field.name"),
                text("people.field.state"),
                text("people.field.purpose"),
                text("people.field.until"),
                text("people.field.owner"),
            ];
            if found.rows.is_empty() {
                section = section.line(text("people.service.none"));
            } else {
                let rows = found.rows.iter().map(row).collect();
                section.table = Some(table(text("people.services.title"), &columns, rows));
            }
            Sheet::headed(text("people.services.title"))
                .lead(text("people.services.about"))
                .below(admin_crumbs(&[]))
                .section(section)
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn row(account: &AccountView) -> Vec<CellView> {
    let day = account.expires_on.map(when::day).unwrap_or_default();
    vec![
        CellView::link(account.name.as_str(), format!("/admin/accounts/{}", account.id)),
        CellView::words(account.state.label()),
        CellView::words(account.purpose.map(Purpose::label).unwrap_or_default()),
        CellView::words(day),
        CellView::words(account.owner.as_deref().unwrap_or_default()),
    ]
}

/// `/admin/service-accounts/new`
pub(crate) async fn new(person: Person) -> Response {
    sheet(&person, &Answers::default(), Vec::new()).show(person.shared())
}

fn crumbs() -> Vec<Link> {
    admin_crumbs(&[(text("people.services.title"), "/admin/service-accounts")])
}

fn sheet(person: &Person, answers: &Answers, problems: Vec<Problem>) -> Sheet {
    let roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| role.is_granted() && role.facts().may_be_service).collect();
    let form = FormView::post("service", "/admin/service-accounts/new", &person.token(), text("people.service.button"))
        .ask(Field::text("name", text("people.field.service")).hint(text("people.field.service.hint")))
        .ask(Field::text("owner", text("people.field.owner")).hint(text("people.field.owner.hint")))
        .ask(Field::select("role", text("people.field.role"), words(&roles, Role::as_str, Role::label)))
        .ask(Field::select(
            "purpose",
            text("people.field.purpose"),
            words(Purpose::ALL, Purpose::as_str, Purpose::label),
        ))
        .ask(Field::text("scope", text("people.field.scope")).hint(text("people.field.scope.hint")))
        .ask(Field::new("until", text("people.field.until"), Shape::Day).hint(text("people.field.service.until")))
        .ask(
            Field::text("organisation", text("people.field.organisation")).hint(text("people.field.organisation.hint")),
        )
        .ask(Field::text("project", text("people.field.project")).hint(text("people.field.project.hint")));
    Sheet::headed(text("people.service.new")).below(crumbs()).form(form.filled(answers)).problems(problems)
}

fn service_of(answers: &Answers) -> Result<NewService, Vec<Problem>> {
    let mut wrong = Vec::new();
    let role = answers.trimmed("role").parse::<Role>();
    let purpose = answers.trimmed("purpose").parse::<Purpose>();
    let scope = answers.trimmed("scope").parse::<Scope>();
    for (field, error) in [
        ("role", role.as_ref().err().map(ToString::to_string)),
        ("purpose", purpose.as_ref().err().map(ToString::to_string)),
        ("scope", scope.as_ref().err().map(ToString::to_string)),
    ] {
        wrong.extend(error.map(|words| Problem::of("service", field, words)));
    }
    let until = day_of("service", answers, "until", &mut wrong);
    if until.is_none() && wrong.is_empty() {
        wrong.push(Problem::of("service", "until", text("people.day.wrong")));
    }
    match (role, purpose, scope, until) {
        (Ok(role), Ok(purpose), Ok(scope), Some(until)) if wrong.is_empty() => Ok(NewService {
            name: answers.trimmed("name").to_owned(),
            owner: answers.trimmed("owner").to_owned(),
            role,
            scope,
            purpose,
            until,
            organisation: answers.given("organisation"),
            project: answers.given("project"),
        }),
        _ => Err(wrong),
    }
}

/// The new account of a program.
pub(crate) async fn send(person: Person, Filled(answers): Filled) -> Response {
    let new = match service_of(&answers) {
        Ok(new) => new,
        Err(problems) => return sheet(&person, &answers, problems).show(person.shared()),
    };
    match person.ask.people.desk.service_add(person.by(), &new).await {
        Ok((account, key)) => key_once(&account.id, &account.name, key.expose()).show(person.shared()),
        Err(error) => match faults::problems("service", error) {
            Ok(problems) => sheet(&person, &answers, problems).show(person.shared()),
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// A key, which nobody can read again.
pub(super) fn key_once(id: &str, name: &str, key: &str) -> Sheet {
    let links = vec![Link::new(text("people.account.back"), format!("/admin/accounts/{id}"))];
    let codes = vec![key.to_owned()];
    Sheet::headed(say("people.service.done", &[("name", name)]))
        .below(crumbs())
        .lead(text("people.service.once"))
        .section(Section { codes, links, ..Section::headed(text("people.service.key")) })
}
