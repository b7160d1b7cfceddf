//! Signing in with somebody else's service: OpenID Connect. An account is found by issuer and subject, never by address.

use super::{STEP_MINUTES, SignedIn};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::settings::{self, OidcSettings};
use crate::visitor::{Request, Visitor};
use commonweal_identity::{
    OidcClient, OidcConfig, OidcError, OidcIdentity, OidcPending, OidcProfile, OidcStart, Secret,
};
use commonweal_operations::accounts::{AccountEvent, AccountState, SignInWay};
use commonweal_operations::audit::{self, Action, Draft};
use commonweal_operations::grants::Grant;
use commonweal_operations::time_text::utc_day;
use commonweal_store::{Account, OidcRequest, Step, StepKind, Stored};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Where somebody is sent.
#[derive(Debug, Clone)]
pub struct OidcBegin {
    /// The provider's page.
    pub address: String,
    /// What the browser keeps meanwhile in a cookie: an answer without it is another browser's.
    pub cookie: Secret,
}

/// What follows their return.
#[derive(Debug, Clone)]
pub enum OidcFinish {
    /// Signed in.
    In(SignedIn),
    /// The provider knows them, but no account here is linked to them.
    NotLinked(String),
    /// Their role needs a second factor that the provider did not vouch for.
    TooWeak(String),
    /// The answer does not hold, or came too late.
    Refused(String),
}

const NOT_LINKED: &str = "no account here belongs to this sign-in; ask an administrator to invite you, then enter the code of the invitation";
const TOO_WEAK: &str = "your work here needs a second factor, and your sign-in service did not say that you gave one; sign in there with it";
const TOO_LATE: &str = "this sign-in took too long or was begun in another browser; begin again";

/// What is kept between leaving and returning.
#[derive(Serialize, Deserialize)]
struct Away {
    verifier: String,
    browser_hash: String,
}

fn profile(profile: settings::OidcProfile) -> OidcProfile {
    match profile {
        settings::OidcProfile::Generic => OidcProfile::Generic,
        settings::OidcProfile::Cis2 => OidcProfile::Cis2,
        settings::OidcProfile::Entra => OidcProfile::Entra,
    }
}

fn provider(error: &OidcError) -> DeskError {
    DeskError::Refused(error.to_string())
}

impl Desk {
    /// The provider, asked about itself once; a provider that was down is asked again the next time.
    pub(super) async fn oidc(&self) -> Result<&OidcClient, DeskError> {
        let Some(oidc) = &self.settings().sign_in.oidc else {
            return Err(DeskError::refused("this site has no sign-in service of another organisation"));
        };
        self.oidc_cell()
            .get_or_try_init(|| async {
                let config = self.oidc_config(oidc)?;
                OidcClient::discover(config).await.map_err(|error| provider(&error))
            })
            .await
    }

    fn oidc_config(&self, oidc: &OidcSettings) -> Result<OidcConfig, DeskError> {
        let file = self.settings().secret_place(self.dir(), &oidc.client_secret_file);
        let secret =
            std::fs::read_to_string(&file).map_err(DeskError::file("cannot read the client's secret in", &file))?;
        let site = self.settings().sign_in.address.clone().unwrap_or_default();
        Ok(OidcConfig {
            profile: profile(oidc.profile),
            issuer: oidc.issuer.clone(),
            client_id: oidc.client_id.clone(),
            client_secret: Secret::new(secret.trim()),
            redirect_uri: format!("{site}/sign-in/callback"),
            scopes: oidc.scopes.clone(),
            acr_values: Some(oidc.acr_values.join(" ")).filter(|values| !values.is_empty()),
            after_sign_out: Some(format!("{site}/")),
        })
    }

    /// Sends somebody to the provider; with the pending value of an invitation, their return accepts it.
    ///
    /// # Errors
    /// `Refused` where there is no provider, it does not answer, or the invitation's step is over; `Store`.
    pub async fn oidc_begin(&self, invitation: Option<&str>) -> Result<OidcBegin, DeskError> {
        let step = match invitation {
            None => None,
            Some(pending) => match self.invitation_step(pending).await? {
                Some((step, _)) => Some(step.key_hash),
                None => return Err(DeskError::refused("this took too long; enter the code of the invitation again")),
            },
        };
        self.oidc_away(step).await
    }

