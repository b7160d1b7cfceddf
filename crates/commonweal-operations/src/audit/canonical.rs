//! `canonical` writes an entry as JSON in exactly one way, and reads back that way only.
//!
//! Keys sorted, no spaces, every key always present, `null` for what is not known. In a text `"` and `\` have a
//! backslash before them, what is below U+0020 is written `\u00xx` in small letters, all else stands as itself in UTF-8.

use std::fmt::Write as _;

/// Writes one object; the keys come in sorted order.
pub(crate) struct CanonicalObject {
    text: String,
    last_key: &'static str,
}

impl CanonicalObject {
    pub(crate) fn new() -> Self {
        Self { text: String::from("{"), last_key: "" }
    }

    fn key(&mut self, key: &'static str) {
        assert!(self.last_key < key, "keys are written in sorted order");
        if !self.last_key.is_empty() {
            self.text.push(',');
        }
        self.last_key = key;
        push_text(&mut self.text, key);
        self.text.push(':');
    }

    pub(crate) fn text(mut self, key: &'static str, value: &str) -> Self {
        self.key(key);
        push_text(&mut self.text, value);
        self
    }

    pub(crate) fn text_or_null(mut self, key: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => {
                self.key(key);
                self.text.push_str("null");
                self
            }
        }
    }

    pub(crate) fn number_or_null(mut self, key: &'static str, value: Option<u64>) -> Self {
        self.key(key);
        match value {
            Some(value) => write!(self.text, "{value}").expect("writing to a String does not fail"),
            None => self.text.push_str("null"),
        }
        self
    }

    pub(crate) fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }
}

fn push_text(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a String does not fail"),
            c => out.push(c),
        }
    }
    out.push('"');
}
