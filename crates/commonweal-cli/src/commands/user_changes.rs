//! `commonweal user add|grant|suspend|...`: what changes accounts. Codes and keys are printed once and kept nowhere.

use super::desk::{Here, at_desk, at_first_desk, instant};
use super::user::{Because, GrantArguments};
use super::user_show::{account_json, grant_json, grant_text};
use crate::arguments::Place;
use crate::output;
use anyhow::bail;
use commonweal_admin::{AccountView, GrantView, Invitation, NewAccount, NewGrant, NewService, Whose};
use serde_json::json;

/// Makes an account with its first grant and prints its code.
pub(crate) fn add(email: &str, name: &str, grant: &GrantArguments, place: &Place, as_json: bool) -> anyhow::Result<()> {
    let account =
        NewAccount { user: email.to_owned(), name: name.to_owned(), organisation: grant.organisation.clone() };
    let invitation = at_first_desk(place, async |here: &Here| {
        Ok(here.desk.invite(here.by(), &account, Some(&new_grant(grant))).await?)
    })?;
    let account = &invitation.account;
    if !as_json {
        let given = account.grants.first().map(grant_text).unwrap_or_default();
        eprintln!("Made an account for {} ({}): {given}.", account.name, account.user);
    }
    print_code(&invitation, as_json)
}

/// Prints a code, and what to do with it. The code alone goes to standard output, so that a script can hand it on.
fn print_code(invitation: &Invitation, as_json: bool) -> anyhow::Result<()> {
    let (account, code) = (&invitation.account, invitation.code.expose());
    if as_json {
        let printed = json!({
            "account": account_json(account), "code": code, "expires": invitation.expires.to_string(),
        });
        return output::print(&format!("{printed:#}\n"));
    }
    output::print(&format!("Invitation code: {code}\n"))?;
    eprintln!(
        "It works once, until {}, and is not shown again. Tell it to {} in person or by telephone, not in the message that \
         names the site. They open /invitation on the site, type it there, and choose a password and a second factor.",
        instant(invitation.expires),
        account.name,
    );
    Ok(())
}

fn new_grant(grant: &GrantArguments) -> NewGrant {
    NewGrant {
        role: grant.role,
        scope: grant.scope.clone(),
        from: grant.from,
        until: grant.until,
        organisation: grant.organisation.clone(),
        agreement: grant.agreement.clone(),
        project: grant.project.clone(),
    }
}

/// Gives one more grant.
pub(crate) fn grant(email: &str, grant: &GrantArguments, place: &Place, as_json: bool) -> anyhow::Result<()> {
    let given = at_desk(place, async |here: &Here| {
        let account = here.desk.account(here.by(), email).await?;
        Ok(here.desk.give(here.by(), &account.id, &new_grant(grant)).await?)
    })?;
    if as_json {
        return output::print(&format!("{:#}\n", grant_json(&given)));
    }
    eprintln!("{email} has a grant more, {}: {}.", given.id, grant_text(&given));
    Ok(())
}

/// Ends a grant, named by enough of the beginning of its id.
pub(crate) fn end_grant(email: &str, id: &str, because: &Because) -> anyhow::Result<()> {
    let ended = at_desk(&because.place, async |here: &Here| {
        let account = here.desk.account(here.by(), email).await?;
        let grant = one_grant(&account, id)?;
        here.desk.end_grant(here.by(), &grant.id, grant.version, &because.reason).await?;
        Ok(grant_text(grant))
    })?;
    eprintln!("Ended the grant of {email}: {ended}.");
    Ok(())
}

/// The one grant whose id begins so.
fn one_grant<'a>(account: &'a AccountView, id: &str) -> anyhow::Result<&'a GrantView> {
    let mut alike = account.grants.iter().filter(|grant| !id.is_empty() && grant.id.starts_with(id));
    match (alike.next(), alike.next()) {
        (Some(grant), None) => Ok(grant),
        (None, _) => {
            let known: Vec<&str> = account.grants.iter().map(|grant| grant.id.as_str()).collect();
            bail!("{} has no grant whose id begins with `{id}`; its grants are: {}", account.user, known.join(", "))
        }
        (Some(_), Some(_)) => {
            bail!("more than one grant of {} begins with `{id}`; give more of the id", account.user)
        }
    }
}

