//! What was asked after the question mark. Nothing is guessed: an unknown name, a repeated one or an invalid value is a
//! problem with a list of what is valid.

use crate::error::PageError;
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
