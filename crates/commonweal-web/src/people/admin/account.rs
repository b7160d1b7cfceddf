//! One account: who it is, what it may work as, where it is signed in, and what can be done to it.

use super::{grant_fields, grants};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::pages::account::session_lines;
use crate::people::sheet::{Field, FormView, Item, Problem, Section, Sheet, admin_crumbs};
use crate::people::{conflict, faults, when};
use crate::view::Link;
use axum::extract::Path;
use axum::response::Response;
use commonweal_admin::{AccountEdit, AccountView, DeskError, SessionView};
use commonweal_indicator::{say, text};
use commonweal_operations::accounts::{AccountKind, AccountState};

const LABELS: conflict::Labels =
    &[("name", "display_name", "people.field.name"), ("organisation", "organisation", "people.field.organisation")];

/// `/admin/accounts/{id}`
pub(crate) async fn page(person: Person, Path(id): Path<String>) -> Response {
    show(&person, &id, None, Vec::new(), None).await
}

/// The page of an account, with what was typed and what is wrong with it.
pub(super) async fn show(
    person: &Person,
    id: &str,
    answers: Option<&Answers>,
    problems: Vec<Problem>,
    notice: Option<String>,
) -> Response {
    match sheet(person, id, answers).await {
        Ok(sheet) => sheet.problems(problems).notice(notice).show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

async fn sheet(person: &Person, id: &str, answers: Option<&Answers>) -> Result<Sheet, DeskError> {
    let desk = &person.ask.people.desk;
    let account = desk.account(person.by(), id).await?;
    let sessions = desk.sessions_of(person.by(), &account.id).await?;
    let address = format!("/admin/accounts/{}", account.id);
    let mut edit = FormView::post("edit", address.as_str(), &person.token(), text("people.save"))
        .hide("version", account.version.to_string())
        .ask(Field::text("name", text("people.field.name")).answered(&account.name))
        .ask(
            Field::text("organisation", text("people.field.organisation"))
                .hint(text("people.field.organisation.hint"))
                .answered(account.organisation.as_deref().unwrap_or_default()),
        );
    let mut give = FormView::post("grant", format!("{address}/grants"), &person.token(), text("people.grant.give"));
    give.fields = grant_fields();
    if let Some(answers) = answers {
        edit = if answers.given("name").is_some() { edit.filled(answers) } else { edit };
        give = if answers.given("role").is_some() { give.filled(answers) } else { give };
    }
    let mut held = Section::headed(text("people.account.grants"));
    held.items = account.grants.iter().map(|grant| grants::item(person, &address, grant)).collect();
    if account.grants.is_empty() {
        held = held.line(text("people.grant.none"));
    }
    let mut sheet = Sheet::headed(account.name.as_str())
        .below(admin_crumbs(&[(text("people.accounts.title"), "/admin/accounts")]))
        .section(Section { facts: facts(&account), ..Section::default() });
    if account.state == AccountState::Ended {
        return Ok(sheet.section(held));
    }
    sheet = sheet.section(Section::headed(text("people.edit")).form(edit)).section(held);
    if account.kind == AccountKind::Person {
        sheet = sheet.section(Section::headed(text("people.grant.give")).form(give));
    }
    Ok(sheet.section(here(&sessions)).section(acts(person, &account, &address)))
}

fn facts(account: &AccountView) -> Vec<(String, String)> {
    let mut facts = vec![
        (text("people.field.user").to_owned(), account.user.clone()),
        (text("people.field.kind").to_owned(), account.kind.label().to_owned()),
        (text("people.field.state").to_owned(), account.state.label().to_owned()),
        (text("people.field.way").to_owned(), account.way.label().to_owned()),
    ];
    facts.extend(account.owner.clone().map(|owner| (text("people.field.owner").to_owned(), owner)));
    facts.extend(account.purpose.map(|purpose| (text("people.field.purpose").to_owned(), purpose.label().to_owned())));
    facts.extend(account.expires_on.map(|day| (text("people.field.until").to_owned(), when::day(day))));
    let last = account.last_sign_in.map_or_else(|| text("people.never").to_owned(), when::instant);
    facts.push((text("people.field.last_sign_in").to_owned(), last));
    facts
}

fn here(sessions: &[SessionView]) -> Section {
    let mut section = Section::headed(text("people.account.sessions"));
    let item = |session: &SessionView| Item {
        title: text("people.session.other").to_owned(),
        href: None,
        lines: session_lines(session),
        forms: Vec::new(),
    };
    section.items = sessions.iter().map(item).collect();
    if sessions.is_empty() { section.line(text("people.session.none")) } else { section }
}

/// Suspend, resume, reset, end: each a form of its own, with a reason that the audit keeps.
fn acts(person: &Person, account: &AccountView, address: &str) -> Section {
    let form = |what: &str, key: &str| {
        FormView::post(what, format!("{address}/state"), &person.token(), text(key))
            .hide("version", account.version.to_string())
            .hide("act", what)
    };
    let why = |what: &str, key: &str| {
        form(what, key).ask(Field::text("why", text("people.field.why")).hint(text("people.field.why.hint")))
    };
    let mut section = Section::headed(text("people.account.acts"));
    if account.state == AccountState::Suspended {
        section = section.form(why("resume", "people.act.resume"));
    } else {
        section = section.form(why("suspend", "people.act.suspend").quiet());
    }
    section = match account.kind {
        AccountKind::Person => section.form(form("reset", "people.act.reset").quiet()),
        AccountKind::Service => section.form(form("key", "people.act.key").quiet()),
    };
    section.form(form("sessions", "people.act.sessions").quiet()).form(why("end", "people.act.end").warning())
}

/// A changed name or organisation.
pub(crate) async fn send(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let edit = AccountEdit { name: answers.trimmed("name").to_owned(), organisation: answers.given("organisation") };
    match person.ask.people.desk.edit_account(person.by(), &id, &edit, answers.version()).await {
        Ok(account) => {
            let saved = say("people.saved", &[("what", &account.name)]);
            show(&person, &account.id, None, Vec::new(), Some(saved)).await
        }
        Err(DeskError::Conflict(found)) => {
            let crumbs: Vec<Link> = admin_crumbs(&[(text("people.accounts.title"), "/admin/accounts")]);
            conflict::page(&person, &found, &answers, LABELS, &format!("/admin/accounts/{id}"), crumbs)
        }
        Err(error) => match faults::problems("edit", error) {
            Ok(problems) => show(&person, &id, Some(&answers), problems, None).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}
