//! `wanted` turns a commitment's comparator and figure into a test that a value passes or fails.

use super::commitment::Commitment;
use super::figure::Figure;
use super::series::{Evidence, Observed};
use super::status::Why;
use super::words::{Better, CommitmentKind, Comparator};

/// The test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Test {
    /// This or more.
    AtLeast(f64),
    /// More than this.
    Above(f64),
    /// This or less.
    AtMost(f64),
    /// Less than this.
    Below(f64),
    /// The lower limit is above this: clearly more.
    ClearlyAbove(f64),
    /// The upper limit is below this: clearly less.
    ClearlyBelow(f64),
    /// The lower limit is not above this: not clearly more.
    NotClearlyAbove(f64),
    /// The upper limit is not below this: not clearly less.
    NotClearlyBelow(f64),
}

impl Test {
    /// The figure a way leads to.
    pub(super) fn figure(self) -> f64 {
        match self {
            Self::AtLeast(figure)
            | Self::Above(figure)
            | Self::AtMost(figure)
            | Self::Below(figure)
            | Self::ClearlyAbove(figure)
            | Self::ClearlyBelow(figure)
            | Self::NotClearlyAbove(figure)
            | Self::NotClearlyBelow(figure) => figure,
        }
    }

    /// Whether a value passes; `None` where the test needs limits and there are none.
    pub(super) fn passes(self, observed: &Observed) -> Option<bool> {
        let value = observed.value;
        let limits = observed.limits;
        match self {
            Self::AtLeast(figure) => Some(value >= figure),
            Self::Above(figure) => Some(value > figure),
            Self::AtMost(figure) => Some(value <= figure),
            Self::Below(figure) => Some(value < figure),
            Self::ClearlyAbove(figure) => limits.map(|(lower, _)| lower > figure),
            Self::ClearlyBelow(figure) => limits.map(|(_, upper)| upper < figure),
            Self::NotClearlyAbove(figure) => limits.map(|(lower, _)| lower <= figure),
            Self::NotClearlyBelow(figure) => limits.map(|(_, upper)| upper >= figure),
        }
    }

    /// Whether more is better.
    pub(super) fn wants_more(self) -> bool {
        matches!(self, Self::AtLeast(_) | Self::Above(_) | Self::ClearlyAbove(_) | Self::NotClearlyBelow(_))
    }
}

/// What a value has to be on the day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    /// One test, or two where the text can be read in two ways.
    pub(super) tests: Vec<Test>,
    /// Whether the text gives a figure. Without one a commitment can be kept or broken, and is never on track.
    pub(super) has_figure: bool,
}

impl Wanted {
    fn one(test: Test) -> Self {
        Self { tests: vec![test], has_figure: true }
    }

    fn without_figure(test: Test) -> Self {
        Self { tests: vec![test], has_figure: false }
    }
}

