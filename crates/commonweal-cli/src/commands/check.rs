//! `commonweal check`: everything that is wrong, at once.

use super::report_due;
use crate::arguments::Check;
use crate::display::Stages;
use crate::output::print;
use commonweal_app::{AppError, Diagnostic, Shown, ShownPeople, Workspace, check, definition_effects};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(arguments: &Check) -> anyhow::Result<ExitCode> {
    let named = arguments.workspace.as_deref().or(arguments.place.dir.as_deref());
    let dir = match named {
        Some(dir) if dir.join("commonweal.toml").is_file() => Some(dir.to_owned()),
        Some(dir) => return Err(AppError::NoWorkspace(dir.to_owned()).into()),
        None => Workspace::nearest(&std::env::current_dir()?),
    };
    let mut report = check(dir.as_deref(), jiff::Zoned::now().date())?;
    match dir.as_deref().and_then(report_due::looked_at) {
        Some(Ok(reports)) => report.looked_at.push((reports, "reports asked for")),
        Some(Err(problems)) => report.faults.push(problems),
        None => {}
    }
    let sound = report.is_sound();
    if arguments.json {
        let (problems, warnings) = (as_json(&report.problems), as_json(&report.warnings));
        let json = serde_json::json!({
            "sound": sound, "problems": problems, "warnings": warnings, "faults": report.faults,
        });
        print(&(serde_json::to_string_pretty(&json)? + "\n"))?;
    } else {
        // Warnings first, so that what has to be mended stands last on the screen.
        eprint!("{}", few_of_each(&report.warnings));
        for problem in &report.problems {
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
    if arguments.diff && sound {
        let Some(dir) = named.map(Path::to_owned).or(Workspace::nearest(&std::env::current_dir()?)) else {
            anyhow::bail!("--diff compares a workspace's definitions with its release; name one with --dir DIR");
        };
        effects(&Workspace::open(&dir)?)?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// So many warnings with the same advice are printed; the rest are counted.
const OF_EACH: usize = 2;

fn few_of_each(warnings: &[Diagnostic]) -> String {
    let mut words = String::new();
    let mut alike: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for warning in warnings {
        let seen = alike.entry(warning.help.as_deref()).or_default();
        *seen += 1;
        if *seen <= OF_EACH {
            words.push_str(&format!("{warning}\n\n"));
        }
    }
    let more: usize = alike.values().map(|seen| seen.saturating_sub(OF_EACH)).sum();
    if more > 0 {
        words.push_str(&format!("{more} more warnings like these; --json lists all {}.\n\n", warnings.len()));
    }
    words
}

/// What changed definitions would count, beside what is released. For the screen: nothing is kept.
fn effects(workspace: &Workspace) -> anyhow::Result<()> {
    let stages = Stages::new();
    let effects = definition_effects(workspace, &stages)?;
    stages.finish();
    if effects.is_empty() {
        return print("No definition differs from the released one.\n");
    }
    let mut lines = String::from(
        "For your screen, not for release. People of the whole area, under the rules of disclosure control:\n",
    );
    let part = |shown: &Shown<i64>| match shown {
        Shown::Value(number) => number.to_string(),
        Shown::Withheld(_) => "*".to_owned(),
        Shown::None => "-".to_owned(),
    };
    for effect in &effects {
        let before = match &effect.before {
            Some((n, d)) => format!("{} of {}", part(n), part(d)),
            None if effect.is_new => "new".to_owned(),
            None => "no figure of the whole area".to_owned(),
        };
        let now = match effect.now {
            ShownPeople::About { people, of } => format!("{people} of {of}"),
            ShownPeople::Withheld => "* (too few to show)".to_owned(),
        };
        lines.push_str(&format!("  {} ({}): released {before}, now {now}\n", effect.indicator, effect.title));
    }
    print(&lines)
}

fn as_json(found: &[Diagnostic]) -> Vec<serde_json::Value> {
    let object = |p: &Diagnostic| serde_json::json!({ "file": p.file, "line": p.line, "column": p.column, "message": p.message, "help": p.help });
    found.iter().map(object).collect()
}
