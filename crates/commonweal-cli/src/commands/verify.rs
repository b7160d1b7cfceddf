//! `commonweal verify`: our methods and our engine against reference values.

use crate::arguments::{Verified, Verify};
use crate::output;
use anyhow::{Context, bail};
use commonweal_app::verify_ehrql;
use commonweal_methods::verify::verify_files;
use std::path::PathBuf;
use std::process::ExitCode;

/// What came of it: how many passed, and each that failed with why.
struct Outcome {
    passed: usize,
    failures: Vec<(String, String)>,
}

pub(crate) fn run(arguments: &Verify) -> anyhow::Result<ExitCode> {
    let (outcome, noun, json) = match &arguments.what {
        Verified::Methods { files, json } => {
            let report = verify_files(&vector_files(files)?);
            let failures = report.failures.into_iter().map(|failure| (failure.case, failure.why)).collect();
            (Outcome { passed: report.passed, failures }, "case", *json)
        }
        Verified::Ehrql { files, json } => {
            let report = verify_ehrql(&vector_files(files)?);
            let failures = report.failures.into_iter().map(|failure| (failure.vector, failure.why)).collect();
            (Outcome { passed: report.passed, failures }, "vector", *json)
        }
    };
    output::print(&if json { as_json(&outcome, noun) } else { as_text(&outcome) })?;
    Ok(if outcome.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The files, and of each folder its vector files, by name; folders inside are passed over.
fn vector_files(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = || format!("{} cannot be listed", path.display());
        let entries = std::fs::read_dir(path).with_context(unreadable)?.collect::<Result<Vec<_>, _>>();
        let mut inside: Vec<PathBuf> = entries.with_context(unreadable)?.iter().map(|entry| entry.path()).collect();
        inside.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            (name.ends_with(".json") || name.ends_with(".jsonl")) && file.is_file()
        });
        if inside.is_empty() {
            bail!(
                "{} holds no vector file (.json or .jsonl, or either with .gz); name a folder that does",
                path.display()
            );
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// A line for each that failed, and the count of both.
fn as_text(outcome: &Outcome) -> String {
    let mut text = String::new();
    for (name, why) in &outcome.failures {
        text += &format!("{name}: {}\n", why.replace('\n', " "));
    }
    text + &format!("{} passed, {} failed\n", outcome.passed, outcome.failures.len())
}

fn as_json(outcome: &Outcome, noun: &str) -> String {
    let failure = |(name, why): &(String, String)| {
        let fields = [(noun.to_owned(), name.as_str().into()), ("why".to_owned(), why.as_str().into())];
        serde_json::Value::Object(fields.into_iter().collect())
    };
    let failures: Vec<_> = outcome.failures.iter().map(failure).collect();
    let report = serde_json::json!({ "passed": outcome.passed, "failed": failures.len(), "failures": failures });
    format!("{report:#}\n")
}
