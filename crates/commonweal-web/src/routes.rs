//! Every address on one screen.

use crate::error::PageError;
use crate::page_cache::{PageCache, remember};
use crate::people::{self, PEOPLE_ROUTES, People};
use crate::{assets, headers, pages};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use commonweal_app::Site;
use commonweal_operations::access::Rule;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

/// One route.
pub struct Route {
    /// The address, with its parts in braces.
    pub path: &'static str,
    /// What is there.
    pub about: &'static str,
    /// Who may open it.
    pub rule: Rule,
    pub(crate) handler: fn() -> MethodRouter<App>,
}

/// Released figures and public facts.
const ANYBODY: Rule = Rule::Public;

/// Every route of the public pages, once; those of `/api/v1` stand in `api/endpoints.rs`, those for people in
/// `people/routes.rs`. These show released figures and public facts.
pub const ROUTES: &[Route] = &[
    Route { path: "/", about: "Overview", rule: ANYBODY, handler: || get(pages::overview::page) },
    Route {
        path: "/indicators",
        about: "Every indicator, to search and to narrow",
        rule: ANYBODY,
        handler: || get(pages::indicators::page),
    },
    Route { path: "/indicators.csv", about: "The list as CSV", rule: ANYBODY, handler: || get(pages::indicators::csv) },
    // `{id}.csv` is the same part of the address, so the handler tells the two apart.
    Route {
        path: "/indicators/{id}",
        about: "One question, and its figures as CSV",
        rule: ANYBODY,
        handler: || get(pages::indicator::page),
    },
    Route {
        path: "/indicators/{id}/reconcile",
        about: "Why a published value differs",
        rule: ANYBODY,
        handler: || get(pages::reconcile::page),
    },
    Route {
        path: "/indicators/{id}/{chart}",
        about: "One chart as an SVG file",
        rule: ANYBODY,
        handler: || get(pages::indicator::picture),
    },
    Route { path: "/areas", about: "Every area, with a search", rule: ANYBODY, handler: || get(pages::areas::page) },
    Route { path: "/areas.csv", about: "Every area as CSV", rule: ANYBODY, handler: || get(pages::areas::csv) },
    Route {
        path: "/areas/{code}",
        about: "One area, and its figures as CSV",
        rule: ANYBODY,
        handler: || get(pages::area::page),
    },
    Route {
        path: "/compare",
        about: "Areas or groups side by side",
        rule: ANYBODY,
        handler: || get(pages::compare::page),
    },
    Route { path: "/compare.csv", about: "A comparison as CSV", rule: ANYBODY, handler: || get(pages::compare::csv) },
    Route {
        path: "/data-quality",
        about: "How far the figures can be trusted",
        rule: ANYBODY,
        handler: || get(pages::quality::page),
    },
    Route {
        path: "/data-quality.csv",
        about: "The figures of data quality as CSV",
        rule: ANYBODY,
        handler: || get(pages::quality::csv),
    },
    Route {
        path: "/withheld",
        about: "What is not shown, why, and how much detail that costs",
        rule: ANYBODY,
        handler: || get(pages::withheld::page),
    },
    Route { path: "/withheld.csv", about: "The same as CSV", rule: ANYBODY, handler: || get(pages::withheld::csv) },
    Route {
        path: "/definitions",
        about: "Every indicator, cohort and codelist",
        rule: ANYBODY,
        handler: || get(pages::definitions::list),
    },
    Route {
        path: "/definitions/{id}",
        about: "One definition: its rule in plain English, its codelists, where it is used",
        rule: ANYBODY,
        handler: || get(pages::definitions::page),
    },
    Route {
        path: "/definitions/{id}/preview",
        about: "What a changed definition would do",
        rule: ANYBODY,
        handler: || get(pages::preview::page),
    },
    Route {
        path: "/changes",
        about: "What has changed between releases",
        rule: ANYBODY,
        handler: || get(pages::changes::page),
    },
    Route {
        path: "/changes.csv",
        about: "Figures that changed clearly, as CSV",
        rule: ANYBODY,
        handler: || get(pages::changes::csv),
    },
    Route {
        path: "/monitoring",
        about: "What changed in the latest period, and every series as a control chart",
        rule: ANYBODY,
        handler: || get(pages::monitoring::page),
    },
    Route { path: "/monitoring.csv", about: "The same as CSV", rule: ANYBODY, handler: || get(pages::monitoring::csv) },
    Route {
        path: "/monitoring/{indicator}",
        about: "One series as a control chart, as CSV and as a picture",
        rule: ANYBODY,
        handler: || get(pages::monitoring::one::page),
    },
    Route {
        path: "/evaluations",
        about: "Initiatives before and after their first day",
        rule: ANYBODY,
        handler: || get(pages::evaluations::page),
    },
    Route {
        path: "/evaluations/{id}",
        about: "One initiative, or one indicator around a day, and the numbers as CSV",
        rule: ANYBODY,
        handler: || get(pages::evaluations::one),
    },
    Route { path: "/inequalities", about: "Every gap", rule: ANYBODY, handler: || get(pages::inequalities::page) },
    Route {
        path: "/inequalities.csv",
        about: "Every gap as CSV, cell by cell",
        rule: ANYBODY,
        handler: || get(pages::inequalities::csv),
    },
    Route {
        path: "/core20plus5",
        about: "The most deprived fifth, by clinical area and by step towards care",
        rule: ANYBODY,
        handler: || get(pages::core20::page),
    },
    Route { path: "/core20plus5.csv", about: "The same as CSV", rule: ANYBODY, handler: || get(pages::core20::csv) },
    Route {
        path: "/core20plus5/{pathway}",
        about: "Who is lost at each step of a pathway, as CSV and as a picture",
        rule: ANYBODY,
        handler: || get(pages::core20::loss),
    },
    Route { path: "/outcomes", about: "What the plans promise", rule: ANYBODY, handler: || get(pages::outcomes::page) },
    Route {
        path: "/outcomes.csv",
        about: "Leads to the file of the commitments",
        rule: ANYBODY,
        handler: || get(pages::outcomes::csv),
    },
    Route {
        path: "/outcomes/{id}",
        about: "Leads to the page of whatever in the plans has the id",
        rule: ANYBODY,
        handler: || get(pages::outcomes::one),
    },
    Route {
        path: "/framework",
        about: "Every framework side by side",
        rule: ANYBODY,
        handler: || get(pages::plan::frameworks::page),
    },
    Route {
        path: "/framework.csv",
        about: "Every part of every framework as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::frameworks::csv),
    },
    Route {
        path: "/framework/mapping",
        about: "Which indicators serve many frameworks, and which parts want the same",
        rule: ANYBODY,
        handler: || get(pages::plan::mapping::page),
    },
    Route {
        path: "/framework/mapping.csv",
        about: "The same as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::mapping::csv),
    },
    Route {
        path: "/framework/coverage",
        about: "What has no place on the line of sight yet",
        rule: ANYBODY,
        handler: || get(pages::plan::coverage::page),
    },
    Route {
        path: "/framework/coverage.csv",
        about: "The same as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::coverage::csv),
    },
    Route {
        path: "/framework/{id}",
        about: "One framework as a tree, and as TOML",
        rule: ANYBODY,
        handler: || get(pages::plan::framework::page),
    },
    Route {
        path: "/line/{id}",
        about: "One thing on the line of sight, with what is above and below it, and as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::line::page),
    },
    Route {
        path: "/commitments",
        about: "How the commitments stand",
        rule: ANYBODY,
        handler: || get(pages::plan::commitments::page),
    },
    Route {
        path: "/commitments.csv",
        about: "The commitments as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::commitments::csv),
    },
    Route {
        path: "/commitments/{id}",
        about: "One commitment: its status, why, and what it lacks",
        rule: ANYBODY,
        handler: || get(pages::plan::commitment::page),
    },
    Route {
        path: "/initiatives",
        about: "Every initiative, to narrow",
        rule: ANYBODY,
        handler: || get(pages::plan::initiatives::page),
    },
    Route {
        path: "/initiatives.csv",
        about: "The initiatives as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::initiatives::csv),
    },
    Route {
        path: "/initiatives/{id}",
        about: "One initiative on one page",
        rule: ANYBODY,
        handler: || get(pages::plan::initiative::page),
    },
    Route {
        path: "/neighbourhoods",
        about: "The neighbourhoods that the plans put first",
        rule: ANYBODY,
        handler: || get(pages::plan::neighbourhoods::page),
    },
    Route {
        path: "/neighbourhoods.csv",
        about: "The same as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::neighbourhoods::csv),
    },
    Route {
        path: "/contradictions",
        about: "Where the plans contradict themselves",
        rule: ANYBODY,
        handler: || get(pages::plan::contradictions::page),
    },
    Route {
        path: "/contradictions.csv",
        about: "The same as CSV",
        rule: ANYBODY,
        handler: || get(pages::plan::contradictions::csv),
    },
    Route { path: "/search", about: "Everything by name", rule: ANYBODY, handler: || get(pages::search::page) },
    Route {
        path: "/methods",
        about: "How figures are calculated",
        rule: ANYBODY,
        handler: || get(pages::methods::list),
    },
    Route {
        path: "/methods/{slug}",
        about: "One chapter of the methods handbook",
        rule: ANYBODY,
        handler: || get(pages::methods::page),
    },
    Route { path: "/reports", about: "The reports there are", rule: ANYBODY, handler: || get(pages::reports::list) },
    // `{kind}.pdf` is the same part of the address, so the handler tells the two apart.
    Route {
        path: "/reports/{kind}",
        about: "One kind of report: for which area, and its files",
        rule: ANYBODY,
        handler: || get(pages::reports::page),
    },
    Route {
        path: "/boards",
        about: "Organisations and boards: who oversees what",
        rule: ANYBODY,
        handler: || get(pages::boards::page),
    },
    Route { path: "/boards.csv", about: "The same as CSV", rule: ANYBODY, handler: || get(pages::boards::csv) },
    Route {
        path: "/health/ready",
        about: "Whether what the site needs is there",
        rule: ANYBODY,
        handler: || get(pages::ready),
    },
    Route { path: "/health", about: "Whether the site answers", rule: ANYBODY, handler: || get(pages::health) },
    Route {
        path: "/assets/{version}/{*path}",
        about: "Style sheets, script, icon",
        rule: ANYBODY,
        handler: || get(assets::file),
    },
];

