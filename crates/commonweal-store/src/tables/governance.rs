//! Organisations, ownerships, agreements, the grounds of jobs and how long things are kept.

use std::collections::BTreeSet;

use commonweal_operations::agreements::{Agreement, Job};
use commonweal_operations::organisations::Organisation;
use commonweal_operations::ownership::Ownership;
use commonweal_operations::retention::RetentionRule;

use crate::cells::{Cell, Row, list};
use crate::record::Record;
use crate::{Act, Reading, RecordKind, StoreError, Stored};

impl Record for Organisation {
    const KIND: RecordKind = RecordKind::Organisation;
    const TABLE: &'static str = "organisations";
    const COLUMNS: &'static [&'static str] = &["id", "name", "kind", "parent", "note"];

    fn cells(&self) -> Vec<Cell> {
        let (id, name, note) = ((&self.id).into(), (&self.name).into(), (&self.note).into());
        vec![id, name, self.kind.as_str().into(), (&self.parent).into(), note]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            name: row.text("name")?,
            kind: row.word("kind")?,
            parent: row.opt_text("parent")?,
            note: row.text("note")?,
        })
    }
}

impl Record for Ownership {
    const KIND: RecordKind = RecordKind::Ownership;
    const TABLE: &'static str = "ownerships";
    const COLUMNS: &'static [&'static str] =
        &["id", "subject_kind", "subject_id", "organisation_id", "person", "from_on", "until_on"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            self.subject_kind.as_str().into(),
            (&self.subject_id).into(),
            (&self.organisation_id).into(),
            (&self.person).into(),
            self.from.into(),
            self.until.into(),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            subject_kind: row.word("subject_kind")?,
            subject_id: row.text("subject_id")?,
            organisation_id: row.text("organisation_id")?,
            person: row.opt_text("person")?,
            from: row.day("from_on")?,
            until: row.opt_day("until_on")?,
        })
    }
}

impl Record for Agreement {
    const KIND: RecordKind = RecordKind::Agreement;
    const TABLE: &'static str = "agreements";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "kind",
        "title",
        "parties",
        "purposes",
        "data_sets",
        "legal_basis",
        "agreed_on",
        "from_on",
        "until_on",
        "ended_on",
        "owner",
        "review_on",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            self.kind.as_str().into(),
            (&self.title).into(),
            list(&self.parties),
            list(&self.purposes),
            list(&self.data_sets),
            (&self.legal_basis).into(),
            self.agreed_on.into(),
            self.from.into(),
            self.until.into(),
            self.ended_on.into(),
            (&self.owner).into(),
            self.review_on.into(),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            kind: row.word("kind")?,
            title: row.text("title")?,
            parties: text_set(row, "parties")?,
            purposes: row.word_set("purposes")?,
            data_sets: text_set(row, "data_sets")?,
            legal_basis: row.text("legal_basis")?,
            agreed_on: row.opt_day("agreed_on")?,
            from: row.day("from_on")?,
            until: row.day("until_on")?,
            ended_on: row.opt_day("ended_on")?,
            owner: row.text("owner")?,
            review_on: row.day("review_on")?,
        })
    }
}

impl Record for Job {
    const KIND: RecordKind = RecordKind::JobBasis;
    const TABLE: &'static str = "job_bases";
    const COLUMNS: &'static [&'static str] = &["name", "purpose", "data_sets", "parties", "basis_id", "agreement_ids"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.name).into(),
            self.purpose.as_str().into(),
            list(&self.data_sets),
            list(&self.parties),
            (&self.basis_id).into(),
            list(&self.agreement_ids),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            name: row.text("name")?,
            purpose: row.word("purpose")?,
            data_sets: text_set(row, "data_sets")?,
            parties: text_set(row, "parties")?,
            basis_id: row.text("basis_id")?,
            agreement_ids: row.texts("agreement_ids")?,
        })
    }
}

impl Record for RetentionRule {
    const KIND: RecordKind = RecordKind::RetentionRule;
    const TABLE: &'static str = "retention_rules";
    const COLUMNS: &'static [&'static str] = &["kind", "days"];

    fn cells(&self) -> Vec<Cell> {
        vec![self.kind().as_str().into(), i64::from(self.days()).into()]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let wrong =
            || StoreError::Unreadable { table: "retention_rules", column: "days".into(), why: "too few".into() };
        let days = u32::try_from(row.int("days")?).map_err(|_| wrong())?;
        Self::new(row.word("kind")?, days).map_err(|_| wrong())
    }
}

