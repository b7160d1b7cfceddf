//! What was asked after the question mark. Nothing is guessed: an unknown name, a repeated one or an invalid value is a
//! problem with a list of what is valid.

use crate::error::PageError;
use crate::groups::Choice;
use axum::extract::Query;
use std::collections::BTreeMap;

/// The parameters of a request as they came.
pub(crate) type Asked = Query<Vec<(String, String)>>;

/// Parameters, each known and given once.
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads parameters, of which only `known` exist. A parameter left empty, as a form sends it, is not given.
    pub(crate) fn read(
        asked: Result<Asked, axum::extract::rejection::QueryRejection>,
        known: &[&str],
    ) -> Result<Self, PageError> {
        let Query(pairs) = asked.map_err(|_| PageError::unreadable_query(known))?;
        let mut parameters = BTreeMap::new();
        for (name, value) in pairs {
            if !known.contains(&name.as_str()) {
                return Err(PageError::unknown_parameter(&name, known));
            }
            if !value.is_empty() && parameters.insert(name.clone(), value).is_some() {
                return Err(PageError::repeated_parameter(&name));
            }
        }
        Ok(Self(parameters))
    }

    /// A parameter's value, where it was given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter whose value is one of the choices that exist here; none where it was not given.
    pub(crate) fn one_of(&self, name: &str, choices: &[Choice]) -> Result<Option<Choice>, PageError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let found = choices.iter().find(|choice| choice.id == value).cloned();
        let valid = || choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>();
        found.map(Some).ok_or_else(|| PageError::invalid_choice(name, value, &valid()))
    }

    /// A parameter that has few valid values, the first of which stands where none was given.
    pub(crate) fn choice(&self, name: &str, valid: &[&'static str]) -> Result<&'static str, PageError> {
        match self.get(name) {
            None => Ok(valid[0]),
            Some(value) => valid
                .iter()
                .copied()
                .find(|choice| *choice == value)
                .ok_or_else(|| PageError::invalid_choice(name, value, valid)),
        }
    }
}

/// A text as it stands after the question mark of an address: letters, digits and a few marks stay, the rest is `%` and its
/// bytes.
pub(crate) fn encoded(text: &str) -> String {
    let mut address = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => address.push(char::from(byte)),
            b' ' => address.push('+'),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn what_was_typed_survives_as_part_of_an_address() {
        assert_eq!(encoded("flu & cold, 65+"), "flu+%26+cold%2C+65%2B");
        assert_eq!(encoded("é"), "%C3%A9");
    }
}
