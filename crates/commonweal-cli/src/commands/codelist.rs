//! `commonweal codelist`: what a new version of a list changes.

use crate::arguments::Place;
use crate::output;
use clap::{Args, Subcommand};
use commonweal_app::{CodeChange, CodelistDiff, Workspace, diff_codelists};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Codelist {
    #[command(subcommand)]
    action: CodelistAction,
}

#[derive(Subcommand)]
enum CodelistAction {
    /// Say which codes differ between two lists, and which definitions rest on them
    ///
    /// Each list is an ID (the current version), ID@VERSION, or a CSV file. Exit code 0, whether or not they differ.
    Diff {
        /// The old list
        #[arg(value_name = "OLD")]
        old: String,
        /// The new list
        #[arg(value_name = "NEW")]
        new: String,
        #[command(flatten)]
        place: Place,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn run(arguments: &Codelist) -> anyhow::Result<ExitCode> {
    let CodelistAction::Diff { old, new, place, json } = &arguments.action;
    let here = std::env::current_dir()?;
    // Without a workspace the shipped lists are compared.
    let workspace = match (&place.dir, Workspace::nearest(&here)) {
        (None, None) => None,
        _ => Some(Workspace::find(place.dir.as_deref(), &here)?),
    };
    let diff = diff_codelists(workspace.as_ref(), old, new)?;
    output::print(&if *json { as_json(&diff) } else { as_text(&diff) })?;
    Ok(ExitCode::SUCCESS)
}

fn as_text(diff: &CodelistDiff) -> String {
    let mut text = format!("{} to {}\n", diff.old, diff.new);
    if diff.added.is_empty() && diff.removed.is_empty() && diff.changed.is_empty() {
        return text + "the codes and categories are the same\n";
    }
    let category = |category: &str| if category.is_empty() { "none".to_owned() } else { category.to_owned() };
    let plain = |change: &CodeChange| String::from(change.term.as_str());
    let moved = |change: &CodeChange| {
        format!("{} (category {}, was {})", change.term, category(&change.new_category), category(&change.old_category))
    };
    for (title, sign, changes) in [("added", '+', &diff.added), ("removed", '-', &diff.removed)] {
        text += &section(title, sign, changes, &plain);
    }
    text += &section("in another category", '~', &diff.changed, &moved);
    if let Some(id) = &diff.replaces {
        text += &format!("\n{} definitions rest on {id}\n", diff.uses.len());
    }
    for definition in &diff.uses {
        text += &format!("  {} {}: {}\n", definition.kind, definition.id, definition.title);
    }
    text
}

fn section(title: &str, sign: char, changes: &[CodeChange], about: &dyn Fn(&CodeChange) -> String) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let line =
        |change: &CodeChange| format!("  {sign} {}  {}", change.code, about(change)).trim_end().to_owned() + "\n";
    format!("\n{} {title}\n", changes.len()) + &changes.iter().map(line).collect::<String>()
}

fn as_json(diff: &CodelistDiff) -> String {
    let change = |change: &CodeChange| {
        serde_json::json!({
            "code": change.code, "term": change.term,
            "old_category": change.old_category, "new_category": change.new_category,
        })
    };
    let changes = |changes: &[CodeChange]| changes.iter().map(change).collect::<Vec<_>>();
    let uses: Vec<_> = diff
        .uses
        .iter()
        .map(|used| serde_json::json!({ "kind": used.kind, "id": used.id, "title": used.title }))
        .collect();
    let report = serde_json::json!({
        "old": diff.old, "new": diff.new, "added": changes(&diff.added), "removed": changes(&diff.removed),
        "changed": changes(&diff.changed), "replaces": diff.replaces, "uses": uses,
    });
    format!("{report:#}\n")
}
