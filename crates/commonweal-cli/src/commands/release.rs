//! `commonweal release`: what is released, as files.

use super::{counted, workspace};
use crate::arguments::{Release, ReleaseAction};
use crate::output::print;
use commonweal_app::{ExportSummary, export_release};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Release) -> anyhow::Result<ExitCode> {
    let ReleaseAction::Export { out, place, json } = &arguments.action;
    let summary = export_release(&workspace(place)?, out)?;
    if *json {
        print(&(as_json(&summary) + "\n"))?;
    } else {
        eprintln!("Release {}:", summary.release_id);
        for (path, rows) in &summary.files {
            let rows = rows.and_then(|rows| u64::try_from(rows).ok());
            let rows = rows.map(|rows| format!("  {} rows", counted(rows))).unwrap_or_default();
            eprintln!("  {}{rows}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(summary: &ExportSummary) -> String {
    let file = |(path, rows): &(std::path::PathBuf, Option<usize>)| serde_json::json!({ "file": path.display().to_string(), "rows": rows });
    let files: Vec<serde_json::Value> = summary.files.iter().map(file).collect();
    serde_json::json!({ "release_id": summary.release_id, "files": files }).to_string()
}
