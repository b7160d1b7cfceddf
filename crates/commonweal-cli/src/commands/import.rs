//! `commonweal import`: bringing things into a workspace.

use super::workspace;
use crate::arguments::Place;
use crate::output;
use clap::{Args, Subcommand};
use commonweal_app::{CodelistImport, CodelistImportReport, ImportedCodelist, import_codelists};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    kind: ImportKind,
}

#[derive(Subcommand)]
enum ImportKind {
    /// Bring codelists into the workspace's definitions, each with its version
    ///
    /// A file has a header and a code a row: code, term and, where there are any, category, as OpenCodelists has them.
    /// The list becomes the current version; the one before is kept as ID@VERSION, which a definition may name.
    /// Rows that cannot be taken are printed as CSV, and then nothing is brought in.
    Codelist(Box<Codelist>),
}

#[derive(Args)]
struct Codelist {
    /// The files: NAME.csv or NAME-VERSION.csv
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Where the lists come from
    #[arg(long, value_name = "NAME")]
    source: String,
    /// What definitions call the list [default: from the file's name]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Its version [default: from the file's name, else from its codes]
    #[arg(long = "list-version", value_name = "VERSION")]
    version: Option<String>,
    /// What it lists [default: as before, else the id]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// snomedct, icd10, ctv3, dmd, opcs4 or bnf [default: as before, else from the codes]
    #[arg(long, value_name = "SYSTEM")]
    coding_system: Option<String>,
    /// Where it is published, such as opensafely/asthma
    #[arg(long, value_name = "NAME")]
    published_as: Option<String>,
    /// What the values of its events are in, such as mmHg
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// How sure the list is
    #[arg(long, value_parser = ["published", "composed", "demonstration"])]
    assurance: Option<String>,
    /// The column of codes [default: code]
    #[arg(long, value_name = "COLUMN")]
    code_column: Option<String>,
    /// The column of categories [default: category]
    #[arg(long, value_name = "COLUMN")]
    category_column: Option<String>,
    /// Leave the current version current, and put this one beside it as ID@VERSION
    #[arg(long)]
    beside: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Import) -> anyhow::Result<ExitCode> {
    let ImportKind::Codelist(arguments) = &arguments.kind;
    let import = CodelistImport {
        paths: arguments.paths.clone(),
        source: arguments.source.clone(),
        id: arguments.id.clone(),
        version: arguments.version.clone(),
        title: arguments.title.clone(),
        coding_system: arguments.coding_system.clone(),
        published_as: arguments.published_as.clone(),
        unit: arguments.unit.clone(),
        assurance: arguments.assurance.clone(),
        code_column: arguments.code_column.clone(),
        category_column: arguments.category_column.clone(),
        beside: arguments.beside,
        dry_run: arguments.dry_run,
        today: Some(jiff::Zoned::now().date()),
    };
    let report = import_codelists(&workspace(&arguments.place)?, &import)?;
    if arguments.json {
        output::print(&as_json(&report))?;
    } else if report.problems.is_empty() {
        for list in &report.imported {
            output::print(&line(list, arguments.dry_run))?;
        }
    } else {
        output::print(&problems(&report)?)?;
        eprintln!("commonweal: nothing was brought in; correct {} rows and try again", report.problems.len());
    }
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn line(list: &ImportedCodelist, dry_run: bool) -> String {
    let ImportedCodelist { id, version, codes, .. } = list;
    if list.unchanged {
        return format!("{id}: version {version} is here already, {codes} codes\n");
    }
    let verb = if dry_run { "would be brought in" } else { "brought in" };
    let kept = list.kept.as_ref().map(|name| format!("; the one before stays as {name}")).unwrap_or_default();
    format!("{id}: version {version} {verb}, {codes} codes{kept}\n")
}

fn problems(report: &CodelistImportReport) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["file", "row", "column", "problem"])?;
    for problem in &report.problems {
        writer.write_record([&problem.file, &problem.row.to_string(), &problem.column, &problem.rule])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn as_json(report: &CodelistImportReport) -> String {
    let list = |list: &ImportedCodelist| {
        serde_json::json!({
            "id": list.id, "version": list.version, "codes": list.codes, "kept": list.kept, "unchanged": list.unchanged,
        })
    };
    let problem = |problem: &commonweal_app::ImportProblem| {
        serde_json::json!({
            "file": problem.file, "row": problem.row, "column": problem.column, "problem": problem.rule,
        })
    };
    let imported: Vec<_> = report.imported.iter().map(list).collect();
    let problems: Vec<_> = report.problems.iter().map(problem).collect();
    format!("{:#}\n", serde_json::json!({ "imported": imported, "problems": problems }))
}