    /// Sends somebody who is signed in to the provider, to link that sign-in to their account.
    ///
    /// # Errors
    /// `Refused` where there is no provider or it does not answer; `Store`.
    pub async fn oidc_link_begin(&self, visitor: &Visitor) -> Result<OidcBegin, DeskError> {
        let now = self.now();
        let key_hash = proof::token_hash(proof::token().expose());
        let mut jotting = self.operations().jot(now).await?;
        jotting
            .add_step(&Step {
                key_hash: key_hash.clone(),
                kind: StepKind::Link,
                account_id: Some(visitor.account.clone()),
                invitation_id: None,
                sealed: None,
                tries: 0,
                made_at: now,
                expires_at: now + SignedDuration::from_mins(STEP_MINUTES),
            })
            .await?;
        jotting.keep().await?;
        self.oidc_away(Some(key_hash)).await
    }

    async fn oidc_away(&self, step_hash: Option<String>) -> Result<OidcBegin, DeskError> {
        let OidcStart { address, pending: OidcPending { state, nonce, verifier } } = self.oidc().await?.begin();
        let cookie = proof::token();
        let now = self.now();
        let state_hash = proof::token_hash(state.expose());
        let away = Away { verifier: verifier.expose().to_owned(), browser_hash: proof::token_hash(cookie.expose()) };
        let mut jotting = self.operations().jot(now).await?;
        jotting
            .add_oidc_request(&OidcRequest {
                verifier_sealed: self.keys().seal_step(&state_hash, &away),
                verifier_key_id: self.keys().steps_id().to_owned(),
                state_hash,
                nonce: nonce.expose().to_owned(),
                return_path: "/account".to_owned(),
                step_hash,
                made_at: now,
            })
            .await?;
        jotting.keep().await?;
        Ok(OidcBegin { address, cookie })
    }

    /// Takes the provider's answer: `state` and `code` of the address, and the cookie of [`OidcBegin`].
    ///
    /// # Errors
    /// `Store`; `Identity`.
    pub async fn oidc_finish(
        &self,
        cookie: &str,
        state: &str,
        code: &str,
        request: &Request,
    ) -> Result<OidcFinish, DeskError> {
        let now = self.now();
        let state_hash = proof::token_hash(state);
        let mut jotting = self.operations().jot(now).await?;
        let away = jotting.use_oidc_request(&state_hash).await?;
        jotting.keep().await?;
        let in_time = |away: &OidcRequest| now.duration_since(away.made_at) <= SignedDuration::from_mins(STEP_MINUTES);
        let Some(away) = away.filter(in_time) else {
            return self.oidc_refused(request, "state", TOO_LATE).await;
        };
        let kept: Away = self.keys().open_step(&state_hash, &away.verifier_sealed)?;
        if kept.browser_hash != proof::token_hash(cookie) {
            return self.oidc_refused(request, "browser", TOO_LATE).await;
        }
        let pending = OidcPending {
            state: Secret::new(state),
            nonce: Secret::new(away.nonce),
            verifier: Secret::new(kept.verifier),
        };
        let identity = match self.oidc().await?.finish(code, state, &pending, now).await {
            Ok(identity) => identity,
            Err(error) => return self.oidc_refused(request, "provider", &error.to_string()).await,
        };
        match away.step_hash {
            None => self.oidc_known(&identity, request).await,
            Some(step) => self.oidc_step(&step, &identity, request).await,
        }
    }

    async fn oidc_refused(&self, request: &Request, reason: &str, words: &str) -> Result<OidcFinish, DeskError> {
        let draft = Draft::new(self.now(), audit::STRANGER, Action::SignInRefused, "organisation's sign-in");
        self.operations().note(draft.denied(reason).request(request.id.clone())).await?;
        Ok(OidcFinish::Refused(words.to_owned()))
    }

    /// Signs in the account that the identity is linked to.
    async fn oidc_known(&self, identity: &OidcIdentity, request: &Request) -> Result<OidcFinish, DeskError> {
        let mut reading = self.operations().read().await?;
        let account = reading.identity_account(&identity.issuer, &identity.subject).await?;
        drop(reading);
        let Some(account) = account.filter(|account| account.value.state.may_sign_in()) else {
            self.oidc_refused(request, "not linked", NOT_LINKED).await?;
            return Ok(OidcFinish::NotLinked(NOT_LINKED.to_owned()));
        };
        self.oidc_session(account.value, identity, request, Vec::new()).await
    }

