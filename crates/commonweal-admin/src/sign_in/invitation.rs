//! Accepting an invitation or a reset: the code, a password, a second factor, recovery codes; in that order.

use super::{MOST_TRIES, STEP_MINUTES};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::Request;
use commonweal_identity::{Secret, code_hash, password as passwords};
use commonweal_operations::accounts::{AccountEvent, AccountState, SignInWay};
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::invitations::InvitationKind;
use commonweal_store::{Account, Step, StepKind, Stored};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An invitation whose code was right.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Give this back with the next step.
    pub pending: Secret,
    /// The person's name.
    pub name: String,
    /// The user name.
    pub user: String,
    /// A first invitation or a reset.
    pub kind: InvitationKind,
    /// Until when the code can be used.
    pub expires: Timestamp,
}

/// A second factor to enrol: what an authenticator needs, shown this once.
#[derive(Clone)]
pub struct Enrol {
    /// The secret, to type (base 32, in groups of four).
    pub secret_text: String,
    /// The same as an address, for an authenticator on this machine.
    pub uri: String,
    /// The same as a picture: SVG with attributes only.
    pub qr_svg: String,
}

impl fmt::Debug for Enrol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// What follows the first code of a new second factor.
#[derive(Clone)]
pub enum Finish {
    /// Done. These are the recovery codes, shown this once.
    Done {
        /// One each, used once each.
        recovery_codes: Vec<String>,
    },
    /// Wrong code; another may be tried.
    Wrong,
    /// Too late, too many tries, or used meanwhile: type the invitation's code again.
    Over,
}

impl fmt::Debug for Finish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done { .. } => "Done [secret]",
            Self::Wrong => "Wrong",
            Self::Over => "Over",
        })
    }
}

/// What is kept, sealed, between the steps.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) password_hash: Option<String>,
    pub(super) factor: Option<String>,
}

