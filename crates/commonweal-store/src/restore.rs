//! Reading a dump into an empty database: all of it, compared with its counts, checksums and audit chain, or nothing.

use std::io::BufRead;

use commonweal_operations::audit::{Link, Verified};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use crate::audit::verify;
use crate::cells::Cell;
use crate::dump_lines::{Begin, Ending, FORMAT, Heading, Table, TableReport, hex, tables, whole_sha256};
use crate::schema::{self, Found};
use crate::{Database, Reading, Store, StoreAddress, StoreError, pools};

/// How many values one INSERT carries at most. Both engines take many more (32,766 and 65,535), but SQLite looks for each
/// placeholder's name among all of them, which takes longer than the rows do.
const MOST_VALUES: usize = 800;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// The schema the dump had.
    pub schema: u32,
    /// Each table with its count and SHA-256.
    pub tables: Vec<TableReport>,
    /// How many rows in all.
    pub rows: u64,
    /// The SHA-256 of the whole, as the dump's report had it.
    pub sha256: String,
    /// What the audit chain says of itself. Signatures of heads are not judged here.
    pub chain: Verified,
    /// The end of the chain as restored.
    pub tail: Link,
}

impl Store {
    /// Restores a dump into a database that has no tables yet, in one transaction, and opens it. A dump of an older schema
    /// is brought up to date in the same transaction. Blocks the thread at `input`.
    ///
    /// # Errors
    /// When there are tables already, the dump is cut, changed or of another database, or its audit chain does not hold.
    /// Then the database is as empty as it was.
    pub async fn restore(
        address: &StoreAddress,
        database: Database,
        input: &mut (impl BufRead + Send),
        now: Timestamp,
    ) -> Result<(Self, RestoreReport), StoreError> {
        let mut lines = Lines { input, number: 0, text: String::new() };
        let heading: Heading = lines.expect_line("the heading of a dump")?;
        if heading.commonweal_dump != FORMAT {
            return Err(lines.bad(format!("this program reads format {FORMAT}, not {}", heading.commonweal_dump)));
        }
        if heading.database != database.as_str() {
            let place = "the dump".to_owned();
            return Err(StoreError::WrongDatabase { place, expected: database.as_str(), found: heading.database });
        }
        let known = schema::newest_schema(database);
        if heading.schema == 0 || heading.schema > known {
            return Err(StoreError::NewerSchema { place: "the dump".to_owned(), found: heading.schema, known });
        }
        pools::make_file(address)?;
        let store = Self::connect(address, database, false).await?;
        match store.restore_whole(&heading, &mut lines, now).await {
            Ok(report) => Ok((store, report)),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    async fn restore_whole(
        &self,
        heading: &Heading,
        lines: &mut Lines<'_, impl BufRead + Send>,
        now: Timestamp,
    ) -> Result<RestoreReport, StoreError> {
        let mut writing = self.writing().await?;
        schema::lock(&mut writing).await?;
        if schema::found(&mut writing).await? != Found::Empty {
            return Err(StoreError::NotEmpty { place: self.place().to_owned() });
        }
        schema::apply(&mut writing, 0, heading.schema, now).await?;
        let reports = restore_tables(&mut writing, heading.schema, lines).await?;
        let rows = reports.iter().map(|report| report.rows).sum();
        let sha256 = whole_sha256(&reports);
        let ending: Ending = lines.expect_line("the end of the dump")?;
        if ending.rows != rows || ending.sha256 != sha256 || ending.tables != reports.len() as u64 {
            return Err(lines.bad("the end of the dump does not agree with its tables"));
        }
        if lines.next()? {
            return Err(lines.bad("there is something after the end of the dump"));
        }
        let heads = writing.heads().await?;
        let chain = verify(&mut writing, heads, |_| true).await?.map_err(StoreError::Chain)?;
        let tail = writing.audit_tail().await?;
        let newest = schema::newest_schema(self.database());
        if heading.schema < newest {
            schema::apply(&mut writing, heading.schema, newest, now).await?;
            schema::announce(&mut writing, heading.schema, newest, now).await?;
        }
        writing.finish().await?;
        Ok(RestoreReport { schema: heading.schema, tables: reports, rows, sha256, chain, tail })
    }
}

async fn restore_tables(
    writing: &mut Reading,
    schema: u32,
    lines: &mut Lines<'_, impl BufRead + Send>,
) -> Result<Vec<TableReport>, StoreError> {
    let mut reports = Vec::new();
    for table in tables(writing.database, schema) {
        let begin: Begin = lines.expect_line("the beginning of a table")?;
        if begin.table != table.name {
            return Err(lines.bad(format!("the table {} should come here", table.name)));
        }
        reports.push(restore_table(writing, table, &begin.columns, lines).await?);
    }
    Ok(reports)
}

async fn restore_table(
    writing: &mut Reading,
    table: &'static Table,
    columns: &[String],
    lines: &mut Lines<'_, impl BufRead + Send>,
) -> Result<TableReport, StoreError> {
    // Only names of columns this program knows go into the statement.
    let numbers: Option<Vec<bool>> = columns.iter().map(|column| table.is_number(column)).collect();
    let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) else {
        return Err(lines.bad(format!("the table {} has a column this program does not know", table.name)));
    };
    let at_once = (MOST_VALUES / numbers.len()).max(1);
    let full = insert_text(table.name, columns, at_once);
    let (mut rows, mut hasher, mut cells) = (0, Sha256::new(), Vec::with_capacity(at_once * numbers.len()));
    loop {
        if !lines.next()? {
            return Err(lines.bad(format!("the dump ends within the table {}", table.name)));
        }
        if lines.text.starts_with('{') {
            break;
        }
        hasher.update(lines.text.as_bytes());
        hasher.update(b"\n");
        lines.row(&numbers, &mut cells)?;
        rows += 1;
        if cells.len() == at_once * numbers.len() {
            writing.run(full.clone(), std::mem::take(&mut cells)).await?;
            cells.reserve(at_once * numbers.len());
        }
    }
    if !cells.is_empty() {
        let rest = insert_text(table.name, columns, cells.len() / numbers.len());
        writing.run(rest, cells).await?;
    }
    let end: TableReport = lines.parsed("the end of a table")?;
    if end != (TableReport { name: table.name.to_owned(), rows, sha256: hex(hasher) }) {
        return Err(lines.bad(format!("the rows of {} are not those that were written", table.name)));
    }
    Ok(end)
}

fn insert_text(table: &str, columns: &[String], rows: usize) -> SqlStr {
    let width = columns.len();
    let place = |row: usize| {
        let names: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", names.join(","))
    };
    let places: Vec<String> = (0..rows).map(place).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES {}", columns.join(","), places.join(","));
    // Shared, because a full one is used again and again.
    AssertSqlSafe(std::sync::Arc::<str>::from(sql)).into_sql_str()
}

/// The lines of a dump, with their numbers for messages.
struct Lines<'a, R> {
    input: &'a mut R,
    number: u64,
    text: String,
}

