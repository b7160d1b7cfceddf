//! Reading, jotting, acting: what a piece of code may do to the database is the type it holds.
//!
//! `Reading` asks. `Jotting` also keeps working notes that are nobody's act: that a session was used, that somebody went to
//! the sign-in provider. `Act` changes records, and is committed only together with its audit entries.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use commonweal_operations::audit::{Draft, Entry};
use futures::TryStreamExt as _;
use futures::stream::BoxStream;
use jiff::Timestamp;
use sqlx::any::{Any, AnyRow};
use sqlx::pool::PoolConnection;
use sqlx::{AnyConnection, SqlSafeStr, Transaction};

use crate::cells::{Cell, Row, query};
use crate::classify::classify;
use crate::engine::Engine;
use crate::{Database, StoreError, chain};

/// A connection that asks questions.
pub struct Reading {
    source: Source,
    pub(crate) database: Database,
    pub(crate) engine: Engine,
    pub(crate) place: Arc<str>,
}

enum Source {
    Single(PoolConnection<Any>),
    Whole(Transaction<'static, Any>),
}

impl Reading {
    /// A connection whose questions each see what is there when they are asked.
    pub(crate) fn single(connection: PoolConnection<Any>, database: Database, engine: Engine, place: Arc<str>) -> Self {
        Self { source: Source::Single(connection), database, engine, place }
    }

    /// A transaction.
    pub(crate) fn whole(
        transaction: Transaction<'static, Any>,
        database: Database,
        engine: Engine,
        place: Arc<str>,
    ) -> Self {
        Self { source: Source::Whole(transaction), database, engine, place }
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        match &mut self.source {
            Source::Single(connection) => connection,
            Source::Whole(transaction) => transaction,
        }
    }

    pub(crate) async fn rows(&mut self, sql: impl SqlSafeStr, cells: Vec<Cell>) -> Result<Vec<AnyRow>, StoreError> {
        let place = Arc::clone(&self.place);
        let rows = query(sql.into_sql_str(), cells).fetch_all(self.connection()).await;
        rows.map_err(|error| classify(&place, error))
    }

    pub(crate) async fn row(&mut self, sql: impl SqlSafeStr, cells: Vec<Cell>) -> Result<Option<AnyRow>, StoreError> {
        Ok(self.rows(sql, cells).await?.into_iter().next())
    }

    /// The one number a question about `table` answers with.
    pub(crate) async fn count(
        &mut self,
        table: &'static str,
        sql: impl SqlSafeStr,
        cells: Vec<Cell>,
    ) -> Result<u64, StoreError> {
        let row = self.row(sql, cells).await?;
        let row = row.ok_or(StoreError::Unreadable { table, column: "n".into(), why: "nothing".into() })?;
        Row::new(&row, table).count("n")
    }

    /// Changes rows; says how many.
    pub(crate) async fn run(&mut self, sql: impl SqlSafeStr, cells: Vec<Cell>) -> Result<u64, StoreError> {
        let place = Arc::clone(&self.place);
        let done = query(sql.into_sql_str(), cells).execute(self.connection()).await;
        Ok(done.map_err(|error| classify(&place, error))?.rows_affected())
    }

    /// Rows one by one, without holding them all.
    pub(crate) fn stream(
        &mut self,
        sql: impl SqlSafeStr,
        cells: Vec<Cell>,
    ) -> BoxStream<'_, Result<AnyRow, StoreError>> {
        let place = Arc::clone(&self.place);
        let rows = query(sql.into_sql_str(), cells).fetch(self.connection());
        Box::pin(rows.map_err(move |error| classify(&place, error)))
    }

    /// Keeps what was done in the transaction, if there is one.
    pub(crate) async fn finish(self) -> Result<(), StoreError> {
        match self.source {
            Source::Single(_) => Ok(()),
            Source::Whole(transaction) => transaction.commit().await.map_err(|error| classify(&self.place, error)),
        }
    }

    async fn undo(self) -> Result<(), StoreError> {
        match self.source {
            Source::Single(_) => Ok(()),
            Source::Whole(transaction) => transaction.rollback().await.map_err(|error| classify(&self.place, error)),
        }
    }
}

/// A transaction for working notes that are nobody's act. Dropped, it is undone.
pub struct Jotting {
    pub(crate) reading: Reading,
    pub(crate) now: Timestamp,
}

impl Jotting {
    /// Keeps the notes.
    ///
    /// # Errors
    /// When the database does not take them; then none is kept.
    pub async fn keep(self) -> Result<(), StoreError> {
        self.reading.finish().await
    }
}

impl Deref for Jotting {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl DerefMut for Jotting {
    fn deref_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }
}

/// A transaction that changes records. It ends with an audit entry or not at all: there is no other way to commit it.
/// Dropped, it is undone.
///
/// Do not hold one while you ask the store for another: SQLite has one writer, and you would wait for yourself.
pub struct Act {
    pub(crate) jotting: Jotting,
    pub(crate) actor: String,
}

impl Act {
    /// Commits with one audit entry.
    ///
    /// # Errors
    /// When the database does not take it; then nothing of the act is kept.
    pub async fn commit(self, draft: Draft) -> Result<Entry, StoreError> {
        let mut entries = self.commit_all(vec![draft]).await?;
        entries.pop().ok_or(StoreError::Refused { rule: "an act has an audit entry".to_owned() })
    }

    /// Commits with several audit entries, in their order.
    ///
    /// # Errors
    /// When there is no entry, or the database does not take them; then nothing of the act is kept.
    pub async fn commit_all(mut self, drafts: Vec<Draft>) -> Result<Vec<Entry>, StoreError> {
        if drafts.is_empty() {
            return Err(StoreError::Refused { rule: "an act has an audit entry".to_owned() });
        }
        // The end of the chain is the last lock an act takes, so that acts cannot wait for each other in a ring.
        let entries = chain::append(&mut self.jotting.reading, drafts).await?;
        self.jotting.reading.finish().await?;
        Ok(entries)
    }

    /// Undoes it now, and waits until it is undone.
    ///
    /// # Errors
    /// When the database does not answer; then it is undone all the same, by the database.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        self.jotting.reading.undo().await
    }
}

impl Deref for Act {
    type Target = Jotting;

    fn deref(&self) -> &Jotting {
        &self.jotting
    }
}

impl DerefMut for Act {
    fn deref_mut(&mut self) -> &mut Jotting {
        &mut self.jotting
    }
}
