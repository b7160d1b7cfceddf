//! `/api/v1`: the same figures as the pages, for programs. Read-only, released figures and public facts alone.
//!
//! One table, [`ENDPOINTS`](endpoints::ENDPOINTS), says everything about an address: what it is for, which parameters
//! it takes, which formats and which shape it answers in. Requests are read by it, the description at
//! `/api/v1/openapi.json` is printed from it, and tests hold answers against it, so the three cannot drift apart.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `endpoints` | which addresses are there, and what does each take? |
//! | `ask` | what was asked, and is it valid? |
//! | `select` | which figures answer it, or what is there instead? |
//! | `problem`, `nearest` | what is a program told when there is no answer? |
//! | `answer` | what does every answer carry? |
//! | `index`, `indicators`, `values`, `areas`, `withheld`, `feed` | what is at each address? |
//! | `dhsc` | how do figures look in the shape of the Department of Health's public health API? |
//! | `shape`, `shapes`, `openapi` | how are answers described? |
//! | `json` | how is an answer written? |

mod answer;
mod areas;
mod ask;
mod dhsc;
mod endpoints;
mod feed;
mod index;
mod indicators;
mod json;
mod nearest;
mod openapi;
mod plans;
mod problem;
mod select;
mod shape;
mod shapes;
mod values;
mod withheld;

use crate::people::Program;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::any;
use commonweal_app::{Feeds, Site};
use commonweal_operations::access::{Acting, Decision, decide};
use problem::Problem;
use std::sync::{Arc, OnceLock};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// What every answer is made from.
pub(crate) struct Api {
    site: Arc<Site>,
    /// Shared with files under way.
    feeds: Arc<OnceLock<Result<Feeds, String>>>,
    description: OnceLock<json::Json>,
    parquet: [OnceLock<Result<axum::body::Bytes, String>>; 4],
}

impl Api {
    fn new(site: Arc<Site>) -> Self {
        Self {
            site,
            feeds: Arc::new(OnceLock::new()),
            description: OnceLock::new(),
            parquet: [const { OnceLock::new() }; 4],
        }
    }

    /// The tables of the release, made when the first question comes.
    fn feeds(&self) -> Result<&Feeds, Problem> {
        let feeds = self.feeds.get_or_init(|| Feeds::of(Arc::clone(&self.site)).map_err(|error| error.to_string()));
        feeds.as_ref().map_err(|error| Problem::internal(error))
    }
}

/// The interface as a service of its own: it has no page cache, because answers are made from memory in less time than
/// they take to send, and a whole release must not push the pages out.
pub(crate) fn router(site: Arc<Site>) -> Router {
    // Parquet is compressed inside.
    let worth = DefaultPredicate::new().and(NotForContentType::new(endpoints::PARQUET));
    Router::new()
        .route("/api/v1", any(handle))
        .route("/api/v1/", any(handle))
        .route("/api/v1/{*rest}", any(handle))
        .layer(CompressionLayer::new().gzip(true).compress_when(worth))
        .with_state(Arc::new(Api::new(site)))
}

async fn handle(State(api): State<Arc<Api>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let acting = parts.extensions.get::<Program>().map(|program| program.0.acting());
    let for_answer = Arc::clone(&api);
    let address = parts.uri.path().to_owned();
    let made = tokio::task::spawn_blocking(move || {
        respond(&for_answer, &parts.method, &parts.uri, &parts.headers, acting.as_ref())
    });
    match made.await {
        Ok(response) => response,
        Err(error) => Problem::internal(&error.to_string()).response(&api, &address),
    }
}

fn respond(api: &Arc<Api>, method: &Method, uri: &Uri, headers: &HeaderMap, acting: Option<&Acting>) -> Response {
    if !api.site.shows_a_release() {
        return Problem::nothing_released(api.site.withdrawn()).response(api, uri.path());
    }
    let answer = ask::read(method, uri, headers).and_then(|asked| {
        // What may not be asked looks like what is not there.
        if decide(&asked.endpoint.rule, acting) != Decision::Allowed {
            return Err(Problem::no_such_address(uri.path()));
        }
        let made = (asked.endpoint.answer)(api, &asked)?;
        Ok(answer::response(api, made, headers))
    });
    answer.unwrap_or_else(|problem| problem.response(api, uri.path()))
}
