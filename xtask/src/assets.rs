//! `cargo xtask assets`: the site's styles, rebuilt from sources pinned in a lockfile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::steps::Remark;
use crate::{shell, tools};

/// Where the pinned sources and the script that builds from them are.
const SOURCES: &str = "e2e";
/// Where the committed results are.
const FOLDER: &str = "crates/commonweal-web/assets";

/// `cargo xtask assets [--check]`.
///
/// # Errors
/// When the build fails, or with `--check` when a committed file is not what it makes.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build(),
        [flag] if flag == "--check" => {
            println!("{}", check()?);
            Ok(())
        }
        _ => bail!("usage: cargo xtask assets [--check]"),
    }
}

/// The step of `check`.
///
/// # Errors
/// When the build fails, or a committed file is not what it makes.
pub(crate) fn check() -> Remark {
    let before = files()?;
    build()?;
    let after = files()?;
    let changed: Vec<&str> = before
        .keys()
        .chain(after.keys())
        .filter(|name| before.get(*name) != after.get(*name))
        .map(String::as_str)
        .collect();
    if !changed.is_empty() {
        bail!("the build changed {}; look at the difference and commit it", changed.join(", "));
    }
    Ok(format!("{} files", after.len()))
}

fn build() -> Result<()> {
    tools::ensure_npm(SOURCES)?;
    let mut npm = shell::command("npm", &["run", "--silent", "assets"]);
    npm.current_dir(shell::root().join(SOURCES));
    shell::run_command(npm)
}

fn files() -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    read(&shell::root().join(FOLDER), &mut found)?;
    Ok(found)
}

fn read(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, found)?;
        } else {
            let name = path.strip_prefix(shell::root()).unwrap_or(&path).display().to_string();
            found.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}
