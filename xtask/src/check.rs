//! `cargo xtask check`: what every change must pass, cheap steps first.
//!
//! Members of the workspace are compiled once for lints and tests together: Cargo runs `clippy-driver` in the place of
//! rustc for our own crates, so that DataFusion is not checked a second time (docs/decisions/0004). Tools that only later steps
//! need are installed meanwhile.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::steps::{self, Remark, Step};
use crate::{
    assets, attack, documents, e2e, hygiene, layers, lockfile, metadata, reports, sbom, secrets, shell, tools,
};

/// Clippy compiles our crates; Cargo gives it the very arguments it gives rustc.
const WRAPPER: &str = "build.rustc-workspace-wrapper='clippy-driver'";
/// Crates whose documentation can be made without looking at DataFusion.
const DOCUMENTED: &[&str] = &[
    "commonweal-admin",
    "commonweal-attack",
    "commonweal-identity",
    "commonweal-operations",
    "commonweal-store",
    "commonweal-model",
    "commonweal-stats",
    "commonweal-methods",
    "commonweal-cohort",
    "commonweal-disclosure",
    "commonweal-reference",
    "commonweal-chart",
    "commonweal-report",
    "commonweal-indicator",
    "commonweal-synthetic",
];

const STEPS: &[Step] = &[
    Step { name: "tools", purpose: "what the check needs beyond Rust, installed once", run: tools::begin },
    Step { name: "format", purpose: "rustfmt has nothing to change", run: format },
    Step { name: "spelling", purpose: "no misspelt words", run: spelling },
    Step { name: "layers", purpose: "arrows between crates point down; pure crates are pure", run: layers::check },
    Step { name: "lockfile", purpose: "Ballista locked, one version each, one set of features", run: lockfile::check },
    Step { name: "repository", purpose: "no machine's path, no unfinished work, no outsize file", run: hygiene::check },
    Step { name: "secrets", purpose: "no key, token or password in any file", run: secrets::check },
    Step { name: "documents", purpose: "links, requirement table, walk, code map, decisions", run: documents::check },
    Step { name: "parts", purpose: "what the program is made of can be listed (CycloneDX)", run: sbom::check },
    Step { name: "lint", purpose: "compile everything under Clippy, warnings are errors", run: lint },
    Step { name: "installed", purpose: "the tools that were installed while the compiler worked", run: tools::ready },
    Step { name: "licences", purpose: "licences, owners of big dependencies and sources (cargo-deny)", run: licences },
    Step { name: "test", purpose: "every test and every example in the documentation", run: test },
    Step { name: "attack", purpose: "sixteen attackers win nothing from what is released", run: attack::check },
    Step { name: "reference", purpose: "the pages rustdoc makes of the light crates", run: rustdoc },
    Step { name: "definitions", purpose: "the shipped definitions are valid", run: definitions },
    Step { name: "commands", purpose: "the commands the README shows exist", run: commands },
    Step { name: "assets", purpose: "the committed styles are what their sources make", run: assets::check },
    Step { name: "browser", purpose: "a demo is made, served and walked in Chromium", run: e2e::check },
    Step { name: "reports", purpose: "its reports as PDF, opened by a checker of accessibility", run: reports::check },
];

/// Runs all steps, or the named ones.
///
/// # Errors
/// The first step that failed, or a name that is no step's.
pub(crate) fn check(arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| argument == "--list") {
        for step in STEPS {
            println!("{:<14} {}", step.name, step.purpose);
        }
        return Ok(());
    }
    let mut chosen = Vec::new();
    for name in arguments {
        match STEPS.iter().find(|step| step.name == name.as_str()) {
            Some(step) => chosen.push(step),
            None => bail!("there is no step `{name}`; `cargo xtask check --list` names them"),
        }
    }
    if chosen.is_empty() {
        chosen.extend(STEPS);
    }
    steps::run_all(&chosen)?;
    // Whoever asks for `tools` alone has them when it ends.
    tools::ready().map(drop)
}

/// The program the lint step compiled.
pub(crate) fn binary() -> PathBuf {
    shell::root().join("target/release/commonweal")
}

/// Compiles the command line as `check` does, so that nothing is compiled again for a browser.
///
/// # Errors
/// When the build fails.
pub(crate) fn build_binary() -> Result<()> {
    shell::run_command(under_clippy(&["build", "--package", "commonweal-cli"]))
}

fn format() -> Remark {
    shell::run("cargo", &["fmt", "--all", "--check"])?;
    Ok(String::new())
}

fn spelling() -> Remark {
    shell::run("typos", &["--config", "typos.toml", "."])?;
    Ok(String::new())
}

fn licences() -> Remark {
    let host = metadata::host()?;
    let deny = ["--locked", "--offline", "--target", &host, "check", "licenses", "bans", "sources"];
    shell::run("cargo-deny", &deny)?;
    Ok(String::new())
}

fn lint() -> Remark {
    shell::run_command(under_clippy(&["build", "--workspace", "--all-targets"]))?;
    Ok(String::new())
}

fn test() -> Remark {
    let mut command = under_clippy(&["test", "--workspace"]);
    // Tests that need a server of their own fail where they cannot start one, and are never left out.
    command.env("COMMONWEAL_POSTGRES", "required").env("COMMONWEAL_OIDC", "required");
    shell::run_command(command)?;
    Ok(String::new())
}

fn under_clippy(arguments: &[&str]) -> Command {
    let (verb, rest) = arguments.split_first().expect("the callers above name a Cargo command");
    let mut command = shell::command("cargo", &[verb, "--release", "--offline", "--locked", "--config", WRAPPER]);
    command.args(rest).env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    command
}

fn rustdoc() -> Remark {
    let mut arguments = vec!["doc", "--release", "--offline", "--locked", "--no-deps"];
    for name in DOCUMENTED {
        arguments.extend_from_slice(&["--package", name]);
    }
    let mut command = shell::command("cargo", &arguments);
    command.env("RUSTDOCFLAGS", "-Dwarnings");
    shell::run_command(command)?;
    Ok(format!("{} crates", DOCUMENTED.len()))
}

fn definitions() -> Remark {
    shell::run_command(shell::command(binary(), &["check"]))?;
    Ok(String::new())
}

fn commands() -> Remark {
    documents::readme_commands(&binary())
}
