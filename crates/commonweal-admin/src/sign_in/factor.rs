//! Another second factor or other recovery codes, for somebody who is signed in and proves who they are again.

use super::invitation::{Enrol, Finish, Kept};
use super::local::Proof;
use super::own::Proved;
use super::{MOST_TRIES, STEP_MINUTES};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::Visitor;
use commonweal_identity::Secret;
use commonweal_operations::audit::Action;
use commonweal_store::{Step, StepKind};
use jiff::{SignedDuration, Timestamp};
use std::fmt;

/// What follows a wish for another second factor.
#[derive(Debug, Clone)]
pub enum NewFactor {
    /// Show it, and give `pending` back with its first code. The old one holds until then.
    Enrol {
        /// Give this back.
        pending: Secret,
        /// What to show.
        enrol: Enrol,
    },
    /// The password or the code was wrong.
    WrongCurrent,
    /// Too many attempts.
    Wait {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
}

/// What follows a wish for other recovery codes.
#[derive(Clone)]
pub enum RecoveryCodes {
    /// The new ones, shown this once; the old ones are worthless.
    Done(Vec<String>),
    /// The password or the code was wrong.
    WrongCurrent,
    /// Too many attempts.
    Wait {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Desk {
    /// Begins the enrolment of another second factor, after the password and a code of the old one or a recovery code.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn new_factor(
        &self,
        visitor: &Visitor,
        password: &str,
        given: Proof<'_>,
    ) -> Result<NewFactor, DeskError> {
        match self.prove_again(visitor, password, given).await? {
            Proved::Yes => {}
            Proved::No => return Ok(NewFactor::WrongCurrent),
            Proved::Wait(until) => return Ok(NewFactor::Wait { until }),
        }
        let now = self.now();
        let (factor, enrol) = proof::new_factor(&visitor.user, self.service_name())?;
        let pending = proof::token();
        let key_hash = proof::token_hash(pending.expose());
        let kept = Kept { password_hash: None, factor: Some(factor) };
        let mut jotting = self.operations().jot(now).await?;
        jotting
            .add_step(&Step {
                sealed: Some(self.keys().seal_step(&key_hash, &kept)),
                key_hash,
                kind: StepKind::Enrolment,
                account_id: Some(visitor.account.clone()),
                invitation_id: None,
                tries: 0,
                made_at: now,
                expires_at: now + SignedDuration::from_mins(STEP_MINUTES),
            })
            .await?;
        jotting.keep().await?;
        Ok(NewFactor::Enrol { pending, enrol })
    }

    /// Takes the first code of the new factor: it replaces the old one, with other recovery codes, and ends the
    /// account's other sessions.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn finish_new_factor(&self, visitor: &Visitor, pending: &str, code: &str) -> Result<Finish, DeskError> {
        let now = self.now();
        let key_hash = proof::token_hash(pending);
        let mut reading = self.operations().read().await?;
        let step = reading.step(&key_hash).await?;
        drop(reading);
        let own = |step: &Step| {
            step.kind == StepKind::Enrolment
                && now < step.expires_at
                && step.account_id.as_ref() == Some(&visitor.account)
        };
        let Some(sealed) = step.filter(own).and_then(|step| step.sealed) else { return Ok(Finish::Over) };
        let kept: Kept = self.keys().open_step(&key_hash, &sealed)?;
        let Some(factor) = kept.factor else { return Ok(Finish::Over) };
        let mut jotting = self.operations().jot(now).await?;
        let tries = jotting.count_step_try(&key_hash).await?;
        jotting.keep().await?;
        let Some(tries) = tries.filter(|tries| *tries <= MOST_TRIES) else { return Ok(Finish::Over) };
        let Some(used) = proof::totp_step(&factor, code, now)? else {
            return Ok(if tries == MOST_TRIES { Finish::Over } else { Finish::Wrong });
        };
        let id = &visitor.account;
        let mut act = self.operations().begin(id.clone(), now).await?;
        if !act.use_step(&key_hash).await? {
            act.roll_back().await?;
            return Ok(Finish::Over);
        }
        let (sealed, key) = self.keys().seal_factor(id, &factor);
        act.set_factor(id, &sealed, &key).await?;
        act.use_totp_step(id, used).await?;
        let (codes, hashes) = proof::recovery_codes();
        act.set_recovery_codes(id, &hashes).await?;
        act.end_sessions_of(id, visitor.session.as_deref(), "second factor changed").await?;
        let drafts = [Action::SecondFactorReset, Action::SecondFactorEnrolled, Action::RecoveryCodesMade];
        act.commit_all(drafts.map(|action| visitor.draft(now, action, id)).to_vec()).await?;
        Ok(Finish::Done { recovery_codes: codes })
    }

    /// Other recovery codes, after the password and a code.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn new_recovery_codes(
        &self,
        visitor: &Visitor,
        password: &str,
        code: &str,
    ) -> Result<RecoveryCodes, DeskError> {
        match self.prove_again(visitor, password, Proof::Code(code)).await? {
            Proved::Yes => {}
            Proved::No => return Ok(RecoveryCodes::WrongCurrent),
            Proved::Wait(until) => return Ok(RecoveryCodes::Wait { until }),
        }
        let now = self.now();
        let (codes, hashes) = proof::recovery_codes();
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        act.set_recovery_codes(&visitor.account, &hashes).await?;
        act.commit(visitor.draft(now, Action::RecoveryCodesMade, &visitor.account)).await?;
        Ok(RecoveryCodes::Done(codes))
    }
}
