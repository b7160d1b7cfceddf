//! Writes SVG: every attribute and every word is escaped here, so no name of an area can become markup.

use std::fmt::Write;

/// A growing piece of markup.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    text: String,
}

impl Markup {
    /// Opens an element; close it with [`Markup::close`].
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push('>');
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        let _ = write!(self.text, "</{name}>");
    }

    /// An element with nothing inside.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>");
    }

    /// An element with words inside.
    pub(crate) fn words(&mut self, name: &str, attributes: &[(&str, &str)], words: &str) {
        self.open(name, attributes);
        escape_into(&mut self.text, words);
        self.close(name);
    }

    /// Markup that was made by this module.
    pub(crate) fn push(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"");
            escape_into(&mut self.text, value);
            self.text.push('"');
        }
    }
}

/// A length in pixels, to one decimal place, as short as it can be written.
pub(crate) fn px(value: f64) -> String {
    trimmed(format!("{value:.1}"))
}

/// A length as a share of the width, given as 0 to 1; written in percent to two decimal places.
pub(crate) fn share(value: f64) -> String {
    trimmed(format!("{:.2}", 100.0 * value)) + "%"
}

fn trimmed(text: String) -> String {
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Breaks words into lines of at most `width` characters; a longer word keeps its own line.
pub(crate) fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escape_into(out: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 has no way to write these, not even as a reference.
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
}
