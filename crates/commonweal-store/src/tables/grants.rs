//! Grants: which account holds which role, in which scope, for which days.

use commonweal_operations::Role;
use commonweal_operations::grants::Grant;

use crate::cells::{Cell, Row};
use crate::record::Record;
use crate::{Act, Reading, RecordKind, StoreError, Stored};

impl Record for Grant {
    const KIND: RecordKind = RecordKind::Grant;
    const TABLE: &'static str = "grants";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "account_id",
        "role",
        "scope",
        "from_on",
        "until_on",
        "ended_on",
        "agreement_id",
        "project",
        "organisation",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            (&self.account_id).into(),
            self.role.as_str().into(),
            self.scope.to_string().into(),
            self.from.into(),
            self.until.into(),
            self.ended_on.into(),
            (&self.agreement_id).into(),
            (&self.project).into(),
            (&self.organisation).into(),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            role: row.word("role")?,
            scope: row.word("scope")?,
            from: row.day("from_on")?,
            until: row.opt_day("until_on")?,
            ended_on: row.opt_day("ended_on")?,
            agreement_id: row.opt_text("agreement_id")?,
            project: row.opt_text("project")?,
            organisation: row.opt_text("organisation")?,
        })
    }
}

impl Reading {
    /// A grant by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn grant(&mut self, id: &str) -> Result<Option<Stored<Grant>>, StoreError> {
        self.record(id).await
    }

    /// The grants of an account, past and present.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn grants_of(&mut self, account_id: &str) -> Result<Vec<Stored<Grant>>, StoreError> {
        self.records("WHERE t.account_id = $1 ORDER BY t.from_on, t.id", vec![account_id.into()]).await
    }

    /// All grants, or those of one role.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn grants(&mut self, role: Option<Role>) -> Result<Vec<Stored<Grant>>, StoreError> {
        match role {
            Some(role) => self.records("WHERE t.role = $1 ORDER BY t.from_on, t.id", vec![role.as_str().into()]).await,
            None => self.records("ORDER BY t.from_on, t.id", Vec::new()).await,
        }
    }
}

impl Act {
    /// Adds a grant. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Refused` when the account, the agreement, the project or the days the role needs are missing.
    pub async fn add_grant(&mut self, grant: &Grant) -> Result<i64, StoreError> {
        self.insert_record(grant).await
    }

    /// Saves a grant that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since.
    pub async fn save_grant(&mut self, grant: &Grant, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(grant, expected_version).await
    }
}
