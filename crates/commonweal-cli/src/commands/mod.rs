//! One file a command: from arguments to a use case to what is printed.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod check;
#[cfg(feature = "cluster")]
pub(crate) mod cluster;
pub(crate) mod codelist;
pub(crate) mod cohort;
pub(crate) mod demo;
mod desk;
pub(crate) mod ehrql;
pub(crate) mod framework;
pub(crate) mod import;
pub(crate) mod indicator;
pub(crate) mod init;
mod kept_files;
pub(crate) mod monitor;
pub(crate) mod plan_lists;
pub(crate) mod refresh;
pub(crate) mod release;
mod release_account;
mod release_acts;
mod release_cost;
mod release_show;
pub(crate) mod report;
mod report_due;
pub(crate) mod retention;
pub(crate) mod serve;
pub(crate) mod snapshots;
pub(crate) mod sql;
pub(crate) mod stats;
pub(crate) mod synth;
pub(crate) mod user;
mod user_changes;
mod user_show;
pub(crate) mod verify;

use crate::arguments::{Arguments, Place};
use clap::CommandFactory;
use commonweal_app::Workspace;
use std::process::ExitCode;

/// The workspace that a command is about.
fn workspace(place: &Place) -> anyhow::Result<Workspace> {
    Ok(Workspace::find(place.dir.as_deref(), &std::env::current_dir()?)?)
}

/// The time now, RFC 3339 in UTC.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A whole number with thousands set off by commas.
fn counted(number: u64) -> String {
    let digits = number.to_string();
    let places = digits.len();
    let comma = |i: usize| i > 0 && (places - i).is_multiple_of(3);
    digits.chars().enumerate().flat_map(|(i, d)| comma(i).then_some(',').into_iter().chain([d])).collect()
}

/// As many threads as were asked for, or as the machine has.
fn threads(given: Option<u16>) -> usize {
    given.map_or_else(|| std::thread::available_parallelism().map_or(2, usize::from), usize::from)
}

/// Prints completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "commonweal", &mut bytes);
    crate::output::print(&String::from_utf8_lossy(&bytes))?;
    Ok(ExitCode::SUCCESS)
}
