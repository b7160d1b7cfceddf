//! How long things are kept, and removing what is due: rows of the database, and snapshots and releases on disk.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{By, OPERATION};
use commonweal_operations::audit::Action;
use commonweal_operations::retention::{RetentionKind, RetentionRule};
use commonweal_operations::time_text::utc_day;
use jiff::civil::Date;
use std::io;

/// One snapshot or release on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// What it is called.
    pub name: String,
    /// The day it was replaced or withdrawn; while it is the newest, the day it was made.
    pub day: Date,
    /// Whether something still needs it: the newest snapshot, or one that a release was made from.
    pub needed: bool,
}

/// What a workspace keeps on disk. Whoever holds the workspace implements it.
pub trait KeptFiles: Sync {
    /// Every snapshot of records.
    ///
    /// # Errors
    /// Where they cannot be listed.
    fn snapshots(&self) -> io::Result<Vec<KeptFile>>;
    /// Every release.
    ///
    /// # Errors
    /// Where they cannot be listed.
    fn releases(&self) -> io::Result<Vec<KeptFile>>;
    /// Removes one snapshot.
    ///
    /// # Errors
    /// Where it cannot be removed.
    fn delete_snapshot(&self, name: &str) -> io::Result<()>;
    /// Removes one release.
    ///
    /// # Errors
    /// Where it cannot be removed.
    fn delete_release(&self, name: &str) -> io::Result<()>;
    /// Every proposal of a release: the day it was decided; while it waits, the day it was made, and it is needed.
    ///
    /// # Errors
    /// Where they cannot be listed.
    fn proposals(&self) -> io::Result<Vec<KeptFile>> {
        Ok(Vec::new())
    }
    /// Removes one proposal.
    ///
    /// # Errors
    /// Where it cannot be removed.
    fn delete_proposal(&self, name: &str) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no proposal {name}")))
    }
}

/// One rule, and what it would remove today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionView {
    /// What is kept.
    pub kind: RetentionKind,
    /// For how many days after it ended.
    pub days: u32,
    /// Where the number comes from.
    pub source: &'static str,
    /// How many are due now.
    pub due: u64,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionDone {
    /// What kind of thing.
    pub kind: RetentionKind,
    /// How many.
    pub removed: u64,
}

fn due(files: Vec<KeptFile>, rule: RetentionRule, today: Date) -> Vec<KeptFile> {
    files.into_iter().filter(|file| !file.needed && rule.is_due(file.day, today)).collect()
}

fn listed(kept: &dyn KeptFiles, kind: RetentionKind) -> Result<Vec<KeptFile>, DeskError> {
    let listed = match kind {
        RetentionKind::Snapshots => kept.snapshots(),
        RetentionKind::Releases => kept.releases(),
        RetentionKind::Proposals => kept.proposals(),
        _ => return Ok(Vec::new()),
    };
    listed.map_err(DeskError::file("cannot list", kind.as_str()))
}

impl Desk {
    /// Every rule, and what it would remove now.
    ///
    /// # Errors
    /// `Forbidden`; `File` where the disk cannot be listed; `Store`.
    pub async fn retention(&self, by: By<'_>, kept: &dyn KeptFiles) -> Result<Vec<RetentionView>, DeskError> {
        self.permit(by, &OPERATION, "retention").await?;
        let now = self.now();
        let mut views = Vec::new();
        for rule in &self.settings().retention.rules {
            let files = due(listed(kept, rule.kind())?, *rule, utc_day(now)).len() as u64;
            let mut reading = self.operations().read().await?;
            let rows = match rule.kind() {
                RetentionKind::Snapshots | RetentionKind::Releases | RetentionKind::Proposals => 0,
                _ => reading.retention_due(rule, utc_day(now)).await?,
            };
            views.push(RetentionView {
                kind: rule.kind(),
                days: rule.days(),
                source: rule.kind().source(),
                due: files + rows,
            });
        }
        Ok(views)
    }

    /// Removes what is due and writes down how much of each kind. A dry run only counts.
    ///
    /// # Errors
    /// `Forbidden`; `File` where something cannot be removed (what was removed before it is written down); `Store`.
    pub async fn apply_retention(
        &self,
        by: By<'_>,
        kept: &dyn KeptFiles,
        dry_run: bool,
    ) -> Result<Vec<RetentionDone>, DeskError> {
        self.permit(by, &OPERATION, "retention").await?;
        let now = self.now();
        let rules = &self.settings().retention.rules;
        let mut done = Vec::new();
        for store in self.stores() {
            for one in store.apply_retention(&by.actor(), now, rules, dry_run).await? {
                add(&mut done, one.kind, one.removed);
            }
        }
        // Proposals first: a snapshot may be needed by a proposal that is about to go.
        for kind in [RetentionKind::Proposals, RetentionKind::Snapshots, RetentionKind::Releases] {
            let rule = self.settings().retention.rule(kind);
            let files = due(listed(kept, kind)?, rule, utc_day(now));
            if dry_run {
                add(&mut done, kind, files.len() as u64);
                continue;
            }
            let mut removed = 0;
            let mut failed = None;
            for file in files {
                let deleted = match kind {
                    RetentionKind::Snapshots => kept.delete_snapshot(&file.name),
                    RetentionKind::Proposals => kept.delete_proposal(&file.name),
                    _ => kept.delete_release(&file.name),
                };
                match deleted {
                    Ok(()) => removed += 1,
                    Err(error) => {
                        failed = Some(DeskError::file("cannot remove", &file.name)(error));
                        break;
                    }
                }
            }
            if removed > 0 {
                let draft = by.draft(now, Action::RetentionApplied, kind.as_str()).rows(removed);
                self.operations().note(draft).await?;
            }
            if let Some(error) = failed {
                return Err(error);
            }
            add(&mut done, kind, removed);
        }
        Ok(done)
    }
}

fn add(done: &mut Vec<RetentionDone>, kind: RetentionKind, removed: u64) {
    match done.iter_mut().find(|one| one.kind == kind) {
        Some(one) => one.removed += removed,
        None => done.push(RetentionDone { kind, removed }),
    }
}
