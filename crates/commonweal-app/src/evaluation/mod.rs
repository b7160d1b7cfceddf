//! Did a series change when an initiative began, and what else could it be? A first evaluation on released figures.
//!
//! Four looks at one series, from the plainest to the most demanding: the mean before and after; a control chart whose limits are
//! those of the time before; the same series elsewhere; and an interrupted time series (segmented regression whose errors may
//! carry over, `commonweal_stats::series`), alone and less the series elsewhere. None of them shows a cause, and the words never
//! say one. A series too short for a look is said to be.
//!
//! Everything rests on [`Evidence`], released figures and nothing else. People with an initiative set beside like people
//! without it would be other evidence: rows sealed inside the boundary, of which only protected results come out.

mod elsewhere;
mod looks;
mod register;
mod words;

pub use elsewhere::Elsewhere;
pub use looks::{Interrupted, Limited, NotFitted, Sides};
pub use register::{Evaluable, evaluable, waiting_for_a_date};

use crate::error::AppError;
use crate::monitoring::{NotDrawn, annotations};
use crate::site::{IndicatorInfo, Site};
use crate::site_areas::AreaInfo;
use commonweal_disclosure::Released;
use commonweal_model::AreaCode;
use jiff::civil::Date;

/// What is asked: did this indicator change in this area from this day on?
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The indicator.
    pub indicator: String,
    /// The area.
    pub area: AreaCode,
    /// The first day of what is new.
    pub from: Date,
    /// The initiative that began that day, by its id, where one is asked about.
    pub initiative: Option<String>,
}

/// What an evaluation rests on: figures of a release, each through the gate, with their withheld periods.
#[derive(Debug, Clone)]
pub struct Evidence<'s> {
    /// Every period of the series, oldest first.
    pub figures: &'s [Released],
    /// The first of them that begins on the day asked about or later.
    pub first_after: usize,
    /// The same elsewhere.
    pub elsewhere: Option<Elsewhere>,
}

/// One look at the series, and what it lets one say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// Means before and after.
    BeforeAfter,
    /// A control chart with the limits of the time before.
    ControlChart,
    /// The change here beside the change elsewhere.
    Elsewhere,
    /// The interrupted series.
    Interrupted,
    /// The interrupted series less the one elsewhere.
    Controlled,
}

impl Look {
    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeAfter => "before-after",
            Self::ControlChart => "control-chart",
            Self::Elsewhere => "elsewhere",
            Self::Interrupted => "interrupted",
            Self::Controlled => "controlled",
        }
    }
}

/// A first evaluation.
#[derive(Debug, Clone)]
pub struct Evaluation<'s> {
    /// What was asked.
    pub question: Question,
    /// The indicator.
    pub info: &'s IndicatorInfo,
    /// The area.
    pub area: &'s AreaInfo,
    /// What it rests on.
    pub evidence: Evidence<'s>,
    /// Means before and after; none where one side has no shown point.
    pub sides: Option<Sides>,
    /// The control chart with the limits of the time before.
    pub chart: Result<Limited, NotDrawn>,
    /// The interrupted series.
    pub interrupted: Result<Interrupted, NotFitted>,
    /// The same less the series elsewhere, where there is one.
    pub controlled: Option<Result<Interrupted, NotFitted>>,
    /// What may be said, a sentence or two for each look.
    pub findings: Vec<(Look, String)>,
    /// What else might explain it, and what weakens it.
    pub cautions: Vec<String>,
}

impl Evaluation<'_> {
    /// The one sentence that stands first: what the most demanding look that could be taken says of the level.
    pub fn headline(&self) -> String {
        words::headline(self)
    }
}

/// Evaluates one series around one day.
///
/// # Errors
/// `Unknown` for an indicator or area that is not there, `Refused` where the area has no figures of the indicator.
pub fn evaluate<'s>(site: &'s Site, question: Question) -> Result<Evaluation<'s>, AppError> {
    let info = site.indicator(&question.indicator).ok_or_else(|| AppError::Unknown {
        what: "the indicator",
        given: question.indicator.clone(),
        known: site.indicators().iter().map(|info| info.id.clone()).collect(),
    })?;
    let area = site.area(&question.area).ok_or_else(|| AppError::Unknown {
        what: "the area",
        given: question.area.to_string(),
        known: site.areas().map(|area| area.code.to_string()).collect(),
    })?;
    let watched = site.monitoring().find(&info.id, &area.code, &[]).ok_or_else(|| {
        AppError::Refused(format!("`{}` has no figures for {} ({}) as a whole", info.id, area.name, area.code))
    })?;
    let figures = site.released().trend(&watched.key);
    let first_after = figures.partition_point(|figure| figure.key().period.start() < question.from);
    let elsewhere = Elsewhere::of(site, &watched.key, figures);
    let evidence = Evidence { figures, first_after, elsewhere };
    let mut evaluation = Evaluation {
        info,
        area,
        sides: Sides::of(&evidence),
        chart: Limited::of(&evidence),
        interrupted: Interrupted::of(&evidence),
        controlled: Interrupted::controlled(&evidence),
        evidence,
        question,
        findings: Vec::new(),
        cautions: Vec::new(),
    };
    evaluation.findings = words::findings(&evaluation);
    let beside = annotations(site, &evaluation.info.id, &evaluation.area.code);
    evaluation.cautions = words::cautions(&evaluation, &beside);
    Ok(evaluation)
}
