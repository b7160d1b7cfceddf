//! `reach` asks whether an initiative reaches those who need it most: reach and uptake of each group beside another.
//!
//! Everything is made from released counts. A group with a withheld count has no ratio, and nothing is made from others to
//! fill it.

use commonweal_stats::{Confidence, Count, Estimate, ratio_of_proportions};

use crate::words::words;

words! {
    /// By what people are told apart.
    pub enum ReachBy("a way to tell people apart") {
        /// Fifths of deprivation.
        Deprivation = "deprivation", "Deprivation";
        /// Ethnic groups.
        Ethnicity = "ethnicity", "Ethnic group";
        /// Sex.
        Sex = "sex", "Sex";
        /// Age.
        Age = "age", "Age";
    }
}

words! {
    /// What the ratio is of.
    pub enum ReachOf("a measure of reach") {
        /// People reached among those who need it.
        Reach = "reach", "Reached, of those who need it";
        /// People who took part among those reached.
        Uptake = "uptake", "Took part, of those reached";
    }
}

words! {
    /// What the ratio says.
    pub enum Equity("an answer about equity") {
        /// Clearly less likely than the group it is held against.
        LessLikely = "less-likely", "Less likely";
        /// Not clearly different.
        NoClearDifference = "no-clear-difference", "No clear difference";
        /// Clearly more likely.
        MoreLikely = "more-likely", "More likely";
        /// A count is withheld, or nobody is there.
        CannotSay = "cannot-say", "Cannot be said";
    }
}

/// A released count: a number as it is shown, or withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShownCount {
    /// As shown, after rounding.
    Count(u64),
    /// Withheld.
    Withheld,
}

impl ShownCount {
    /// The number, where it is shown.
    #[must_use]
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(count),
            Self::Withheld => None,
        }
    }
}

/// The counts of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupReach {
    /// By what it is told apart.
    pub by: ReachBy,
    /// The group: `1`, the most deprived fifth.
    pub group: String,
    /// People who need it.
    pub need: ShownCount,
    /// People reached.
    pub reached: ShownCount,
    /// People who took part.
    pub took_part: ShownCount,
}

impl GroupReach {
    /// The two counts that a measure is made of: events, and people they are of.
    fn counts(&self, of: ReachOf) -> Option<Count> {
        let (events, people) = match of {
            ReachOf::Reach => (self.reached, self.need),
            ReachOf::Uptake => (self.took_part, self.reached),
        };
        let (events, people) = (events.shown()? as f64, people.shown()? as f64);
        // Each count is rounded by itself, so the part can be shown larger than the whole by a step of rounding.
        Some(Count { events: events.min(people), population: people })
    }
}

/// The ratio of one group to the one it is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachRatio {
    /// The group.
    pub group: String,
    /// The ratio with its 95% limits: 0.5 is half as likely. `None` where it cannot be said.
    pub ratio: Option<Estimate>,
    /// What it says.
    pub says: Equity,
}

/// Each group's share beside that of the group it is held against, in the order given; that group itself is left out, and so
/// are groups that are told apart by something else.
///
/// The ratio is that of two proportions, with the limits of the method that [`ratio_of_proportions`] describes. A group is less
/// or more likely where the limits exclude 1. The counts are released ones, so nothing is told that they do not tell.
///
/// Worked example: 400 in need and 100 reached in the most deprived fifth, 300 and 150 in the least: (100/400) / (150/300)
/// = 0.5.
#[must_use]
pub fn reach_ratios(groups: &[GroupReach], by: ReachBy, against: &str, of: ReachOf) -> Vec<ReachRatio> {
    let of_kind = || groups.iter().filter(move |group| group.by == by);
    let reference = of_kind().find(|group| group.group == against).and_then(|group| group.counts(of));
    let ratio = |group: &GroupReach| {
        let ratio = group
            .counts(of)
            .zip(reference.as_ref())
            .and_then(|(counts, reference)| ratio_of_proportions(&counts, reference, Confidence::P95).ok());
        let says = match &ratio {
            None => Equity::CannotSay,
            Some(ratio) if ratio.upper < 1.0 => Equity::LessLikely,
            Some(ratio) if ratio.lower > 1.0 => Equity::MoreLikely,
            Some(_) => Equity::NoClearDifference,
        };
        ReachRatio { group: group.group.clone(), ratio, says }
    };
    of_kind().filter(|group| group.group != against).map(ratio).collect()
}
