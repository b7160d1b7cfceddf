//! `commonweal release list|audit|export`: what changes nothing.

use super::desk::Here;
use super::release_account::{As, Reader, by};
use super::{counted, workspace};
use crate::arguments::{Format, Place};
use crate::display::Stages;
use crate::output;
use anyhow::bail;
use commonweal_admin::Visitor;
use commonweal_app::proposals::{self, AuditReport, ReleaseView};
use commonweal_app::{Progress, QueryResult, Value, Workspace, export_for_checking, export_release};
use commonweal_operations::{Purpose, Role};
use std::path::Path;
use std::process::ExitCode;

/// Those who read the list.
const LISTS: [As; 5] = [
    (Role::OutputChecker, Purpose::Release),
    (Role::Analyst, Purpose::Planning),
    (Role::Analyst, Purpose::Evaluation),
    (Role::IgLead, Purpose::Approvals),
    (Role::CaldicottGuardian, Purpose::Approvals),
];
/// Those who read reports.
const READS: [As; 3] =
    [(Role::OutputChecker, Purpose::Release), (Role::Analyst, Purpose::Planning), (Role::Analyst, Purpose::Evaluation)];

/// The id of the one release that begins so, among those that the visitor may know of.
pub(crate) async fn one_of(here: &Here, visitor: &Visitor, begins: &str) -> anyhow::Result<String> {
    let known = proposals::list(&here.desk, by(visitor), &here.workspace).await?;
    let known: Vec<&str> = known.iter().map(|view| view.id.as_str()).collect();
    beginning(&known, begins)
}

fn beginning(known: &[&str], begins: &str) -> anyhow::Result<String> {
    if known.contains(&begins) {
        return Ok(begins.to_owned());
    }
    let mut alike = known.iter().filter(|id| !begins.is_empty() && id.starts_with(begins));
    match (alike.next(), alike.next()) {
        (Some(id), None) => Ok((*id).to_owned()),
        (Some(_), Some(_)) => bail!("more than one release begins with `{begins}`; give more of the id"),
        (None, _) if known.is_empty() => bail!("there is no release yet; `commonweal release propose` makes the first"),
        (None, _) => bail!("there is no release whose id begins with `{begins}`; `commonweal release list` lists them"),
    }
}

/// The same where no account is asked for.
fn one_kept(workspace: &Workspace, begins: &str) -> anyhow::Result<String> {
    let kept = proposals::list_kept(workspace)?;
    let known: Vec<&str> = kept.iter().map(|view| view.id.as_str()).collect();
    beginning(&known, begins)
}

/// Where people are real, whoever reads more than what is released says who they are.
fn needs_no_account(workspace: &Workspace) -> anyhow::Result<()> {
    if workspace.config.class.as_str() == "personal" {
        bail!("{} holds real people's data; say who reads with --account EMAIL", workspace.dir.display());
    }
    Ok(())
}

/// Lists releases.
pub(crate) fn list(reader: &Reader, place: &Place, format: &Format) -> anyhow::Result<()> {
    let with_account = reader.reading(place, &LISTS, async |here: &Here, visitor: &Visitor| {
        Ok(proposals::list(&here.desk, by(visitor), &here.workspace).await?)
    });
    let releases = match with_account {
        Some(releases) => releases?,
        None => {
            let workspace = workspace(place)?;
            needs_no_account(&workspace)?;
            proposals::list_kept(&workspace)?
        }
    };
    let columns = [
        "release",
        "state",
        "shown",
        "how",
        "project",
        "proposed_by",
        "proposed_at",
        "checked_by",
        "checked_at",
        "remark",
        "reason",
        "withdrawn_by",
        "withdrawn_at",
    ];
    let rows = releases.iter().map(row).collect();
    output::rows(&QueryResult { columns: columns.map(str::to_owned).into(), rows }, format)
}

fn row(view: &ReleaseView) -> Vec<Value> {
    let text = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
    let maybe = |given: &Option<String>| given.as_deref().map_or(Value::Null, text);
    let at = |at: Option<jiff::Timestamp>| at.map_or(Value::Null, |at| Value::Text(seconds(at)));
    vec![
        text(&view.id),
        text(view.state.as_str()),
        text(if view.is_current { "yes" } else { "no" }),
        text(view.how.as_str()),
        maybe(&view.project),
        maybe(&view.proposed_by),
        at(Some(view.proposed_at)),
        maybe(&view.checked_by),
        at(view.checked_at),
        text(&view.remark),
        text(&view.reason),
        maybe(&view.withdrawn_by),
        at(view.withdrawn_at),
    ]
}

