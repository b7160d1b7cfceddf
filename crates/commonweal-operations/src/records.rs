//! `records` is what is wrong with a record that somebody typed, by field, in words for them.

/// One thing that is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordProblem {
    /// The field it is about.
    pub field: &'static str,
    /// What to do.
    pub message: String,
}

impl RecordProblem {
    pub(crate) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl std::fmt::Display for RecordProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// Requires a text of 1 to `most` characters.
pub(crate) fn require_text(
    problems: &mut Vec<RecordProblem>,
    field: &'static str,
    what: &str,
    text: &str,
    most: usize,
) {
    if text.trim().is_empty() {
        problems.push(RecordProblem::new(field, format!("Enter {what}")));
    } else if text.chars().count() > most {
        problems.push(RecordProblem::new(field, format!("Enter {what} of at most {most} characters")));
    }
}

/// Requires an id of small letters, digits and single hyphens.
pub(crate) fn require_id(problems: &mut Vec<RecordProblem>, id: &str) {
    if !crate::scope::is_plain_name(id) {
        let message = "Enter an id of 2 to 60 small letters, digits and single hyphens, like city-hwb";
        problems.push(RecordProblem::new("id", message));
    }
}
