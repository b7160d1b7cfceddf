//! The files that go with the pages: style sheets, one small script, an icon. All are part of the program.

use crate::error::PageError;
use crate::routes::{App, Shared};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// The folder of NHS.UK frontend among the assets.
pub(crate) const FRONTEND: &str = "vendor/nhsuk-frontend-10.6.1/";

/// The style sheet of charts, which the chart crate owns.
const CHART_STYLE: &str = "chart.css";

/// One name for all files together, made from their content: it changes when any of them does, so a browser may keep
/// each file for ever.
pub(crate) fn version() -> String {
    let mut names: Vec<Cow<'static, str>> = Files::iter().collect();
    names.push(Cow::Borrowed(CHART_STYLE));
    names.sort_unstable();
    let mut hash = Sha256::new();
    for name in &names {
        hash.update(name.as_bytes());
        hash.update([0]);
        if let Some(content) = content(name) {
            hash.update(&content);
        }
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn content(name: &str) -> Option<Cow<'static, [u8]>> {
    if name == CHART_STYLE {
        return Some(Cow::Borrowed(commonweal_chart::CSS.as_bytes()));
    }
    Files::get(name).map(|file| file.data)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// `/assets/{version}/{path}`
pub(crate) async fn file(
    State(app): State<App>,
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let shared: &Shared = &app;
    let Some(content) = (version == shared.assets_version).then(|| content(&name)).flatten() else {
        return PageError::no_page().page(shared);
    };
    let etag = format!("\"{version}\"");
    let keep =
        [(header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()), (header::ETAG, etag.clone())];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)) {
        return (StatusCode::NOT_MODIFIED, keep).into_response();
    }
    (keep, [(header::CONTENT_TYPE, kind(&name))], content.into_owned()).into_response()
}
