//! Accounts, and the identities that sign-in providers know them by.

use commonweal_operations::Purpose;
use commonweal_operations::accounts::{AccountKind, AccountState, SignInWay};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cells::{Cell, Row};
use crate::record::Record;
use crate::{Act, Reading, RecordKind, StoreError, Stored};

/// A person or a service that signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Person or service.
    pub kind: AccountKind,
    /// Whether it may sign in.
    pub state: AccountState,
    /// How it signs in.
    pub way: SignInWay,
    /// The e-mail address in lower case, or the name of the service. One account that has not ended has it.
    pub user_name: String,
    /// The name people see.
    pub display_name: String,
    /// The organisation it belongs to.
    pub organisation: Option<String>,
    /// Services: the account of the person who answers for it.
    pub owner: Option<String>,
    /// Services: the one purpose.
    pub purpose: Option<Purpose>,
    /// Services: the last day.
    pub expires_on: Option<Date>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Record for Account {
    const KIND: RecordKind = RecordKind::Account;
    const TABLE: &'static str = "accounts";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "kind",
        "state",
        "way",
        "user_name",
        "display_name",
        "organisation",
        "owner_id",
        "purpose",
        "expires_on",
        "made_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            self.kind.as_str().into(),
            self.state.as_str().into(),
            self.way.as_str().into(),
            (&self.user_name).into(),
            (&self.display_name).into(),
            (&self.organisation).into(),
            (&self.owner).into(),
            Cell::Text(self.purpose.map(|purpose| purpose.as_str().to_owned())),
            self.expires_on.into(),
            self.made_at.into(),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            kind: row.word("kind")?,
            state: row.word("state")?,
            way: row.word("way")?,
            user_name: row.text("user_name")?,
            display_name: row.text("display_name")?,
            organisation: row.opt_text("organisation")?,
            owner: row.opt_text("owner_id")?,
            purpose: row.opt_word("purpose")?,
            expires_on: row.opt_day("expires_on")?,
            made_at: row.instant("made_at")?,
        })
    }
}

/// Which accounts to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Part of the user name or of the name people see.
    pub text: Option<String>,
    /// Persons or services.
    pub kind: Option<AccountKind>,
    /// In this state.
    pub state: Option<AccountState>,
    /// After this user name and id: the last of the page before.
    pub after: Option<(String, String)>,
    /// At most so many.
    pub limit: u32,
}

/// What a sign-in provider knows an account by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its name for the person: never used again for another.
    pub subject: String,
    /// The account.
    pub account_id: String,
    /// Since when.
    pub linked_at: Timestamp,
}

impl Reading {
    /// An account by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn account(&mut self, id: &str) -> Result<Option<Stored<Account>>, StoreError> {
        self.record(id).await
    }

    /// The account that has this user name and has not ended.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn account_by_user_name(&mut self, user_name: &str) -> Result<Option<Stored<Account>>, StoreError> {
        let found = self.records("WHERE t.user_name = $1 AND t.state <> 'ended'", vec![user_name.into()]).await?;
        Ok(found.into_iter().next())
    }

    /// Accounts by user name.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn accounts(&mut self, filter: &AccountFilter) -> Result<Vec<Stored<Account>>, StoreError> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut conditions = vec!["1 = 1".to_owned()];
        if let Some(text) = &filter.text {
            cells.push(contains(text).into());
            let place = cells.len();
            conditions.push(format!(
                "(lower(t.user_name) LIKE ${place} ESCAPE '!' OR lower(t.display_name) LIKE ${place} ESCAPE '!')"
            ));
        }
        if let Some(kind) = filter.kind {
            cells.push(kind.as_str().into());
            conditions.push(format!("t.kind = ${}", cells.len()));
        }
        if let Some(state) = filter.state {
            cells.push(state.as_str().into());
            conditions.push(format!("t.state = ${}", cells.len()));
        }
        if let Some((name, id)) = &filter.after {
            cells.extend([name.into(), id.into()]);
            let (name, id) = (cells.len() - 1, cells.len());
            conditions.push(format!("(t.user_name > ${name} OR (t.user_name = ${name} AND t.id > ${id}))"));
        }
        cells.push(i64::from(filter.limit).into());
        let rest = format!("WHERE {} ORDER BY t.user_name, t.id LIMIT ${}", conditions.join(" AND "), cells.len());
        self.records(&rest, cells).await
    }

    /// The account a provider's identity belongs to, unless it has ended.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn identity_account(
        &mut self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Stored<Account>>, StoreError> {
        let rest = "JOIN provider_identities p ON p.account_id = t.id \
                    WHERE p.issuer = $1 AND p.subject = $2 AND t.state <> 'ended'";
        let found = self.records(rest, vec![issuer.into(), subject.into()]).await?;
        Ok(found.into_iter().next())
    }

    /// The identities of an account.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn identities(&mut self, account_id: &str) -> Result<Vec<Identity>, StoreError> {
        let sql = "SELECT issuer, subject, account_id, linked_at FROM provider_identities \
                   WHERE account_id = $1 ORDER BY issuer, subject";
        let rows = self.rows(sql, vec![account_id.into()]).await?;
        let read = |row| {
            let row = Row::new(row, "provider_identities");
            Ok(Identity {
                issuer: row.text("issuer")?,
                subject: row.text("subject")?,
                account_id: row.text("account_id")?,
                linked_at: row.instant("linked_at")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

/// A pattern for LIKE that finds the text anywhere, whatever signs it holds.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for sign in text.to_lowercase().chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

impl Act {
    /// Adds an account. Answers with its version, 1.
    ///
    /// # Errors
    /// `StoreError::Taken` when the user name belongs to an account that has not ended.
    pub async fn add_account(&mut self, account: &Account) -> Result<i64, StoreError> {
        self.insert_record(account).await
    }

    /// Saves an account that was read at `expected_version`. Answers with the new version.
    ///
    /// # Errors
    /// `StoreError::Conflict` when somebody else has changed it since.
    pub async fn save_account(&mut self, account: &Account, expected_version: i64) -> Result<i64, StoreError> {
        self.update_record(account, expected_version).await
    }

    /// Links a provider's identity to an account.
    ///
    /// # Errors
    /// `StoreError::Taken` when it belongs to an account already.
    pub async fn link_identity(&mut self, issuer: &str, subject: &str, account_id: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO provider_identities (issuer, subject, account_id, linked_at) VALUES ($1, $2, $3, $4)";
        let now = self.now;
        self.run(sql, vec![issuer.into(), subject.into(), account_id.into(), now.into()]).await?;
        Ok(())
    }

    /// Unlinks all identities of an account; says how many. Empties the columns a program of schema 1 reads as well.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn unlink_identities(&mut self, account_id: &str) -> Result<u64, StoreError> {
        let older = "UPDATE accounts SET provider_issuer = NULL, provider_subject = NULL WHERE id = $1";
        self.run(older, vec![account_id.into()]).await?;
        let sql = "DELETE FROM provider_identities WHERE account_id = $1";
        self.run(sql, vec![account_id.into()]).await
    }
}
