//! Attempts to sign in, for the waiting times. The subject is opaque: a keyed hash of the name typed, so that known and
//! unknown names are treated alike and nothing typed by mistake is kept.

use jiff::Timestamp;

use crate::cells::Row;
use crate::{Act, Reading, StoreError};

impl Reading {
    /// When somebody failed with this subject since it last succeeded, oldest first; not before `since`.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn failures_since_success(
        &mut self,
        subject: &str,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let sql = "SELECT tried_at FROM sign_in_attempts WHERE subject = $1 AND tried_at >= $2 AND succeeded = 0 \
                   AND tried_at > COALESCE((SELECT MAX(tried_at) FROM sign_in_attempts WHERE subject = $1 AND succeeded = 1), '') \
                   ORDER BY tried_at";
        let rows = self.rows(sql, vec![subject.into(), since.into()]).await?;
        rows.iter().map(|row| Row::new(row, "sign_in_attempts").instant("tried_at")).collect()
    }

    /// When this subject last succeeded.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn last_success(&mut self, subject: &str) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT MAX(tried_at) AS tried_at FROM sign_in_attempts WHERE subject = $1 AND succeeded = 1";
        let row = self.row(sql, vec![subject.into()]).await?;
        Ok(row.map(|row| Row::new(&row, "sign_in_attempts").opt_instant("tried_at")).transpose()?.flatten())
    }
}

impl Act {
    /// Writes an attempt down. `id` is a new random id.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_attempt(&mut self, id: &str, subject: &str, succeeded: bool) -> Result<(), StoreError> {
        let sql = "INSERT INTO sign_in_attempts (id, subject, tried_at, succeeded) VALUES ($1, $2, $3, $4)";
        let now = self.now;
        self.run(sql, vec![id.into(), subject.into(), now.into(), succeeded.into()]).await?;
        Ok(())
    }
}
