//! The schema, step by step: numbered, forward only, each step kept with its checksum.
//!
//! A step **expands**: it adds, carries over, and leaves what a running older program reads. Only a later step, when no such
//! program can run any more, **contracts**. A step that has been released is never edited: its checksum is compared at every
//! start. All steps that are due run in one transaction, under one lock, so that two programs started at once do it once.

use commonweal_operations::audit::{Action, Draft, Link, PROGRAM};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use sqlx::AssertSqlSafe;

use crate::cells::{Row, number};
use crate::classify::classify;
use crate::engine::Engine;
use crate::{Database, FACT_DATABASE, Reading, StoreError, chain};

/// The tables whose rows are never changed, and whether they may be deleted (`changes` are, when their days are over).
const SEALED: &[Sealed] = &[
    Sealed { table: "audit_entries", may_delete: false },
    Sealed { table: "audit_heads", may_delete: false },
    Sealed { table: "changes", may_delete: true },
];

/// The number of the advisory lock on PostgreSQL: any number that nothing else in the database uses.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(730001)";

const RECORD: &str = "CREATE TABLE schema_steps (
    number BIGINT NOT NULL CONSTRAINT schema_steps_key PRIMARY KEY,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
)";

struct Sealed {
    table: &'static str,
    may_delete: bool,
}

/// One step of a schema.
struct Step {
    number: u32,
    texts: &'static [&'static str],
    sealed: &'static [Sealed],
}

const COMMON: &str = include_str!("../migrations/common_1_first.sql");

const OPERATIONS: &[Step] = &[
    Step { number: 1, texts: &[COMMON, include_str!("../migrations/operations_1_first.sql")], sealed: SEALED },
    Step { number: 2, texts: &[include_str!("../migrations/operations_2_identities.sql")], sealed: &[] },
    Step { number: 3, texts: &[include_str!("../migrations/operations_3_releases.sql")], sealed: &[] },
    Step { number: 4, texts: &[include_str!("../migrations/operations_4_plan.sql")], sealed: &[] },
];
const CARE: &[Step] = &[Step { number: 1, texts: &[COMMON], sealed: SEALED }];
const VAULT: &[Step] =
    &[Step { number: 1, texts: &[COMMON, include_str!("../migrations/vault_1_first.sql")], sealed: SEALED }];

fn steps(database: Database) -> &'static [Step] {
    match database {
        Database::Operations => OPERATIONS,
        Database::Care => CARE,
        Database::Vault => VAULT,
    }
}

/// The newest schema this program knows.
#[must_use]
pub fn newest_schema(database: Database) -> u32 {
    steps(database).last().map_or(0, |step| step.number)
}

/// The schema a database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// No tables at all.
    Empty,
    /// Tables, but none of ours.
    Foreign,
    Schema(u32),
}

/// Reads which schema the database has, and compares it with what this program knows.
pub(crate) async fn found(reading: &mut Reading) -> Result<Found, StoreError> {
    let engine = reading.engine;
    if count(reading, engine.count_tables_named(), Some("schema_steps")).await? == 0 {
        let tables = count(reading, engine.count_tables(), None).await?;
        return Ok(if tables == 0 { Found::Empty } else { Found::Foreign });
    }
    let database = reading.database;
    let place = reading.place.to_string();
    let is = reading.row("SELECT value FROM facts WHERE name = $1", vec![FACT_DATABASE.into()]).await?;
    let is = is.map(|row| Row::new(&row, "facts").text("value")).transpose()?.unwrap_or_default();
    if is != database.as_str() {
        return Err(StoreError::WrongDatabase { place, expected: database.as_str(), found: is });
    }
    let rows = reading.rows("SELECT number, checksum FROM schema_steps ORDER BY number", Vec::new()).await?;
    let known = newest_schema(database);
    let mut last = 0;
    for row in &rows {
        let row = Row::new(row, "schema_steps");
        let number = u32::try_from(row.int("number")?).unwrap_or(u32::MAX);
        let Some(step) = steps(database).iter().find(|step| step.number == number) else {
            return Err(StoreError::NewerSchema { place, found: number, known });
        };
        if row.text("checksum")? != checksum(step) {
            return Err(StoreError::ChangedMigration { place, number });
        }
        last = number;
    }
    Ok(Found::Schema(last))
}

async fn count(reading: &mut Reading, sql: &'static str, name: Option<&str>) -> Result<i64, StoreError> {
    let row = reading.row(sql, name.into_iter().map(Into::into).collect()).await?;
    let unreadable = || StoreError::Unreadable { table: "the schema", column: "count".into(), why: "nothing".into() };
    let row = row.ok_or_else(unreadable)?;
    sqlx::Row::try_get(&row, 0).map_err(|_| unreadable())
}

