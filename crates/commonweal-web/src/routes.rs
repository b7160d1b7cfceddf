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

/// Every route, once. All are public: they show released figures and public facts.
pub const ROUTES: &[Route] = &[
    Route { path: "/", about: "Overview", handler: || get(pages::overview::page) },
    // `{id}.csv` is the same part of the address, so the handler tells the two apart.
    Route {
        path: "/indicators/{id}",
        about: "One question, and its figures as CSV",
        handler: || get(pages::indicator::page),
    },
    Route {
        path: "/indicators/{id}/{chart}",
        about: "One chart as an SVG file",
        handler: || get(pages::indicator::picture),
    },
    Route { path: "/areas/{code}", about: "One area, and its figures as CSV", handler: || get(pages::area::page) },
    Route { path: "/inequalities", about: "Every gap", handler: || get(pages::inequalities::page) },
    Route {
        path: "/inequalities.csv",
        about: "The figures behind every gap",
        handler: || get(pages::inequalities::csv),
    },
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
        .layer(axum::middleware::map_response(headers::secure))
        .with_state(app)
}

async fn no_page(State(app): State<App>) -> Response {
    PageError::no_page().page(&app)
}

async fn no_method(State(app): State<App>) -> Response {
    PageError::no_method().page(&app)
}
