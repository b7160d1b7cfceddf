//! The last step of signing in: under which role, for which purpose?

use crate::people::answers::Filled;
use crate::people::asks::Person;
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Choice, Field, FormView, Problem, Section, Shape, Sheet};
use crate::people::when;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{Choice as Grant, Choose};
use commonweal_indicator::{say, text};
use commonweal_operations::Purpose;

/// `/sign-in/purpose`
pub(crate) async fn page(person: Person) -> Response {
    show(&person, Vec::new()).await
}

async fn show(person: &Person, problems: Vec<Problem>) -> Response {
    match person.ask.people.desk.choices(&person.visitor).await {
        Ok(grants) => sheet(person, &grants).problems(problems).show(person.shared()),
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn sheet(person: &Person, grants: &[Grant]) -> Sheet {
    let choices = choices(grants);
    let mut sheet = Sheet::headed(text("people.purpose.title")).lead(text("people.purpose.about"));
    if choices.is_empty() {
        sheet = sheet.lead(text("people.purpose.none"));
    } else {
        let field = Field { choices, ..Field::new("choice", text("people.field.purpose"), Shape::Radios) };
        sheet =
            sheet.form(FormView::post("purpose", "/sign-in/purpose", &person.token(), text("people.go_on")).ask(field));
    }
    let closed: Vec<String> = grants.iter().filter_map(why_not).collect();
    if !closed.is_empty() {
        let section = Section::headed(text("people.purpose.closed"));
        sheet = sheet.section(closed.into_iter().fold(section, Section::line));
    }
    sheet
}

/// Each role with each of its purposes. Where there is but one, it is chosen already.
fn choices(grants: &[Grant]) -> Vec<Choice> {
    let mut choices = Vec::new();
    for grant in grants.iter().filter(|grant| grant.barred.is_none()) {
        let places = [("role", grant.role.label()), ("purpose", grant.purpose.label())];
        let value = format!("{}|{}", grant.grant, grant.purpose);
        choices.push(Choice { hint: Some(hint(grant)), ..Choice::new(value, say("people.purpose.choice", &places)) });
    }
    if let [only] = choices.as_mut_slice() {
        only.is_chosen = true;
    }
    choices
}

fn hint(grant: &Grant) -> String {
    let mut parts = vec![say("people.grant.scope", &[("scope", &grant.scope.to_string())])];
    parts.extend(grant.organisation_name.clone());
    parts.extend(grant.project.as_ref().map(|project| say("people.grant.project", &[("project", project)])));
    parts.extend(grant.until.map(|until| say("people.grant.until", &[("day", &when::day(until))])));
    parts.join(", ")
}

fn why_not(grant: &Grant) -> Option<String> {
    let words = grant.barred.as_ref()?;
    Some(say("people.purpose.why_not", &[("role", grant.role.label()), ("why", words)]))
}

/// The choice.
pub(crate) async fn send(person: Person, Filled(answers): Filled) -> Response {
    let chosen = answers.get("choice").split_once('|').and_then(|(grant, purpose)| {
        let purpose: Purpose = purpose.parse().ok()?;
        Some((grant.to_owned(), purpose))
    });
    let Some((grant, purpose)) = chosen else {
        return show(&person, vec![Problem::of("purpose", "choice", text("people.purpose.choose"))]).await;
    };
    match person.ask.people.desk.choose(&person.visitor, &grant, purpose).await {
        Ok(Choose::In(signed_in)) => {
            let answer = Redirect::to(person.ask.next()).into_response();
            let answer = person.ask.give(answer, Kind::Session, signed_in.cookie.expose());
            person.ask.take(answer, Kind::Next)
        }
        Ok(Choose::SignInAgain(words) | Choose::Refused(words)) => {
            show(&person, vec![Problem::of("purpose", "choice", words)]).await
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}
