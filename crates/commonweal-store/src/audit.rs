//! Reading the audit: a page, a walk through all of it, the signed heads, and the proof that the chain holds.

use commonweal_operations::audit::{Action, Entry, Fault, Head, Link, Outcome, Verified, Verifier};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::cells::{Cell, Row, number};
use crate::{Jotting, Reading, Store, StoreError, chain};

/// How many entries a walk reads at once.
const AT_ONCE: u32 = 2_000;

/// Which entries are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// By this actor.
    pub actor: Option<String>,
    /// About this person, by pseudonym.
    pub person: Option<String>,
    /// By people of this organisation.
    pub organisation: Option<String>,
    /// About exactly this object.
    pub object: Option<String>,
    /// Of this action.
    pub action: Option<Action>,
    /// Allowed or denied.
    pub outcome: Option<Outcome>,
    /// Before this sequence: the last of the page before.
    pub before: Option<u64>,
}

/// A row of the audit: the entry, or why the row is none.
#[derive(Debug)]
pub struct AuditRow {
    /// Its sequence; 0 where even that cannot be read.
    pub sequence: u64,
    /// The entry.
    pub entry: Result<Entry, StoreError>,
}

impl AuditFilter {
    /// The conditions and their values.
    fn conditions(&self) -> (String, Vec<Cell>) {
        let mut cells: Vec<Cell> = Vec::new();
        let mut conditions = vec!["1 = 1".to_owned()];
        let mut add = |condition: &str, cell: Option<Cell>| {
            if let Some(cell) = cell {
                cells.push(cell);
                conditions.push(format!("{condition} ${}", cells.len()));
            }
        };
        add("happened_at >=", self.from.map(Into::into));
        add("happened_at <", self.until.map(Into::into));
        add("actor =", self.actor.as_ref().map(Into::into));
        add("person =", self.person.as_ref().map(Into::into));
        add("organisation =", self.organisation.as_ref().map(Into::into));
        add("object =", self.object.as_ref().map(Into::into));
        add("action =", self.action.map(|action| action.as_str().into()));
        add("outcome =", self.outcome.map(|outcome| outcome.as_str().into()));
        add("sequence <", self.before.map(|before| number(before).into()));
        (conditions.join(" AND "), cells)
    }
}

impl Reading {
    /// A page of entries, newest first.
    ///
    /// # Errors
    /// When the database does not answer or a row is not an entry.
    pub async fn audit_page(&mut self, filter: &AuditFilter, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let (conditions, mut cells) = filter.conditions();
        cells.push(i64::from(limit).into());
        let columns = chain::COLUMNS;
        let place = cells.len();
        let sql =
            format!("SELECT {columns} FROM audit_entries WHERE {conditions} ORDER BY sequence DESC LIMIT ${place}");
        self.rows(AssertSqlSafe(sql), cells).await?.iter().map(chain::entry).collect()
    }

    /// Entries after a sequence, oldest first, with the rows that are none.
    async fn audit_after(&mut self, filter: &AuditFilter, after: i64) -> Result<Vec<AuditRow>, StoreError> {
        let (conditions, mut cells) = filter.conditions();
        cells.extend([after.into(), i64::from(AT_ONCE).into()]);
        let (columns, place) = (chain::COLUMNS, cells.len());
        let sql = format!(
            "SELECT {columns} FROM audit_entries WHERE {conditions} AND sequence > ${} ORDER BY sequence LIMIT ${place}",
            place - 1
        );
        let rows = self.rows(AssertSqlSafe(sql), cells).await?;
        Ok(rows.iter().map(audit_row).collect())
    }

