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
    /// The folder to write into, where the file is named by the time; or a new file, ending in .commonweal-backup
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
  commonweal restore FILE --dir /var/lib/commonweal --secrets /etc/commonweal/secrets
  commonweal restore FILE --drill      (would it come back? nothing is left behind)")]
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

/// How the name of a backup ends.
const ENDING: &str = ".commonweal-backup";

pub(crate) fn run(arguments: &Backup) -> anyhow::Result<ExitCode> {
    let named = arguments.out.to_string_lossy().ends_with(ENDING).then_some(arguments.out.as_path());
    if let Some(file) = named {
        if file.exists() {
            bail!("{} is there already; give another name, or a folder", file.display());
        }
        if arguments.keep_days.is_some() {
            bail!("--keep-days deletes older backups of a folder; give a folder with --out");
        }
    }
    let folder = match named {
        Some(file) => file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")),
        None => &arguments.out,
    };
    let stages = Stages::new();
    let mut report = at_desk(&arguments.place, async |here: &Here| {
        let progress = shown(&stages);
        Ok(here.desk.backup(here.by(), folder, arguments.keep_days, &progress).await?)
    })?;
    if let Some(file) = named {
        let written = std::mem::replace(&mut report.file, file.to_owned());
        std::fs::rename(&written, file)
            .with_context(|| format!("the backup is whole, as {}, and cannot be renamed", written.display()))?;
    }
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
        Ok(Desk::restore(&arguments.file, dir, &settings, typist.login(), clock, &progress).await?)
    })?;
    stages.finish();
    if arguments.json {
        let printed = json!({
            "dir": dir.display().to_string(), "made_at": report.at, "installation": report.installation,
            "files": report.files, "rows": report.rows, "sessions_ended": report.sessions_ended,
            "audit_sequence": report.audit_sequence, "seconds": report.took.as_secs_f64(),
        });
        output::print(&format!("{printed:#}\n"))?;
    } else {
        eprintln!(
            "Restored {} as it was at {}: {} files and {} rows into {} in {:.1} s; checksums and audit agree, up to entry {}. \
             Everybody signs in again.",
            report.installation,
            report.at,
            counted(report.files),
            counted(report.rows),
            dir.display(),
            report.took.as_secs_f64(),
            counted(report.audit_sequence),
        );
        eprintln!("Next: commonweal serve --role ROLE --check --dir {}", dir.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn drill(arguments: &Restore) -> anyhow::Result<ExitCode> {
    if arguments.secrets.is_some() {
        bail!("a drill uses the keys of the installation it is run in; leave --secrets out");
    }
    let stages = Stages::new();
    let report = at_desk(&arguments.place, async |here: &Here| {
        let progress = shown(&stages);
        Ok(here.desk.drill(here.by(), &arguments.file, &progress).await?)
    })?;
    stages.finish();
    if arguments.json {
        let printed = json!({ "made_at": report.at, "files": report.files, "rows": report.rows, "seconds": report.took.as_secs_f64() });
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
