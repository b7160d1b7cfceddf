//! Running it: accounts and their roles, organisations, agreements, how long things are kept, the system itself.

pub(super) mod account;
pub(super) mod account_state;
pub(super) mod accounts;
pub(super) mod agreement;
pub(super) mod agreements;
pub(super) mod grants;
pub(super) mod home;
pub(super) mod invite;
pub(super) mod organisations;
pub(super) mod owners;
pub(super) mod retention;
pub(super) mod services;
pub(super) mod system;

use super::answers::Answers;
use super::sheet::{Choice, Field, Problem, Shape};
use crate::view::{CellView, ColumnView, TableView};
use commonweal_admin::NewGrant;
use commonweal_indicator::text;
use commonweal_operations::{Role, Scope};
use jiff::civil::Date;

/// A day of a form. Nothing is a valid answer; something else than a day is not.
fn day_of(form: &str, answers: &Answers, name: &'static str, wrong: &mut Vec<Problem>) -> Option<Date> {
    let given = answers.given(name)?;
    let day = given.parse::<Date>().ok();
    if day.is_none() {
        wrong.push(Problem::of(form, name, text("people.day.wrong")));
    }
    day
}

/// A day that must be there.
fn needed_day(form: &str, answers: &Answers, name: &'static str, wrong: &mut Vec<Problem>) -> Date {
    if answers.given(name).is_none() {
        wrong.push(Problem::of(form, name, text("people.day.wrong")));
    }
    day_of(form, answers, name, wrong).unwrap_or(Date::ZERO)
}

/// Every word of an enumeration as a choice.
fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str, label: fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(word(*one), label(*one))).collect()
}

/// The questions about what somebody may work as.
fn grant_fields() -> Vec<Field> {
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(|role| role.is_granted()).collect();
    vec![
        Field::select("role", text("people.field.role"), words(&roles, Role::as_str, Role::label)),
        Field::text("scope", text("people.field.scope")).hint(text("people.field.scope.hint")),
        Field::new("from", text("people.field.from"), Shape::Day).hint(text("people.field.from.hint")),
        Field::new("until", text("people.field.until"), Shape::Day).hint(text("people.field.until.hint")),
        Field::text("organisation", text("people.field.organisation")).hint(text("people.field.organisation.hint")),
        Field::text("agreement", text("people.field.agreement")).hint(text("people.field.agreement.hint")),
        Field::text("project", text("people.field.project")).hint(text("people.field.project.hint")),
    ]
}

/// What was answered to them.
fn grant_of(form: &str, answers: &Answers) -> Result<NewGrant, Vec<Problem>> {
    let mut wrong = Vec::new();
    let role = answers.trimmed("role").parse::<Role>();
    let scope = answers.trimmed("scope").parse::<Scope>();
    if let Err(error) = &role {
        wrong.push(Problem::of(form, "role", error.to_string()));
    }
    if let Err(error) = &scope {
        wrong.push(Problem::of(form, "scope", error.to_string()));
    }
    let from = day_of(form, answers, "from", &mut wrong);
    let until = day_of(form, answers, "until", &mut wrong);
    match (role, scope) {
        (Ok(role), Ok(scope)) if wrong.is_empty() => Ok(NewGrant {
            role,
            scope,
            from,
            until,
            organisation: answers.given("organisation"),
            agreement: answers.given("agreement"),
            project: answers.given("project"),
        }),
        _ => Err(wrong),
    }
}

/// A table of words.
fn table(caption: &str, columns: &[&str], rows: Vec<Vec<CellView>>) -> TableView {
    TableView {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns: columns.iter().map(|label| ColumnView::words(*label)).collect(),
        rows,
    }
}
