//! ehrQL's own workload: a definition of 22 variables over ten million events. `cargo xtask bench cohort --ehrql` measures
//! it alone, on a machine that does nothing else, and writes its line of the report.

use std::fs;

use anyhow::{Context, Result, bail};

use super::{Bench, REPORT, build, load_average, read};
use crate::{section, shell};

/// Patients, and the CPU seconds of ehrQL's SQLite engine over them, measured once.
const PATIENTS: u64 = 100_000;
const SQLITE: f64 = 12.5;
const BUDGET: f64 = 0.25;
/// How often it is measured, each time as the mean of several runs.
const ROUNDS: u32 = 10;
const WHAT: &str = "ehrQL's own workload, 100,000 people, one thread, in at most 0.25 CPU s";

/// CPU seconds of a run.
pub(super) struct Seconds {
    /// The least mean of a round: whoever shares the machine can only add to it.
    least: f64,
    mean: f64,
    load: String,
}

/// Measures on one thread, as ehrQL's SQLite engine runs it.
///
/// # Errors
/// When the program fails, or does not say what it did.
pub(super) fn measure(bench: &Bench) -> Result<Seconds> {
    println!("    ehrQL's own workload");
    let load = load_average();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut command = shell::command(&bench.program, &["ehrql"]);
        command.arg(bench.data.join("ehrql")).args([&PATIENTS.to_string(), "1"]);
        let measured = read(&shell::output_command(command)?);
        let runs = measured.other.iter().find_map(|line| line.strip_prefix("runs ")).context("no number of runs")?;
        rounds.push(measured.cost.cpu / runs.parse::<f64>()?);
    }
    let least = rounds.iter().copied().fold(f64::INFINITY, f64::min);
    Ok(Seconds { least, mean: rounds.iter().sum::<f64>() / f64::from(ROUNDS), load })
}

/// The line among the budgets: what is asked, what was measured, whether it is met.
pub(super) fn budget(seconds: &Seconds) -> (&'static str, String, bool) {
    let Seconds { least, mean, load } = seconds;
    let measured = format!(
        "{least:.2} CPU s in the best of {ROUNDS} rounds, {mean:.2} on average, load average before {load}; ehrQL's \
         SQLite engine {SQLITE} CPU s"
    );
    (WHAT, measured, *least <= BUDGET)
}

/// Measures, and puts the line in the report's place for it.
///
/// # Errors
/// When the build or the measurement fails, or the report has no such line.
pub(super) fn command() -> Result<()> {
    let line = super::line(&budget(&measure(&build()?)?));
    println!("\n{line}");
    let report = fs::read_to_string(shell::root().join(REPORT)).with_context(|| format!("{REPORT} cannot be read"))?;
    section::write(REPORT, &replaced(&report, &line)?)
}

fn replaced(report: &str, line: &str) -> Result<String> {
    let Some(old) = report.lines().find(|old| old.starts_with(&format!("| {WHAT} |"))) else {
        bail!("{REPORT} has no line for this; `cargo xtask bench cohort` writes it");
    };
    Ok(report.replace(old, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_line_is_replaced_and_no_other() {
        let seconds = Seconds { least: 0.26, mean: 0.3, load: "0.1".to_owned() };
        let line = super::super::line(&budget(&seconds));
        assert!(line.ends_with("| NOT MET |"), "{line}");
        let report = format!("| another | 1 | met |\n| {WHAT} | 0.1 | met |\n\n## The next\n");
        assert_eq!(replaced(&report, &line).unwrap(), format!("| another | 1 | met |\n{line}\n\n## The next\n"));
        assert!(replaced("nothing", &line).is_err());
    }
}
