//! `status` is how a commitment stands, and why it cannot be said.

use jiff::civil::Date;

use crate::words::words;

words! {
    /// How a commitment stands. It is computed and never typed.
    pub enum Status("a status") {
        /// The day has come, and the value for it is as promised; or the milestone is recorded as done.
        Achieved = "achieved", "Achieved";
        /// The latest value meets the way to the figure, and the forecast, where there is one, reaches it.
        OnTrack = "on-track", "On track";
        /// It meets the way and the forecast misses, or misses the way and the forecast may still reach the figure.
        AtRisk = "at-risk", "At risk";
        /// It misses the way and no forecast reaches the figure; or the day has passed without it.
        OffTrack = "off-track", "Off track";
        /// There is not enough to say: see the reasons.
        CannotBeJudged = "cannot-be-judged", "Cannot be judged";
    }
}

words! {
    /// Why a commitment cannot be judged.
    pub enum Why("a reason") {
        /// No value to start from.
        NoBaseline = "no-baseline", "no value to start from is stated or agreed";
        /// A value to start from and no day.
        NoBaselineDay = "no-baseline-day", "the value to start from has no period";
        /// No figure.
        NoFigure = "no-figure", "no figure is stated";
        /// No day.
        NoDate = "no-date", "no day is stated";
        /// Nothing observed.
        NoSeries = "no-series", "no value has been observed";
        /// Nothing observed since the start.
        NothingSinceBaseline = "nothing-since-baseline", "no value has been observed since the start";
        /// The day has passed and its value is not known yet.
        NoValueForDay = "no-value-for-day", "the value for the day is not known yet";
        /// England's value is not known.
        NoBenchmark = "no-benchmark", "England's value is not known";
        /// The national target is not known.
        NoNationalTarget = "no-national-target", "the national target of the year is not recorded";
        /// No scenario without action.
        NoGrowthScenario = "no-growth-scenario", "no scenario of unmitigated growth is agreed";
        /// A statistical comparison and no limits.
        NoLimits = "no-limits", "the value has no confidence limits, and the promise is about clear differences";
        /// The change is not clear.
        WithinChance = "within-chance", "the value and the start do not clearly differ";
        /// No good direction.
        NoDirection = "no-direction", "neither direction is better";
        /// A rule that software follows.
        RuleForSoftware = "rule-for-software", "it is a rule that software follows, not a result";
        /// Money.
        Money = "money", "it is money given or received, not a result";
        /// Nothing one value could tell.
        NotAMeasure = "not-a-measure", "no single value tells whether it is kept";
        /// A limit for each case.
        LimitForEachCase = "limit-for-each-case", "it limits each case and states no share of cases that must keep to it";
        /// Two readings with different answers.
        TwoReadings = "two-readings", "the text can be read as a share or as percentage points, and the answers differ";
        /// Nobody has recorded whether it was done.
        NotReported = "not-reported", "nobody has recorded whether it was done";
        /// Not done, and no day expected.
        NoExpectedDay = "no-expected-day", "it is not done, and its owner has not said when it will be";
        /// Numbers no sum can be made of.
        BadNumbers = "bad-numbers", "a number is infinite or missing";
    }
}

words! {
    /// Where the latest value stands beside the start.
    pub enum Movement("a movement") {
        /// Clearly better, or better where there are no limits.
        Better = "better", "better than at the start";
        /// Neither.
        Unclear = "unclear", "not clearly different from the start";
        /// Worse.
        Worse = "worse", "worse than at the start";
    }
}

/// A status with everything it was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The status.
    pub status: Status,
    /// Why it cannot be judged; empty where it can.
    pub why: Vec<Why>,
    /// The value to start from, with its day.
    pub baseline: Option<(f64, Option<Date>)>,
    /// The figure as a value, in the commitment's unit.
    pub target: Option<f64>,
    /// The day.
    pub due: Option<Date>,
    /// The latest value, with its day.
    pub latest: Option<(f64, Date)>,
    /// What was planned for that day.
    pub planned: Option<f64>,
    /// The forecast for the due day: value, lower, upper.
    pub forecast: Option<(f64, f64, f64)>,
    /// Where the latest value stands beside the start, also where no status can be given.
    pub movement: Option<Movement>,
    /// Whether the day is our reading of a text that states none.
    pub assumed_day: bool,
}
