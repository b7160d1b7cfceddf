//! Sessions: read once for each request, touched at most once a minute, ended once.

use commonweal_operations::Purpose;
use commonweal_operations::accounts::SignInWay;
use commonweal_operations::grants::Grant;
use commonweal_operations::purpose::Side;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sqlx::AssertSqlSafe;

use crate::cells::{Cell, Row, joined};
use crate::record::Record as _;
use crate::tables::accounts::Account;
use crate::{Act, Jotting, Reading, Store, StoreError, Stored};

/// How long a touch is good for: a busy person writes once a minute, not at each page.
pub const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(60);

const COLUMNS: &[&str] = &[
    "id",
    "key_hash",
    "account_id",
    "way",
    "second_factor",
    "started_at",
    "last_used_at",
    "grant_id",
    "purpose",
    "side",
    "provider_session",
    "agent",
    "ended_at",
    "end_reason",
];
const SELECT: &str = "SELECT id, key_hash, account_id, way, second_factor, started_at, last_used_at, grant_id, purpose, \
    side, provider_session, agent, ended_at, end_reason FROM sessions ";

/// A session. The cookie itself is nowhere: only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id of the row, which may be shown.
    pub id: String,
    /// The hash of the cookie.
    pub key_hash: String,
    /// Whose.
    pub account_id: String,
    /// How the person signed in.
    pub way: SignInWay,
    /// Whether with a second factor.
    pub second_factor: bool,
    /// When.
    pub started_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// The grant it works under.
    pub grant_id: Option<String>,
    /// The purpose it works for.
    pub purpose: Option<Purpose>,
    /// The side it has worked on: a session never changes sides.
    pub side: Option<Side>,
    /// The provider's own name for the session, for its notice of signing out.
    pub provider_session: Option<String>,
    /// The browser, as it calls itself.
    pub agent: String,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub end_reason: Option<String>,
}

/// The days of the agreement a grant rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreementDays {
    /// When it was agreed.
    pub agreed_on: Option<Date>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The day it was ended before that.
    pub ended_on: Option<Date>,
}

/// A session with all that says what it may do. Whether its times are over is for the rules of sessions to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInUse {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Stored<Account>,
    /// The grant, when a purpose has been chosen.
    pub grant: Option<Stored<Grant>>,
    /// The agreement the grant rests on, if it names one.
    pub agreement: Option<AgreementDays>,
}

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.text("id")?,
        key_hash: row.text("key_hash")?,
        account_id: row.text("account_id")?,
        way: row.word("way")?,
        second_factor: row.truth("second_factor")?,
        started_at: row.instant("started_at")?,
        last_used_at: row.instant("last_used_at")?,
        grant_id: row.opt_text("grant_id")?,
        purpose: row.opt_word("purpose")?,
        side: row.opt_word("side")?,
        provider_session: row.opt_text("provider_session")?,
        agent: row.text("agent")?,
        ended_at: row.opt_instant("ended_at")?,
        end_reason: row.opt_text("end_reason")?,
    })
}

impl Reading {
    /// The session whose cookie has this hash, with its account, grant and agreement, in one question; none when there is no
    /// such session or it was ended.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn session_in_use(&mut self, key_hash: &str) -> Result<Option<SessionInUse>, StoreError> {
        let session: Vec<String> = COLUMNS.iter().map(|name| format!("s.{name} AS s_{name}")).collect();
        let sql = format!(
            "SELECT {}, {}, {}, d.agreed_on AS d_agreed_on, d.from_on AS d_from_on, d.until_on AS d_until_on, \
             d.ended_on AS d_ended_on FROM sessions s JOIN accounts a ON a.id = s.account_id \
             LEFT JOIN grants g ON g.id = s.grant_id LEFT JOIN agreements d ON d.id = g.agreement_id \
             WHERE s.key_hash = $1 AND s.ended_at IS NULL",
            session.join(", "),
            Account::selected("a", "a_"),
            Grant::selected("g", "g_"),
        );
        let Some(row) = self.row(AssertSqlSafe(sql), vec![key_hash.into()]).await? else { return Ok(None) };
        let session = read(&Row::joined(&row, "sessions", "s_"))?;
        let account = Account::stored(&Row::joined(&row, "accounts", "a_"))?;
        let grant = Row::joined(&row, "grants", "g_");
        let grant = match &session.grant_id {
            Some(_) => Some(Grant::stored(&grant)?),
            None => None,
        };
        let days = Row::joined(&row, "agreements", "d_");
        let agreement = match days.opt_day("from_on")? {
            Some(from) => Some(AgreementDays {
                agreed_on: days.opt_day("agreed_on")?,
                from,
                until: days.day("until_on")?,
                ended_on: days.opt_day("ended_on")?,
            }),
            None => None,
        };
        Ok(Some(SessionInUse { session, account, grant, agreement }))
    }

    /// A session by the id of its row.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn session(&mut self, id: &str) -> Result<Option<Session>, StoreError> {
        let row = self.row(joined(SELECT, "WHERE id = $1"), vec![id.into()]).await?;
        row.as_ref().map(|row| read(&Row::new(row, "sessions"))).transpose()
    }

    /// The sessions of an account, newest first.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn sessions_of(&mut self, account_id: &str, ended_too: bool) -> Result<Vec<Session>, StoreError> {
        let sql = joined(SELECT, "WHERE account_id = $1 AND (ended_at IS NULL OR $2 = 1) ORDER BY started_at DESC, id");
        let rows = self.rows(sql, vec![account_id.into(), ended_too.into()]).await?;
        rows.iter().map(|row| read(&Row::new(row, "sessions"))).collect()
    }
}

