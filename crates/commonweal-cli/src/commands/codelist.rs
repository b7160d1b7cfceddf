//! `commonweal codelist`: what a new version of a list changes.

use super::counted;
use crate::arguments::Place;
use crate::display::Stages;
use crate::output;
use clap::{Args, Subcommand};
use commonweal_app::{
    CodeChange, CodelistDiff, CohortMoves, ShownPeople, Workspace, codelist_moves, diff_codelists, snapshots,
};
use jiff::civil::Date;
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
    /// Each list is an ID (the current version), ID@VERSION, or a CSV file. In a workspace with records it also counts, for
    /// each cohort, how many people the new list would take in and let go; small counts are withheld and others rounded.
    /// Exit code 0, whether or not the lists differ.
    Diff {
        /// The old list
        #[arg(value_name = "OLD")]
        old: String,
        /// The new list
        #[arg(value_name = "NEW")]
        new: String,
        #[command(flatten)]
        place: Place,
        /// The day people are judged at [default: the workspace's]
        #[arg(long, value_name = "DATE")]
        index_date: Option<Date>,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn run(arguments: &Codelist) -> anyhow::Result<ExitCode> {
    let CodelistAction::Diff { old, new, place, index_date, json } = &arguments.action;
    let here = std::env::current_dir()?;
    // Without a workspace the shipped lists are compared.
    let workspace = match (&place.dir, Workspace::nearest(&here)) {
        (None, None) => None,
        _ => Some(Workspace::find(place.dir.as_deref(), &here)?),
    };
    let diff = diff_codelists(workspace.as_ref(), old, new)?;
    let mut moves = Vec::new();
    if let Some(workspace) = &workspace
        && !snapshots(workspace)?.is_empty()
    {
        let stages = Stages::new();
        moves = codelist_moves(workspace, &diff, *index_date, &stages)?;
        stages.finish();
    }
    output::print(&if *json { as_json(&diff, &moves) } else { as_text(&diff, &moves) })?;
    Ok(ExitCode::SUCCESS)
}

fn as_text(diff: &CodelistDiff, moves: &[CohortMoves]) -> String {
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
        text += &format!("  {} {}: {}{}\n", definition.kind, definition.id, definition.title, {
            let moved = moves.iter().find(|moved| definition.kind == "cohort" && moved.id == definition.id);
            moved
                .map(|moved| format!("; {} enter, {} leave", in_words(moved.enter), in_words(moved.leave)))
                .unwrap_or_default()
        });
    }
    text
}

/// Counts are rounded; one that is withheld may be of nobody, of a few, or of all but a few.
fn in_words(people: ShownPeople) -> String {
    match people {
        ShownPeople::About { people: 0, .. } => "nobody".to_owned(),
        ShownPeople::About { people, .. } => format!("about {}", counted(people)),
        ShownPeople::Withheld => "a number withheld".to_owned(),
    }
}

fn section(title: &str, sign: char, changes: &[CodeChange], about: &dyn Fn(&CodeChange) -> String) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let line =
        |change: &CodeChange| format!("  {sign} {}  {}", change.code, about(change)).trim_end().to_owned() + "\n";
    format!("\n{} {title}\n", changes.len()) + &changes.iter().map(line).collect::<String>()
}

fn as_json(diff: &CodelistDiff, moves: &[CohortMoves]) -> String {
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
    let shown = |people: ShownPeople| match people {
        ShownPeople::About { people, .. } => people.into(),
        ShownPeople::Withheld => serde_json::Value::Null,
    };
    let people: Vec<_> = moves
        .iter()
        .map(
            |moved| serde_json::json!({ "cohort": moved.id, "enter": shown(moved.enter), "leave": shown(moved.leave) }),
        )
        .collect();
    let report = serde_json::json!({
        "old": diff.old, "new": diff.new, "added": changes(&diff.added), "removed": changes(&diff.removed),
        "changed": changes(&diff.changed), "replaces": diff.replaces, "uses": uses, "people": people,
    });
    format!("{report:#}\n")
}
