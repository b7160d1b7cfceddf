//! How figures go out, as it is recorded: who proposed them, who checked them, who took them back. Each act is one
//! transaction with its audit entry. The files lie with `commonweal-app`, whose `proposals` calls these.
//!
//! Somebody out of scope gets what a stranger gets for a release that does not exist; the audit has why.

mod acts;
mod view;

pub use acts::AutomaticRelease;
pub use view::{ReleaseStep, ReleaseView};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{By, Visitor};
use commonweal_operations::access::{self, Decision, Rule};
use commonweal_operations::audit::Action;
use commonweal_operations::releases::ReleaseRecord;
use commonweal_operations::time_text::utc_day;
use commonweal_operations::{Level, Purpose, Role, ScopeTarget};
use commonweal_store::{Reading, Stored};

/// Proposing a release: an analyst, on a project.
pub const RELEASES_PROPOSE: Rule = Rule::needs(&[Role::Analyst], &[Purpose::Planning, Purpose::Evaluation], Level::L4);
/// Approving or returning one: an output checker, of a project not their own.
pub const RELEASES_CHECK: Rule = Rule::needs(&[Role::OutputChecker], &[Purpose::Release], Level::L4);
/// Taking one back.
pub const RELEASES_WITHDRAW: Rule =
    Rule::needs(&[Role::OutputChecker, Role::IgLead], &[Purpose::Release, Purpose::Approvals], Level::None);
/// Knowing which there are.
pub const RELEASES_LIST: Rule = Rule::needs(
    &[Role::Analyst, Role::OutputChecker, Role::IgLead, Role::CaldicottGuardian],
    &[Purpose::Planning, Purpose::Evaluation, Purpose::Release, Purpose::Approvals],
    Level::None,
);
/// Reading the audit report and the figures of a proposal.
pub const RELEASES_REPORT: Rule = Rule::needs(
    &[Role::Analyst, Role::OutputChecker],
    &[Purpose::Planning, Purpose::Evaluation, Purpose::Release],
    Level::L4,
);

/// Who acts on a release: always an account, never whoever types at the machine, for a release needs two people.
fn account(by: By<'_>) -> Result<&Visitor, DeskError> {
    match by {
        By::Visitor(visitor) => Ok(visitor),
        By::CommandLine { .. } => Err(DeskError::refused(
            "releases are proposed, checked and withdrawn by accounts, so that two people can be told apart; sign in with --account",
        )),
    }
}

/// The projects on which somebody works as an analyst now.
async fn own_projects(reading: &mut Reading, visitor: &Visitor, desk: &Desk) -> Result<Vec<String>, DeskError> {
    let today = utc_day(desk.now());
    let grants = reading.grants_of(&visitor.account).await?;
    let own = grants.into_iter().map(|grant| grant.value);
    let own = own.filter(|grant| grant.role == Role::Analyst && grant.is_live(today));
    Ok(own.filter_map(|grant| grant.scope.code().map(str::to_owned)).collect())
}

/// Whether a rule lets somebody have this release. An analyst's own proposals and releases lie in their project; a release
/// of no project is one that the program made, which everybody of the rule may know.
fn judged(rule: &Rule, visitor: &Visitor, record: &ReleaseRecord, own: &[String]) -> Decision {
    let acting = visitor.acting();
    let checks = *rule == RELEASES_CHECK;
    match &record.project {
        None => access::decide(rule, Some(&acting)),
        Some(name) => {
            let is_own = checks && own.contains(name);
            access::decide_about(rule, Some(&acting), &ScopeTarget::Project { name, is_own })
        }
    }
}

impl Desk {
    /// Lets somebody have a release by a rule, else writes the denial down and answers as for one that does not exist.
    async fn release_for(&self, by: By<'_>, rule: &Rule, id: &str) -> Result<Stored<ReleaseRecord>, DeskError> {
        let visitor = account(by)?;
        self.permit(by, rule, "releases").await?;
        let mut reading = self.operations().read().await?;
        let found = reading.release(id).await?;
        let own = own_projects(&mut reading, visitor, self).await?;
        drop(reading);
        let reason = match &found {
            None => "no such release".to_owned(),
            Some(stored) => match judged(rule, visitor, &stored.value, &own) {
                Decision::Allowed => return found.ok_or(DeskError::NotFound("release")),
                Decision::NotFound(reason) => reason.to_string(),
                Decision::SignIn | Decision::ChoosePurpose => "no purpose chosen".to_owned(),
            },
        };
        let draft = visitor.draft(self.now(), Action::PageDenied, format!("release {id}")).denied(reason);
        self.operations().note(draft).await?;
        Err(DeskError::NotFound("release"))
    }

