//! Every public item of the crate is documented with an example that is run, or names the function whose example shows it.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The name of a public function, method or type that a line declares; constants and fields are shown by those.
fn declared(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let rest = rest.strip_prefix("const ").unwrap_or(rest);
    ["fn ", "struct ", "enum "]
        .iter()
        .find_map(|word| rest.strip_prefix(word))?
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
}

#[test]
fn every_public_function_and_type_has_an_example_or_names_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![];
    sources(&root, &mut files);
    let (mut bare, mut seen) = (vec![], 0);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let mut about = String::new();
        for line in code.lines() {
            let line = line.trim_start();
            if let Some(words) = line.strip_prefix("///") {
                about.push_str(words);
                about.push('\n');
            } else if let Some(name) = declared(line) {
                seen += 1;
                if !(about.contains("```") || about.contains("[`")) {
                    bare.push(format!("{}: {name}", path.strip_prefix(&root).unwrap().display()));
                }
                about.clear();
            } else if !line.starts_with("#[") && !line.starts_with(')') && !line.ends_with(']') {
                about.clear();
            }
        }
    }
    assert!(seen > 100, "only {seen} items seen");
    assert!(bare.is_empty(), "{} of {seen} without an example:\n{}", bare.len(), bare.join("\n"));
}
