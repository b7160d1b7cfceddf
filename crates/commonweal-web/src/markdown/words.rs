//! The small rules: what is Rust, what a reader sees of it, what is an address, what must be escaped.

use pulldown_cmark::{CodeBlockKind, CowStr};
use std::collections::BTreeSet;

/// Whether the documentation tool would compile a code block.
pub(super) fn is_rust(kind: &CodeBlockKind<'_>) -> bool {
    let CodeBlockKind::Fenced(language) = kind else { return true };
    let language: &CowStr<'_> = language;
    let first = language.split([',', ' ']).next().unwrap_or_default();
    matches!(first, "" | "rust" | "no_run" | "should_panic" | "compile_fail" | "ignore") || first.starts_with("edition")
}

/// Rust as the documentation tool shows it: without the lines that begin with `# `.
pub(super) fn shown_lines(code: &str) -> String {
    let mut shown = String::with_capacity(code.len());
    for line in code.lines() {
        let words = line.trim_start();
        if words == "#" || words.starts_with("# ") {
            continue;
        }
        let indent = &line[..line.len() - words.len()];
        let words = if words.starts_with("##") { &words[1..] } else { words };
        shown.push_str(indent);
        shown.push_str(words);
        shown.push('\n');
    }
    shown
}

/// Words as part of an address: `When not to use it` is `when-not-to-use-it`.
pub(super) fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for letter in words.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.starts_with(|first: char| first.is_ascii_alphabetic()) { slug.to_owned() } else { format!("part-{slug}") }
}

/// The name itself, or one made with a number from 2 up, so that none is given twice.
pub(super) fn unlike(taken: &mut BTreeSet<String>, name: &str, numbered: impl Fn(&str, usize) -> String) -> String {
    let mut unlike = name.to_owned();
    let mut number = 1;
    while !taken.insert(unlike.clone()) {
        number += 1;
        unlike = numbered(name, number);
    }
    unlike
}

pub(super) fn escaped(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    escape_into(&mut html, words);
    html
}

pub(super) fn escape_into(html: &mut String, words: &str) {
    for letter in words.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}
