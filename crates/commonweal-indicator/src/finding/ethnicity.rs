//! How far apart are the best and the worst off ethnic group, and what could people whose group is not known change?

use super::group::{Group, widened, widening};
use super::{Direction, Seen, about_people, difference_words, gap_unit, limits_of_size};
use crate::text::{say, text};
use commonweal_chart::format;
use commonweal_model::Polarity;
use commonweal_stats::{Estimate, absolute_gap, relative_gap};

/// The gap between the best and the worst off of the ethnic groups shown.
#[derive(Debug, Clone, PartialEq)]
pub struct EthnicityGap {
    /// Which way it points, for the worst off; `Higher` where neither side is good, `NotShown` where fewer than two
    /// groups are.
    pub direction: Direction,
    /// The worst off group; the one with the highest value where neither side is good.
    pub worst: String,
    /// The best off group; the one with the lowest value where neither side is good.
    pub best: String,
    /// Worst less best, in the value's unit. Limits are widened for all pairs of groups: the two were picked as the
    /// furthest apart.
    pub absolute: Option<Estimate>,
    /// Worst over best, with limits widened alike; none where a value or a lower limit is not above zero.
    pub relative: Option<Estimate>,
    /// People of the worst off group who would gain if it did as well as the best, with limits; none where the gap is not
    /// clear or neither side is good.
    pub people: Option<Estimate>,
    /// What people whose group is not known could change.
    pub unknown: UnknownGroup,
}

/// People whose ethnic group is not known or not stated, and what the gap would be with them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum UnknownGroup {
    /// There are none, or no gap to change.
    Nobody,
    /// There are some, and too few to show.
    NotShown,
    /// What the gap (worst less best) would be if all of them belonged to one of the two groups.
    Bounds {
        /// How many.
        people: i64,
        /// Their share of all people of the figure, in percent.
        share: f64,
        /// The gap if all of them belonged to the worst off group.
        if_worst: f64,
        /// The gap if all of them belonged to the best off group.
        if_best: f64,
    },
}

impl UnknownGroup {
    /// The lower and the upper bound of the gap.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match self {
            Self::Bounds { if_worst, if_best, .. } => Some((if_worst.min(*if_best), if_worst.max(*if_best))),
            Self::Nobody | Self::NotShown => None,
        }
    }
}

/// A group that is shown: name, value, and people asked about.
struct ShownGroup<'a> {
    label: &'a str,
    value: Estimate,
    people: f64,
}

/// The gap between the best and the worst off ethnic group, from released values in percent (or ratios times 100).
pub fn ethnicity_gap(groups: &[Group], polarity: Polarity) -> EthnicityGap {
    let shown: Vec<ShownGroup> = groups.iter().filter(|group| group.is_known).filter_map(shown_group).collect();
    let furthest = |below: bool| {
        // The first of equals, in the order given.
        shown.iter().reduce(|so_far, next| {
            let before =
                if below { next.value.value < so_far.value.value } else { next.value.value > so_far.value.value };
            if before { next } else { so_far }
        })
    };
    let low_is_worst = polarity == Polarity::HigherIsBetter;
    let nothing = EthnicityGap {
        direction: Direction::NotShown,
        worst: String::new(),
        best: String::new(),
        absolute: None,
        relative: None,
        people: None,
        unknown: UnknownGroup::Nobody,
    };
    let (Some(worst), Some(best)) = (furthest(low_is_worst), furthest(!low_is_worst)) else { return nothing };
    if shown.len() < 2 {
        return nothing;
    }
    let factor = widening(shown.len() * (shown.len() - 1) / 2);
    let (wide_worst, wide_best) = (widened(&worst.value, factor), widened(&best.value, factor));
    let absolute = absolute_gap(&wide_worst, &wide_best).ok();
    let direction = absolute.map_or(Direction::NotShown, |gap| Direction::of(&Seen::Estimate(gap), polarity));
    EthnicityGap {
        direction,
        worst: worst.label.to_owned(),
        best: best.label.to_owned(),
        absolute,
        relative: relative_gap(&wide_worst, &wide_best).ok(),
        people: absolute.filter(|_| direction == Direction::Worse).map(|gap| people(&gap, worst.people)),
        unknown: unknown(groups, &shown, worst, best),
    }
}

