//! Keys of service accounts: shown once, kept as hashes, one alive at a time if the caller ends the old one first.

use commonweal_operations::grants::Grant;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;

use crate::cells::{Row, joined};
use crate::tables::accounts::Account;
use crate::tables::sessions::TOUCH_EVERY;
use crate::{Act, Reading, Store, StoreError, Stored};

const SELECT: &str = "SELECT id, account_id, key_hash, made_at, expires_on, last_used_at, ended_at FROM service_keys ";

/// A key of a service account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceKey {
    /// The id of the row, which may be shown.
    pub id: String,
    /// Whose.
    pub account_id: String,
    /// The hash of the key.
    pub key_hash: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its last day.
    pub expires_on: Date,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// A key with the account it belongs to and what that account may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceInUse {
    /// The key.
    pub key: ServiceKey,
    /// The account.
    pub account: Stored<Account>,
    /// Its grants, past and present; a service has one that is live.
    pub grants: Vec<Stored<Grant>>,
}

fn read(row: &AnyRow) -> Result<ServiceKey, StoreError> {
    let row = Row::new(row, "service_keys");
    Ok(ServiceKey {
        id: row.text("id")?,
        account_id: row.text("account_id")?,
        key_hash: row.text("key_hash")?,
        made_at: row.instant("made_at")?,
        expires_on: row.day("expires_on")?,
        last_used_at: row.opt_instant("last_used_at")?,
        ended_at: row.opt_instant("ended_at")?,
    })
}

impl Reading {
    /// The key with this hash, its account and grants; none when there is no such key or it was ended.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn service_in_use(&mut self, key_hash: &str) -> Result<Option<ServiceInUse>, StoreError> {
        let sql = joined(SELECT, "WHERE key_hash = $1 AND ended_at IS NULL");
        let Some(row) = self.row(sql, vec![key_hash.into()]).await? else { return Ok(None) };
        let key = read(&row)?;
        let Some(account) = self.account(&key.account_id).await? else { return Ok(None) };
        let grants = self.grants_of(&key.account_id).await?;
        Ok(Some(ServiceInUse { key, account, grants }))
    }

    /// The keys of a service account, newest first.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn service_keys_of(&mut self, account_id: &str) -> Result<Vec<ServiceKey>, StoreError> {
        let sql = joined(SELECT, "WHERE account_id = $1 ORDER BY made_at DESC, id");
        self.rows(sql, vec![account_id.into()]).await?.iter().map(read).collect()
    }
}

impl Store {
    /// Says that a key is in use, at most once a minute; true when it was written.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn touch_service_key(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE service_keys SET last_used_at = $2 \
                   WHERE id = $1 AND ended_at IS NULL AND (last_used_at IS NULL OR last_used_at <= $3)";
        let due = now.saturating_sub(TOUCH_EVERY).unwrap_or(Timestamp::MIN);
        let mut jotting = self.jot(now).await?;
        let written = jotting.run(sql, vec![id.into(), now.into(), due.into()]).await? > 0;
        jotting.keep().await?;
        Ok(written)
    }
}

impl Act {
    /// Adds a key.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_service_key(&mut self, key: &ServiceKey) -> Result<(), StoreError> {
        let sql = "INSERT INTO service_keys (id, account_id, key_hash, made_at, expires_on, last_used_at, ended_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let cells = vec![
            (&key.id).into(),
            (&key.account_id).into(),
            (&key.key_hash).into(),
            key.made_at.into(),
            key.expires_on.into(),
            key.last_used_at.into(),
            key.ended_at.into(),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }

    /// Ends the keys of a service account; says how many.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn end_service_keys(&mut self, account_id: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE service_keys SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";
        let now = self.now;
        self.run(sql, vec![account_id.into(), now.into()]).await
    }
}
