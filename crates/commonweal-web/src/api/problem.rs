//! What is a program told when there is no answer? What was asked, what exists and how to ask, as RFC 9457 writes it.

use super::answer::common_headers;
use super::json::Json;
use super::{Api, endpoints};
use crate::words;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use commonweal_app::Withdrawn;
use commonweal_indicator::text;

/// A kind of problem.
#[derive(Debug)]
pub(super) struct Kind {
    /// Its name in the type's address.
    pub(super) name: &'static str,
    pub(super) status: StatusCode,
    pub(super) title: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $status:ident, $title:literal;)+) => {
        $(const $constant: &Kind = &Kind { name: $name, status: StatusCode::$status, title: $title };)+
        /// Every kind of problem.
        pub(super) const KINDS: &[&Kind] = &[$($constant),+];
    };
}

kinds! {
    NO_SUCH_ADDRESS = "no-such-address", NOT_FOUND, "There is nothing at this address";
    METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "Figures can be read and not written";
    NOT_ACCEPTABLE = "not-acceptable", NOT_ACCEPTABLE, "There is no answer in the format asked for";
    UNKNOWN_PARAMETER = "unknown-parameter", BAD_REQUEST, "This address has no such parameter";
    REPEATED_PARAMETER = "repeated-parameter", BAD_REQUEST, "A parameter was given more than once";
    INVALID_VALUE = "invalid-value", BAD_REQUEST, "A parameter has a value that cannot be";
    UNKNOWN_INDICATOR = "unknown-indicator", NOT_FOUND, "There is no such indicator";
    UNKNOWN_AREA = "unknown-area", NOT_FOUND, "There is no such area";
    NO_FIGURES = "no-figures", NOT_FOUND, "The release has no figures for this question";
    NO_SUCH_PAGE = "no-such-page", NOT_FOUND, "There are fewer pages";
    NOTHING_RELEASED = "nothing-released", SERVICE_UNAVAILABLE, "Nothing is released now";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "Something of ours failed";
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    kind: &'static Kind,
    detail: String,
    /// The parameter, or part of the address, and what it said.
    asked: Option<(&'static str, String)>,
    instead: Box<Instead>,
    how: String,
}

/// What there is instead.
#[derive(Debug, Clone, Default)]
struct Instead {
    exists: Vec<String>,
    nearest: Vec<String>,
}

/// At most this many names are listed.
const MOST_NAMES: usize = 50;

/// What was typed, short enough to read back.
pub(super) fn shorten(typed: &str) -> String {
    let mut short: String = typed.chars().filter(|c| !c.is_control()).take(60).collect();
    if typed.chars().count() > 60 {
        short.push('…');
    }
    short
}

impl Problem {
    fn new(kind: &'static Kind, detail: String) -> Self {
        Self { kind, detail, asked: None, instead: Box::default(), how: String::new() }
    }

    fn about(self, what: &'static str, typed: &str) -> Self {
        Self { asked: Some((what, shorten(typed))), ..self }
    }

    fn with(self, exists: Vec<String>, nearest: Vec<String>, how: impl Into<String>) -> Self {
        Self { instead: Box::new(Instead { exists, nearest }), how: how.into(), ..self }
    }

    /// Nothing at this address.
    pub(super) fn no_such_address(path: &str) -> Self {
        let paths: Vec<String> = endpoints::ENDPOINTS.iter().map(|endpoint| endpoint.path.to_owned()).collect();
        let nearest = super::nearest::nearest(path, paths.iter().map(String::as_str));
        Self::new(NO_SUCH_ADDRESS, format!("There is nothing at {}.", shorten(path))).about("address", path).with(
            paths,
            nearest,
            "/api/v1/openapi.json describes every address",
        )
    }

    /// No file of this name.
    pub(super) fn no_such_file(name: &str, names: Vec<&'static str>) -> Self {
        let nearest = super::nearest::nearest(name, names.iter().copied());
        let exists = names.into_iter().map(str::to_owned).collect();
        Self::new(NO_SUCH_ADDRESS, format!("There is no file `{}`.", shorten(name))).about("file", name).with(
            exists,
            nearest,
            "ask for one of the files that exist",
        )
    }

    /// Something other than reading.
    pub(super) fn method(method: &str) -> Self {
        Self::new(METHOD, format!("{} is not possible here.", shorten(method))).about("method", method).with(
            vec!["GET".to_owned(), "HEAD".to_owned()],
            Vec::new(),
            "ask with GET",
        )
    }

    /// A format that `Accept` asks for and the address does not have.
    pub(super) fn not_acceptable(accept: &str, types: Vec<String>) -> Self {
        Self::new(NOT_ACCEPTABLE, "None of the media types that Accept lists can be given here.".to_owned())
            .about("Accept", accept)
            .with(types, Vec::new(), "ask for one of these with Accept, or leave Accept out")
    }

    /// A parameter that the address does not have.
    pub(super) fn unknown_parameter(name: &str, known: &[&str]) -> Self {
        let detail = format!("There is no parameter `{}` here, and it is not ignored.", shorten(name));
        let how = if known.is_empty() { "this address takes no parameters" } else { "use one of the names that exist" };
        Self::new(UNKNOWN_PARAMETER, detail).about("parameter", name).with(
            known.iter().map(|name| (*name).to_owned()).collect(),
            super::nearest::nearest(name, known.iter().copied()),
            how,
        )
    }

    /// A parameter given twice.
    pub(super) fn repeated_parameter(name: &str) -> Self {
        Self::new(REPEATED_PARAMETER, format!("`{}` was given more than once.", shorten(name)))
            .about("parameter", name)
            .with(Vec::new(), Vec::new(), "give each parameter once")
    }

    /// A value that cannot be, whatever the release holds.
    pub(super) fn invalid(parameter: &'static str, value: &str, exists: Vec<String>, how: impl Into<String>) -> Self {
        let nearest = super::nearest::nearest(value, exists.iter().map(String::as_str));
        Self::new(INVALID_VALUE, format!("`{}` cannot be the value of {parameter}.", shorten(value)))
            .about(parameter, value)
            .with(exists, nearest, how)
    }

    /// No indicator of this name.
    pub(super) fn unknown_indicator(id: &str, known: Vec<String>) -> Self {
        let nearest = super::nearest::nearest(id, known.iter().map(String::as_str));
        Self::new(UNKNOWN_INDICATOR, format!("There is no indicator `{}`.", shorten(id))).about("indicator", id).with(
            known,
            nearest,
            "/api/v1/indicators lists every indicator",
        )
    }

    /// No area of this code.
    pub(super) fn unknown_area(code: &str, nearest: Vec<String>) -> Self {
        Self::new(UNKNOWN_AREA, format!("There is no area `{}` here.", shorten(code))).about("area", code).with(
            Vec::new(),
            nearest,
            "/api/v1/areas lists every area with its code",
        )
    }

    /// The parts of the question exist and there is no figure where they meet.
    pub(super) fn no_figures(
        parameter: &'static str,
        value: &str,
        detail: String,
        exists: Vec<String>,
        how: impl Into<String>,
    ) -> Self {
        let nearest = super::nearest::nearest(value, exists.iter().map(String::as_str));
        Self::new(NO_FIGURES, detail).about(parameter, value).with(exists, nearest, how)
    }

    /// A page past the last.
    pub(super) fn no_such_page(page: usize, pages: usize) -> Self {
        Self::new(NO_SUCH_PAGE, format!("There is no page {page}: the answer has {pages}."))
            .about("page", &page.to_string())
            .with(
                vec![format!("1 to {pages}")],
                Vec::new(),
                "links.next names the page after this one, until there is none",
            )
    }

    /// There is no release: not yet, or not any more.
    pub(super) fn nothing_released(withdrawn: Option<&Withdrawn>) -> Self {
        let detail = match withdrawn {
            Some(withdrawn) => words::withdrawn("error.nothing.withdrawn", withdrawn),
            None => text("error.nothing.problem").to_owned(),
        };
        Self::new(NOTHING_RELEASED, detail).with(Vec::new(), Vec::new(), text("error.nothing.do"))
    }

    /// Something of ours failed. The cause goes to the log; who asked gets none of it.
    pub(super) fn internal(cause: &str) -> Self {
        tracing::error!("failure in /api/v1: {cause}");
        Self::new(INTERNAL, "The answer could not be made. It is our fault, not yours.".to_owned()).with(
            Vec::new(),
            Vec::new(),
            "ask again; if it stays so, tell those who run the site",
        )
    }

    /// The problem as JSON.
    pub(super) fn json(&self, instance: &str) -> Json {
        let mut problem = Json::object([
            ("type", format!("/api/v1/#{}", self.kind.name).into()),
            ("title", self.kind.title.into()),
            ("status", i64::from(self.kind.status.as_u16()).into()),
            ("detail", self.detail.as_str().into()),
            ("instance", shorten(instance).into()),
            (
                "asked",
                self.asked.as_ref().map_or(Json::Null, |(what, value)| {
                    Json::object([("what", (*what).into()), ("value", value.into())])
                }),
            ),
        ]);
        problem.push("exists", Json::list(self.instead.exists.iter().take(MOST_NAMES)));
        problem.push("exists_in_all", Json::count(self.instead.exists.len()));
        problem.push("nearest", Json::list(self.instead.nearest.iter()));
        problem.push("how_to_ask", self.how.as_str());
        problem
    }

    /// The answer that says so.
    pub(super) fn response(&self, api: &Api, instance: &str) -> Response {
        let mut response = (self.kind.status, self.json(instance).to_string()).into_response();
        let headers = response.headers_mut();
        common_headers(api, headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if self.kind.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        response
    }
}
