//! `commonweal ehrql`: studies written in ehrQL.

use super::counted;
use crate::output;
use anyhow::bail;
use clap::{Args, Subcommand};
use commonweal_app::{StudyRequest, run_study};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Ehrql {
    #[command(subcommand)]
    action: EhrqlAction,
}

#[derive(Subcommand)]
enum EhrqlAction {
    /// Run a serialised definition on a folder of tables
    ///
    /// The definition is what `ehrql serialize-definition` prints: a dataset, measures, or both. Everything is held in
    /// memory, about 40 bytes a cell.
    Run {
        /// The serialised definition (.json or .json.gz)
        #[arg(value_name = "FILE")]
        definition: PathBuf,
        /// The folder of tables: NAME.csv, NAME.csv.gz or NAME.arrow; a table without a file is empty
        #[arg(long, value_name = "DIR")]
        tables: PathBuf,
        /// Where the answer goes: FILE.csv, FILE.csv.gz or FILE.arrow, or FOLDER/:csv (and so on) for a file for each
        /// table [default: printed as CSV]
        #[arg(long, value_name = "FILE")]
        out: Option<String>,
        /// The folder that paths inside the definition begin in [default: the definition's]
        #[arg(long, value_name = "DIR")]
        study: Option<PathBuf>,
    },
}

pub(crate) fn run(arguments: &Ehrql) -> anyhow::Result<ExitCode> {
    let EhrqlAction::Run { definition, tables, out, study } = &arguments.action;
    let request =
        StudyRequest { definition: definition.clone(), tables: tables.clone(), out: out.clone(), study: study.clone() };
    let summary = run_study(&request)?;
    if !summary.absent.is_empty() {
        eprintln!("commonweal: note: no file in {} for {}; empty", tables.display(), summary.absent.join(", "));
    }
    for table in &summary.written {
        let rows = u64::try_from(table.rows).unwrap_or(u64::MAX);
        eprintln!("{}: {} rows in {}", table.name, counted(rows), table.path.display());
    }
    if summary.disclosure_control {
        eprintln!("commonweal: note: counts of measures up to 7 are 0 and others rounded to 5, as the definition says");
    }
    if out.is_none() {
        let [table] = summary.tables.as_slice() else {
            let names: Vec<&str> = summary.tables.iter().map(|table| table.name.as_str()).collect();
            bail!("the answer has {} tables ({}); write them with `--out FOLDER/:csv`", names.len(), names.join(", "));
        };
        output::print(&table.to_csv())?;
    }
    Ok(ExitCode::SUCCESS)
}
