//! Every address on one screen.

use crate::error::PageError;
use crate::page_cache::{PageCache, remember};
use crate::{assets, headers, pages};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use commonweal_app::Site;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

/// One route.
pub struct Route {
    /// The address, with its parts in braces.
    pub path: &'static str,
    /// What is there.
    pub about: &'static str,
    handler: fn() -> MethodRouter<App>,
}

/// Every route of the pages, once; those of `/api/v1` stand in `api/endpoints.rs`. All are public: they show released
/// figures and public facts.
pub const ROUTES: &[Route] = &[
    Route { path: "/", about: "Overview", handler: || get(pages::overview::page) },
    Route {
        path: "/indicators",
        about: "Every indicator, to search and to narrow",
        handler: || get(pages::indicators::page),
    },
    Route { path: "/indicators.csv", about: "The list as CSV", handler: || get(pages::indicators::csv) },
    // `{id}.csv` is the same part of the address, so the handler tells the two apart.
    Route {
        path: "/indicators/{id}",
        about: "One question, and its figures as CSV",
        handler: || get(pages::indicator::page),
    },
    Route {
        path: "/indicators/{id}/reconcile",
        about: "Why a published value differs",
        handler: || get(pages::reconcile::page),
    },
    Route {
        path: "/indicators/{id}/{chart}",
        about: "One chart as an SVG file",
        handler: || get(pages::indicator::picture),
    },
    Route { path: "/areas", about: "Every area, with a search", handler: || get(pages::areas::page) },
    Route { path: "/areas.csv", about: "Every area as CSV", handler: || get(pages::areas::csv) },
    Route { path: "/areas/{code}", about: "One area, and its figures as CSV", handler: || get(pages::area::page) },
    Route { path: "/compare", about: "Areas or groups side by side", handler: || get(pages::compare::page) },
    Route { path: "/compare.csv", about: "A comparison as CSV", handler: || get(pages::compare::csv) },
    Route { path: "/data-quality", about: "How far the figures can be trusted", handler: || get(pages::quality::page) },
    Route {
        path: "/data-quality.csv",
        about: "The figures of data quality as CSV",
        handler: || get(pages::quality::csv),
    },
    Route {
        path: "/definitions",
        about: "Every indicator, cohort and codelist",
        handler: || get(pages::definitions::list),
    },
    Route {
        path: "/definitions/{id}",
        about: "One definition: its rule in plain English, its codelists, where it is used",
        handler: || get(pages::definitions::page),
    },
    Route {
        path: "/definitions/{id}/preview",
        about: "What a changed definition would do",
        handler: || get(pages::preview::page),
    },
    Route { path: "/changes", about: "What has changed between releases", handler: || get(pages::changes::page) },
    Route { path: "/changes.csv", about: "Figures that changed clearly, as CSV", handler: || get(pages::changes::csv) },
    Route { path: "/inequalities", about: "Every gap", handler: || get(pages::inequalities::page) },
    Route {
        path: "/inequalities.csv",
        about: "Every gap as CSV, cell by cell",
        handler: || get(pages::inequalities::csv),
    },
    Route {
        path: "/core20plus5",
        about: "The most deprived fifth, by clinical area and by step towards care",
        handler: || get(pages::core20::page),
    },
    Route { path: "/core20plus5.csv", about: "The same as CSV", handler: || get(pages::core20::csv) },
    Route {
        path: "/core20plus5/{pathway}",
        about: "Who is lost at each step of a pathway, as CSV and as a picture",
        handler: || get(pages::core20::loss),
    },
    Route { path: "/outcomes", about: "What the plans promise", handler: || get(pages::outcomes::page) },
    Route { path: "/outcomes.csv", about: "The commitments as CSV", handler: || get(pages::outcomes::csv) },
    Route {
        path: "/outcomes/{id}",
        about: "One ambition or commitment, and what measures it",
        handler: || get(pages::outcomes::one),
    },
    Route { path: "/search", about: "Everything by name", handler: || get(pages::search::page) },
    Route { path: "/methods", about: "How figures are calculated", handler: || get(pages::methods::list) },
    Route {
        path: "/methods/{slug}",
        about: "One chapter of the methods handbook",
        handler: || get(pages::methods::page),
    },
    Route { path: "/health", about: "Whether the site answers", handler: || get(pages::health) },
    Route { path: "/assets/{version}/{*path}", about: "Style sheets, script, icon", handler: || get(assets::file) },
];

/// What every handler shares.
pub(crate) struct Shared {
    pub(crate) site: Arc<Site>,
    pub(crate) assets_version: String,
}

pub(crate) type App = Arc<Shared>;

/// The whole site as a service; `tower::ServiceExt::oneshot` asks it in a test.
pub fn router(site: Arc<Site>) -> Router {
    let api = crate::api::router(Arc::clone(&site));
    let app: App = Arc::new(Shared { site, assets_version: assets::version() });
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.path, (route.handler)());
    }
    router
        .fallback(no_page)
        .method_not_allowed_fallback(no_method)
        .layer(CompressionLayer::new().gzip(true))
        .layer(axum::middleware::from_fn_with_state(Arc::new(PageCache::default()), remember))
        .with_state(app)
        .merge(api)
        .layer(axum::middleware::map_response(headers::secure))
}

async fn no_page(State(app): State<App>) -> Response {
    PageError::no_page().page(&app)
}

async fn no_method(State(app): State<App>) -> Response {
    PageError::no_method().page(&app)
}
