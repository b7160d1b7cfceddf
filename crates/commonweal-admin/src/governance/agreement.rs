//! Agreements between organisations: what a coordinator's grant and a job rest on.

use super::organisation::refuse;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{AGREEMENTS, By};
use commonweal_operations::Purpose;
use commonweal_operations::agreements::{Agreement, AgreementKind, AgreementState};
use commonweal_operations::audit::Action;
use commonweal_operations::time_text::utc_day;
use commonweal_store::Stored;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// An agreement as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementForm {
    /// Its id, like `dsa-2026-04`.
    pub id: String,
    /// Its kind.
    pub kind: AgreementKind,
    /// Its title.
    pub title: String,
    /// Ids of the organisations that agree.
    pub parties: BTreeSet<String>,
    /// What it allows the data to be used for.
    pub purposes: BTreeSet<Purpose>,
    /// The data sets it is about.
    pub data_sets: BTreeSet<String>,
    /// The legal basis, in its own words.
    pub legal_basis: String,
    /// The day it was signed; a draft has none.
    pub agreed_on: Option<Date>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who answers for it.
    pub owner: String,
    /// The day it is looked at again.
    pub review_on: Date,
}

/// One agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementView {
    /// What is written down.
    pub form: AgreementForm,
    /// The day it was ended before its time.
    pub ended_on: Option<Date>,
    /// Where it stands today.
    pub state: AgreementState,
    /// Changes with every edit.
    pub version: i64,
}

fn view(stored: Stored<Agreement>, today: Date) -> AgreementView {
    let state = stored.value.state(today);
    let version = stored.version;
    let one = stored.value;
    let form = AgreementForm {
        id: one.id,
        kind: one.kind,
        title: one.title,
        parties: one.parties,
        purposes: one.purposes,
        data_sets: one.data_sets,
        legal_basis: one.legal_basis,
        agreed_on: one.agreed_on,
        from: one.from,
        until: one.until,
        owner: one.owner,
        review_on: one.review_on,
    };
    AgreementView { form, ended_on: one.ended_on, state, version }
}

impl AgreementForm {
    fn record(&self, ended_on: Option<Date>) -> Agreement {
        Agreement {
            id: self.id.trim().to_owned(),
            kind: self.kind,
            title: self.title.trim().to_owned(),
            parties: self.parties.clone(),
            purposes: self.purposes.clone(),
            data_sets: self.data_sets.clone(),
            legal_basis: self.legal_basis.trim().to_owned(),
            agreed_on: self.agreed_on,
            from: self.from,
            until: self.until,
            ended_on,
            owner: self.owner.trim().to_owned(),
            review_on: self.review_on,
        }
    }
}

impl Desk {
    /// Every agreement.
    ///
    /// # Errors
    /// `Forbidden`; `Store`.
    pub async fn agreements(&self, by: By<'_>) -> Result<Vec<AgreementView>, DeskError> {
        self.permit(by, &AGREEMENTS, "agreements").await?;
        let today = utc_day(self.now());
        let mut reading = self.operations().read().await?;
        Ok(reading.agreements().await?.into_iter().map(|stored| view(stored, today)).collect())
    }

    /// Writes an agreement down: a new one without `version`, else the one of the form's id.
    ///
    /// # Errors
    /// `Form` with each wrong field, organisations that are not in the list among them; `Conflict`; `Forbidden`;
    /// `NotFound`; `Store`.
    pub async fn save_agreement(
        &self,
        by: By<'_>,
        form: &AgreementForm,
        version: Option<i64>,
    ) -> Result<AgreementView, DeskError> {
        self.permit(by, &AGREEMENTS, "agreements").await?;
        let mut act = self.act(by).await?;
        let was = act.agreement(form.id.trim()).await?;
        let record = form.record(was.as_ref().and_then(|was| was.value.ended_on));
        refuse(record.problems())?;
        for party in &record.parties {
            if act.organisation(party).await?.is_none() {
                let words = format!("`{party}` is not in the list of organisations");
                return Err(DeskError::Form(vec![("parties", words)]));
            }
        }
        let action = match (was, version) {
            (None, None) => {
                act.add_agreement(&record).await?;
                Action::AgreementRecorded
            }
            (Some(_), None) => {
                let words = "there is an agreement with this id already; give this one another".to_owned();
                return Err(DeskError::Form(vec![("id", words)]));
            }
            (None, Some(_)) => return Err(DeskError::NotFound("agreement")),
            (Some(was), Some(_)) if was.value.ended_on.is_some() => {
                return Err(DeskError::refused("this agreement has ended; write a new one down"));
            }
            (Some(_), Some(version)) => {
                self.saved(act.save_agreement(&record, version).await).await?;
                Action::AgreementChanged
            }
        };
        act.commit(by.draft(self.now(), action, &record.id)).await?;
        self.agreement_now(&record.id).await
    }

    /// Ends an agreement at once: grants and jobs that rest on it stop at their next request.
    ///
    /// # Errors
    /// `Refused` where it has ended; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn end_agreement(
        &self,
        by: By<'_>,
        id: &str,
        version: i64,
        why: &str,
    ) -> Result<AgreementView, DeskError> {
        self.permit(by, &AGREEMENTS, "agreements").await?;
        let now = self.now();
        let mut act = self.act(by).await?;
        let mut record = act.agreement(id).await?.ok_or(DeskError::NotFound("agreement"))?.value;
        if record.ended_on.is_some() {
            return Err(DeskError::refused("this agreement has ended already"));
        }
        record.ended_on = Some(utc_day(now));
        self.saved(act.save_agreement(&record, version).await).await?;
        act.commit(by.draft_because(now, Action::AgreementEnded, id, why)).await?;
        self.agreement_now(id).await
    }

    async fn agreement_now(&self, id: &str) -> Result<AgreementView, DeskError> {
        let mut reading = self.operations().read().await?;
        let stored = reading.agreement(id).await?.ok_or(DeskError::NotFound("agreement"))?;
        Ok(view(stored, utc_day(self.now())))
    }
}
