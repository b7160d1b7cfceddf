//! Records that people edit: found, added and saved with their version, so that nobody overwrites what they have not seen.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::cells::{Cell, Row};
use crate::{Act, Reading, StoreError};

/// The values of a record as text, by column; nothing is empty text.
pub type Fields = BTreeMap<String, String>;

/// The kinds of record that people edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// A person or a service that signs in.
    Account,
    /// A role in a scope for some days.
    Grant,
    /// An organisation.
    Organisation,
    /// Who answers for an indicator, an outcome or a domain.
    Ownership,
    /// An agreement or another ground in law.
    Agreement,
    /// The ground a regular job stands on.
    JobBasis,
    /// How long something is kept.
    RetentionRule,
    /// Figures that go out, or went.
    Release,
    /// What people keep of a part of a framework.
    PlanPart,
    /// What people keep of a commitment.
    PlanCommitment,
    /// What people keep of an initiative.
    PlanInitiative,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Account,
        Self::Grant,
        Self::Organisation,
        Self::Ownership,
        Self::Agreement,
        Self::JobBasis,
        Self::RetentionRule,
        Self::Release,
        Self::PlanPart,
        Self::PlanCommitment,
        Self::PlanInitiative,
    ];

    /// The word in the history.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Grant => "grant",
            Self::Organisation => "organisation",
            Self::Ownership => "ownership",
            Self::Agreement => "agreement",
            Self::JobBasis => "job-basis",
            Self::RetentionRule => "retention-rule",
            Self::Release => "release",
            Self::PlanPart => "plan-part",
            Self::PlanCommitment => "plan-commitment",
            Self::PlanInitiative => "plan-initiative",
        }
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for RecordKind {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let known = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| StoreError::Refused { rule: "the kinds of record".to_owned() })
    }
}

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The record.
    pub value: T,
    /// How often it was written; an edit names the version it was made from.
    pub version: i64,
    /// When it was written last.
    pub changed_at: Timestamp,
    /// Who wrote it last.
    pub changed_by: String,
}

impl<T> Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// An edit made from a version that is no longer the stored one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What kind of record.
    pub kind: RecordKind,
    /// Which one.
    pub id: String,
    /// The version the edit was made from.
    pub expected: i64,
    /// The version that is stored.
    pub stored: i64,
    /// When that was written.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: String,
    /// The values of the version the edit was made from; none when the history of that time has been deleted.
    pub base: Option<Fields>,
    /// The stored values.
    pub theirs: Fields,
    /// The values of the edit.
    pub yours: Fields,
}

impl fmt::Display for Conflict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "this {} was changed while you worked on it: you began from version {}, version {} is stored; look at both and save again",
            self.kind, self.expected, self.stored
        )
    }
}

/// One edit in the history of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The version the edit made.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// The values before; none for the first.
    pub before: Option<Fields>,
    /// The values after.
    pub after: Option<Fields>,
}

/// A kind of record and how it lies in its table. The first column is its id.
pub(crate) trait Record: Sized {
    const KIND: RecordKind;
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];

    fn cells(&self) -> Vec<Cell>;
    fn read(row: &Row<'_>) -> Result<Self, StoreError>;

    fn id(&self) -> String {
        self.cells().first().map(Cell::shown).unwrap_or_default()
    }

    fn fields(&self) -> Fields {
        Self::COLUMNS.iter().map(|name| (*name).to_owned()).zip(self.cells().iter().map(Cell::shown)).collect()
    }

    /// The columns with the three that every record has, each as `ALIAS.column AS prefix_column` when joined.
    fn selected(alias: &str, prefix: &str) -> String {
        let all = Self::COLUMNS.iter().chain(&["version", "changed_at", "changed_by"]);
        all.map(|name| format!("{alias}.{name} AS {prefix}{name}")).collect::<Vec<_>>().join(", ")
    }

    fn stored(row: &Row<'_>) -> Result<Stored<Self>, StoreError> {
        Ok(Stored {
            value: Self::read(row)?,
            version: row.int("version")?,
            changed_at: row.instant("changed_at")?,
            changed_by: row.text("changed_by")?,
        })
    }
}

impl Reading {
    /// Records by a condition and an order, both constant text with placeholders.
    pub(crate) async fn records<R: Record>(
        &mut self,
        rest: &str,
        cells: Vec<Cell>,
    ) -> Result<Vec<Stored<R>>, StoreError> {
        let sql = format!("SELECT {} FROM {} t {rest}", R::selected("t", ""), R::TABLE);
        let rows = self.rows(AssertSqlSafe(sql), cells).await?;
        rows.iter().map(|row: &AnyRow| R::stored(&Row::new(row, R::TABLE))).collect()
    }

