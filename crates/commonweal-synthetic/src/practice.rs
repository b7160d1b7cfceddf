//! Which practice somebody is registered with.
//!
//! The rule: a practice is likelier the nearer the middle of its postcode district is to the home (the
//! weight halves about every kilometre) and is then raised or lowered until the practices of the whole
//! system share its people out in proportion to their published list sizes.

use crate::inputs::{Neighbourhood, PracticeInput};
use crate::postcode::distance_km;
use crate::random::{Chance, Draw};

/// Kilometres over which a practice becomes `e` times less likely.
const REACH_KM: f64 = 1.5;
/// Rounds of raising and lowering. Lists then agree within a few parts in a hundred.
const ROUNDS: usize = 60;

/// The practices, and how likely each is from each neighbourhood.
#[derive(Debug, Clone)]
pub(crate) struct Practices {
    pub(crate) codes: Vec<String>,
    by_neighbourhood: Vec<Draw>,
}

impl Practices {
    pub(crate) fn new(neighbourhoods: &[Neighbourhood], practices: &[PracticeInput]) -> Self {
        // A practice whose registered postcode lies elsewhere is not near anybody here.
        let practices: Vec<&PracticeInput> =
            practices.iter().filter(|practice| distance_km(53.0, -1.0, &practice.postcode).is_some()).collect();
        let people: Vec<f64> = neighbourhoods.iter().map(|n| n.ages.iter().sum()).collect();
        let near: Vec<Vec<f64>> = neighbourhoods
            .iter()
            .map(|home| {
                let km = |practice: &&PracticeInput| distance_km(home.latitude, home.longitude, &practice.postcode);
                practices.iter().map(|p| libm::exp(-km(p).unwrap_or(f64::INFINITY) / REACH_KM)).collect()
            })
            .collect();
        let listed: f64 = practices.iter().map(|practice| practice.list_size).sum();
        let target: Vec<f64> =
            practices.iter().map(|practice| practice.list_size / listed * people.iter().sum::<f64>()).collect();
        let mut pull = target.clone();
        for _ in 0..ROUNDS {
            let mut expected = vec![0.0; practices.len()];
            for (near, people) in near.iter().zip(&people) {
                let total: f64 = near.iter().zip(&pull).map(|(near, pull)| near * pull).sum();
                for (at, expected) in expected.iter_mut().enumerate() {
                    *expected += people * near[at] * pull[at] / total;
                }
            }
            for (at, pull) in pull.iter_mut().enumerate() {
                *pull *= target[at] / expected[at];
            }
        }
        let draw = |near: &Vec<f64>| Draw::new(near.iter().zip(&pull).map(|(near, pull)| near * pull));
        Self {
            codes: practices.iter().map(|practice| practice.code.clone()).collect(),
            by_neighbourhood: near.iter().map(draw).collect(),
        }
    }

    /// The share of a neighbourhood's people that each practice has.
    pub(crate) fn shares(&self, neighbourhood: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.by_neighbourhood[neighbourhood].shares().enumerate()
    }

    /// A practice for somebody who lives in this neighbourhood.
    pub(crate) fn pick(&self, neighbourhood: usize, chance: &mut Chance) -> usize {
        self.by_neighbourhood[neighbourhood].pick(chance)
    }
}
