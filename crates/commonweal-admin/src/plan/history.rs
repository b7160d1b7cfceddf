//! What became of a record, and back to what it was.

use super::PLAN_EDIT;
use super::rows::stored_kind;
use super::save::{PlanSaved, Way};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::By;
use commonweal_operations::plan::{PlanKind, PlanRecord, PlanRows};
use commonweal_store::Fields;
use jiff::Timestamp;

/// One column that an edit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange {
    /// The column.
    pub column: String,
    /// What it was.
    pub before: String,
    /// What it became.
    pub after: String,
}

/// One version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStep {
    /// Its version.
    pub version: i64,
    /// When it was written.
    pub at: Timestamp,
    /// By whom, by name.
    pub by: Option<String>,
    /// What it changed.
    pub changes: Vec<PlanChange>,
}

fn changes(before: &Fields, after: &Fields) -> Vec<PlanChange> {
    let was = |column: &str| before.get(column).cloned().unwrap_or_default();
    let changed = after.iter().filter(|(column, after)| was(column) != **after);
    changed
        .map(|(column, after)| PlanChange { column: column.clone(), before: was(column), after: after.clone() })
        .collect()
}

impl Desk {
    /// The versions of a record, newest first, as long as `changes` are kept. The first is told beside the row of the files.
    ///
    /// # Errors
    /// `NotFound` where there is no such record or row; `Forbidden`; `Store`.
    pub async fn plan_history(
        &self,
        by: By<'_>,
        rows: PlanRows<'_>,
        kind: PlanKind,
        id: &str,
    ) -> Result<Vec<PlanStep>, DeskError> {
        self.plan_record(by, rows, kind, id).await?;
        let of_files = PlanRecord::of_files(kind, id, rows).map(|record| record.fields()).unwrap_or_default();
        let mut reading = self.operations().read().await?;
        let mut steps = Vec::new();
        for change in reading.changes(stored_kind(kind), &PlanRecord::id_of(kind, id)).await? {
            let by = crate::audit::name_of(&mut reading, &change.actor).await?;
            let before = change.before.as_ref().unwrap_or(&of_files);
            let changes = change.after.as_ref().map(|after| changes(before, after)).unwrap_or_default();
            steps.push(PlanStep { version: change.version, at: change.at, by, changes });
        }
        Ok(steps)
    }

    /// Takes a record back to an earlier version, by a new version with the same content; 0 is the row of the files.
    ///
    /// # Errors
    /// `Refused` where the content of that version is no longer kept; else as [`Desk::save_plan`].
    pub async fn undo_plan(
        &self,
        by: By<'_>,
        rows: PlanRows<'_>,
        (kind, id): (PlanKind, &str),
        back_to: i64,
        version: i64,
    ) -> Result<PlanSaved, DeskError> {
        self.permit(by, &PLAN_EDIT, "plan").await?;
        let gone = || DeskError::refused("that version is no longer kept, so nothing was changed; choose a later one");
        let record = if back_to == 0 {
            PlanRecord::of_files(kind, id, rows).ok_or_else(gone)?
        } else {
            let mut reading = self.operations().read().await?;
            let kept = reading.changes(stored_kind(kind), &PlanRecord::id_of(kind, id)).await?;
            let content = kept.into_iter().find(|change| change.version == back_to).and_then(|change| change.after);
            PlanRecord::from_fields(kind, &content.ok_or_else(gone)?).map_err(DeskError::refused)?
        };
        self.keep_plan(by, rows, &record, version, (Way::Undo, &format!("back to version {back_to}"))).await
    }
}
