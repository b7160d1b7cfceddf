//! At which step on the way to care are people lost, and which groups?

use super::group::{widened, widening};
use super::{Direction, Seen, about_people, difference_words, limits_of_size};
use crate::text::say;
use commonweal_cohort::{BarrierStage, Pathway, StepPeople};
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_model::Polarity;
use commonweal_stats::{Confidence, Estimate, absolute_gap, indirectly_standardised_ratio, proportion};

/// How far the people asked about at a step may be from those of the step before, as a share of them, to be called the
/// same: rounding, a day between two counts, residence against registration.
const SAME_WITHIN: f64 = 0.05;

/// And in people, where few are counted: rounding to fives moves a sum of several counts by as much.
const SAME_WITHIN_PEOPLE: i64 = 20;

/// The counts of one indicator for one group, as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepCount {
    /// People counted among people asked about.
    Of {
        /// People counted.
        counted: i64,
        /// People asked about.
        asked: i64,
    },
    /// People counted against people expected: more may be counted than were expected.
    Expected {
        /// People counted.
        counted: i64,
        /// People expected.
        expected: i64,
    },
    /// Not shown, and why.
    Withheld(Withheld),
    /// There is no such figure.
    Missing,
}

impl From<&Released> for StepCount {
    fn from(figure: &Released) -> Self {
        if let Some(why) = figure.withheld() {
            return Self::Withheld(why);
        }
        match (figure.key().statistic, figure.numerator().value(), figure.denominator().value()) {
            (Statistic::Proportion, Some(counted), Some(asked)) => Self::Of { counted, asked },
            (Statistic::IndirectlyStandardisedRatio, Some(counted), Some(expected)) => {
                Self::Expected { counted, expected }
            }
            _ => Self::Missing,
        }
    }
}

impl From<Option<&Released>> for StepCount {
    fn from(figure: Option<&Released>) -> Self {
        figure.map_or(Self::Missing, Self::from)
    }
}

/// How the people asked about at a step hang together with those of the step before, as far as the figures bear out
/// what the pathway says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepLink {
    /// The first step.
    First,
    /// Those whom the step before reached: people left fall from step to step.
    Follows,
    /// The same people as the step before asked about.
    Same,
    /// Other people: the step stands by itself.
    Apart,
}

/// What happened to a group, or to everybody, at a step.
#[derive(Debug, Clone, PartialEq)]
pub struct LossGroup {
    /// The group's name; empty for everybody.
    pub label: String,
    /// People asked about, reached and lost, where they are shown.
    pub asked: Option<i64>,
    /// People who got this far.
    pub reached: Option<i64>,
    /// People asked about and not reached; none are lost where more were reached than expected.
    pub lost: Option<i64>,
    /// Share reached, in percent, with limits; or why it is not shown.
    pub share: Seen,
}

/// How much less of a group a step reaches than of the group it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct LossGap {
    /// Whether the group is clearly behind.
    pub direction: Direction,
    /// The group.
    pub group: String,
    /// The group it is compared with.
    pub reference: String,
    /// Group less reference in points, with limits widened for the number of steps.
    pub gap: Estimate,
    /// People of the group who would have got this far with the reference's share, with limits; below zero where the group
    /// does better.
    pub people: Estimate,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct LossStep {
    /// Where on the way it stands.
    pub stage: BarrierStage,
    /// What those reached have got.
    pub title: String,
    /// How it hangs together with the step before.
    pub link: StepLink,
    /// Everybody.
    pub everyone: LossGroup,
    /// The groups, in the order asked for.
    pub groups: Vec<LossGroup>,
    /// The first group against the last, where both are shown.
    pub gap: Option<LossGap>,
}

/// People left at each step of a pathway, for everybody and by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// The pathway's name.
    pub title: String,
    /// Its steps.
    pub steps: Vec<LossStep>,
    /// Stages that nothing measures.
    pub unmeasured: Vec<BarrierStage>,
}

