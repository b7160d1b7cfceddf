//! `cargo xtask bench refresh`: from records to released figures, at every breakdown of the lattice and 36 month ends, as a
//! process of its own, beside the same at one date.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::bench_cohort::{REPORT, data, load_average, target};
use crate::bench_synth::{Cost, cost};
use crate::{section, shell};

/// As many people as an integrated care system has.
const PEOPLE: u64 = 1_200_000;
const MONTHS: u32 = 36;
const MOST_SECONDS: f64 = 120.0;
const MOST_MEBIBYTES: f64 = 4096.0;
/// An indicator that ships; asking for it reads the whole release.
const ANY_INDICATOR: &str = "smoking_prevalence";
/// The section of the report that this command writes; others leave it in place.
pub(crate) const HEADING: &str = "## From records to released figures";

/// What a refresh did, as it says itself.
#[derive(Debug, PartialEq)]
struct Done {
    figures: u64,
    withheld: u64,
    cells: u64,
    /// Seconds of the pass, of values and gaps, and of keeping.
    stages: [f64; 3],
}

/// `cargo xtask bench refresh [--people N]`. The section is written at full size alone.
///
/// # Errors
/// When the build or a measurement fails.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let people = match arguments {
        [] => PEOPLE,
        [flag, number] if flag == "--people" => {
            number.parse().with_context(|| format!("--people wants a whole number, not `{number}`"))?
        }
        _ => bail!("usage: cargo xtask bench refresh [--people N]"),
    };
    shell::run("cargo", &["build", "--release", "--offline", "--locked", "--package", "commonweal-cli"])?;
    let text = measure(people)?;
    println!("\n{text}");
    if people == PEOPLE {
        section::write(REPORT, &section::with(&section::written(REPORT)?, HEADING, &text))?;
    }
    Ok(())
}

fn measure(people: u64) -> Result<String> {
    let program = target().join("release/commonweal").display().to_string();
    let threads = thread::available_parallelism().map_or(1, usize::from).to_string();
    let folder = records(&program, people, &threads)?.display().to_string();
    let before = load_average();
    let run = |months: u32| -> Result<(Cost, Done)> {
        println!("    refresh, month ends: {months}");
        let months = months.to_string();
        let cost = cost(&program, &["refresh", "--dir", &folder, "--months", &months, "--threads", &threads])?;
        let done = read(&cost.said).with_context(|| format!("refresh does not say what it did:\n{}", cost.said))?;
        Ok((cost, done))
    };
    // The first brings the files into the page cache for both.
    let one = run(1)?;
    let many = run(MONTHS)?;
    println!("    the release read back");
    let back = cost(&program, &["indicator", ANY_INDICATOR, "--dir", &folder, "--csv"])?;
    report(people, &threads, &before, [&one, &many], &back)
}

/// The folder of so many people, made where it is not there whole.
fn records(program: &str, people: u64, threads: &str) -> Result<PathBuf> {
    let folder = data(&target()).join(format!("refresh-{people}"));
    let made = folder.join("made");
    if !made.exists() {
        println!("    making {people} people in {}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.parent().unwrap_or(Path::new(".")))?;
        let (people, out) = (people.to_string(), folder.display().to_string());
        shell::run(program, &["synth", "--people", &people, "--seed", "1", "--out", &out, "--threads", threads])?;
        fs::write(&made, "")?;
    }
    Ok(folder)
}

/// Reads what a refresh says at its end.
fn read(said: &str) -> Option<Done> {
    let number = |text: &str| text.replace(',', "").parse().ok();
    let line = said.lines().find(|line| line.starts_with("Released "))?;
    let before = |words: &str| number(line.split(words).next()?.rsplit(' ').next()?);
    let stage = |beginning: &str| {
        let line = said.lines().map(str::trim).find(|line| line.starts_with(beginning))?;
        line.strip_suffix(" s")?.rsplit(' ').next()?.parse().ok()
    };
    Some(Done {
        figures: before(" figures,")?,
        withheld: before(" of them withheld")?,
        cells: before(" cells counted")?,
        stages: [stage("Reading every record once")?, stage("Working out values")?, stage("Keeping the release")?],
    })
}

fn report(
    people: u64,
    threads: &str,
    load_before: &str,
    [one, many]: [&(Cost, Done); 2],
    back: &Cost,
) -> Result<String> {
    let date = shell::output("date", &["--utc", "+%Y-%m-%d"])?;
    let commit = shell::output("git", &["rev-parse", "--short", "HEAD"])?;
    let mut text = format!("{HEADING}\n\nThis section is written by `cargo xtask bench refresh`.\n\n");
    writeln!(
        text,
        "- {}, commit {}, {threads} threads, load average before: {load_before}; above it, other work shared the machine: compare CPU seconds then, not times",
        date.trim(),
        commit.trim()
    )?;
    writeln!(
        text,
        "- {people} made-up people of `commonweal synth`; every shipped indicator, every cell of the lattice"
    )?;
    writeln!(text, "- a process of its own, start to end; the files are in the page cache\n")?;
    writeln!(
        text,
        "| | wall s | CPU s | peak MiB | cells | figures | withheld | the pass s | values, gaps, gate s | keeping s | CPU, times one date |"
    )?;
    writeln!(text, "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |")?;
    for (name, (cost, done)) in [("one date", one), ("36 month ends", many)] {
        let [pass, values, keeping] = done.stages;
        writeln!(
            text,
            "| {name} | {:.1} | {:.1} | {:.0} | {} | {} | {} | {pass:.1} | {values:.1} | {keeping:.1} | {:.2} |",
            cost.wall,
            cost.cpu,
            cost.mebibytes,
            done.cells,
            done.figures,
            done.withheld,
            cost.cpu / one.0.cpu
        )?;
    }
    writeln!(
        text,
        "\nThe release of 36 month ends is read back, and an indicator printed, in {:.1} s with {:.0} MiB.\n",
        back.wall, back.mebibytes
    )?;
    let cost = &many.0;
    let verdict = |met: bool| if met { "met" } else { "NOT MET" };
    writeln!(text, "| budget | measured | |\n| --- | --- | --- |")?;
    let seconds = format!("{:.1} s", cost.wall);
    writeln!(text, "| the whole refresh in less than 2 minutes | {seconds} | {} |", verdict(cost.wall < MOST_SECONDS))?;
    let gib = cost.mebibytes / 1024.0;
    let met = verdict(cost.mebibytes < MOST_MEBIBYTES);
    writeln!(text, "| under 4 GiB | {gib:.2} GiB | {met} |")?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refresh_says_is_read() {
        let said = "  Reading every record once for 2026-09-30 and 35 month ends before: 41.5 s\n  Working out values, gaps and limits: 2.1 s\n  Keeping the release: 1.5 s\nReleased Ours as x: 122,677 figures, 43,854 of them withheld; 120,000 people and 29,399,325 events read, 70,014 cells counted.\n";
        let done = Done { figures: 122_677, withheld: 43_854, cells: 70_014, stages: [41.5, 2.1, 1.5] };
        assert_eq!(read(said), Some(done));
        assert_eq!(read("nothing"), None);
    }
}
