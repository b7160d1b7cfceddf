//! `steps` is the way of people through an initiative, from eligible to completed, shown so that no withheld step can be
//! worked out from the others.
//!
//! Steps are nested: who completes has started. So a withheld count is pinned between the step before it, the step after it, and the
//! total less the other groups. The counts that come in have passed the gate one by one; what is withheld here comes on top.

use super::reach::ShownCount;
use crate::words::words;

words! {
    /// A step.
    pub enum Step("a step of an initiative") {
        /// People whom it is for.
        Eligible = "eligible", "Eligible";
        /// People who were offered it.
        Invited = "invited", "Invited";
        /// People who said yes or were referred.
        Accepted = "accepted", "Accepted";
        /// People who came at least once.
        Started = "started", "Started";
        /// People who came to the end.
        Completed = "completed", "Completed";
    }
}

/// The counts of one group at the five steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    /// The group.
    pub group: String,
    /// The counts, in the order of [`Step::ALL`].
    pub counts: [ShownCount; 5],
}

impl Funnel {
    /// Of those at the step before, the share that came to a step; `None` where either is withheld or nobody was there.
    #[must_use]
    pub fn share_at(&self, step: Step) -> Option<f64> {
        let at = step as usize;
        let before = self.counts[at.checked_sub(1)?].shown().filter(|count| *count > 0)?;
        Some((self.counts[at].shown()? as f64 / before as f64).min(1.0))
    }
}

/// The gate of single figures: from 1 to this many people are withheld.
const MOST_WITHHELD: i64 = 7;
/// Shown counts are rounded to fives, so the true one is within two of it.
const ROUNDING: i64 = 2;
/// A withheld count that the gate held back must leave this many possible values.
const FEWEST_POSSIBLE: i64 = 5;

/// The funnels of all people and of the groups that add to them, with more withheld where something could be worked out.
///
/// 1. From the first withheld step of a funnel on, all its later steps are withheld: fewer people than a withheld number are
///    shown by nobody, and a shown later step would be a floor under it.
/// 2. From the first step at which any group is withheld, all groups are. The total less the other groups then gives nothing.
/// 3. The total goes as well, from the first step at which a count that the gate held back would be left fewer than five
///    possible values by the totals and the groups' shown counts before, each within two of what is shown. That includes a total
///    at which nearly nobody was lost.
///
/// A group that the gate withholds at its first step leaves the total of all steps alone only where rule 3 allows.
#[must_use]
pub fn protected(total: &Funnel, groups: &[Funnel]) -> (Funnel, Vec<Funnel>) {
    let (mut total, given) = (from_first_withheld(total), groups);
    let mut groups: Vec<Funnel> = groups.iter().map(from_first_withheld).collect();
    let is_withheld = |funnel: &Funnel, at: usize| funnel.counts[at] == ShownCount::Withheld;
    let Some(first) = (0..5).find(|at| groups.iter().any(|group| is_withheld(group, *at))) else {
        return (total, groups);
    };
    for group in &mut groups {
        withhold_from(group, first);
    }
    let before = total.clone();
    let others_at_most: Vec<i64> =
        (0..groups.len()).map(|place| most_of_others(&before, &groups, place, first)).collect();
    for at in first..5 {
        let Some(whole) = total.counts[at].shown().and_then(|count| i64::try_from(count).ok()) else {
            break;
        };
        let pinned =
            given.iter().zip(&others_at_most).filter(|(group, _)| is_withheld(group, at)).any(|(_, others)| {
                let lower = (whole - ROUNDING).saturating_sub(*others).max(1);
                let upper = (whole + ROUNDING).min(MOST_WITHHELD);
                upper - lower + 1 < FEWEST_POSSIBLE
            });
        if pinned {
            withhold_from(&mut total, at);
            break;
        }
    }
    (total, groups)
}

/// How many people the other groups can be at most from a step on: as many as at any step before, by their own shown
/// counts, or by the shown total less this group's.
fn most_of_others(total: &Funnel, groups: &[Funnel], place: usize, first: usize) -> i64 {
    let count = |funnel: &Funnel, at: usize| funnel.counts[at].shown().and_then(|count| i64::try_from(count).ok());
    let bounds = (0..first).flat_map(|at| {
        let others = groups.iter().enumerate().filter(|(other, _)| *other != place);
        let mut summed = others.map(|(_, group)| Some(count(group, at)?.saturating_add(ROUNDING)));
        let summed = summed.try_fold(0_i64, |sum, count| Some(sum.saturating_add(count?)));
        let left = count(total, at).zip(count(&groups[place], at));
        let left = left.map(|(whole, own)| whole.saturating_add(ROUNDING) - own.saturating_sub(ROUNDING));
        [summed, left]
    });
    bounds.flatten().min().unwrap_or(i64::MAX / 4)
}

fn from_first_withheld(funnel: &Funnel) -> Funnel {
    let mut funnel = funnel.clone();
    if let Some(first) = funnel.counts.iter().position(|count| *count == ShownCount::Withheld) {
        withhold_from(&mut funnel, first);
    }
    funnel
}

fn withhold_from(funnel: &mut Funnel, first: usize) {
    for count in &mut funnel.counts[first..] {
        *count = ShownCount::Withheld;
    }
}
