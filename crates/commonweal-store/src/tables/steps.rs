//! Working notes of a sign-in under way: requests to a provider and steps between two pages. Each is used once.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::cells::{Row, number};
use crate::{Jotting, Reading, StoreError};

/// A request that was sent to the sign-in provider.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcRequest {
    /// The hash of `state`.
    pub state_hash: String,
    /// What the answer must repeat.
    pub nonce: String,
    /// The PKCE verifier, sealed.
    pub verifier_sealed: String,
    /// The key it is sealed with.
    pub verifier_key_id: String,
    /// The page to go back to.
    pub return_path: String,
    /// The hash of the step it belongs to, such as an invitation.
    pub step_hash: Option<String>,
    /// When it was sent.
    pub made_at: Timestamp,
}

impl fmt::Debug for OidcRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("OidcRequest").field("made_at", &self.made_at).field("rest", &"[secret]").finish()
    }
}

/// What a step between two pages is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// The password was right, the second factor is asked for.
    SecondFactor,
    /// An invitation's code was right, the password is being set.
    Invitation,
    /// A signed-in person links a provider's identity.
    Link,
    /// A signed-in person enrols a new second factor.
    Enrolment,
}

impl StepKind {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecondFactor => "second-factor",
            Self::Invitation => "invitation",
            Self::Link => "link",
            Self::Enrolment => "enrolment",
        }
    }
}

impl FromStr for StepKind {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let all = [Self::SecondFactor, Self::Invitation, Self::Link, Self::Enrolment];
        let known = all.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| StoreError::Refused { rule: "the kinds of step".to_owned() })
    }
}

/// A step between two pages.
#[derive(Clone, PartialEq, Eq)]
pub struct Step {
    /// The hash of its cookie.
    pub key_hash: String,
    /// What it is for.
    pub kind: StepKind,
    /// Whose.
    pub account_id: Option<String>,
    /// For which invitation.
    pub invitation_id: Option<String>,
    /// What must be remembered, sealed.
    pub sealed: Option<String>,
    /// How often a code was tried.
    pub tries: u64,
    /// When it began.
    pub made_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Step").field("kind", &self.kind).field("made_at", &self.made_at).finish_non_exhaustive()
    }
}

impl Reading {
    /// A step by the hash of its cookie, unless it was used. Whether its time is over is for you to say.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn step(&mut self, key_hash: &str) -> Result<Option<Step>, StoreError> {
        let sql = "SELECT key_hash, kind, account_id, invitation_id, sealed, tries, made_at, expires_at FROM steps \
                   WHERE key_hash = $1 AND used_at IS NULL";
        let Some(row) = self.row(sql, vec![key_hash.into()]).await? else { return Ok(None) };
        let row = Row::new(&row, "steps");
        Ok(Some(Step {
            key_hash: row.text("key_hash")?,
            kind: row.word("kind")?,
            account_id: row.opt_text("account_id")?,
            invitation_id: row.opt_text("invitation_id")?,
            sealed: row.opt_text("sealed")?,
            tries: row.count("tries")?,
            made_at: row.instant("made_at")?,
            expires_at: row.instant("expires_at")?,
        }))
    }
}

impl Jotting {
    /// Adds a step.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_step(&mut self, step: &Step) -> Result<(), StoreError> {
        let sql = "INSERT INTO steps (key_hash, kind, account_id, invitation_id, sealed, tries, made_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let cells = vec![
            (&step.key_hash).into(),
            step.kind.as_str().into(),
            (&step.account_id).into(),
            (&step.invitation_id).into(),
            (&step.sealed).into(),
            number(step.tries).into(),
            step.made_at.into(),
            step.expires_at.into(),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }

    /// Counts one more try of a code; answers with how many there are now, none when the step is gone.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn count_step_try(&mut self, key_hash: &str) -> Result<Option<u64>, StoreError> {
        let sql = "UPDATE steps SET tries = tries + 1 WHERE key_hash = $1 AND used_at IS NULL RETURNING tries";
        let row = self.row(sql, vec![key_hash.into()]).await?;
        row.map(|row| Row::new(&row, "steps").count("tries")).transpose()
    }

    /// Remembers something else with a step; false when the step is gone.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn set_step_sealed(&mut self, key_hash: &str, sealed: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE steps SET sealed = $2 WHERE key_hash = $1 AND used_at IS NULL";
        Ok(self.run(sql, vec![key_hash.into(), sealed.into()]).await? > 0)
    }

    /// Uses a step; false when it was used before.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn use_step(&mut self, key_hash: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE steps SET used_at = $2 WHERE key_hash = $1 AND used_at IS NULL";
        let now = self.now;
        Ok(self.run(sql, vec![key_hash.into(), now.into()]).await? > 0)
    }

    /// Adds a request to a provider.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_oidc_request(&mut self, request: &OidcRequest) -> Result<(), StoreError> {
        let sql = "INSERT INTO oidc_requests (state_hash, nonce, verifier_sealed, verifier_key_id, return_path, step_hash, made_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let cells = vec![
            (&request.state_hash).into(),
            (&request.nonce).into(),
            (&request.verifier_sealed).into(),
            (&request.verifier_key_id).into(),
            (&request.return_path).into(),
            (&request.step_hash).into(),
            request.made_at.into(),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }

    /// Uses a request to a provider: the first who asks gets it, nobody after. Whether it is too old is for you to say.
    ///
    /// # Errors
    /// When the database does not take it or the row cannot be read.
    pub async fn use_oidc_request(&mut self, state_hash: &str) -> Result<Option<OidcRequest>, StoreError> {
        let sql = "UPDATE oidc_requests SET used_at = $2 WHERE state_hash = $1 AND used_at IS NULL \
                   RETURNING state_hash, nonce, verifier_sealed, verifier_key_id, return_path, step_hash, made_at";
        let now = self.now;
        let Some(row) = self.row(sql, vec![state_hash.into(), now.into()]).await? else { return Ok(None) };
        let row = Row::new(&row, "oidc_requests");
        Ok(Some(OidcRequest {
            state_hash: row.text("state_hash")?,
            nonce: row.text("nonce")?,
            verifier_sealed: row.text("verifier_sealed")?,
            verifier_key_id: row.text("verifier_key_id")?,
            return_path: row.text("return_path")?,
            step_hash: row.opt_text("step_hash")?,
            made_at: row.instant("made_at")?,
        }))
    }
}
