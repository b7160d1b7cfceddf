//! One line and one count for each request: its id, the route by its pattern, the status and the time. Not the address
//! asked, which may hold a code or a name.

use crate::metrics::Metrics;
use crate::people::RequestId;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;

/// The header that names a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names, times and counts a request.
pub(crate) async fn watch(State(metrics): State<Arc<Metrics>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = RequestId::new();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let route = path.as_ref().map_or("none", |path| path.as_str());
    let status = response.status().as_u16();
    let took = began.elapsed();
    metrics.answered(route, status, took);
    tracing::info!(
        target: "commonweal::requests",
        id = %id.0,
        %method,
        route,
        status,
        milliseconds = took.as_secs_f64() * 1e3,
        "answered"
    );
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