fn text_set(row: &Row<'_>, column: &str) -> Result<BTreeSet<String>, StoreError> {
    Ok(row.texts(column)?.into_iter().collect())
}

impl Reading {
    /// An organisation by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn organisation(&mut self, id: &str) -> Result<Option<Stored<Organisation>>, StoreError> {
        self.record(id).await
    }

    /// All organisations by id.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn organisations(&mut self) -> Result<Vec<Stored<Organisation>>, StoreError> {
        self.records("ORDER BY t.id", Vec::new()).await
    }

    /// An ownership by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn ownership(&mut self, id: &str) -> Result<Option<Stored<Ownership>>, StoreError> {
        self.record(id).await
    }

    /// All ownerships, past and present, by what is owned.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn ownerships(&mut self) -> Result<Vec<Stored<Ownership>>, StoreError> {
        self.records("ORDER BY t.subject_kind, t.subject_id, t.from_on, t.id", Vec::new()).await
    }

    /// An agreement by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn agreement(&mut self, id: &str) -> Result<Option<Stored<Agreement>>, StoreError> {
        self.record(id).await
    }

    /// All agreements, past and present, by id.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn agreements(&mut self) -> Result<Vec<Stored<Agreement>>, StoreError> {
        self.records("ORDER BY t.id", Vec::new()).await
    }

    /// The ground of a job by the job's name.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn job_basis(&mut self, name: &str) -> Result<Option<Stored<Job>>, StoreError> {
        self.record(name).await
    }

    /// The grounds of all jobs by name.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn job_bases(&mut self) -> Result<Vec<Stored<Job>>, StoreError> {
        self.records("ORDER BY t.name", Vec::new()).await
    }

    /// The retention rules that were set here; the others have their defaults.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn retention_rules(&mut self) -> Result<Vec<Stored<RetentionRule>>, StoreError> {
        self.records("ORDER BY t.kind", Vec::new()).await
    }
}

impl Act {
    /// Adds an organisation. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Taken` when the id is there already, `StoreError::Refused` for an unknown parent (at the commit).
    pub async fn add_organisation(&mut self, organisation: &Organisation) -> Result<i64, StoreError> {
        self.insert_record(organisation).await
    }

    /// Saves an organisation that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since.
    pub async fn save_organisation(
        &mut self,
        organisation: &Organisation,
        expected_version: i64,
    ) -> Result<i64, StoreError> {
        self.update_record(organisation, expected_version).await
    }

    /// Adds an ownership. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Refused` for an unknown organisation.
    pub async fn add_ownership(&mut self, ownership: &Ownership) -> Result<i64, StoreError> {
        self.insert_record(ownership).await
    }

    /// Saves an ownership that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since.
    pub async fn save_ownership(&mut self, ownership: &Ownership, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(ownership, expected_version).await
    }

    /// Adds an agreement. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Taken` when the id is there already.
    pub async fn add_agreement(&mut self, agreement: &Agreement) -> Result<i64, StoreError> {
        self.insert_record(agreement).await
    }

    /// Saves an agreement that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since.
    pub async fn save_agreement(&mut self, agreement: &Agreement, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(agreement, expected_version).await
    }

    /// Adds the ground of a job. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Taken` when the job has one, `StoreError::Refused` for an unknown ground.
    pub async fn add_job_basis(&mut self, job: &Job) -> Result<i64, StoreError> {
        self.insert_record(job).await
    }

    /// Saves the ground of a job that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since.
    pub async fn save_job_basis(&mut self, job: &Job, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(job, expected_version).await
    }

    /// Sets a retention rule: the first time with no version, afterwards with the one that was read.
    ///
    /// # Errors
    /// `StoreError::Taken` when somebody else set it first, `StoreError::Conflict` when somebody has changed it since.
    pub async fn set_retention_rule(
        &mut self,
        rule: &RetentionRule,
        expected_version: Option<i64>,
    ) -> Result<i64, StoreError> {
        match expected_version {
            Some(version) => self.update_record(rule, version).await,
            None => self.insert_record(rule).await,
        }
    }
}
