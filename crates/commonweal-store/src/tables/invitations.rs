//! Invitations and resets: a code shown once, kept as its hash, used once.

use commonweal_operations::invitations::Invitation;
use sqlx::any::AnyRow;

use crate::cells::{Row, joined};
use crate::{Act, Reading, StoreError};

const SELECT: &str =
    "SELECT id, account_id, kind, code_hash, made_by, made_at, expires_at, used_at, withdrawn_at FROM invitations ";

/// An invitation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRecord {
    /// Its id.
    pub id: String,
    /// For which account.
    pub account_id: String,
    /// The hash of the code.
    pub code_hash: String,
    /// Who made it.
    pub made_by: String,
    /// Its kind and times.
    pub invitation: Invitation,
}

fn read(row: &AnyRow) -> Result<InvitationRecord, StoreError> {
    let row = Row::new(row, "invitations");
    Ok(InvitationRecord {
        id: row.text("id")?,
        account_id: row.text("account_id")?,
        code_hash: row.text("code_hash")?,
        made_by: row.text("made_by")?,
        invitation: Invitation {
            kind: row.word("kind")?,
            made_at: row.instant("made_at")?,
            expires_at: row.instant("expires_at")?,
            used_at: row.opt_instant("used_at")?,
            withdrawn_at: row.opt_instant("withdrawn_at")?,
        },
    })
}

impl Reading {
    /// The invitation whose code has this hash, used or not.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn invitation_by_code(&mut self, code_hash: &str) -> Result<Option<InvitationRecord>, StoreError> {
        let sql = joined(SELECT, "WHERE code_hash = $1");
        self.row(sql, vec![code_hash.into()]).await?.as_ref().map(read).transpose()
    }

    /// An invitation by its id.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>, StoreError> {
        let sql = joined(SELECT, "WHERE id = $1");
        self.row(sql, vec![id.into()]).await?.as_ref().map(read).transpose()
    }

    /// The invitations of an account, newest first.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn invitations_of(&mut self, account_id: &str) -> Result<Vec<InvitationRecord>, StoreError> {
        let sql = joined(SELECT, "WHERE account_id = $1 ORDER BY made_at DESC, id");
        self.rows(sql, vec![account_id.into()]).await?.iter().map(read).collect()
    }
}

impl Act {
    /// Adds an invitation.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_invitation(&mut self, record: &InvitationRecord) -> Result<(), StoreError> {
        let sql = "INSERT INTO invitations (id, account_id, kind, code_hash, made_by, made_at, expires_at, used_at, withdrawn_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let times = record.invitation;
        let cells = vec![
            (&record.id).into(),
            (&record.account_id).into(),
            times.kind.as_str().into(),
            (&record.code_hash).into(),
            (&record.made_by).into(),
            times.made_at.into(),
            times.expires_at.into(),
            times.used_at.into(),
            times.withdrawn_at.into(),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }

    /// Uses an invitation; false when it was used or withdrawn before, or its time is over.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn use_invitation(&mut self, id: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE invitations SET used_at = $2 \
                   WHERE id = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2";
        let now = self.now;
        Ok(self.run(sql, vec![id.into(), now.into()]).await? > 0)
    }

    /// Withdraws the open invitations of an account; says how many.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn withdraw_invitations(&mut self, account_id: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE invitations SET withdrawn_at = $2 \
                   WHERE account_id = $1 AND used_at IS NULL AND withdrawn_at IS NULL";
        let now = self.now;
        self.run(sql, vec![account_id.into(), now.into()]).await
    }
}
