//! From a place in a text's meaning to its place in the file.

/// Where byte `at` of a decoded text stands in the file, given the quoted text as written.
pub(crate) fn place_in_quotes(raw: &str, at: usize) -> usize {
    let (open, escapes) = if raw.starts_with("\"\"\"") {
        (3, true)
    } else if raw.starts_with("'''") {
        (3, false)
    } else {
        (1, raw.starts_with('"'))
    };
    let mut place = open;
    if open == 3 {
        // A line end right after the opening quotes is not part of the text.
        place += ["\r\n", "\n"].iter().find(|end| raw[open..].starts_with(**end)).map_or(0, |end| end.len());
    }
    let mut decoded = 0;
    while decoded < at && place < raw.len() {
        let rest = &raw[place..];
        let Some(first) = rest.chars().next() else { break };
        if escapes && first == '\\' {
            let (written, meant) = escape(rest);
            place += written;
            decoded += meant;
        } else if rest.starts_with("\r\n") {
            // The reader may keep both or make one of them; either way the next character is beyond both.
            place += 1;
            decoded += 1;
        } else {
            place += first.len_utf8();
            decoded += first.len_utf8();
        }
    }
    place.min(raw.len())
}

/// Bytes an escape takes as written and as meant.
fn escape(rest: &str) -> (usize, usize) {
    let hex = |digits: usize| {
        let code = rest.get(2..2 + digits).and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32);
        (2 + digits, code.map_or(1, char::len_utf8))
    };
    match rest.as_bytes().get(1) {
        Some(b'x') => hex(2),
        Some(b'u') => hex(4),
        Some(b'U') => hex(8),
        // A backslash at the end of a line removes the line end and the spaces after it.
        Some(b'\n' | b'\r' | b' ' | b'\t') => (1 + rest[1..].len() - rest[1..].trim_start().len(), 0),
        Some(_) => (1 + rest[1..].chars().next().map_or(0, char::len_utf8), 1),
        None => (1, 0),
    }
}
