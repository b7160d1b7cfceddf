//! Records of the plan: what people add to parts of frameworks, commitments and initiatives. Their columns are those of
//! `commonweal-operations`, which also reads a version of the history back.

use commonweal_operations::plan::{CommitmentRecord, FieldsError, InitiativeRecord, PartRecord, PlanFields};

use crate::cells::{Cell, Row};
use crate::record::Record;
use crate::{Act, Reading, RecordKind, StoreError, Stored};

/// Columns that are nothing, rather than empty, where nothing was said: other rows or rules refer to them.
const NULLABLE: [&str; 2] = ["organisation_id", "plan_id"];
/// The one column that is a number.
const NUMBER: &str = "money_pounds";

fn cells(columns: &[&str], fields: &PlanFields) -> Vec<Cell> {
    let cell = |name: &&str| {
        let text = fields.get(*name).cloned().unwrap_or_default();
        match *name {
            NUMBER => Cell::Int(text.parse().ok()),
            name if NULLABLE.contains(&name) => Cell::Text(Some(text).filter(|text| !text.is_empty())),
            _ => Cell::Text(Some(text)),
        }
    };
    columns.iter().map(cell).collect()
}

fn read<T>(
    row: &Row<'_>,
    table: &'static str,
    columns: &[&str],
    from: fn(&PlanFields) -> Result<T, FieldsError>,
) -> Result<T, StoreError> {
    let mut fields = PlanFields::new();
    for name in columns {
        let text = match *name {
            NUMBER => row.opt_int(name)?.map(|number| number.to_string()),
            _ => row.opt_text(name)?,
        };
        fields.insert((*name).to_owned(), text.unwrap_or_default());
    }
    from(&fields).map_err(|error| StoreError::Unreadable {
        table,
        column: error.column.to_owned(),
        why: "not what this program writes".to_owned(),
    })
}

impl Record for PartRecord {
    const KIND: RecordKind = RecordKind::PlanPart;
    const TABLE: &'static str = "plan_parts";
    const COLUMNS: &'static [&'static str] = Self::COLUMNS;

    fn cells(&self) -> Vec<Cell> {
        cells(Self::COLUMNS, &Self::fields(self))
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        read(row, "plan_parts", Self::COLUMNS, Self::from_fields)
    }
}

impl Record for CommitmentRecord {
    const KIND: RecordKind = RecordKind::PlanCommitment;
    const TABLE: &'static str = "plan_commitments";
    const COLUMNS: &'static [&'static str] = Self::COLUMNS;

    fn cells(&self) -> Vec<Cell> {
        cells(Self::COLUMNS, &Self::fields(self))
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        read(row, "plan_commitments", Self::COLUMNS, Self::from_fields)
    }
}

impl Record for InitiativeRecord {
    const KIND: RecordKind = RecordKind::PlanInitiative;
    const TABLE: &'static str = "plan_initiatives";
    const COLUMNS: &'static [&'static str] = Self::COLUMNS;

    fn cells(&self) -> Vec<Cell> {
        cells(Self::COLUMNS, &Self::fields(self))
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        read(row, "plan_initiatives", Self::COLUMNS, Self::from_fields)
    }
}

impl Reading {
    /// What people keep of a part of a framework or of an outcome.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn plan_part(&mut self, id: &str) -> Result<Option<Stored<PartRecord>>, StoreError> {
        self.record(id).await
    }

    /// All of them, by id.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn plan_parts(&mut self) -> Result<Vec<Stored<PartRecord>>, StoreError> {
        self.records("ORDER BY t.id", Vec::new()).await
    }

    /// What people keep of a commitment.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn plan_commitment(&mut self, id: &str) -> Result<Option<Stored<CommitmentRecord>>, StoreError> {
        self.record(id).await
    }

    /// All of them, by id.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn plan_commitments(&mut self) -> Result<Vec<Stored<CommitmentRecord>>, StoreError> {
        self.records("ORDER BY t.id", Vec::new()).await
    }

    /// What people keep of an initiative, by the id of the record.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn plan_initiative(&mut self, id: &str) -> Result<Option<Stored<InitiativeRecord>>, StoreError> {
        self.record(id).await
    }

    /// All of them, by id.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn plan_initiatives(&mut self) -> Result<Vec<Stored<InitiativeRecord>>, StoreError> {
        self.records("ORDER BY t.id", Vec::new()).await
    }
}

impl Act {
    /// Adds what somebody keeps of a part. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Taken` when the id is there already; `StoreError::Refused` where a rule of the database does not hold.
    pub async fn add_plan_part(&mut self, part: &PartRecord) -> Result<i64, StoreError> {
        self.insert_record(part).await
    }

    /// Saves a part that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since; `StoreError::Refused` where a rule of the database does
    /// not hold.
    pub async fn save_plan_part(&mut self, part: &PartRecord, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(part, expected_version).await
    }

    /// Adds what somebody keeps of a commitment. Answers with its version, 1.
    ///
    /// # Errors
    /// As [`Act::add_plan_part`].
    pub async fn add_plan_commitment(&mut self, commitment: &CommitmentRecord) -> Result<i64, StoreError> {
        self.insert_record(commitment).await
    }

    /// Saves a commitment that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// As [`Act::save_plan_part`].
    pub async fn save_plan_commitment(
        &mut self,
        commitment: &CommitmentRecord,
        expected_version: i64,
    ) -> Result<i64, StoreError> {
        self.update_record(commitment, expected_version).await
    }

    /// Adds what somebody keeps of an initiative. Answers with its version, 1.
    ///
    /// # Errors
    /// As [`Act::add_plan_part`].
    pub async fn add_plan_initiative(&mut self, initiative: &InitiativeRecord) -> Result<i64, StoreError> {
        self.insert_record(initiative).await
    }

    /// Saves an initiative that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// As [`Act::save_plan_part`].
    pub async fn save_plan_initiative(
        &mut self,
        initiative: &InitiativeRecord,
        expected_version: i64,
    ) -> Result<i64, StoreError> {
        self.update_record(initiative, expected_version).await
    }
}
