//! Automation for people who change Commonweal: one program, so that a laptop and the build machine do the same.
//!
//! `check` is what every change must pass; `prove` holds the long proofs; `bench` measures the pass; `e2e` walks the site
//! in a browser; `sbom` says what the program is made of; `assets` rebuilds the site's styles. Each command is a module; `shell` runs programs, `steps` times and reports.

mod addresses;
mod assets;
mod attack;
mod bench;
mod bench_cohort;
mod bench_refresh;
mod bench_synth;
mod check;
mod documents;
mod e2e;
mod examples;
mod hygiene;
mod install;
mod layers;
mod load;
mod lockfile;
mod metadata;
mod prove;
mod prove_its;
mod prove_operations;
mod reports;
mod sbom;
mod secrets;
mod section;
mod server;
mod shell;
mod steps;
mod tools;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Automation for Commonweal.

Usage: cargo xtask COMMAND [ARGUMENTS]

Commands:
  check [STEP...]   everything a change must pass: tools, format, lints, layers, tests, documents, browser
  prove [--quick]   long proofs: random cases, determinism, load, speed; writes docs/proof.md
  prove --only WORDS the proofs of the claims that have these words; the report keeps what it said of the others
  prove its [--seed S] 4,000 interrupted series of each kind: how often the intervals hold the truth
  attack [--populations N] [--seed S] sixteen attackers on made-up populations and on a site's pages
  bench [--people N] the one pass against decoding alone, a query for each indicator, and DuckDB
  bench cohort [--people N] the whole library of definitions against decoding alone and DuckDB; writes docs/benchmarks.md
  bench refresh [--people N] records to released figures, 36 months: seconds, memory; writes its section of that page
  bench cohort --cluster the same pass on a cluster of one executor and of two; writes its section of that page
  bench synth [--people N] making people up: seconds, memory, years of life a CPU second; writes docs/benchmarks-synthetic.md
  bench stats       the statistical methods against R's, on the same inputs
  synth-card [--people N] measure made-up people and write docs/model-card.md
  e2e [--people N]  make a demo, serve it, walk it with the browser tests in e2e/
  sbom              what the program is made of, as CycloneDX; writes target/sbom.json
  assets [--check]  rebuild the site's styles from pinned sources; --check fails when the committed ones differ
  help              this text

`check` installs the tools it lacks on its first run; a second run needs no network.
`cargo xtask check --list` names the steps; `cargo xtask check layers documents` runs two of them.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    if rest.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{HELP}");
        return Ok(());
    }
    match command.as_str() {
        "check" => check::check(rest),
        "attack" => attack::command(rest),
        "bench" => bench::command(rest),
        "synth-card" => bench_synth::card(rest),
        "prove" => prove::prove(rest),
        "e2e" => e2e::command(rest),
        "assets" => assets::command(rest),
        "sbom" => sbom::command(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => {
            bail!(
                "there is no command `{other}`; choose check, prove, attack, bench, synth-card, e2e, sbom, assets or help"
            )
        }
    }
}
