//! The tools a check needs beyond Rust: installed once, into `.tools` where that is possible, and used offline after.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::metadata;
use crate::shell;

/// Pinned, so that two machines give one answer.
const TYPOS: &str = "1.52.0";
const CARGO_DENY: &str = "0.20.2";

/// Makes sure of every tool; names the ones it had to install.
///
/// # Errors
/// A tool that is missing and cannot be installed here, with what to install by hand.
pub(crate) fn ensure() -> Result<String> {
    let mut installed = Vec::new();
    components()?;
    fetch()?;
    if !shell::answers("typos", "--version") {
        install_typos()?;
        installed.push("typos");
    }
    if !shell::answers("cargo-deny", "--version") {
        install_cargo_deny()?;
        installed.push("cargo-deny");
    }
    if e2e_exists() {
        if !shell::answers("npm", "--version") {
            apt("npm", &["nodejs", "npm"])?;
            installed.push("npm");
        }
        if chromium().is_none() {
            apt("chromium", &["chromium", "fonts-liberation"])?;
            installed.push("chromium");
        }
        if ensure_npm("e2e")? {
            installed.push("npm packages of e2e");
        }
    }
    Ok(if installed.is_empty() { "all present".to_owned() } else { format!("installed {}", installed.join(", ")) })
}

/// Whether this copy of the repository has browser tests.
pub(crate) fn e2e_exists() -> bool {
    shell::root().join("e2e/package.json").exists()
}

/// The browser the tests drive: Debian's Chromium.
pub(crate) fn chromium() -> Option<&'static str> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser"].into_iter().find(|path| Path::new(path).exists())
}

/// Installs the pinned npm packages of a folder, unless what is there was installed from the same lockfile.
///
/// # Errors
/// When npm fails.
pub(crate) fn ensure_npm(folder: &str) -> Result<bool> {
    let folder = shell::root().join(folder);
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    let mark = folder.join("node_modules/.installed-from");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(false);
    }
    let mut command = shell::command("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    command.current_dir(&folder);
    shell::run_command(command)?;
    fs::create_dir_all(folder.join("node_modules"))?;
    fs::write(&mark, lock).context("the mark of what npm installed cannot be written")?;
    Ok(true)
}

fn components() -> Result<()> {
    for (program, component) in [("rustfmt", "rustfmt"), ("clippy-driver", "clippy")] {
        if !shell::answers(program, "--version") {
            shell::run("rustup", &["component", "add", component])
                .with_context(|| format!("`{program}` is missing; install Rust's `{component}` component"))?;
        }
    }
    Ok(())
}

/// Brings every locked crate for this machine here, those of the cluster feature too, so that the rest runs offline.
fn fetch() -> Result<()> {
    let host = metadata::host()?;
    let offline = ["fetch", "--locked", "--offline", "--target", &host];
    if shell::output("cargo", &offline).is_ok() {
        return Ok(());
    }
    shell::run("cargo", &["fetch", "--locked", "--target", &host])
}

/// The PyPI wheel carries the ready program and takes seconds; compiling it takes minutes.
fn install_typos() -> Result<()> {
    let root = shell::root();
    let target = root.join(".tools/python");
    let target = target.to_str().context("the path of the repository is not UTF-8")?;
    let wanted = format!("typos=={TYPOS}");
    let wheel =
        ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", target, &wanted];
    let mut pip = shell::command("python3", &wheel);
    pip.env("PIP_ROOT_USER_ACTION", "ignore");
    if shell::run_command(pip).is_ok() {
        return Ok(());
    }
    cargo_install("typos-cli", TYPOS, &[])
}

/// Compiled without optimisation: two CPU minutes once, and it runs in five seconds.
fn install_cargo_deny() -> Result<()> {
    cargo_install("cargo-deny", CARGO_DENY, &["--no-default-features"])
}

fn cargo_install(name: &str, version: &str, extra: &[&str]) -> Result<()> {
    let mut arguments =
        vec!["install", "--quiet", "--locked", "--debug", "--root", ".tools", "--version", version, name];
    arguments.extend_from_slice(extra);
    let mut command = shell::command("cargo", &arguments);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", shell::root().join("target/tools"));
    shell::run_command(command).with_context(|| format!("`{name}` {version} could not be installed into .tools"))?;
    // What was needed to compile it is of no more use.
    fs::remove_dir_all(shell::root().join("target/tools")).context("target/tools cannot be removed")
}

fn apt(what: &str, packages: &[&str]) -> Result<()> {
    let by_hand = format!("`{what}` is missing; install the Debian packages {}", packages.join(" "));
    if !shell::answers("apt-get", "--version") {
        bail!("{by_hand}");
    }
    shell::run("apt-get", &["-qq", "update"]).context(by_hand.clone())?;
    let mut arguments = vec!["-qq", "-y", "--no-install-recommends", "install"];
    arguments.extend_from_slice(packages);
    let mut command = shell::command("apt-get", &arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    shell::run_command(command).context(by_hand)
}