/// Where the gap arises.
#[derive(Debug, Clone, PartialEq)]
pub enum LossFinding {
    /// At no step are both groups shown.
    NotShown,
    /// At no step is the first group clearly behind the last.
    NoClearDifference,
    /// The step at which most people of the first group are lost who would not be with the last group's share.
    ArisesAt {
        /// Its place among the steps.
        step: usize,
        /// Other steps at which the first group is clearly behind.
        also: Vec<usize>,
    },
}

/// The losses of a pathway. `groups` are names inside a sentence, in order: the group looked at first, the one it is
/// compared with last (`the most deprived fifth` to `the least deprived fifth`). `polarity` tells an indicator's good direction and `count` its shown counts for a
/// group by its place in `groups`, or for everybody.
///
/// A step with several indicators (of different people) adds them together; one of them not shown hides the step. People
/// "counted" by an indicator of which less is better are those not reached.
pub fn losses(
    pathway: &Pathway,
    groups: &[&str],
    polarity: &dyn Fn(&str) -> Polarity,
    count: &dyn Fn(&str, Option<usize>) -> StepCount,
) -> Losses {
    let mut steps: Vec<LossStep> = Vec::new();
    for step in &pathway.steps {
        let of = |label: &str, group: Option<usize>| {
            let counts = step.indicators.iter().map(|id| turned(count(id, group), polarity(id)));
            loss_group(label, counts.reduce(together).unwrap_or(StepCount::Missing))
        };
        let everyone = of("", None);
        let by_group: Vec<LossGroup> = groups.iter().enumerate().map(|(at, label)| of(label, Some(at))).collect();
        let gap = match by_group.as_slice() {
            [group, .., reference] => loss_gap(group, reference, pathway.steps.len()),
            _ => None,
        };
        let link = link(step.asked, steps.last().map(|before| &before.everyone), &everyone);
        steps.push(LossStep { stage: step.stage, title: step.title.clone(), link, everyone, groups: by_group, gap });
    }
    Losses { title: pathway.title.clone(), steps, unmeasured: pathway.unmeasured() }
}

impl Losses {
    /// The step at which the gap between the first and the last group arises.
    pub fn finding(&self) -> LossFinding {
        let gaps = || self.steps.iter().enumerate().filter_map(|(at, step)| Some((at, step.gap.as_ref()?)));
        if gaps().next().is_none() {
            return LossFinding::NotShown;
        }
        let behind: Vec<(usize, f64)> = gaps()
            .filter(|(_, gap)| gap.direction == Direction::Worse)
            .map(|(at, gap)| (at, gap.people.value))
            .collect();
        // The first of equals.
        let most = behind.iter().copied().reduce(|so_far, next| if next.1 > so_far.1 { next } else { so_far });
        match most {
            None => LossFinding::NoClearDifference,
            Some((step, _)) => {
                let also = behind.iter().map(|(at, _)| *at).filter(|at| *at != step).collect();
                LossFinding::ArisesAt { step, also }
            }
        }
    }
}

/// Where the gap arises, in a sentence.
pub fn loss_sentence(losses: &Losses) -> String {
    let title = ("title", losses.title.as_str());
    let step = match losses.finding() {
        LossFinding::NotShown => return say("finding.loss.not_shown", &[title]),
        LossFinding::NoClearDifference => return say("finding.loss.none", &[title]),
        LossFinding::ArisesAt { step, .. } => &losses.steps[step],
    };
    let gap = step.gap.as_ref().expect("a gap arises only at a step that has one");
    let seen = Seen::Estimate(gap.gap);
    let size = difference_words(&seen, POINTS);
    let limits = limits_of_size(&seen, POINTS).unwrap_or_default();
    let people = about_people(gap.people.value);
    say(
        "finding.loss.arises",
        &[
            title,
            ("step", &step.title),
            ("group", &gap.group),
            ("reference", &gap.reference),
            ("size", &size),
            ("limits", &limits),
            ("people", &people),
        ],
    )
}

