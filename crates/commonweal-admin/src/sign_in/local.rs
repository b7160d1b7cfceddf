//! Signing in with a password of ours and a code.

use super::{MOST_TRIES, STEP_MINUTES};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::Request;
use commonweal_identity::Secret;
use commonweal_operations::accounts::{AccountKind, SignInWay};
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::throttle;
use commonweal_store::{Account, Act, Credential, Reading, Session, Step, StepKind};
use jiff::{SignedDuration, Timestamp};

/// What follows a user name and a password.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// Both were right: ask for the code, and give this back with it.
    SecondFactor(Secret),
    /// Too many attempts on this name, whether or not there is such an account.
    Wait {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
    /// One answer for a wrong name, a wrong password and an account that may not sign in.
    Refused,
}

/// What somebody gives as second factor.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// Six digits of an authenticator.
    Code(&'a str),
    /// One of the recovery codes.
    Recovery(&'a str),
}

/// What follows a second factor.
#[derive(Debug, Clone)]
pub enum Factor {
    /// Signed in.
    In(SignedIn),
    /// Wrong code; another may be tried.
    Wrong,
    /// Too many attempts.
    Wait {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
    /// This attempt is over: begin with the password again.
    Over,
}

/// A new session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What the cookie holds.
    pub cookie: Secret,
    /// How many recovery codes are left; none where the account has no factor of ours.
    pub recovery_left: u64,
}

impl Desk {
    /// Looks at a user name and a password. An unknown name takes the same work and gets the same answer.
    ///
    /// # Errors
    /// `Refused` where local accounts are off; `Store`; `Identity`.
    pub async fn sign_in_local(&self, user: &str, password: &str, request: &Request) -> Result<SignIn, DeskError> {
        if !self.has_local() {
            return Err(DeskError::refused("sign in with your organisation's account"));
        }
        let user = user.trim().to_ascii_lowercase();
        let subject = self.keys().subject(&user);
        let _turn = self.queue(&subject).await;
        let now = self.now();
        let mut reading = self.operations().read().await?;
        if let Some(until) = waits(&mut reading, &subject, now).await? {
            drop(reading);
            let draft = refusal(now, request, None, "wait");
            self.operations().note(draft).await?;
            return Ok(SignIn::Wait { until });
        }
        let account = reading.account_by_user_name(&user).await?.map(|stored| stored.value);
        let credential = match &account {
            Some(account) => reading.credential(&account.id).await?,
            None => None,
        };
        drop(reading);
        let hash = credential.as_ref().and_then(|credential| credential.password_hash.as_deref());
        let checked = proof::check_password(hash, password).await?;
        let may = |account: &Account| account.kind == AccountKind::Person && account.state.may_sign_in();
        let ready = account.as_ref().filter(|account| may(account) && account.way == SignInWay::Local);
        let enrolled = credential.as_ref().is_some_and(|credential| credential.factor_sealed.is_some());
        match ready {
            Some(account) if checked.is_right && enrolled => {
                let pending = self.begin_second_factor(account, checked.rehash, credential).await?;
                Ok(SignIn::SecondFactor(pending))
            }
            _ => {
                self.failed(&subject, account.as_ref(), request, "password").await?;
                Ok(SignIn::Refused)
            }
        }
    }

    async fn begin_second_factor(
        &self,
        account: &Account,
        rehash: Option<String>,
        credential: Option<Credential>,
    ) -> Result<Secret, DeskError> {
        let now = self.now();
        let mut jotting = self.operations().jot(now).await?;
        let pending = proof::token();
        jotting
            .add_step(&Step {
                key_hash: proof::token_hash(pending.expose()),
                kind: StepKind::SecondFactor,
                account_id: Some(account.id.clone()),
                invitation_id: None,
                sealed: None,
                tries: 0,
                made_at: now,
                expires_at: now + SignedDuration::from_mins(STEP_MINUTES),
            })
            .await?;
        jotting.keep().await?;
        if let Some((new, old)) = rehash.zip(credential.and_then(|credential| credential.password_hash)) {
            let mut act = self.operations().begin(audit::PROGRAM, now).await?;
            if act.rehash_password(&account.id, &old, &new).await? {
                let draft = Draft::new(now, audit::PROGRAM, Action::PasswordChanged, &account.id);
                act.commit(draft.because("hashed again with today's parameters")).await?;
            } else {
                act.roll_back().await?;
            }
        }
        Ok(pending)
    }

    /// Looks at the second factor and begins the session.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn second_factor(&self, pending: &str, given: Proof<'_>, request: &Request) -> Result<Factor, DeskError> {
        let now = self.now();
        let key_hash = proof::token_hash(pending);
        let mut reading = self.operations().read().await?;
        let step = reading.step(&key_hash).await?;
        let step = step.filter(|step| step.kind == StepKind::SecondFactor && now < step.expires_at);
        let Some(id) = step.as_ref().and_then(|step| step.account_id.clone()) else { return Ok(Factor::Over) };
        let Some(account) = reading.account(&id).await?.map(|stored| stored.value) else { return Ok(Factor::Over) };
        drop(reading);
        let subject = self.keys().subject(&account.user_name);
        let _turn = self.queue(&subject).await;
        let mut reading = self.operations().read().await?;
        if let Some(until) = waits(&mut reading, &subject, now).await? {
            drop(reading);
            self.operations().note(refusal(now, request, Some(&account), "wait")).await?;
            return Ok(Factor::Wait { until });
        }
        drop(reading);
        let mut jotting = self.operations().jot(now).await?;
        let tries = jotting.count_step_try(&key_hash).await?;
        jotting.keep().await?;
        let Some(tries) = tries.filter(|tries| *tries <= MOST_TRIES) else { return Ok(Factor::Over) };
        let mut act = self.operations().begin(account.id.clone(), now).await?;
        // The account as it is now: a reset or a suspension between the two steps ends this attempt.
        let account = act.account(&account.id).await?.map(|stored| stored.value);
        let Some(account) = account.filter(|account| account.state.may_sign_in()) else { return Ok(Factor::Over) };
        if act.credential(&account.id).await?.is_none_or(|credential| credential.factor_sealed.is_none()) {
            return Ok(Factor::Over);
        }
        if !self.take_proof(&mut act, &account.id, given).await? {
            act.roll_back().await?;
            let reason = if matches!(given, Proof::Code(_)) { "code" } else { "recovery code" };
            self.failed(&subject, Some(&account), request, reason).await?;
            return Ok(if tries == MOST_TRIES { Factor::Over } else { Factor::Wrong });
        }
        if !act.use_step(&key_hash).await? {
            return Ok(Factor::Over);
        }
        act.add_attempt(&self.new_id("attempt"), &subject, true).await?;
        let cookie = self.add_session(&mut act, &account, SignInWay::Local, true, None, request).await?;
        let recovery_left = act.recovery_codes_left(&account.id).await?;
        let entry = |action| Draft::new(now, account.id.clone(), action, &account.id).request(request.id.clone());
        let mut drafts = vec![entry(Action::SignedIn)];
        if matches!(given, Proof::Recovery(_)) {
            drafts.push(entry(Action::RecoveryCodeUsed));
        }
        act.commit_all(drafts).await?;
        Ok(Factor::In(SignedIn { cookie, recovery_left }))
    }

    /// Whether a code or recovery code is right; it is used up in the same act.
    pub(super) async fn take_proof(&self, act: &mut Act, account: &str, given: Proof<'_>) -> Result<bool, DeskError> {
        match given {
            Proof::Code(code) => {
                let Some(credential) = act.credential(account).await? else { return Ok(false) };
                let Some(sealed) = credential.factor_sealed else { return Ok(false) };
                let factor = self.keys().open_factor(account, &sealed)?;
                match proof::totp_step(&factor, code, self.now())? {
                    Some(step) => Ok(act.use_totp_step(account, step).await?),
                    None => Ok(false),
                }
            }
            Proof::Recovery(code) => match commonweal_identity::recovery::hash(code) {
                Some(hash) => Ok(act.use_recovery_code(account, &hash).await?),
                None => Ok(false),
            },
        }
    }

    /// Counts a failed attempt and writes it down, for an account that is there as for one that is not.
    pub(super) async fn failed(
        &self,
        subject: &str,
        account: Option<&Account>,
        request: &Request,
        reason: &str,
    ) -> Result<(), DeskError> {
        let now = self.now();
        let mut act = self.operations().begin(audit::STRANGER, now).await?;
        act.add_attempt(&self.new_id("attempt"), subject, false).await?;
        act.commit(refusal(now, request, account, reason)).await?;
        Ok(())
    }

    /// Begins a session and says what its cookie holds.
    pub(super) async fn add_session(
        &self,
        act: &mut Act,
        account: &Account,
        way: SignInWay,
        second_factor: bool,
        provider_session: Option<String>,
        request: &Request,
    ) -> Result<Secret, DeskError> {
        let now = self.now();
        let cookie = proof::token();
        act.add_session(&Session {
            id: self.new_id("session"),
            key_hash: proof::token_hash(cookie.expose()),
            account_id: account.id.clone(),
            way,
            second_factor,
            started_at: now,
            last_used_at: now,
            grant_id: None,
            purpose: None,
            side: None,
            provider_session,
            agent: request.agent.chars().filter(|c| !c.is_control()).take(200).collect(),
            ended_at: None,
            end_reason: None,
        })
        .await?;
        Ok(cookie)
    }
}

/// An entry of a refused sign-in; a name that was typed is never in it.
fn refusal(now: Timestamp, request: &Request, account: Option<&Account>, reason: &str) -> Draft {
    let object = account.map_or("unknown account", |account| &account.id);
    Draft::new(now, audit::STRANGER, Action::SignInRefused, object).denied(reason).request(request.id.clone())
}

/// Until when the next attempt on a subject has to wait.
pub(super) async fn waits(
    reading: &mut Reading,
    subject: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, DeskError> {
    let since = now - SignedDuration::from_hours(throttle::LOOK_BACK_HOURS);
    let failures = reading.failures_since_success(subject, since).await?;
    Ok(throttle::wait_until(&failures, now))
}