/// Takes the lock of the schema; the transaction that holds it must be the one that changes it.
pub(crate) async fn lock(reading: &mut Reading) -> Result<(), StoreError> {
    // SQLite's writer holds the whole database already.
    if reading.engine == Engine::Postgres {
        reading.rows(MIGRATION_LOCK, Vec::new()).await?;
    }
    Ok(())
}

/// Takes the steps from `from` (0: none yet) to `to` in the transaction given.
pub(crate) async fn apply(reading: &mut Reading, from: u32, to: u32, now: Timestamp) -> Result<(), StoreError> {
    let database = reading.database;
    if from == 0 {
        raw(reading, RECORD).await?;
    }
    for step in steps(database).iter().filter(|step| step.number > from && step.number <= to) {
        for text in step.texts {
            raw(reading, text).await?;
        }
        for sealed in step.sealed {
            seal(reading, sealed).await?;
        }
        let cells = vec![i64::from(step.number).into(), checksum(step).into(), now.into()];
        reading.run("INSERT INTO schema_steps (number, checksum, applied_at) VALUES ($1, $2, $3)", cells).await?;
    }
    Ok(())
}

/// The first rows: which database this is, and the start of its chain.
pub(crate) async fn first_rows(reading: &mut Reading) -> Result<(), StoreError> {
    let database = reading.database;
    let fact = vec![FACT_DATABASE.into(), database.as_str().into()];
    reading.run("INSERT INTO facts (name, value) VALUES ($1, $2)", fact).await?;
    let start = Link::start(database.chain());
    let tail = vec![1.into(), number(start.sequence).into(), start.hash.to_string().into()];
    reading.run("INSERT INTO audit_tail (id, sequence, hash) VALUES ($1, $2, $3)", tail).await?;
    Ok(())
}

/// Writes down that the schema was made or brought up to date.
pub(crate) async fn announce(reading: &mut Reading, from: u32, to: u32, now: Timestamp) -> Result<(), StoreError> {
    let action = if from == 0 { Action::DatabaseMade } else { Action::DatabaseMigrated };
    let object = format!("{} schema {to}", reading.database);
    chain::append(reading, vec![Draft::new(now, PROGRAM, action, object)]).await?;
    Ok(())
}

async fn raw(reading: &mut Reading, text: &str) -> Result<(), StoreError> {
    let text = reading.engine.schema_text(text);
    let place = reading.place.to_string();
    let done = sqlx::raw_sql(AssertSqlSafe(text)).execute(reading.connection()).await;
    done.map_err(|error| classify(&place, error))?;
    Ok(())
}

/// The checksum of a step: its texts and what it seals. The triggers themselves are this program's way of sealing on each
/// engine and are not part of it.
fn checksum(step: &Step) -> String {
    let mut hasher = Sha256::new();
    for text in step.texts {
        hasher.update(text.as_bytes());
    }
    for sealed in step.sealed {
        hasher.update(format!("sealed {} {}\n", sealed.table, sealed.may_delete).as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes the database itself refuse to change a table's rows.
async fn seal(reading: &mut Reading, sealed: &Sealed) -> Result<(), StoreError> {
    let Sealed { table, may_delete } = sealed;
    let words = if *may_delete { "rows are never changed" } else { "rows are never changed or deleted" };
    let text = match (reading.engine, may_delete) {
        (Engine::Sqlite, true) => sqlite_trigger(table, "UPDATE", words),
        (Engine::Sqlite, false) => sqlite_trigger(table, "UPDATE", words) + &sqlite_trigger(table, "DELETE", words),
        (Engine::Postgres, true) => postgres_trigger(table, "UPDATE OR TRUNCATE", words),
        (Engine::Postgres, false) => postgres_trigger(table, "UPDATE OR DELETE OR TRUNCATE", words),
    };
    raw(reading, &text).await
}

fn sqlite_trigger(table: &str, event: &str, words: &str) -> String {
    let name = event.to_lowercase();
    format!(
        "CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{table}: {words}'); END;\n"
    )
}

fn postgres_trigger(table: &str, events: &str, words: &str) -> String {
    format!(
        "CREATE FUNCTION {table}_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ \
         BEGIN RAISE EXCEPTION '{table}: {words}'; END $$;\n\
         CREATE TRIGGER {table}_sealed BEFORE {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_sealed();\n"
    )
}
