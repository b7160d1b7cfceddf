//! What can be wrong with a request.

use thiserror::Error;

/// Why a method gave no answer: what was wrong, where, and what to do. Messages never repeat a value of the table.
///
/// # Example
/// ```
/// use commonweal_methods::{MethodError, Request, Table, find};
/// let table = Table::new().with("events", vec![3.0]);
/// let refusal = Request::new(find("proportion")?, &table).run();
/// assert!(matches!(refusal, Err(MethodError::ColumnMissing { role, .. }) if role == "population"));
/// # Ok::<(), MethodError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MethodError {
    /// No method has this name.
    #[error("there is no method `{name}`; {hint}")]
    NoSuchMethod {
        /// As given.
        name: String,
        /// A near name, or where to find the list.
        hint: String,
    },
    /// A column that the method needs was not named, and the table has none with the usual name.
    #[error("the method needs a column of {help}; name it with --{role} COLUMN (the table has: {columns})")]
    ColumnMissing {
        /// Role the column plays, also the flag.
        role: String,
        /// What the column holds.
        help: String,
        /// Columns of the table.
        columns: String,
    },
    /// A column named by the user is not in the table.
    #[error("the table has no column `{column}` (given for --{role}); it has: {columns}")]
    NoSuchColumn {
        /// Role or flag that named it.
        role: String,
        /// As given.
        column: String,
        /// Columns of the table.
        columns: String,
    },
    /// A column holds the wrong kind of value.
    #[error("column `{column}`{row} does not hold {wanted}; correct the table or name another column with --{role}")]
    WrongKind {
        /// The column.
        column: String,
        /// ` row 7`, or nothing.
        row: String,
        /// `numbers`, `dates (YYYY-MM-DD)`, `true or false`.
        wanted: &'static str,
        /// The role that asked for it.
        role: String,
    },
    /// An option has a value that it cannot have.
    #[error("--{option} cannot be `{value}`; {hint}")]
    BadOption {
        /// The option.
        option: String,
        /// As given.
        value: String,
        /// The choices.
        hint: String,
    },
    /// An option the method does not have.
    #[error("the method has no option --{option}; it has: {options}")]
    NoSuchOption {
        /// As given.
        option: String,
        /// Options of the method.
        options: String,
    },
    /// The numbers of the table have no answer: the formula's own words, with the group they happened in.
    #[error("{place}{message}")]
    Refused {
        /// `in group area = A: `, or nothing.
        place: String,
        /// What the formula said.
        message: String,
    },
    /// A table could not be read or written.
    #[error("{what}: {message}")]
    File {
        /// Which file or stream.
        what: String,
        /// Line, column and reason.
        message: String,
    },
}

impl MethodError {
    /// A refusal by a formula, without a place.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::MethodError;
    /// assert_eq!(MethodError::refused("there are no points").to_string(), "there are no points");
    /// ```
    #[must_use]
    pub fn refused(message: impl ToString) -> Self {
        Self::Refused { place: String::new(), message: message.to_string() }
    }

    /// A refusal by a formula in a named group.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::MethodError;
    /// let refusal = MethodError::refused_in("area = A", "there are no points");
    /// assert_eq!(refusal.to_string(), "in area = A: there are no points");
    /// ```
    #[must_use]
    pub fn refused_in(group: &str, message: impl ToString) -> Self {
        let place = if group.is_empty() { String::new() } else { format!("in {group}: ") };
        Self::Refused { place, message: message.to_string() }
    }
}
