//! What the figures say, in a sentence: direction, size, certainty, people first.
//!
//! A finding is made from released figures only and never says more than their limits allow. A difference whose limits
//! reach nought is "no clear difference"; a figure that is withheld or missing makes a sentence that says so and nothing
//! else. All words come from the catalogue in [`crate::text`].
//!
//! | module | what it says |
//! | --- | --- |
//! | `core20` | how the most deprived fifth fares against everybody else |
//! | `ethnicity` | how far apart the best and the worst off ethnic group are, and what people of unknown group could change |
//! | `group` | which group is furthest behind the largest one |
//! | `loss` | at which step on the way to care people are lost, and which groups |

mod core20;
mod ethnicity;
mod group;
mod loss;

pub use core20::{Core20, Core20Values, core20, core20_values};
pub use ethnicity::{EthnicityGap, UnknownGroup, ethnicity_gap, ethnicity_sentences};
pub use group::{Group, GroupFinding, group_finding, group_heading};
pub use loss::{LossFinding, LossGap, LossGroup, LossStep, Losses, StepCount, StepLink, loss_sentence, losses};

use crate::number::{about, in_words, plain_unit};
use crate::text::{say, text};
use commonweal_chart::format;
use commonweal_disclosure::{Released, ReleasedRecord, Shown, Withheld};
use commonweal_model::Polarity;
use commonweal_stats::{Estimate, absolute_gap};

/// What a reader may know of one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen {
    /// A value with its limits.
    Estimate(Estimate),
    /// A value published without limits: its certainty is not known.
    Value(f64),
    /// Withheld, and why.
    Withheld(Withheld),
    /// There is no such figure.
    Missing,
}

impl Seen {
    /// The value, where there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Estimate(estimate) => Some(estimate.value),
            Self::Value(value) => Some(*value),
            Self::Withheld(_) | Self::Missing => None,
        }
    }
}

impl From<&ReleasedRecord> for Seen {
    /// What a row of a release or of a proposal says.
    fn from(row: &ReleasedRecord) -> Self {
        match (row.withheld_reason.as_deref(), row.value, row.lower_95, row.upper_95) {
            (Some(why), ..) => why.parse().map_or(Self::Missing, Self::Withheld),
            (None, Some(value), Some(lower), Some(upper)) => Self::Estimate(Estimate { value, lower, upper }),
            (None, Some(value), ..) => Self::Value(value),
            (None, None, ..) => Self::Missing,
        }
    }
}

impl From<&Released> for Seen {
    fn from(released: &Released) -> Self {
        if let Some(why) = released.withheld() {
            return Self::Withheld(why);
        }
        match (released.value(), released.lower(), released.upper()) {
            (Shown::Value(value), Shown::Value(lower), Shown::Value(upper)) => {
                Self::Estimate(Estimate { value, lower, upper })
            }
            (Shown::Value(value), _, _) => Self::Value(value),
            (Shown::Withheld(why), _, _) => Self::Withheld(why),
            (Shown::None, _, _) => Self::Missing,
        }
    }
}

impl From<Option<&Released>> for Seen {
    fn from(released: Option<&Released>) -> Self {
        released.map_or(Self::Missing, Self::from)
    }
}

/// Which way a difference points, as far as its limits allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Clearly worse.
    Worse,
    /// Clearly better.
    Better,
    /// Clearly higher, where neither side is good.
    Higher,
    /// Clearly lower, where neither side is good.
    Lower,
    /// The limits reach nought.
    NoClearDifference,
    /// There is no figure to read, or none with limits.
    NotShown,
}

impl Direction {
    /// The direction of a difference from something else.
    pub fn of(difference: &Seen, polarity: Polarity) -> Self {
        let Seen::Estimate(gap) = difference else { return Self::NotShown };
        let above = gap.lower > 0.0;
        let below = gap.upper < 0.0;
        match (above, below, polarity) {
            (false, false, _) => Self::NoClearDifference,
            (true, _, Polarity::HigherIsBetter) | (_, true, Polarity::LowerIsBetter) => Self::Better,
            (true, _, Polarity::LowerIsBetter) | (_, true, Polarity::HigherIsBetter) => Self::Worse,
            (true, _, Polarity::Neutral) => Self::Higher,
            (_, true, Polarity::Neutral) => Self::Lower,
        }
    }

    /// The word beside a mark: `worse`, `no clear difference`.
    pub fn word(self) -> &'static str {
        text(match self {
            Self::Worse => "direction.worse",
            Self::Better => "direction.better",
            Self::Higher => "direction.higher",
            Self::Lower => "direction.lower",
            Self::NoClearDifference => "direction.none",
            Self::NotShown => "direction.not_shown",
        })
    }

    /// Whether the limits leave nought out.
    pub fn is_clear(self) -> bool {
        matches!(self, Self::Worse | Self::Better | Self::Higher | Self::Lower)
    }
}

