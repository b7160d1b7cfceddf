//! The vault: identities as sealed bytes, each bound to one practice and one pseudonym. Nothing here can open them.

use std::fmt;

use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::cells::{Cell, Row, joined};
use crate::{Act, Reading, StoreError};

const SELECT: &str = "SELECT practice_code, pseudonym, key_id, sealed FROM sealed_identities ";
/// How many go into one INSERT: SQLite is slow with thousands of placeholders.
const AT_ONCE: usize = 200;

/// A sealed identity. `Debug` shows which practice and key, not whose.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedIdentity {
    /// The practice it is sealed for.
    pub practice_code: String,
    /// The pseudonym, 32 hexadecimal digits.
    pub pseudonym: String,
    /// The key it is sealed with.
    pub key_id: String,
    /// The sealed bytes, as base64.
    pub sealed: String,
}

impl fmt::Debug for SealedIdentity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("SealedIdentity");
        shown.field("practice_code", &self.practice_code).field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

fn read(row: &AnyRow) -> Result<SealedIdentity, StoreError> {
    let row = Row::new(row, "sealed_identities");
    Ok(SealedIdentity {
        practice_code: row.text("practice_code")?,
        pseudonym: row.text("pseudonym")?,
        key_id: row.text("key_id")?,
        sealed: row.text("sealed")?,
    })
}

impl Reading {
    /// The sealed identity of one person for one practice.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn identity(
        &mut self,
        practice_code: &str,
        pseudonym: &str,
    ) -> Result<Option<SealedIdentity>, StoreError> {
        let sql = joined(SELECT, "WHERE practice_code = $1 AND pseudonym = $2");
        self.row(sql, vec![practice_code.into(), pseudonym.into()]).await?.as_ref().map(read).transpose()
    }

    /// The sealed identities of a practice by pseudonym, after the last one of the page before.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn identities_of(
        &mut self,
        practice_code: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<SealedIdentity>, StoreError> {
        let sql = joined(SELECT, "WHERE practice_code = $1 AND pseudonym > $2 ORDER BY pseudonym LIMIT $3");
        let cells = vec![practice_code.into(), after.unwrap_or_default().into(), i64::from(limit).into()];
        self.rows(sql, cells).await?.iter().map(read).collect()
    }

    /// How many are sealed with a key: none must be left before the key is thrown away.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn identities_with_key(&mut self, key_id: &str) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM sealed_identities WHERE key_id = $1";
        self.count("sealed_identities", sql, vec![key_id.into()]).await
    }
}

impl Act {
    /// Adds sealed identities, replacing those there are of the same practice and pseudonym.
    ///
    /// # Errors
    /// When the database does not take them.
    pub async fn put_identities(&mut self, identities: &[SealedIdentity]) -> Result<(), StoreError> {
        for some in identities.chunks(AT_ONCE) {
            let places: Vec<String> = (0..some.len())
                .map(|row| format!("(${}, ${}, ${}, ${})", row * 4 + 1, row * 4 + 2, row * 4 + 3, row * 4 + 4))
                .collect();
            let sql = format!(
                "INSERT INTO sealed_identities (practice_code, pseudonym, key_id, sealed) VALUES {} \
                 ON CONFLICT (practice_code, pseudonym) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed",
                places.join(", ")
            );
            let cells: Vec<Cell> = some
                .iter()
                .flat_map(|it| [&it.practice_code, &it.pseudonym, &it.key_id, &it.sealed].map(Cell::from))
                .collect();
            self.run(AssertSqlSafe(sql), cells).await?;
        }
        Ok(())
    }

    /// Removes sealed identities of a practice; says how many there were.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn remove_identities(&mut self, practice_code: &str, pseudonyms: &[String]) -> Result<u64, StoreError> {
        let mut removed = 0;
        for pseudonym in pseudonyms {
            let sql = "DELETE FROM sealed_identities WHERE practice_code = $1 AND pseudonym = $2";
            removed += self.run(sql, vec![practice_code.into(), pseudonym.into()]).await?;
        }
        Ok(removed)
    }
}
