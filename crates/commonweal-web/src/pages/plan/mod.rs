//! The plans: frameworks, the line of sight, commitments, initiatives, neighbourhoods, and where the plans contradict themselves.

mod chart;
pub(crate) mod commitment;
pub(crate) mod commitments;
pub(crate) mod commitments_file;
pub(crate) mod contradictions;
pub(crate) mod coverage;
pub(crate) mod framework;
pub(crate) mod frameworks;
pub(crate) mod initiative;
pub(crate) mod initiatives;
pub(crate) mod initiatives_file;
pub(crate) mod line;
pub(crate) mod mapping;
mod measures;
mod names;
pub(crate) mod neighbourhoods;
pub(crate) mod overview;
mod reach;
mod said;
mod sheet;

use crate::pages;
use crate::routes::App;
use crate::view::Link;
use axum::response::Response;
use commonweal_indicator::text;

pub(crate) use names::address;
pub(crate) use sheet::{Block, Count, PlanColumn, PlanPage, file_of};

/// The links above a page of the plans.
fn crumbs(more: Vec<Link>) -> Vec<Link> {
    [vec![pages::home(), Link::new(text("outcomes.title"), "/outcomes")], more].concat()
}

/// A file about the plans, or why there is none.
fn file(app: &App, name: &str, made: Result<String, crate::error::PageError>) -> Response {
    match made {
        Ok(body) => {
            let class = app.site.facts().class.as_str();
            pages::download(&format!("{class}-{name}.csv"), "text/csv; charset=utf-8", body)
        }
        Err(problem) => problem.page(app),
    }
}
