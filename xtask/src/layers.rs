//! Arrows point down, never sideways: which of our crates may name which, and who may name the big dependencies.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::metadata::{self, Kind, Member};

/// Our crates from the bottom up. A crate may name only crates with a smaller number.
const ROWS: &[(&str, u8)] = &[
    ("commonweal-model", 0),
    ("commonweal-report", 0),
    ("commonweal-stats", 0),
    ("commonweal-cohort", 1),
    ("commonweal-disclosure", 1),
    ("commonweal-identity", 1),
    ("commonweal-methods", 1),
    ("commonweal-operations", 1),
    ("commonweal-reference", 1),
    ("commonweal-chart", 2),
    ("commonweal-engine", 2),
    ("commonweal-store", 2),
    ("commonweal-admin", 3),
    ("commonweal-cluster", 3),
    ("commonweal-indicator", 3),
    ("commonweal-attack", 4),
    ("commonweal-records", 4),
    ("commonweal-synthetic", 4),
    ("commonweal-testkit", 4),
    ("commonweal-app", 5),
    ("commonweal-web", 6),
    ("commonweal-cli", 7),
    ("xtask", 8),
];

/// Arrows that only tests draw: the pass is tested over files as they are really written.
const FOR_TESTS: &[(&str, &str)] =
    &[("commonweal-cluster", "commonweal-records"), ("commonweal-engine", "commonweal-records")];

/// Crates whose answer depends on their arguments alone.
const PURE: &[&str] = &[
    "commonweal-model",
    "commonweal-stats",
    "commonweal-cohort",
    "commonweal-disclosure",
    "commonweal-chart",
    "commonweal-attack",
    "commonweal-indicator",
    "commonweal-operations",
    "commonweal-report",
];

/// Words that give a file, the network, the clock or the environment away.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "tokio::",
];

/// Each big dependency and the only crates that may name it.
const OWNERS: &[(&str, &[&str])] = &[
    ("argon2", &["commonweal-identity"]),
    ("askama", &["commonweal-web"]),
    ("axum", &["commonweal-web"]),
    ("ballista-core", &["commonweal-cluster"]),
    ("ballista-executor", &["commonweal-cluster"]),
    ("ballista-scheduler", &["commonweal-cluster"]),
    ("chacha20poly1305", &["commonweal-identity"]),
    ("datafusion", &["commonweal-cluster", "commonweal-engine", "commonweal-records"]),
    ("datafusion-proto", &["commonweal-cluster"]),
    ("deltalake", &["commonweal-records"]),
    ("ed25519-dalek", &["commonweal-identity"]),
    ("governor", &["commonweal-web"]),
    ("openidconnect", &["commonweal-identity"]),
    ("prometheus-client", &["commonweal-web"]),
    ("resvg", &["commonweal-report"]),
    ("rust_xlsxwriter", &["commonweal-report"]),
    ("pulldown-cmark", &["commonweal-web"]),
    ("sqlx", &["commonweal-store"]),
    ("tokio-rustls", &["commonweal-web"]),
    ("totp-rs", &["commonweal-identity"]),
    ("tower-http", &["commonweal-web"]),
];

/// Checks the arrows of the whole workspace.
///
/// # Errors
/// Every arrow that points sideways or up, every stranger who names a big dependency.
pub(crate) fn check() -> Result<String> {
    let members = metadata::members()?;
    let mut problems = arrows(&members);
    for member in members.iter().filter(|member| PURE.contains(&member.name.as_str())) {
        for_each_source(&member.folder.join("src"), &mut |path, text| purity(path, text, &mut problems))?;
    }
    for member in members.iter().filter(|member| !member.has_tests_within) {
        for_each_source(&member.folder.join("src"), &mut |path, text| never_run(path, text, &mut problems))?;
    }
    if !problems.is_empty() {
        bail!("{} broken:\n  {}", problems.len(), problems.join("\n  "));
    }
    let edges: usize = members.iter().map(|member| ours(member).count()).sum();
    Ok(format!("{} crates, {edges} arrows down", members.len()))
}

fn ours(member: &Member) -> impl Iterator<Item = &metadata::Dependency> {
    member.dependencies.iter().filter(|dependency| dependency.name.starts_with("commonweal-"))
}

fn row(name: &str) -> Option<u8> {
    ROWS.iter().find(|(known, _)| *known == name).map(|(_, row)| *row)
}

