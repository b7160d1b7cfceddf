//! Writing a whole database as JSON lines, as it stands at one moment.

use std::io::Write;

use futures::TryStreamExt as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _, TypeInfo as _, ValueRef as _};

use crate::dump_lines::{Begin, Ending, FORMAT, Heading, Table, TableReport, hex, tables, whole_sha256};
use crate::schema::{self, Found};
use crate::{Database, Reading, Store, StoreError};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpReport {
    /// Which database.
    pub database: Database,
    /// Its schema.
    pub schema: u32,
    /// Each table with its count and SHA-256.
    pub tables: Vec<TableReport>,
    /// How many rows in all.
    pub rows: u64,
    /// The SHA-256 of the whole: the same content has the same, on either engine.
    pub sha256: String,
}

/// How many bytes are gathered before they are written.
const GATHERED: usize = 64 * 1024;

impl Store {
    /// Writes the whole database as it stands at one moment, while others go on writing. Blocks the thread at `out`.
    ///
    /// # Errors
    /// When the database does not answer or `out` does not take it.
    pub async fn dump(&self, out: &mut (impl Write + Send)) -> Result<DumpReport, StoreError> {
        let mut reading = self.read_whole().await?;
        let database = self.database();
        let Found::Schema(schema) = schema::found(&mut reading).await? else {
            return Err(StoreError::NotMade { place: self.place().to_owned(), database: database.as_str() });
        };
        line(out, &Heading { commonweal_dump: FORMAT, database: database.to_string(), schema })?;
        let mut reports = Vec::new();
        for table in tables(database, schema) {
            reports.push(dump_table(&mut reading, table, out).await?);
        }
        let rows = reports.iter().map(|report| report.rows).sum();
        let sha256 = whole_sha256(&reports);
        line(out, &Ending { tables: reports.len() as u64, rows, sha256: sha256.clone() })?;
        out.flush().map_err(writing)?;
        reading.finish().await?;
        Ok(DumpReport { database, schema, tables: reports, rows, sha256 })
    }
}

fn writing(source: std::io::Error) -> StoreError {
    StoreError::File { doing: "writing the dump", source }
}

fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), StoreError> {
    let mut text = serde_json::to_vec(value).expect("these lines are always JSON");
    text.push(b'\n');
    out.write_all(&text).map_err(writing)
}

async fn dump_table(
    reading: &mut Reading,
    table: &'static Table,
    out: &mut (impl Write + Send),
) -> Result<TableReport, StoreError> {
    let columns = table.columns();
    line(out, &Begin { table: table.name.to_owned(), columns: columns.clone() })?;
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name, table.order);
    let mut stream = reading.stream(AssertSqlSafe(sql), Vec::new());
    let (mut rows, mut hasher, mut gathered) = (0, Sha256::new(), Vec::with_capacity(GATHERED * 2));
    while let Some(row) = stream.try_next().await? {
        write_row(&row, table.name, &mut gathered)?;
        rows += 1;
        if gathered.len() >= GATHERED {
            hasher.update(&gathered);
            out.write_all(&gathered).map_err(writing)?;
            gathered.clear();
        }
    }
    hasher.update(&gathered);
    out.write_all(&gathered).map_err(writing)?;
    let report = TableReport { name: table.name.to_owned(), rows, sha256: hex(hasher) };
    line(out, &report)?;
    Ok(report)
}

/// A row as a JSON list of texts, numbers and nothings.
fn write_row(row: &AnyRow, table: &'static str, out: &mut Vec<u8>) -> Result<(), StoreError> {
    let wrong = |column: usize| StoreError::Unreadable {
        table,
        column: row.columns().get(column).map(|it| sqlx::Column::name(it).to_owned()).unwrap_or_default(),
        why: "neither text nor a whole number".to_owned(),
    };
    out.push(b'[');
    for column in 0..row.columns().len() {
        if column > 0 {
            out.push(b',');
        }
        let value = row.try_get_raw(column).map_err(|_| wrong(column))?;
        if value.is_null() {
            out.extend_from_slice(b"null");
        } else if value.type_info().name() == "TEXT" {
            let text: &str = row.try_get(column).map_err(|_| wrong(column))?;
            serde_json::to_writer(&mut *out, text).map_err(|_| wrong(column))?;
        } else {
            let number: i64 = row.try_get(column).map_err(|_| wrong(column))?;
            out.extend_from_slice(number.to_string().as_bytes());
        }
    }
    out.extend_from_slice(b"]\n");
    Ok(())
}
