//! The proof of interrupted time series: thousands of made-up series of each kind, and how often the intervals hold the
//! truth. The series are simulated by a test of `commonweal-stats`, so that a small run of the same is part of every check.

use anyhow::{Context, Result, bail};

use crate::prove::Claim;
use crate::shell;

/// Series of each kind.
const SERIES: u32 = 4_000;
/// The same with `--quick`.
const QUICK_SERIES: u32 = 1_000;
/// The seed where nobody names one.
const SEED: u64 = 1;
/// What a line of the test's table begins with.
const SAID: &str = "its: ";

/// The claim, with what puts it to the proof.
pub(crate) fn claim(quick: bool) -> Claim {
    let series = if quick { QUICK_SERIES } else { SERIES };
    (
        format!(
            "95 % intervals of interrupted series hold the truth in 93 to 97 of 100, in {series} series of each kind"
        ),
        Box::new(move || {
            let table = simulated(series, SEED)?;
            Ok(format!("{}\n{table}", table.lines().last().unwrap_or_default()))
        }),
    )
}

/// `cargo xtask prove its [--seed S]`: the table alone, without the report.
///
/// # Errors
/// Arguments that are not these; kinds of series outside the promise.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    println!("{}", simulated(SERIES, parse(arguments)?)?);
    Ok(())
}

fn parse(arguments: &[String]) -> Result<u64> {
    match arguments {
        [] => Ok(SEED),
        [flag, seed] if flag == "--seed" => {
            seed.parse().with_context(|| format!("`{seed}` is not a whole number, zero or more"))
        }
        _ => bail!("usage: cargo xtask prove its [--seed 1]"),
    }
}

/// The command line comes along so that shared crates keep their features.
fn simulated(series: u32, seed: u64) -> Result<String> {
    let mut command = shell::command("cargo", &["test", "--release", "--offline", "--locked"]);
    command.args(["--package", "commonweal-cli", "--package", "commonweal-stats", "--test", "it"]);
    command.args(["series_coverage::its_intervals_keep_their_promise", "--", "--nocapture", "--test-threads=1"]);
    command.env("COMMONWEAL_ITS_SERIES", series.to_string()).env("COMMONWEAL_ITS_SEED", seed.to_string());
    let output = command.output().context("cargo cannot be started")?;
    let table = table(&String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        let complained = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = complained.lines().collect();
        bail!("not as promised:\n{table}\n{}", lines[lines.len().saturating_sub(20)..].join("\n"));
    }
    if !table.ends_with(" 0 failed") {
        bail!("the test says nothing of how many passed:\n{table}");
    }
    Ok(table)
}

fn table(told: &str) -> String {
    let lines: Vec<&str> = told.lines().filter_map(|line| Some(line.split_once(SAID)?.1.trim_end())).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_understood_or_refused() {
        let parse = |words: &[&str]| parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(parse(&[]).expect("understood"), SEED);
        assert_eq!(parse(&["--seed", "7"]).expect("understood"), 7);
        assert!(parse(&["--seed"]).is_err() && parse(&["--seed", "x"]).is_err() && parse(&["7"]).is_err());
    }

    #[test]
    fn the_table_is_what_the_test_says() {
        assert_eq!(
            table("running 1 test\ntest a ... its: head\nits: 1 passed, 0 failed\nok\n"),
            "head\n1 passed, 0 failed"
        );
    }
}
