//! Looking at accounts and changing them: names, suspending, resuming, ending, sessions.

use super::last_administrator::Taken;
use super::view::{AccountFilter, AccountView, Page, SessionView, Whose, account_view, session_views};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{By, OPERATION};
use commonweal_operations::accounts::{AccountEvent, AccountKind, DisplayName};
use commonweal_operations::audit::Action;
use commonweal_operations::time_text::utc_day;
use commonweal_store::{self as store, Account, Reading, Stored};

/// Accounts on one page.
const PAGE: u32 = 50;

/// What an administrator may change of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEdit {
    /// Name for people.
    pub name: String,
    /// Id of the organisation.
    pub organisation: Option<String>,
}

impl Desk {
    /// Accounts by user name, fifty at a time.
    ///
    /// # Errors
    /// `Forbidden` for everybody but administrators; `Store`.
    pub async fn accounts(&self, by: By<'_>, filter: &AccountFilter) -> Result<Page<AccountView>, DeskError> {
        self.permit(by, &OPERATION, "accounts").await?;
        let mut reading = self.operations().read().await?;
        let filter = store::AccountFilter {
            text: filter.text.clone().filter(|text| !text.trim().is_empty()),
            kind: filter.kind,
            state: filter.state,
            after: filter
                .after
                .as_deref()
                .and_then(|after| after.split_once(' '))
                .map(|(user, id)| (user.into(), id.into())),
            limit: PAGE + 1,
        };
        let mut found = reading.accounts(&filter).await?;
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        let next = found.last().filter(|_| more).map(|last| format!("{} {}", last.value.user_name, last.value.id));
        let mut rows = Vec::new();
        for account in &found {
            rows.push(account_view(&mut reading, account, utc_day(self.now())).await?);
        }
        Ok(Page { rows, next })
    }

    /// One account, by its id or user name.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `Store`.
    pub async fn account(&self, by: By<'_>, which: &str) -> Result<AccountView, DeskError> {
        self.permit(by, &OPERATION, "account").await?;
        let mut reading = self.operations().read().await?;
        let account = find_account(&mut reading, which).await?;
        account_view(&mut reading, &account, utc_day(self.now())).await
    }

    /// Changes the name or organisation.
    ///
    /// # Errors
    /// `Form`; `Conflict` where somebody changed the account since `version`; `Forbidden`; `NotFound`; `Store`.
    pub async fn edit_account(
        &self,
        by: By<'_>,
        which: &str,
        edit: &AccountEdit,
        version: i64,
    ) -> Result<AccountView, DeskError> {
        self.permit(by, &OPERATION, "account").await?;
        let name = DisplayName::parse(&edit.name).map_err(|problem| form("name", problem))?;
        let mut act = self.act(by).await?;
        let mut account = find_account(&mut act, which).await?.value;
        if let Some(organisation) = &edit.organisation {
            known_organisation(&mut act, organisation).await?;
        }
        name.as_str().clone_into(&mut account.display_name);
        account.organisation.clone_from(&edit.organisation);
        self.saved(act.save_account(&account, version).await).await?;
        act.commit(by.draft(self.now(), Action::AccountChanged, &account.id)).await?;
        self.account_now(&account.id).await
    }

    /// Stops an account for the time being: its sessions end at once.
    ///
    /// # Errors
    /// `Refused` for the last administrator or an account that is not active; `Conflict`; `Forbidden`; `NotFound`.
    pub async fn suspend(&self, by: By<'_>, which: &str, version: i64, why: &str) -> Result<AccountView, DeskError> {
        self.change_state(by, which, version, AccountEvent::Suspend, Action::AccountSuspended, why).await
    }

