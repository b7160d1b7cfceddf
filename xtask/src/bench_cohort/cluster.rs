//! `cargo xtask bench cohort --cluster`: the same pass in one process, and through a scheduler and executors that are
//! processes on this machine.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use super::{Measured, PEOPLE, REPORT, load_average, same_counts};
use crate::{section, shell};

/// The section of the report that this command writes, and the other one leaves in place.
pub(super) const HEADING: &str = "## The same pass on a cluster";
/// So many executors, of one slot each, and so many threads beside them.
const EXECUTORS: [u64; 2] = [1, 2];

/// `[--people N] [--note TEXT]`. The section is written at full size alone; the note says what it should say besides,
/// such as how this build differs from the repository's profile.
pub(super) fn command(arguments: &[String]) -> Result<()> {
    let (mut people, mut note) = (PEOPLE, None);
    for pair in arguments.chunks(2) {
        match pair {
            [flag, number] if flag == "--people" => {
                people = number.parse().with_context(|| format!("--people wants a whole number, not `{number}`"))?;
            }
            [flag, text] if flag == "--note" => note = Some(text.as_str()),
            _ => bail!("usage: cargo xtask bench cohort --cluster [--people N] [--note TEXT]"),
        }
    }
    let text = measure(people, note)?;
    println!("\n{text}");
    if people == PEOPLE {
        section::write(REPORT, &section::with(&section::written(REPORT)?, HEADING, &text))?;
    }
    Ok(())
}

/// Builds the program of the cluster and runs it each way.
fn measure(people: u64, note: Option<&str>) -> Result<String> {
    let mut build = shell::command("cargo", &["build", "--release", "--offline", "--locked"]);
    build.args(["--package", "commonweal-cli", "--package", "commonweal-cluster"]);
    build.args(["--features", "commonweal-cluster/ballista", "--example", "bench_cluster"]);
    shell::run_command(build)?;
    let folder = super::data(&super::target()).join(format!("people-{people}"));
    if !folder.join("made").exists() {
        super::build()?.people(people)?;
    }
    let program = super::target().join("release/examples/bench_cluster");
    let mut ways = Vec::new();
    for way in ["here", "cluster"] {
        for number in EXECUTORS {
            ways.push((way, number, run(&program, &folder, way, number)?));
        }
    }
    for (way, number, other) in &ways[1..] {
        if other.counts.len() != ways[0].2.counts.len() {
            bail!("{way} {number}: {} counts, and {} in one process", other.counts.len(), ways[0].2.counts.len());
        }
        same_counts(&format!("{way} {number}"), &ways[0].2, other)?;
    }
    report(people, note, &ways)
}

fn run(program: &PathBuf, folder: &Path, way: &str, number: u64) -> Result<Measured> {
    println!("    {way} {number}");
    let mut command = shell::command(program, &[]);
    command.arg(folder).arg(shell::root().join("definitions")).args([way, &number.to_string()]);
    Ok(super::read(&shell::output_command(command)?))
}

fn report(people: u64, note: Option<&str>, ways: &[(&str, u64, Measured)]) -> Result<String> {
    let date = shell::output("date", &["--utc", "+%Y-%m-%d"])?;
    let commit = shell::output("git", &["rev-parse", "--short", "HEAD"])?;
    let line = |beginning: &str| {
        ways.iter().flat_map(|way| &way.2.other).find_map(|line| line.strip_prefix(beginning)).unwrap_or("?")
    };
    let mut text = format!("{HEADING}\n\nThis section is written by `cargo xtask bench cohort --cluster`.\n\n");
    let cores = thread::available_parallelism().map_or(1, usize::from);
    writeln!(text, "- {}, commit {}, {cores} cores", date.trim(), commit.trim())?;
    writeln!(
        text,
        "- load average when it ended: {}; above {cores}, other work shared the machine: compare CPU seconds then, not times",
        load_average()
    )?;
    writeln!(text, "- {people} people: {}", line("rows "))?;
    writeln!(
        text,
        "- scheduler and executors are processes on this machine; an executor has one slot and folds one bucket at a time"
    )?;
    writeln!(text, "- the operator of a task, with the bytes it travels as: {}", line("plan "))?;
    writeln!(text, "- the quicker of two rounds; CPU of all processes together; memory of the largest one")?;
    if let Some(note) = note {
        writeln!(text, "- {note}")?;
    }
    writeln!(text, "\n| | wall s | CPU s | peak MiB | wall, times in process | CPU, times in process |")?;
    writeln!(text, "| --- | --: | --: | --: | --: | --: |")?;
    for (way, number, measured) in ways {
        let here = ways.iter().find(|(way, n, _)| *way == "here" && n == number).context("each number has its own")?;
        let (cost, alone) = (measured.cost, here.2.cost);
        let plural = if *number == 1 { "" } else { "s" };
        let name = if *way == "here" { "in process, thread" } else { "cluster, executor" };
        writeln!(
            text,
            "| {name}{plural}: {number} | {:.2} | {:.2} | {} | {:.2} | {:.2} |",
            cost.seconds,
            cost.cpu,
            cost.peak_kib / 1024,
            cost.seconds / alone.seconds,
            cost.cpu / alone.cpu
        )?;
    }
    let wall = |way: &str, number: u64| {
        ways.iter().find(|(w, n, _)| *w == way && *n == number).map_or(f64::NAN, |(_, _, m)| m.cost.seconds)
    };
    writeln!(
        text,
        "\nTwo executors take {:.2} of the time of one; two threads take {:.2} of the time of one. All {} counts are the same in every way.",
        wall("cluster", 2) / wall("cluster", 1),
        wall("here", 2) / wall("here", 1),
        ways[0].2.counts.len()
    )?;
    Ok(text)
}
