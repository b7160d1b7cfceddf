//! Reading the text of JSON.
//!
//! A reader of our own, because three things matter here that common readers leave aside: whole numbers stay apart from
//! fractions, fractions are read to the last bit, and the members of an object keep their order, as the columns of an
//! inline table need.

use super::json::Json;

/// Lists and objects may stand in each other this deep.
const DEEPEST: usize = 128;

/// Where text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}, {wanted}")]
pub(super) struct JsonError {
    at: usize,
    wanted: &'static str,
}

/// Reads one JSON value and nothing after it.
pub(super) fn read(text: &str) -> Result<Json, JsonError> {
    let mut reader = Reader { text, at: 0 };
    let json = reader.value(0)?;
    reader.skip_space();
    if reader.at == text.len() { Ok(json) } else { reader.wanted("nothing more is expected") }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn wanted<T>(&self, wanted: &'static str) -> Result<T, JsonError> {
        Err(JsonError { at: self.at, wanted })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes a byte if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    fn word(&mut self, word: &str, json: Json) -> Result<Json, JsonError> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.wanted("a value is expected");
        }
        self.at += word.len();
        Ok(json)
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'[' | b'{') if depth == DEEPEST => self.wanted("lists and objects stand too deep in each other"),
            Some(b'[') => self.list(depth + 1),
            Some(b'{') => self.object(depth + 1),
            _ => self.wanted("a value is expected"),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut list = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Json::List(list));
        }
        loop {
            list.push(self.value(depth)?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Json::List(list));
            }
            if !self.take(b',') {
                return self.wanted("a comma or the end of the list is expected");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut members = Vec::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return self.wanted("a key in quotes is expected");
            }
            let key = self.string()?;
            self.skip_space();
            if !self.take(b':') {
                return self.wanted("a colon is expected");
            }
            members.push((key, self.value(depth)?));
            self.skip_space();
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return self.wanted("a comma or the end of the object is expected");
            }
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.wanted("a digit is expected");
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        let mut is_whole = true;
        if self.take(b'.') {
            is_whole = false;
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            is_whole = false;
            let _signed = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let number = &self.text[start..self.at];
        if is_whole {
            let whole = number.parse().map(Json::Int);
            return whole.or_else(|_| self.wanted("a whole number before here does not fit in 64 bits"));
        }
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Json::Float(number)),
            _ => self.wanted("a number before here is too large"),
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let plain =
                self.text.as_bytes()[self.at..].iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20));
            let end = self.at + plain.count();
            string.push_str(&self.text[self.at..end]);
            self.at = end;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return self.wanted("a control character must be written as an escape"),
                None => return self.wanted("the end of a string is expected"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let escaped = self.text.as_bytes().get(self.at + 1).copied();
        self.at += 2;
        match escaped {
            Some(byte @ (b'"' | b'\\' | b'/')) => Ok(char::from(byte)),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode_escape(),
            _ => {
                self.at -= 2;
                self.wanted("there is no such escape")
            }
        }
    }

    /// Four digits, and a second four where the first are half of a pair.
    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.four_digits()?;
        let code = if (0xd800..0xdc00).contains(&first) && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let second = self.four_digits()?;
            if !(0xdc00..0xe000).contains(&second) {
                return self.wanted("an escape before here is half of a character");
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.wanted("an escape before here is half of a character"),
        }
    }

    fn four_digits(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return self.wanted("four hexadecimal digits are expected");
        }
        self.at += 4;
        Ok(digits.iter().fold(0, |code, digit| code * 16 + char::from(*digit).to_digit(16).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_read_to_the_last_bit() {
        for number in [0.1 + 0.2, 5e-324, 1.797_693_134_862_315_7e308, 2.0 / 3.0, -123_456.789_012_345_68] {
            assert_eq!(read(&Json::Float(number).to_string()), Ok(Json::Float(number)));
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "nul",
            "01",
            "1.",
            "-",
            "+1",
            ".5",
            "1e",
            "[1,]",
            "[1 2]",
            "{\"a\"}",
            "{a:1}",
            "{\"a\":1,}",
            "\"a",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\\ud83d\\u0041\"",
            "\"\\u12\"",
            "\"\n\"",
            "1 1",
            "NaN",
            "9223372036854775808",
            "1e999",
            "\"\\",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn escapes_are_characters() {
        assert_eq!(read(r#" "\u00e9\ud83d\ude00\n\/" "#), Ok(Json::text("é😀\n/")));
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&format!("{}{}", "[".repeat(128), "]".repeat(128))).is_ok());
    }
}
