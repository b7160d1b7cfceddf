//! What would the value be if ages were those of the standard population?

use crate::cube::Counts;
use commonweal_model::AgeBand;
use commonweal_stats as stats;
use std::collections::BTreeMap;

/// Fewest people in an age group that a standardised value is made from (TRUST 2.3: more than 7).
/// Neighbouring age groups are joined until each has as many.
const FEWEST_PEOPLE_IN_A_GROUP: u64 = 8;

/// People of the standard population in each age band, youngest first.
#[derive(Debug, Clone)]
pub struct StandardPopulation(pub Vec<(AgeBand, f64)>);

/// An age-standardised value and the groups it was made from.
pub(crate) struct Standardised {
    /// None where the method refuses these counts.
    pub(crate) estimate: Option<stats::Estimate>,
    /// Count and population of each age group used.
    pub(crate) groups: Vec<(u64, u64)>,
}

impl StandardPopulation {
    /// The directly standardised percentage of a cell, or none if nobody is in it.
    ///
    /// Ages that the indicator does not cover (nobody of that age is asked about in `covered`)
    /// take no part. Neighbouring bands are joined, youngest first, until each group has enough
    /// people; what is left over at the oldest end joins the last group.
    pub(crate) fn standardise(
        &self,
        cell: &BTreeMap<AgeBand, Counts>,
        covered: &BTreeMap<AgeBand, Counts>,
    ) -> Option<Standardised> {
        let mut groups: Vec<Group> = Vec::new();
        let mut open = Group::default();
        for (band, standard) in self.0.iter().filter(|(band, _)| covered.contains_key(band)) {
            let counts = cell.get(band).copied().unwrap_or_default();
            open.add(&Group { events: counts.numerator, people: counts.denominator, standard: *standard });
            if open.people >= FEWEST_PEOPLE_IN_A_GROUP {
                groups.push(std::mem::take(&mut open));
            }
        }
        if open.standard > 0.0 {
            match groups.last_mut() {
                Some(last) => last.add(&open),
                None => groups.push(open),
            }
        }
        let bands: Vec<stats::AgeBand> = groups
            .iter()
            .map(|g| stats::AgeBand {
                events: g.events as f64,
                population: g.people as f64,
                standard_population: g.standard,
            })
            .collect();
        let estimate = stats::directly_standardised_rate(&bands, stats::Confidence::P95, 100.0).ok();
        (!groups.is_empty())
            .then(|| Standardised { estimate, groups: groups.iter().map(|g| (g.events, g.people)).collect() })
    }
}

#[derive(Debug, Default)]
struct Group {
    events: u64,
    people: u64,
    standard: f64,
}

impl Group {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.people += other.people;
        self.standard += other.standard;
    }
}
