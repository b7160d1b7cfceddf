//! What must not be in the repository: a machine's paths, a registry's address, unfinished code, files beyond reading.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::shell;

/// Words that name one person's machine. Written in two halves, so that this file passes its own check.
const MACHINE: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/tm", "p/")];
/// Words of work left undone.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("unimplement", "ed!("),
    concat!("db", "g!("),
];
/// Marks of a merge that was not finished.
const CONFLICT: &[&str] = &[concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")];

/// A file longer than this is named in the report; it may have two subjects.
const LONG_LINES: usize = 600;
/// The public data the repository carries may take at most this much.
const REFERENCE_BYTES: u64 = 25 * 1024 * 1024;

/// Reads every file Git knows or would know.
///
/// # Errors
/// Each line that should not be there.
pub(crate) fn check() -> Result<String> {
    let listed = shell::output("git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let mut problems = Vec::new();
    let (mut files, mut long, mut reference) = (0, 0, 0);
    for name in listed.lines() {
        let path = shell::root().join(name);
        let Ok(bytes) = fs::read(&path) else { continue }; // deleted and not yet committed
        files += 1;
        if name.starts_with("reference/") {
            reference += bytes.len() as u64;
            continue;
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if is_ours(name) {
            problems.extend(bad_lines(name, &text));
            let lines = text.lines().count();
            if lines > LONG_LINES {
                long += 1;
                println!("    note: {name} has {lines} lines; does it have a second subject?");
            }
        }
        if name.ends_with("package-lock.json") && text.contains("\"resolved\": \"http") {
            problems.push(format!("{name}: names a registry; run npm with omit-lockfile-registry-resolved"));
        }
    }
    if reference > REFERENCE_BYTES {
        problems.push(format!("reference/ holds {reference} bytes; the limit is {REFERENCE_BYTES}"));
    }
    if !problems.is_empty() {
        bail!("{} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
    Ok(format!("{files} files, {long} long, reference {:.1} MiB", reference as f64 / 1_048_576.0))
}

/// Text that we wrote: not copied data, not what another project ships, not a lockfile.
fn is_ours(name: &str) -> bool {
    let written = ["rs", "md", "toml", "html", "css", "scss", "js", "mjs", "ts", "sh", "py", "json", "svg", "yml"];
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let copied = name.contains("/vendor/") || name.contains("/vectors/") || name.ends_with("package-lock.json");
    !copied && (written.contains(&extension) || name.starts_with(".ci/"))
}

fn bad_lines(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut report = |why: &str| problems.push(format!("{name}:{}: {why}", number + 1));
        if MACHINE.iter().any(|word| line.contains(word)) {
            report("names a path of one machine");
        }
        if UNFINISHED.iter().any(|word| line.contains(word)) {
            report("is unfinished");
        }
        if CONFLICT.iter().any(|word| line.starts_with(word)) {
            report("is the mark of an unfinished merge");
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_and_unfinished_work_are_reported_by_line() {
        let text = format!("fine\nlet p = \"{}x\";\n// {}: later\n", MACHINE[0], UNFINISHED[0]);
        assert_eq!(bad_lines("a.rs", &text), ["a.rs:2: names a path of one machine", "a.rs:3: is unfinished"]);
    }

    #[test]
    fn copied_files_are_left_alone() {
        assert!(!is_ours("crates/commonweal-web/assets/vendor/nhsuk/a.css"));
        assert!(is_ours("crates/commonweal-web/assets/app.css"));
    }
}