fn shown_group(group: &Group) -> Option<ShownGroup<'_>> {
    let (Seen::Estimate(value), Some(people)) = (group.seen, group.people) else { return None };
    (people > 0).then_some(ShownGroup { label: &group.label, value, people: people as f64 })
}

/// The gap as people of the worst off group, counted up from none.
fn people(gap: &Estimate, among: f64) -> Estimate {
    let (one, other) = (gap.lower.abs() / 100.0 * among, gap.upper.abs() / 100.0 * among);
    Estimate { value: gap.value.abs() / 100.0 * among, lower: one.min(other), upper: one.max(other) }
}

fn unknown(groups: &[Group], shown: &[ShownGroup], worst: &ShownGroup, best: &ShownGroup) -> UnknownGroup {
    let unknown: Vec<&Group> = groups.iter().filter(|group| !group.is_known).collect();
    let hidden = |group: &&Group| match group.seen {
        Seen::Withheld(_) => true,
        Seen::Missing => group.people.is_some_and(|people| people > 0),
        Seen::Estimate(_) | Seen::Value(_) => group.people.is_none(),
    };
    if unknown.iter().any(hidden) {
        return UnknownGroup::NotShown;
    }
    let (mut people, mut counted) = (0, 0.0);
    for group in unknown {
        let (Some(value), Some(more)) = (group.seen.value(), group.people) else { continue };
        people += more;
        counted += value / 100.0 * more as f64;
    }
    if people <= 0 {
        return UnknownGroup::Nobody;
    }
    let more = people as f64;
    let with =
        |group: &ShownGroup| (group.value.value / 100.0 * group.people + counted) / (group.people + more) * 100.0;
    let known: f64 = shown.iter().map(|group| group.people).sum();
    UnknownGroup::Bounds {
        people,
        share: more / (known + more) * 100.0,
        if_worst: with(worst) - best.value.value,
        if_best: worst.value.value - with(best),
    }
}

/// What may be said of the gap: the two groups with size and certainty, then what people of unknown group could change.
/// One sentence where there is no gap to speak of.
pub fn ethnicity_sentences(finding: &EthnicityGap, unit: &str) -> Vec<String> {
    let Some(gap) = finding.absolute else { return vec![text("finding.ethnicity.not_shown").to_owned()] };
    let (worst, best) = (("worst", finding.worst.as_str()), ("best", finding.best.as_str()));
    if !finding.direction.is_clear() {
        return vec![say("finding.ethnicity.none", &[worst, best])];
    }
    let unit = gap_unit(unit);
    let difference = |gap: f64| difference_words(&Seen::Value(gap), unit);
    let size = difference(gap.value);
    let limits = limits_of_size(&Seen::Estimate(gap), unit).unwrap_or_default();
    let places = [worst, best, ("size", size.as_str()), ("limits", limits.as_str())];
    let mut sentences = vec![match &finding.relative {
        Some(ratio) => {
            let (value, limits) =
                (format::value(ratio.value, "ratio"), format::limits(ratio.lower, ratio.upper, "ratio"));
            let ratio = [("ratio", value.as_str()), ("ratio_limits", limits.as_str())];
            say("finding.ethnicity.clear.ratio", &[&places[..], &ratio[..]].concat())
        }
        None => say("finding.ethnicity.clear", &places),
    }];
    match finding.unknown {
        UnknownGroup::Nobody => {}
        UnknownGroup::NotShown => sentences.push(text("finding.ethnicity.unknown.not_shown").to_owned()),
        UnknownGroup::Bounds { people, share, if_worst, if_best } => {
            let (people, share) = (about_people(people as f64), share_words(share));
            let (with_worst, with_best) = (difference(if_worst), difference(if_best));
            let bounds = [("if_worst", with_worst.as_str()), ("if_best", with_best.as_str())];
            let who = [worst, best, ("people", people.as_str()), ("share", share.as_str())];
            sentences.push(say("finding.ethnicity.unknown", &[&who[..], &bounds[..]].concat()));
        }
    }
    sentences
}

/// A small share that is not nought is not said to be.
fn share_words(share: f64) -> String {
    if share < 0.05 { text("share.least").to_owned() } else { format::value(share, "%") }
}
