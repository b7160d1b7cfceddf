//! Which group is furthest behind the largest one?

use super::{Direction, Seen, difference_words, gap_unit};
use crate::text::say;
use commonweal_model::Polarity;
use commonweal_stats::special::normal_upper_quantile;
use commonweal_stats::{Confidence, Estimate, absolute_gap};

/// One group of a characteristic, for a comparison between groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name a reader sees.
    pub label: String,
    /// Its value.
    pub seen: Seen,
    /// People in it, as released (rounded).
    pub people: Option<i64>,
    /// Whether the group may be compared: people whose group is unknown or not stated are shown, never ranked.
    pub is_known: bool,
}

/// What a comparison of groups may say.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupFinding {
    /// Fewer than two groups are shown.
    NotShown,
    /// No group is clearly behind the reference group.
    NoClearDifference {
        /// The largest group shown, with which the others are compared.
        reference: String,
    },
    /// The group furthest behind the reference group, or furthest from it where neither side is good.
    Behind {
        /// The group.
        group: String,
        /// The largest group shown.
        reference: String,
        /// Group minus reference, in the value's unit, with limits wide enough for the number of groups compared.
        gap: Estimate,
        /// People of all groups clearly behind who would be reached if their group did as well as the reference; none
        /// where neither side is good. The limits add up those of the gaps, which hold together.
        people: Option<Estimate>,
    },
}

/// Which group is furthest behind the largest one.
pub fn group_finding(groups: &[Group], polarity: Polarity) -> GroupFinding {
    let mut shown: Vec<(&Group, Estimate, i64)> = Vec::new();
    for group in groups.iter().filter(|group| group.is_known) {
        if let (Seen::Estimate(estimate), Some(people)) = (group.seen, group.people) {
            shown.push((group, estimate, people));
        }
    }
    // The first of equally large groups, in the order given, so that the same figures always say the same.
    let Some(largest) = shown.iter().map(|(_, _, people)| *people).max() else { return GroupFinding::NotShown };
    let at = shown.iter().position(|(_, _, people)| *people == largest).unwrap_or_default();
    let (reference, standard, _) = shown.remove(at);
    if shown.is_empty() {
        return GroupFinding::NotShown;
    }
    let widening = widening(shown.len());
    let mut behind = Estimate { value: 0.0, lower: 0.0, upper: 0.0 };
    let mut furthest: Option<(&Group, Estimate)> = None;
    for (group, estimate, people) in &shown {
        let Ok(gap) = absolute_gap(&widened(estimate, widening), &widened(&standard, widening)) else { continue };
        let direction = Direction::of(&Seen::Estimate(gap), polarity);
        let is_behind = match polarity {
            Polarity::Neutral => direction.is_clear(),
            _ => direction == Direction::Worse,
        };
        if !is_behind {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
        let people = *people as f64;
        let of_people = |points: f64| points / 100.0 * people;
        behind.value += of_people(gap.value.abs());
        behind.lower += of_people(gap.lower.abs().min(gap.upper.abs()));
        behind.upper += of_people(gap.lower.abs().max(gap.upper.abs()));
        if furthest.is_none_or(|(_, so_far)| gap.value.abs() > so_far.value.abs()) {
            furthest = Some((group, gap));
        }
    }
    match furthest {
        None => GroupFinding::NoClearDifference { reference: reference.label.clone() },
        Some((group, gap)) => GroupFinding::Behind {
            group: group.label.clone(),
            reference: reference.label.clone(),
            gap,
            people: (polarity != Polarity::Neutral).then_some(behind),
        },
    }
}

/// The factor by which 95% limits are widened for comparisons made at once, so that all of them hold together 19 times
/// in 20. Source: Bonferroni.
pub(super) fn widening(comparisons: usize) -> f64 {
    if comparisons <= 1 {
        return 1.0;
    }
    normal_upper_quantile(Confidence::P95.tail() / comparisons as f64) / Confidence::P95.z()
}

pub(super) fn widened(estimate: &Estimate, factor: f64) -> Estimate {
    Estimate {
        value: estimate.value,
        lower: estimate.value - factor * (estimate.value - estimate.lower),
        upper: estimate.value + factor * (estimate.upper - estimate.value),
    }
}

/// The message of a chart by group: who is furthest behind whom, or that nobody clearly is.
pub fn group_heading(what: &str, finding: &GroupFinding, unit: &str) -> String {
    match finding {
        GroupFinding::NotShown => say("finding.group.not_shown", &[("what", what)]),
        GroupFinding::NoClearDifference { reference } => {
            say("finding.group.none", &[("what", what), ("reference", reference)])
        }
        GroupFinding::Behind { group, reference, gap, .. } => {
            let size = difference_words(&Seen::Estimate(*gap), gap_unit(unit));
            say("finding.group.behind", &[("group", group), ("size", &size), ("reference", reference)])
        }
    }
}
