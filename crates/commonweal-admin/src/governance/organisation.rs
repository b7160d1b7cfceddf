//! The organisations of the system: first filled from the plan's list, then kept by hand.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{By, OPERATION};
use commonweal_operations::audit::Action;
use commonweal_operations::organisations::{Organisation, OrganisationKind, organisation_problems};
use commonweal_store::Stored;

/// One row of the plan's list of organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind, in the list's words.
    pub kind: String,
    /// The organisation it belongs to.
    pub parent: Option<String>,
    /// What it oversees or does.
    pub oversees: String,
}

/// One organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganisationView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The organisation it belongs to.
    pub parent: Option<String>,
    /// What it oversees or does.
    pub oversees: String,
    /// Changes with every edit.
    pub version: i64,
}

/// What may be changed of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationEdit {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The organisation it belongs to.
    pub parent: Option<String>,
    /// What it oversees or does.
    pub oversees: String,
}

fn view(stored: Stored<Organisation>) -> OrganisationView {
    let version = stored.version;
    let Organisation { id, name, kind, parent, note } = stored.value;
    OrganisationView { id, name, kind, parent, oversees: note, version }
}

impl Desk {
    /// Adds the organisations of a list that are not known yet, and says how many. What people changed stays.
    ///
    /// # Errors
    /// `Form` naming each row that cannot be read; `Forbidden`; `Store`.
    pub async fn seed_organisations(&self, by: By<'_>, rows: &[OrganisationRow]) -> Result<u64, DeskError> {
        self.permit(by, &OPERATION, "organisations").await?;
        let mut wrong = Vec::new();
        let mut new = Vec::new();
        for row in rows {
            match OrganisationKind::from_reference(&row.kind) {
                Some(kind) => new.push(Organisation {
                    id: row.id.clone(),
                    name: row.name.clone(),
                    kind,
                    parent: row.parent.clone().filter(|parent| !parent.is_empty()),
                    note: row.oversees.clone(),
                }),
                None => wrong.push(("organisation", format!("{}: `{}` is no kind of organisation", row.id, row.kind))),
            }
        }
        if !wrong.is_empty() {
            return Err(DeskError::Form(wrong));
        }
        let mut act = self.act(by).await?;
        let mut known: Vec<Organisation> = act.organisations().await?.into_iter().map(|known| known.value).collect();
        new.retain(|new| known.iter().all(|known| known.id != new.id));
        let added = new.len() as u64;
        known.extend(new.iter().cloned());
        refuse(organisation_problems(&known))?;
        if added == 0 {
            act.roll_back().await?;
            return Ok(0);
        }
        for organisation in parents_first(new) {
            act.add_organisation(&organisation).await?;
        }
        let draft = by.draft(self.now(), Action::OrganisationRecorded, "organisations of the plan").rows(added);
        act.commit(draft).await?;
        Ok(added)
    }

    /// Every organisation, for the public page: there is nothing about people in it.
    ///
    /// # Errors
    /// `Store`.
    pub async fn boards(&self) -> Result<Vec<OrganisationView>, DeskError> {
        let mut reading = self.operations().read().await?;
        Ok(reading.organisations().await?.into_iter().map(view).collect())
    }

    /// Every organisation, for those who keep the list.
    ///
    /// # Errors
    /// `Forbidden`; `Store`.
    pub async fn organisations(&self, by: By<'_>) -> Result<Vec<OrganisationView>, DeskError> {
        self.permit(by, &OPERATION, "organisations").await?;
        self.boards().await
    }

    /// Adds an organisation.
    ///
    /// # Errors
    /// `Form` with each wrong field, an id that is taken among them; `Forbidden`; `Store`.
    pub async fn add_organisation(
        &self,
        by: By<'_>,
        id: &str,
        edit: &OrganisationEdit,
    ) -> Result<OrganisationView, DeskError> {
        self.keep_organisation(by, id, edit, None).await
    }

    /// Changes an organisation.
    ///
    /// # Errors
    /// `Form` with each wrong field; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn save_organisation(
        &self,
        by: By<'_>,
        id: &str,
        edit: &OrganisationEdit,
        version: i64,
    ) -> Result<OrganisationView, DeskError> {
        self.keep_organisation(by, id, edit, Some(version)).await
    }

    async fn keep_organisation(
        &self,
        by: By<'_>,
        id: &str,
        edit: &OrganisationEdit,
        version: Option<i64>,
    ) -> Result<OrganisationView, DeskError> {
        self.permit(by, &OPERATION, "organisations").await?;
        let organisation = Organisation {
            id: id.to_owned(),
            name: edit.name.trim().to_owned(),
            kind: edit.kind,
            parent: edit.parent.clone().filter(|parent| !parent.is_empty()),
            note: edit.oversees.trim().to_owned(),
        };
        refuse(organisation.problems())?;
        let mut act = self.act(by).await?;
        let mut all: Vec<Organisation> = act.organisations().await?.into_iter().map(|one| one.value).collect();
        let was = all.iter().position(|one| one.id == id);
        match (was, version) {
            (Some(at), Some(_)) => all[at] = organisation.clone(),
            (None, None) => all.push(organisation.clone()),
            (Some(_), None) => {
                return Err(DeskError::Form(vec![("id", "there is an organisation with this id already".to_owned())]));
            }
            (None, Some(_)) => return Err(DeskError::NotFound("organisation")),
        }
        refuse(organisation_problems(&all))?;
        let action = match version {
            None => {
                act.add_organisation(&organisation).await?;
                Action::OrganisationRecorded
            }
            Some(version) => {
                self.saved(act.save_organisation(&organisation, version).await).await?;
                Action::OrganisationChanged
            }
        };
        act.commit(by.draft(self.now(), action, id)).await?;
        let mut reading = self.operations().read().await?;
        reading.organisation(id).await?.map(view).ok_or(DeskError::NotFound("organisation"))
    }
}

/// Problems of a record as those of its form.
pub(crate) fn refuse(problems: Vec<commonweal_operations::records::RecordProblem>) -> Result<(), DeskError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(DeskError::Form(problems.into_iter().map(|problem| (problem.field, problem.message)).collect()))
}

/// Parents before what belongs to them, so that a row never names one that is not there yet.
fn parents_first(mut waiting: Vec<Organisation>) -> Vec<Organisation> {
    let mut placed: Vec<Organisation> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ids: Vec<String> = waiting.iter().map(|one| one.id.clone()).collect();
        let free = |one: &Organisation| one.parent.as_ref().is_none_or(|parent| !ids.contains(parent));
        let (now, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(free);
        if now.is_empty() {
            // A ring was refused before; what is left has no order to keep.
            placed.extend(later);
            return placed;
        }
        placed.extend(now);
        waiting = later;
    }
    placed
}