/// The gap between the most and the least deprived fifth, as words.
#[derive(Debug, Clone, PartialEq)]
pub struct GapFinding {
    /// Which way it points, for the most deprived fifth.
    pub direction: Direction,
    /// The message: `BP checked: 11.2 points lower in the most deprived fifth than in the least`.
    pub heading: String,
    /// The size alone: `11.2 points lower`, or why there is none.
    pub size: String,
    /// The certainty: `95% limits 9.0 to 13.0`; none where there is no size.
    pub limits: Option<String>,
}

/// The finding of a gap, most deprived minus least deprived.
pub fn gap_finding(title: &str, gap: &Seen, unit: &str, polarity: Polarity) -> GapFinding {
    let direction = Direction::of(gap, polarity);
    let size = difference_words(gap, unit);
    let heading = match gap {
        Seen::Estimate(_) if direction.is_clear() => say("finding.gap.clear", &[("title", title), ("size", &size)]),
        Seen::Estimate(_) => say("finding.gap.none", &[("title", title)]),
        Seen::Value(_) => say("finding.gap.no_limits", &[("title", title), ("size", &size)]),
        Seen::Withheld(Withheld::NotCalculated) | Seen::Missing => say("finding.gap.missing", &[("title", title)]),
        Seen::Withheld(_) => say("finding.gap.withheld", &[("title", title)]),
    };
    GapFinding { direction, heading, size, limits: limits_of_size(gap, unit) }
}

/// A difference as size and side: `11.2 points lower`, `no clear difference`, or why it is not shown.
pub fn difference_words(difference: &Seen, unit: &str) -> String {
    match difference {
        Seen::Estimate(gap) if gap.lower <= 0.0 && gap.upper >= 0.0 => text("direction.none").to_owned(),
        Seen::Estimate(Estimate { value, .. }) | Seen::Value(value) => {
            let size = size(*value, unit);
            let side = if *value < 0.0 { "size.lower" } else { "size.higher" };
            say(side, &[("size", &size)])
        }
        Seen::Withheld(why) => why.reason().to_owned(),
        Seen::Missing => text("direction.not_shown").to_owned(),
    }
}

/// How a value changed between two periods that share no year: `no clear change`, `2.1 years lower`, or that it cannot be
/// told.
pub fn change_words(earlier: &Seen, later: &Seen, unit: &str) -> String {
    let (Seen::Estimate(before), Seen::Estimate(now)) = (earlier, later) else {
        return text("change.unknown").to_owned();
    };
    match absolute_gap(now, before) {
        Ok(change) if change.lower <= 0.0 && change.upper >= 0.0 => text("change.none").to_owned(),
        Ok(change) => difference_words(&Seen::Estimate(change), gap_unit(unit)),
        Err(_) => text("change.unknown").to_owned(),
    }
}

/// `95% limits 9.0 to 13.0`, turned to the side the size is said on; for an unclear difference with the signs kept.
pub(crate) fn limits_of_size(gap: &Seen, unit: &str) -> Option<String> {
    sides_of_size(gap, unit).map(|[low, high]| say("limits", &[("lower", &low), ("upper", &high)]))
}

fn sides_of_size(gap: &Seen, unit: &str) -> Option<[String; 2]> {
    let Seen::Estimate(gap) = gap else { return None };
    let sides = if gap.upper < 0.0 { [-gap.upper, -gap.lower] } else { [gap.lower, gap.upper] };
    Some(sides.map(|limit| format::value(limit, plain_unit(unit))))
}

/// How large a difference is, with its unit: `11.2 points`, and `less than 0.1 points` where that would round to nought.
pub(crate) fn size(difference: f64, unit: &str) -> String {
    let shown = |value: f64| with_unit(value, unit);
    let is_nought = |words: &str| !words.chars().any(|c| ('1'..='9').contains(&c));
    let nought = |value: f64| is_nought(&format::machine(value, plain_unit(unit)));
    let value = difference.abs();
    if !nought(value) {
        return shown(value);
    }
    let step = [0.001, 0.01, 0.1, 1.0].into_iter().find(|step| !nought(*step)).unwrap_or(1.0);
    say("size.less", &[("size", &shown(step))])
}

/// A value with its unit as a sentence says it: `71.2%`, `11.2 points`, `8.5 years`.
pub fn with_unit(value: f64, unit: &str) -> String {
    match plain_unit(unit) {
        "percentage points" => say("unit.points", &[("number", &format::value(value, "percentage points"))]),
        plain => format::sentence(value, plain),
    }
}

/// Below so many people no number is said.
const FEW_PEOPLE: f64 = 10.0;

/// A number of people inside a sentence: `about 1,200 people`, `ten people or fewer`.
pub(crate) fn about_people(people: f64) -> String {
    if people.abs() < FEW_PEOPLE {
        return text("people.few").to_owned();
    }
    say("people.about", &[("people", &about(people))])
}

