//! Signing in with a provider: there, back, and the provider's word that a session is over.

use super::code::entered;
use crate::people::answers::OpenFilled;
use crate::people::asks::Ask;
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Section, Sheet};
use crate::view::Link;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::OidcFinish;
use commonweal_indicator::text;

/// `/sign-in/oidc`: leads to the provider. The policy of our pages lets no form lead elsewhere, so the answer is a page
/// that goes on by itself, with a link for browsers that do not.
/// An invitation whose code was right goes along, so that whoever comes back has accepted it.
pub(crate) async fn begin(ask: Ask, OpenFilled(answers): OpenFilled) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    if !ask.people.desk.has_oidc() {
        return Redirect::to("/sign-in").into_response();
    }
    let invitation = ask.jar.get(Kind::Step).filter(|_| answers.get("invitation") == "yes");
    match ask.people.desk.oidc_begin(invitation).await {
        Ok(begun) => {
            let links = vec![Link::new(text("people.oidc.go"), begun.address.as_str())];
            let sheet = Sheet::headed(text("people.oidc.title")).section(Section { links, ..Section::default() });
            let mut answer = sheet.show(&ask.app);
            if let Ok(value) = HeaderValue::from_str(&format!("0; url={}", begun.address)) {
                answer.headers_mut().insert(header::REFRESH, value);
            }
            ask.give(answer, Kind::Step, begun.cookie.expose())
        }
        Err(error) => faults::page(&ask.app, &error),
    }
}

/// `/sign-in/callback`
pub(crate) async fn back(ask: Ask, asked: Result<Query<Vec<(String, String)>>, QueryRejection>) -> Response {
    if let Some(wait) = ask.attempt() {
        return wait;
    }
    let pairs = asked.map(|Query(pairs)| pairs).unwrap_or_default();
    let part = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let (Some(cookie), Some(state), Some(code)) = (ask.jar.get(Kind::Step), part("state"), part("code")) else {
        ask.people.metrics.sign_in("refused");
        return refused(&ask, text("people.oidc.broken"));
    };
    match ask.people.desk.oidc_finish(cookie, state, code, &ask.asking).await {
        Ok(OidcFinish::In(signed_in)) => {
            ask.people.metrics.sign_in("in");
            entered(&ask, Redirect::to("/sign-in/purpose").into_response(), &signed_in)
        }
        Ok(OidcFinish::NotLinked(words) | OidcFinish::TooWeak(words) | OidcFinish::Refused(words)) => {
            ask.people.metrics.sign_in("refused");
            refused(&ask, &words)
        }
        Err(error) => faults::page(&ask.app, &error),
    }
}

fn refused(ask: &Ask, words: &str) -> Response {
    let links = vec![Link::new(text("people.sign_in.again"), "/sign-in")];
    let sheet = Sheet::headed(text("people.oidc.refused")).lead(words).section(Section { links, ..Section::default() });
    ask.take(sheet.answer(&ask.app, StatusCode::BAD_REQUEST), Kind::Step)
}

/// `/sign-out/back-channel`: the provider says that somebody has signed out there. Its word is signed, so it needs no
/// token of ours.
pub(crate) async fn back_channel(ask: Ask, form: Result<Form<Vec<(String, String)>>, FormRejection>) -> Response {
    let pairs = form.map(|Form(pairs)| pairs).unwrap_or_default();
    let token = pairs.iter().find(|(name, _)| name == "logout_token").map(|(_, value)| value.as_str());
    let Some(token) = token.filter(|_| ask.people.desk.has_oidc()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match ask.people.desk.back_channel_logout(token).await {
        Ok(true) => StatusCode::OK.into_response(),
        Ok(false) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => faults::page(&ask.app, &error),
    }
}
