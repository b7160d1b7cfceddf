//! Which release is shown? The one that the workspace names now. A release that was approved or withdrawn while the site is
//! served is seen within seconds by every process, the public one too, without a restart.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use commonweal_app::{AppError, Site};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tower::ServiceExt;

/// How often the workspace is asked which release is current: one small file is read.
const LOOK: Duration = Duration::from_secs(5);

/// Makes the pages of a site.
type Make = Box<dyn Fn(Arc<Site>) -> Router + Send + Sync>;

/// The pages of the release that is shown now.
pub(super) struct Live {
    now: RwLock<Router>,
    make: Make,
}

impl Live {
    /// The pages of a site, and how those of the next are made.
    pub(super) fn new(site: Arc<Site>, make: Make) -> Arc<Self> {
        Arc::new(Self { now: RwLock::new(make(site)), make })
    }

    /// What answers: whatever is shown when a request comes.
    pub(super) fn routes(self: &Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(Arc::clone(self))
    }

    fn now(&self) -> Router {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, site: Arc<Site>) {
        let routes = (self.make)(site);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = routes;
    }

    /// Looks again and again whether another release is current, until it is dropped.
    pub(super) async fn follow(self: Arc<Self>, mut shown: Arc<Site>) {
        let mut said = String::new();
        loop {
            tokio::time::sleep(LOOK).await;
            match look(Arc::clone(&shown)).await {
                Ok(None) => {}
                Ok(Some(site)) => {
                    tracing::info!(release = %site.facts().release_id, "the site is shown anew");
                    shown = Arc::new(site);
                    self.show(Arc::clone(&shown));
                    said.clear();
                }
                // Once for each problem, however often it is met.
                Err(words) if words == said => {}
                Err(words) => {
                    tracing::error!("the current release cannot be shown, so the one before it stays: {words}");
                    said = words;
                }
            }
        }
    }
}

/// The site to show instead of this one, where there is one.
async fn look(shown: Arc<Site>) -> Result<Option<Site>, String> {
    let looked: Result<Result<_, AppError>, _> = tokio::task::spawn_blocking(move || shown.if_changed()).await;
    match looked {
        Ok(looked) => looked.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

async fn answer(State(live): State<Arc<Live>>, request: Request) -> Response {
    let Ok(response) = live.now().oneshot(request).await;
    response
}
