//! Documents that must stay true: links resolve, the requirement table is whole, the walk names real functions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::examples;
use crate::metadata;
use crate::shell;

/// The plans ask for this many things, R1 to R90.
const REQUIREMENTS: u32 = 90;
/// States a requirement can be in.
const STATES: &[&str] = &["met", "in part", "not yet"];
/// The longest walk from a clinical event to the page.
const WALK_STEPS: usize = 8;

/// Checks every document that can be checked without a build.
///
/// # Errors
/// Each statement that is not true.
pub(crate) fn check() -> Result<String> {
    let mut problems = Vec::new();
    let documents = documents()?;
    for (name, text) in &documents {
        links(name, text, &mut problems);
    }
    let met = requirements(text_of(&documents, "docs/requirements.md")?, &mut problems);
    let architecture = text_of(&documents, "ARCHITECTURE.md")?;
    let steps = walk(architecture, &mut problems);
    code_map(architecture, &mut problems)?;
    decisions(&documents, &mut problems);
    let items = examples::check(&mut problems)?;
    if !problems.is_empty() {
        bail!("{} untrue:\n  {}", problems.len(), problems.join("\n  "));
    }
    let count = documents.len();
    Ok(format!(
        "{count} documents, {met} of {REQUIREMENTS} met at least in part, walk of {steps}, {items} public items with examples"
    ))
}

/// Runs `--help` of each command the README shows, so that none is named that is not there.
///
/// # Errors
/// A command that does not exist.
pub(crate) fn readme_commands(binary: &Path) -> Result<String> {
    let readme = fs::read_to_string(shell::root().join("README.md")).context("README.md cannot be read")?;
    let mut checked = 0;
    for line in readme.lines().map(str::trim) {
        let Some(rest) = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("commonweal "))
        else {
            if let Some(rest) = line.strip_prefix("cargo xtask ") {
                let command = rest.split_whitespace().next().unwrap_or_default();
                if !["check", "prove", "bench", "e2e", "sbom", "assets"].contains(&command) {
                    bail!("README.md: `cargo xtask {command}` does not exist");
                }
                checked += 1;
            }
            continue;
        };
        let command = rest.split_whitespace().next().unwrap_or_default();
        shell::output(binary, &[command, "--help"]).with_context(|| format!("README.md: `{line}` does not exist"))?;
        checked += 1;
    }
    if checked == 0 {
        bail!("README.md shows no command; it should show two");
    }
    Ok(format!("{checked} commands of the README exist"))
}

fn documents() -> Result<BTreeMap<String, String>> {
    let listed = shell::output("git", &["ls-files", "--cached", "--others", "--exclude-standard", "*.md"])?;
    let mut documents = BTreeMap::new();
    for name in listed.lines().filter(|name| !name.contains("/vendor/")) {
        if let Ok(text) = fs::read_to_string(shell::root().join(name)) {
            documents.insert(name.to_owned(), text);
        }
    }
    Ok(documents)
}

fn text_of<'a>(documents: &'a BTreeMap<String, String>, name: &str) -> Result<&'a str> {
    documents.get(name).map(String::as_str).with_context(|| format!("{name} is missing"))
}

/// Every relative link leads to a file or folder.
fn links(name: &str, text: &str, problems: &mut Vec<String>) {
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    for (number, line) in text.lines().enumerate() {
        for target in targets(line) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !shell::root().join(folder).join(path).exists() {
                problems.push(format!("{name}:{}: the link to `{target}` leads nowhere", number + 1));
            }
        }
    }
}

/// The targets of `[words](target)` in a line.
fn targets(line: &str) -> Vec<&str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target).collect()
}

/// R1 to R90, each exactly once, each with a state; what is met has a link and a test.
fn requirements(text: &str, problems: &mut Vec<String>) -> usize {
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    let mut met = 0;
    for line in text.lines() {
        let cells = cells(line);
        let Some(number) = cells.first().and_then(|cell| cell.strip_prefix('R')).and_then(|cell| cell.parse().ok())
        else {
            continue;
        };
        *seen.entry(number).or_default() += 1;
        let &[_, words, state, place, test] = cells.as_slice() else {
            problems.push(format!("docs/requirements.md: R{number} has {} cells, not five", cells.len()));
            continue;
        };
        if words.is_empty() || !STATES.contains(&state) {
            problems.push(format!("docs/requirements.md: R{number} needs words and a state of {STATES:?}"));
        }
        if state != "not yet" {
            met += 1;
            if targets(place).is_empty() || test.is_empty() {
                problems.push(format!("docs/requirements.md: R{number} is {state}: link where, and name its test"));
            }
        }
    }
    for number in 1..=REQUIREMENTS {
        let times = seen.remove(&number).unwrap_or(0);
        if times != 1 {
            problems.push(format!("docs/requirements.md: R{number} is there {times} times, not once"));
        }
    }
    problems.extend(seen.keys().map(|number| format!("docs/requirements.md: there is no R{number} in the plans")));
    met
}

