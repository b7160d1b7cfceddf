//! A new password, or a new app that makes codes, for somebody who is signed in and proves once more who they are.

use super::invitation::{factor_form, picture, recovery_codes_once};
use crate::people::answers::Filled;
use crate::people::asks::Person;
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Field, FormView, Problem, Shape, Sheet};
use crate::view::Link;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{Finish, NewFactor, PasswordChange, Proof};
use commonweal_indicator::{say, text};

fn crumbs() -> Vec<Link> {
    vec![crate::pages::home(), Link::new(text("people.account.title"), "/account")]
}

fn current() -> Field {
    Field::new("current", text("people.field.current"), Shape::Password).autocomplete("current-password")
}

fn code() -> Field {
    Field::new("code", text("people.field.code"), Shape::Code)
        .hint(text("people.field.code.hint"))
        .autocomplete("one-time-code")
}

/// `/account/password`
pub(crate) async fn password(person: Person) -> Response {
    password_sheet(&person).show(person.shared())
}

fn password_sheet(person: &Person) -> Sheet {
    let new = Field::new("password", text("people.field.new_password"), Shape::Password)
        .hint(text("people.field.new_password.hint"))
        .autocomplete("new-password");
    let again = Field::new("again", text("people.field.again"), Shape::Password).autocomplete("new-password");
    let form = FormView::post("password", "/account/password", &person.token(), text("people.password.button"));
    let form = form.ask(current()).ask(code()).ask(new).ask(again);
    Sheet::headed(text("people.password.title")).lead(text("people.password.about")).below(crumbs()).form(form)
}

/// The new password.
pub(crate) async fn send_password(person: Person, Filled(answers): Filled) -> Response {
    if let Some(wait) = person.ask.attempt() {
        return wait;
    }
    let again = |problem| password_sheet(&person).problems(vec![problem]).show(person.shared());
    if answers.get("password") != answers.get("again") {
        return again(Problem::of("password", "again", text("people.password.differ")));
    }
    let (now, new) = (answers.get("current"), answers.get("password"));
    match person.ask.people.desk.change_password(&person.visitor, now, new, answers.trimmed("code")).await {
        Ok(PasswordChange::Done { ended }) => {
            let done = say("people.password.done", &[("ended", &ended.to_string())]);
            Sheet::headed(text("people.password.title")).below(crumbs()).notice(Some(done)).show(person.shared())
        }
        Ok(PasswordChange::WrongCurrent) => again(Problem::of("password", "current", text("people.password.wrong"))),
        Ok(PasswordChange::Refused(words)) => again(Problem::of("password", "password", words)),
        Ok(PasswordChange::Wait { until }) => {
            let sheet = password_sheet(&person).problems(vec![faults::wait(until)]);
            sheet.answer(person.shared(), StatusCode::TOO_MANY_REQUESTS)
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// `/account/factor`
pub(crate) async fn factor(person: Person) -> Response {
    factor_sheet(&person).show(person.shared())
}

fn factor_sheet(person: &Person) -> Sheet {
    let form =
        FormView::post("proof", "/account/factor", &person.token(), text("people.go_on")).ask(current()).ask(code());
    Sheet::headed(text("people.factor.new")).lead(text("people.factor.new.about")).below(crumbs()).form(form)
}

/// Who they are, once more; then what the new app has to be told.
pub(crate) async fn send_factor(person: Person, Filled(answers): Filled) -> Response {
    if let Some(wait) = person.ask.attempt() {
        return wait;
    }
    let (now, code) = (answers.get("current"), answers.trimmed("code"));
    match person.ask.people.desk.new_factor(&person.visitor, now, Proof::Code(code)).await {
        Ok(NewFactor::Enrol { pending, enrol }) => {
            let sheet = Sheet::headed(text("people.factor.new")).below(crumbs()).section(picture(&enrol));
            let form = factor_form("/account/factor/check", &person.token());
            person.ask.give(sheet.form(form).show(person.shared()), Kind::Step, pending.expose())
        }
        Ok(NewFactor::WrongCurrent) => {
            let problem = Problem::of("proof", "current", text("people.password.wrong"));
            factor_sheet(&person).problems(vec![problem]).show(person.shared())
        }
        Ok(NewFactor::Wait { until }) => {
            let sheet = factor_sheet(&person).problems(vec![faults::wait(until)]);
            sheet.answer(person.shared(), StatusCode::TOO_MANY_REQUESTS)
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}

/// `/account/factor/check`: the first code of the new app makes it the one that counts.
pub(crate) async fn check_factor(person: Person, Filled(answers): Filled) -> Response {
    if let Some(wait) = person.ask.attempt() {
        return wait;
    }
    let Some(pending) = person.ask.jar.get(Kind::Step) else { return Redirect::to("/account/factor").into_response() };
    match person.ask.people.desk.finish_new_factor(&person.visitor, pending, answers.trimmed("code")).await {
        Ok(Finish::Done { recovery_codes }) => {
            let sheet = recovery_codes_once(recovery_codes, Link::new(text("people.account.title"), "/account"));
            person.ask.take(sheet.below(crumbs()).show(person.shared()), Kind::Step)
        }
        Ok(Finish::Wrong) => {
            let form = factor_form("/account/factor/check", &person.token());
            let sheet =
                Sheet::headed(text("people.factor.new")).lead(text("people.factor.shown_before")).below(crumbs());
            sheet
                .form(form)
                .problems(vec![Problem::of("factor", "code", text("people.code.wrong"))])
                .show(person.shared())
        }
        Ok(Finish::Over) => {
            let problem = Problem::whole(text("people.code.over.about"));
            person.ask.take(factor_sheet(&person).problems(vec![problem]).show(person.shared()), Kind::Step)
        }
        Err(error) => faults::page(person.shared(), &error),
    }
}
