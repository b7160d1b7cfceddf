//! One file for each page: what comes in, what is shown.

pub(crate) mod area;
pub(crate) mod areas;
pub(crate) mod boards;
pub(crate) mod changes;
pub(crate) mod compare;
pub(crate) mod core20;
pub(crate) mod definitions;
mod evaluation;
pub(crate) mod evaluations;
pub(crate) mod how;
pub(crate) mod indicator;
pub(crate) mod indicators;
pub(crate) mod inequalities;
pub(crate) mod methods;
pub(crate) mod monitoring;
pub(crate) mod outcomes;
pub(crate) mod overview;
pub(crate) mod plan;
pub(crate) mod preview;
pub(crate) mod quality;
pub(crate) mod reconcile;
pub(crate) mod reports;
pub(crate) mod search;
mod sides;
pub(crate) mod spine;
pub(crate) mod withheld;

use crate::assets::FRONTEND;
use crate::error::PageError;
use crate::handbook;
use crate::headers::START_LINE;
use crate::routes::{App, Shared};
use crate::view::{Band, Frame, Link, NavigationItem};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use commonweal_app::{Site, Withdrawn};
use commonweal_disclosure::{Released, WorkspaceClass};
use commonweal_indicator::{say, text};

/// Which page of the navigation is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The overview.
    Overview,
    /// What the plans promise.
    Outcomes,
    /// What is done.
    Initiatives,
    /// The inequalities matrix.
    Inequalities,
    /// The areas, and what sets them side by side.
    Areas,
    /// The most deprived fifth, by clinical area.
    Core20,
    /// The list of indicators, and each of them.
    Indicators,
    /// A page that is reached from another.
    Nowhere,
}

/// The frame of a page. `address` is the page's own, for print.
pub(crate) fn frame(shared: &Shared, place: Place, title: &str, crumbs: Vec<Link>, address: &str) -> Frame {
    let facts = shared.site.facts();
    let is_synthetic = is_synthetic(&shared.site);
    let date = data_date(&shared.site);
    let mut footer = vec![if shared.site.shows_a_release() {
        let released = words::moment(&facts.released_at);
        let places = [
            ("date", date.as_str()),
            ("release", facts.release_id.as_str()),
            ("released", released.as_str()),
            ("rules", facts.rules_version.as_str()),
            ("version", facts.program_version.as_str()),
        ];
        say("footer.data", &places)
    } else {
        text("footer.nothing").to_owned()
    }];
    if is_synthetic {
        footer.push(text("footer.synthetic").to_owned());
    }
    footer.push(text("footer.licence").to_owned());
    footer.push(text("footer.boundaries").to_owned());
    let item = |key: &str, href, here| NavigationItem { label: text(key), href, current: here == place };
    Frame {
        title: say("site.title", &[("page", title), ("area", &facts.area_name)]),
        assets: format!("/assets/{}/", shared.assets_version),
        frontend: FRONTEND,
        start_line: START_LINE,
        band: is_synthetic
            .then(|| Band { first: say("band.first", &[("sample", &facts.sample)]), rest: text("band.rest") }),
        withdrawn: shared.site.withdrawn().filter(|_| shared.site.shows_a_release()).map(said_withdrawn),
        area_name: facts.area_name.clone(),
        navigation: vec![
            item("nav.overview", "/", Place::Overview),
            item("nav.outcomes", "/outcomes", Place::Outcomes),
            item("plan.initiatives", "/initiatives", Place::Initiatives),
            item("nav.inequalities", "/inequalities", Place::Inequalities),
            item("areas_page.title", "/areas", Place::Areas),
            item("nav.core20", "/core20plus5", Place::Core20),
            item("nav.indicators", "/indicators", Place::Indicators),
        ],
        crumbs,
        footer_links: vec![
            Link::new(text("compare.title"), "/compare"),
            Link::new(text("changes.title"), "/changes"),
            Link::new(text("monitoring.title"), "/monitoring"),
            Link::new(text("evaluations.title"), "/evaluations"),
            Link::new(text("quality.title"), "/data-quality"),
            Link::new(text("withheld.title"), "/withheld"),
            Link::new(text("definitions.title"), "/definitions"),
            Link::new(text("boards.title"), "/boards"),
            Link::new(text("reports.title"), "/reports"),
            methods(),
        ],
        footer,
        address: address.to_owned(),
        bar: crate::people::bar(),
    }
}

/// That the latest release was withdrawn, for the pages that show the one before it.
fn said_withdrawn(release: &Withdrawn) -> String {
    words::withdrawn("withdrawn.notice", release)
}

/// Whether people in the workspace are made up. Anything but published statistics says so: no page shows real people.
pub(crate) fn is_synthetic(site: &Site) -> bool {
    site.facts().class == WorkspaceClass::Synthetic
}

/// The data date in words.
pub(crate) fn data_date(site: &Site) -> String {
    match site.facts().index_date {
        Some(date) => words::day(date.day(), date.month(), date.year()),
        None => text("direction.not_shown").to_owned(),
    }
}

/// The link to the overview that stands above other pages.
pub(crate) fn home() -> Link {
    Link::new(text("nav.overview"), "/")
}

/// The link to the methods handbook.
pub(crate) fn methods() -> Link {
    Link::new(text("methods.title"), handbook::ADDRESS)
}

/// A page. Browsers ask again each time, because a release may replace the figures.
pub(crate) fn html(body: String) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))], Html(body))
}

/// Renders a page, or the page of the problem.
pub(crate) fn show<T: Template>(shared: &Shared, page: Result<T, PageError>) -> Response {
    match page.and_then(|page| page.render().map_err(|error| PageError::internal(&error))) {
        Ok(body) => html(body).into_response(),
        Err(error) => error.page(shared),
    }
}

/// A file for the reader to keep.
pub(crate) fn download(name: &str, kind: &'static str, body: String) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, body).into_response()
}

/// Figures as CSV.
pub(crate) fn csv_file(site: &Site, name: &str, rows: &[&Released]) -> Response {
    let class = site.facts().class.as_str();
    download(&format!("{class}-{name}.csv"), "text/csv; charset=utf-8", site.csv(rows))
}

/// `/health`: that the site answers, and nothing about its data.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// `/health/ready`: whether what the site needs is there; else the names of what is not, and nothing more of it.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let failing: Vec<String> = match &app.people {
        None => Vec::new(),
        Some(people) => {
            let readiness = people.desk.readiness().await;
            readiness
                .checks
                .iter()
                .filter(|check| check.stops && !check.ok)
                .map(|check| check.name.to_string())
                .collect()
        }
    };
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    if failing.is_empty() {
        (kept, "ready\n").into_response()
    } else {
        let lines: String = failing.iter().map(|name| format!("not ready: {name}\n")).collect();
        (StatusCode::SERVICE_UNAVAILABLE, kept, lines).into_response()
    }
}
