//! `commitment` is what the plans promise: measure, start, figure, comparator and day, each as far as the text has it.

use jiff::civil::Date;

use super::figure::{Figure, period_end};
use super::sheet::{Citation, PlanProblem, Sheet};
use super::words::{Better, CommitmentKind, Comparator, DateBasis};

/// A commitment, as the plans state it. Nothing here says how it stands: [`judge`](super::judge::judge) computes that.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// `S-SATOD`.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// What is measured.
    pub measure: String,
    /// Of whom.
    pub population: Option<String>,
    /// Where.
    pub geography: Option<String>,
    /// The value at the start.
    pub baseline: Option<Figure>,
    /// When that was, as printed.
    pub baseline_period: Option<String>,
    /// The unit of the values.
    pub unit: Option<String>,
    /// The figure.
    pub target: Option<Figure>,
    /// How a value is compared with it, as the text has it.
    pub comparator_words: Option<String>,
    /// By when, as printed.
    pub date_words: Option<String>,
    /// Which direction is good.
    pub better: Option<Better>,
    /// The part of a framework it belongs to.
    pub parent: Option<String>,
    /// How the text says that it stood; shown as that, never taken for a status.
    pub noted: Option<String>,
    /// What kind of promise it is.
    pub kind: Option<CommitmentKind>,
    /// How a value is compared.
    pub comparator: Option<Comparator>,
    /// The last day.
    pub due: Option<Date>,
    /// Where that day comes from.
    pub due_basis: Option<DateBasis>,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

impl Commitment {
    /// The last day of the period of the baseline.
    #[must_use]
    pub fn baseline_day(&self) -> Option<Date> {
        self.baseline_period.as_deref().and_then(period_end)
    }

    /// Whether the day is our reading of a text that states none.
    #[must_use]
    pub fn has_assumed_day(&self) -> bool {
        matches!(self.due_basis, Some(DateBasis::PlanYear | DateBasis::StrategyDefault))
    }
}

pub(super) fn commitments(text: &str) -> (Vec<Commitment>, Vec<PlanProblem>) {
    let columns = [
        "id",
        "title",
        "measure",
        "population",
        "geography",
        "baseline_value",
        "baseline_period",
        "unit",
        "target_value",
        "comparator",
        "target_date",
        "polarity",
        "framework_parent_id",
        "status_noted",
        "commitment_type",
        "comparator_kind",
        "target_date_iso",
        "target_date_basis",
        "note",
        "source",
        "source_line",
        "other_sources",
    ];
    Sheet::open("commitments.csv", text, &columns).rows(|row| Commitment {
        id: row.required("id"),
        title: row.required("title"),
        measure: row.required("measure"),
        population: row.text("population"),
        geography: row.text("geography"),
        baseline: row.figure("baseline_value"),
        baseline_period: row.text("baseline_period"),
        unit: row.text("unit"),
        target: row.figure("target_value"),
        comparator_words: row.text("comparator"),
        date_words: row.text("target_date"),
        better: row.required_word("polarity"),
        parent: row.text("framework_parent_id"),
        noted: row.text("status_noted"),
        kind: row.required_word("commitment_type"),
        comparator: row.required_word("comparator_kind"),
        due: row.date("target_date_iso"),
        due_basis: row.word("target_date_basis"),
        note: row.text("note"),
        citations: row.citations(),
    })
}