/// How many people the gap is about, and what would have to change: `About 340 more people would be reached if every
/// fifth did as well as the least deprived fifth.`
///
/// `people` is people affected; the gap decides whether anything may be said at all, because a number of people made
/// from a gap that is not clear is not clear either.
pub fn people_sentence(people: &Seen, gap: &Seen, polarity: Polarity) -> Option<String> {
    let number = clear_people(people, gap, polarity)?.value;
    Some(match (polarity, number < FEW_PEOPLE) {
        (Polarity::HigherIsBetter, false) => say("finding.people.more", &[("people", &about(number))]),
        (Polarity::HigherIsBetter, true) => text("finding.people.more.few").to_owned(),
        (Polarity::LowerIsBetter, false) => say("finding.people.fewer", &[("people", &about(number))]),
        (Polarity::LowerIsBetter, true) => text("finding.people.fewer.few").to_owned(),
        (Polarity::Neutral, _) => return None,
    })
}

/// People affected, where the gap is clearly to the disadvantage of the more deprived and the number clear of nought.
pub fn clear_people(people: &Seen, gap: &Seen, polarity: Polarity) -> Option<Estimate> {
    if Direction::of(gap, polarity) != Direction::Worse {
        return None;
    }
    match people {
        Seen::Estimate(number) if number.lower > 0.0 && number.value >= 1.0 => Some(*number),
        _ => None,
    }
}

/// The limits of a number of people, as roughly as the number itself is said: `95% limits 90 to 230`.
pub fn people_limits(people: &Estimate) -> String {
    say("limits", &[("lower", &about(people.lower)), ("upper", &about(people.upper))])
}

/// A difference with its limits in one breath: `11.2 points lower (9.0 to 13.4)`; without limits, the difference alone.
pub fn difference_with_limits(difference: &Seen, unit: &str) -> String {
    let words = difference_words(difference, unit);
    match (difference, sides_of_size(difference, unit)) {
        (Seen::Estimate(gap), Some([low, high])) if gap.lower > 0.0 || gap.upper < 0.0 => {
            say("size.limits", &[("size", &words), ("lower", &low), ("upper", &high)])
        }
        _ => words,
    }
}

/// How many of the questions have the most deprived fifth clearly behind. Questions whose gap is not shown are left out of
/// the count, and the sentence says that some are.
pub fn overall_finding(directions: &[Direction]) -> String {
    let number = |wanted: Direction| directions.iter().filter(|direction| **direction == wanted).count();
    let (worse, better) = (number(Direction::Worse), number(Direction::Better));
    let shown = directions.len() - number(Direction::NotShown);
    let questions = match (shown == directions.len(), shown) {
        (true, _) => say("finding.overall.questions", &[("all", &in_words(shown))]),
        (false, 1) => text("finding.overall.only_question").to_owned(),
        (false, _) => say("finding.overall.shown_questions", &[("all", &in_words(shown))]),
    };
    match (worse, better) {
        _ if shown == 0 => text("finding.overall.not_shown").to_owned(),
        (0, 0) => say("finding.overall.none", &[("questions", &questions)]),
        (0, better) => say("finding.overall.better", &[("some", &in_words(better)), ("questions", &questions)]),
        (worse, _) => say("finding.overall.some", &[("some", &in_words(worse)), ("questions", &questions)]),
    }
}

/// The unit that a difference of two values has.
pub fn gap_unit(unit: &str) -> &str {
    if unit == "%" { "percentage points" } else { unit }
}

/// How areas stand against the benchmark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Areas clearly worse (or clearly lower, where neither side is good).
    pub worse: usize,
    /// Areas clearly better (or clearly higher).
    pub better: usize,
    /// Areas whose limits hold the benchmark.
    pub similar: usize,
    /// Areas whose figure is withheld or not compared.
    pub not_shown: usize,
}

/// The message of a chart or map of areas: how many are clearly behind the benchmark.
pub fn areas_heading(areas: &str, standing: Standing, polarity: Polarity, benchmark: &str) -> String {
    let shown = standing.worse + standing.better + standing.similar;
    if shown == 0 {
        return say("finding.areas.not_shown", &[("areas", areas)]);
    }
    let (number, key) = match (polarity, standing.worse, standing.better) {
        (_, 0, 0) => return say("finding.areas.none", &[("areas", areas), ("benchmark", benchmark)]),
        (Polarity::Neutral, 0, higher) => (higher, "finding.areas.higher"),
        (Polarity::Neutral, lower, _) => (lower, "finding.areas.lower"),
        (_, 0, better) => (better, "finding.areas.better"),
        (_, worse, _) => (worse, "finding.areas.worse"),
    };
    let key = if standing.not_shown == 0 { key.to_owned() } else { format!("{key}.shown") };
    say(
        &key,
        &[
            ("number", &in_words_capital(number)),
            ("all", &shown.to_string()),
            ("areas", areas),
            ("benchmark", benchmark),
        ],
    )
}

fn in_words_capital(number: usize) -> String {
    let word = in_words(number);
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
