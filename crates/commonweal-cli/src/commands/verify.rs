//! `commonweal verify`: our methods and our engine against reference values.

use crate::arguments::{Verified, Verify};
use crate::output;
use commonweal_app::verify_ehrql;
use commonweal_methods::verify::verify_files;
use std::process::ExitCode;

/// What came of it: how many passed, and each that failed with why.
struct Outcome {
    passed: usize,
    failures: Vec<(String, String)>,
}

pub(crate) fn run(arguments: &Verify) -> anyhow::Result<ExitCode> {
    let (outcome, noun, json) = match &arguments.what {
        Verified::Methods { files, json } => {
            let report = verify_files(files);
            let failures = report.failures.into_iter().map(|failure| (failure.case, failure.why)).collect();
            (Outcome { passed: report.passed, failures }, "case", *json)
        }
        Verified::Ehrql { files, json } => {
            let report = verify_ehrql(files);
            let failures = report.failures.into_iter().map(|failure| (failure.vector, failure.why)).collect();
            (Outcome { passed: report.passed, failures }, "vector", *json)
        }
    };
    output::print(&if json { as_json(&outcome, noun) } else { as_text(&outcome) })?;
    Ok(if outcome.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
