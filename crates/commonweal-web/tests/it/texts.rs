//! The catalogue of texts and the places that use it.

use commonweal_indicator::text_keys;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(dir: &Path, into: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, into);
        } else if !path.parent().is_some_and(|dir| dir.ends_with("text")) || path.ends_with("mod.rs") {
            into.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for dir in ["src", "templates", "../commonweal-indicator/src"] {
        read(&root.join(dir), &mut text);
    }
    text
}

#[test]
fn every_key_that_a_template_or_a_module_names_is_in_the_catalogue() {
    let known: BTreeSet<&str> = text_keys().collect();
    let sources = sources();
    let mut named = 0;
    for (before, after) in [("{{ \"", "\"|t }}"), ("text(\"", "\")"), ("say(\"", "\"")] {
        for part in sources.split(before).skip(1) {
            let Some(key) = part.split(after).next().filter(|key| key.len() < 60 && !key.contains('"')) else {
                continue;
            };
            named += 1;
            assert!(known.contains(key), "the catalogue of texts has no `{key}`");
        }
    }
    assert!(named > 80, "{named} keys found");
}

#[test]
fn every_text_of_the_catalogue_is_used() {
    let mut sources = sources();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for dir in ["../commonweal-app/src/evaluation", "../commonweal-app/src/monitoring"] {
        read(&root.join(dir), &mut sources);
    }
    for key in text_keys() {
        // Sentences about areas have a second form, for when some are not shown.
        let key = key.strip_suffix(".shown").unwrap_or(key);
        assert!(sources.contains(&format!("\"{key}\"")), "nobody says `{key}`");
    }
}