const POINTS: &str = "percentage points";

/// Counts as people reached.
fn turned(count: StepCount, polarity: Polarity) -> StepCount {
    match (count, polarity) {
        (StepCount::Of { counted, asked }, Polarity::LowerIsBetter) => {
            StepCount::Of { counted: asked - counted, asked }
        }
        // Of people expected to be ill, fewer than expected is not people reached.
        (StepCount::Expected { .. }, Polarity::LowerIsBetter) => StepCount::Missing,
        (count, _) => count,
    }
}

/// Two parts of one step, of different people.
fn together(one: StepCount, other: StepCount) -> StepCount {
    use StepCount::{Expected, Missing, Of, Withheld};
    match (one, other) {
        (Of { counted: a, asked: b }, Of { counted: c, asked: d }) => {
            Of { counted: a.saturating_add(c), asked: b.saturating_add(d) }
        }
        (Expected { counted: a, expected: b }, Expected { counted: c, expected: d }) => {
            Expected { counted: a.saturating_add(c), expected: b.saturating_add(d) }
        }
        (Withheld(why), _) | (_, Withheld(why)) => Withheld(why),
        (Missing, _) | (_, Missing) | (Of { .. }, Expected { .. }) | (Expected { .. }, Of { .. }) => Missing,
    }
}

fn loss_group(label: &str, count: StepCount) -> LossGroup {
    let label = label.to_owned();
    let hidden = |share| LossGroup { label: label.clone(), asked: None, reached: None, lost: None, share };
    let (reached, asked, share) = match count {
        StepCount::Withheld(why) => return hidden(Seen::Withheld(why)),
        StepCount::Missing => return hidden(Seen::Missing),
        StepCount::Of { counted, asked } => (counted, asked, proportion(counted as f64, asked as f64, Confidence::P95)),
        StepCount::Expected { counted, expected } => {
            let share = indirectly_standardised_ratio(counted as f64, expected as f64, Confidence::P95, 1.0);
            (counted, expected, share)
        }
    };
    let Ok(Estimate { value, lower, upper }) = share else { return hidden(Seen::Missing) };
    let share = Seen::Estimate(Estimate { value: value * 100.0, lower: lower * 100.0, upper: upper * 100.0 });
    LossGroup { label, asked: Some(asked), reached: Some(reached), lost: Some((asked - reached).max(0)), share }
}

fn loss_gap(group: &LossGroup, reference: &LossGroup, steps: usize) -> Option<LossGap> {
    let (Seen::Estimate(here), Seen::Estimate(there), Some(asked)) = (group.share, reference.share, group.asked) else {
        return None;
    };
    let factor = widening(steps);
    let gap = absolute_gap(&widened(&here, factor), &widened(&there, factor)).ok()?;
    let people = |gap: f64| -gap / 100.0 * asked as f64;
    Some(LossGap {
        direction: Direction::of(&Seen::Estimate(gap), Polarity::HigherIsBetter),
        group: group.label.clone(),
        reference: reference.label.clone(),
        gap,
        people: Estimate { value: people(gap.value), lower: people(gap.upper), upper: people(gap.lower) },
    })
}

/// What the pathway says of who is asked about, where the figures for everybody bear it out.
fn link(says: StepPeople, before: Option<&LossGroup>, now: &LossGroup) -> StepLink {
    let Some(before) = before else { return StepLink::First };
    let (expected, link) = match says {
        StepPeople::Own => return StepLink::Apart,
        StepPeople::Reached => (before.reached, StepLink::Follows),
        StepPeople::Same => (before.asked, StepLink::Same),
    };
    let (Some(expected), Some(asked)) = (expected, now.asked) else { return StepLink::Apart };
    let apart = (asked - expected).abs();
    let near = apart <= SAME_WITHIN_PEOPLE || apart as f64 <= SAME_WITHIN * expected as f64;
    if near { link } else { StepLink::Apart }
}

#[cfg(test)]
mod tests;
