//! `toml_line` reads and writes one line of TOML: a key, and a basic string or a list of them.

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

/// A text as a basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(other))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The key of a line, its value, and the column the value begins in.
///
/// # Errors
/// The column and what is wrong there.
pub(super) fn key_and_value(line: &str) -> Result<(&str, Value, usize), (usize, String)> {
    let (key, _) = line.split_once('=').ok_or_else(|| (1, "write a key, = and a value".to_owned()))?;
    let mut reader = Reader { line, at: key.len() + 1 };
    reader.skip_spaces();
    let column = reader.column();
    let value = if reader.take('[') { Value::List(reader.list()?) } else { Value::Text(reader.string()?) };
    reader.skip_spaces();
    if !reader.rest().is_empty() && !reader.rest().starts_with('#') {
        return Err(reader.error("something stands behind the value"));
    }
    Ok((key.trim(), value, column))
}

struct Reader<'l> {
    line: &'l str,
    at: usize,
}

impl<'l> Reader<'l> {
    fn rest(&self) -> &'l str {
        &self.line[self.at..]
    }

    fn column(&self) -> usize {
        self.line[..self.at].chars().count() + 1
    }

    fn error(&self, rule: &str) -> (usize, String) {
        (self.column(), rule.to_owned())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    fn skip_spaces(&mut self) {
        while self.take(' ') || self.take('\t') {}
    }

    fn list(&mut self) -> Result<Vec<String>, (usize, String)> {
        let mut list = Vec::new();
        loop {
            self.skip_spaces();
            if self.take(']') {
                return Ok(list);
            }
            list.push(self.string()?);
            self.skip_spaces();
            if !self.take(',') && !self.rest().starts_with(']') {
                return Err(self.error("write a comma or the closing bracket, on this line"));
            }
        }
    }

    fn string(&mut self) -> Result<String, (usize, String)> {
        if self.rest().starts_with("\"\"\"") || !self.take('"') {
            return Err(self.error("write a text in double quotation marks, on one line"));
        }
        let mut text = String::new();
        loop {
            let before = self.column();
            match self.next() {
                None => return Err(self.error("the closing quotation mark is missing")),
                Some('"') => return Ok(text),
                Some('\\') => text.push(
                    self.escaped()
                        .ok_or_else(|| (before, "write \\\" \\\\ \\n \\r \\t or \\u with four digits".to_owned()))?,
                ),
                Some(other) => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        match self.next()? {
            '"' => Some('"'),
            '\\' => Some('\\'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => {
                let digits = self.rest().get(..4)?;
                self.at += 4;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)
            }
            _ => None,
        }
    }
}
