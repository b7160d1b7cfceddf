//! What does every answer carry? The release it is from, as a tag for caches and in words.

use super::Api;
use super::endpoints::PARQUET;
use super::json::Json;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use commonweal_app::{Site, SiteFacts};
use commonweal_disclosure::WorkspaceClass;
use commonweal_indicator::{say, text};
use std::convert::Infallible;

/// The licence of released figures.
pub(super) const LICENCE: &str = "Open Government Licence v3.0";
/// Its text.
pub(super) const LICENCE_URL: &str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

/// What an endpoint made.
pub(super) struct Made {
    pub(super) content: Content,
    /// The next page, for formats that cannot say so inside.
    pub(super) next: Option<String>,
}

/// The body of an answer.
pub(super) enum Content {
    Json(Json),
    /// A file of this name.
    Csv(String, String),
    /// A file of this name, made as it is sent.
    Pieces(String, Box<dyn Iterator<Item = String> + Send>),
    Parquet(String, Bytes),
}

impl From<Json> for Made {
    fn from(json: Json) -> Self {
        Self { content: Content::Json(json), next: None }
    }
}

/// The release an answer is from.
pub(super) fn about(facts: &SiteFacts) -> Json {
    Json::object([
        ("release_id", facts.release_id.as_str().into()),
        ("released_at", facts.released_at.as_str().into()),
        ("class", facts.class.as_str().into()),
        ("label", label(facts).into()),
        ("area_code", facts.area.as_str().into()),
        ("area_name", facts.area_name.as_str().into()),
        ("snapshot", facts.snapshot.as_str().into()),
        ("index_date", facts.index_date.map(|day| day.to_string()).into()),
        ("rules_version", facts.rules_version.as_str().into()),
        ("program_version", facts.program_version.as_str().into()),
        ("licence", LICENCE.into()),
        ("licence_url", LICENCE_URL.into()),
        (
            "withheld",
            "A withheld figure is a row whose value, limits and counts are null and whose withheld_reason says why; it is never 0. /api/v1/withheld says how many there are."
                .into(),
        ),
        ("description", "/api/v1/openapi.json".into()),
    ])
}

/// What a reader must be told beside every figure.
fn label(facts: &SiteFacts) -> String {
    match facts.class {
        WorkspaceClass::Synthetic => {
            format!("{} {}", say("band.first", &[("sample", &facts.sample)]), text("band.rest"))
        }
        WorkspaceClass::Published => "Statistics published elsewhere, as their publishers give them.".to_owned(),
        WorkspaceClass::Personal => {
            "Released figures: counts of fewer than 8 people, and what they could be worked out from, are withheld; others are rounded.".to_owned()
        }
    }
}

/// The tag of every answer of a release: an address has one answer as long as release, program and what people added to the
/// plans stay the same.
pub(super) fn etag(site: &Site) -> String {
    let facts = site.facts();
    let id: String = facts.release_id.chars().filter(char::is_ascii_graphic).filter(|c| *c != '"').take(32).collect();
    let plan = site.book().changes().written_at;
    let plan = plan.map(|at| format!("-{}", at.as_millisecond())).unwrap_or_default();
    format!("W/\"{id}-{}{plan}\"", facts.program_version)
}

/// Headers of every answer, problems included.
pub(super) fn common_headers(api: &Api, headers: &mut HeaderMap) {
    let facts = api.site.facts();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("commonweal-release", &facts.release_id);
    set("commonweal-class", facts.class.as_str());
    set("commonweal-rules", &facts.rules_version);
    set("link", &format!("<{LICENCE_URL}>; rel=\"license\", </api/v1/openapi.json>; rel=\"service-desc\""));
    // Public figures, no cookie, nothing to write: any page may read them.
    set("access-control-allow-origin", "*");
    set("access-control-expose-headers", "ETag, Link, Commonweal-Release, Commonweal-Class, Commonweal-Rules");
    set("vary", "Accept");
}

/// The answer, or word that what the reader has is still good.
pub(super) fn response(api: &Api, made: Made, request: &HeaderMap) -> Response {
    let facts = api.site.facts();
    let etag = etag(&api.site);
    // The day of the release says nothing of what people added to the plans since.
    let is_as_released = api.site.book().changes().written_at.is_none();
    let modified = api.feeds().ok().filter(|_| is_as_released).and_then(commonweal_app::Feeds::last_modified);
    let mut response = if is_known(request, &etag, modified.as_deref()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(made.content, facts.class)
    };
    let headers = response.headers_mut();
    common_headers(api, headers);
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    set(header::ETAG, &etag);
    set(header::CACHE_CONTROL, "public, no-cache");
    if let Some(modified) = modified {
        set(header::LAST_MODIFIED, &modified);
    }
    if let Some(next) = made.next {
        set(header::LINK, &format!("<{next}>; rel=\"next\""));
    }
    response
}

/// Whether the reader's copy is of this release.
fn is_known(request: &HeaderMap, etag: &str, modified: Option<&str>) -> bool {
    let text = |name| request.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match text(header::IF_NONE_MATCH) {
        Some(tags) => {
            let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            tags.trim() == "*" || tags.split(',').any(|tag| opaque(tag) == opaque(etag))
        }
        None => modified.is_some() && text(header::IF_MODIFIED_SINCE) == modified,
    }
}

fn body(content: Content, class: WorkspaceClass) -> Response {
    match content {
        Content::Json(json) => ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response(),
        Content::Csv(name, text) => (file(&name, class, CSV), text).into_response(),
        Content::Pieces(name, pieces) => {
            let pieces = futures::stream::iter(pieces.map(|piece| Ok::<_, Infallible>(Bytes::from(piece))));
            (file(&name, class, CSV), Body::from_stream(pieces)).into_response()
        }
        Content::Parquet(name, bytes) => (file(&name, class, PARQUET), bytes).into_response(),
    }
}

const CSV: &str = "text/csv; charset=utf-8";

/// The headers of a file, whose name says what its people are.
fn file(name: &str, class: WorkspaceClass, kind: &'static str) -> [(HeaderName, HeaderValue); 2] {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let disposition = format!("attachment; filename=\"{class}-{name}\"");
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or_else(|_| HeaderValue::from_static("attachment")),
        ),
    ]
}
