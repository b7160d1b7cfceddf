//! The first page of signing in: a name and a password, or a provider.

use crate::people::answers::{Answers, OpenFilled};
use crate::people::asks::Ask;
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Problem, Section, Shape, Sheet};
use crate::view::Link;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::SignIn;
use commonweal_indicator::text;

/// `/sign-in`
pub(crate) async fn page(ask: Ask) -> Response {
    // A cookie without a session: it has ended, and whoever it belonged to is told why they see this page.
    let has_ended = ask.visitor.is_none() && ask.jar.get(Kind::Session).is_some();
    sheet(&ask, &Answers::default()).notice(has_ended.then(|| text("people.sign_in.ended").to_owned())).show(&ask.app)
}

fn sheet(ask: &Ask, answers: &Answers) -> Sheet {
    let token = ask.open_token();
    let mut sheet = Sheet::headed(text("people.sign_in.title"));
    if ask.people.desk.has_local() {
        let form = FormView::post("sign-in", "/sign-in", &token, text("people.sign_in.button"))
            .ask(Field::text("user", text("people.field.user")).autocomplete("username"))
            .ask(
                Field::new("password", text("people.field.password"), Shape::Password).autocomplete("current-password"),
            );
        sheet = sheet.form(form.filled(answers));
    }
    if ask.people.desk.has_oidc() {
        let form = FormView::post("provider", "/sign-in/oidc", &token, text("people.sign_in.provider.button")).quiet();
        sheet = sheet.section(Section::headed(text("people.sign_in.provider")).form(form));
    }
    let invitation = Link::new(text("people.sign_in.invitation"), "/invitation");
    sheet.section(Section { links: vec![invitation], ..Section::default() }.line(text("people.sign_in.help")))
}

/// What was typed.
pub(crate) async fn send(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    let mut problems = Vec::new();
    for (name, words) in [("user", "people.sign_in.no_user"), ("password", "people.sign_in.no_password")] {
        if answers.get(name).is_empty() {
            problems.push(Problem::of("sign-in", name, text(words)));
        }
    }
    if !problems.is_empty() {
        return sheet(&ask, &answers).problems(problems).show(&ask.app);
    }
    match ask.people.desk.sign_in_local(answers.get("user"), answers.get("password"), &ask.asking).await {
        Ok(SignIn::SecondFactor(pending)) => {
            ask.give(Redirect::to("/sign-in/code").into_response(), Kind::Step, pending.expose())
        }
        Ok(SignIn::Refused) => {
            ask.people.metrics.sign_in("refused");
            let problem = Problem::of("sign-in", "user", text("people.sign_in.refused"));
            sheet(&ask, &answers).problems(vec![problem]).show(&ask.app)
        }
        Ok(SignIn::Wait { until }) => {
            ask.people.metrics.sign_in("waits");
            let sheet = sheet(&ask, &answers).problems(vec![faults::wait(until)]);
            sheet.answer(&ask.app, StatusCode::TOO_MANY_REQUESTS)
        }
        Err(error) => faults::page(&ask.app, &error),
    }
}
