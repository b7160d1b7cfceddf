//! `commonweal user list|show|sessions`: what is known of accounts. No secret is here to be shown.

use super::desk::{Here, at_desk, instant};
use crate::arguments::{Format, Place};
use crate::output;
use commonweal_admin::{AccountFilter, AccountView, GrantView, SessionView};
use commonweal_app::{QueryResult, Value};
use commonweal_operations::accounts::AccountState;
use serde_json::json;

/// Every account that is asked for, by address.
pub(crate) fn list(
    like: Option<&str>,
    state: Option<AccountState>,
    place: &Place,
    format: &Format,
) -> anyhow::Result<()> {
    let accounts = at_desk(place, async |here: &Here| {
        let mut accounts = Vec::new();
        let mut after = None;
        loop {
            let filter = AccountFilter { text: like.map(str::to_owned), kind: None, state, after };
            let found = here.desk.accounts(here.by(), &filter).await?;
            accounts.extend(found.rows);
            after = found.next;
            if after.is_none() {
                return Ok(accounts);
            }
        }
    })?;
    let columns = ["account", "name", "kind", "state", "roles", "organisation", "last_sign_in"];
    let rows = accounts.iter().map(|account| {
        let live: Vec<String> = account.grants.iter().filter(|grant| grant.live).map(role_and_scope).collect();
        vec![
            text(&account.user),
            text(&account.name),
            text(&account.kind),
            text(&account.state),
            text(&live.join(", ")),
            optional(account.organisation.as_ref()),
            optional(account.last_sign_in.map(instant).as_ref()),
        ]
    });
    output::rows(&QueryResult { columns: columns.map(str::to_owned).into(), rows: rows.collect() }, format)
}

/// One account with its grants.
pub(crate) fn one(account: &str, place: &Place, as_json: bool) -> anyhow::Result<()> {
    let found = at_desk(place, async |here: &Here| Ok(here.desk.account(here.by(), account).await?))?;
    output::print(&if as_json { format!("{:#}\n", account_json(&found)) } else { account_text(&found) })
}

/// The sessions of an account, the latest first.
pub(crate) fn sessions(user: &str, place: &Place, format: &Format) -> anyhow::Result<()> {
    let sessions = at_desk(place, async |here: &Here| {
        let account = here.desk.account(here.by(), user).await?;
        Ok(here.desk.sessions_of(here.by(), &account.id).await?)
    })?;
    let columns = ["session", "began", "last_seen", "role", "purpose", "browser"];
    let row = |session: &SessionView| {
        vec![
            text(&session.id),
            text(&instant(session.began)),
            text(&instant(session.last_seen)),
            optional(session.role.as_ref()),
            optional(session.purpose.as_ref()),
            text(&session.agent),
        ]
    };
    let rows = sessions.iter().map(row).collect();
    output::rows(&QueryResult { columns: columns.map(str::to_owned).into(), rows }, format)
}

fn text(of: &impl ToString) -> Value {
    let text = of.to_string();
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}

fn optional(of: Option<&impl ToString>) -> Value {
    of.map_or(Value::Null, text)
}

/// A grant in few words, like `analyst project:falls`.
pub(crate) fn role_and_scope(grant: &GrantView) -> String {
    format!("{} {}", grant.role, grant.scope)
}

/// A grant as people read it: what, for whom, from when and how long, on what it rests.
pub(crate) fn grant_text(grant: &GrantView) -> String {
    let mut words = format!("{}, from {}", role_and_scope(grant), grant.from);
    if let Some(until) = grant.until {
        words += &format!(" until {until}");
    }
    for (what, of) in
        [("project", &grant.project), ("agreement", &grant.agreement), ("organisation", &grant.organisation)]
    {
        if let Some(of) = of {
            words += &format!(", {what} {of}");
        }
    }
    words
}

fn account_text(account: &AccountView) -> String {
    let mut lines = format!("{} ({})\n", account.name, account.user);
    let mut line = |name: &str, value: &str| lines += &format!("  {name:<14} {value}\n");
    line("id", &account.id);
    line("kind", account.kind.as_str());
    line("state", account.state.as_str());
    line("organisation", account.organisation.as_deref().unwrap_or("none"));
    if let Some(owner) = &account.owner {
        line("owner", owner);
    }
    if let Some(purpose) = account.purpose {
        line("purpose", purpose.as_str());
    }
    if let Some(day) = account.expires_on {
        line("last day", &day.to_string());
    }
    let factor = if account.has_factor { ", with a second factor" } else { "" };
    line("signs in by", &format!("{}{factor}", account.way.label()));
    line("last sign-in", &account.last_sign_in.map_or_else(|| "never".to_owned(), instant));
    lines += if account.grants.is_empty() { "  no grants: this account may do nothing\n" } else { "  grants\n" };
    for grant in &account.grants {
        let state = if grant.live { "" } else { " (not in force)" };
        lines += &format!("    {}  {}{state}\n", grant.id, grant_text(grant));
    }
    lines
}

/// A grant for programs.
pub(crate) fn grant_json(grant: &GrantView) -> serde_json::Value {
    json!({
        "id": grant.id,
        "role": grant.role.to_string(),
        "scope": grant.scope.to_string(),
        "from": grant.from.to_string(),
        "until": grant.until.map(|day| day.to_string()),
        "project": grant.project,
        "agreement": grant.agreement,
        "organisation": grant.organisation,
        "live": grant.live,
    })
}

/// An account for programs.
pub(crate) fn account_json(account: &AccountView) -> serde_json::Value {
    json!({
        "id": account.id,
        "account": account.user,
        "name": account.name,
        "kind": account.kind.to_string(),
        "state": account.state.to_string(),
        "organisation": account.organisation,
        "owner": account.owner,
        "signs_in_by": account.way.as_str(),
        "has_second_factor": account.has_factor,
        "purpose": account.purpose.map(|purpose| purpose.as_str()),
        "expires_on": account.expires_on.map(|day| day.to_string()),
        "last_sign_in": account.last_sign_in.map(|at| at.to_string()),
        "version": account.version,
        "grants": account.grants.iter().map(grant_json).collect::<Vec<_>>(),
    })
}
