//! Points of each group in order of time, and where they are rebased.

use commonweal_stats::control_chart::Rebase;

use crate::error::MethodError;
use crate::groups::Groups;
use crate::request::{Request, moment};
use crate::table::Values;

/// The series of a request: one per group.
pub(super) struct Series {
    pub(super) groups: Groups,
    /// Rows of each group that have a value, in order of time; none for a group without any.
    pub(super) rows: Vec<Vec<usize>>,
    /// Where each group is rebased.
    pub(super) rebases: Vec<Vec<Rebase>>,
    /// What the reader should know of points left out and dates that no point has.
    pub(super) warnings: Vec<String>,
}

/// A date at which every group is rebased.
struct RebaseDate {
    shown: String,
    moment: f64,
    reason: String,
    found: bool,
}

impl Series {
    /// The series of the rows for which `present` holds; the others are left out with a warning.
    pub(super) fn of(request: &Request<'_>, present: impl Fn(usize) -> bool) -> Result<Self, MethodError> {
        let groups = request.groups()?;
        let moments = moments(request)?;
        let mut dates = rebase_dates(request)?;
        let reasons = rebase_reasons(request)?;
        let mut series = Self { rows: vec![], rebases: vec![], warnings: vec![], groups };
        let mut left_out = 0;
        for group in 0..series.groups.len() {
            let mut rows = series.groups.rows(group).to_vec();
            rows.sort_by(|&a, &b| moments[a].total_cmp(&moments[b]));
            if rows.windows(2).any(|pair| moments[pair[0]] == moments[pair[1]]) {
                return Err(MethodError::refused_in(
                    &series.groups.name(group),
                    "two rows have the same date; add them up, or split the table with --by",
                ));
            }
            let (mut kept, mut rebases, mut pending) = (vec![], vec![], None);
            for row in rows {
                let date = dates.iter_mut().find(|date| date.moment == moments[row]);
                let written = reasons.as_ref().and_then(|reasons| reasons[row].clone());
                if let Some(date) = date {
                    date.found = true;
                    pending = Some(written.unwrap_or_else(|| date.reason.clone()));
                } else if written.is_some() {
                    pending = written;
                }
                if !present(row) {
                    left_out += 1;
                    continue;
                }
                // A rebase at a point that is left out takes hold at the next.
                if let Some(reason) = pending.take() {
                    rebases.push(Rebase::at(kept.len()).because(reason));
                }
                kept.push(row);
            }
            series.rows.push(kept);
            series.rebases.push(rebases);
        }
        if series.rows.iter().all(Vec::is_empty) {
            return Err(MethodError::refused("no row has a value; there is nothing to chart"));
        }
        if left_out > 0 {
            series.warnings.push(format!(
                "points without a value are left out, and the points on either side count as neighbours: {left_out}"
            ));
        }
        for date in dates.iter().filter(|date| !date.found) {
            series.warnings.push(format!("no point is dated {}, so nothing is rebased there", date.shown));
        }
        Ok(series)
    }

    /// The rows of all groups, one group after the other, and how many each has.
    pub(super) fn flat(&self) -> (Vec<usize>, Vec<usize>) {
        (self.rows.concat(), self.rows.iter().map(Vec::len).collect())
    }

    /// The numbers of a column at a group's rows.
    pub(super) fn pick(&self, group: usize, column: &[f64]) -> Vec<f64> {
        self.rows[group].iter().map(|&row| column[row]).collect()
    }
}

/// When each row was measured, as a number that grows with time.
fn moments(request: &Request<'_>) -> Result<Vec<f64>, MethodError> {
    if let Some(Values::Number(numbers)) = request.values("date")? {
        return match numbers.iter().position(|number| !number.is_finite()) {
            Some(row) => Err(no_date(row)),
            None => Ok(numbers.clone()),
        };
    }
    let words = request.words("date")?;
    let read = |(row, word): (usize, &Option<String>)| {
        let text = word.as_deref().ok_or_else(|| no_date(row))?;
        moment(text).ok_or_else(|| request.wrong("date", "dates (YYYY-MM-DD, with a time or without)", Some(row)))
    };
    words.iter().enumerate().map(read).collect()
}

fn no_date(row: usize) -> MethodError {
    MethodError::refused(format!("row {} has no date; give it one or leave the row out", row + 1))
}

/// The dates of the option `rebase`, written as those of the column are.
fn rebase_dates(request: &Request<'_>) -> Result<Vec<RebaseDate>, MethodError> {
    if !request.method().options.iter().any(|choice| choice.name == "rebase") {
        return Ok(vec![]);
    }
    let numbers = matches!(request.values("date")?, Some(Values::Number(_)));
    let parts = request.text("rebase")?.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let (date, reason) = part.split_once('=').unwrap_or((part, ""));
        let date = date.trim();
        let moment = if numbers { date.parse().ok() } else { moment(date) };
        let moment = moment.ok_or_else(|| request.bad("rebase", "give dates as the column of dates has them"))?;
        Ok(RebaseDate { shown: date.to_owned(), moment, reason: reason.trim().to_owned(), found: false })
    };
    parts.map(read).collect()
}

fn rebase_reasons(request: &Request<'_>) -> Result<Option<Vec<Option<String>>>, MethodError> {
    match request.method().columns.iter().any(|role| role.name == "rebase_reason") {
        true => request.words_if("rebase_reason"),
        false => Ok(None),
    }
}
