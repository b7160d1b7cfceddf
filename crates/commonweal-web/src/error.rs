//! Problems: what happened, where, and what to do. The only place where one becomes a status and a page.

use crate::handbook;
use crate::pages::{self, Place, html};
use crate::routes::Shared;
use crate::words;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use commonweal_app::Withdrawn;
use commonweal_indicator::{say, text};
use commonweal_model::AreaCode;
use std::sync::atomic::{AtomicU64, Ordering};

/// A valid answer that a reader can take instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) href: Option<String>,
}

/// Why there is no page.
#[derive(Debug, Clone)]
pub(crate) struct PageError {
    status: StatusCode,
    heading: &'static str,
    problem: String,
    what_to_do: String,
    choices: Vec<Choice>,
    /// A short name of the kind of problem, which stands in the reference.
    kind: &'static str,
}

/// At most this many choices are listed; beyond it a list is no help.
const MOST_CHOICES: usize = 40;

impl PageError {
    fn bad_input(kind: &'static str, problem: String, what_to_do: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            heading: text("error.parameter.heading"),
            problem,
            what_to_do: what_to_do.to_owned(),
            choices,
            kind,
        }
    }

    /// No page at this address.
    pub(crate) fn no_page() -> Self {
        let page = |key: &str, href: &str| Choice { label: text(key).to_owned(), href: Some(href.to_owned()) };
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.page.heading"),
            problem: text("error.page.problem").to_owned(),
            what_to_do: text("error.page.do").to_owned(),
            choices: vec![
                page("nav.overview", "/"),
                page("nav.outcomes", "/outcomes"),
                page("nav.inequalities", "/inequalities"),
                page("nav.core20", "/core20plus5"),
                page("nav.indicators", "/indicators"),
                page("search.title", "/search"),
                page("methods.title", handbook::ADDRESS),
            ],
            kind: "page",
        }
    }

    /// A method no page has.
    pub(crate) fn no_method() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            heading: text("error.method.heading"),
            problem: text("error.method.problem").to_owned(),
            what_to_do: text("error.method.do").to_owned(),
            choices: Vec::new(),
            kind: "method",
        }
    }

    /// No indicator of this name.
    pub(crate) fn no_indicator(id: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.indicator.heading"),
            problem: say("error.indicator.unknown", &[("value", &shorten(id))]),
            what_to_do: text("error.indicator.unknown.do").to_owned(),
            choices,
            kind: "indicator",
        }
    }

    /// No chapter of this name.
    pub(crate) fn no_chapter(slug: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.chapter.heading"),
            problem: say("error.chapter.unknown", &[("value", &shorten(slug))]),
            what_to_do: text("error.chapter.unknown.do").to_owned(),
            choices,
            kind: "chapter",
        }
    }

    /// Nothing of the plans has this id.
    pub(crate) fn no_outcome(id: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.outcome.heading"),
            problem: say("error.outcome.unknown", &[("value", &shorten(id))]),
            what_to_do: text("error.outcome.unknown.do").to_owned(),
            choices,
            kind: "outcome",
        }
    }

    /// No framework of this id.
    pub(crate) fn no_framework(id: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.framework.heading"),
            problem: say("error.framework.unknown", &[("value", &shorten(id))]),
            what_to_do: text("error.framework.unknown.do").to_owned(),
            choices,
            kind: "framework",
        }
    }

    /// No area of this code.
    pub(crate) fn no_area(code: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.area.heading"),
            problem: say("error.area.unknown", &[("value", &shorten(code))]),
            what_to_do: text("error.area.unknown.do").to_owned(),
            choices,
            kind: "area",
        }
    }

    /// The area exists and the question has no figures for it.
    pub(crate) fn no_figures(code: &AreaCode, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.area.heading"),
            problem: say("error.area.no_figures", &[("value", code.as_str())]),
            what_to_do: text("error.area.no_figures.do").to_owned(),
            choices,
            kind: "figures",
        }
    }

    /// So many areas cannot be compared; `choices` are comparisons that can.
    pub(crate) fn not_comparable(number: usize, choices: Vec<Choice>) -> Self {
        let problem = say("error.compare.number", &[("number", &number.to_string())]);
        Self::bad_input("compare", problem, text("error.compare.number.do"), choices)
    }

    /// No definition of this name; `choices` begin like it.
    pub(crate) fn no_definition(id: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading: text("error.definition.heading"),
            problem: say("error.definition.unknown", &[("value", &shorten(id))]),
            what_to_do: text("error.definition.unknown.do").to_owned(),
            choices,
            kind: "definition",
        }
    }

    /// The definition exists and cannot be shown so.
    pub(crate) fn refused(heading: &'static str, problem: String, what_to_do: &str, choices: Vec<Choice>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            heading,
            problem,
            what_to_do: what_to_do.to_owned(),
            choices,
            kind: "refused",
        }
    }

    /// Nothing of this indicator is followed over time for that area or group; `choices` are what is.
    pub(crate) fn no_series(indicator: &str, choices: Vec<Choice>) -> Self {
        let problem = say("monitoring.no_series.problem", &[("indicator", indicator)]);
        Self::refused(text("monitoring.no_series"), problem, text("monitoring.no_series.do"), choices)
    }

    /// Neither an initiative that can be evaluated nor an indicator has this name; `choices` are those that can be.
    pub(crate) fn no_evaluation(id: &str, choices: Vec<Choice>) -> Self {
        let problem = say("evaluations.no_such.problem", &[("given", id)]);
        Self::refused(text("evaluations.no_such"), problem, text("evaluations.no_such.do"), choices)
    }

    /// What was typed is no day.
    pub(crate) fn no_day(given: &str) -> Self {
        let problem = say("evaluations.day.wrong", &[("given", given)]);
        Self {
            heading: text("evaluations.day.heading"),
            ..Self::bad_input("day", problem, text("evaluations.ask.about"), Vec::new())
        }
    }

    /// A text that cannot be an area code.
    pub(crate) fn malformed_area(code: &str, choices: Vec<Choice>) -> Self {
        let problem = say("error.area.malformed", &[("value", &shorten(code))]);
        Self::bad_input("area-code", problem, text("error.area.malformed.do"), choices)
    }

    /// A parameter the page does not have.
    pub(crate) fn unknown_parameter(name: &str, known: &[&str]) -> Self {
        let problem = say("error.parameter.unknown", &[("name", &shorten(name))]);
        let key = if known.is_empty() { "error.parameter.unknown.none" } else { "error.parameter.unknown.do" };
        Self::bad_input("parameter", problem, text(key), plain(known))
    }

    /// A query that cannot be read at all.
    pub(crate) fn unreadable_query(known: &[&str]) -> Self {
        Self::unknown_parameter("?", known)
    }

    /// A parameter given twice.
    pub(crate) fn repeated_parameter(name: &str) -> Self {
        let problem = say("error.parameter.repeated", &[("name", &shorten(name))]);
        Self::bad_input("repeated", problem, text("error.parameter.repeated.do"), Vec::new())
    }

    /// A value that is not one of the valid few.
    pub(crate) fn invalid_choice(name: &str, value: &str, valid: &[&str]) -> Self {
        let problem = say("error.parameter.value", &[("name", &shorten(name)), ("value", &shorten(value))]);
        Self::bad_input("choice", problem, text("error.parameter.do"), plain(valid))
    }

    /// Something that pages for people say.
    pub(crate) fn of_people(
        status: StatusCode,
        kind: &'static str,
        heading: &'static str,
        problem: String,
        what_to_do: &str,
    ) -> Self {
        Self { status, heading, problem, what_to_do: what_to_do.to_owned(), choices: Vec::new(), kind }
    }

    /// Nothing is released: not yet, or not any more.
    pub(crate) fn nothing_released(withdrawn: Option<&Withdrawn>) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            heading: text("error.nothing.heading"),
            problem: match withdrawn {
                Some(withdrawn) => words::withdrawn("error.nothing.withdrawn", withdrawn),
                None => text("error.nothing.problem").to_owned(),
            },
            what_to_do: text("error.nothing.do").to_owned(),
            choices: vec![Choice { label: text("methods.title").to_owned(), href: Some(handbook::ADDRESS.to_owned()) }],
            kind: "nothing",
        }
    }

    /// Something of ours failed. The cause goes to the log, once; the reader gets a reference to it.
    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        static FAILURES: AtomicU64 = AtomicU64::new(1);
        let number = FAILURES.fetch_add(1, Ordering::Relaxed);
        let mut chain = cause.to_string();
        let mut source = cause.source();
        while let Some(next) = source {
            chain = format!("{chain}: {next}");
            source = next.source();
        }
        tracing::error!(number, "failure: {chain}");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            heading: text("error.internal.heading"),
            problem: text("error.internal.problem").to_owned(),
            what_to_do: text("error.internal.do").to_owned(),
            choices: Vec::new(),
            kind: "internal",
        }
    }

    /// What happened, what to do, and what is valid, in one line: for who asks without a browser.
    pub(crate) fn in_words(&self) -> String {
        let choices: Vec<&str> = self.choices.iter().take(MOST_CHOICES).map(|choice| choice.label.as_str()).collect();
        let choices = if choices.is_empty() { String::new() } else { format!(" {}", choices.join("; ")) };
        format!("{} {}{choices}", self.problem, self.what_to_do)
    }

    /// The page that says so.
    pub(crate) fn page(mut self, shared: &Shared) -> Response {
        self.choices.truncate(MOST_CHOICES);
        let is_bad_input = self.status == StatusCode::BAD_REQUEST;
        let title =
            if is_bad_input { say("error.title", &[("heading", self.heading)]) } else { self.heading.to_owned() };
        let reference = format!("{}-{}", self.status.as_u16(), self.kind);
        let page = ErrorPage {
            frame: pages::frame(shared, Place::Nowhere, &title, Vec::new(), ""),
            is_bad_input,
            heading: self.heading,
            problem: self.problem,
            what_to_do: self.what_to_do,
            choices: self.choices,
            reference: say("error.reference", &[("reference", &reference)]),
        };
        match page.render() {
            Ok(body) => (self.status, html(body)).into_response(),
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, text("error.internal.heading")).into_response(),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage {
    frame: crate::view::Frame,
    is_bad_input: bool,
    heading: &'static str,
    problem: String,
    what_to_do: String,
    choices: Vec<Choice>,
    reference: String,
}

use crate::view::filters;

fn plain(labels: &[&str]) -> Vec<Choice> {
    labels.iter().map(|label| Choice { label: (*label).to_owned(), href: None }).collect()
}

/// What a reader typed, short enough to read back.
fn shorten(typed: &str) -> String {
    let mut short: String = typed.chars().filter(|c| !c.is_control()).take(60).collect();
    if typed.chars().count() > 60 {
        short.push('…');
    }
    short
}
