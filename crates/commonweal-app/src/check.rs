//! Says everything that is wrong with a workspace, at once.

use crate::definitions::files;
use crate::error::AppError;
use crate::monitoring::read_rebasings;
use crate::reconcile::read_pairs;
use crate::workspace::Workspace;
use commonweal_cohort::{Diagnostic, Library};
use commonweal_reference::Reference;
use jiff::civil::Date;
use std::path::Path;

/// Coding systems are published twice a year; after so many years a list has missed much.
const STALE_AFTER_YEARS: u16 = 5;

/// What a check found.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// Problems in definitions and settings, each with its place.
    pub problems: Vec<Diagnostic>,
    /// What is sound and still deserves a look: conditions nobody can meet, features nobody uses, codelists grown old.
    pub warnings: Vec<Diagnostic>,
    /// Faults in reference data and records.
    pub faults: Vec<String>,
    /// What was looked at: a count and its name.
    pub looked_at: Vec<(usize, &'static str)>,
}

impl CheckReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty() && self.faults.is_empty()
    }
}

/// Checks the shipped definitions and reference data and, if given, a workspace: its settings,
/// its own definitions, and that its latest snapshot and release are whole. Codelists grow old by `today`.
///
/// # Errors
/// `File` if something cannot be read at all.
pub fn check(dir: Option<&Path>, today: Date) -> Result<CheckReport, AppError> {
    let mut report = CheckReport::default();
    let reference = Reference::embedded();
    report.faults.extend(reference.check().iter().map(ToString::to_string));
    report.looked_at.push((Reference::table_names().len(), "reference tables"));
    let files = files(dir)?;
    match Library::parse(&files) {
        Ok(library) => {
            match read_pairs(&files, &library) {
                Ok(pairs) => report.looked_at.push((pairs.len(), "reconciled pairs")),
                Err(problems) => report.problems.extend(problems),
            }
            match read_rebasings(&files, &library) {
                Ok(rebasings) => report.looked_at.push((rebasings.len(), "rebased control charts")),
                Err(problems) => report.problems.extend(problems),
            }
            report.looked_at.extend([
                (library.codelists.len(), "codelists"),
                (library.cohorts.len(), "cohorts"),
                (library.indicators.len(), "indicators"),
                (library.lattice.cuboids.len(), "cuboids"),
            ]);
            report.warnings.extend(library.warnings.iter().cloned());
            report.warnings.extend(library.stale_codelists(today, STALE_AFTER_YEARS));
        }
        Err(problems) => report.problems.extend(problems),
    }
    let Some(dir) = dir else { return Ok(report) };
    match Workspace::open(dir) {
        Ok(workspace) => check_records(&workspace, &mut report)?,
        Err(AppError::Definitions(problems)) => report.problems.extend(problems),
        Err(other) => return Err(other),
    }
    Ok(report)
}

fn check_records(workspace: &Workspace, report: &mut CheckReport) -> Result<(), AppError> {
    let snapshots = commonweal_records::snapshots(&workspace.dir)?;
    report.looked_at.push((snapshots.len(), "snapshots"));
    for snapshot in &snapshots {
        if let Err(fault) = commonweal_records::verify_snapshot(&workspace.dir, snapshot) {
            report.faults.push(fault.to_string());
        }
    }
    match crate::results::current_release(workspace) {
        Ok((_, set)) => report.looked_at.push((set.len(), "released figures")),
        Err(AppError::NothingReleased(_)) => {}
        Err(fault) => report.faults.push(fault.to_string()),
    }
    Ok(())
}
