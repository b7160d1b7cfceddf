//! Counting people for an analyst's screen: one reading of the records, each count under the rules of disclosure control.

use crate::Progress;
use crate::error::AppError;
use crate::workspace::Workspace;
use commonweal_cohort::evaluate::Interval;
use commonweal_disclosure::rules::{CellDecision, rule_cell};
use commonweal_engine::{PassSpec, PassSummary, Questions, RecordFiles};
use commonweal_model::DataClass;
use commonweal_records::SnapshotManifest;
use jiff::civil::Date;
use std::sync::Arc;

/// A number of people as an analyst may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownPeople {
    /// So many, to the nearest five, of so many.
    About {
        /// People counted.
        people: u64,
        /// People in the records.
        of: u64,
    },
    /// Too few, or all but too few, to show.
    Withheld,
}

/// How to count.
pub(crate) struct CountRequest<'a> {
    pub(crate) snapshot: &'a SnapshotManifest,
    pub(crate) dates: &'a [Date],
    pub(crate) threads: Option<usize>,
}

/// The files of a snapshot.
pub(crate) fn record_files(workspace: &Workspace, snapshot: &SnapshotManifest) -> RecordFiles {
    let files = |table: &String| (table.clone(), snapshot.files(&workspace.dir, table));
    RecordFiles { tables: snapshot.tables.keys().map(files).collect() }
}

/// What was counted.
pub(crate) struct Counted(PassSummary);

impl Counted {
    /// How many people an indicator counts, of those it asks about, as it may be shown.
    pub(crate) fn shown_of(&self, interval: usize, question: usize, class: DataClass) -> ShownPeople {
        let is_it = |total: &&commonweal_engine::Total| {
            usize::from(total.interval) == interval && usize::from(total.question) == question
        };
        let (people, of) =
            self.0.totals.iter().find(is_it).map_or((0, 0), |total| (total.numerator, total.denominator));
        match rule_cell(people, of, class) {
            CellDecision::Show(cell) => ShownPeople::About { people: cell.numerator, of: cell.denominator },
            CellDecision::WithholdCount { .. } | CellDecision::WithholdAll => ShownPeople::Withheld,
        }
    }

    /// How many people a question holds for, as it may be shown.
    pub(crate) fn shown(&self, interval: usize, question: usize, class: DataClass) -> ShownPeople {
        let total = self
            .0
            .totals
            .iter()
            .find(|total| usize::from(total.interval) == interval && usize::from(total.question) == question);
        // A question that nobody was asked has no row.
        let people = total.map_or(0, |total| total.numerator);
        match rule_cell(people, self.0.people, class) {
            CellDecision::Show(cell) => ShownPeople::About { people: cell.numerator, of: cell.denominator },
            CellDecision::WithholdCount { .. } | CellDecision::WithholdAll => ShownPeople::Withheld,
        }
    }
}

/// Reads the records once for all questions and dates.
pub(crate) fn count_people(
    workspace: &Workspace,
    questions: Questions,
    request: &CountRequest<'_>,
    progress: &dyn Progress,
) -> Result<Counted, AppError> {
    let dates: Vec<String> = request.dates.iter().map(ToString::to_string).collect();
    progress.stage(&format!("Reading every record once for {}", dates.join(", ")), Some(request.snapshot.people));
    let intervals = request.dates.iter().map(|date| Interval::on(*date)).collect();
    let spec = Arc::new(PassSpec::new(questions, intervals, record_files(workspace, request.snapshot)));
    let engine = workspace.config.engine.engine(request.threads)?;
    Ok(Counted(engine.pass(&spec, &|people| progress.done(people))?))
}

/// The snapshot of this id, or the latest.
pub(crate) fn find_snapshot(workspace: &Workspace, id: Option<&str>) -> Result<SnapshotManifest, AppError> {
    if commonweal_records::snapshots(&workspace.dir)?.is_empty() {
        return Err(AppError::NoRecords(workspace.dir.clone()));
    }
    Ok(commonweal_records::snapshot(&workspace.dir, id)?)
}

/// The days asked for in order, or the workspace's own.
pub(crate) fn index_dates(workspace: &Workspace, asked: &[Date]) -> Result<Vec<Date>, AppError> {
    let mut dates = asked.to_vec();
    dates.extend(workspace.config.index_date.filter(|_| asked.is_empty()));
    dates.sort_unstable();
    dates.dedup();
    if dates.is_empty() { Err(AppError::NoIndexDate) } else { Ok(dates) }
}
