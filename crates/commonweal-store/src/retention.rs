//! Deleting what has been kept long enough: counted, and written down in the same act. The audit is never cut.

use commonweal_operations::audit::{Action, Draft};
use commonweal_operations::retention::{RetentionKind, RetentionRule};
use commonweal_operations::time_text::{day_text, utc_day};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cells::Cell;
use crate::{Database, Reading, Store, StoreError};

/// What a retention rule removed, or would remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionDone {
    /// What kind of thing.
    pub kind: RetentionKind,
    /// How many days they are kept.
    pub days: u32,
    /// How many were removed.
    pub removed: u64,
}

/// A table whose rows end on a day: from where, and the condition that the day ($1, text) is over.
struct Due {
    table: &'static str,
    count: &'static str,
    delete: &'static str,
}

const SESSIONS: &[Due] = &[Due {
    table: "sessions",
    count: "SELECT COUNT(*) AS n FROM sessions WHERE COALESCE(ended_at, last_used_at) < $1",
    delete: "DELETE FROM sessions WHERE COALESCE(ended_at, last_used_at) < $1",
}];
// The notes of sign-ins under way are worth nothing after their minutes; they go with the attempts.
const ATTEMPTS: &[Due] = &[
    Due {
        table: "sign_in_attempts",
        count: "SELECT COUNT(*) AS n FROM sign_in_attempts WHERE tried_at < $1",
        delete: "DELETE FROM sign_in_attempts WHERE tried_at < $1",
    },
    Due {
        table: "steps",
        count: "SELECT COUNT(*) AS n FROM steps WHERE expires_at < $1",
        delete: "DELETE FROM steps WHERE expires_at < $1",
    },
    Due {
        table: "oidc_requests",
        count: "SELECT COUNT(*) AS n FROM oidc_requests WHERE made_at < $1",
        delete: "DELETE FROM oidc_requests WHERE made_at < $1",
    },
];
const INVITATIONS: &[Due] = &[Due {
    table: "invitations",
    count: "SELECT COUNT(*) AS n FROM invitations WHERE COALESCE(used_at, withdrawn_at, expires_at) < $1",
    delete: "DELETE FROM invitations WHERE COALESCE(used_at, withdrawn_at, expires_at) < $1",
}];
const CHANGES: &[Due] = &[Due {
    table: "changes",
    count: "SELECT COUNT(*) AS n FROM changes WHERE changed_at < $1",
    delete: "DELETE FROM changes WHERE changed_at < $1",
}];

/// Where things of a kind lie in a database. Snapshots and releases are files, not rows.
fn due_in(database: Database, kind: RetentionKind) -> &'static [Due] {
    match (database, kind) {
        (Database::Operations, RetentionKind::Sessions) => SESSIONS,
        (Database::Operations, RetentionKind::Attempts) => ATTEMPTS,
        (Database::Operations, RetentionKind::Invitations) => INVITATIONS,
        (_, RetentionKind::Changes) => CHANGES,
        _ => &[],
    }
}

/// The text before which an instant is due: the first moment of the day after the last day due.
fn before(rule: &RetentionRule, today: Date) -> Result<Cell, StoreError> {
    let day = rule.last_day_due(today);
    let next = day.tomorrow().map_err(|_| StoreError::Refused { rule: "a day of the calendar".to_owned() })?;
    Ok(day_text(next).into())
}

impl Reading {
    /// How many rows a rule would remove today. None of the kinds that are files.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn retention_due(&mut self, rule: &RetentionRule, today: Date) -> Result<u64, StoreError> {
        let mut due = 0;
        for it in due_in(self.database, rule.kind()) {
            due += self.count(it.table, it.count, vec![before(rule, today)?]).await?;
        }
        Ok(due)
    }
}

impl Store {
    /// Applies these rules to the kinds that are rows here: one act, one audit entry for each kind, also for none removed.
    /// Without a rule of a kind here nothing happens, nor with `dry_run`, which only counts.
    ///
    /// # Errors
    /// When the database does not take it; then nothing was deleted.
    pub async fn apply_retention(
        &self,
        actor: &str,
        now: Timestamp,
        rules: &[RetentionRule],
        dry_run: bool,
    ) -> Result<Vec<RetentionDone>, StoreError> {
        let today = utc_day(now);
        let rules = rules.iter().filter(|rule| !due_in(self.database(), rule.kind()).is_empty());
        let mut done = Vec::new();
        if dry_run {
            let mut reading = self.read_whole().await?;
            for rule in rules {
                let removed = reading.retention_due(rule, today).await?;
                done.push(RetentionDone { kind: rule.kind(), days: rule.days(), removed });
            }
            return Ok(done);
        }
        let mut act = self.begin(actor, now).await?;
        let mut drafts = Vec::new();
        for rule in rules {
            let mut removed = 0;
            for it in due_in(self.database(), rule.kind()) {
                removed += act.run(it.delete, vec![before(rule, today)?]).await?;
            }
            let draft = Draft::new(now, actor, Action::RetentionApplied, rule.kind().as_str());
            drafts.push(draft.rows(removed).because(format!("kept {} days", rule.days())));
            done.push(RetentionDone { kind: rule.kind(), days: rule.days(), removed });
        }
        if drafts.is_empty() {
            act.roll_back().await?;
        } else {
            act.commit_all(drafts).await?;
        }
        Ok(done)
    }
}
