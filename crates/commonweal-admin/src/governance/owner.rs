//! Who answers for an indicator, an outcome or a domain, from which day to which.

use super::organisation::refuse;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::known_organisation;
use crate::visitor::{By, OPERATION};
use commonweal_operations::audit::Action;
use commonweal_operations::ownership::{Ownership, SubjectKind, ownership_problems};
use commonweal_operations::time_text::utc_day;
use commonweal_store::Stored;
use jiff::civil::Date;

/// An owner to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOwner {
    /// What kind of thing is owned.
    pub subject_kind: SubjectKind,
    /// Which one.
    pub subject_id: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// The post or person in it.
    pub person: Option<String>,
    /// The first day; today where none is given.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// One owner.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnerView {
    /// Its id.
    pub id: String,
    /// What kind of thing is owned.
    pub subject_kind: SubjectKind,
    /// Which one.
    pub subject_id: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// The post or person in it.
    pub person: Option<String>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
    /// Whether it holds today.
    pub holds: bool,
    /// Changes with every edit.
    pub version: i64,
}

fn view(stored: Stored<Ownership>, today: Date) -> OwnerView {
    let holds = stored.value.holds_on(today);
    let version = stored.version;
    let Ownership { id, subject_kind, subject_id, organisation_id, person, from, until } = stored.value;
    OwnerView { id, subject_kind, subject_id, organisation: organisation_id, person, from, until, holds, version }
}

impl Desk {
    /// Every owner, past ones too: pages name them, so no role is needed.
    ///
    /// # Errors
    /// `Store`.
    pub async fn owners(&self) -> Result<Vec<OwnerView>, DeskError> {
        let today = utc_day(self.now());
        let mut reading = self.operations().read().await?;
        Ok(reading.ownerships().await?.into_iter().map(|stored| view(stored, today)).collect())
    }

    /// Records an owner. The one before ends the day before, in the same act.
    ///
    /// # Errors
    /// `Form` with each wrong field; `Forbidden`; `Store`.
    pub async fn set_owner(&self, by: By<'_>, new: &NewOwner) -> Result<OwnerView, DeskError> {
        self.permit(by, &OPERATION, "owners").await?;
        let now = self.now();
        let today = utc_day(now);
        let mut act = self.act(by).await?;
        known_organisation(&mut act, &new.organisation).await?;
        let owner = Ownership {
            id: self.new_id("owner"),
            subject_kind: new.subject_kind,
            subject_id: new.subject_id.trim().to_owned(),
            organisation_id: new.organisation.clone(),
            person: new.person.clone().filter(|person| !person.trim().is_empty()),
            from: new.from.unwrap_or(today),
            until: new.until,
        };
        let mut all = act.ownerships().await?;
        for before in &mut all {
            let same = before.value.subject_kind == owner.subject_kind && before.value.subject_id == owner.subject_id;
            if same && before.value.until.is_none() && before.value.from < owner.from {
                before.value.until = owner.from.yesterday().ok();
                act.save_ownership(&before.value, before.version).await?;
            }
        }
        let mut all: Vec<Ownership> = all.into_iter().map(|stored| stored.value).collect();
        all.push(owner.clone());
        refuse(ownership_problems(&all))?;
        act.add_ownership(&owner).await?;
        let object = format!("{} {} by {}", owner.subject_kind, owner.subject_id, owner.organisation_id);
        act.commit(by.draft(now, Action::OwnershipRecorded, object)).await?;
        self.owner_now(&owner.id, today).await
    }

    /// Ends an owner's time; yesterday is the last day.
    ///
    /// # Errors
    /// `Refused` where it has ended; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn end_owner(&self, by: By<'_>, id: &str, version: i64, why: &str) -> Result<OwnerView, DeskError> {
        self.permit(by, &OPERATION, "owners").await?;
        let now = self.now();
        let today = utc_day(now);
        let mut act = self.act(by).await?;
        let mut owner = act.ownership(id).await?.ok_or(DeskError::NotFound("owner"))?.value;
        if owner.until.is_some_and(|until| until < today) {
            return Err(DeskError::refused("this owner's time has ended already"));
        }
        // Somebody who became the owner today is the owner for today.
        owner.until = Some(today.yesterday().unwrap_or(today).max(owner.from));
        self.saved(act.save_ownership(&owner, version).await).await?;
        act.commit(by.draft_because(now, Action::OwnershipEnded, id, why)).await?;
        self.owner_now(id, today).await
    }

    async fn owner_now(&self, id: &str, today: Date) -> Result<OwnerView, DeskError> {
        let mut reading = self.operations().read().await?;
        let owner = reading.ownership(id).await?.ok_or(DeskError::NotFound("owner"))?;
        Ok(view(owner, today))
    }
}