/// Rows of the walk: `| 3 | `function` | [file](file) | ... |`; the function is declared in that file.
fn walk(text: &str, problems: &mut Vec<String>) -> usize {
    let section = text.split("\n## ").find(|section| section.starts_with("One number"));
    let Some(section) = section else {
        problems.push("ARCHITECTURE.md: the section `## One number ...` is missing".to_owned());
        return 0;
    };
    let mut steps = 0;
    for cells in section.lines().map(cells).filter(|cells| cells.len() >= 3 && cells[0].parse::<u32>().is_ok()) {
        steps += 1;
        let function = cells[1].trim_matches('`').trim_end_matches("()");
        let name = function.rsplit("::").next().unwrap_or(function);
        let Some(file) = targets(cells[2]).first().map(|target| (*target).to_owned()) else {
            problems.push(format!("ARCHITECTURE.md: the walk does not link the file of `{function}`"));
            continue;
        };
        let declared = fs::read_to_string(shell::root().join(&file))
            .is_ok_and(|source| source.contains(&format!("fn {name}(")) || source.contains(&format!("fn {name}<")));
        if !declared {
            problems
                .push(format!("ARCHITECTURE.md: the walk names `{function}`, and {file} declares no such function"));
        }
    }
    if steps == 0 || steps > WALK_STEPS {
        problems.push(format!("ARCHITECTURE.md: the walk has {steps} steps; it should have 1 to {WALK_STEPS}"));
    }
    steps
}

/// Each crate is in the code map under its short name, and nothing is there that is not a crate.
fn code_map(text: &str, problems: &mut Vec<String>) -> Result<()> {
    let section = text.split("\n## ").find(|section| section.starts_with("Code map")).unwrap_or_default();
    let named: Vec<&str> = section
        .lines()
        .filter_map(|line| {
            cells(line).first().and_then(|cell| cell.strip_prefix('`')).and_then(|cell| cell.strip_suffix('`'))
        })
        .collect();
    let members = metadata::members()?;
    let crates: Vec<&str> = members.iter().map(|member| member.name.trim_start_matches("commonweal-")).collect();
    for name in &crates {
        if !named.contains(name) {
            problems.push(format!("ARCHITECTURE.md: the code map lacks `{name}`"));
        }
    }
    for name in named {
        if !crates.contains(&name) {
            problems.push(format!("ARCHITECTURE.md: the code map names `{name}`, which is no crate"));
        }
    }
    Ok(())
}

/// Decision records are numbered from 0001 without a gap, and each says its status.
fn decisions(documents: &BTreeMap<String, String>, problems: &mut Vec<String>) {
    let records = documents.iter().filter_map(|(name, text)| Some((name.strip_prefix("docs/decisions/")?, text)));
    for (index, (name, text)) in records.filter(|(name, _)| *name != "README.md").enumerate() {
        if !name.starts_with(&format!("{:04}-", index + 1)) {
            problems.push(format!("docs/decisions/{name}: the next number is {:04}", index + 1));
        }
        if !text.lines().any(|line| line.starts_with("Status: ")) {
            problems.push(format!("docs/decisions/{name}: a line `Status: ...` is missing"));
        }
    }
}

/// The cells of a table row, trimmed; nothing for a line that is not one.
fn cells(line: &str) -> Vec<&str> {
    let Some(inner) = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|')) else { return Vec::new() };
    inner.split('|').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(skip: u32, repeat: u32) -> String {
        let row = |n: u32| format!("| R{n} | words | not yet | | |\n");
        (1..=REQUIREMENTS).filter(|n| *n != skip).chain([repeat]).filter(|n| *n > 0).map(row).collect()
    }

    #[test]
    fn a_whole_table_passes_and_a_gap_or_a_repeat_is_named() {
        let mut problems = Vec::new();
        requirements(&table(0, 0), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        requirements(&table(7, 0), &mut problems);
        assert_eq!(problems, ["docs/requirements.md: R7 is there 0 times, not once"]);
        problems.clear();
        requirements(&table(0, 9), &mut problems);
        assert_eq!(problems, ["docs/requirements.md: R9 is there 2 times, not once"]);
    }

    #[test]
    fn what_is_met_needs_a_link_and_a_test() {
        let mut problems = Vec::new();
        let text = table(5, 0) + "| R5 | words | in part | somewhere | |\n";
        requirements(&text, &mut problems);
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn links_of_a_line_are_found() {
        assert_eq!(targets("see [a](b.md) and [c](d.md#e)"), ["b.md", "d.md#e"]);
    }
}
