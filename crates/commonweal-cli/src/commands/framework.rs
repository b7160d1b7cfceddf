//! `commonweal framework`: the frameworks side by side, what they leave open, and each as a text that its owners edit.

use super::desk::{Here, at_desk, settings, wait};
use super::plan_lists::book_of;
use crate::arguments::{Format, Place};
use crate::output;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use commonweal_admin::Desk;
use commonweal_app::{PlanBook, QueryResult, Value, Workspace};
use commonweal_operations::ownership::SubjectKind;
use commonweal_operations::plan::{FRAMEWORKS, Framework as Known, FrameworkFile};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Framework {
    #[command(subcommand)]
    action: FrameworkAction,
}

#[derive(Subcommand)]
enum FrameworkAction {
    /// List the frameworks, with their parts and how many of them an indicator or a return shows
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// List what has no place on the line of sight: outcomes without a measure, indicators without an owner and the like
    ///
    /// Links between initiatives, outcomes and indicators are proposals, to be agreed: docs/plan.md.
    Coverage {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Write a framework as TOML, to be edited and brought in again
    #[command(after_help = "Examples:
  commonweal framework export outcomes --out outcomes.toml
  commonweal framework export            (all of them, one after the other, on screen)")]
    Export {
        /// The framework, as `commonweal framework list` names it [default: all]
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// The file; for all frameworks, a folder
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Bring edited frameworks in, each in one act with its entry in the audit
    ///
    /// What a file leaves out stays as it is, and what the plans state cannot be changed: its title, level and parent. Every
    /// part and initiative that changes gets a new version, which can be taken back on the site. Needs the accounts'
    /// database: `commonweal user add` makes it.
    Import {
        /// Files as `commonweal framework export` writes them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn run(arguments: &Framework) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        FrameworkAction::List { place, format } => list(&book_of(place)?.1, format)?,
        FrameworkAction::Coverage { place, format } => coverage(place, format)?,
        FrameworkAction::Export { id, out, place } => export(id.as_deref(), out.as_ref(), &book_of(place)?.1)?,
        FrameworkAction::Import { files, place, json } => import(files, place, *json)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(count: usize) -> Value {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn file_of(framework: &Known, book: &PlanBook) -> FrameworkFile {
    let rows = book.rows();
    FrameworkFile::with_changes(framework, rows.plans, rows.links, book.changes())
}

fn list(book: &PlanBook, format: &Format) -> anyhow::Result<()> {
    let columns = ["framework", "title", "parts", "with_a_measure", "with_an_initiative"].map(str::to_owned).into();
    let rows = FRAMEWORKS.iter().map(|framework| {
        let parts = file_of(framework, book).parts;
        let measured = parts.iter().filter(|part| !part.measures.is_empty()).count();
        let served = parts.iter().filter(|part| !part.initiatives.is_empty()).count();
        vec![text(framework.id), text(framework.title), number(parts.len()), number(measured), number(served)]
    });
    output::rows(&QueryResult { columns, rows: rows.collect() }, format)
}

/// Indicators that have an owner today, where there are accounts.
fn owned(workspace: &Workspace) -> anyhow::Result<BTreeSet<String>> {
    let settings = settings(workspace)?;
    let dir = workspace.dir.clone();
    if !wait(async { Ok(Desk::exists(&dir, &settings).await?) })? {
        return Ok(BTreeSet::new());
    }
    let place = Place { dir: Some(dir) };
    at_desk(&place, async |here: &Here| {
        let owners = here.desk.owners().await?.into_iter();
        let held = owners.filter(|owner| owner.holds && owner.subject_kind == SubjectKind::Indicator);
        Ok(held.map(|owner| owner.subject_id).collect())
    })
}

fn coverage(place: &Place, format: &Format) -> anyhow::Result<()> {
    let (workspace, book) = book_of(place)?;
    let owned = workspace.as_ref().map(owned).transpose()?.unwrap_or_default();
    let orphans = book.orphans(&owned);
    let lists = [
        ("outcome without a measure", &orphans.outcomes_without_measure),
        ("indicator without an owner", &orphans.indicators_without_owner),
        ("initiative aligned to nothing", &orphans.initiatives_aligned_to_nothing),
        ("ambition without an initiative", &orphans.ambitions_without_initiative),
        ("cohort of no initiative", &orphans.cohorts_of_no_initiative),
    ];
    let rows = lists.into_iter().flat_map(|(gap, ids)| {
        ids.iter().map(|id| vec![text(gap), text(id), title_of(id, &book).map_or(Value::Null, |title| text(&title))])
    });
    let rows: Vec<Vec<Value>> = rows.collect();
    output::rows(&QueryResult { columns: ["gap", "id", "title"].map(str::to_owned).into(), rows }, format)
}

fn title_of(id: &str, book: &PlanBook) -> Option<String> {
    let plans = book.plans();
    let outcome = book.links().outcomes.iter().find(|outcome| outcome.id == id).map(|outcome| &outcome.title);
    let cohort = plans.cohorts.iter().find(|cohort| cohort.id == id).map(|cohort| &cohort.name);
    let part = plans.part(id).map(|part| &part.title);
    let initiative = plans.initiative(id).map(|initiative| &initiative.title);
    outcome.or(cohort).or(part).or(initiative).cloned()
}

fn export(id: Option<&str>, out: Option<&PathBuf>, book: &PlanBook) -> anyhow::Result<()> {
    let write = |path: &PathBuf, text: &str| {
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    let Some(id) = id else {
        for framework in FRAMEWORKS {
            let text = file_of(framework, book).to_toml();
            match out {
                None => output::print(&text)?,
                Some(folder) => {
                    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
                    write(&folder.join(format!("{}.toml", framework.id)), &text)?;
                }
            }
        }
        return Ok(());
    };
    let Some(framework) = Known::with_id(id) else {
        let known: Vec<&str> = FRAMEWORKS.iter().map(|framework| framework.id).collect();
        bail!("there is no framework `{id}`; choose one of: {}", known.join(", "));
    };
    let text = file_of(framework, book).to_toml();
    match out {
        None => output::print(&text),
        Some(path) => write(path, &text),
    }
}

fn import(files: &[PathBuf], place: &Place, json: bool) -> anyhow::Result<()> {
    let mut read = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = FrameworkFile::from_toml(&text).with_context(|| format!("{} is no framework", path.display()))?;
        if Known::with_id(&file.id).is_none() {
            let known: Vec<&str> = FRAMEWORKS.iter().map(|framework| framework.id).collect();
            bail!("{}: there is no framework `{}`; choose one of: {}", path.display(), file.id, known.join(", "));
        }
        read.push(file);
    }
    let (_, book) = book_of(place)?;
    let done = at_desk(place, async |here: &Here| {
        let mut done = Vec::new();
        for file in &read {
            done.push((file.id.clone(), here.desk.import_framework(here.by(), book.rows(), file).await?));
        }
        Ok(done)
    })?;
    for (id, import) in &done {
        eprintln!(
            "{id}: {} parts added, {} records changed, {} parts as they were.",
            import.added.len(),
            import.changed.len(),
            import.unchanged
        );
        if let Some(words) = &import.file_problem {
            eprintln!("The public pages do not show it yet: {words}");
        }
    }
    if json {
        let one = |(id, import): &(String, commonweal_admin::FrameworkImport)| {
            serde_json::json!({
                "framework": id, "added": import.added, "changed": import.changed, "unchanged": import.unchanged,
            })
        };
        let all: Vec<serde_json::Value> = done.iter().map(one).collect();
        output::print(&(serde_json::to_string_pretty(&all)? + "\n"))?;
    }
    Ok(())
}
