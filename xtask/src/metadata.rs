//! What Cargo knows about our crates: the part of `cargo metadata` that the checks read.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::shell;

/// A crate of this workspace.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
    /// Whether Cargo compiles the library once more for tests within it.
    pub(crate) has_tests_within: bool,
}

/// A line under `[dependencies]`, `[dev-dependencies]` or `[build-dependencies]`.
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Development,
    Build,
}

/// The crates of this workspace, by name.
///
/// # Errors
/// When Cargo refuses, or says something we cannot read.
pub(crate) fn members() -> Result<Vec<Member>> {
    let text = shell::output("cargo", &["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"])?;
    let document: Value = serde_json::from_str(&text).context("`cargo metadata` did not print JSON")?;
    let packages = document["packages"].as_array().ok_or_else(|| anyhow!("`cargo metadata` names no packages"))?;
    let mut members = packages.iter().map(member).collect::<Result<Vec<_>>>()?;
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

/// The machine's target, as Cargo names it.
///
/// # Errors
/// When `rustc -vV` does not say.
pub(crate) fn host() -> Result<String> {
    let text = shell::output("rustc", &["-vV"])?;
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| anyhow!("`rustc -vV` does not name its host"))
}

fn member(package: &Value) -> Result<Member> {
    let name = text(package, "name")?;
    let manifest = PathBuf::from(text(package, "manifest_path")?);
    let folder = manifest.parent().ok_or_else(|| anyhow!("{name}: the manifest has no folder"))?.to_path_buf();
    let listed = package["dependencies"].as_array().ok_or_else(|| anyhow!("{name}: no list of dependencies"))?;
    let dependencies = listed
        .iter()
        .map(|dependency| {
            let kind = match dependency["kind"].as_str() {
                None => Kind::Normal,
                Some("dev") => Kind::Development,
                Some(_) => Kind::Build,
            };
            Ok(Dependency { name: text(dependency, "name")?, kind })
        })
        .collect::<Result<Vec<_>>>()?;
    let is_untested_library = |target: &Value| {
        target["kind"].as_array().is_some_and(|kinds| kinds.contains(&Value::from("lib"))) && target["test"] == false
    };
    let has_tests_within = !package["targets"].as_array().into_iter().flatten().any(is_untested_library);
    Ok(Member { name, folder, dependencies, has_tests_within })
}

fn text(value: &Value, key: &str) -> Result<String> {
    value[key].as_str().map(str::to_owned).ok_or_else(|| anyhow!("`cargo metadata`: `{key}` is missing"))
}
