//! The audit chain in the database: the next entries, written under the lock of the chain's end; entries out of rows.
//!
//! Rule (TRUST, audit): append-only, one sequence, written in the same transaction as the act.

use commonweal_operations::audit::{Draft, Entry, Hash, Link, Outcome, Pseudonym, seal};
use commonweal_operations::{Purpose, Role};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::cells::{Cell, Row, number};
use crate::{Reading, StoreError};

const TABLE: &str = "audit_entries";

/// The columns of an entry, in the order of `cells`.
pub(crate) const COLUMNS: &str = "sequence, happened_at, actor, role, purpose, organisation, action, object, row_count, \
    outcome, reason, request_id, person, previous_hash, hash";
const WIDTH: usize = 15;

/// How many entries go into one INSERT at most: SQLite is slow with thousands of placeholders.
const AT_ONCE: usize = 50;

/// Writes the next entries. Takes the row of the chain's end first: whoever else writes waits until this transaction ends.
pub(crate) async fn append(reading: &mut Reading, drafts: Vec<Draft>) -> Result<Vec<Entry>, StoreError> {
    // An UPDATE that changes nothing locks the row on PostgreSQL and is the same text on SQLite, whose lock is held already.
    let locked = reading
        .row("UPDATE audit_tail SET sequence = sequence WHERE id = 1 RETURNING sequence, hash", Vec::new())
        .await?;
    let mut link = tail_of(locked.as_ref())?;
    let mut entries = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let entry = seal(&link, draft);
        link = entry.link();
        entries.push(entry);
    }
    for some in entries.chunks(AT_ONCE) {
        insert(reading, some).await?;
    }
    let end = vec![number(link.sequence).into(), link.hash.to_string().into()];
    reading.run("UPDATE audit_tail SET sequence = $1, hash = $2 WHERE id = 1", end).await?;
    Ok(entries)
}

async fn insert(reading: &mut Reading, entries: &[Entry]) -> Result<(), StoreError> {
    let places: Vec<String> = (0..entries.len())
        .map(|row| {
            let names: Vec<String> = (1..=WIDTH).map(|column| format!("${}", row * WIDTH + column)).collect();
            format!("({})", names.join(", "))
        })
        .collect();
    let sql = format!("INSERT INTO {TABLE} ({COLUMNS}) VALUES {}", places.join(", "));
    reading.run(AssertSqlSafe(sql), entries.iter().flat_map(cells).collect()).await?;
    Ok(())
}

fn cells(entry: &Entry) -> [Cell; WIDTH] {
    let word = |word: Option<&str>| Cell::Text(word.map(str::to_owned));
    [
        number(entry.sequence).into(),
        entry.at.into(),
        (&entry.actor).into(),
        word(entry.role.map(Role::as_str)),
        word(entry.purpose.map(Purpose::as_str)),
        (&entry.organisation).into(),
        entry.action.as_str().into(),
        (&entry.object).into(),
        Cell::Int(entry.row_count.map(number)),
        entry.outcome.as_str().into(),
        (&entry.reason).into(),
        (&entry.request_id).into(),
        Cell::Text(entry.person.as_ref().map(|person| person.as_str().to_owned())),
        entry.previous.to_string().into(),
        entry.hash.to_string().into(),
    ]
}

/// The entry in a row.
pub(crate) fn entry(row: &AnyRow) -> Result<Entry, StoreError> {
    let row = Row::new(row, TABLE);
    let row_count = row.opt_int("row_count")?.map(|_| row.count("row_count")).transpose()?;
    let person = row.opt_text("person")?.map(|text| {
        let wrong = |_| StoreError::Unreadable { table: TABLE, column: "person".into(), why: "no pseudonym".into() };
        Pseudonym::parse(&text).map_err(wrong)
    });
    Ok(Entry {
        sequence: row.count("sequence")?,
        at: row.instant("happened_at")?,
        actor: row.text("actor")?,
        role: row.opt_word("role")?,
        purpose: row.opt_word("purpose")?,
        organisation: row.opt_text("organisation")?,
        action: row.word("action")?,
        object: row.text("object")?,
        row_count,
        outcome: row.word::<Outcome>("outcome")?,
        reason: row.opt_text("reason")?,
        request_id: row.opt_text("request_id")?,
        person: person.transpose()?,
        previous: row.word::<Hash>("previous_hash")?,
        hash: row.word::<Hash>("hash")?,
    })
}

/// The end of the chain as the database has written it down.
pub(crate) async fn tail(reading: &mut Reading) -> Result<Link, StoreError> {
    let row = reading.row("SELECT sequence, hash FROM audit_tail WHERE id = 1", Vec::new()).await?;
    tail_of(row.as_ref())
}

fn tail_of(row: Option<&AnyRow>) -> Result<Link, StoreError> {
    let missing = || StoreError::Unreadable { table: "audit_tail", column: "sequence".into(), why: "missing".into() };
    let row = Row::new(row.ok_or_else(missing)?, "audit_tail");
    Ok(Link { sequence: row.count("sequence")?, hash: row.word("hash")? })
}
