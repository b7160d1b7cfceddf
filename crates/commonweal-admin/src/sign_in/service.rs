//! A program that asks with its key: `Authorization: Bearer`.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::{Request, SessionEnds, Visitor, Working};
use commonweal_identity::Secret;
use commonweal_operations::accounts::AccountKind;
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::time_text::utc_day;
use commonweal_store::ServiceInUse;
use jiff::Timestamp;
use jiff::civil::Date;

impl Desk {
    /// The service a key belongs to. Every request asks whether key, account and grant still hold.
    ///
    /// # Errors
    /// `Store`.
    pub async fn bearer(&self, key: &str, request: Request) -> Result<Option<Visitor>, DeskError> {
        let now = self.now();
        let mut reading = self.operations().read().await?;
        let found = match proof::looks_like_token(key) {
            true => reading.service_in_use(&proof::token_hash(key)).await?,
            false => None,
        };
        drop(reading);
        let working = found.as_ref().and_then(|found| self.works_as(found, utc_day(now)));
        let Some((found, working)) = found.zip(working) else {
            let draft = Draft::new(now, audit::STRANGER, Action::SignInRefused, "service key");
            self.operations().note(draft.denied("key").request(request.id)).await?;
            return Ok(None);
        };
        self.operations().touch_service_key(&found.key.id, now).await?;
        let account = found.account.value;
        Ok(Some(Visitor {
            account: account.id,
            user: account.user_name,
            name: account.display_name,
            kind: AccountKind::Service,
            second_factor: false,
            session: None,
            working: Some(working),
            ends: SessionEnds { at: end_of(found.key.expires_on), is_warning: false, can_be_extended: false },
            // A service sends no forms: a token that nothing equals.
            csrf: Secret::new(proof::random_word()),
            request,
        }))
    }

    fn works_as(&self, found: &ServiceInUse, today: Date) -> Option<Working> {
        let account = &found.account.value;
        let sound = account.kind == AccountKind::Service
            && account.state.may_sign_in()
            && account.expires_on.is_some_and(|last| today <= last)
            && found.key.ended_at.is_none()
            && today <= found.key.expires_on;
        let purpose = account.purpose?;
        let mut live = found.grants.iter().map(|grant| &grant.value).filter(|grant| grant.is_live(today));
        let grant = live.next()?;
        let alone = live.next().is_none() && grant.problems(AccountKind::Service).is_empty();
        let served = grant.role.serves(purpose) && self.sides().contains(&purpose.side());
        (sound && alone && served).then(|| Working {
            grant: grant.id.clone(),
            role: grant.role,
            scope: grant.scope.clone(),
            purpose,
            organisation: grant.organisation.clone(),
            agreement: grant.agreement_id.clone(),
            project: grant.project.clone(),
        })
    }
}

fn end_of(day: Date) -> Timestamp {
    let midnight = day.tomorrow().ok().and_then(|next| next.to_zoned(jiff::tz::TimeZone::UTC).ok());
    midnight.map_or(Timestamp::MAX, |at| at.timestamp())
}
