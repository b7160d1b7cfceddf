//! Pages already made. A release does not change while its site is served, so an address always
//! has the same answer; making and compressing it once is enough. Only whole, public answers are
//! kept, never one about a person, and never an error.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes kept at most; past it everything is forgotten and made again when asked for.
const MOST_BYTES: usize = 64 << 20;
/// The longest address that is kept.
const LONGEST_ADDRESS: usize = 300;
/// The largest answer that is kept.
const LARGEST_ANSWER: usize = 4 << 20;

/// An address, and whether its reader takes compressed answers.
type Key = (String, bool);

#[derive(Default)]
struct Kept {
    pages: HashMap<Key, (HeaderMap, Bytes)>,
    bytes: usize,
}

/// Answers already made, by address.
#[derive(Default)]
pub(crate) struct PageCache(Mutex<Kept>);

impl PageCache {
    fn find(&self, key: &Key) -> Option<Response> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (headers, body) = kept.pages.get(key)?;
        Some((headers.clone(), body.clone()).into_response())
    }

    fn keep(&self, key: Key, headers: &HeaderMap, body: &Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + body.len() > MOST_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += body.len();
        kept.pages.insert(key, (headers.clone(), body.clone()));
    }
}

/// Whether somebody signed in asks: their pages say who they are.
fn is_somebody() -> bool {
    crate::people::bar().is_some()
}

/// Whether an answer may not be kept.
fn is_private(response: &Response) -> bool {
    let kept = response.headers().get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
    kept.is_some_and(|value| value.contains("no-store")) || response.headers().contains_key(header::SET_COOKIE)
}

/// Answers from what is kept, or makes the answer and keeps it.
pub(crate) async fn remember(State(cache): State<Arc<PageCache>>, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    if request.method() != Method::GET
        || ["/health", "/boards", "/framework/coverage"].iter().any(|changing| address.starts_with(changing))
        || is_somebody()
        || address.ends_with("/preview")
        || address.len() > LONGEST_ADDRESS
    {
        return next.run(request).await;
    }
    let takes_gzip = request.headers().get_all(header::ACCEPT_ENCODING).iter();
    let takes_gzip = takes_gzip.filter_map(|value| value.to_str().ok()).any(|value| value.contains("gzip"));
    let key = (address.to_owned(), takes_gzip);
    if let Some(known) = cache.find(&key) {
        return known;
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || is_private(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(body) => {
            if body.len() <= LARGEST_ANSWER {
                cache.keep(key, &parts.headers, &body);
            }
            Response::from_parts(parts, Body::from(body))
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
