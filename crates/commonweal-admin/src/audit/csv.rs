//! The audit of a database as a CSV file, a row at a time, however long it is.

use super::page::AuditFilter;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{AUDIT, By};
use commonweal_operations::audit::{Action, Chain};
use commonweal_operations::time_text::instant_text;
use commonweal_store::AuditRow;
use std::io::Write;

const HEADER: &str =
    "sequence,at,actor,role,purpose,organisation,action,object,rows,outcome,reason,request,previous,hash\r\n";

impl Desk {
    /// Writes the audit of one database as CSV, oldest first, and says how many rows.
    ///
    /// # Errors
    /// `Forbidden`; `WrongRole`; `File` where the writer fails; `Store`.
    pub async fn audit_csv(
        &self,
        by: By<'_>,
        chain: Chain,
        filter: &AuditFilter,
        to: &mut (dyn Write + Send),
    ) -> Result<u64, DeskError> {
        self.permit(by, &AUDIT, "audit").await?;
        let store = self.store(chain)?;
        // Written before the rows leave: a file that was cut short was still taken.
        self.operations().note(by.draft(self.now(), Action::AuditExported, chain.as_str())).await?;
        let failure = DeskError::file("cannot write", "the audit file");
        let mut rows = 0;
        let mut failed = to.write_all(HEADER.as_bytes()).err();
        let write = |row: AuditRow| {
            if failed.is_none() {
                failed = to.write_all(line(&row).as_bytes()).err();
                rows += 1;
            }
            Ok(())
        };
        store.walk_audit(&filter.of_store(), 0, write).await?;
        match failed.or_else(|| to.flush().err()) {
            Some(error) => Err(failure(error)),
            None => Ok(rows),
        }
    }
}

fn line(row: &AuditRow) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells: Vec<String> = match &row.entry {
        Ok(entry) => vec![
            instant_text(entry.at),
            entry.actor.clone(),
            entry.role.map(|role| role.to_string()).unwrap_or_default(),
            entry.purpose.map(|purpose| purpose.to_string()).unwrap_or_default(),
            text(&entry.organisation),
            entry.action.to_string(),
            entry.object.clone(),
            entry.row_count.map(|rows| rows.to_string()).unwrap_or_default(),
            entry.outcome.to_string(),
            text(&entry.reason),
            text(&entry.request_id),
            entry.previous.to_string(),
            entry.hash.to_string(),
        ],
        Err(problem) => vec![format!("this entry cannot be read: {problem}")],
    };
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{},{}\r\n", row.sequence, cells.join(","))
}

/// A text as a quoted cell that no spreadsheet takes for a formula (TRUST, export).
fn cell(text: &str) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    let guard = if text.starts_with(formula) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        assert_eq!(cell("plain"), "\"plain\"");
        assert_eq!(cell("say \"so\""), "\"say \"\"so\"\"\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("＝1"), "\"'＝1\"");
    }
}
