//! Steps that are named, timed and counted; the first failure stops the rest.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// What a step says when it passed: a short figure or remark for the closing table.
pub(crate) type Remark = Result<String>;

/// One named step.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) run: fn() -> Remark,
}

/// Runs the steps in order and prints a closing table and the line `N passed, N failed`.
///
/// # Errors
/// The first step that failed, by name.
pub(crate) fn run_all(steps: &[&Step]) -> Result<()> {
    let begun = Instant::now();
    let mut rows: Vec<(&str, &str, Duration, String)> = Vec::new();
    let mut failure = None;
    for step in steps {
        println!("\n==> {}: {}", step.name, step.purpose);
        let step_begun = Instant::now();
        match (step.run)() {
            Ok(remark) => {
                println!("    passed in {}", seconds(step_begun.elapsed()));
                rows.push((step.name, "passed", step_begun.elapsed(), remark));
            }
            Err(error) => {
                rows.push((step.name, "FAILED", step_begun.elapsed(), String::new()));
                failure = Some((step.name, error));
                break;
            }
        }
    }
    print_table(&rows, begun.elapsed());
    let failed = usize::from(failure.is_some());
    let not_run = steps.len() - rows.len();
    if let Some((name, error)) = &failure {
        println!("\nStep `{name}` failed: {error:#}");
        println!("To repeat only this step: cargo xtask check {name}");
    }
    let skipped = if not_run > 0 { format!(", {not_run} skipped") } else { String::new() };
    println!("\n{} passed, {failed} failed{skipped}", rows.len() - failed);
    match failure {
        Some((name, _)) => bail!("step `{name}` failed"),
        None => Ok(()),
    }
}

fn print_table(rows: &[(&str, &str, Duration, String)], whole: Duration) {
    println!("\n{:<14} {:<7} {:>8}  remark", "step", "result", "time");
    for (name, result, took, remark) in rows {
        println!("{name:<14} {result:<7} {:>8}  {remark}", seconds(*took));
    }
    println!("{:<14} {:<7} {:>8}", "all", "", seconds(whole));
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