/// The tests of a commitment that is measured; `baseline` is the agreed one or that of the plans.
///
/// # Errors
/// Everything that is missing before there is a test.
pub(super) fn wanted(
    commitment: &Commitment,
    evidence: &Evidence<'_>,
    baseline: Option<f64>,
) -> Result<Wanted, Vec<Why>> {
    let comparator = commitment.comparator.ok_or_else(|| vec![Why::NoFigure])?;
    let better = commitment.better.unwrap_or(Better::Neither);
    let more = better == Better::Higher;
    let directed = |figure: f64| match better {
        Better::Higher => Ok(Wanted::one(Test::AtLeast(figure))),
        Better::Lower => Ok(Wanted::one(Test::AtMost(figure))),
        Better::Neither => Err(vec![Why::NoDirection]),
    };
    let without_figure = |of: &dyn Fn(f64) -> Test| {
        let start = baseline.ok_or_else(|| vec![Why::NoFigure, Why::NoBaseline])?;
        Ok(Wanted::without_figure(of(start)))
    };
    let from_baseline = |of: &dyn Fn(f64) -> Wanted| baseline.map(of).ok_or_else(|| vec![Why::NoBaseline]);
    let figure = || figure_of(commitment).ok_or_else(|| vec![Why::NoFigure]);
    let clearly = |figure: f64| if more { Test::ClearlyAbove(figure) } else { Test::ClearlyBelow(figure) };
    match comparator {
        Comparator::Milestone => Err(vec![Why::NotAMeasure]),
        Comparator::Equals | Comparator::Range => directed(figure()?),
        Comparator::AtLeast => Ok(Wanted::one(Test::AtLeast(figure()?))),
        Comparator::MoreThan => Ok(Wanted::one(Test::Above(figure()?))),
        Comparator::AtMost => Ok(Wanted::one(Test::AtMost(figure()?))),
        Comparator::Increase => match figure_of(commitment) {
            Some(by) => from_baseline(&|start| Wanted::one(Test::AtLeast(start + by))),
            None => without_figure(&Test::ClearlyAbove),
        },
        Comparator::Decrease => match figure_of(commitment) {
            Some(by) => from_baseline(&|start| Wanted::one(Test::AtMost(start - by))),
            None => without_figure(&Test::ClearlyBelow),
        },
        // "Reduction" to a level of 0 %, not by 0 %: the unit tells a level from a share.
        Comparator::PercentReduction if commitment.unit.as_deref() == Some("%") => directed(figure()?),
        Comparator::PercentReduction => {
            let share = figure()? / 100.0;
            from_baseline(&|start| Wanted::one(Test::AtMost(start * (1.0 - share))))
        }
        Comparator::PercentIncrease => {
            let share = figure()? / 100.0;
            from_baseline(&|start| Wanted::one(Test::AtLeast(start * (1.0 + share))))
        }
        Comparator::PercentReductionOfGrowth => {
            let share = figure()? / 100.0;
            let mut missing = Vec::new();
            missing.extend(evidence.growth.is_none().then_some(Why::NoGrowthScenario));
            missing.extend(commitment.due.is_none().then_some(Why::NoDate));
            match (evidence.growth, commitment.due) {
                (Some(growth), Some(due)) => Ok(Wanted::one(Test::AtMost(growth.on(due) * (1.0 - share)))),
                _ => Err(missing),
            }
        }
        Comparator::NationalTarget => directed(evidence.national_target.ok_or_else(|| vec![Why::NoNationalTarget])?),
        Comparator::BeyondNationalTarget => {
            let target = evidence.national_target.ok_or_else(|| vec![Why::NoNationalTarget])?;
            Ok(Wanted::one(if more { Test::Above(target) } else { Test::Below(target) }))
        }
        // Down or up to the average, by which direction is good in what is measured.
        Comparator::EnglandAverage => {
            let england = evidence.england.ok_or_else(|| vec![Why::NoBenchmark])?;
            directed(england)
        }
        Comparator::BetterThanEngland => {
            Ok(Wanted::one(clearly(evidence.england.ok_or_else(|| vec![Why::NoBenchmark])?)))
        }
        Comparator::NoWorseThanEngland => {
            let england = evidence.england.ok_or_else(|| vec![Why::NoBenchmark])?;
            Ok(Wanted::one(if more { Test::NotClearlyBelow(england) } else { Test::NotClearlyAbove(england) }))
        }
        Comparator::RiseNoMoreThan => {
            let by = figure()?;
            let relative = |start: f64| Test::AtMost(start * (1.0 + by / 100.0));
            from_baseline(&|start| Wanted { tests: vec![relative(start), Test::AtMost(start + by)], has_figure: true })
        }
        Comparator::DecreaseEveryYear => without_figure(&Test::Below),
        Comparator::Stabilise | Comparator::Sustain => {
            without_figure(if more { &Test::NotClearlyBelow } else { &Test::NotClearlyAbove })
        }
        Comparator::TrackOnly
        | Comparator::ImproveUnquantified
        | Comparator::Unquantified
        | Comparator::Trajectory
        | Comparator::BaselineThenTarget
        | Comparator::NotStated => Err(vec![Why::NoFigure]),
    }
}

/// The figure of a target: a number, the nearer end of a range, 100 for "all" of a percentage.
pub(super) fn figure_of(commitment: &Commitment) -> Option<f64> {
    match commitment.target.as_ref()? {
        Figure::Number(value) => Some(*value),
        Figure::Range(from, to) => Some(if commitment.better == Some(Better::Lower) { *to } else { *from }),
        Figure::All if commitment.unit.as_deref() == Some("%") => Some(100.0),
        Figure::All | Figure::Words(_) => None,
    }
}

/// Why a commitment is nothing that a series could be judged by, whatever is observed.
pub(super) fn beyond_measure(commitment: &Commitment) -> Option<Why> {
    match commitment.kind {
        Some(CommitmentKind::ProgrammeParameter) => Some(Why::RuleForSoftware),
        Some(CommitmentKind::Funding) => Some(Why::Money),
        Some(CommitmentKind::ServiceStandard) if commitment.unit.as_deref() != Some("%") => Some(Why::LimitForEachCase),
        _ if matches!(commitment.unit.as_deref(), Some("set" | "RAG")) => Some(Why::NotAMeasure),
        _ => None,
    }
}
