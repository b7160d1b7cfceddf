//! Which practice somebody is registered with.
//!
//! The rule: a practice is likelier the nearer the middle of its postcode district is to the home (the
//! weight halves about every kilometre) and is then raised or lowered, for people of each age band, until the
//! practices of the whole system share its people out in proportion to their published lists.
//!
//! Practices open and merge. Lists are those of 2022; a practice that closed since goes on in the one that took it
//! over, and its people were with it until then. No source states who took over or when: see [`mergers`].

mod mergers;

pub(crate) use mergers::Merger;

use crate::day::{Calendar, Day};
use crate::inputs::{Neighbourhood, PracticeInput};
use crate::postcode::distance_km;
use crate::random::{Chance, Draw};

/// Kilometres over which a practice becomes `e` times less likely.
const REACH_KM: f64 = 1.5;
/// Rounds of raising and lowering. Lists then agree within a few parts in a hundred.
const ROUNDS: usize = 60;
/// Age bands that lists are published by: the first age of each.
const BANDS: [usize; 4] = [0, 18, 50, 65];
/// Age bands that lists are published by.
pub(crate) const AGE_BANDS: usize = BANDS.len();

/// The band of an age.
pub(crate) fn age_band(age: usize) -> usize {
    BANDS.iter().rposition(|from| *from <= age).unwrap_or(0)
}

/// The practices, and how likely each is from each neighbourhood.
#[derive(Debug, Clone)]
pub(crate) struct Practices {
    /// Those that are open, then those that merged into one of them.
    pub(crate) codes: Vec<String>,
    /// By neighbourhood, then by age band, over the open ones.
    by_neighbourhood: Vec<[Draw; AGE_BANDS]>,
    /// Lists that joined another, in order of the day.
    pub(crate) mergers: Vec<Merger>,
    /// By practice: the day it opened, if that is within the records, and the practice people had before.
    opened: Vec<Option<(Day, usize)>>,
}

impl Practices {
    pub(crate) fn new(neighbourhoods: &[Neighbourhood], practices: &[PracticeInput], calendar: &Calendar) -> Self {
        // A practice whose registered postcode lies elsewhere is not near anybody here.
        let practices: Vec<&PracticeInput> =
            practices.iter().filter(|practice| distance_km(53.0, -1.0, &practice.postcode).is_some()).collect();
        let (open, mergers) = mergers::settle(&practices, calendar);
        let closed = mergers.iter().map(|merger| practices[merger.from_input].code.clone());
        let codes = open.iter().map(|at| practices[*at].code.clone()).chain(closed).collect();
        let lists = lists(&practices, &open, &mergers);
        let near: Vec<Vec<f64>> = neighbourhoods
            .iter()
            .map(|home| {
                let km = |at: &usize| distance_km(home.latitude, home.longitude, &practices[*at].postcode);
                open.iter().map(|at| libm::exp(-km(at).unwrap_or(f64::INFINITY) / REACH_KM)).collect()
            })
            .collect();
        let people: Vec<[f64; AGE_BANDS]> = neighbourhoods.iter().map(people_by_band).collect();
        let pulls = pulls(&near, &people, &lists);
        let draw = |near: &Vec<f64>| -> [Draw; AGE_BANDS] {
            std::array::from_fn(|band| Draw::new(near.iter().zip(&pulls).map(|(near, pull)| near * pull[band])))
        };
        let opened = mergers::openings(&practices, &open, calendar);
        Self { codes, by_neighbourhood: near.iter().map(draw).collect(), mergers, opened }
    }

    /// The share of a neighbourhood's people of an age band that each practice has.
    pub(crate) fn shares(&self, neighbourhood: usize, band: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.by_neighbourhood[neighbourhood][band].shares().enumerate()
    }

    /// A practice for somebody of this age band who lives in this neighbourhood.
    pub(crate) fn pick(&self, neighbourhood: usize, band: usize, chance: &mut Chance) -> usize {
        self.by_neighbourhood[neighbourhood][band].pick(chance)
    }