    /// Lets a suspended account sign in again.
    ///
    /// # Errors
    /// `Refused` for an account that is not suspended; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn resume(&self, by: By<'_>, which: &str, version: i64, why: &str) -> Result<AccountView, DeskError> {
        self.change_state(by, which, version, AccountEvent::Resume, Action::AccountResumed, why).await
    }

    /// Ends an account for good: sessions, keys, invitations and grants with it.
    ///
    /// # Errors
    /// `Refused` for the last administrator; `Conflict`; `Forbidden`; `NotFound`; `Store`.
    pub async fn end_account(
        &self,
        by: By<'_>,
        which: &str,
        version: i64,
        why: &str,
    ) -> Result<AccountView, DeskError> {
        self.change_state(by, which, version, AccountEvent::End, Action::AccountEnded, why).await
    }

    async fn change_state(
        &self,
        by: By<'_>,
        which: &str,
        version: i64,
        event: AccountEvent,
        action: Action,
        why: &str,
    ) -> Result<AccountView, DeskError> {
        self.permit(by, &OPERATION, "account").await?;
        let now = self.now();
        let mut act = self.act(by).await?;
        let mut account = find_account(&mut act, which).await?.value;
        let id = account.id.clone();
        if event != AccountEvent::Resume {
            self.leaves_an_administrator(&mut act, Taken::Account(&id)).await?;
        }
        account.state = account.state.after(event).map_err(DeskError::refused)?;
        self.saved(act.save_account(&account, version).await).await?;
        if event != AccountEvent::Resume {
            act.end_sessions_of(&id, None, action.as_str()).await?;
        }
        if event == AccountEvent::End {
            act.withdraw_invitations(&id).await?;
            act.end_service_keys(&id).await?;
            act.clear_credentials(&id).await?;
            act.unlink_identities(&id).await?;
            for grant in act.grants_of(&id).await? {
                if grant.value.ended_on.is_none() {
                    let mut ended = grant.value.clone();
                    ended.ended_on = Some(utc_day(now));
                    act.save_grant(&ended, grant.version).await?;
                }
            }
        }
        act.commit(by.draft_because(now, action, &id, why)).await?;
        self.account_now(&id).await
    }

    /// The running sessions of an account.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `Store`.
    pub async fn sessions_of(&self, by: By<'_>, which: &str) -> Result<Vec<SessionView>, DeskError> {
        self.permit(by, &OPERATION, "sessions").await?;
        let mut reading = self.operations().read().await?;
        let account = find_account(&mut reading, which).await?;
        session_views(self, &mut reading, &account.value.id, None).await
    }

    /// Ends sessions, so that their people have to sign in again. Says how many.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `Store`.
    pub async fn end_sessions(&self, by: By<'_>, whose: &Whose) -> Result<u64, DeskError> {
        self.permit(by, &OPERATION, "sessions").await?;
        let reason = "ended by an administrator";
        let mut act = self.act(by).await?;
        let (ended, object) = match whose {
            Whose::Session(id) => (u64::from(act.end_session(id, reason).await?), id.clone()),
            Whose::Account(which) => {
                let account = find_account(&mut act, which).await?.value.id;
                (act.end_sessions_of(&account, None, reason).await?, account)
            }
            Whose::All => (act.end_all_sessions(reason).await?, "every session".to_owned()),
        };
        act.commit(by.draft(self.now(), Action::SessionEnded, object).rows(ended)).await?;
        Ok(ended)
    }

    /// An account as it is after an act.
    pub(super) async fn account_now(&self, id: &str) -> Result<AccountView, DeskError> {
        let mut reading = self.operations().read().await?;
        let account = reading.account(id).await?.ok_or(DeskError::NotFound("account"))?;
        account_view(&mut reading, &account, utc_day(self.now())).await
    }
}

/// An account by its id or user name.
pub(crate) async fn find_account(reading: &mut Reading, which: &str) -> Result<Stored<Account>, DeskError> {
    if let Some(account) = reading.account(which).await? {
        return Ok(account);
    }
    let found = reading.account_by_user_name(&which.trim().to_ascii_lowercase()).await?;
    found.ok_or(DeskError::NotFound("account"))
}

/// The account of a person who can answer for something.
pub(super) async fn find_person(reading: &mut Reading, which: &str) -> Result<Account, DeskError> {
    match find_account(reading, which).await {
        Ok(account) if account.value.kind == AccountKind::Person => Ok(account.value),
        Ok(_) | Err(DeskError::NotFound(_)) => Err(form("owner", "name a person who has an account here")),
        Err(error) => Err(error),
    }
}

/// Refuses an organisation that is not in the list.
pub(crate) async fn known_organisation(reading: &mut Reading, id: &str) -> Result<(), DeskError> {
    match reading.organisation(id).await? {
        Some(_) => Ok(()),
        None => Err(form("organisation", "choose an organisation from the list")),
    }
}

/// One wrong field of a form.
pub(crate) fn form(field: &'static str, words: impl ToString) -> DeskError {
    DeskError::Form(vec![(field, words.to_string())])
}
