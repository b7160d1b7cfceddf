//! One's own account: who one is here, what one may do, and where one is signed in.

use crate::people::answers::Filled;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{FormView, Item, Section, Sheet};
use crate::people::when;
use crate::view::Link;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{Choice, DeskError, SessionView};
use commonweal_indicator::{say, text};
use commonweal_operations::accounts::AccountKind;

/// `/account`
pub(crate) async fn page(person: Person) -> Response {
    match sheet(&person).await {
        Ok(sheet) => sheet.show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

async fn sheet(person: &Person) -> Result<Sheet, DeskError> {
    let desk = &person.ask.people.desk;
    let visitor = &person.visitor;
    let sessions = desk.own_sessions(visitor).await?;
    let grants = desk.choices(visitor).await?;
    let mut facts = vec![
        (text("people.field.name").to_owned(), visitor.name.clone()),
        (text("people.field.user").to_owned(), visitor.user.clone()),
    ];
    if let Some(work) = &visitor.working {
        facts.push((text("people.field.role").to_owned(), work.role.label().to_owned()));
        facts.push((text("people.field.purpose").to_owned(), work.purpose.label().to_owned()));
        facts.push((text("people.field.scope").to_owned(), work.scope.to_string()));
        facts.extend(work.organisation.clone().map(|id| (text("people.field.organisation").to_owned(), id)));
    }
    facts.push((text("people.account.ends").to_owned(), when::instant(visitor.ends.at)));
    let mut links = vec![Link::new(text("people.purpose.title"), "/sign-in/purpose")];
    if desk.has_local() && visitor.kind == AccountKind::Person {
        links.push(Link::new(text("people.password.title"), "/account/password"));
        links.push(Link::new(text("people.factor.new"), "/account/factor"));
    }
    let own = Section { facts, links, ..Section::default() };
    let extend = FormView::post("extend", "/account/extend", &person.token(), text("people.extend")).quiet();
    let may = Section { items: grants.iter().map(grant).collect(), ..Section::headed(text("people.account.grants")) };
    let mut here = Section::headed(text("people.account.sessions"));
    here.items = sessions.iter().map(|session| item(person, session)).collect();
    let all = FormView::post("others", "/account/sessions", &person.token(), text("people.account.end_all")).warning();
    here.forms = vec![all.hide("session", "all")];
    Ok(Sheet::headed(text("people.account.title")).section(own.form(extend)).section(may).section(here))
}

fn grant(choice: &Choice) -> Item {
    let mut lines = vec![say("people.grant.scope", &[("scope", &choice.scope.to_string())])];
    lines.extend(choice.until.map(|until| say("people.grant.until", &[("day", &when::day(until))])));
    lines.extend(choice.barred.clone());
    let title = say("people.purpose.choice", &[("role", choice.role.label()), ("purpose", choice.purpose.label())]);
    Item { title, href: None, lines, forms: Vec::new() }
}

fn item(person: &Person, session: &SessionView) -> Item {
    let began = when::instant(session.began);
    let title = if session.this { text("people.session.this") } else { text("people.session.other") };
    let form = FormView::post(
        &format!("end-{}", session.id),
        "/account/sessions",
        &person.token(),
        text("people.session.end"),
    )
    .quiet()
    .about(say("people.session.began", &[("at", &began)]))
    .hide("session", session.id.as_str());
    Item {
        title: title.to_owned(),
        href: None,
        lines: session_lines(session),
        forms: if session.this { Vec::new() } else { vec![form] },
    }
}

/// When a session began, what it is for and with which browser.
pub(in crate::people) fn session_lines(session: &SessionView) -> Vec<String> {
    let mut lines = vec![
        say("people.session.began", &[("at", &when::instant(session.began))]),
        say("people.session.last", &[("at", &when::instant(session.last_seen))]),
    ];
    if let (Some(role), Some(purpose)) = (&session.role, &session.purpose) {
        lines.push(say("people.purpose.choice", &[("role", role.label()), ("purpose", purpose.label())]));
    }
    if !session.agent.is_empty() {
        lines.push(session.agent.clone());
    }
    lines
}

/// `/account/extend`: the button above every page.
pub(crate) async fn extend(person: Person, Filled(_): Filled) -> Response {
    match person.ask.people.desk.extend(&person.visitor).await {
        Ok(_) => Redirect::to("/account").into_response(),
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// `/account/sessions`: ends one session, or all of them.
pub(crate) async fn end_session(person: Person, Filled(answers): Filled) -> Response {
    let desk = &person.ask.people.desk;
    let done = match answers.get("session") {
        "all" => desk.sign_out_everywhere(&person.visitor).await.map(|_| ()),
        one => desk.end_own_session(&person.visitor, one).await.map(|_| ()),
    };
    match done {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => faults::page(person.shared(), &error),
    }
}
