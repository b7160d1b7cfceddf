//! Why no people could be made.

use commonweal_reference::ReferenceError;
use std::path::{Path, PathBuf};

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
    /// The definitions that people are counted by cannot be asked.
    #[error("made-up people cannot be counted by the definitions: {0}")]
    Definitions(String),
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
    /// The folder is in use.
    #[error("{} holds something already; name a new or empty folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was tried: `read`, `write`, `create`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl SyntheticError {
    /// Makes an error for [`Result::map_err`].
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { doing, path, source }
    }
}
