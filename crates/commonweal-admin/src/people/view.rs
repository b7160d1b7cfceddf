//! What is shown of accounts, grants and sessions.

use crate::desk::Desk;
use crate::error::DeskError;
use commonweal_operations::accounts::{AccountKind, AccountState, SignInWay};
use commonweal_operations::grants::Grant;
use commonweal_operations::{Purpose, Role, Scope};
use commonweal_store::{Account, Reading, Session, Stored};
use jiff::Timestamp;
use jiff::civil::Date;

/// Some rows of many, and where the others begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// These rows.
    pub rows: Vec<T>,
    /// What to ask for to see those after them; none at the end.
    pub next: Option<String>,
}

/// Which accounts to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Part of a user name or name.
    pub text: Option<String>,
    /// Only people or only services.
    pub kind: Option<AccountKind>,
    /// Only those in this state.
    pub state: Option<AccountState>,
    /// Those after this place: `next` of the page before.
    pub after: Option<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// User name: an email address, or a service's name.
    pub user: String,
    /// Name for people.
    pub name: String,
    /// Person or service.
    pub kind: AccountKind,
    /// Where it stands.
    pub state: AccountState,
    /// How its person signs in.
    pub way: SignInWay,
    /// Id of its organisation.
    pub organisation: Option<String>,
    /// Changes with every edit.
    pub version: i64,
    /// What it may work as, ended grants too.
    pub grants: Vec<GrantView>,
    /// When somebody last signed in with it, or used its key, where the records still say.
    pub last_sign_in: Option<Timestamp>,
    /// Whether it has a second factor of ours.
    pub has_factor: bool,
    /// A service's owner: the account's id.
    pub owner: Option<String>,
    /// A service's one purpose.
    pub purpose: Option<Purpose>,
    /// A service's last day.
    pub expires_on: Option<Date>,
}

/// One grant.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantView {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// Its first day (UTC).
    pub from: Date,
    /// Its last day.
    pub until: Option<Date>,
    /// The day it was ended.
    pub ended: Option<Date>,
    /// The organisation it is for.
    pub organisation: Option<String>,
    /// The agreement it rests on.
    pub agreement: Option<String>,
    /// The project it is for.
    pub project: Option<String>,
    /// Changes with every edit.
    pub version: i64,
    /// Whether its days are running.
    pub live: bool,
}

/// One session, without anything that would open it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionView {
    /// Id of its record.
    pub id: String,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
    /// What it works as.
    pub role: Option<Role>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// The browser, as it named itself.
    pub agent: String,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// Whose sessions to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// One session.
    Session(String),
    /// Every session of an account.
    Account(String),
    /// Every session there is.
    All,
}

pub(crate) fn grant_view(stored: &Stored<Grant>, today: Date) -> GrantView {
    let grant = &stored.value;
    GrantView {
        id: grant.id.clone(),
        account: grant.account_id.clone(),
        role: grant.role,
        scope: grant.scope.clone(),
        from: grant.from,
        until: grant.until,
        ended: grant.ended_on,
        organisation: grant.organisation.clone(),
        agreement: grant.agreement_id.clone(),
        project: grant.project.clone(),
        version: stored.version,
        live: grant.is_live(today),
    }
}

pub(crate) async fn account_view(
    reading: &mut Reading,
    stored: &Stored<Account>,
    today: Date,
) -> Result<AccountView, DeskError> {
    let account = &stored.value;
    let grants = reading.grants_of(&account.id).await?;
    let credential = reading.credential(&account.id).await?;
    let sessions = reading.sessions_of(&account.id, true).await?;
    let keys = reading.service_keys_of(&account.id).await?;
    let signed_in = sessions.iter().map(|session| session.started_at);
    let used = keys.iter().filter_map(|key| key.last_used_at);
    Ok(AccountView {
        id: account.id.clone(),
        user: account.user_name.clone(),
        name: account.display_name.clone(),
        kind: account.kind,
        state: account.state,
        way: account.way,
        organisation: account.organisation.clone(),
        version: stored.version,
        grants: grants.iter().map(|grant| grant_view(grant, today)).collect(),
        last_sign_in: signed_in.chain(used).max(),
        has_factor: credential.is_some_and(|credential| credential.factor_enrolled_at.is_some()),
        owner: account.owner.clone(),
        purpose: account.purpose,
        expires_on: account.expires_on,
    })
}

/// Sessions that have not ended, newest first; those that only ran out are left out.
pub(crate) async fn session_views(
    desk: &Desk,
    reading: &mut Reading,
    account: &str,
    this: Option<&str>,
) -> Result<Vec<SessionView>, DeskError> {
    let now = desk.now();
    let grants = reading.grants_of(account).await?;
    let role_of = |session: &Session| {
        let id = session.grant_id.as_ref()?;
        grants.iter().find(|grant| grant.value.id == *id).map(|grant| grant.value.role)
    };
    let sessions = reading.sessions_of(account, false).await?;
    let mut views: Vec<SessionView> = sessions
        .into_iter()
        .filter(|session| desk.is_running(session, now))
        .map(|session| SessionView {
            began: session.started_at,
            last_seen: session.last_used_at,
            role: role_of(&session),
            purpose: session.purpose,
            agent: session.agent.clone(),
            this: this == Some(session.id.as_str()),
            id: session.id,
        })
        .collect();
    views.sort_by(|a, b| (b.began, &b.id).cmp(&(a.began, &a.id)));
    Ok(views)
}