    /// A practice for somebody of this age band whose household has chosen one: the same as often as it can be while
    /// lists of each age band come out right.
    pub(crate) fn follow(
        &self,
        household: Option<(usize, usize)>,
        neighbourhood: usize,
        band: usize,
        chance: &mut Chance,
    ) -> usize {
        let draws = &self.by_neighbourhood[neighbourhood];
        let Some((heads_band, chosen)) = household else { return draws[band].pick(chance) };
        if heads_band == band || chance.unit() * draws[heads_band].share(chosen) < draws[band].share(chosen) {
            return chosen;
        }
        for _ in 0..200 {
            let other = draws[band].pick(chance);
            let (theirs, heads) = (draws[band].share(other), draws[heads_band].share(other));
            if chance.unit() * theirs < theirs - heads {
                return other;
            }
        }
        chosen
    }

    /// The practice people had before this one opened.
    pub(crate) fn before_opening(&self, practice: usize) -> Option<(Day, usize)> {
        self.opened.get(practice).copied().flatten()
    }
}

fn people_by_band(place: &Neighbourhood) -> [f64; AGE_BANDS] {
    let mut people = [0.0; AGE_BANDS];
    place.ages.iter().enumerate().for_each(|(age, number)| people[age_band(age)] += number);
    people
}

/// People of each age band on each open list, with the lists that joined it.
fn lists(practices: &[&PracticeInput], open: &[usize], mergers: &[Merger]) -> Vec<[f64; AGE_BANDS]> {
    let mut system = [0.0; AGE_BANDS];
    practices.iter().filter_map(|practice| practice.by_age).for_each(|bands| {
        bands.iter().zip(&mut system).for_each(|(people, sum)| *sum += people);
    });
    let all: f64 = system.iter().sum();
    let list = |at: usize| -> [f64; AGE_BANDS] {
        let practice = practices[at];
        let bands = practice.by_age.filter(|bands| bands.iter().sum::<f64>() > 0.0).unwrap_or(system);
        let of: f64 = bands.iter().sum::<f64>().max(if all > 0.0 { 0.0 } else { 1.0 });
        bands.map(|people| if of > 0.0 { practice.list_size * people / of } else { practice.list_size / 4.0 })
    };
    let mut found: Vec<[f64; AGE_BANDS]> = open.iter().map(|at| list(*at)).collect();
    for merger in mergers {
        let joined = list(merger.from_input);
        found[merger.into].iter_mut().zip(joined).for_each(|(sum, people)| *sum += people);
    }
    found
}

/// How much each practice draws people of each age band to it, so that lists come out as wanted.
fn pulls(near: &[Vec<f64>], people: &[[f64; AGE_BANDS]], lists: &[[f64; AGE_BANDS]]) -> Vec<[f64; AGE_BANDS]> {
    let mut pulls = lists.to_vec();
    let listed: f64 = lists.iter().flatten().sum();
    let residents: f64 = people.iter().flatten().sum();
    // Lists in proportion, and as many people of each band as there are.
    let mut wanted: Vec<[f64; AGE_BANDS]> = lists.to_vec();
    for _ in 0..ROUNDS {
        for band in 0..AGE_BANDS {
            let here: f64 = people.iter().map(|bands| bands[band]).sum();
            let found: f64 = wanted.iter().map(|bands| bands[band]).sum();
            wanted.iter_mut().for_each(|bands| bands[band] *= here / found.max(1.0));
        }
        for (wanted, list) in wanted.iter_mut().zip(lists) {
            let size = list.iter().sum::<f64>() / listed * residents;
            let found: f64 = wanted.iter().sum();
            wanted.iter_mut().for_each(|people| *people *= size / found.max(1e-9));
        }
    }
    for band in 0..AGE_BANDS {
        for _ in 0..ROUNDS {
            let mut expected = vec![0.0; lists.len()];
            for (near, people) in near.iter().zip(people) {
                let total: f64 = near.iter().zip(&pulls).map(|(near, pull)| near * pull[band]).sum();
                for (at, expected) in expected.iter_mut().enumerate() {
                    *expected += people[band] * near[at] * pulls[at][band] / total;
                }
            }
            for (at, pull) in pulls.iter_mut().enumerate() {
                pull[band] *= if expected[at] > 0.0 { wanted[at][band] / expected[at] } else { 0.0 };
            }
        }
    }
    pulls
}
