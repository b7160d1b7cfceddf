//! Reading and saving one record.

use super::rows::{add, find, save};
use super::{PLAN_EDIT, barred};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::By;
use commonweal_operations::audit::Action;
use commonweal_operations::plan::{PlanKind, PlanRecord, PlanRows};
use commonweal_operations::time_text::utc_day;
use commonweal_store::{Act, Reading, StoreError};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A record as somebody may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanView {
    /// The record; the row of the files where nobody has kept one.
    pub record: PlanRecord,
    /// Changes with every edit; 0 is the row of the files.
    pub version: i64,
    /// When it was changed last.
    pub changed_at: Option<Timestamp>,
    /// Who changed it last, by name.
    pub changed_by: Option<String>,
    /// Whether whoever asks may edit it.
    pub may_edit: bool,
}

/// What a saved edit came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSaved {
    /// The kind of the record.
    pub kind: PlanKind,
    /// Its id.
    pub id: String,
    /// Its version now.
    pub version: i64,
    /// Why the file for the public pages could not be written, in words. The edit is kept; the next one writes the file too.
    pub file_problem: Option<String>,
}

/// How a save is entered in the audit, and what rules it need not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// An ordinary edit.
    Edit,
    /// Back to an earlier version, also to an earlier stage.
    Undo,
}

/// Ids of parts that people added or keep.
pub(super) async fn added_parts(reading: &mut Reading) -> Result<BTreeSet<String>, StoreError> {
    Ok(reading.plan_parts().await?.into_iter().map(|stored| stored.value.id).collect())
}

/// The organisation that a record names has to be in the list.
pub(super) async fn known_owner(act: &mut Act, record: &PlanRecord) -> Result<(), DeskError> {
    let Some(owner) = record.owner() else { return Ok(()) };
    match act.organisation(owner).await? {
        Some(_) => Ok(()),
        None => {
            let words = "choose an organisation from the list; an administrator fills it from the plans";
            Err(DeskError::Form(vec![("organisation_id", words.to_owned())]))
        }
    }
}

impl Desk {
    /// A record, or the row of the files where nobody keeps one.
    ///
    /// # Errors
    /// `NotFound` where neither is there; `Forbidden`; `Store`.
    pub async fn plan_record(
        &self,
        by: By<'_>,
        rows: PlanRows<'_>,
        kind: PlanKind,
        id: &str,
    ) -> Result<PlanView, DeskError> {
        self.permit(by, &PLAN_EDIT, "plan").await?;
        let mut reading = self.operations().read().await?;
        if let Some(stored) = find(&mut reading, kind, &PlanRecord::id_of(kind, id)).await? {
            let name = crate::audit::name_of(&mut reading, &stored.changed_by).await?;
            return Ok(PlanView {
                may_edit: barred(by, &stored.value).is_none(),
                record: stored.value,
                version: stored.version,
                changed_at: Some(stored.changed_at),
                changed_by: name,
            });
        }
        let record = PlanRecord::of_files(kind, id, rows).ok_or(DeskError::NotFound("record of the plan"))?;
        let may_edit = barred(by, &record).is_none();
        Ok(PlanView { record, version: 0, changed_at: None, changed_by: None, may_edit })
    }

    /// Saves an edit made from a version; 0 is the row of the files. Version 0 of an id that the files do not have begins a new
    /// initiative.
    ///
    /// # Errors
    /// `Form` with each wrong field; `Refused` for a stage that cannot follow; `Conflict`; `NotFound` out of scope or where
    /// somebody else answers for it; `Forbidden`; `Store`.
    pub async fn save_plan(
        &self,
        by: By<'_>,
        rows: PlanRows<'_>,
        record: &PlanRecord,
        version: i64,
        why: &str,
    ) -> Result<PlanSaved, DeskError> {
        self.keep_plan(by, rows, record, version, (Way::Edit, why)).await
    }

    pub(super) async fn keep_plan(
        &self,
        by: By<'_>,
        rows: PlanRows<'_>,
        record: &PlanRecord,
        version: i64,
        (way, why): (Way, &str),
    ) -> Result<PlanSaved, DeskError> {
        self.permit(by, &PLAN_EDIT, "plan").await?;
        let (kind, id, now) = (record.kind(), record.id().to_owned(), self.now());
        let of_files = PlanRecord::of_files(kind, &id, rows);
        let mut reading = self.operations().read().await?;
        let stored = find(&mut reading, kind, &id).await?;
        let added = added_parts(&mut reading).await?;
        drop(reading);
        if version == 0 && stored.is_some() && of_files.is_none() {
            let words = "there is an initiative with this id already; choose another id";
            return Err(DeskError::Form(vec![("id", words.to_owned())]));
        }
        let before = stored.as_ref().map(|stored| &stored.value).or(of_files.as_ref());
        match before {
            Some(before) => self.may_edit(by, before).await?,
            // Only initiatives begin by hand; a part comes with an import.
            None if kind != PlanKind::Initiative || version != 0 => {
                return Err(DeskError::NotFound("record of the plan"));
            }
            None => {}
        }
        let is_new_to_place = before.is_none_or(|before| before.target() != record.target());
        if is_new_to_place && barred(by, record).is_some() {
            let words = "choose a place of your own scope, and your own organisation or none";
            return Err(DeskError::Form(vec![("places", words.to_owned())]));
        }
        if let (Some(before), Way::Edit) = (before, way) {
            record.follows(before).map_err(DeskError::refused)?;
        }
        crate::governance::refuse(record.problems(rows, &added, utc_day(now)))?;
        let mut act = self.act(by).await?;
        known_owner(&mut act, record).await?;
        let is_first = stored.is_none() && version == 0;
        let done = if is_first { add(&mut act, record).await } else { save(&mut act, record, version).await };
        let next = match done {
            Ok(next) => next,
            Err(error) => {
                act.roll_back().await?;
                return Err(self.plan_conflict(record, of_files.as_ref(), version, error).await?);
            }
        };
        let action = match way {
            Way::Undo => Action::PlanUndone,
            Way::Edit if is_first => Action::PlanRecorded,
            Way::Edit => Action::PlanChanged,
        };
        act.commit(by.draft_because(now, action, format!("{kind} {id} version {next}"), why)).await?;
        let file_problem = self.write_plan_changes().await.err().map(|error| error.to_string());
        Ok(PlanSaved { kind, id, version: next, file_problem })
    }

    /// The conflict of an edit, beside the row of the files where it was made from that.
    async fn plan_conflict(
        &self,
        record: &PlanRecord,
        of_files: Option<&PlanRecord>,
        version: i64,
        error: StoreError,
    ) -> Result<DeskError, DeskError> {
        let error = match error {
            // Two people began at once: the second is told of the first.
            StoreError::Taken { .. } if version == 0 && of_files.is_some() => {
                let mut act = self.operations().begin("", self.now()).await?;
                let told = save(&mut act, record, 0).await;
                act.roll_back().await?;
                told.err().unwrap_or(error)
            }
            StoreError::Taken { what } => return Ok(DeskError::Form(vec![("id", what)])),
            other => other,
        };
        let error = match error {
            StoreError::Conflict(mut conflict) => {
                let base = of_files.filter(|_| version == 0).map(PlanRecord::fields);
                conflict.base = conflict.base.or(base);
                StoreError::Conflict(conflict)
            }
            other => other,
        };
        Ok(self.saved::<()>(Err(error)).await.err().unwrap_or(DeskError::NotFound("record of the plan")))
    }
}
