//! `cargo xtask attack`: sixteen attackers on made-up populations and on the pages of a site, against what is released.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;
use crate::steps::Remark;

/// Populations where nobody says how many: as many as each release is held against.
const POPULATIONS: u64 = 500;
/// In a check.
const IN_A_CHECK: u64 = 100;
/// The first seed where nobody names one.
const SEED: u64 = 1;

/// `cargo xtask attack [--populations N] [--seed S]`.
///
/// # Errors
/// Arguments that are not these; an attacker that wins, or that cannot win where a rule is left out.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let (populations, seed) = parse(arguments)?;
    shell::run("cargo", &BUILD)?;
    shell::run_command(runner(populations, seed))
}

/// The step of a check.
pub(crate) fn check() -> Remark {
    passed(IN_A_CHECK)
}

/// The attack as a proof: its table.
///
/// # Errors
/// As [`command`].
pub(crate) fn measure(populations: u64) -> Result<String> {
    shell::run("cargo", &BUILD)?;
    let told = shell::output_command(runner(populations, SEED))?;
    Ok(format!("{}\n{told}", last_line(&told)))
}

const BUILD: [&str; 7] =
    ["build", "--release", "--offline", "--locked", "--package=commonweal-web", "--example", "attack"];

/// The lint step has compiled the example with everything else.
fn passed(populations: u64) -> Remark {
    shell::run_command(runner(populations, SEED))?;
    Ok(format!("{populations} populations"))
}

fn runner(populations: u64, seed: u64) -> Command {
    let program = shell::root().join("target/release/examples/attack");
    shell::command(program, &[&populations.to_string(), &seed.to_string()])
}

fn last_line(told: &str) -> &str {
    told.trim_end().lines().last().unwrap_or_default()
}

fn parse(arguments: &[String]) -> Result<(u64, u64)> {
    let (mut populations, mut seed) = (POPULATIONS, SEED);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || {
            let text = rest.next().with_context(|| format!("`{argument}` needs a number"))?;
            text.parse::<u64>().with_context(|| format!("`{text}` is not a whole number"))
        };
        match argument.as_str() {
            "--populations" => populations = number()?,
            "--seed" => seed = number()?,
            _ => bail!("usage: cargo xtask attack [--populations 500] [--seed 1]"),
        }
    }
    Ok((populations, seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_understood_or_refused() {
        let parse = |words: &[&str]| parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(parse(&[]).expect("understood"), (POPULATIONS, SEED));
        assert_eq!(parse(&["--seed", "7", "--populations", "3"]).expect("understood"), (3, 7));
        assert!(parse(&["--seed"]).is_err() && parse(&["3"]).is_err());
    }
}
