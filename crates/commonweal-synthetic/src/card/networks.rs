//! How completely practices know the ethnic categories of their people, by network.

use super::seen::Seen;
use super::{CardLine, Tolerance};
use crate::Population;
use crate::error::SyntheticError;
use crate::mess::rates;
use commonweal_reference::Reference;
use std::collections::BTreeMap;

/// People registered with each network, and those of them whose practice knows no category.
#[derive(Debug, Clone)]
pub(super) struct Networks {
    /// By practice: its network.
    of: Vec<Option<String>>,
    counts: BTreeMap<String, (f64, f64)>,
}

impl Networks {
    pub(super) fn new(population: &Population, reference: &Reference) -> Result<Self, SyntheticError> {
        let all = reference.practices()?;
        let network = |code: &String| {
            let practice = all.iter().find(|practice| practice.practice_code == *code)?;
            practice.pcn_code.clone()
        };
        Ok(Self { of: population.practice_codes().iter().map(network).collect(), counts: BTreeMap::new() })
    }

    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        let practice = seen.life.practice(seen.as_of()).filter(|_| seen.here());
        let Some(network) = practice.and_then(|practice| self.of[practice].as_ref()) else { return };
        let known =
            |row: &&commonweal_model::EthnicityRow| row.source == "gp" && row.category != "Z" && row.category != "99";
        let missing = seen.person.ethnicity.iter().find(known).is_none();
        match self.counts.get_mut(network) {
            Some(count) => *count = (count.0 + f64::from(missing), count.1 + 1.0),
            None => drop(self.counts.insert(network.clone(), (f64::from(missing), 1.0))),
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (network, (missing, people)) in &other.counts {
            let count = self.counts.entry(network.clone()).or_default();
            *count = (count.0 + missing, count.1 + people);
        }
    }

    pub(super) fn lines(&self) -> Vec<CardLine> {
        let shares = || self.counts.values().map(|(missing, people)| 100.0 * missing / people);
        let line = |about: &str, source, target, achieved| CardLine {
            part: "Mess",
            about: about.to_owned(),
            unit: "%",
            target: Some(100.0 * target),
            source,
            achieved,
            // Networks have some 4,000 people in a tenth of the area, whose ages differ.
            tolerance: Tolerance::Within(if target < 0.1 { 1.5 } else { 4.0 }),
        };
        let (low, high) = rates::ETHNICITY_MISSING;
        vec![
            line(
                "no known ethnic category in the practice's record, lowest network",
                "CL-153",
                low,
                shares().fold(f64::INFINITY, f64::min),
            ),
            line(
                "no known ethnic category in the practice's record, highest network",
                "CL-154",
                high,
                shares().fold(0.0, f64::max),
            ),
        ]
    }
}
