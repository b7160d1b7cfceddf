//! The two engines: what each is told when a connection opens, and the few sentences that differ.

use sqlx::AnyConnection;

use crate::StoreError;
use crate::classify::classify;

/// Which engine holds the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// The settings that keep committed work (TRUST, reliability): a write-ahead log, each commit on the disk, rules enforced,
/// ten seconds of waiting for another program, and deleted content overwritten.
const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;";
const SQLITE_READER: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;";
const POSTGRES_WRITER: &str = "SET TIME ZONE 'UTC'; SET lock_timeout = '30s'; SET client_min_messages = 'warning';";
const POSTGRES_READER: &str = "SET TIME ZONE 'UTC'; SET lock_timeout = '30s'; SET default_transaction_read_only = on;";

impl Engine {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// What a new connection is told.
    pub(crate) const fn greeting(self, read_only: bool) -> &'static str {
        match (self, read_only) {
            (Self::Sqlite, false) => SQLITE_WRITER,
            (Self::Sqlite, true) => SQLITE_READER,
            (Self::Postgres, false) => POSTGRES_WRITER,
            (Self::Postgres, true) => POSTGRES_READER,
        }
    }

    /// Begins to write. SQLite takes its one write lock at once, so that a writer never fails half-way.
    pub(crate) const fn begin_writing(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        }
    }

    /// Begins a reading in which nothing changes from one query to the next.
    pub(crate) const fn begin_reading(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// How many tables have this name ($1).
    pub(crate) const fn count_tables_named(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
            Self::Postgres => {
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1"
            }
        }
    }

    /// How many tables there are.
    pub(crate) const fn count_tables(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            Self::Postgres => "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()",
        }
    }

    /// The settings that must be so: name, question, what is wanted, and the answers that lose work.
    pub(crate) const fn vital_settings(
        self,
    ) -> &'static [(&'static str, &'static str, &'static str, &'static [&'static str])] {
        match self {
            Self::Sqlite => &[],
            Self::Postgres => &[
                ("fsync", "SELECT current_setting('fsync')", "on", &["off"]),
                ("full_page_writes", "SELECT current_setting('full_page_writes')", "on", &["off"]),
                ("synchronous_commit", "SELECT current_setting('synchronous_commit')", "on", &["off"]),
            ],
        }
    }

    /// The text that says which version of the engine this is.
    pub(crate) const fn version_question(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT sqlite_version()",
            Self::Postgres => "SELECT current_setting('server_version')",
        }
    }

    /// The text of a schema step as this engine needs it: on PostgreSQL all text is compared byte by byte, as SQLite does.
    pub(crate) fn schema_text(self, text: &str) -> String {
        match self {
            Self::Sqlite => text.to_owned(),
            Self::Postgres => text.replace(" TEXT", " TEXT COLLATE \"C\""),
        }
    }
}

/// Says its greeting on a new connection.
pub(crate) async fn greet(connection: &mut AnyConnection, place: &str, text: &'static str) -> Result<(), StoreError> {
    sqlx::raw_sql(text).execute(connection).await.map_err(|error| classify(place, error))?;
    Ok(())
}
