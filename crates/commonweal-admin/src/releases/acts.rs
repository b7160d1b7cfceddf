//! The acts: propose, approve, return, withdraw.

use super::{RELEASES_CHECK, RELEASES_PROPOSE, RELEASES_WITHDRAW, ReleaseView, account};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::By;
use commonweal_operations::audit::{Action, PROGRAM};
use commonweal_operations::releases::{ReleaseRecord, ReleaseRefusal};
use commonweal_store::Stored;
use jiff::Timestamp;

/// A release that the program made without a second person, as its files say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutomaticRelease {
    /// When it was released.
    pub at: Timestamp,
    /// Seal of its figures.
    pub seal: String,
}

/// A refusal; missing words are named as the field of the form.
fn refused(field: &'static str, refusal: ReleaseRefusal) -> DeskError {
    match refusal {
        ReleaseRefusal::NoWords => DeskError::Form(vec![(field, refusal.to_string())]),
        other => DeskError::refused(other),
    }
}

impl Desk {
    /// Records a proposal under the project of the analyst's grant.
    ///
    /// # Errors
    /// `Forbidden`; `Refused` for whoever types at the machine; `Store`.
    pub async fn propose_release(&self, by: By<'_>, id: &str, seal: &str) -> Result<ReleaseView, DeskError> {
        let visitor = account(by)?;
        self.permit(by, &RELEASES_PROPOSE, "release propose").await?;
        let working = visitor.working.as_ref().ok_or(DeskError::Forbidden)?;
        // The scope of an analyst's grant is a project; it is what a checker's scope is judged by.
        let project = working.scope.code().map(str::to_owned);
        let now = self.now();
        let record = ReleaseRecord::proposed(id.to_owned(), project, visitor.account.clone(), now, seal.to_owned());
        let mut act = self.act(by).await?;
        act.add_release(&record).await?;
        act.commit(by.draft(now, Action::ReleaseProposed, id)).await?;
        self.release(by, id).await
    }

    /// Records that a second person approved a proposal, at this time. `seal` is that of the files that were looked at.
    ///
    /// # Errors
    /// `Refused` for who proposed it, another state or another seal; `Form` without a remark; `Conflict` where somebody
    /// decided meanwhile; `NotFound` out of scope; `Forbidden`; `Store`.
    pub async fn approve_release(
        &self,
        by: By<'_>,
        id: &str,
        version: Option<i64>,
        remark: &str,
        (seal, at): (&str, Timestamp),
    ) -> Result<ReleaseView, DeskError> {
        let stored = self.release_for(by, &RELEASES_CHECK, id).await?;
        let next = stored.value.approved(&by.actor(), at, remark, seal).map_err(|why| refused("remark", why));
        self.decide(by, stored, version, next, (Action::ReleaseChecked, remark)).await
    }

    /// Records that a second person gave a proposal back.
    ///
    /// # Errors
    /// As [`Desk::approve_release`].
    pub async fn return_release(
        &self,
        by: By<'_>,
        id: &str,
        version: Option<i64>,
        reason: &str,
    ) -> Result<ReleaseView, DeskError> {
        let stored = self.release_for(by, &RELEASES_CHECK, id).await?;
        let next = stored.value.returned(&by.actor(), self.now(), reason).map_err(|why| refused("reason", why));
        self.decide(by, stored, version, next, (Action::ReleaseReturned, reason)).await
    }

    /// Records that a release is taken back. One that the program made has no record yet and gets one in the same act.
    ///
    /// # Errors
    /// `Refused` in another state; `Form` without a reason; `Conflict`; `NotFound` where there is no such release, or out of
    /// scope; `Forbidden`; `Store`.
    pub async fn withdraw_release(
        &self,
        by: By<'_>,
        id: &str,
        version: Option<i64>,
        reason: &str,
        automatic: Option<AutomaticRelease>,
    ) -> Result<ReleaseView, DeskError> {
        let recorded = self.recorded_releases().await?.into_iter().any(|stored| stored.value.id == id);
        let Some(made) = automatic.filter(|_| !recorded) else {
            let stored = self.release_for(by, &RELEASES_WITHDRAW, id).await?;
            let next = stored.value.withdrawn(&by.actor(), self.now(), reason).map_err(|why| refused("reason", why));
            return self.decide(by, stored, version, next, (Action::ReleaseWithdrawn, reason)).await;
        };
        account(by)?;
        self.permit(by, &RELEASES_WITHDRAW, "release withdraw").await?;
        let now = self.now();
        let record = ReleaseRecord::automatic(id.to_owned(), PROGRAM.to_owned(), made.at, made.seal);
        let gone = record.withdrawn(&by.actor(), now, reason).map_err(|why| refused("reason", why))?;
        let mut act = self.act(by).await?;
        act.add_release(&record).await?;
        self.saved(act.save_release(&gone, 1).await).await?;
        act.commit(by.draft_because(now, Action::ReleaseWithdrawn, id, reason)).await?;
        self.release(by, id).await
    }

    /// Saves a decision with its entry; a refusal is an entry too.
    async fn decide(
        &self,
        by: By<'_>,
        was: Stored<ReleaseRecord>,
        version: Option<i64>,
        next: Result<ReleaseRecord, DeskError>,
        (action, words): (Action, &str),
    ) -> Result<ReleaseView, DeskError> {
        let id = was.value.id.clone();
        let now = self.now();
        let next = match next {
            // Whoever decides from an older version is shown what somebody else decided, not the refusal of the new state.
            Err(_) if version.is_some_and(|version| version != was.version) => was.value.clone(),
            Err(why) => {
                let draft = by.draft(now, action, &id).denied(why.to_string());
                self.operations().note(draft).await?;
                return Err(why);
            }
            Ok(next) => next,
        };
        let mut act = self.act(by).await?;
        let saved = act.save_release(&next, version.unwrap_or(was.version)).await;
        if saved.is_err() {
            act.roll_back().await?;
            self.saved(saved).await?;
            return self.release(by, &id).await;
        }
        act.commit(by.draft_because(now, action, &id, words)).await?;
        self.release(by, &id).await
    }
}
