//! What the plans promise, at a glance: how the commitments stand, the ten ambitions with what is behind each, and the ways into
//! frameworks, commitments, initiatives and neighbourhoods.

use crate::error::PageError;
use crate::pages::plan::{PlanPage, overview};
use crate::pages::{self, plan};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

/// `/outcomes`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page: Result<PlanPage, PageError> = Parameters::read(asked, &[]).map(|_| overview::view(&app));
    pages::show(&app, page)
}

/// `/outcomes.csv`, which is that of the commitments
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    match Parameters::read(asked, &[]) {
        Ok(_) => Redirect::permanent("/commitments.csv").into_response(),
        Err(problem) => problem.page(&app),
    }
}

/// `/outcomes/{id}`, which leads to the part, the commitment or whatever has the id
pub(crate) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    match Parameters::read(asked, &[]).and_then(|_| plan::line::node(&app.site, &id)) {
        Ok(node) => Redirect::permanent(&plan::address(&node)).into_response(),
        Err(problem) => problem.page(&app),
    }
}