    /// The end of the chain as the database has written it down.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn audit_tail(&mut self) -> Result<Link, StoreError> {
        chain::tail(self).await
    }

    /// The signed heads, oldest first.
    ///
    /// # Errors
    /// When the database does not answer or a row cannot be read.
    pub async fn heads(&mut self) -> Result<Vec<Head>, StoreError> {
        let sql = "SELECT sequence, chain, hash, signed_at, key_id, signature FROM audit_heads ORDER BY sequence";
        self.rows(sql, Vec::new()).await?.iter().map(head).collect()
    }

    /// The last signed head.
    ///
    /// # Errors
    /// When the database does not answer or the row cannot be read.
    pub async fn last_head(&mut self) -> Result<Option<Head>, StoreError> {
        let sql = "SELECT sequence, chain, hash, signed_at, key_id, signature FROM audit_heads \
                   ORDER BY sequence DESC LIMIT 1";
        self.row(sql, Vec::new()).await?.as_ref().map(head).transpose()
    }
}

fn audit_row(row: &AnyRow) -> AuditRow {
    let sequence = Row::new(row, "audit_entries").count("sequence").unwrap_or_default();
    AuditRow { sequence, entry: chain::entry(row) }
}

fn head(row: &AnyRow) -> Result<Head, StoreError> {
    let row = Row::new(row, "audit_heads");
    Ok(Head {
        chain: row.word("chain")?,
        sequence: row.count("sequence")?,
        hash: row.word("hash")?,
        at: row.instant("signed_at")?,
        key_id: row.text("key_id")?,
        signature: row.text("signature")?,
    })
}

impl Jotting {
    /// Keeps a signed head; one that is there already stays as it is.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn add_head(&mut self, head: &Head) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit_heads (sequence, chain, hash, signed_at, key_id, signature) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sequence) DO NOTHING";
        let cells = vec![
            number(head.sequence).into(),
            head.chain.as_str().into(),
            head.hash.to_string().into(),
            head.at.into(),
            (&head.key_id).into(),
            (&head.signature).into(),
        ];
        self.run(sql, cells).await?;
        Ok(())
    }
}

impl Store {
    /// Walks through entries after a sequence, oldest first, as they stand at one moment; holds a few thousand at a time.
    /// Says how many there were.
    ///
    /// # Errors
    /// When the database does not answer, or what the visitor answers with.
    pub async fn walk_audit(
        &self,
        filter: &AuditFilter,
        after: u64,
        mut visit: impl FnMut(AuditRow) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let mut reading = self.read_whole().await?;
        let (mut seen, mut last) = (0, number(after));
        loop {
            let rows = reading.audit_after(filter, last).await?;
            let Some(end) = rows.last() else { break };
            last = number(end.sequence).max(last + 1);
            seen += number(rows.len() as u64);
            for row in rows {
                visit(row)?;
            }
        }
        reading.finish().await?;
        Ok(u64::try_from(seen).unwrap_or_default())
    }

    /// Proves that the chain holds, with the signed heads kept outside the database; or names the first fault.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn verify_audit(
        &self,
        heads: Vec<Head>,
        is_genuine: impl Fn(&Head) -> bool,
    ) -> Result<Result<Verified, Fault>, StoreError> {
        let mut reading = self.read_whole().await?;
        let result = verify(&mut reading, heads, is_genuine).await?;
        reading.finish().await?;
        Ok(result)
    }
}

/// The proof inside a transaction.
pub(crate) async fn verify(
    reading: &mut Reading,
    heads: Vec<Head>,
    is_genuine: impl Fn(&Head) -> bool,
) -> Result<Result<Verified, Fault>, StoreError> {
    let mut verifier = Verifier::new(reading.database.chain(), heads, is_genuine);
    let recorded = reading.audit_tail().await?;
    let all = AuditFilter::default();
    let mut last = 0;
    loop {
        let rows = reading.audit_after(&all, last).await?;
        let Some(end) = rows.last() else { break };
        last = number(end.sequence).max(last + 1);
        for row in &rows {
            let fed = match &row.entry {
                Ok(entry) => verifier.feed(entry),
                Err(error) => Err(verifier.unreadable(error.to_string())),
            };
            if let Err(fault) = fed {
                return Ok(Err(fault));
            }
        }
    }
    Ok(verifier.finish(Some(&recorded)))
}
