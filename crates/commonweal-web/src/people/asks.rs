//! What does a handler receive? Who asks, from where, and the site; found once by [`guard`](super::guard).

use super::People;
use super::cookies::{self, Jar, Kind};
use crate::error::PageError;
use crate::random;
use crate::routes::{App, Shared};
use axum::extract::{FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{By, Request as Asking, Visitor};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The name of one request in answers, logs and the audit. We make it: one that came from outside is not believed.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

impl RequestId {
    /// A new one.
    pub(crate) fn new() -> Self {
        Self(random::hex::<8>().unwrap_or_else(|_| "0".repeat(16)).into())
    }
}

/// Longest name of a browser that is kept.
const LONGEST_AGENT: usize = 200;

/// Where a request came from: the last address that a proxy of ours did not add itself.
pub(crate) fn client(people: &People, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>()?.0.ip();
    let is_ours = |address: IpAddr| people.trusted_proxies.iter().any(|network| network.contains(address));
    if !is_ours(peer) {
        return Some(peer);
    }
    let lines = request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let passed: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for text in passed.iter().rev() {
        match text.parse::<IpAddr>() {
            Ok(address) if is_ours(address) => {}
            Ok(address) => return Some(address),
            Err(_) => break,
        }
    }
    Some(peer)
}

/// What the use cases are told of a request.
pub(super) fn asking(people: &People, request: &Request) -> Asking {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(RequestId::new);
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Asking {
        id: id.0.to_string(),
        address: client(people, request),
        agent: agent.chars().take(LONGEST_AGENT).collect(),
    }
}

/// What the guard found out.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) asking: Arc<Asking>,
    pub(super) visitor: Option<Arc<Visitor>>,
    pub(super) jar: Jar,
}

/// A request to a page for people.
pub(crate) struct Ask {
    pub(crate) app: App,
    pub(crate) people: Arc<People>,
    pub(crate) asking: Arc<Asking>,
    pub(crate) visitor: Option<Arc<Visitor>>,
    pub(crate) jar: Jar,
}

impl Ask {
    /// What a form before sign-in carries.
    pub(crate) fn open_token(&self) -> String {
        cookies::form_token(self.jar.get(Kind::Form).unwrap_or_default())
    }

    /// The page asked for before signing in, where it is one of ours.
    pub(crate) fn next(&self) -> &str {
        self.jar.get(Kind::Next).and_then(cookies::own_path).unwrap_or("/")
    }

    /// Gives a cookie along.
    pub(crate) fn give(&self, mut response: Response, kind: Kind, value: &str) -> Response {
        cookies::set(&mut response, kind, value, self.people.is_secure);
        response
    }

    /// Takes a cookie back.
    pub(crate) fn take(&self, mut response: Response, kind: Kind) -> Response {
        cookies::clear(&mut response, kind, self.people.is_secure);
        response
    }
}

impl FromRequestParts<App> for Ask {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        // Without the guard nobody knows who asks, so there is no page.
        let known = parts.extensions.get::<Known>().cloned();
        match (app.people.clone(), known) {
            (Some(people), Some(known)) => {
                Ok(Self { app: app.clone(), people, asking: known.asking, visitor: known.visitor, jar: known.jar })
            }
            _ => Err(PageError::no_page().page(app)),
        }
    }
}

/// A request by somebody who is signed in.
pub(crate) struct Person {
    pub(crate) ask: Ask,
    pub(crate) visitor: Arc<Visitor>,
}

impl Person {
    /// Who acts, for the use cases.
    pub(crate) fn by(&self) -> By<'_> {
        By::Visitor(&self.visitor)
    }

    /// What a form of the session carries.
    pub(crate) fn token(&self) -> String {
        self.visitor.csrf.expose().to_owned()
    }

    /// The site.
    pub(crate) fn shared(&self) -> &Shared {
        &self.ask.app
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let ask = Ask::from_request_parts(parts, app).await?;
        match ask.visitor.clone() {
            Some(visitor) => Ok(Self { ask, visitor }),
            None => Err(Redirect::to("/sign-in").into_response()),
        }
    }
}
