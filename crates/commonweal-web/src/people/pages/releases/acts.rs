//! Approving, returning and withdrawing: each a form with words that are kept.

use super::{Failure, address, crumbs, done, is_made, may_withdraw, named, one, reads_reports};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::sheet::{Field, FormView, Problem, Shape, Sheet};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::DeskError;
use commonweal_app::proposals::{self, ReleaseView};
use commonweal_indicator::{say, text};

/// The words that a form asks for, or a problem beside their field.
fn words_of(form: &str, field: &str, answers: &Answers, missing: &str) -> Result<String, Problem> {
    answers.given(field).ok_or_else(|| Problem::of(form, field, text(missing)))
}

/// `/releases/{id}/approve`
pub(crate) async fn approve(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let remark = match words_of("approve", "remark", &answers, "releases.remark.missing") {
        Ok(remark) => remark,
        Err(problem) => return one::show(&person, &id, Some(&answers), vec![problem], None).await,
    };
    let (version, release, said) = (answers.version(), id.clone(), remark.clone());
    let acted = done(&person, async move |desk, by, workspace| {
        proposals::approve(desk, by, workspace, &release, Some(version), &said).await
    });
    finished(&person, &id, "approve", &answers, &remark, acted.await, "releases.approved").await
}

/// `/releases/{id}/return`
pub(crate) async fn give_back(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let reason = match words_of("return", "reason", &answers, "releases.reason.missing") {
        Ok(reason) => reason,
        Err(problem) => return one::show(&person, &id, Some(&answers), vec![problem], None).await,
    };
    let (version, release, said) = (answers.version(), id.clone(), reason.clone());
    let acted = done(&person, async move |desk, by, workspace| {
        proposals::give_back(desk, by, workspace, &release, Some(version), &said).await
    });
    finished(&person, &id, "return", &answers, &reason, acted.await, "releases.returned").await
}

/// The page after an act, or what kept it from being done.
async fn finished(
    person: &Person,
    id: &str,
    form: &str,
    answers: &Answers,
    typed: &str,
    acted: Result<ReleaseView, Failure>,
    notice: &str,
) -> Response {
    match acted {
        Ok(view) => {
            let notice = if notice == "releases.approved" && !is_made(person, &view) {
                "releases.approved.later"
            } else {
                notice
            };
            one::show(person, id, None, Vec::new(), Some(named(notice, &view))).await
        }
        Err(Failure::Desk(DeskError::Conflict(found))) => {
            one::show_conflict(person, id, found.by.as_deref(), typed).await
        }
        Err(failure) => match failure.problems(form) {
            Ok(problems) => one::show(person, id, Some(answers), problems, None).await,
            Err(failure) => failure.page(person),
        },
    }
}

/// `/releases/{id}/withdraw`
pub(crate) async fn withdraw(person: Person, Path(id): Path<String>) -> Response {
    withdrawal(&person, &id, None, Vec::new(), StatusCode::OK).await
}

async fn withdrawal(
    person: &Person,
    id: &str,
    answers: Option<&Answers>,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Response {
    let release = id.to_owned();
    let found = done(person, async move |desk, by, workspace| proposals::one(desk, by, workspace, &release).await);
    let view = match found.await {
        Ok(view) => view,
        Err(failure) => return failure.page(person),
    };
    let mut crumbs = crumbs();
    if reads_reports(person) {
        crumbs.push(crate::view::Link::new(view.id.as_str(), address(&view.id)));
    }
    let mut sheet = Sheet::headed(named("releases.withdraw.heading", &view)).below(crumbs).problems(problems);
    if may_withdraw(person, &view) {
        let reason = Field::new("reason", text("releases.reason"), Shape::Long).hint(text("releases.withdraw.hint"));
        let form = FormView::post(
            "withdraw",
            format!("{}/withdraw", address(&view.id)),
            &person.token(),
            text("releases.withdraw"),
        )
        .warning()
        .hide("version", view.version.to_string())
        .ask(reason);
        let about = if view.is_current { "releases.withdraw.current" } else { "releases.withdraw.other" };
        sheet = sheet.lead(text(about)).form(match answers {
            Some(answers) => form.filled(answers),
            None => form,
        });
    } else {
        sheet = sheet.lead(say("releases.withdraw.not_now", &[("state", view.state.label())]));
        if !view.reason.is_empty() {
            sheet = sheet.lead(view.reason.as_str());
        }
    }
    sheet.answer(person.shared(), status)
}

/// The form once more, with what was typed and what is wrong with it.
async fn again(person: &Person, id: &str, answers: &Answers, problems: Vec<Problem>, status: StatusCode) -> Response {
    withdrawal(person, id, Some(answers), problems, status).await
}

/// The withdrawal.
pub(crate) async fn send_withdraw(person: Person, Path(id): Path<String>, Filled(answers): Filled) -> Response {
    let reason = match words_of("withdraw", "reason", &answers, "releases.reason.missing") {
        Ok(reason) => reason,
        Err(problem) => return again(&person, &id, &answers, vec![problem], StatusCode::BAD_REQUEST).await,
    };
    let (version, release, said) = (answers.version(), id.clone(), reason.clone());
    let acted = done(&person, async move |desk, by, workspace| {
        proposals::withdraw(desk, by, workspace, &release, Some(version), &said).await
    });
    match acted.await {
        Ok(_) => Redirect::to("/releases").into_response(),
        Err(Failure::Desk(DeskError::Conflict(found))) => {
            let by = found.by.as_deref().unwrap_or(text("people.conflict.somebody"));
            let words = say("releases.withdraw.conflict", &[("by", by), ("typed", reason.as_str())]);
            again(&person, &id, &answers, vec![Problem::whole(words)], StatusCode::CONFLICT).await
        }
        Err(failure) => match failure.problems("withdraw") {
            Ok(problems) => again(&person, &id, &answers, problems, StatusCode::BAD_REQUEST).await,
            Err(failure) => failure.page(&person),
        },
    }
}
