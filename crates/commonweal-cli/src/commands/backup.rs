//! `commonweal backup` and `commonweal restore`: one sealed file of everything, and back.

use super::counted;
use super::desk::{Here, Typist, at_desk, settings, shown, wait};
use crate::arguments::Place;
use crate::display::Stages;
use crate::output;
use anyhow::{Context, bail};
use clap::Args;
use commonweal_admin::{Desk, Settings, SystemClock};
use commonweal_app::{AppError, Workspace};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Args)]
#[command(after_help = "Examples:
  commonweal backup --out /var/backups/commonweal/
  commonweal backup --out /var/backups/commonweal/ --keep-days 35")]
pub(crate) struct Backup {
    /// The file to write, which must not exist, or a folder, where the file is named by the time
    #[arg(long, value_name = "FILE|DIR")]
    out: PathBuf,
    /// Delete this installation's older backups from the folder, once the new one is whole
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3650))]
    keep_days: Option<u32>,
    #[command(flatten)]
    place: Place,
    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:
  commonweal restore backup.sealed --dir /var/lib/commonweal --secrets /etc/commonweal/secrets
  commonweal restore backup.sealed --drill            (would it come back? nothing is left behind)")]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Restore aside, compare everything, and remove it again
    #[arg(long)]
    drill: bool,
    /// The folder of key files, where the new folder has no commonweal.toml that names it
    #[arg(long, value_name = "DIR")]
    secrets: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Print what was restored as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Backup) -> anyhow::Result<ExitCode> {
    let stages = Stages::new();
    let report = at_desk(&arguments.place, async |here: &Here| {
        let progress = shown(&stages);
        Ok(here.desk.backup(here.by(), &arguments.out, arguments.keep_days, &progress).await?)
    })?;
    stages.finish();
    let (file, took) = (report.file.display().to_string(), report.took.as_secs_f64());
    if arguments.json {
        let printed = json!({
            "file": file, "bytes": report.bytes, "files": report.files, "rows": report.rows,
            "seconds": took, "expired": report.expired,
        });
        output::print(&format!("{printed:#}\n"))?;
    } else {
        output::print(&format!("{file}\n"))?;
        eprintln!(
            "Backed up {} files and {} rows into {:.1} MB and read them back, in {took:.1} s.",
            counted(report.files),
            counted(report.rows),
            report.bytes as f64 / 1e6,
        );
        for old in &report.expired {
            eprintln!("Deleted {old}, which was older than was asked for.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn restore(arguments: &Restore) -> anyhow::Result<ExitCode> {
    if !arguments.file.is_file() {
        bail!("there is no backup at {}; `commonweal backup` prints where it wrote one", arguments.file.display());
    }
    if arguments.drill { drill(arguments) } else { bring_back(arguments) }
}

fn bring_back(arguments: &Restore) -> anyhow::Result<ExitCode> {
    let Some(dir) = arguments.place.dir.as_deref() else {
        bail!("name the new installation's folder with --dir DIR; it is made if it does not exist, and must be empty");
    };
    let settings = settings_of(dir, arguments.secrets.as_deref())?;
    let typist = Typist::new();
    let stages = Stages::new();
    let report = wait(async {
        let progress = shown(&stages);
        let clock = Arc::new(SystemClock);
        Ok(Desk::restore(&arguments.file, dir, &settings, typist.by(), clock, &progress).await?)
    })?;
    stages.finish();
    if arguments.json {
        let printed = json!({
            "dir": dir.display().to_string(), "files": report.files, "rows": report.rows,
            "seconds": report.took.as_secs_f64(),
        });
        output::print(&format!("{printed:#}\n"))?;
    } else {
        eprintln!(
            "Restored {} files and {} rows into {} in {:.1} s; checksums and audit agree. Everybody signs in again.",
            counted(report.files),
            counted(report.rows),
            dir.display(),
            report.took.as_secs_f64(),
        );
        eprintln!("Next: commonweal serve --role ROLE --check --dir {}", dir.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn drill(arguments: &Restore) -> anyhow::Result<ExitCode> {
    let here = std::env::current_dir()?;
    // Anywhere: what matters is the keys, which the workspace's settings name unless they are given.
    let dir = match (&arguments.place.dir, Workspace::nearest(&here)) {
        (Some(dir), _) => dir.clone(),
        (None, Some(dir)) => dir,
        (None, None) => here,
    };
    let settings = settings_of(&dir, arguments.secrets.as_deref())?;
    let stages = Stages::new();
    let report = wait(async {
        let progress = shown(&stages);
        Ok(Desk::drill(&arguments.file, &dir, &settings, Arc::new(SystemClock), &progress).await?)
    })?;
    stages.finish();
    if arguments.json {
        let printed = json!({ "files": report.files, "rows": report.rows, "seconds": report.took.as_secs_f64() });
        output::print(&format!("{printed:#}\n"))?;
    } else {
        output::print(&format!(
            "This backup comes back: {} files and {} rows, checksums and audit agree; it took {:.1} s. Nothing is left behind.\n",
            counted(report.files),
            counted(report.rows),
            report.took.as_secs_f64(),
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The settings of a folder that may not be a workspace yet.
fn settings_of(dir: &Path, secrets: Option<&Path>) -> anyhow::Result<Settings> {
    let mut found = if dir.join("commonweal.toml").is_file() {
        settings(&Workspace::open(dir)?)?
    } else if dir.exists() && !dir.is_dir() {
        return Err(AppError::NotEmpty(dir.to_owned()).into());
    } else {
        Settings::default()
    };
    if let Some(folder) = secrets {
        found.secrets = std::path::absolute(folder).with_context(|| format!("cannot find {}", folder.display()))?;
    }
    Ok(found)
}
