//! What can stop a use case, in words for whoever asked.

use crate::conflict::Conflict;
use commonweal_cohort::Diagnostic;
use std::path::PathBuf;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The settings are wrong, at these places.
    #[error("commonweal.toml cannot be used:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Settings(Vec<Diagnostic>),
    /// There are no accounts here yet.
    #[error("there are no accounts here yet; `commonweal user add` makes the databases and the first administrator")]
    NoAccounts,
    /// This process may not do that.
    #[error("a process of role {role} {what}; start one of role {instead}")]
    WrongRole {
        /// The role of this process.
        role: crate::ProcessRole,
        /// What it does not do.
        what: &'static str,
        /// Which one does.
        instead: &'static str,
    },
    /// The person asking may not. The audit has an entry.
    #[error("your role does not allow this")]
    Forbidden,
    /// There is no such record, or none that the person asking may know of.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A rule of the field does not hold; the words say which and what to do.
    #[error("{0}")]
    Refused(String),
    /// Fields of a form that are wrong: the field and what to do.
    #[error("{}", .0.iter().map(|(field, words)| format!("{field}: {words}")).collect::<Vec<_>>().join("; "))]
    Form(Vec<(&'static str, String)>),
    /// Somebody else changed the record meanwhile.
    #[error("{0}")]
    Conflict(Box<Conflict>),
    /// A file could not be read or written.
    #[error("{what} {path}")]
    File {
        /// What was tried, like `cannot write`.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A backup is not whole, or not ours.
    #[error("this backup cannot be used: {0}")]
    Backup(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] commonweal_store::StoreError),
    /// Keys, codes, seals, or the sign-in provider.
    #[error(transparent)]
    Identity(#[from] commonweal_identity::IdentityError),
}

impl DeskError {
    pub(crate) fn file(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { what, path, source }
    }

    /// A refusal in words.
    pub(crate) fn refused(words: impl ToString) -> Self {
        Self::Refused(words.to_string())
    }
}
