//! Giving a role and ending one.

use super::account::show;
use super::grant_of;
use crate::people::answers::Filled;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Item, Problem};
use crate::people::when;
use axum::extract::Path;
use axum::response::Response;
use commonweal_admin::{DeskError, GrantView};
use commonweal_indicator::{say, text};

/// `/admin/accounts/{id}/grants`
pub(crate) async fn give(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let new = match grant_of("grant", &answers) {
        Ok(new) => new,
        Err(problems) => return show(&person, &id, Some(&answers), problems, None).await,
    };
    match person.ask.people.desk.give(person.by(), &id, &new).await {
        Ok(grant) => {
            let notice = say("people.grant.given", &[("role", grant.role.label())]);
            show(&person, &id, None, Vec::new(), Some(notice)).await
        }
        Err(error) => match faults::problems("grant", error) {
            Ok(problems) => show(&person, &id, Some(&answers), problems, None).await,
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// `/admin/accounts/{id}/grants/end`
pub(crate) async fn end(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let (grant, why) = (answers.get("grant"), answers.trimmed("why"));
    let done = person.ask.people.desk.end_grant(person.by(), grant, answers.version(), why).await;
    let problems = match done {
        Ok(grant) => {
            let notice = say("people.grant.ended.now", &[("role", grant.role.label())]);
            return show(&person, &id, None, Vec::new(), Some(notice)).await;
        }
        Err(DeskError::Conflict(_)) => Ok(vec![Problem::whole(text("people.act.conflict"))]),
        Err(error) => faults::problems(&form_id(grant), error),
    };
    match problems {
        Ok(problems) => show(&person, &id, None, problems, None).await,
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn form_id(grant: &str) -> String {
    format!("end-{grant}")
}

/// One role of an account, with the form that ends it.
pub(super) fn item(person: &Person, address: &str, grant: &GrantView) -> Item {
    let mut lines = vec![
        say("people.grant.scope", &[("scope", &grant.scope.to_string())]),
        say("people.grant.from", &[("day", &when::day(grant.from))]),
    ];
    lines.extend(grant.until.map(|until| say("people.grant.until", &[("day", &when::day(until))])));
    lines.extend(grant.organisation.clone());
    lines.extend(grant.agreement.as_ref().map(|id| say("people.grant.agreement", &[("id", id)])));
    lines.extend(grant.project.as_ref().map(|project| say("people.grant.project", &[("project", project)])));
    lines.extend(grant.ended.map(|day| say("people.grant.ended", &[("day", &when::day(day))])));
    let form = || {
        FormView::post(&form_id(&grant.id), format!("{address}/grants/end"), &person.token(), text("people.grant.end"))
            .quiet()
            .about(grant.role.label())
            .hide("grant", grant.id.as_str())
            .hide("version", grant.version.to_string())
            .ask(Field::text("why", text("people.field.why")))
    };
    Item {
        title: grant.role.label().to_owned(),
        href: None,
        lines,
        forms: if grant.ended.is_none() { vec![form()] } else { Vec::new() },
    }
}
