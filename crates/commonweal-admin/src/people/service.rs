//! Accounts of programs: one grant, one purpose, somebody who answers for it, and a last day.

use super::account::{find_account, find_person, form, known_organisation};
use super::grant::NewGrant;
use super::view::AccountView;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::{By, OPERATION};
use commonweal_identity::Secret;
use commonweal_operations::accounts::{
    AccountKind, AccountState, ServiceAccount, ServiceName, ServiceProblem, SignInWay,
};
use commonweal_operations::audit::Action;
use commonweal_operations::grants::Grant;
use commonweal_operations::time_text::utc_day;
use commonweal_operations::{Purpose, Role, Scope};
use commonweal_store::{Account, Act, ServiceKey};
use jiff::civil::Date;

/// A service account to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewService {
    /// Its name, like `nightly-refresh`.
    pub name: String,
    /// Id or user name of the person who answers for it.
    pub owner: String,
    /// Its one role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// Its one purpose.
    pub purpose: Purpose,
    /// Its last day, at most 366 days away.
    pub until: Date,
    /// The organisation it is for.
    pub organisation: Option<String>,
    /// The project it is for.
    pub project: Option<String>,
}

fn field(problem: &ServiceProblem) -> &'static str {
    match problem {
        ServiceProblem::NoOwner => "owner",
        ServiceProblem::Purpose(_) => "purpose",
        ServiceProblem::Grants(_) => "role",
        ServiceProblem::Expiry | ServiceProblem::GrantOutlives => "until",
    }
}

impl Desk {
    /// Makes a service account and its key, which is shown this once.
    ///
    /// # Errors
    /// `Form` with each wrong field; `Forbidden`; `Store`.
    pub async fn service_add(&self, by: By<'_>, new: &NewService) -> Result<(AccountView, Secret), DeskError> {
        self.permit(by, &OPERATION, "service account").await?;
        let now = self.now();
        let name = ServiceName::parse(&new.name).map_err(|problem| form("name", problem))?;
        let mut act = self.act(by).await?;
        if act.account_by_user_name(name.as_str()).await?.is_some() {
            return Err(form("name", "there is a service account of this name already"));
        }
        let owner = find_person(&mut act, &new.owner).await?;
        if let Some(organisation) = &new.organisation {
            known_organisation(&mut act, organisation).await?;
        }
        let account = Account {
            id: self.new_id("account"),
            kind: AccountKind::Service,
            state: AccountState::Active,
            way: SignInWay::Local,
            user_name: name.as_str().to_owned(),
            display_name: name.as_str().to_owned(),
            organisation: new.organisation.clone(),
            owner: Some(owner.id.clone()),
            purpose: Some(new.purpose),
            expires_on: Some(new.until),
            made_at: now,
        };
        act.add_account(&account).await?;
        let grant = NewGrant {
            role: new.role,
            scope: new.scope.clone(),
            from: None,
            until: Some(new.until),
            organisation: new.organisation.clone(),
            agreement: None,
            project: new.project.clone(),
        };
        let grant = self.add_grant(&mut act, &account, &grant).await?;
        let service = ServiceAccount {
            name,
            owner_account_id: owner.id,
            purpose: new.purpose,
            made_on: utc_day(now),
            expires_on: new.until,
        };
        let problems = service.problems(&[Grant::clone(&grant)]);
        if !problems.is_empty() {
            return Err(DeskError::Form(problems.iter().map(|p| (field(p), p.to_string())).collect()));
        }
        let key = self.add_key(&mut act, &account.id, new.until).await?;
        let object = format!("{} {} to {}", grant.role, grant.scope, account.id);
        act.commit_all(vec![
            by.draft(now, Action::ServiceAccountMade, &account.id),
            by.draft(now, Action::GrantGiven, object),
            by.draft(now, Action::ServiceTokenMade, &account.id),
        ])
        .await?;
        Ok((self.account_now(&account.id).await?, key))
    }

    /// Makes a new key; the old one is dead at once.
    ///
    /// # Errors
    /// `Refused` for a person's account or one that has ended or expired; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn service_key(&self, by: By<'_>, which: &str, version: i64) -> Result<Secret, DeskError> {
        self.permit(by, &OPERATION, "service account").await?;
        let now = self.now();
        let mut act = self.act(by).await?;
        let account = find_account(&mut act, which).await?.value;
        let expires = account.expires_on.filter(|_| account.kind == AccountKind::Service);
        let expires = expires.ok_or_else(|| DeskError::refused("only a service account has a key; reset this one"))?;
        if !account.state.may_sign_in() || expires < utc_day(now) {
            return Err(DeskError::refused("this service account has ended; make another one"));
        }
        // Saving it as it is takes a version, so that two people who renew one key see each other.
        self.saved(act.save_account(&account, version).await).await?;
        act.end_service_keys(&account.id).await?;
        let key = self.add_key(&mut act, &account.id, expires).await?;
        act.commit_all(vec![
            by.draft(now, Action::ServiceTokenEnded, &account.id),
            by.draft(now, Action::ServiceTokenMade, &account.id),
        ])
        .await?;
        Ok(key)
    }

    async fn add_key(&self, act: &mut Act, account: &str, expires_on: Date) -> Result<Secret, DeskError> {
        let key = proof::token();
        let record = ServiceKey {
            id: self.new_id("key"),
            account_id: account.to_owned(),
            key_hash: proof::token_hash(key.expose()),
            made_at: self.now(),
            expires_on,
            last_used_at: None,
            ended_at: None,
        };
        act.add_service_key(&record).await?;
        Ok(key)
    }
}
