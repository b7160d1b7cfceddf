//! Why no people could be made.

use commonweal_reference::ReferenceError;

/// Why no people could be made.
#[derive(Debug, thiserror::Error)]
pub enum SyntheticError {
    /// The reference data has a fault.
    #[error("the reference data that people are made from cannot be read")]
    Reference(#[from] ReferenceError),
    /// The reference data lacks something that people are made from.
    #[error("the reference data has no {what}; people cannot be made without it")]
    Missing {
        /// What is missing.
        what: String,
    },
    /// A setting has no meaning.
    #[error("{what} is {given}; use {allowed}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// What was given.
        given: String,
        /// What would do.
        allowed: &'static str,
    },
}