fn arrows(members: &[Member]) -> Vec<String> {
    let mut problems = Vec::new();
    for member in members {
        let Some(from) = row(&member.name) else {
            problems.push(format!(
                "{}: not in the table of layers; say in xtask/src/layers.rs where it stands",
                member.name
            ));
            continue;
        };
        for dependency in ours(member) {
            let for_tests = dependency.name == "commonweal-testkit"
                || FOR_TESTS.contains(&(member.name.as_str(), dependency.name.as_str()));
            let test_help = dependency.kind == Kind::Development && for_tests;
            if dependency.name == "commonweal-testkit" && !test_help {
                problems.push(format!("{}: commonweal-testkit may only be a dev-dependency", member.name));
            }
            match row(&dependency.name) {
                Some(to) if to < from || test_help => {}
                _ => problems.push(format!("{} -> {}: this arrow does not point down", member.name, dependency.name)),
            }
        }
        for dependency in &member.dependencies {
            let owners = OWNERS.iter().find(|(name, _)| *name == dependency.name).map(|(_, owners)| *owners);
            if owners.is_some_and(|owners| !owners.contains(&member.name.as_str())) {
                problems.push(format!("{}: may not name {}", member.name, dependency.name));
            }
        }
    }
    problems
}

/// Looks for words a pure crate has no use for.
fn purity(path: &Path, text: &str, problems: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if let Some(word) = IMPURE.iter().find(|word| code.contains(**word)) {
            problems.push(format!("{}:{}: a pure crate may not use `{word}`", path.display(), number + 1));
        }
    }
}

/// Looks for tests that nobody would run: `[lib] test = false` in the manifest saves compiling a library twice, and is right
/// only where all its tests are under `tests/`.
fn never_run(path: &Path, text: &str, problems: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        if line.contains("#[cfg(test)]") || line.contains("#[test]") {
            problems.push(format!(
                "{}:{}: this test would never be run; move it under tests/, or take `test = false` out of the manifest",
                path.display(),
                number + 1
            ));
        }
    }
}

/// Shows every source file under a folder.
fn for_each_source(folder: &Path, look: &mut dyn FnMut(&Path, &str)) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            for_each_source(&path, look)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            look(&path, &text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;
    use std::path::PathBuf;

    fn member(name: &str, dependency: &str, kind: Kind) -> Member {
        let dependencies = vec![Dependency { name: dependency.to_owned(), kind }];
        Member { name: name.to_owned(), folder: PathBuf::new(), dependencies, has_tests_within: true }
    }

    #[test]
    fn an_arrow_down_is_allowed() {
        assert!(arrows(&[member("commonweal-app", "commonweal-engine", Kind::Normal)]).is_empty());
    }

    #[test]
    fn an_arrow_up_or_sideways_is_refused() {
        assert_eq!(arrows(&[member("commonweal-engine", "commonweal-app", Kind::Normal)]).len(), 1);
        assert_eq!(arrows(&[member("commonweal-cohort", "commonweal-disclosure", Kind::Normal)]).len(), 1);
    }

    #[test]
    fn only_the_engine_and_the_records_name_datafusion() {
        assert!(arrows(&[member("commonweal-engine", "datafusion", Kind::Normal)]).is_empty());
        assert_eq!(arrows(&[member("commonweal-app", "datafusion", Kind::Development)]).len(), 1);
    }

    #[test]
    fn only_one_crate_knows_databases_and_only_one_knows_passwords() {
        assert!(arrows(&[member("commonweal-store", "sqlx", Kind::Normal)]).is_empty());
        assert_eq!(arrows(&[member("commonweal-admin", "sqlx", Kind::Normal)]).len(), 1);
        assert_eq!(arrows(&[member("commonweal-web", "argon2", Kind::Normal)]).len(), 1);
    }

    #[test]
    fn the_testkit_is_for_tests() {
        assert!(arrows(&[member("commonweal-engine", "commonweal-testkit", Kind::Development)]).is_empty());
        assert!(!arrows(&[member("commonweal-app", "commonweal-testkit", Kind::Normal)]).is_empty());
    }

    #[test]
    fn words_that_give_impurity_away_and_tests_that_never_run_are_reported_by_line() {
        let (mut problems, path) = (Vec::new(), Path::new("a.rs"));
        purity(path, "let a = 1; // std::fs\nlet b = std::fs::read(c);\n", &mut problems);
        assert_eq!(problems, ["a.rs:2: a pure crate may not use `std::fs`"]);
        problems.clear();
        never_run(path, "fn a() {}\n\n#[cfg(test)]\nmod tests {}\n", &mut problems);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("a.rs:3: "), "{problems:?}");
    }

    #[test]
    fn a_crate_without_a_place_is_reported() {
        assert_eq!(arrows(&[member("commonweal-new", "serde", Kind::Normal)]).len(), 1);
    }
}
