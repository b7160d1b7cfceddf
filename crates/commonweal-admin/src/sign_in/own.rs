//! What a person does with their own account: sessions and password.

use super::local::{Proof, waits};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::{SessionView, session_views};
use crate::proof;
use crate::visitor::Visitor;
use commonweal_identity::password;
use commonweal_operations::audit::Action;
use commonweal_operations::password_rules::{self, About};
use jiff::Timestamp;

/// What follows a wish for another password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordChange {
    /// It is changed, and the account's other sessions have ended.
    Done {
        /// How many.
        ended: u64,
    },
    /// The password or the code was wrong.
    WrongCurrent,
    /// The new one is too weak, and these words say why.
    Refused(String),
    /// Too many attempts.
    Wait {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
}

/// Whether somebody proved who they are once more.
pub(super) enum Proved {
    Yes,
    No,
    Wait(Timestamp),
}

impl Desk {
    /// The visitor's own running sessions, newest first.
    ///
    /// # Errors
    /// `Store`.
    pub async fn own_sessions(&self, visitor: &Visitor) -> Result<Vec<SessionView>, DeskError> {
        let mut reading = self.operations().read().await?;
        session_views(self, &mut reading, &visitor.account, visitor.session.as_deref()).await
    }

    /// Ends one of the visitor's own sessions; false where it is not theirs or has ended.
    ///
    /// # Errors
    /// `Store`.
    pub async fn end_own_session(&self, visitor: &Visitor, id: &str) -> Result<bool, DeskError> {
        let now = self.now();
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        let own = act.sessions_of(&visitor.account, false).await?.iter().any(|session| session.id == id);
        if !own || !act.end_session(id, "ended by its person").await? {
            act.roll_back().await?;
            return Ok(false);
        }
        act.commit(visitor.draft(now, Action::SessionEnded, id)).await?;
        Ok(true)
    }

    /// Changes the visitor's password, after the current one and a code; their other sessions end.
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn change_password(
        &self,
        visitor: &Visitor,
        current: &str,
        new: &str,
        code: &str,
    ) -> Result<PasswordChange, DeskError> {
        match self.prove_again(visitor, current, Proof::Code(code)).await? {
            Proved::Yes => {}
            Proved::No => return Ok(PasswordChange::WrongCurrent),
            Proved::Wait(until) => return Ok(PasswordChange::Wait { until }),
        }
        if current == new {
            return Ok(PasswordChange::Refused("choose a password that differs from the current one".to_owned()));
        }
        if let Err(words) = self.judge_password(new, &visitor.user, &visitor.name) {
            return Ok(PasswordChange::Refused(words));
        }
        let hash = password::hash(new).await?;
        let now = self.now();
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        act.set_password(&visitor.account, &hash).await?;
        let ended = act.end_sessions_of(&visitor.account, visitor.session.as_deref(), "password changed").await?;
        act.commit(visitor.draft(now, Action::PasswordChanged, &visitor.account).rows(ended)).await?;
        Ok(PasswordChange::Done { ended })
    }

    /// Asks for the password and a code again before something that a stolen session must not do.
    pub(super) async fn prove_again(
        &self,
        visitor: &Visitor,
        password: &str,
        given: Proof<'_>,
    ) -> Result<Proved, DeskError> {
        let now = self.now();
        let subject = self.keys().subject(&visitor.user);
        let _turn = self.queue(&subject).await;
        let mut reading = self.operations().read().await?;
        if let Some(until) = waits(&mut reading, &subject, now).await? {
            return Ok(Proved::Wait(until));
        }
        let account = reading.account(&visitor.account).await?.map(|account| account.value);
        let hash = reading.credential(&visitor.account).await?.and_then(|credential| credential.password_hash);
        drop(reading);
        let checked = proof::check_password(hash.as_deref(), password).await?;
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        let right = checked.is_right && self.take_proof(&mut act, &visitor.account, given).await?;
        if !right {
            act.roll_back().await?;
            self.failed(&subject, account.as_ref(), &visitor.request, "asked again").await?;
            return Ok(Proved::No);
        }
        act.add_attempt(&self.new_id("attempt"), &subject, true).await?;
        act.commit(visitor.draft(now, Action::SignedIn, &visitor.account).because("asked again")).await?;
        Ok(Proved::Yes)
    }

    /// Why a password is too weak, in words.
    pub(super) fn judge_password(&self, password: &str, user: &str, name: &str) -> Result<(), String> {
        let host = self.settings().sign_in.address.as_deref().unwrap_or_default();
        let host = host.split_once("://").map_or(host, |(_, host)| host);
        let mut services = vec!["commonweal"];
        services.extend(host.split(['.', ':', '/']).filter(|part| part.len() > 3));
        let about = About { user_name: user, display_name: name, service_names: &services };
        if password.to_lowercase().contains(&user.to_lowercase()) {
            return Err("Enter a password that does not hold your email address".to_owned());
        }
        password_rules::check(password, &about)
            .map_err(|weak| weak.iter().map(ToString::to_string).collect::<Vec<_>>().join(". "))
    }
}
