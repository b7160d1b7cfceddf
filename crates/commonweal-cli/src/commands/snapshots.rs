//! `commonweal snapshots`: what is loaded.

use super::{counted, workspace};
use crate::arguments::{SnapshotAction, Snapshots};
use crate::output::print;
use commonweal_app::{SnapshotManifest, drop_snapshot, show_snapshot, snapshots};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Snapshots) -> anyhow::Result<ExitCode> {
    let workspace = workspace(&arguments.place)?;
    match &arguments.action {
        None | Some(SnapshotAction::List) => {
            let all = snapshots(&workspace)?;
            if arguments.json {
                print(&(serde_json::to_string_pretty(&all)? + "\n"))?;
            } else if all.is_empty() {
                eprintln!("No records are loaded in {}.", workspace.dir.display());
            } else {
                print(&all.iter().map(line).collect::<String>())?;
            }
        }
        Some(SnapshotAction::Show { id }) => {
            let one = show_snapshot(&workspace, id)?;
            if arguments.json {
                print(&(serde_json::to_string_pretty(&one)? + "\n"))?;
            } else {
                print(&(line(&one) + &tables(&one)))?;
            }
        }
        Some(SnapshotAction::Drop { id }) => {
            let one = show_snapshot(&workspace, id)?;
            drop_snapshot(&workspace, &one.id)?;
            eprintln!("Dropped {}.", one.id);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(snapshot: &SnapshotManifest) -> String {
    format!(
        "{}  {} people, {:.1} MB, {}, {}, loaded {}\n",
        &snapshot.id[..16],
        counted(snapshot.people),
        snapshot.bytes() as f64 / 1e6,
        snapshot.class,
        snapshot.source,
        snapshot.loaded_at,
    )
}

fn tables(snapshot: &SnapshotManifest) -> String {
    let table = |(name, table): (&String, &commonweal_app::TableManifest)| {
        format!(
            "  {name:<24} version {:>3}  {:>12} rows  {:>4} files\n",
            table.version,
            counted(table.rows),
            table.files.len()
        )
    };
    snapshot.tables.iter().map(table).collect()
}
