//! Which legal basis and agreements a job on people's records rests on, and whether it may run today.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{AGREEMENTS, By};
use commonweal_operations::Purpose;
use commonweal_operations::agreements::{Agreement, Job, Lawful, lawful};
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::time_text::utc_day;
use commonweal_store::Stored;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a job needs, as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobBasis {
    /// The job's name.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The data sets it reads.
    pub data_sets: BTreeSet<String>,
    /// Ids of the organisations whose data it reads.
    pub parties: BTreeSet<String>,
    /// The agreement that records its legal basis.
    pub basis: String,
    /// The agreements that let the data be shared.
    pub agreements: Vec<String>,
}

/// One job, and whether it may run.
#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    /// What is written down.
    pub basis: JobBasis,
    /// Whether it may run today.
    pub lawful: LawfulAnswer,
    /// Changes with every edit.
    pub version: i64,
}

/// Whether a job may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LawfulAnswer {
    /// Until the end of this day.
    Yes {
        /// The last day.
        until: Date,
    },
    /// It may not, and these words say why.
    No(String),
}

fn answer(job: &Job, agreements: &[Agreement], today: Date) -> LawfulAnswer {
    match lawful(job, agreements, today) {
        Lawful::Until(until) => LawfulAnswer::Yes { until },
        Lawful::Refused(refusal) => LawfulAnswer::No(refusal.to_string()),
    }
}

fn values<T>(stored: Vec<Stored<T>>) -> Vec<T> {
    stored.into_iter().map(|stored| stored.value).collect()
}

impl Desk {
    /// Every job that has a basis written down.
    ///
    /// # Errors
    /// `Forbidden`; `Store`.
    pub async fn job_bases(&self, by: By<'_>) -> Result<Vec<JobView>, DeskError> {
        self.permit(by, &AGREEMENTS, "job bases").await?;
        let today = utc_day(self.now());
        let mut reading = self.operations().read().await?;
        let agreements = values(reading.agreements().await?);
        let view = |stored: Stored<Job>| {
            let lawful = answer(&stored.value, &agreements, today);
            let version = stored.version;
            let Job { name, purpose, data_sets, parties, basis_id, agreement_ids } = stored.value;
            let basis = JobBasis { name, purpose, data_sets, parties, basis: basis_id, agreements: agreement_ids };
            JobView { basis, lawful, version }
        };
        Ok(reading.job_bases().await?.into_iter().map(view).collect())
    }

    /// Writes a job's basis down: a new one without `version`.
    ///
    /// # Errors
    /// `Form` where an agreement is not known or the job has a basis; `Conflict`; `Forbidden`; `Store`.
    pub async fn save_job_basis(
        &self,
        by: By<'_>,
        basis: &JobBasis,
        version: Option<i64>,
    ) -> Result<LawfulAnswer, DeskError> {
        self.permit(by, &AGREEMENTS, "job bases").await?;
        let mut act = self.act(by).await?;
        let job = Job {
            name: basis.name.trim().to_owned(),
            purpose: basis.purpose,
            data_sets: basis.data_sets.clone(),
            parties: basis.parties.clone(),
            basis_id: basis.basis.clone(),
            agreement_ids: basis.agreements.clone(),
        };
        if job.name.is_empty() {
            return Err(DeskError::Form(vec![("name", "enter the job's name".to_owned())]));
        }
        let agreements = values(act.agreements().await?);
        for (field, id) in
            std::iter::once(("basis", &job.basis_id)).chain(job.agreement_ids.iter().map(|id| ("agreements", id)))
        {
            if agreements.iter().all(|agreement| agreement.id != *id) {
                return Err(DeskError::Form(vec![(
                    field,
                    format!("there is no agreement `{id}`; write it down first"),
                )]));
            }
        }
        match version {
            None if act.job_basis(&job.name).await?.is_some() => {
                let words = "this job has a basis already; change that one".to_owned();
                return Err(DeskError::Form(vec![("name", words)]));
            }
            None => {
                act.add_job_basis(&job).await?;
            }
            Some(version) => {
                self.saved(act.save_job_basis(&job, version).await).await?;
            }
        }
        act.commit(by.draft(self.now(), Action::AgreementChanged, format!("basis of the job {}", job.name))).await?;
        Ok(answer(&job, &agreements, utc_day(self.now())))
    }

    /// Whether a job may run today. A refusal is written down before it is given.
    ///
    /// # Errors
    /// `Store`.
    pub async fn lawful(&self, name: &str) -> Result<LawfulAnswer, DeskError> {
        let now = self.now();
        let mut reading = self.operations().read().await?;
        let found = match reading.job_basis(name).await? {
            Some(job) => answer(&job.value, &values(reading.agreements().await?), utc_day(now)),
            None => {
                LawfulAnswer::No(format!("no legal basis is written down for the job {name}; see /admin/agreements"))
            }
        };
        drop(reading);
        if let LawfulAnswer::No(why) = &found {
            let draft = Draft::new(now, audit::PROGRAM, Action::JobRefused, name).denied(why.clone());
            self.operations().note(draft).await?;
        }
        Ok(found)
    }
}
