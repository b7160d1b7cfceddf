//! How does a refusal become a page? Whoever may not see a record gets what a stranger gets for one that is not there.

use super::limits::Wait;
use super::sheet::Problem;
use super::when;
use crate::error::PageError;
use crate::routes::Shared;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use commonweal_admin::DeskError;
use commonweal_indicator::{say, text};
use jiff::Timestamp;

/// The page of an error that no form can show.
pub(crate) fn page(shared: &Shared, error: &DeskError) -> Response {
    match error {
        DeskError::Forbidden | DeskError::NotFound(_) | DeskError::WrongRole { .. } => {
            PageError::no_page().page(shared)
        }
        DeskError::Refused(_) | DeskError::Form(_) | DeskError::Conflict(_) => PageError::of_people(
            StatusCode::BAD_REQUEST,
            "refused",
            text("people.refused.heading"),
            error.to_string(),
            text("people.refused.do"),
        )
        .page(shared),
        other => PageError::internal(other).page(shared),
    }
}

/// What a form can say about an error, beside its fields; the error itself where it is not about the form.
pub(crate) fn problems(form: &str, error: DeskError) -> Result<Vec<Problem>, DeskError> {
    match error {
        DeskError::Refused(words) => Ok(vec![Problem::whole(words)]),
        DeskError::Form(fields) => {
            Ok(fields.into_iter().map(|(field, words)| Problem::of(form, field, words)).collect())
        }
        other => Err(other),
    }
}

/// A form that is not from our own page, or from a session that has ended.
pub(crate) fn foreign_form(shared: &Shared) -> Response {
    PageError::of_people(
        StatusCode::FORBIDDEN,
        "form",
        text("people.form.foreign.heading"),
        text("people.form.foreign").to_owned(),
        text("people.form.foreign.do"),
    )
    .page(shared)
}

/// A form that is larger than any of ours.
pub(crate) fn too_large(shared: &Shared) -> Response {
    PageError::of_people(
        StatusCode::PAYLOAD_TOO_LARGE,
        "large",
        text("people.form.large.heading"),
        text("people.form.large").to_owned(),
        text("people.form.large.do"),
    )
    .page(shared)
}

/// What cannot be read as a form.
pub(crate) fn unreadable(shared: &Shared) -> Response {
    PageError::of_people(
        StatusCode::BAD_REQUEST,
        "form",
        text("people.form.unreadable.heading"),
        text("people.form.unreadable").to_owned(),
        text("people.form.foreign.do"),
    )
    .page(shared)
}

/// Too many requests: when to ask again.
pub(crate) fn too_many(shared: &Shared, wait: Wait) -> Response {
    let seconds = wait.0.as_secs().saturating_add(1);
    let minutes = seconds.div_ceil(60).to_string();
    let mut response = PageError::of_people(
        StatusCode::TOO_MANY_REQUESTS,
        "limit",
        text("people.limit.heading"),
        text("people.limit").to_owned(),
        &say("people.limit.do", &[("minutes", &minutes)]),
    )
    .page(shared);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// What a form says to somebody whose account must wait.
pub(crate) fn wait(until: Timestamp) -> Problem {
    Problem::whole(say("people.wait", &[("time", &when::clock(until))]))
}