    /// Whether somebody may propose a release at all; ask before the figures are made, which takes long. A denial is an entry.
    ///
    /// # Errors
    /// `Forbidden`; `Refused` for whoever types at the machine; `Store`.
    pub async fn may_propose(&self, by: By<'_>) -> Result<(), DeskError> {
        account(by)?;
        self.permit(by, &RELEASES_PROPOSE, "release propose").await
    }

    /// Every release that is recorded and that somebody may know of, the latest first.
    ///
    /// # Errors
    /// `Forbidden`; `Store`.
    pub async fn releases(&self, by: By<'_>) -> Result<Vec<ReleaseView>, DeskError> {
        let visitor = account(by)?;
        self.permit(by, &RELEASES_LIST, "releases").await?;
        let mut reading = self.operations().read().await?;
        let own = own_projects(&mut reading, visitor, self).await?;
        let mut views = Vec::new();
        for stored in reading.releases().await? {
            if judged(&RELEASES_LIST, visitor, &stored.value, &own).is_allowed() {
                views.push(view::view(&mut reading, visitor, stored, &own).await?);
            }
        }
        Ok(views)
    }

    /// One release.
    ///
    /// # Errors
    /// `NotFound` where there is none that they may know of; `Forbidden`; `Store`.
    pub async fn release(&self, by: By<'_>, id: &str) -> Result<ReleaseView, DeskError> {
        let stored = self.release_for(by, &RELEASES_LIST, id).await?;
        self.release_view(account(by)?, stored).await
    }

    /// One release whose report or figures somebody is about to be shown; the entry is written first.
    ///
    /// # Errors
    /// As [`Desk::release`].
    pub async fn release_read(&self, by: By<'_>, id: &str) -> Result<ReleaseView, DeskError> {
        let stored = self.release_for(by, &RELEASES_REPORT, id).await?;
        self.operations().note(by.draft(self.now(), Action::ReleaseAudited, id)).await?;
        self.release_view(account(by)?, stored).await
    }

    /// A release that somebody is about to approve, before the files are looked at.
    ///
    /// # Errors
    /// As [`Desk::release`].
    pub async fn release_to_check(&self, by: By<'_>, id: &str) -> Result<Stored<ReleaseRecord>, DeskError> {
        self.release_for(by, &RELEASES_CHECK, id).await
    }

    /// What became of a release, oldest first. It is kept for as long as `changes` are.
    ///
    /// # Errors
    /// As [`Desk::release`].
    pub async fn release_history(&self, by: By<'_>, id: &str) -> Result<Vec<ReleaseStep>, DeskError> {
        self.release_for(by, &RELEASES_LIST, id).await?;
        let mut reading = self.operations().read().await?;
        view::steps(&mut reading, id).await
    }

    /// Every release as it is recorded, for the program itself: what the files on disk have to be.
    ///
    /// # Errors
    /// `Store`.
    pub async fn recorded_releases(&self) -> Result<Vec<Stored<ReleaseRecord>>, DeskError> {
        Ok(self.operations().read().await?.releases().await?)
    }

    /// The user name behind an account, as it stands beside a release; the program's own name where it is no account.
    ///
    /// # Errors
    /// `Store`.
    pub async fn user_name_of(&self, account: &str) -> Result<String, DeskError> {
        let mut reading = self.operations().read().await?;
        view::user_name(&mut reading, account).await
    }

    async fn release_view(&self, visitor: &Visitor, stored: Stored<ReleaseRecord>) -> Result<ReleaseView, DeskError> {
        let mut reading = self.operations().read().await?;
        let own = own_projects(&mut reading, visitor, self).await?;
        view::view(&mut reading, visitor, stored, &own).await
    }
}
