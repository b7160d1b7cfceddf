//! `smart` says what an objective lacks before anybody could tell whether it was met.
//!
//! Specific, measurable, relevant and time-bound can be read off the row. Achievable cannot: that is a judgement of
//! those who do the work, and we never make it.

use super::commitment::Commitment;
use super::figure::Figure;
use super::wanted::{beyond_measure, figure_of};
use super::words::{CommitmentKind, Comparator};
use crate::words::words;

words! {
    /// What an objective lacks.
    pub enum Lack("something that an objective lacks") {
        /// Specific: nobody is named.
        Population = "population", "it does not say for whom";
        /// Specific: no place is named.
        Geography = "geography", "it does not say where";
        /// Measurable: no figure, and none to come from England's value or a national target.
        Figure = "figure", "it has no figure to reach";
        /// Measurable: no unit.
        Unit = "unit", "it has no unit";
        /// Measurable: a change from a start that is not stated.
        Baseline = "baseline", "it has no value to start from";
        /// Measurable: a start without its period.
        BaselinePeriod = "baseline-period", "the value to start from has no period";
        /// Relevant: it belongs to no part of a framework.
        Parent = "parent", "it belongs to no part of a framework";
        /// Time-bound: no day.
        Day = "day", "it has no day";
        /// Time-bound: the day is our reading.
        StatedDay = "stated-day", "its day is read from the plan's period; the text states none";
    }
}

impl Lack {
    /// The letter of SMART it is about.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Population | Self::Geography => 'S',
            Self::Figure | Self::Unit | Self::Baseline | Self::BaselinePeriod => 'M',
            Self::Parent => 'R',
            Self::Day | Self::StatedDay => 'T',
        }
    }
}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smart {
    /// Whether the check is for rows like this: rules of software, money and limits for each case are no objectives.
    pub is_objective: bool,
    /// What is missing, in the order of SMART.
    pub lacks: Vec<Lack>,
}

impl Smart {
    /// Whether anything is missing without which the objective cannot be followed: a figure, a start, a day. An
    /// objective that is incomplete is never on track.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let needed = [Lack::Figure, Lack::Baseline, Lack::BaselinePeriod, Lack::Day];
        self.lacks.iter().any(|lack| needed.contains(lack))
    }
}

/// What an objective lacks, from its row alone.
///
/// A milestone needs no figure, unit and baseline: it is done or not. England's average and the national target of the
/// year are figures, though they move. "All" is a figure of a percentage. A baseline in words is none.
#[must_use]
pub fn smart(commitment: &Commitment) -> Smart {
    let mut lacks = Vec::new();
    let mut lack = |missing: bool, what: Lack| lacks.extend(missing.then_some(what));
    lack(commitment.population.is_none(), Lack::Population);
    lack(commitment.geography.is_none(), Lack::Geography);
    let is_milestone = commitment.kind == Some(CommitmentKind::Milestone);
    if !is_milestone {
        let moving = matches!(
            commitment.comparator,
            Some(
                Comparator::EnglandAverage
                    | Comparator::BetterThanEngland
                    | Comparator::NoWorseThanEngland
                    | Comparator::NationalTarget
                    | Comparator::BeyondNationalTarget
            )
        );
        lack(!moving && figure_of(commitment).is_none(), Lack::Figure);
        lack(commitment.unit.is_none(), Lack::Unit);
        let baseline = commitment.baseline.as_ref().and_then(Figure::number);
        lack(baseline.is_none(), Lack::Baseline);
        lack(baseline.is_some() && commitment.baseline_day().is_none(), Lack::BaselinePeriod);
    }
    lack(commitment.parent.is_none(), Lack::Parent);
    let recurs = commitment.due_basis == Some(super::words::DateBasis::EveryYear);
    lack(commitment.due.is_none() && !recurs, Lack::Day);
    lack(commitment.due.is_some() && commitment.has_assumed_day(), Lack::StatedDay);
    Smart { is_objective: beyond_measure(commitment).is_none(), lacks }
}
