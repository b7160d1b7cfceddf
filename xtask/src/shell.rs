//! Running other programs: always from the repository's root, always shown, never through a shell.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The repository's root folder: of the copy that `cargo xtask` was called in, not of the one it was compiled in.
pub(crate) fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).parent().expect("xtask is a folder of the repository").to_path_buf()
}

/// A command that starts in the repository's root and finds the tools in `.tools`.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    let tools = root().join(".tools");
    let mut path = vec![tools.join("bin"), tools.join("python/bin")];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    if let Ok(joined) = env::join_paths(path) {
        command.env("PATH", joined);
    }
    // Cargo tells this program about its own package. Some build scripts watch those names: left in
    // place they would make Cargo compile half of the dependencies again.
    let of_our_package = |name: &OsStr| name.to_str().is_some_and(|n| OF_A_PACKAGE.iter().any(|p| n.starts_with(p)));
    for (name, _) in env::vars_os().filter(|(name, _)| of_our_package(name)) {
        command.env_remove(name);
    }
    command
}

/// Beginnings of the names that Cargo sets for the program it runs.
const OF_A_PACKAGE: [&str; 5] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_", "CARGO_PRIMARY_"];

/// Runs a program, its output in the open.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<()> {
    run_command(command(program, arguments))
}

/// Runs a prepared command, its output in the open.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub(crate) fn run_command(mut command: Command) -> Result<()> {
    let shown = shown(&command);
    println!("    $ {shown}");
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("`{shown}` could not be started"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}; its messages are above");
    }
    Ok(())
}

/// Runs a program and returns what it printed.
///
/// # Errors
/// When it cannot be started, ends with anything but success, or prints something that is not UTF-8.
pub(crate) fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Result<String> {
    output_command(command(program, arguments))
}

/// Runs a prepared command and returns what it printed.
///
/// # Errors
/// As for [`output`].
pub(crate) fn output_command(mut command: Command) -> Result<String> {
    let shown = shown(&command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("`{shown}` could not be started"))?;
    if !output.status.success() {
        bail!("`{shown}` ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed bytes that are not UTF-8"))
}

/// Whether a program can be started and says its version.
pub(crate) fn answers(program: &str, argument: &str) -> bool {
    command(program, &[argument])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}
