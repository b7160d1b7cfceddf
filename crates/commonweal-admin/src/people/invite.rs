//! Inviting a person, and the reset that is the same thing again: a code, shown once, typed at /invitation.

use super::account::{find_account, form, known_organisation};
use super::grant::NewGrant;
use super::view::AccountView;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::{By, OPERATION};
use commonweal_identity::Secret;
use commonweal_operations::accounts::{AccountEvent, AccountKind, AccountState, DisplayName, SignInWay, UserName};
use commonweal_operations::audit::Action;
use commonweal_operations::invitations::{self, InvitationKind};
use commonweal_store::{Account, Act, InvitationRecord};
use jiff::Timestamp;

/// A person to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// User name: an email address. Nothing is sent to it.
    pub user: String,
    /// Name for people.
    pub name: String,
    /// Id of the organisation.
    pub organisation: Option<String>,
}

/// A code to hand over to the person, by a way you trust; it is shown this once.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The account it opens.
    pub account: AccountView,
    /// What the person types at /invitation.
    pub code: Secret,
    /// Until when.
    pub expires: Timestamp,
}

impl Desk {
    /// Makes an account and an invitation to it, with its first grant where one is given.
    ///
    /// # Errors
    /// `Form` with each wrong field, among them a user name that is taken; `Forbidden`; `Store`.
    pub async fn invite(
        &self,
        by: By<'_>,
        new: &NewAccount,
        first: Option<&NewGrant>,
    ) -> Result<Invitation, DeskError> {
        self.permit(by, &OPERATION, "account").await?;
        let user = UserName::parse(&new.user);
        let name = DisplayName::parse(&new.name);
        let (user, name) = match (user, name) {
            (Ok(user), Ok(name)) => (user, name),
            (user, name) => {
                let wrong = [("user", user.err()), ("name", name.err())];
                let wrong = wrong.into_iter().filter_map(|(field, error)| Some((field, error?.to_string())));
                return Err(DeskError::Form(wrong.collect()));
            }
        };
        let now = self.now();
        let mut act = self.act(by).await?;
        if act.account_by_user_name(user.as_str()).await?.is_some() {
            return Err(form("user", "somebody has an account with this address already"));
        }
        if let Some(organisation) = &new.organisation {
            known_organisation(&mut act, organisation).await?;
        }
        let account = Account {
            id: self.new_id("account"),
            kind: AccountKind::Person,
            state: AccountState::Invited,
            way: if self.settings().sign_in.local { SignInWay::Local } else { SignInWay::Oidc },
            user_name: user.as_str().to_owned(),
            display_name: name.as_str().to_owned(),
            organisation: new.organisation.clone(),
            owner: None,
            purpose: None,
            expires_on: None,
            made_at: now,
        };
        act.add_account(&account).await?;
        let mut drafts = vec![by.draft(now, Action::AccountInvited, &account.id)];
        if let Some(first) = first {
            let grant = self.add_grant(&mut act, &account, first).await?;
            let object = format!("{} {} {} to {}", grant.id, grant.role, grant.scope, account.id);
            drafts.push(by.draft(now, Action::GrantGiven, object));
        }
        let (code, expires) = self.add_code(&mut act, by, &account.id, InvitationKind::Invitation).await?;
        act.commit_all(drafts).await?;
        Ok(Invitation { account: self.account_now(&account.id).await?, code, expires })
    }

    /// Makes the password, the second factor and every session of an account dead at once, and a code to begin again.
    ///
    /// # Errors
    /// `Refused` for a service, an ended account or the last administrator (who is reset at the machine); `Conflict`;
    /// `Forbidden`; `NotFound`; `Store`.
    pub async fn reset(&self, by: By<'_>, which: &str, version: i64) -> Result<Invitation, DeskError> {
        self.permit(by, &OPERATION, "account").await?;
        let now = self.now();
        let mut act = self.act(by).await?;
        let mut account = find_account(&mut act, which).await?.value;
        if account.kind == AccountKind::Service {
            return Err(DeskError::refused("a service account has a key; make a new one instead"));
        }
        let id = account.id.clone();
        if matches!(by, By::Visitor(_)) {
            self.leaves_an_administrator(&mut act, super::last_administrator::Taken::Account(&id)).await?;
        }
        let never_accepted = account.state == AccountState::Invited && act.credential(&id).await?.is_none();
        account.state = account.state.after(AccountEvent::Reset).map_err(DeskError::refused)?;
        self.saved(act.save_account(&account, version).await).await?;
        act.clear_credentials(&id).await?;
        act.unlink_identities(&id).await?;
        act.end_sessions_of(&id, None, Action::AccountReset.as_str()).await?;
        let kind = if never_accepted { InvitationKind::Invitation } else { InvitationKind::Reset };
        let (code, expires) = self.add_code(&mut act, by, &id, kind).await?;
        act.commit(by.draft(now, Action::AccountReset, &id)).await?;
        Ok(Invitation { account: self.account_now(&id).await?, code, expires })
    }

    /// A new code, which makes older ones of the account worthless.
    async fn add_code(
        &self,
        act: &mut Act,
        by: By<'_>,
        account: &str,
        kind: InvitationKind,
    ) -> Result<(Secret, Timestamp), DeskError> {
        act.withdraw_invitations(account).await?;
        let (code, code_hash) = proof::invitation_code();
        let invitation = invitations::Invitation::new(kind, self.now());
        let expires = invitation.expires_at;
        let record = InvitationRecord {
            id: self.new_id("invitation"),
            account_id: account.to_owned(),
            code_hash,
            made_by: by.actor(),
            invitation,
        };
        act.add_invitation(&record).await?;
        Ok((code, expires))
    }
}