/// Public pages that show nothing of a release.
const WITHOUT_FIGURES: [&str; 7] =
    ["/methods", "/methods/{slug}", "/boards", "/boards.csv", "/health", "/health/ready", "/assets/{version}/{*path}"];

/// What every handler shares.
pub(crate) struct Shared {
    pub(crate) site: Arc<Site>,
    pub(crate) assets_version: String,
    /// Who may sign in; none where the site is public and nothing else.
    pub(crate) people: Option<Arc<People>>,
}

pub(crate) type App = Arc<Shared>;

/// The whole public site as a service; `tower::ServiceExt::oneshot` asks it in a test.
pub fn router(site: Arc<Site>) -> Router {
    let api = crate::api::router(Arc::clone(&site));
    let app: App = Arc::new(Shared { site, assets_version: assets::version(), people: None });
    pages_of(ROUTES.iter())
        .layer(from_fn_with_state(Arc::clone(&app), or_nothing))
        .with_state(app)
        .merge(api)
        .layer(axum::middleware::map_response(headers::secure))
}

/// The site with accounts: the same pages, those for people, and the guard before all of them.
pub fn router_with(site: Arc<Site>, people: People) -> Router {
    router_for(site, Arc::new(people))
}

/// The same for people who outlast the release that is shown: their limits go on where the next one takes its place.
pub(crate) fn router_for(site: Arc<Site>, people: Arc<People>) -> Router {
    let api = crate::api::router(Arc::clone(&site));
    let app: App = Arc::new(Shared { site, assets_version: assets::version(), people: Some(people) });
    let api = api.layer(from_fn_with_state(Arc::clone(&app), people::key));
    pages_of(ROUTES.iter().chain(PEOPLE_ROUTES))
        .layer(from_fn_with_state(Arc::clone(&app), or_nothing))
        .layer(from_fn_with_state(Arc::clone(&app), people::guard))
        .layer(DefaultBodyLimit::max(people::LARGEST_FORM))
        .with_state(app)
        .merge(api)
        .layer(axum::middleware::map_response(headers::secure))
}

/// Pages, and the cache of those that are the same for everybody.
fn pages_of<'a>(routes: impl Iterator<Item = &'a Route>) -> Router<App> {
    let mut router = Router::new();
    for route in routes {
        router = router.route(route.path, (route.handler)());
    }
    router
        .fallback(no_page)
        .method_not_allowed_fallback(no_method)
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(Arc::new(PageCache::default()), remember))
}

/// Where nothing is released, pages of figures say so, and why; the others are there as always.
async fn or_nothing(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let has_figures = |path: &str| ROUTES.iter().any(|route| route.path == path) && !WITHOUT_FIGURES.contains(&path);
    if !app.site.shows_a_release() && path.is_some_and(has_figures) {
        return PageError::nothing_released(app.site.withdrawn()).page(&app);
    }
    next.run(request).await
}

async fn no_page(State(app): State<App>) -> Response {
    PageError::no_page().page(&app)
}

async fn no_method(State(app): State<App>) -> Response {
    PageError::no_method().page(&app)
}
