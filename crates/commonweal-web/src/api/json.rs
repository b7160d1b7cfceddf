//! How is an answer written? As JSON whose fields keep the order of their description.

use commonweal_app::Value;
use std::borrow::Cow;
use std::fmt;

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Flag(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(Cow<'static, str>, Json)>),
}

impl Json {
    /// An object with its fields in this order.
    pub(super) fn object<const N: usize>(fields: [(&'static str, Json); N]) -> Self {
        Self::Object(fields.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    /// A list of anything that becomes JSON.
    pub(super) fn list<T: Into<Json>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    /// A number of things.
    pub(super) fn count(number: usize) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// Adds a field to an object.
    pub(super) fn push(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Json>) {
        if let Self::Object(fields) = self {
            fields.push((name.into(), value.into()));
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<f64> for Json {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Whole(*number),
            Value::Real(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text.clone()),
            Value::Date(day) => Self::Text(day.to_string()),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) if number.is_finite() => write!(f, "{number}"),
            Self::Null | Self::Number(_) => f.write_str("null"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Text(text) => write_text(f, text),
            Self::List(values) => {
                f.write_str("[")?;
                for (at, value) in values.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write!(f, "{value}")?;
                }
                f.write_str("]")
            }
            Self::Object(fields) => {
                f.write_str("{")?;
                for (at, (name, value)) in fields.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write_text(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Text in quotes. What could end a script element is written as an escape, so that an answer is safe inside a page.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for letter in text.chars() {
        match letter {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '<' | '\u{2028}' | '\u{2029}' => write!(f, "\\u{:04x}", u32::from(letter))?,
            control if control.is_control() => write!(f, "\\u{:04x}", u32::from(control))?,
            other => write!(f, "{other}")?,
        }
    }
    f.write_str("\"")
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn text_is_escaped_and_fields_keep_their_order() {
        let awkward = "a \"quote\", a \\, a\nline, a \u{1}, </script>";
        let json = Json::object([("z", awkward.into()), ("a", Json::list([1i64, 2])), ("n", Json::Number(f64::NAN))]);
        let text = json.to_string();
        assert_eq!(text, r#"{"z":"a \"quote\", a \\, a\nline, a \u0001, \u003c/script>","a":[1,2],"n":null}"#);
        let read: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        assert_eq!(read["z"], awkward);
    }

    #[test]
    fn numbers_are_read_back_to_the_last_digit() {
        for number in [0.1 + 0.2, -1e-9, 1e21, 5.0, 57.142_857_142_857_146] {
            let text = Json::Number(number).to_string();
            assert_eq!(text.parse(), Ok(number));
            assert!(serde_json::from_str::<serde_json::Value>(&text).expect("valid JSON").is_number());
        }
    }
}
