//! What proves who somebody is: the password's hash, the sealed second factor, recovery codes. Each code works once.

use std::fmt;

use jiff::Timestamp;

use crate::cells::{Row, number};
use crate::{Act, Reading, StoreError};

/// The credentials of an account. `Debug` shows none.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Credential {
    /// The account.
    pub account_id: String,
    /// The password's hash with its parameters.
    pub password_hash: Option<String>,
    /// When the password was set.
    pub password_set_at: Option<Timestamp>,
    /// The secret of the second factor, sealed.
    pub factor_sealed: Option<String>,
    /// The key it is sealed with.
    pub factor_key_id: Option<String>,
    /// When it was enrolled.
    pub factor_enrolled_at: Option<Timestamp>,
    /// The last time step whose code was used.
    pub factor_last_step: Option<u64>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Credential").field("account_id", &self.account_id).field("rest", &"[secret]").finish()
    }
}

impl Reading {
    /// The credentials of an account.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn credential(&mut self, account_id: &str) -> Result<Option<Credential>, StoreError> {
        let sql = "SELECT account_id, password_hash, password_set_at, factor_sealed, factor_key_id, factor_enrolled_at, \
                   factor_last_step FROM credentials WHERE account_id = $1";
        let Some(row) = self.row(sql, vec![account_id.into()]).await? else { return Ok(None) };
        let row = Row::new(&row, "credentials");
        Ok(Some(Credential {
            account_id: row.text("account_id")?,
            password_hash: row.opt_text("password_hash")?,
            password_set_at: row.opt_instant("password_set_at")?,
            factor_sealed: row.opt_text("factor_sealed")?,
            factor_key_id: row.opt_text("factor_key_id")?,
            factor_enrolled_at: row.opt_instant("factor_enrolled_at")?,
            factor_last_step: row.opt_int("factor_last_step")?.map(|_| row.count("factor_last_step")).transpose()?,
        }))
    }

    /// How many recovery codes of an account are unused.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn recovery_codes_left(&mut self, account_id: &str) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL";
        self.count("recovery_codes", sql, vec![account_id.into()]).await
    }
}

impl Act {
    /// Sets the password.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn set_password(&mut self, account_id: &str, hash: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO credentials (account_id, password_hash, password_set_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (account_id) DO UPDATE SET password_hash = $2, password_set_at = $3";
        let now = self.now;
        self.run(sql, vec![account_id.into(), hash.into(), now.into()]).await?;
        Ok(())
    }

    /// Replaces the hash of the same password by one with newer parameters; false when it has been changed meanwhile.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn rehash_password(
        &mut self,
        account_id: &str,
        old_hash: &str,
        new_hash: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE credentials SET password_hash = $3 WHERE account_id = $1 AND password_hash = $2";
        Ok(self.run(sql, vec![account_id.into(), old_hash.into(), new_hash.into()]).await? > 0)
    }

    /// Sets the second factor; a code of the one before works no more.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn set_factor(&mut self, account_id: &str, sealed: &str, key_id: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO credentials (account_id, factor_sealed, factor_key_id, factor_enrolled_at) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO UPDATE SET \
                   factor_sealed = $2, factor_key_id = $3, factor_enrolled_at = $4, factor_last_step = NULL";
        let now = self.now;
        self.run(sql, vec![account_id.into(), sealed.into(), key_id.into(), now.into()]).await?;
        Ok(())
    }

    /// Removes password, second factor and recovery codes: none of them works from here on.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn clear_credentials(&mut self, account_id: &str) -> Result<(), StoreError> {
        self.run("DELETE FROM recovery_codes WHERE account_id = $1", vec![account_id.into()]).await?;
        self.run("DELETE FROM credentials WHERE account_id = $1", vec![account_id.into()]).await?;
        Ok(())
    }

    /// Uses the code of a time step; false when that step or a later one was used before.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn use_totp_step(&mut self, account_id: &str, step: u64) -> Result<bool, StoreError> {
        let sql = "UPDATE credentials SET factor_last_step = $2 \
                   WHERE account_id = $1 AND (factor_last_step IS NULL OR factor_last_step < $2)";
        Ok(self.run(sql, vec![account_id.into(), number(step).into()]).await? > 0)
    }

    /// Replaces the recovery codes, given as hashes.
    ///
    /// # Errors
    /// When the database does not take them.
    pub async fn set_recovery_codes(&mut self, account_id: &str, hashes: &[String]) -> Result<(), StoreError> {
        self.run("DELETE FROM recovery_codes WHERE account_id = $1", vec![account_id.into()]).await?;
        for hash in hashes {
            let sql = "INSERT INTO recovery_codes (account_id, code_hash, made_at) VALUES ($1, $2, $3)";
            let now = self.now;
            self.run(sql, vec![account_id.into(), hash.into(), now.into()]).await?;
        }
        Ok(())
    }

    /// Uses a recovery code, given as its hash; false when there is no such code or it was used before.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn use_recovery_code(&mut self, account_id: &str, hash: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE recovery_codes SET used_at = $3 \
                   WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL";
        let now = self.now;
        Ok(self.run(sql, vec![account_id.into(), hash.into(), now.into()]).await? > 0)
    }
}
