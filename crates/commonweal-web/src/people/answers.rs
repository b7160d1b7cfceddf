//! What was filled in, and did it come from our own form? A form carries a token of its session, or, before there is one,
//! of the browser; and the browser says which site the form stood on.

use super::People;
use super::asks::{Ask, Known};
use super::cookies::{self, Kind};
use super::faults;
use crate::routes::App;
use axum::extract::{Form, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt;
use std::time::Duration;

/// The largest form.
pub(crate) const LARGEST_FORM: usize = 64 << 10;

/// How long a browser may take to send one.
const SLOWEST_FORM: Duration = Duration::from_secs(30);

/// The name of the hidden field.
pub(crate) const TOKEN: &str = "token";

/// What was filled in, in the order of the form.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers(Vec<(String, String)>);

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[answers]")
    }
}

impl Answers {
    /// The answer to a question; empty where there was none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The answer without space around it.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// The answer, where something was answered.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        let value = self.trimmed(name);
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Every box that was ticked, and every word of a list: words may stand in one answer, with commas, spaces or the marks
    /// of a stored list between them.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let words = values.flat_map(|value| value.split([',', ';', ' ', '\n', '\r', '[', ']', '"']));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// The version of the record that the form was filled from.
    pub(crate) fn version(&self) -> i64 {
        self.trimmed("version").parse().unwrap_or(-1)
    }

    /// Everything but the token and the version, to be kept on a page.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(name, _)| name != TOKEN && name != "version")
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A form that somebody signed in has sent from a page of their own session.
pub(crate) struct Filled(pub(crate) Answers);

/// A form from before signing in, sent by the browser it was made for.
pub(crate) struct OpenFilled(pub(crate) Answers);

async fn read(request: Request, app: &App) -> Result<Answers, Response> {
    let reading = Form::<Vec<(String, String)>>::from_request(request, app);
    match tokio::time::timeout(SLOWEST_FORM, reading).await {
        Err(_) => Err(faults::unreadable(app)),
        Ok(Ok(Form(pairs))) => Ok(Answers(pairs)),
        Ok(Err(rejection)) => {
            let status = rejection.into_response().status();
            Err(if status == StatusCode::PAYLOAD_TOO_LARGE { faults::too_large(app) } else { faults::unreadable(app) })
        }
    }
}

impl FromRequest<App> for Filled {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let visitor = request.extensions().get::<Known>().and_then(|known| known.visitor.clone());
        let answers = read(request, app).await?;
        match visitor {
            Some(visitor) if visitor.is_csrf(answers.get(TOKEN)) => Ok(Self(answers)),
            _ => Err(faults::foreign_form(app)),
        }
    }
}

impl FromRequest<App> for OpenFilled {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let secret = request.extensions().get::<Known>().and_then(|known| known.jar.get(Kind::Form).map(str::to_owned));
        let answers = read(request, app).await?;
        // Only who holds the cookie can make the token, and the comparison tells nothing about the cookie.
        let is_ours = secret.is_some_and(|secret| same(&cookies::form_token(&secret), answers.get(TOKEN)));
        if is_ours { Ok(Self(answers)) } else { Err(faults::foreign_form(app)) }
    }
}

/// Whether two texts are alike, in a time that does not tell where they differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

/// Scheme, host and port of an address.
pub(super) fn origin_of(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let usual = if scheme == "http" { ":80" } else { ":443" };
    format!("{scheme}://{}", host.strip_suffix(usual).unwrap_or(&host))
}

/// Whether a request that changes something comes from a page of ours. Browsers say so in two headers, of which one at
/// least must be there.
pub(super) fn is_same_site(people: &People, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = said("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match said(header::ORIGIN.as_str()) {
        Some(origin) => is_ours(people, origin, said(header::HOST.as_str())),
        None => site.is_some(),
    }
}

fn is_ours(people: &People, origin: &str, host: Option<&str>) -> bool {
    match (&people.origin, host) {
        (Some(ours), _) => origin_of(origin) == *ours,
        (None, Some(host)) => {
            let scheme = if people.is_secure { "https" } else { "http" };
            origin_of(origin) == origin_of(&format!("{scheme}://{host}"))
        }
        (None, None) => false,
    }
}

impl Ask {
    /// Counts an attempt to get in; too many get a page that says when to try again.
    pub(crate) fn attempt(&self) -> Option<Response> {
        let wait = self.people.doors.attempt(self.asking.address).err()?;
        self.people.metrics.refused("limit");
        Some(faults::too_many(&self.app, wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_without_path_case_and_usual_port() {
        assert_eq!(origin_of("https://Care.Example.org/"), "https://care.example.org");
        assert_eq!(origin_of("https://care.example.org:443"), "https://care.example.org");
        assert_eq!(origin_of("http://127.0.0.1:8080/x?y"), "http://127.0.0.1:8080");
        assert_eq!(origin_of("null"), "https://null");
    }

    #[test]
    fn answers_keep_secrets_out_of_debug_and_boxes_apart() {
        let pairs = [("password", "canary"), ("purposes", "planning"), ("purposes", "insight,oversight")];
        let answers = Answers(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        assert!(!format!("{answers:?}").contains("canary"));
        assert_eq!(answers.all("purposes"), ["planning", "insight", "oversight"]);
        assert_eq!(answers.version(), -1, "a form without a version fits no record");
    }

    #[test]
    fn texts_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abe"));
        assert!(!same("abc", "ab"));
    }
}