    async fn oidc_session(
        &self,
        account: Account,
        identity: &OidcIdentity,
        request: &Request,
        before: Vec<Draft>,
    ) -> Result<OidcFinish, DeskError> {
        let now = self.now();
        let today = utc_day(now);
        let mut act = self.operations().begin(account.id.clone(), now).await?;
        let grants = act.grants_of(&account.id).await?;
        let privileged = all_privileged(grants.iter().map(|grant| &grant.value).filter(|grant| grant.is_live(today)));
        // Nothing that it may do is open to a sign-in this weak: say so now, not on the next page.
        if privileged && !identity.second_factor && before.is_empty() {
            act.roll_back().await?;
            let draft = Draft::new(now, audit::STRANGER, Action::SignInRefused, &account.id);
            self.operations().note(draft.denied("second-factor").request(request.id.clone())).await?;
            return Ok(OidcFinish::TooWeak(TOO_WEAK.to_owned()));
        }
        let session =
            identity.session_id.clone().unwrap_or_else(|| subject_session(&identity.issuer, &identity.subject));
        let factor = identity.second_factor;
        let cookie = self.add_session(&mut act, &account, SignInWay::Oidc, factor, Some(session), request).await?;
        let mut drafts = before;
        let signed_in = Draft::new(now, account.id.clone(), Action::SignedIn, &account.id);
        drafts.push(signed_in.because("organisation's sign-in").request(request.id.clone()));
        act.commit_all(drafts).await?;
        Ok(OidcFinish::In(SignedIn { cookie, recovery_left: 0 }))
    }

    /// Accepts an invitation, or links the identity to the account that asked for it.
    async fn oidc_step(
        &self,
        step_hash: &str,
        identity: &OidcIdentity,
        request: &Request,
    ) -> Result<OidcFinish, DeskError> {
        let now = self.now();
        let mut reading = self.operations().read().await?;
        let taken = reading.identity_account(&identity.issuer, &identity.subject).await?.is_some();
        let step = reading.step(step_hash).await?.filter(|step| now < step.expires_at);
        let account = match step.as_ref().and_then(|step| step.account_id.as_ref()) {
            Some(id) => reading.account(id).await?,
            None => None,
        };
        drop(reading);
        if taken {
            return self.oidc_refused(request, "linked", "this sign-in belongs to another account here").await;
        }
        let Some((step, account)) = step.zip(account) else {
            return self.oidc_refused(request, "step", TOO_LATE).await;
        };
        match step.kind {
            StepKind::Link if account.value.state.may_sign_in() => {
                self.oidc_link(&step, account, identity, request).await
            }
            StepKind::Invitation if account.value.state == AccountState::Invited => {
                self.oidc_accept(&step, account, identity, request).await
            }
            _ => self.oidc_refused(request, "step", TOO_LATE).await,
        }
    }

    async fn oidc_link(
        &self,
        step: &Step,
        account: Stored<Account>,
        identity: &OidcIdentity,
        request: &Request,
    ) -> Result<OidcFinish, DeskError> {
        let now = self.now();
        let id = account.value.id.clone();
        let mut act = self.operations().begin(id.clone(), now).await?;
        if !act.use_step(&step.key_hash).await? {
            act.roll_back().await?;
            return self.oidc_refused(request, "step", TOO_LATE).await;
        }
        act.link_identity(&identity.issuer, &identity.subject, &id).await?;
        let draft = Draft::new(now, id.clone(), Action::AccountChanged, &id);
        act.commit(draft.because("organisation's sign-in linked").request(request.id.clone())).await?;
        self.oidc_session(account.value, identity, request, Vec::new()).await
    }

    async fn oidc_accept(
        &self,
        step: &Step,
        account: Stored<Account>,
        identity: &OidcIdentity,
        request: &Request,
    ) -> Result<OidcFinish, DeskError> {
        let now = self.now();
        let id = account.value.id.clone();
        let mut act = self.operations().begin(id.clone(), now).await?;
        let invitation = step.invitation_id.clone().unwrap_or_default();
        if !act.use_step(&step.key_hash).await? || !act.use_invitation(&invitation).await? {
            act.roll_back().await?;
            return self.oidc_refused(request, "step", TOO_LATE).await;
        }
        let mut accepted = account.value;
        accepted.state = accepted.state.after(AccountEvent::Accept).map_err(DeskError::refused)?;
        accepted.way = SignInWay::Oidc;
        self.saved(act.save_account(&accepted, account.version).await).await?;
        act.link_identity(&identity.issuer, &identity.subject, &id).await?;
        let draft = Draft::new(now, id.clone(), Action::InvitationAccepted, &id);
        act.commit(draft.because("organisation's sign-in").request(request.id.clone())).await?;
        self.oidc_session(accepted, identity, request, Vec::new()).await
    }
}

/// What the sessions of a person are known by at a provider that names no sessions.
pub(super) fn subject_session(issuer: &str, subject: &str) -> String {
    format!("{issuer}|{subject}")
}

/// Whether there are grants and every one of them is of a privileged role.
fn all_privileged<'a>(grants: impl Iterator<Item = &'a Grant>) -> bool {
    let mut grants = grants.peekable();
    grants.peek().is_some() && grants.all(|grant| grant.role.facts().is_privileged)
}
