//! Who asks, and may they? Every request of a site with accounts passes here before a page is made: the visitor is found by
//! the cookie, the rule of the address is applied, a refusal is written down, and what is refused looks like what is not
//! there.

use super::answers::is_same_site;
use super::asks::{self, Known};
use super::cookies::{self, Jar, Kind};
use super::header::{self as bar_header, Bar};
use super::{People, faults};
use crate::error::PageError;
use crate::routes::{App, Route};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_admin::{DeskError, ProcessRole, Request as Asking, Visitor};
use commonweal_operations::Purpose;
use commonweal_operations::access::{Decision, Rule, decide};
use std::sync::Arc;

/// The one address that another machine posts to: the sign-in provider, whose word is signed.
const FROM_THE_PROVIDER: &str = "/sign-out/back-channel";

/// Finds who asks and applies the rule of the address.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(people) = app.people.clone() else { return next.run(request).await };
    let asking = Arc::new(asks::asking(&people, &request));
    let jar = Jar::read(request.headers(), people.is_secure);
    let visitor = match visitor(&people, &jar, &asking).await {
        Ok(visitor) => visitor.map(Arc::new),
        Err(error) => return PageError::internal(&error).page(&app),
    };
    let bar = visitor.as_deref().map(Bar::of);
    bar_header::within(bar, answer(app, people, Known { asking, visitor, jar }, request, next)).await
}

/// Who belongs to the session of a request. A session of direct care is nobody where planning is served, and the reverse.
async fn visitor(people: &People, jar: &Jar, asking: &Arc<Asking>) -> Result<Option<Visitor>, DeskError> {
    let Some(cookie) = jar.get(Kind::Session) else { return Ok(None) };
    let visitor = people.desk.session(cookie, Asking::clone(asking)).await?;
    let serves =
        |visitor: &Visitor| visitor.working.as_ref().is_none_or(|work| serves(people.desk.role(), work.purpose));
    Ok(visitor.filter(serves))
}

/// Whether a process serves a purpose: care and planning are served apart, but for made-up people.
fn serves(role: ProcessRole, purpose: Purpose) -> bool {
    match role {
        ProcessRole::Care => purpose.is_direct_care(),
        ProcessRole::Analysis => !purpose.is_direct_care(),
        ProcessRole::Public => false,
        ProcessRole::Demo | ProcessRole::CommandLine => true,
    }
}

