//! What can be wrong with the reference data, and what to do about it.

/// A fault in the reference data, or a request for something it does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// No table has this name.
    #[error("there is no reference table `{name}`; the tables are {known}")]
    UnknownTable {
        /// The name asked for.
        name: String,
        /// The names that exist, comma separated.
        known: String,
    },
    /// No boundary layer has this name.
    #[error("there is no boundary layer `{name}`; the layers are {known}")]
    UnknownLayer {
        /// The name asked for.
        name: String,
        /// The names that exist, comma separated.
        known: String,
    },
    /// A file is not where the layout says.
    #[error("reference file {file} is missing; restore it, its source is in SOURCES.csv")]
    MissingFile {
        /// Path inside the reference folder.
        file: String,
    },
    /// A file is there but is not readable as what it should be.
    #[error("reference file {file} cannot be read: {reason}; restore it, its source is in SOURCES.csv")]
    Unreadable {
        /// Path inside the reference folder.
        file: String,
        /// What the reader met.
        reason: String,
    },
    /// A CSV file lacks a column.
    #[error("reference file {file} line 1 has no column `{column}`; its columns are {found}")]
    MissingColumn {
        /// Path inside the reference folder.
        file: String,
        /// The column wanted.
        column: String,
        /// The columns found, comma separated.
        found: String,
    },
    /// One value breaks a rule.
    #[error("reference file {file} line {line} column `{column}`: {rule}")]
    Cell {
        /// Path inside the reference folder.
        file: String,
        /// Line of the file (after decompression), from 1.
        line: u64,
        /// The column.
        column: String,
        /// The rule broken and what to do.
        rule: String,
    },
    /// The file as a whole breaks a rule.
    #[error("reference file {file}: {rule}")]
    File {
        /// Path inside the reference folder.
        file: String,
        /// The rule broken and what to do.
        rule: String,
    },
}

impl ReferenceError {
    pub(crate) fn file(file: &str, rule: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), rule: rule.into() }
    }
}
