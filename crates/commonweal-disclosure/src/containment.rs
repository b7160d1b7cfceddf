//! Differences between released populations: at least ten people, or none.
//!
//! Whoever sees a figure for a group, and for the same group with one known person more, learns that person's answer when
//! the figure moves; rounding and noise do not help. So populations are declared before a release: which contains which
//! (areas, ages, periods, with and without an exclusion), and which groups of one do not overlap. Two released populations
//! of which one contains the other differ by 0 or by [`MINIMUM_DIFFERENCE`] or more, however long the chain between them;
//! and so does a population from its groups added up, all that are released or all but one. Otherwise the smaller is
//! withheld, with every figure about it.

use std::collections::BTreeSet;

/// The least number of people by which two released populations may differ, unless they are the same. Source: the same
/// threshold as that of the ONS table builder, applied to differences.
pub const MINIMUM_DIFFERENCE: u64 = 10;

/// A population of [`Containment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PopulationId(u32);

impl PopulationId {
    /// Populations are numbered from 0 in the order they were added.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why a population is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TooClose {
    /// It differs by a few people from this one, which contains it.
    To(PopulationId),
    /// With the other groups of this population it is all but a few people, or they are all but it and a few.
    AmongGroupsOf(PopulationId),
}

/// A population that may not be released beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WithheldPopulation {
    /// Which.
    pub population: PopulationId,
    /// Why.
    pub because: TooClose,
}

impl WithheldPopulation {
    /// The reason in plain words, for those who check a release.
    pub fn in_words(&self, name: &dyn Fn(PopulationId) -> String) -> String {
        let withheld = name(self.population);
        let least = MINIMUM_DIFFERENCE;
        match self.because {
            TooClose::To(larger) => format!(
                "{withheld} and {} differ by 1 to {} people: with figures for both, those people's answers could be worked \
                 out. So {withheld} is not released.",
                name(larger),
                least - 1
            ),
            TooClose::AmongGroupsOf(whole) => format!(
                "{} less its groups leaves fewer than {least} people: their answers could be worked out. So {withheld}, \
                 the smallest of the groups, is not released.",
                name(whole)
            ),
        }
    }
}

#[derive(Clone, Default)]
struct Population {
    people: u64,
    parts: Vec<PopulationId>,
    /// Groups that do not overlap, by the characteristic that divides them.
    divisions: Vec<Vec<PopulationId>>,
    released: bool,
}

/// Populations and what contains what. Its `Debug` tells no size.
#[derive(Clone, Default)]
pub struct Containment {
    populations: Vec<Population>,
}

impl std::fmt::Debug for Containment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Containment").field("populations", &self.populations.len()).finish_non_exhaustive()
    }
}

impl Containment {
    /// A population that is about to be released.
    pub fn add(&mut self, people: u64) -> PopulationId {
        self.populations.push(Population { people, released: true, ..Population::default() });
        PopulationId(u32::try_from(self.populations.len() - 1).unwrap_or(u32::MAX))
    }

    /// One that is not released: too small, or only a step of a chain.
    pub fn add_unreleased(&mut self, people: u64) -> PopulationId {
        let id = self.add(people);
        self.populations[id.index()].released = false;
        id
    }

    /// Everybody of the smaller is in the larger.
    pub fn contains(&mut self, larger: PopulationId, smaller: PopulationId) {
        self.populations[larger.index()].parts.push(smaller);
    }

    /// Groups of one population that do not overlap: the areas within an area, the bands of age, the months of a year. They
    /// need not be all of it. Each is contained in it.
    pub fn divides(&mut self, whole: PopulationId, groups: &[PopulationId]) {
        self.populations[whole.index()].parts.extend_from_slice(groups);
        self.populations[whole.index()].divisions.push(groups.to_vec());
    }

    /// Whether figures about it may go out.
    pub fn is_released(&self, population: PopulationId) -> bool {
        self.populations[population.index()].released
    }

    /// Withholds populations until no two that are released are too close; those it withheld, in the order it did. Larger
    /// ones stay. What contains itself by mistake is taken as the same population.
    pub fn settle(&mut self) -> Vec<WithheldPopulation> {
        let mut order: Vec<PopulationId> = (0..).take(self.populations.len()).map(PopulationId).collect();
        order.sort_by_key(|id| (std::cmp::Reverse(self.people(*id)), *id));
        let mut withheld = Vec::new();
        for larger in &order {
            if self.is_released(*larger) {
                for smaller in self.too_close_to(*larger) {
                    self.withhold(smaller, TooClose::To(*larger), &mut withheld);
                }
            }
        }
        // Withholding a group leaves more people out of the sum of the others, here and in every division it belongs to; so
        // the divisions are gone through until nothing changes. Each time one population fewer is released.
        loop {
            let before = withheld.len();
            for whole in
                order.iter().filter(|whole| self.populations[whole.index()].released).copied().collect::<Vec<_>>()
            {
                for division in 0..self.populations[whole.index()].divisions.len() {
                    self.settle_division(whole, division, &mut withheld);
                }
            }
            if withheld.len() == before {
                return withheld;
            }
        }
    }

    /// Whether nothing is left to withhold.
    pub fn is_settled(&self) -> bool {
        self.clone().settle().is_empty()
    }

    fn people(&self, id: PopulationId) -> u64 {
        self.populations[id.index()].people
    }

    fn withhold(&mut self, population: PopulationId, because: TooClose, withheld: &mut Vec<WithheldPopulation>) {
        self.populations[population.index()].released = false;
        withheld.push(WithheldPopulation { population, because });
    }

    /// Released populations inside this one that lack 1 to 9 of its people. What lacks more contains nothing that lacks
    /// fewer, so the way down ends there.
    fn too_close_to(&self, larger: PopulationId) -> BTreeSet<PopulationId> {
        let mut seen = BTreeSet::from([larger]);
        let mut open = vec![larger];
        let mut close = BTreeSet::new();
        while let Some(at) = open.pop() {
            for part in &self.populations[at.index()].parts {
                let lacking = self.people(larger).saturating_sub(self.people(*part));
                if lacking < MINIMUM_DIFFERENCE && seen.insert(*part) {
                    open.push(*part);
                    if lacking > 0 && self.is_released(*part) {
                        close.insert(*part);
                    }
                }
            }
        }
        close
    }

    fn settle_division(&mut self, whole: PopulationId, division: usize, withheld: &mut Vec<WithheldPopulation>) {
        loop {
            let groups = &self.populations[whole.index()].divisions[division];
            let mut shown: Vec<PopulationId> =
                groups.iter().copied().filter(|group| self.is_released(*group) && self.people(*group) > 0).collect();
            shown.sort_by_key(|group| (self.people(*group), *group));
            let added: u64 = shown.iter().map(|group| self.people(*group)).sum();
            // Nobody: the groups are the whole. One group alone was compared with the whole already.
            let left_out = self.people(whole).saturating_sub(added);
            let (Some(smallest), true) = (shown.first().copied(), shown.len() > 1) else { return };
            let all = left_out > 0 && left_out < MINIMUM_DIFFERENCE;
            let but_one = left_out + self.people(smallest) < MINIMUM_DIFFERENCE;
            if !all && !but_one {
                return;
            }
            self.withhold(smallest, TooClose::AmongGroupsOf(whole), withheld);
        }
    }
}