/// Keeps an account from signing in.
pub(crate) fn suspend(account: &str, because: &Because) -> anyhow::Result<()> {
    at_desk(&because.place, async |here: &Here| {
        let found = here.desk.account(here.by(), account).await?;
        here.desk.suspend(here.by(), &found.id, found.version, &because.reason).await?;
        Ok(())
    })?;
    eprintln!("Suspended {account}; its sessions have ended. `commonweal user resume` lets it sign in again.");
    Ok(())
}

/// Lets a suspended account sign in again.
pub(crate) fn resume(account: &str, because: &Because) -> anyhow::Result<()> {
    at_desk(&because.place, async |here: &Here| {
        let found = here.desk.account(here.by(), account).await?;
        here.desk.resume(here.by(), &found.id, found.version, &because.reason).await?;
        Ok(())
    })?;
    eprintln!("{account} may sign in again.");
    Ok(())
}

/// Ends an account for good.
pub(crate) fn end(account: &str, because: &Because) -> anyhow::Result<()> {
    at_desk(&because.place, async |here: &Here| {
        let found = here.desk.account(here.by(), account).await?;
        here.desk.end_account(here.by(), &found.id, found.version, &because.reason).await?;
        Ok(())
    })?;
    eprintln!(
        "Ended {account}: its sessions, grants, password and second factor are gone. What it did stays in the audit."
    );
    Ok(())
}

/// Makes old password and factor dead and prints a code for new ones.
pub(crate) fn reset(email: &str, place: &Place, as_json: bool) -> anyhow::Result<()> {
    let invitation = at_desk(place, async |here: &Here| {
        let account = here.desk.account(here.by(), email).await?;
        Ok(here.desk.reset(here.by(), &account.id, account.version).await?)
    })?;
    if !as_json {
        eprintln!("The password and second factor of {email} are dead, and its sessions have ended.");
    }
    print_code(&invitation, as_json)
}

/// Ends the sessions of one account, or of everybody.
pub(crate) fn end_sessions(email: Option<&str>, place: &Place) -> anyhow::Result<()> {
    let ended = at_desk(place, async |here: &Here| {
        let whose = match email {
            Some(email) => Whose::Account(here.desk.account(here.by(), email).await?.id),
            None => Whose::All,
        };
        Ok(here.desk.end_sessions(here.by(), &whose).await?)
    })?;
    let whose = email.map_or_else(|| "everybody".to_owned(), str::to_owned);
    eprintln!("Ended {ended} session{} of {whose}.", if ended == 1 { "" } else { "s" });
    Ok(())
}

/// Makes an account for a program and prints its key.
pub(crate) fn service_add(service: &NewService, place: &Place, as_json: bool) -> anyhow::Result<()> {
    let (account, key) = at_desk(place, async |here: &Here| Ok(here.desk.service_add(here.by(), service).await?))?;
    if !as_json {
        eprintln!("Made an account for the program {}, owned by {}.", account.name, service.owner);
    }
    print_key(&account, key.expose(), as_json)
}

/// Prints a new key of a program; the old one is dead.
pub(crate) fn service_key(name: &str, place: &Place, as_json: bool) -> anyhow::Result<()> {
    let (account, key) = at_desk(place, async |here: &Here| {
        let account = here.desk.account(here.by(), name).await?;
        let key = here.desk.service_key(here.by(), &account.id, account.version).await?;
        Ok((account, key))
    })?;
    if !as_json {
        eprintln!("The old key of {name} has stopped working.");
    }
    print_key(&account, key.expose(), as_json)
}

fn print_key(account: &AccountView, key: &str, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let printed = json!({ "account": account_json(account), "key": key });
        return output::print(&format!("{printed:#}\n"));
    }
    output::print(&format!("Key: {key}\n"))?;
    eprintln!(
        "It is not shown again. The program sends it with each request, as the header `Authorization: Bearer KEY`; keep it \
         where the program's other secrets are."
    );
    Ok(())
}
