//! What can go wrong, in words for the person who asked.

use commonweal_cohort::Diagnostic;
use std::path::PathBuf;

/// A use case that could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// No workspace here or above.
    #[error(
        "there is no commonweal.toml in {0} or any folder above it; run `commonweal init DIR` or `commonweal demo`, or name one with --dir DIR"
    )]
    NoWorkspace(PathBuf),
    /// The folder is in use.
    #[error("{0} is not empty and is not a workspace; choose a new or empty folder")]
    NotEmpty(PathBuf),
    /// The folder has a workspace that must not be replaced.
    #[error(
        "{0} is a workspace of class `{1}`; a demonstration is only made in a new folder or over an earlier demonstration"
    )]
    NotADemonstration(PathBuf, String),
    /// Definitions or configuration have problems; each says where.
    #[error("{}", list(.0))]
    Definitions(Vec<Diagnostic>),
    /// A word in a request is not known here.
    #[error("{what} `{given}` is not known{}", suggestion(.given, .known))]
    Unknown {
        /// What the word should have named.
        what: &'static str,
        /// The word given.
        given: String,
        /// What it could have been.
        known: Vec<String>,
    },
    /// A statistical method, or a table for one.
    #[error(transparent)]
    Method(#[from] commonweal_methods::MethodError),
    /// The lattice has no such breakdown.
    #[error("{0}")]
    NotInLattice(String),
    /// Nothing has been released yet.
    #[error("{0} has no released figures yet; run `commonweal refresh --dir {0}`")]
    NothingReleased(PathBuf),
    /// No records have been loaded yet.
    #[error(
        "{0} has no records yet; load some with `commonweal import` or make a demonstration with `commonweal demo`"
    )]
    NoRecords(PathBuf),
    /// The settings name a cluster, and this build cannot speak to one.
    #[error(
        "this build runs passes in its own process only; set `engine = \"local\"` in commonweal.toml, or build with `cargo build --release --features cluster`"
    )]
    NoCluster,
    /// The index date is not set anywhere.
    #[error("no index date: set `index_date` in commonweal.toml or give --index-date YYYY-MM-DD")]
    NoIndexDate,
    /// A released file does not hold what was released.
    #[error("{path} does not hold what was released: {message}; run `commonweal refresh` again")]
    Tampered {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A file cannot be read or written.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried: `read`, `write`, `create`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A number of people that cannot be made.
    #[error("{0}")]
    Demonstration(String),
    /// Figures of this workspace need a second person.
    #[error(transparent)]
    NotAutomatic(#[from] commonweal_disclosure::NotAutomatic),
    /// Two figures have one address.
    #[error(transparent)]
    Figures(#[from] commonweal_disclosure::SetError),
    /// The reference data has a fault.
    #[error(transparent)]
    Reference(#[from] commonweal_reference::ReferenceError),
    /// Cannot be done here, or not as asked.
    #[error("{0}")]
    Refused(String),
    /// A codelist cannot be taken or compared.
    #[error("{0}")]
    Codelist(String),
    /// A study cannot be run.
    #[error("{path}: {problem}")]
    Study {
        /// The definition or table that has the problem.
        path: PathBuf,
        /// What is wrong, where, and what to do.
        problem: String,
    },
    /// The engine could not finish.
    #[error(transparent)]
    Engine(#[from] commonweal_engine::EngineError),
    /// The records could not be read or written.
    #[error(transparent)]
    Records(#[from] commonweal_records::RecordsError),
    /// The made-up people could not be made.
    #[error(transparent)]
    Synthetic(#[from] commonweal_synthetic::SyntheticError),
}

impl AppError {
    pub(crate) fn study(path: &std::path::Path, problem: impl ToString) -> Self {
        Self::Study { path: path.to_owned(), problem: problem.to_string() }
    }

    /// Whether this process may not look into a folder, or not write there, as one that serves may not where another account
    /// owns the workspace.
    pub fn is_shut(&self) -> bool {
        use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        matches!(self, Self::File { source, .. } if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem))
    }

    pub(crate) fn file(doing: &'static str, path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }
}

fn list(problems: &[Diagnostic]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("\n\n")
}

/// What could have been meant: all of it where that is little, otherwise what shares a part of its name with the word given.
fn suggestion(given: &str, known: &[String]) -> String {
    const MOST: usize = 24;
    let some = |words: &[&str]| words.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    let all: Vec<&str> = known.iter().map(String::as_str).collect();
    let given = given.to_lowercase();
    let parts: Vec<&str> =
        given.split(|letter: char| !letter.is_alphanumeric()).filter(|part| part.len() > 2).collect();
    let alike: Vec<&str> = all.iter().filter(|word| parts.iter().any(|part| word.contains(part))).copied().collect();
    match (all.len(), alike.len()) {
        (0, _) => String::new(),
        (..=MOST, _) => format!("; use one of: {}", some(&all)),
        (number, 0) => format!("; there are {number}, such as: {}", some(&all)),
        (number, _) => format!("; of {number}, like it are: {}", some(&alike)),
    }
}