fn seconds(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A release for programs.
pub(crate) fn release_json(view: &ReleaseView) -> serde_json::Value {
    serde_json::json!({
        "release": view.id,
        "state": view.state.as_str(),
        "shown": view.is_current,
        "how": view.how.as_str(),
        "project": view.project,
        "proposed_by": view.proposed_by,
        "proposed_at": seconds(view.proposed_at),
        "checked_by": view.checked_by,
        "checked_at": view.checked_at.map(seconds),
        "remark": view.remark,
        "reason": view.reason,
        "withdrawn_by": view.withdrawn_by,
        "withdrawn_at": view.withdrawn_at.map(seconds),
        "seal": view.seal,
    })
}

/// Prints the report of an audit, and fails where something stands against releasing.
pub(crate) fn audit(id: Option<&str>, reader: &Reader, place: &Place, json: bool) -> anyhow::Result<ExitCode> {
    let stages = Stages::new();
    let of_proposal = reader.reading(place, &READS, async |here: &Here, visitor: &Visitor| {
        let id = match id {
            Some(id) => one_of(here, visitor, id).await?,
            None => latest(here, visitor).await?,
        };
        Ok(proposals::report(&here.desk, by(visitor), &here.workspace, &id).await?.report)
    });
    let report = match of_proposal {
        Some(report) => report?,
        None => {
            let workspace = workspace(place)?;
            needs_no_account(&workspace)?;
            let id = id.map(|id| one_kept(&workspace, id)).transpose()?;
            stages.stage("Auditing the release", None);
            proposals::audit_kept(&workspace, id.as_deref())?
        }
    };
    stages.finish();
    output::print(&if json { serde_json::to_string_pretty(&report)? + "\n" } else { report.words() })?;
    verdict(&report)
}

/// The newest release that the visitor may know of.
async fn latest(here: &Here, visitor: &Visitor) -> anyhow::Result<String> {
    let known = proposals::list(&here.desk, by(visitor), &here.workspace).await?;
    match known.first() {
        Some(view) => Ok(view.id.clone()),
        None => bail!("there is no release yet; `commonweal release propose` makes the first"),
    }
}

fn verdict(report: &AuditReport) -> anyhow::Result<ExitCode> {
    match report.stands_open() {
        Some(why) => {
            eprintln!("Something stands against releasing {}: {why}", report.release_id);
            Ok(ExitCode::FAILURE)
        }
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Writes a release so that anybody can check it.
pub(crate) fn export(id: Option<&str>, out: &Path, place: &Place, json: bool) -> anyhow::Result<()> {
    let workspace = workspace(place)?;
    let stages = Stages::new();
    stages.stage("Writing the release", None);
    let id = id.map(|id| kept_folder(&workspace, id)).transpose()?;
    let done = export_for_checking(&workspace, id.as_deref(), out)?;
    stages.finish();
    if json {
        let file = |(name, bytes): &(String, u64)| serde_json::json!({ "file": name, "bytes": bytes });
        let files: Vec<serde_json::Value> = done.files.iter().map(file).collect();
        let printed = serde_json::json!({ "release_id": done.release_id, "figures": done.figures, "files": files });
        return output::print(&format!("{printed}\n"));
    }
    eprintln!("Release {} in {}: {} figures.", done.release_id, out.display(), counted(done.figures));
    for (name, bytes) in &done.files {
        eprintln!("  {name}  {} bytes", counted(*bytes));
    }
    Ok(())
}

/// The one release in the folder of releases that begins so: what is released may be read without an account.
fn kept_folder(workspace: &Workspace, begins: &str) -> anyhow::Result<String> {
    let folder = workspace.dir.join("results").join("releases");
    let names: Vec<String> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect(),
        Err(_) => Vec::new(),
    };
    beginning(&names.iter().map(String::as_str).collect::<Vec<_>>(), begins)
}

/// Writes the tables of the current release for spreadsheets and reporting tools.
pub(crate) fn export_for_programs(out: &Path, place: &Place, json: bool) -> anyhow::Result<()> {
    let summary = export_release(&workspace(place)?, out)?;
    if json {
        let file = |(path, rows): &(std::path::PathBuf, Option<usize>)| serde_json::json!({ "file": path.display().to_string(), "rows": rows });
        let files: Vec<serde_json::Value> = summary.files.iter().map(file).collect();
        let printed = serde_json::json!({ "release_id": summary.release_id, "files": files });
        return output::print(&format!("{printed}\n"));
    }
    eprintln!("Release {}:", summary.release_id);
    for (path, rows) in &summary.files {
        let rows = rows.and_then(|rows| u64::try_from(rows).ok());
        let rows = rows.map(|rows| format!("  {} rows", counted(rows))).unwrap_or_default();
        eprintln!("  {}{rows}", path.display());
    }
    Ok(())
}
