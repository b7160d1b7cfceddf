//! Inviting somebody: who they are and what they may work as. The code is shown here, once.

use super::{grant_fields, grant_of};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Problem, Section, Sheet, admin_crumbs};
use crate::people::when;
use crate::view::Link;
use axum::response::Response;
use commonweal_admin::{Invitation, NewAccount};
use commonweal_indicator::{say, text};

/// `/admin/accounts/new`
pub(crate) async fn page(person: Person) -> Response {
    sheet(&person, &Answers::default(), Vec::new()).show(person.shared())
}

fn crumbs() -> Vec<Link> {
    admin_crumbs(&[(text("people.accounts.title"), "/admin/accounts")])
}

fn sheet(person: &Person, answers: &Answers, problems: Vec<Problem>) -> Sheet {
    let mut form = FormView::post("invite", "/admin/accounts/new", &person.token(), text("people.invite.button"))
        .ask(Field::text("user", text("people.field.user")).hint(text("people.field.user.hint")))
        .ask(Field::text("name", text("people.field.name")));
    form.fields.extend(grant_fields());
    Sheet::headed(text("people.invite.title"))
        .lead(text("people.invite.about"))
        .below(crumbs())
        .form(form.filled(answers))
        .problems(problems)
}

/// The invitation.
pub(crate) async fn send(person: Person, Filled(answers): Filled) -> Response {
    let first = match grant_of("invite", &answers) {
        Ok(first) => first,
        Err(problems) => return sheet(&person, &answers, problems).show(person.shared()),
    };
    let new = NewAccount {
        user: answers.trimmed("user").to_owned(),
        name: answers.trimmed("name").to_owned(),
        organisation: answers.given("organisation"),
    };
    match person.ask.people.desk.invite(person.by(), &new, Some(&first)).await {
        Ok(invitation) => shown_once(&invitation).show(person.shared()),
        Err(error) => match faults::problems("invite", error) {
            Ok(problems) => sheet(&person, &answers, problems).show(person.shared()),
            Err(error) => faults::page(person.shared(), &error),
        },
    }
}

/// The code of an invitation or a reset, which nobody can read again.
pub(super) fn shown_once(invitation: &Invitation) -> Sheet {
    let account = &invitation.account;
    let links = vec![Link::new(account.name.as_str(), format!("/admin/accounts/{}", account.id))];
    let section = Section {
        codes: vec![invitation.code.expose().to_owned()],
        links,
        ..Section::headed(text("people.invite.code"))
    };
    let until = when::instant(invitation.expires);
    Sheet::headed(say("people.invite.done", &[("name", &account.name)]))
        .below(crumbs())
        .lead(say("people.invite.once", &[("until", &until)]))
        .section(section)
}
