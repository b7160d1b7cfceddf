//! Where does a monitoring system read what is counted? At an address of its own, which the site does not answer on.

use crate::metrics::Metrics;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use commonweal_admin::Desk;
use std::sync::Arc;
use tokio::net::TcpListener;

struct Counted {
    metrics: Arc<Metrics>,
    desk: Option<Arc<Desk>>,
}

/// Answers `/metrics` until the process ends.
pub(super) async fn answer(listener: TcpListener, metrics: Arc<Metrics>, desk: Option<Arc<Desk>>) {
    let routes = Router::new().route("/metrics", get(all)).with_state(Arc::new(Counted { metrics, desk }));
    if let Err(error) = axum::serve(listener, routes).await {
        tracing::error!("nothing answers for the monitoring system any more: {error}");
    }
}

async fn all(State(counted): State<Arc<Counted>>) -> Response {
    if let Some(desk) = &counted.desk {
        match desk.heads().await {
            Ok(heads) => {
                for (chain, _, sequence) in heads {
                    counted.metrics.head(chain.as_str(), sequence);
                }
            }
            Err(error) => tracing::warn!("the heads of the audit could not be read: {error}"),
        }
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], counted.metrics.text()).into_response()
}
