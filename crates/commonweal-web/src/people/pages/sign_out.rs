//! Signing out: the session ends here, and the browser is asked to forget what it kept of the pages.

use crate::people::answers::Filled;
use crate::people::asks::{Ask, Person};
use crate::people::cookies::Kind;
use crate::people::faults;
use crate::people::sheet::{Section, Sheet};
use crate::view::Link;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_indicator::text;

/// `/sign-out`
pub(crate) async fn send(person: Person, Filled(_): Filled) -> Response {
    let desk = &person.ask.people.desk;
    if let Err(error) = desk.sign_out(&person.visitor).await {
        return faults::page(person.shared(), &error);
    }
    let mut answer = match desk.provider_sign_out().await {
        None => Redirect::to("/sign-out/done").into_response(),
        // The session at the provider is a matter between it and the person; it is a link away.
        Some(provider) => {
            let links = vec![
                Link::new(text("people.sign_out.provider"), provider),
                Link::new(text("people.sign_in.again"), "/sign-in"),
            ];
            let sheet = Sheet::headed(text("people.sign_out.done")).lead(text("people.sign_out.provider.about"));
            sheet.section(Section { links, ..Section::default() }).show(person.shared())
        }
    };
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    let answer = person.ask.take(answer, Kind::Session);
    let answer = person.ask.take(answer, Kind::Step);
    let answer = person.ask.take(answer, Kind::Next);
    person.ask.take(answer, Kind::Form)
}

/// `/sign-out/done`
pub(crate) async fn done(ask: Ask) -> Response {
    let links = vec![Link::new(text("people.sign_in.again"), "/sign-in"), Link::new(text("nav.overview"), "/")];
    Sheet::headed(text("people.sign_out.done")).section(Section { links, ..Section::default() }).show(&ask.app)
}
