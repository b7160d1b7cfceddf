//! `cargo xtask bench`: the one pass against decoding alone, against a query for each indicator, and against DuckDB;
//! `cargo xtask bench stats`: the statistical methods against R's; `bench cohort` is in `bench_cohort`, `bench refresh` in
//! `bench_refresh`, `bench synth` in `bench_synth`.

use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::{bench_cohort, bench_refresh, bench_synth, check, server, shell};

const PEOPLE: u32 = 120_000;
/// The queries that DataFusion and DuckDB both answer.
const QUERIES: &str = "crates/commonweal-engine/examples/bench_pass/queries.sql";

/// `cargo xtask bench [stats | cohort [--people N] | refresh [--people N] | synth [--people N] | --people N]`.
///
/// # Errors
/// When an argument is not understood, or a measurement fails.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let people = match arguments {
        [] => PEOPLE,
        [what, rest @ ..] if what == "cohort" => return bench_cohort::command(rest),
        [what, rest @ ..] if what == "refresh" => return bench_refresh::command(rest),
        [what, rest @ ..] if what == "synth" => return bench_synth::command(rest),
        [what] if what == "stats" => {
            println!("{}", measure_stats()?);
            return Ok(());
        }
        [flag, number] if flag == "--people" => {
            number.parse().with_context(|| format!("--people wants a whole number, not `{number}`"))?
        }
        _ => bail!(
            "usage: cargo xtask bench [stats | cohort [--people N] | refresh [--people N] | synth [--people N] | --people N]"
        ),
    };
    println!("{}", measure(people)?);
    Ok(())
}

/// Makes so many people, measures, and returns what was measured as lines of text.
///
/// # Errors
/// When the build, the demo or a measurement fails; a DuckDB that is not there is only named.
pub(crate) fn measure(people: u32) -> Result<String> {
    let both = ["--package", "commonweal-cli", "--package", "commonweal-engine"];
    let mut build = shell::command("cargo", &["build", "--release", "--offline", "--locked"]);
    build.args(both).args(["--features", "commonweal-engine/bench", "--bins", "--example", "bench_pass"]);
    shell::run_command(build)?;
    let workspace = server::make_demo(&check::binary(), "bench", people)?;
    let threads = thread::available_parallelism().map_or(1, usize::from).to_string();
    let mut pass = shell::command(shell::root().join("target/release/examples/bench_pass"), &[]);
    pass.arg(&workspace).arg(shell::root().join("definitions")).arg(&threads);
    let ours = shell::output_command(pass)?;
    let duckdb = duckdb(&workspace, &threads)
        .unwrap_or_else(|error| format!("DuckDB NOT MEASURED: {}", error.to_string().lines().next().unwrap_or("")));
    Ok(format!("{ours}{duckdb}"))
}

/// Runs the methods on the inputs on which R was measured, and R too where it and its packages are here.
///
/// # Errors
/// When the build or a measurement fails.
pub(crate) fn measure_stats() -> Result<String> {
    let bench = ["bench", "--offline", "--locked", "--package", "commonweal-stats", "--bench", "field"];
    let mut ours = shell::command("cargo", &bench);
    ours.env("COMMONWEAL_R_SECONDS", r_seconds().unwrap_or_default());
    shell::output_command(ours)
}

/// What `rival.R` measures; nothing where R is not installed.
fn r_seconds() -> Option<String> {
    let mut script = shell::command("Rscript", &["crates/commonweal-stats/benches/field/rival.R"]);
    script.stderr(std::process::Stdio::null());
    shell::output_command(script).ok()
}

/// DuckDB through its Python wheel, over the same files with the same queries.
fn duckdb(workspace: &Path, threads: &str) -> Result<String> {
    let mut script = python_with_duckdb(&["xtask/src/duckdb_rival.py"])?;
    script.arg(workspace).arg(shell::root().join("definitions")).args([threads, QUERIES]);
    shell::output_command(script)
}

/// Python with DuckDB's package, which is installed where it is not there.
///
/// # Errors
/// When it can be neither found nor installed.
pub(crate) fn python_with_duckdb(arguments: &[&str]) -> Result<Command> {
    let packages = shell::root().join(".tools/duckdb");
    let python = |arguments: &[&str]| {
        let mut command = shell::command("python3", arguments);
        command.env("PYTHONPATH", &packages).env("PIP_ROOT_USER_ACTION", "ignore");
        command
    };
    if shell::output_command(python(&["-c", "import duckdb"])).is_err() {
        let mut install = python(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]);
        install.arg(&packages).arg("duckdb");
        shell::run_command(install)?;
    }
    Ok(python(arguments))
}
