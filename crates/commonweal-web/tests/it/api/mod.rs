//! `/api/v1`: that it says what the pages say, that it is as it is described, and that it refuses what it cannot answer.

mod described;
mod feeds;
mod problems;
mod same;

use crate::site::Answer;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

/// Asks with these headers; the body stays bytes.
pub(crate) async fn ask_with(
    router: &Router,
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
) -> (Answer, Vec<u8>) {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 256 << 20).await.unwrap().to_vec();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    (Answer { status: parts.status, headers: parts.headers, body }, bytes)
}

/// What an address answers as JSON.
pub(crate) async fn json(router: &Router, address: &str) -> Value {
    let (answer, _) = ask_with(router, Method::GET, address, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{address}: {error}"))
}

/// What an address answers as text.
pub(crate) async fn text(router: &Router, address: &str) -> String {
    let (answer, _) = ask_with(router, Method::GET, address, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    answer.body
}
