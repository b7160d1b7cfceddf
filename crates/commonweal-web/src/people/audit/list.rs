//! The entries, newest first, each as a sentence.

use super::{ASKED, database, database_choices, filter, query};
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Choice, Field, FormView, Item, Section, Shape, Sheet};
use crate::people::when;
use crate::query::{Asked, Parameters};
use crate::view::Link;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_admin::AuditView;
use commonweal_indicator::{say, text};
use commonweal_operations::audit::Action;
use commonweal_operations::{Purpose, Role};

/// `/audit`
pub(crate) async fn page(person: Person, asked: Result<Asked, QueryRejection>) -> Response {
    let desk = &person.ask.people.desk;
    let read = Parameters::read(asked, &ASKED)
        .and_then(|parameters| Ok((filter(&parameters)?, database(&parameters, desk.role())?, parameters)));
    let (filter, database, parameters) = match read {
        Ok(read) => read,
        Err(problem) => return problem.page(person.shared()),
    };
    match desk.audit_page(person.by(), database, &filter).await {
        Ok(found) => {
            let mut list = Section::headed(text("people.audit.entries"));
            list.items = found.entries.iter().map(item).collect();
            if found.entries.is_empty() {
                list = list.line(text("people.audit.none"));
            }
            if let Some(older) = found.older {
                let href = format!("/audit?{}", query(&parameters, Some(older)));
                list.links.push(Link::new(text("people.audit.older"), href));
            }
            let links = vec![
                Link::new(text("people.audit.csv"), format!("/audit.csv?{}", query(&parameters, None))),
                Link::new(text("people.verify.title"), "/audit/verify"),
            ];
            Sheet::headed(text("people.audit.title"))
                .lead(text("people.audit.about"))
                .below(vec![crate::pages::home()])
                .section(Section { links, ..Section::default() })
                .form(form(&person, &parameters))
                .section(list)
                .show(person.shared())
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

fn form(person: &Person, parameters: &Parameters) -> FormView {
    let given = |name| parameters.get(name).unwrap_or_default();
    let mut actions = vec![Choice::new("", text("people.any"))];
    actions.extend(Action::ALL.iter().map(|action| Choice::new(action.as_str(), action.label())));
    let denied = vec![Choice::new("no", text("people.audit.all")), Choice::new("yes", text("people.audit.denied"))];
    let databases = database_choices(person.ask.people.desk.role());
    let mut form = FormView::get("filter", "/audit", text("people.audit.filter"))
        .under(text("people.audit.narrow"))
        .ask(Field::new("from", text("people.field.from"), Shape::Day).answered(given("from")))
        .ask(Field::new("until", text("people.field.until"), Shape::Day).answered(given("until")))
        .ask(
            Field::text("actor", text("people.field.actor"))
                .hint(text("people.field.actor.hint"))
                .answered(given("actor")),
        )
        .ask(Field::select("action", text("people.field.action"), actions).answered(given("action")))
        .ask(Field::text("object", text("people.field.object")).answered(given("object")))
        .ask(Field::select("denied", text("people.field.outcome"), denied).answered(given("denied")));
    if databases.len() > 1 {
        form =
            form.ask(Field::select("database", text("people.field.database"), databases).answered(given("database")));
    }
    form
}

/// An entry as a sentence: when, who, as what, did what, to what.
fn item(entry: &AuditView) -> Item {
    let who = entry.actor_name.as_deref().unwrap_or(&entry.actor);
    // Words of the audit are words of ours; one of a newer program is shown as it is.
    let action = entry.action.parse::<Action>().map_or(entry.action.as_str(), |action| action.label());
    let key = if entry.allowed { "people.audit.sentence" } else { "people.audit.sentence.denied" };
    let title = say(key, &[("who", who), ("action", action), ("object", &entry.object)]);
    let mut lines =
        vec![say("people.audit.when", &[("sequence", &entry.sequence.to_string()), ("at", &when::instant(entry.at))])];
    if let (Some(role), Some(purpose)) = (&entry.role, &entry.purpose) {
        let role = role.parse::<Role>().map_or(role.as_str(), |role| role.label());
        let purpose = purpose.parse::<Purpose>().map_or(purpose.as_str(), |purpose| purpose.label());
        lines.push(say("people.purpose.choice", &[("role", role), ("purpose", purpose)]));
    }
    lines.extend(entry.organisation.clone());
    lines.extend(entry.rows.map(|rows| say("people.audit.rows", &[("rows", &rows.to_string())])));
    lines.extend(entry.reason.as_ref().map(|reason| say("people.audit.reason", &[("reason", reason)])));
    lines.extend(entry.request.as_ref().map(|id| say("people.audit.request", &[("id", id)])));
    Item { title, href: None, lines, forms: Vec::new() }
}