impl<R: BufRead> Lines<'_, R> {
    /// Reads the next line; false at the end.
    fn next(&mut self) -> Result<bool, StoreError> {
        self.text.clear();
        self.number += 1;
        let read = self.input.read_line(&mut self.text);
        let source = |source| StoreError::File { doing: "reading the dump", source };
        if read.map_err(source)? == 0 {
            return Ok(false);
        }
        if self.text.pop() != Some('\n') {
            return Err(self.bad("the line is cut"));
        }
        Ok(true)
    }

    fn expect_line<T: DeserializeOwned>(&mut self, what: &str) -> Result<T, StoreError> {
        if !self.next()? {
            return Err(self.bad(format!("{what} is missing")));
        }
        self.parsed(what)
    }

    fn parsed<T: DeserializeOwned>(&self, what: &str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text).map_err(|_| self.bad(format!("this is not {what}")))
    }

    fn row(&self, numbers: &[bool], cells: &mut Vec<Cell>) -> Result<(), StoreError> {
        let values: Vec<Value> = self.parsed("a row")?;
        if values.len() != numbers.len() {
            return Err(self.bad("the row has not as many values as the table has columns"));
        }
        for (value, is_number) in values.into_iter().zip(numbers) {
            cells.push(match (value, is_number) {
                (Value::Null, true) => Cell::Int(None),
                (Value::Null, false) => Cell::Text(None),
                (Value::String(text), false) => Cell::Text(Some(text)),
                (Value::Number(number), true) if number.is_i64() => Cell::Int(number.as_i64()),
                _ => return Err(self.bad("a value is not of the kind its column holds")),
            });
        }
        Ok(())
    }

    fn bad(&self, why: impl Into<String>) -> StoreError {
        StoreError::BadDump { line: self.number, why: why.into() }
    }
}
