//! `commonweal sql`: one question of the reference and released tables.

use crate::arguments::Sql;
use crate::output;
use commonweal_app::{AppError, Workspace, sql};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Sql) -> anyhow::Result<ExitCode> {
    let workspace = match Workspace::find(arguments.place.dir.as_deref(), &std::env::current_dir()?) {
        Ok(workspace) => Some(workspace),
        // The reference tables need no workspace; a folder that was named must be one.
        Err(AppError::NoWorkspace(_)) if arguments.place.dir.is_none() => None,
        Err(other) => return Err(other.into()),
    };
    output::rows(&sql(workspace.as_ref(), &arguments.query)?, &arguments.format)?;
    Ok(ExitCode::SUCCESS)
}
