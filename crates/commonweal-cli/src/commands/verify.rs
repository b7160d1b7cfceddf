//! `commonweal verify`: our methods against reference values.

use crate::arguments::{Verified, Verify};
use crate::output;
use commonweal_methods::verify::{Report, verify_files};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Verify) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        Verified::Methods { files, json } => {
            let report = verify_files(files);
            if *json {
                output::print(&as_json(&report))?
            } else {
                output::print(&as_text(&report))?
            }
            Ok(if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// A line for each case that failed, and the count of both.
fn as_text(report: &Report) -> String {
    let mut text = String::new();
    for failure in &report.failures {
        text += &format!("{}: {}\n", failure.case, failure.why.replace('\n', " "));
    }
    text + &format!("{} passed, {} failed\n", report.passed, report.failures.len())
}

fn as_json(report: &Report) -> String {
    let failures: Vec<_> =
        report.failures.iter().map(|f| serde_json::json!({ "case": f.case, "why": f.why })).collect();
    format!("{:#}\n", serde_json::json!({ "passed": report.passed, "failed": failures.len(), "failures": failures }))
}
