//! `commonweal retention`: how long things are kept, and deleting what is due.

use super::desk::{Here, at_desk};
use super::kept_files::WorkspaceFiles;
use crate::arguments::{Format, Place};
use crate::output;
use clap::{Args, Subcommand};
use commonweal_app::{QueryResult, Value};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Retention {
    #[command(subcommand)]
    action: RetentionAction,
}

#[derive(Subcommand)]
enum RetentionAction {
    /// List what is kept, for how many days after it ended, by whose rule, and how much is due
    Show {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Delete what is due, each deletion an entry in the audit
    ///
    /// The audit itself is never shortened. What is shown on the site, and what it was counted from, is never due. A timer
    /// runs this every night: packaging/systemd.
    #[command(after_help = "Examples:
  commonweal retention apply --dry-run      (say what would go, delete nothing)
  commonweal retention apply")]
    Apply {
        /// Say what would be deleted, and delete nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
}

pub(crate) fn run(arguments: &Retention) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        RetentionAction::Show { place, format } => show(place, format)?,
        RetentionAction::Apply { dry_run, place, format } => apply(*dry_run, place, format)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn show(place: &Place, format: &Format) -> anyhow::Result<()> {
    let rules = at_desk(place, async |here: &Here| {
        Ok(here.desk.retention(here.by(), &WorkspaceFiles::of(&here.workspace)).await?)
    })?;
    let columns = ["what", "days", "due", "source"].map(str::to_owned).into();
    let rows = rules.iter().map(|rule| {
        vec![
            Value::Text(rule.kind.to_string()),
            Value::Integer(i64::from(rule.days)),
            count(rule.due),
            Value::Text(rule.source.to_string()),
        ]
    });
    output::rows(&QueryResult { columns, rows: rows.collect() }, format)
}

fn apply(dry_run: bool, place: &Place, format: &Format) -> anyhow::Result<()> {
    let done = at_desk(place, async |here: &Here| {
        let files = WorkspaceFiles::of(&here.workspace);
        Ok(here.desk.apply_retention(here.by(), &files, dry_run).await?)
    })?;
    if dry_run {
        eprintln!("Nothing is deleted: this is what would be.");
    }
    let columns = ["what", if dry_run { "would_go" } else { "removed" }].map(str::to_owned).into();
    let rows = done.iter().map(|done| vec![Value::Text(done.kind.to_string()), count(done.removed)]).collect();
    output::rows(&QueryResult { columns, rows }, format)
}

fn count(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
