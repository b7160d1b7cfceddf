//! A request with a cookie: who it is, or that the session has ended.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::{Request, SessionEnds, Visitor, Working};
use commonweal_operations::agreements::{Agreement, AgreementKind};
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::sessions::{SessionState, SessionTimes};
use commonweal_operations::time_text::utc_day;
use commonweal_store::{AgreementDays, Session, SessionInUse};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// How often the time of the last use is written.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl Desk {
    /// Who a cookie belongs to. Every request asks whether the session's times, the account, the grant and its
    /// agreement still hold; a session for which one does not is ended here.
    ///
    /// # Errors
    /// `Store`.
    pub async fn session(&self, cookie: &str, request: Request) -> Result<Option<Visitor>, DeskError> {
        if !proof::looks_like_token(cookie) {
            return Ok(None);
        }
        let now = self.now();
        let mut reading = self.operations().read().await?;
        let found = reading.session_in_use(&proof::token_hash(cookie)).await?;
        drop(reading);
        let Some(found) = found else { return Ok(None) };
        if let Some(reason) = self.why_over(&found, now) {
            self.end_here(&found.session, &request, &reason).await?;
            return Ok(None);
        }
        if found.session.purpose.is_some_and(|purpose| !self.sides().contains(&purpose.side())) {
            // It belongs to another process of this installation, where it goes on.
            return Ok(None);
        }
        let mut found = found;
        // Only once a minute: a read of a page is not a write.
        if now.duration_since(found.session.last_used_at) >= TOUCH_EVERY
            && self.operations().touch_session(&found.session.id, now).await?
        {
            found.session.last_used_at = now;
        }
        Ok(Some(self.visitor(found, cookie, request, now)))
    }

    fn why_over(&self, found: &SessionInUse, now: Timestamp) -> Option<String> {
        let times = times(&found.session);
        if let SessionState::Ended(end) = times.state(self.limits(), now) {
            return Some(end.to_string());
        }
        if !found.account.value.state.may_sign_in() {
            return Some(format!("account {}", found.account.value.state));
        }
        found.session.grant_id.as_ref()?;
        let today = utc_day(now);
        let Some(grant) = found.grant.as_ref().filter(|grant| grant.value.is_live(today)) else {
            return Some("the grant no longer holds".to_owned());
        };
        if grant.value.account_id != found.account.value.id
            || !grant.value.problems(found.account.value.kind).is_empty()
        {
            return Some("the grant does not fit".to_owned());
        }
        grant.value.agreement_id.as_ref()?;
        match &found.agreement {
            Some(days) if is_in_force(days, today) => None,
            _ => Some("the agreement is not in force".to_owned()),
        }
    }

    async fn end_here(&self, session: &Session, request: &Request, reason: &str) -> Result<(), DeskError> {
        let now = self.now();
        let mut act = self.operations().begin(audit::PROGRAM, now).await?;
        if act.end_session(&session.id, reason).await? {
            let draft = Draft::new(now, session.account_id.clone(), Action::SessionEnded, &session.id);
            act.commit(draft.because(reason).request(request.id.clone())).await?;
        } else {
            act.roll_back().await?;
        }
        Ok(())
    }

    fn visitor(&self, found: SessionInUse, cookie: &str, request: Request, now: Timestamp) -> Visitor {
        let SessionInUse { session, account, grant, .. } = found;
        let ends = self.ends(&times(&session), now);
        let working = grant.zip(session.purpose).map(|(grant, purpose)| Working {
            grant: grant.value.id,
            role: grant.value.role,
            scope: grant.value.scope,
            purpose,
            organisation: grant.value.organisation,
            agreement: grant.value.agreement_id,
            project: grant.value.project,
        });
        Visitor {
            account: account.value.id,
            user: account.value.user_name,
            name: account.value.display_name,
            kind: account.value.kind,
            second_factor: session.second_factor,
            session: Some(session.id),
            working,
            ends,
            csrf: proof::form_token(cookie),
            request,
        }
    }

    fn ends(&self, times: &SessionTimes, now: Timestamp) -> SessionEnds {
        let at = times.ends_at(self.limits());
        let is_warning = match times.state(self.limits(), now) {
            SessionState::Live { is_warning, .. } => is_warning,
            SessionState::Ended(_) => true,
        };
        let longest = times.started_at + SignedDuration::from_hours(self.limits().most_hours().into());
        SessionEnds { at, is_warning, can_be_extended: at < longest }
    }

    /// Gives a session its idle time again, as the button on the warning does.
    ///
    /// # Errors
    /// `Store`.
    pub async fn extend(&self, visitor: &Visitor) -> Result<SessionEnds, DeskError> {
        if let Some(session) = &visitor.session {
            let now = self.now();
            let mut act = self.operations().begin(visitor.account.clone(), now).await?;
            act.touch_session(session).await?;
            act.commit(visitor.draft(now, Action::SessionExtended, session)).await?;
        }
        let mut reading = self.operations().read().await?;
        let session = match &visitor.session {
            Some(id) => reading.session(id).await?,
            None => None,
        };
        Ok(session.map_or(visitor.ends, |session| self.ends(&times(&session), self.now())))
    }

    /// Ends the session.
    ///
    /// # Errors
    /// `Store`.
    pub async fn sign_out(&self, visitor: &Visitor) -> Result<(), DeskError> {
        let Some(session) = &visitor.session else { return Ok(()) };
        let now = self.now();
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        act.end_session(session, Action::SignedOut.as_str()).await?;
        act.commit(visitor.draft(now, Action::SignedOut, session)).await?;
        Ok(())
    }

    /// Ends every session of the visitor's account, this one too, and says how many.
    ///
    /// # Errors
    /// `Store`.
    pub async fn sign_out_everywhere(&self, visitor: &Visitor) -> Result<u64, DeskError> {
        let now = self.now();
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        let ended = act.end_sessions_of(&visitor.account, None, "signed out everywhere").await?;
        act.commit(visitor.draft(now, Action::SignedOut, "every session").rows(ended)).await?;
        Ok(ended)
    }

    /// Whether a session's times still run.
    pub(crate) fn is_running(&self, session: &Session, now: Timestamp) -> bool {
        matches!(times(session).state(self.limits(), now), SessionState::Live { .. })
    }
}

fn times(session: &Session) -> SessionTimes {
    SessionTimes { started_at: session.started_at, last_used_at: session.last_used_at }
}

/// Whether an agreement of these days is in force: its rule is the agreement's own.
fn is_in_force(days: &AgreementDays, today: Date) -> bool {
    let agreement = Agreement {
        id: String::new(),
        kind: AgreementKind::DataSharing,
        title: String::new(),
        parties: BTreeSet::new(),
        purposes: BTreeSet::new(),
        data_sets: BTreeSet::new(),
        legal_basis: String::new(),
        agreed_on: days.agreed_on,
        from: days.from,
        until: days.until,
        ended_on: days.ended_on,
        owner: String::new(),
        review_on: days.until,
    };
    agreement.state(today).is_in_force()
}