impl Desk {
    /// Opens an invitation by its code. An unknown, used, withdrawn or expired one is the same nothing.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn open_invitation(&self, code: &str, request: &Request) -> Result<Option<Invited>, DeskError> {
        let now = self.now();
        let mut reading = self.operations().read().await?;
        let found = match code_hash(code) {
            Some(hash) => reading.invitation_by_code(&hash).await?,
            None => None,
        };
        let account = match &found {
            Some(found) => reading.account(&found.account_id).await?,
            None => None,
        };
        drop(reading);
        let open = found.filter(|found| found.invitation.is_open(now));
        let waiting = account.filter(|account| account.value.state == AccountState::Invited);
        let Some((found, account)) = open.zip(waiting) else {
            let draft = Draft::new(now, audit::STRANGER, Action::InvitationRefused, "invitation");
            self.operations().note(draft.denied("code").request(request.id.clone())).await?;
            return Ok(None);
        };
        let pending = proof::token();
        let mut jotting = self.operations().jot(now).await?;
        jotting
            .add_step(&Step {
                key_hash: proof::token_hash(pending.expose()),
                kind: StepKind::Invitation,
                account_id: Some(account.value.id.clone()),
                invitation_id: Some(found.id.clone()),
                sealed: None,
                tries: 0,
                made_at: now,
                expires_at: found.invitation.expires_at.min(now + SignedDuration::from_mins(STEP_MINUTES)),
            })
            .await?;
        jotting.keep().await?;
        Ok(Some(Invited {
            pending,
            name: account.value.display_name,
            user: account.value.user_name,
            kind: found.invitation.kind,
            expires: found.invitation.expires_at,
        }))
    }

    /// Takes the password and gives the second factor to enrol. Nothing of the account changes before
    /// [`Desk::finish_invitation`].
    ///
    /// # Errors
    /// `Form` with what is weak about the password; `Refused` where the step is over or local accounts are off;
    /// `Store`; `Identity`.
    pub async fn set_password(&self, pending: &str, password: &str) -> Result<Enrol, DeskError> {
        if !self.has_local() {
            return Err(DeskError::refused("sign in with your organisation's account to accept this invitation"));
        }
        let Some((_, account)) = self.invitation_step(pending).await? else {
            return Err(DeskError::refused("this took too long; enter the code of the invitation again"));
        };
        self.judge_password(password, &account.value.user_name, &account.value.display_name)
            .map_err(|words| DeskError::Form(vec![("password", words)]))?;
        let password_hash = Some(passwords::hash(password).await?);
        let (factor, enrol) = proof::new_factor(&account.value.user_name, self.service_name())?;
        let kept = Kept { password_hash, factor: Some(factor) };
        let key_hash = proof::token_hash(pending);
        let sealed = self.keys().seal_step(&key_hash, &kept);
        let mut jotting = self.operations().jot(self.now()).await?;
        jotting.set_step_sealed(&key_hash, &sealed).await?;
        jotting.keep().await?;
        Ok(enrol)
    }

    /// Takes the first code of the new factor: the account is active, and the invitation used up, in one act.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn finish_invitation(&self, pending: &str, code: &str, request: &Request) -> Result<Finish, DeskError> {
        let now = self.now();
        let key_hash = proof::token_hash(pending);
        let Some((step, account)) = self.invitation_step(pending).await? else { return Ok(Finish::Over) };
        let Some((sealed, invitation)) = step.sealed.zip(step.invitation_id) else { return Ok(Finish::Over) };
        let kept: Kept = self.keys().open_step(&key_hash, &sealed)?;
        let Some((password_hash, factor)) = kept.password_hash.zip(kept.factor) else { return Ok(Finish::Over) };
        let mut jotting = self.operations().jot(now).await?;
        let tries = jotting.count_step_try(&key_hash).await?;
        jotting.keep().await?;
        let Some(tries) = tries.filter(|tries| *tries <= MOST_TRIES) else { return Ok(Finish::Over) };
        let Some(used) = proof::totp_step(&factor, code, now)? else {
            return Ok(if tries == MOST_TRIES { Finish::Over } else { Finish::Wrong });
        };
        let mut account = account;
        let id = account.value.id.clone();
        let mut act = self.operations().begin(id.clone(), now).await?;
        if !act.use_step(&key_hash).await? || !act.use_invitation(&invitation).await? {
            act.roll_back().await?;
            return Ok(Finish::Over);
        }
        account.value.state = account.value.state.after(AccountEvent::Accept).map_err(DeskError::refused)?;
        account.value.way = SignInWay::Local;
        self.saved(act.save_account(&account.value, account.version).await).await?;
        act.set_password(&id, &password_hash).await?;
        let (sealed, key) = self.keys().seal_factor(&id, &factor);
        act.set_factor(&id, &sealed, &key).await?;
        act.use_totp_step(&id, used).await?;
        let (codes, hashes) = proof::recovery_codes();
        act.set_recovery_codes(&id, &hashes).await?;
        let entry = |action| Draft::new(now, id.clone(), action, &id).request(request.id.clone());
        let drafts = [
            Action::InvitationAccepted,
            Action::PasswordChanged,
            Action::SecondFactorEnrolled,
            Action::RecoveryCodesMade,
        ];
        act.commit_all(drafts.map(entry).to_vec()).await?;
        Ok(Finish::Done { recovery_codes: codes })
    }

    /// The step of an invitation that is under way, and the account it opens.
    pub(super) async fn invitation_step(&self, pending: &str) -> Result<Option<(Step, Stored<Account>)>, DeskError> {
        let now = self.now();
        let mut reading = self.operations().read().await?;
        let step = reading.step(&proof::token_hash(pending)).await?;
        let Some(step) = step.filter(|step| step.kind == StepKind::Invitation && now < step.expires_at) else {
            return Ok(None);
        };
        let Some(id) = &step.account_id else { return Ok(None) };
        let account = reading.account(id).await?;
        Ok(account.filter(|account| account.value.state == AccountState::Invited).map(|account| (step, account)))
    }

    /// What an authenticator calls this site.
    pub(super) fn service_name(&self) -> &str {
        let address = self.settings().sign_in.address.as_deref();
        address.and_then(|address| address.split_once("://")).map_or("Commonweal", |(_, host)| host)
    }
}
