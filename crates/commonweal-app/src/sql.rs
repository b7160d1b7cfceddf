//! Queries over the reference tables and, in a workspace, over `released_values`.

use crate::error::AppError;
use crate::results::current_release;
use crate::results_table::records_table;
use crate::workspace::Workspace;
use commonweal_engine::{Engine, QueryResult};
use commonweal_reference::Reference;
use std::sync::Arc;

const RELEASED: &str = "released_values";

/// The tables a query may name.
pub fn table_names(workspace: Option<&Workspace>) -> Vec<&'static str> {
    let mut names = Reference::table_names().to_vec();
    names.extend(workspace.map(|_| RELEASED));
    names.sort_unstable();
    names
}

/// Answers one `SELECT`.
///
/// # Errors
/// `Engine` with what is wrong with the query, and the tables there are.
pub fn sql(workspace: Option<&Workspace>, query: &str) -> Result<QueryResult, AppError> {
    let names = table_names(workspace);
    let workspace = workspace.cloned();
    let load = move |name: &str| match &workspace {
        Some(workspace) if name == RELEASED => {
            let (_, set) = current_release(workspace).map_err(|e| e.to_string())?;
            Ok(Arc::new(records_table(&set.to_records())))
        }
        _ => Reference::embedded().table(name).map_err(|e| e.to_string()),
    };
    Ok(Engine::new(None)?.query(&names, load, query)?)
}
