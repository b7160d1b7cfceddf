//! `commonweal check`: everything that is wrong, at once.

use crate::arguments::Check;
use crate::output::print;
use commonweal_app::{AppError, Diagnostic, Workspace, check};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Check) -> anyhow::Result<ExitCode> {
    let named = arguments.workspace.as_deref().or(arguments.place.dir.as_deref());
    let dir = match named {
        Some(dir) if dir.join("commonweal.toml").is_file() => Some(dir.to_owned()),
        Some(dir) => return Err(AppError::NoWorkspace(dir.to_owned()).into()),
        None => Workspace::nearest(&std::env::current_dir()?),
    };
    let report = check(dir.as_deref(), jiff::Zoned::now().date())?;
    let sound = report.is_sound();
    if arguments.json {
        let (problems, warnings) = (as_json(&report.problems), as_json(&report.warnings));
        let json = serde_json::json!({
            "sound": sound, "problems": problems, "warnings": warnings, "faults": report.faults,
        });
        print(&(serde_json::to_string_pretty(&json)? + "\n"))?;
    } else {
        for problem in report.problems.iter().chain(&report.warnings) {
            eprintln!("{problem}\n");
        }
        for fault in &report.faults {
            eprintln!("{fault}\n");
        }
        let looked_at: Vec<String> = report.looked_at.iter().map(|(count, name)| format!("{count} {name}")).collect();
        let found = report.problems.len() + report.faults.len();
        let whose = dir.map_or("what is shipped".to_owned(), |dir| dir.display().to_string());
        if sound {
            print(&format!("Nothing is wrong with {whose}: {}.\n", looked_at.join(", ")))?;
        } else {
            eprintln!("{found} problem{} in {whose}.", if found == 1 { "" } else { "s" });
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_json(found: &[Diagnostic]) -> Vec<serde_json::Value> {
    let object = |p: &Diagnostic| serde_json::json!({ "file": p.file, "line": p.line, "column": p.column, "message": p.message, "help": p.help });
    found.iter().map(object).collect()
}
