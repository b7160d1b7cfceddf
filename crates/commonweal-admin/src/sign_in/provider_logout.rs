//! Signing out at the provider: its word that somebody has, and where to send somebody who wants to.

use super::oidc::subject_session;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use commonweal_identity::LoggedOut;
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_store::{Step, StepKind, StoreError};
use jiff::{SignedDuration, Timestamp};

impl Desk {
    /// Ends the sessions that the provider says have ended there. True where its word holds and was not used before.
    ///
    /// # Errors
    /// `Refused` where there is no provider; `Store`.
    pub async fn back_channel_logout(&self, logout_token: &str) -> Result<bool, DeskError> {
        let now = self.now();
        let Ok(out) = self.oidc().await?.back_channel(logout_token, now).await else { return Ok(false) };
        let LoggedOut { issuer, subject, session_id, token_id } = out;
        if !self.first_use(&token_id, now).await? {
            return Ok(false);
        }
        let mut act = self.operations().begin(audit::PROGRAM, now).await?;
        let mut ended = 0;
        if let Some(session) = &session_id {
            ended += act.end_provider_sessions(session, "signed out at the provider").await?;
        }
        if let Some(subject) = &subject {
            ended +=
                act.end_provider_sessions(&subject_session(&issuer, subject), "signed out at the provider").await?;
            if session_id.is_none()
                && let Some(account) = act.identity_account(&issuer, subject).await?
            {
                ended += act.end_sessions_of(&account.value.id, None, "signed out at the provider").await?;
            }
        }
        let draft = Draft::new(now, audit::PROGRAM, Action::SessionEnded, "signed out at the provider").rows(ended);
        act.commit(draft).await?;
        Ok(true)
    }

    /// Whether a token was not used before: it is kept as a used step, so that a replay finds it.
    async fn first_use(&self, token_id: &str, now: Timestamp) -> Result<bool, DeskError> {
        let mut jotting = self.operations().jot(now).await?;
        let key_hash = proof::token_hash(&format!("logout|{token_id}"));
        let added = jotting
            .add_step(&Step {
                key_hash,
                kind: StepKind::Link,
                account_id: None,
                invitation_id: None,
                sealed: None,
                tries: 0,
                made_at: now,
                expires_at: now + SignedDuration::from_hours(24),
            })
            .await;
        match added {
            Ok(()) => {
                jotting.keep().await?;
                Ok(true)
            }
            Err(StoreError::Taken { .. } | StoreError::Refused { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Where to send somebody so that they are signed out at the provider too.
    pub async fn provider_sign_out(&self) -> Option<String> {
        if !self.has_oidc() {
            return None;
        }
        self.oidc().await.ok()?.sign_out_address(None)
    }
}
