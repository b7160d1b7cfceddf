//! What Cargo.lock must hold: Ballista beside the default build, one version of what we name, one set of features.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};

use crate::metadata;
use crate::shell;

/// The only place crates may come from.
const SOURCE: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Crates we name that somebody else needs in another version, and why that is accepted.
const TWO_VERSIONS: &[(&str, &str)] = &[
    (
        "getrandom",
        "ring asks for 0.2, ahash and an older rand for 0.3; we name the newest, which tempfile and openidconnect use",
    ),
    ("hmac", "openidconnect is one version behind; sqlx and totp-rs use ours"),
    ("sha2", "openidconnect and sqlx-core are one version behind; ed25519-dalek and DataFusion use ours"),
    ("thiserror", "openidconnect and oauth2 are one version behind"),
    ("toml", "typst is two versions behind; definitions and settings are read by ours"),
    ("tower-http", "reqwest, inside object_store, is one version behind"),
];

/// Checks the lockfile and that the command line alone builds what the whole workspace builds.
///
/// # Errors
/// Each rule that is broken.
pub(crate) fn check() -> Result<String> {
    let path = shell::root().join("Cargo.lock");
    let text = fs::read_to_string(&path).context("Cargo.lock cannot be read")?;
    let versions = versions(&text);
    let mut problems = sources(&text);
    for needed in ["ballista-core", "ballista-executor", "ballista-scheduler", "datafusion", "deltalake"] {
        if !versions.contains_key(needed) {
            problems.push(format!("Cargo.lock has no `{needed}`; the scale-out must resolve with the same DataFusion"));
        }
    }
    let mut named = BTreeSet::new();
    for member in metadata::members()? {
        named.extend(member.dependencies.into_iter().map(|dependency| dependency.name));
    }
    for name in named {
        let found = versions.get(&name).map_or(0, BTreeSet::len);
        if found > 1 && !TWO_VERSIONS.iter().any(|(known, _)| *known == name) {
            problems.push(format!("`{name}` is locked in {found} versions: {:?}", versions[&name]));
        }
    }
    problems.extend(feature_differences()?);
    if !problems.is_empty() {
        bail!("{} broken:\n  {}", problems.len(), problems.join("\n  "));
    }
    Ok(format!("{} crates locked", versions.len()))
}

fn versions(lock: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in lock.lines() {
        if let Some(value) = quoted(line, "name = ") {
            name = value.to_owned();
        } else if let Some(value) = quoted(line, "version = ") {
            versions.entry(name.clone()).or_default().insert(value.to_owned());
        }
    }
    versions
}

fn sources(lock: &str) -> Vec<String> {
    lock.lines()
        .filter_map(|line| quoted(line, "source = "))
        .filter(|source| *source != SOURCE)
        .map(|source| format!("Cargo.lock takes a crate from {source}; only {SOURCE} is allowed"))
        .collect()
}

fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix('"')?.strip_suffix('"')
}

/// The command line and the whole workspace must ask the same features of every shared crate: where they differ, Cargo
/// compiles that crate and all above it twice, and for DataFusion that is twenty minutes.
fn feature_differences() -> Result<Vec<String>> {
    let demo = features(&["--package", "commonweal-cli", "--edges", "normal,build"])?;
    let tests = features(&["--workspace", "--edges", "normal,build,dev"])?;
    Ok(differences(&demo, &tests))
}

type Features = BTreeMap<String, BTreeSet<String>>;

/// A variant the tests have beyond the demo's (for a build script, say) costs little; one that only the demo has is a
/// second compilation.
fn differences(demo: &Features, tests: &Features) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, wanted) in demo {
        if tests.get(name).is_some_and(|given| !given.is_superset(wanted)) {
            problems.push(format!(
                "`{name}` is built with {wanted:?} for the command line and {:?} for the tests; \
                 name the missing feature in the workspace's dependency table",
                tests[name]
            ));
        }
    }
    problems
}

fn features(selection: &[&str]) -> Result<Features> {
    let mut arguments = vec!["tree", "--offline", "--locked", "--prefix", "none", "--format", "{p}|{f}"];
    arguments.extend_from_slice(selection);
    let mut features = Features::new();
    for line in shell::output("cargo", &arguments)?.lines() {
        let line = line.trim_end_matches(" (*)");
        if let Some((package, asked)) = line.split_once('|') {
            let package = package.trim_end_matches(" (proc-macro)");
            features.entry(package.to_owned()).or_default().insert(asked.trim().to_owned());
        }
    }
    Ok(features)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
[[package]]
name = \"arrow\"
version = \"59.3.2\"
source = \"registry+https://github.com/rust-lang/crates.io-index\"

[[package]]
name = \"arrow\"
version = \"58.0.0\"
source = \"git+https://example.org/arrow\"
";

    #[test]
    fn two_versions_of_a_crate_are_both_seen() {
        assert_eq!(versions(LOCK)["arrow"].len(), 2);
    }

    #[test]
    fn a_crate_from_elsewhere_is_reported() {
        assert_eq!(sources(LOCK).len(), 1);
    }
    fn asked(features: &[&str]) -> Features {
        let variants = features.iter().map(|feature| (*feature).to_owned()).collect();
        Features::from([("arrow v59.3.2".to_owned(), variants)])
    }

    #[test]
    fn a_crate_that_would_be_compiled_twice_is_reported() {
        assert!(differences(&asked(&["csv"]), &asked(&["csv"])).is_empty());
        assert!(differences(&asked(&["csv"]), &asked(&["csv", "csv,json"])).is_empty());
        assert_eq!(differences(&asked(&["csv"]), &asked(&["csv,json"])).len(), 1);
    }
}
