//! Every public item of a crate that others may use by itself has an example that is run, or links to an item that has one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell;

/// The crates, and how many public items each has at least: fewer seen means that the walk has gone blind.
const CRATES: &[(&str, usize)] = &[("commonweal-stats", 400), ("commonweal-methods", 70)];

/// Public items without an example, and how many were looked at.
///
/// # Errors
/// Sources that cannot be read.
pub(crate) fn check(problems: &mut Vec<String>) -> Result<usize> {
    let mut seen = 0;
    for (name, least) in CRATES {
        let items = items(&shell::root().join("crates").join(name).join("src"))?;
        if items.len() < *least {
            problems.push(format!("{name}: only {} public items seen", items.len()));
        }
        problems.extend(bare(&items).map(|item| format!("{name}/src/{}: {} has no example", item.file, item.name)));
        seen += items.len();
    }
    Ok(seen)
}

fn bare(items: &[Item]) -> impl Iterator<Item = &Item> {
    let mut shown: BTreeMap<&str, bool> = BTreeMap::new();
    for item in items {
        *shown.entry(&item.name).or_default() |= item.has_example();
    }
    let is_shown = move |item: &Item, link: &String| *link != item.name && shown.get(link.as_str()) == Some(&true);
    items.iter().filter(move |item| !item.has_example() && !item.links().any(|link| is_shown(item, &link)))
}

/// A public item: where it is declared, what it is called (`Owner::name` inside an `impl`) and what its comment says.
struct Item {
    file: String,
    name: String,
    about: String,
}

impl Item {
    /// Whether it holds a block of Rust that is run; a block of another language, or one only compiled, is no example.
    fn has_example(&self) -> bool {
        let fences = self.about.lines().filter_map(|line| line.trim().strip_prefix("```"));
        fences.step_by(2).any(|language| matches!(language, "" | "rust" | "should_panic"))
    }

    /// The last words of each path its comment links to: `rate`, or `Rate::value`.
    fn links(&self) -> impl Iterator<Item = String> {
        let owner = self.name.split("::").next().unwrap_or_default();
        self.about.split('[').skip(1).filter_map(move |rest| {
            let (text, after) = rest.split_once(']')?;
            let path = after.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(text, |(path, _)| path);
            let path = path.trim_matches('`').trim_end_matches("()").replace("Self", owner);
            let words: Vec<&str> = path.split("::").collect();
            let with_owner = words.len() > 1 && words[words.len() - 2].starts_with(char::is_uppercase);
            Some(words[words.len() - if with_owner { 2 } else { 1 }..].join("::"))
        })
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut entries = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The kind and name of the public item that a line declares. Fields and variants are shown by their type.
fn declared(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let rest = if rest.starts_with("const fn ") { &rest["const ".len()..] } else { rest };
    let kinds = ["fn", "struct", "enum", "const", "static", "type", "trait", "mod"];
    let (kind, rest) = rest.split_once(' ').filter(|(kind, _)| kinds.contains(kind))?;
    Some((kind, rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?))
}

/// The type whose `impl` block a line opens.
fn implemented(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("impl")?;
    let rest = if rest.starts_with('<') { rest.split_once("> ")?.1 } else { rest.trim_start() };
    rest.split([' ', '<']).next()
}

/// The file a line includes as text: a chapter of the handbook, whose examples are run with its module.
fn included(file: &Path, line: &str) -> Option<String> {
    let path = line.split_once("include_str!(\"")?.1.split_once('"')?.0;
    fs::read_to_string(file.with_file_name(path)).ok()
}

/// What a module says of itself at the top of its file.
fn about_file(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let head = text.lines().take_while(|line| line.starts_with("//!") || line.starts_with("#!") || line.is_empty());
    let words = |line: &str| match line.strip_prefix("//!") {
        Some(words) => format!("{words}\n"),
        None => included(path, line).unwrap_or_default(),
    };
    head.map(words).collect()
}

fn about_module(file: &Path, name: &str) -> String {
    let is_root = file.file_name().is_some_and(|last| last == "mod.rs" || last == "lib.rs");
    let folder = if is_root { file.with_file_name("") } else { file.with_extension("") };
    let alone = folder.join(name).with_extension("rs");
    about_file(&if alone.exists() { alone } else { folder.join(name).join("mod.rs") })
}

fn items(root: &Path) -> Result<Vec<Item>> {
    let mut files = vec![];
    sources(root, &mut files)?;
    let mut items = vec![];
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let (mut about, mut owner) = (String::new(), None);
        for line in text.split("#[cfg(test)]").next().unwrap_or_default().lines() {
            if let Some(name) = implemented(line) {
                owner = Some(name);
            } else if line == "}" {
                owner = None;
            }
            let line = line.trim_start();
            if let Some(words) = line.strip_prefix("///") {
                about.push_str(words);
                about.push('\n');
            } else if let Some((kind, name)) = declared(line) {
                match kind {
                    "mod" => about.push_str(&about_module(&path, name)),
                    "const" => about.push_str(&included(&path, line).unwrap_or_default()),
                    _ => {}
                }
                let file = path.strip_prefix(root).unwrap_or(&path).display().to_string();
                let name = owner.map_or(name.to_owned(), |owner| format!("{owner}::{name}"));
                items.push(Item { file, name, about: std::mem::take(&mut about) });
            } else if !line.starts_with("#[") && !line.starts_with(')') && !line.ends_with(']') {
                about.clear();
            }
        }
    }
    Ok(items)
}
