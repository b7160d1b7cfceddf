//! Whether the audit is whole: the chain, its sequence, the signed heads inside and outside, and its end.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::heads;
use crate::visitor::{AUDIT, By};
use commonweal_operations::audit::{Action, Chain, Head};
use commonweal_store::Store;
use jiff::Timestamp;

/// What a verification of one database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Which database.
    pub chain: Chain,
    /// Entries looked at.
    pub entries: u64,
    /// Signed heads compared.
    pub heads: u64,
    /// Entries after the last head, which only the chain itself protects yet.
    pub unguarded: u64,
    /// The first sequence that is not as it was written.
    pub first_bad: Option<u64>,
    /// What is wrong, in words; none where the audit is whole.
    pub problem: Option<String>,
    /// When the last head was signed.
    pub head_at: Option<Timestamp>,
    /// Up to which entry.
    pub head_sequence: u64,
}

impl VerifyReport {
    /// Whether the audit is whole.
    pub fn is_whole(&self) -> bool {
        self.problem.is_none()
    }
}

impl Desk {
    /// Verifies the audit of one database, or of each that this process holds.
    ///
    /// # Errors
    /// `Forbidden`; `WrongRole`; `File` where the heads outside cannot be read; `Store`. A broken audit is no error:
    /// the report names the first bad sequence.
    pub async fn audit_verify(&self, by: By<'_>, chain: Option<Chain>) -> Result<Vec<VerifyReport>, DeskError> {
        self.permit(by, &AUDIT, "audit").await?;
        let stores: Vec<&Store> = match chain {
            Some(chain) => vec![self.store(chain)?],
            None => self.stores().collect(),
        };
        let mut reports = Vec::new();
        for store in stores {
            let report = self.verify_store(store).await?;
            let draft = by.draft(self.now(), Action::AuditVerified, report.chain.as_str()).rows(report.entries);
            let draft = match &report.problem {
                Some(problem) => draft.because(problem.clone()),
                None => draft,
            };
            self.operations().note(draft).await?;
            reports.push(report);
        }
        Ok(reports)
    }

    pub(crate) async fn verify_store(&self, store: &Store) -> Result<VerifyReport, DeskError> {
        let chain = store.database().chain();
        let mut reading = store.read().await?;
        let inside = reading.heads().await?;
        let tail = reading.audit_tail().await?;
        drop(reading);
        let last = inside.last().cloned();
        let mut report = VerifyReport {
            chain,
            entries: tail.sequence,
            heads: 0,
            unguarded: 0,
            first_bad: None,
            problem: None,
            head_at: last.as_ref().map(|head| head.at),
            head_sequence: last.as_ref().map_or(0, |head| head.sequence),
        };
        let outside = match heads::read(&self.heads_folder(), chain)? {
            Ok(outside) => outside,
            Err(line) => {
                report.problem =
                    Some(format!("line {line} of the heads kept outside is no head: the file was changed"));
                return Ok(report);
            }
        };
        let missing = inside.iter().filter(|head| !outside.contains(head)).count();
        let all = together(inside, outside);
        report.heads = all.len() as u64;
        let keys = self.keys();
        match store.verify_audit(all, |head: &Head| keys.is_genuine(head)).await? {
            Ok(verified) => {
                report.entries = verified.last.sequence;
                report.unguarded = verified.unguarded;
                if missing > 0 {
                    report.problem = Some(format!(
                        "the chain is whole, but {missing} of its signed heads are missing from {}: put the file back",
                        heads::file_of(&self.heads_folder(), chain).display()
                    ));
                }
            }
            Err(fault) => {
                report.first_bad = Some(fault.sequence);
                report.problem = Some(fault.to_string());
            }
        }
        Ok(report)
    }
}

/// The heads of both places, each once, in order.
fn together(inside: Vec<Head>, outside: Vec<Head>) -> Vec<Head> {
    let mut all = inside;
    for head in outside {
        if !all.contains(&head) {
            all.push(head);
        }
    }
    all.sort_by_cached_key(|head| (head.sequence, head.line()));
    all
}
