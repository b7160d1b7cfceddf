//! JSON that keeps the order of members and the difference between 5 and 5.0.

use super::json_text::{self, JsonError};
use std::fmt::{self, Write};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one JSON value.
    pub(super) fn read(text: &str) -> Result<Self, JsonError> {
        json_text::read(text)
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object of one member.
    pub(super) fn tagged(tag: impl Into<String>, content: Self) -> Self {
        Self::Object(vec![(tag.into(), content)])
    }

    /// An object of these members.
    pub(super) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    pub(super) fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(super) fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(claim) => Some(*claim),
            _ => None,
        }
    }

    pub(super) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The member of an object.
    pub(super) fn field(&self, name: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The tag and content of an object with exactly one member.
    pub(super) fn as_tagged(&self) -> Option<(&str, &Self)> {
        match self.as_object()? {
            [(tag, content)] => Some((tag, content)),
            _ => None,
        }
    }

    /// The content, where the object has exactly this one member.
    pub(super) fn tagged_as(&self, wanted: &str) -> Option<&Self> {
        self.as_tagged().filter(|(tag, _)| *tag == wanted).map(|(_, content)| content)
    }

    /// What kind of thing this is, for messages: never what it says.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number with a fraction",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(claim) => write!(f, "{claim}"),
            Self::Int(number) => write!(f, "{number}"),
            // Debug keeps the point: 5.0, 1e300.
            Self::Float(number) => write!(f, "{number:?}"),
            Self::Text(text) => write_text(f, text),
            Self::List(list) => {
                f.write_char('[')?;
                for (at, json) in list.iter().enumerate() {
                    write!(f, "{}{json}", if at == 0 { "" } else { "," })?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (at, (key, json)) in members.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write_text(f, key)?;
                    write!(f, ":{json}")?;
                }
                f.write_char('}')
            }
        }
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0'..='\x1f' => write!(f, "\\u{:04x}", u32::from(character))?,
            _ => f.write_char(character)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_fractions_stay_apart_and_members_keep_their_order() {
        let text = r#"{"z":5,"a":5.0,"m":[null,true,-1,1e300,"\"é\n"]}"#;
        assert_eq!(Json::read(text).unwrap().to_string(), text);
    }
}
