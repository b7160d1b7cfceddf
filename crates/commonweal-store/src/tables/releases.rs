//! Releases: which figures were proposed, by whom, who checked them, and what became of them.

use commonweal_operations::releases::ReleaseRecord;

use crate::cells::{Cell, Row};
use crate::record::Record;
use crate::{Act, Reading, RecordKind, StoreError, Stored};

impl Record for ReleaseRecord {
    const KIND: RecordKind = RecordKind::Release;
    const TABLE: &'static str = "releases";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "state",
        "how",
        "project",
        "proposed_by",
        "proposed_at",
        "checked_by",
        "checked_at",
        "remark",
        "reason",
        "withdrawn_by",
        "withdrawn_at",
        "seal",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            self.state.as_str().into(),
            self.how.as_str().into(),
            (&self.project).into(),
            (&self.proposed_by).into(),
            self.proposed_at.into(),
            (&self.checked_by).into(),
            self.checked_at.into(),
            (&self.remark).into(),
            (&self.reason).into(),
            (&self.withdrawn_by).into(),
            self.withdrawn_at.into(),
            (&self.seal).into(),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            state: row.word("state")?,
            how: row.word("how")?,
            project: row.opt_text("project")?,
            proposed_by: row.text("proposed_by")?,
            proposed_at: row.instant("proposed_at")?,
            checked_by: row.opt_text("checked_by")?,
            checked_at: row.opt_instant("checked_at")?,
            remark: row.opt_text("remark")?,
            reason: row.opt_text("reason")?,
            withdrawn_by: row.opt_text("withdrawn_by")?,
            withdrawn_at: row.opt_instant("withdrawn_at")?,
            seal: row.text("seal")?,
        })
    }
}

impl Reading {
    /// A release by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn release(&mut self, id: &str) -> Result<Option<Stored<ReleaseRecord>>, StoreError> {
        self.record(id).await
    }

    /// Every release that is recorded, the latest first.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn releases(&mut self) -> Result<Vec<Stored<ReleaseRecord>>, StoreError> {
        self.records("ORDER BY t.proposed_at DESC, t.id DESC", Vec::new()).await
    }
}

impl Act {
    /// Adds a release. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Taken` when the id is there already.
    pub async fn add_release(&mut self, release: &ReleaseRecord) -> Result<i64, StoreError> {
        self.insert_record(release).await
    }

    /// Saves a release that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since; `StoreError::Refused` where the database's own rules
    /// do not hold, that of the second person among them.
    pub async fn save_release(&mut self, release: &ReleaseRecord, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(release, expected_version).await
    }
}
