//! Reports of the demonstration as files: a checker of accessibility opens each kind, and a batch for every small area is timed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::prove::Claim;
use crate::steps::Remark;
use crate::{check, server, shell};

/// Checks PDF/UA-1 and WCAG 2.2, and what no validator looks at: the order of reading, words left out, headings.
const CHECKER: &str = "outloud==0.2.1";
/// As many made-up people as the demonstration has.
const PEOPLE: u32 = 120_000;
/// Each kind of report, and what it is asked about.
const REPORTS: [(&str, &[&str]); 12] = [
    ("profile-whole", &["profile"]),
    ("profile-place", &["profile", "--area", "QT1-MID"]),
    ("profile-district", &["profile", "--area", "E07000174"]),
    ("profile-network", &["profile", "--area", "U82499"]),
    ("inequalities", &["inequalities"]),
    ("intelligence", &["intelligence", "--about", "smoking_prevalence"]),
    ("place-whole", &["place"]),
    ("place-mid", &["place", "--area", "QT1-MID"]),
    ("place-city", &["place", "--area", "QT1-CITY"]),
    ("scorecard", &["scorecard"]),
    ("initiative", &["initiative", "--about", "CITY-01"]),
    ("initiative-mid", &["initiative", "--about", "MID-05"]),
];
/// Kinds of area of the batch, and within how many seconds 150 profiles have to be written.
const BATCH: [&str; 2] = ["msoa", "pcn"];
const BATCH_OF: f64 = 150.0;
const BATCH_SECONDS: f64 = 60.0;

/// The step of `check`.
///
/// # Errors
/// A report that cannot be made, or in which the checker finds an error.
pub(crate) fn check() -> Remark {
    let binary = check::binary();
    let workspace = workspace(&binary)?;
    let folder = shell::root().join("target/reports");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut files = Vec::new();
    for (name, asked) in REPORTS {
        let file = folder.join(name).with_extension("pdf").display().to_string();
        shell::run_command(report(&binary, &workspace, asked, &file))?;
        files.push(file);
    }
    let mut arguments = vec!["--no-info", "--fail-on", "error"];
    arguments.extend(files.iter().map(String::as_str));
    shell::run(&checker()?, &arguments)?;
    Ok(format!("{} reports, {CHECKER}", files.len()))
}

/// What `prove` says of a batch.
pub(crate) fn claim(binary: &Path) -> Claim {
    let binary = binary.to_owned();
    (
        format!("{BATCH_OF} profiles of areas are written as PDF within {BATCH_SECONDS} s"),
        Box::new(move || batch(&binary)),
    )
}

fn batch(binary: &Path) -> Result<String> {
    let workspace = workspace(binary)?;
    let folder = shell::root().join("target/batch");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be cleared", folder.display()))?;
    }
    let begun = Instant::now();
    for area_type in BATCH {
        let out = folder.join(area_type).display().to_string();
        shell::run_command(report(binary, &workspace, &["profile", "--all-areas", area_type], &out))?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let mut written = 0;
    for area_type in BATCH {
        written += fs::read_dir(folder.join(area_type))?.count();
    }
    let of_a_batch = seconds / written as f64 * BATCH_OF;
    if of_a_batch > BATCH_SECONDS {
        bail!("{written} reports in {seconds:.1} s: {of_a_batch:.1} s for {BATCH_OF}");
    }
    Ok(format!("{written} reports in {seconds:.1} s, the site opened {} times: {of_a_batch:.1} s for 150", BATCH.len()))
}

fn report(binary: &Path, workspace: &Path, asked: &[&str], out: &str) -> std::process::Command {
    let mut command = shell::command(binary, &[&["report"], asked, &["--out", out, "--dir"]].concat());
    command.arg(workspace);
    command
}

/// The workspace that the browser walked, or one like it.
fn workspace(binary: &Path) -> Result<PathBuf> {
    let walked = shell::root().join("target/e2e");
    if walked.join("results").is_dir() { Ok(walked) } else { server::make_demo(binary, "e2e", PEOPLE) }
}

/// The checker's program, in a Python environment of its own.
fn checker() -> Result<String> {
    let place = shell::root().join(".tools/outloud");
    let path = |end: &str| place.join(end).display().to_string();
    if !place.join("bin/outloud").is_file() {
        shell::run("python3", &["-m", "venv", &place.display().to_string()])?;
        shell::run(&path("bin/pip"), &["install", "--quiet", "--disable-pip-version-check", CHECKER])?;
    }
    Ok(path("bin/outloud"))
}
