//! Whole definitions on a small database in memory.

use super::error::EvaluateError;
use crate::query::{Database, Definition, ResultTable};

/// How the work is cut up; the answers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Patients in one batch.
    pub people_per_batch: usize,
    /// Intervals of measures evaluated together.
    pub intervals_together: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { people_per_batch: 4096, intervals_together: usize::MAX }
    }
}

/// Answers a definition: `dataset` and its event tables, then `measures`, as far as it has them.
///
/// # Errors
/// [`EvaluateError`] where the rows of an inline table are in a file, or a cell is of another type than its column.
pub fn evaluate(definition: &Definition, database: &Database) -> Result<Vec<ResultTable>, EvaluateError> {
    evaluate_with(definition, database, Options::default())
}

/// The same, cut up as the options say.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_with(
    definition: &Definition,
    database: &Database,
    options: Options,
) -> Result<Vec<ResultTable>, EvaluateError> {
    let _ = (definition, database, options);
    Err(EvaluateError::NotYet)
}