impl Jotting {
    /// Says that a session is in use, at most once a minute; true when it was written.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn touch_session(&mut self, id: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND ended_at IS NULL AND last_used_at <= $3";
        let due = self.now.saturating_sub(TOUCH_EVERY).unwrap_or(Timestamp::MIN);
        let now = self.now;
        Ok(self.run(sql, vec![id.into(), now.into(), due.into()]).await? > 0)
    }
}

impl Store {
    /// Says that a session is in use, in a transaction of its own. Call it only when `last_used_at` is a minute old.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn touch_session(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut jotting = self.jot(now).await?;
        let written = jotting.touch_session(id).await?;
        jotting.keep().await?;
        Ok(written)
    }
}

impl Act {
    /// Adds a session.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let sql = "INSERT INTO sessions (id, key_hash, account_id, way, second_factor, started_at, last_used_at, grant_id, \
                   purpose, side, provider_session, agent, ended_at, end_reason) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        let cells = vec![
            (&session.id).into(),
            (&session.key_hash).into(),
            (&session.account_id).into(),
            session.way.as_str().into(),
            session.second_factor.into(),
            session.started_at.into(),
            session.last_used_at.into(),
            (&session.grant_id).into(),
            Cell::Text(session.purpose.map(|purpose| purpose.as_str().to_owned())),
            Cell::Text(session.side.map(|side| side.as_str().to_owned())),
            (&session.provider_session).into(),
            (&session.agent).into(),
            session.ended_at.into(),
            (&session.end_reason).into(),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }

    /// Sets grant and purpose and replaces the cookie's hash; false when the session is not there, was ended, or has worked
    /// on the other side: direct care and planning never share one.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn choose_purpose(
        &mut self,
        session_id: &str,
        new_key_hash: &str,
        grant_id: &str,
        purpose: Purpose,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET key_hash = $2, grant_id = $3, purpose = $4, side = $5, last_used_at = $6 \
                   WHERE id = $1 AND ended_at IS NULL AND (side IS NULL OR side = $5)";
        let cells = vec![
            session_id.into(),
            new_key_hash.into(),
            grant_id.into(),
            purpose.as_str().into(),
            purpose.side().as_str().into(),
            self.now.into(),
        ];
        Ok(self.run(sql, cells).await? > 0)
    }

    /// Ends a session; false when it was ended before.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn end_session(&mut self, id: &str, reason: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL";
        let now = self.now;
        Ok(self.run(sql, vec![id.into(), now.into(), reason.into()]).await? > 0)
    }

    /// Ends the sessions of an account, all but one if one is named; says how many.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn end_sessions_of(
        &mut self,
        account_id: &str,
        except: Option<&str>,
        reason: &str,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE sessions SET ended_at = $2, end_reason = $3 \
                   WHERE account_id = $1 AND ended_at IS NULL AND id <> $4";
        let cells = vec![account_id.into(), self.now.into(), reason.into(), except.unwrap_or_default().into()];
        self.run(sql, cells).await
    }

    /// Ends the sessions that rest on a grant; says how many.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn end_sessions_under(&mut self, grant_id: &str, reason: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE grant_id = $1 AND ended_at IS NULL";
        let now = self.now;
        self.run(sql, vec![grant_id.into(), now.into(), reason.into()]).await
    }

    /// Ends every session of everybody; says how many.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn end_all_sessions(&mut self, reason: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE ended_at IS NULL";
        let now = self.now;
        self.run(sql, vec![now.into(), reason.into()]).await
    }

    /// Ends the session a provider says is over; says how many.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn end_provider_sessions(&mut self, provider_session: &str, reason: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE provider_session = $1 AND ended_at IS NULL";
        let now = self.now;
        self.run(sql, vec![provider_session.into(), now.into(), reason.into()]).await
    }
}