async fn answer(app: App, people: Arc<People>, mut known: Known, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = path.as_ref().and_then(|path| super::routes::find(path.as_str()));
    let for_people = path.as_ref().is_some_and(|path| super::routes::is_for_people(path.as_str()));
    if path.is_some() && route.is_none() {
        // An address that no table lists has no rule, and so no answer.
        return PageError::no_page().page(&app);
    }
    if let Err(wait) = may_ask(&people, &known, for_people) {
        people.metrics.refused("limit");
        return private(faults::too_many(&app, wait));
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let from_provider = path.as_ref().is_some_and(|path| path.as_str() == FROM_THE_PROVIDER);
    if changes && for_people && !from_provider && !is_same_site(&people, request.headers()) {
        people.metrics.refused("cross-site");
        return private(faults::foreign_form(&app));
    }
    let wanted = wanted(&request);
    if let Some(route) = route
        && let Some(refused) = refusal(&app, &people, &known, route, wanted.as_deref()).await
    {
        return refused;
    }
    let mut new_secret = None;
    if for_people && known.jar.get(Kind::Form).is_none() {
        match cookies::form_secret() {
            Ok(secret) => {
                known.jar.put(Kind::Form, &secret);
                new_secret = Some(secret);
            }
            Err(error) => return PageError::internal(&error).page(&app),
        }
    }
    let is_private = for_people || known.visitor.is_some();
    if is_private {
        // A page that holds a secret of the session beside words of somebody else must not be compressed: its size would
        // tell one from the other.
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    request.extensions_mut().insert(known);
    let mut response = next.run(request).await;
    if let Some(secret) = new_secret {
        cookies::set(&mut response, Kind::Form, &secret, people.is_secure);
    }
    if is_private { private(response) } else { response }
}

/// Whether so many requests may be made.
fn may_ask(people: &People, known: &Known, for_people: bool) -> Result<(), super::limits::Wait> {
    if !for_people {
        return Ok(());
    }
    match &known.visitor {
        Some(visitor) => people.doors.signed_in(&visitor.account),
        None => people.doors.signed_out(known.asking.address),
    }
}

/// The page that a browser asked for, where it is one to come back to after signing in.
fn wanted(request: &Request) -> Option<String> {
    let address = request.uri().path_and_query().filter(|_| *request.method() == Method::GET)?;
    cookies::own_path(address.as_str()).map(str::to_owned)
}

/// The answer to somebody whom the rule of an address does not let in.
async fn refusal(app: &App, people: &People, known: &Known, route: &Route, wanted: Option<&str>) -> Option<Response> {
    let visitor = known.visitor.as_deref();
    if matches!(route.rule, Rule::Public) {
        return None;
    }
    let acting = visitor.map(Visitor::acting);
    match decide(&route.rule, acting.as_ref()) {
        Decision::Allowed => None,
        Decision::SignIn => Some(way_in(people, wanted, "/sign-in")),
        Decision::ChoosePurpose => Some(way_in(people, wanted, "/sign-in/purpose")),
        Decision::NotFound(reason) => {
            people.metrics.refused(reason.as_str());
            match people.desk.denied(visitor, &known.asking, route.path, reason.as_str()).await {
                Ok(()) => Some(private(PageError::no_page().page(app))),
                Err(error) => Some(PageError::internal(&error).page(app)),
            }
        }
    }
}

/// Sends somebody to a page on the way in, and remembers where they wanted to go.
fn way_in(people: &People, wanted: Option<&str>, page: &str) -> Response {
    let mut response = Redirect::to(page).into_response();
    if let Some(wanted) = wanted {
        cookies::set(&mut response, Kind::Next, wanted, people.is_secure);
    }
    private(response)
}

/// Nobody keeps an answer to somebody; and none tells by its headers how far the request came.
fn private(mut response: Response) -> Response {
    response.headers_mut().remove(header::VARY);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Programs show who they are with a key. One that is wrong is said to be wrong, whatever it asks for; without a key the
/// released figures are there for everybody.
pub(crate) async fn key(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(people) = app.people.clone() else { return next.run(request).await };
    let Some(given) = bearer(request.headers()) else { return next.run(request).await };
    let asking = asks::asking(&people, &request);
    if let Err(wait) = people.doors.attempt_by_key(asking.address) {
        people.metrics.refused("limit");
        return faults::too_many(&app, wait);
    }
    match people.desk.bearer(&given, asking).await {
        Ok(Some(program)) if program.working.as_ref().is_some_and(|work| serves(people.desk.role(), work.purpose)) => {
            request.extensions_mut().insert(Program(Arc::new(program)));
            private(next.run(request).await)
        }
        Ok(_) => {
            people.metrics.refused("key");
            let problem = serde_json::json!({
                "type": "/api/v1/#wrong-key",
                "title": "The key is not valid",
                "status": 401,
                "detail": "The key is unknown, has expired or was replaced.",
                "how_to_ask": "leave the Authorization header out, or ask those who run the site for a new key",
            });
            let kind = [(header::CONTENT_TYPE, "application/problem+json"), (header::WWW_AUTHENTICATE, "Bearer")];
            private((StatusCode::UNAUTHORIZED, kind, problem.to_string()).into_response())
        }
        Err(error) => PageError::internal(&error).page(&app),
    }
}

/// A service account that asks the interface for programs.
#[derive(Clone)]
pub(crate) struct Program(pub(crate) Arc<Visitor>);

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}
