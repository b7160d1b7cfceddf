//! Giving a role, and taking it back.

use super::account::{find_account, form, known_organisation};
use super::last_administrator::Taken;
use super::view::{GrantView, grant_view};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{By, OPERATION};
use commonweal_operations::accounts::{AccountKind, AccountState};
use commonweal_operations::audit::Action;
use commonweal_operations::grants::Grant;
use commonweal_operations::scope::ScopeKind;
use commonweal_operations::time_text::utc_day;
use commonweal_operations::{Role, Scope};
use commonweal_store::{Account, Act};
use jiff::civil::Date;

/// A grant to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// Its first day (UTC); today where none is given.
    pub from: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
    /// The organisation it is for.
    pub organisation: Option<String>,
    /// The agreement it rests on.
    pub agreement: Option<String>,
    /// The project it is for; a scope of a project names it too.
    pub project: Option<String>,
}

impl Desk {
    /// Gives an account a role. Nobody gives one to oneself.
    ///
    /// # Errors
    /// `Form` with each field that breaks a rule of the role; `Refused`; `Forbidden`; `NotFound`; `Store`.
    pub async fn give(&self, by: By<'_>, which: &str, new: &NewGrant) -> Result<GrantView, DeskError> {
        self.permit(by, &OPERATION, "grant").await?;
        let mut act = self.act(by).await?;
        let account = find_account(&mut act, which).await?.value;
        if by.is_account(&account.id) {
            let denied = by.draft(self.now(), Action::GrantGiven, &account.id).denied("own account");
            act.roll_back().await?;
            self.operations().note(denied).await?;
            return Err(DeskError::refused("nobody gives a role to themselves; ask another administrator"));
        }
        if account.state == AccountState::Ended {
            return Err(DeskError::refused("this account has ended; invite the person again"));
        }
        if account.kind == AccountKind::Service {
            return Err(DeskError::refused("a service account has one grant, given when it is made; make another one"));
        }
        let grant = self.add_grant(&mut act, &account, new).await?;
        let object = format!("{} {} {} to {}", grant.id, grant.role, grant.scope, account.id);
        act.commit(by.draft(self.now(), Action::GrantGiven, object)).await?;
        self.grant_now(&grant.id).await
    }

    /// Adds a grant that keeps every rule of its role.
    pub(super) async fn add_grant(&self, act: &mut Act, account: &Account, new: &NewGrant) -> Result<Grant, DeskError> {
        let today = utc_day(self.now());
        let of_scope = (new.scope.kind() == ScopeKind::Project).then(|| new.scope.code()).flatten();
        let grant = Grant {
            id: self.new_id("grant"),
            account_id: account.id.clone(),
            role: new.role,
            scope: new.scope.clone(),
            from: new.from.unwrap_or(today),
            until: new.until,
            ended_on: None,
            agreement_id: new.agreement.clone(),
            project: new.project.clone().or_else(|| of_scope.map(str::to_owned)),
            organisation: new.organisation.clone().or_else(|| account.organisation.clone()),
        };
        let problems = grant.problems(account.kind);
        if !problems.is_empty() {
            return Err(DeskError::Form(problems.iter().map(|p| (p.field(), p.to_string())).collect()));
        }
        if let Some(until) = grant.until.filter(|until| *until < today) {
            return Err(form("until", format!("{until} has passed; give a later day")));
        }
        if let Some(organisation) = &grant.organisation {
            known_organisation(act, organisation).await?;
        }
        if let Some(id) = &grant.agreement_id {
            let agreement = act.agreement(id).await?;
            let agreement = agreement.ok_or_else(|| form("agreement_id", "choose an agreement from the list"))?;
            let state = agreement.value.state(today);
            if grant.role.facts().needs_agreement && !state.is_in_force() {
                let words = format!("this agreement is not in force ({}); choose one that is", state.label());
                return Err(form("agreement_id", words));
            }
        }
        for other in act.grants_of(&account.id).await? {
            let same = other.value.role == grant.role
                && other.value.scope == grant.scope
                && other.value.agreement_id == grant.agreement_id
                && other.value.project == grant.project;
            if same && other.value.is_live(today) {
                return Err(form("role", "this account has the same role and scope already; end that grant first"));
            }
        }
        act.add_grant(&grant).await?;
        Ok(grant)
    }

    /// Ends a grant: sessions that work under it stop at their next request.
    ///
    /// # Errors
    /// `Refused` for the last administrator's; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn end_grant(&self, by: By<'_>, id: &str, version: i64, why: &str) -> Result<GrantView, DeskError> {
        self.permit(by, &OPERATION, "grant").await?;
        let now = self.now();
        let mut act = self.act(by).await?;
        let mut grant = act.grant(id).await?.ok_or(DeskError::NotFound("grant"))?.value;
        if grant.ended_on.is_some() {
            return Err(DeskError::refused("this grant has ended already"));
        }
        self.leaves_an_administrator(&mut act, Taken::Grant(id)).await?;
        grant.ended_on = Some(utc_day(now));
        self.saved(act.save_grant(&grant, version).await).await?;
        act.commit(by.draft_because(now, Action::GrantEnded, format!("{id} of {}", grant.account_id), why)).await?;
        self.grant_now(id).await
    }

    async fn grant_now(&self, id: &str) -> Result<GrantView, DeskError> {
        let mut reading = self.operations().read().await?;
        let grant = reading.grant(id).await?.ok_or(DeskError::NotFound("grant"))?;
        Ok(grant_view(&grant, utc_day(self.now())))
    }
}
