//! Two people changed the same record: what each changed, field by field.

use commonweal_operations::conflict::FieldChange;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// A record that changed between being shown and being saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What kind of record, like `account`.
    pub what: &'static str,
    /// The version that the form was filled from.
    pub base: i64,
    /// The version it has now; saving with this one goes through.
    pub current: i64,
    /// Who changed it last, by name, where the history still says.
    pub by: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// Each field that either side changed.
    pub fields: Vec<FieldChange>,
    /// Each side's own changes together; where both changed a field, what was typed now.
    pub merged: BTreeMap<String, String>,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = self.by.as_deref().unwrap_or("somebody else");
        write!(
            f,
            "{by} changed this {} while you were editing it (version {} is now version {}); look at what changed and save again",
            self.what, self.base, self.current
        )
    }
}