    pub(crate) async fn record<R: Record>(&mut self, id: &str) -> Result<Option<Stored<R>>, StoreError> {
        let found = self.records::<R>(&format!("WHERE t.{} = $1", R::COLUMNS[0]), vec![id.into()]).await?;
        Ok(found.into_iter().next())
    }

    /// The history of a record, newest first.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn changes(&mut self, kind: RecordKind, id: &str) -> Result<Vec<Change>, StoreError> {
        let sql = "SELECT version, changed_at, changed_by, values_before, values_after FROM changes \
                   WHERE record_kind = $1 AND record_id = $2 ORDER BY version DESC";
        let rows = self.rows(sql, vec![kind.as_str().into(), id.into()]).await?;
        rows.iter().map(|row| change(&Row::new(row, "changes"))).collect()
    }

    async fn values_of(&mut self, kind: RecordKind, id: &str, version: i64) -> Result<Option<Fields>, StoreError> {
        let sql = "SELECT version, changed_at, changed_by, values_before, values_after FROM changes \
                   WHERE record_kind = $1 AND record_id = $2 AND version = $3";
        let row = self.row(sql, vec![kind.as_str().into(), id.into(), version.into()]).await?;
        Ok(row.map(|row| change(&Row::new(&row, "changes"))).transpose()?.and_then(|change| change.after))
    }
}

fn change(row: &Row<'_>) -> Result<Change, StoreError> {
    let fields = |column: &str| -> Result<Option<Fields>, StoreError> {
        let wrong = || StoreError::Unreadable { table: "changes", column: column.into(), why: "not an object".into() };
        row.opt_text(column)?.map(|text| serde_json::from_str(&text).map_err(|_| wrong())).transpose()
    };
    Ok(Change {
        version: row.int("version")?,
        at: row.instant("changed_at")?,
        actor: row.text("changed_by")?,
        before: fields("values_before")?,
        after: fields("values_after")?,
    })
}

fn json(fields: &Fields) -> String {
    serde_json::to_string(fields).expect("a map of texts is always JSON")
}

impl Act {
    pub(crate) async fn insert_record<R: Record>(&mut self, record: &R) -> Result<i64, StoreError> {
        let mut cells = record.cells();
        cells.extend([1.into(), self.now.into(), self.actor.as_str().into()]);
        let places: Vec<String> = (1..=cells.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}, version, changed_at, changed_by) VALUES ({})",
            R::TABLE,
            R::COLUMNS.join(", "),
            places.join(", ")
        );
        self.run(AssertSqlSafe(sql), cells).await?;
        self.write_change::<R>(record, 1, None).await?;
        Ok(1)
    }

    pub(crate) async fn update_record<R: Record>(&mut self, record: &R, expected: i64) -> Result<i64, StoreError> {
        let id = record.id();
        let before = self.record::<R>(&id).await?.ok_or(StoreError::NotFound { kind: R::KIND })?;
        let next = expected + 1;
        let mut cells = record.cells();
        let columns = R::COLUMNS.iter().chain(&["version", "changed_at", "changed_by"]);
        let sets: Vec<String> = columns.enumerate().map(|(n, name)| format!("{name} = ${}", n + 1)).collect();
        cells.extend([next.into(), self.now.into(), self.actor.as_str().into(), id.as_str().into(), expected.into()]);
        let sql = format!(
            "UPDATE {} SET {} WHERE {} = ${} AND version = ${}",
            R::TABLE,
            sets.join(", "),
            R::COLUMNS[0],
            cells.len() - 1,
            cells.len()
        );
        if before.version != expected || self.run(AssertSqlSafe(sql), cells).await? == 0 {
            return Err(self.conflict::<R>(record, &id, expected).await?);
        }
        self.write_change::<R>(record, next, Some(&before.value)).await?;
        Ok(next)
    }

    async fn conflict<R: Record>(&mut self, yours: &R, id: &str, expected: i64) -> Result<StoreError, StoreError> {
        let theirs = self.record::<R>(id).await?.ok_or(StoreError::NotFound { kind: R::KIND })?;
        Ok(StoreError::Conflict(Box::new(Conflict {
            kind: R::KIND,
            id: id.to_owned(),
            expected,
            stored: theirs.version,
            changed_at: theirs.changed_at,
            changed_by: theirs.changed_by.clone(),
            base: self.values_of(R::KIND, id, expected).await?,
            theirs: theirs.value.fields(),
            yours: yours.fields(),
        })))
    }

    async fn write_change<R: Record>(&mut self, after: &R, version: i64, before: Option<&R>) -> Result<(), StoreError> {
        let sql = "INSERT INTO changes (record_kind, record_id, version, changed_at, changed_by, values_before, values_after) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let cells = vec![
            R::KIND.as_str().into(),
            after.id().into(),
            version.into(),
            self.now.into(),
            self.actor.as_str().into(),
            Cell::Text(before.map(|before| json(&before.fields()))),
            Cell::Text(Some(json(&after.fields()))),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }
}
