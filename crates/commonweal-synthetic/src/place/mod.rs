//! Where people live, with whom, which practices they join, when they move and die.
//!
//! [`plan`] says how many people of each kind live in each neighbourhood; [`roster`], [`households`], [`origins`] and
//! [`departed`] make the people of one neighbourhood from it; [`history`] tells the life of one of them. [`rates`] and
//! [`mortality`] hold the numbers. A neighbourhood depends on the seed alone, so its people can be made again at any
//! time; they are made together because households, mothers and children belong together.

mod departed;
mod history;
mod households;
mod mortality;
mod origins;
mod plan;
mod rates;
mod roster;
#[cfg(test)]
mod tests;

use crate::day::{Calendar, Day};
use crate::error::SyntheticError;
use crate::inputs::{AGES, Neighbourhood, PopulationInputs};
use crate::life::Life;
use crate::practice::Practices;
use crate::random::{Chance, Draw};
use households::Forming;
use jiff::ToSpan;
use mortality::{Mortality, OLDEST};
use plan::{Block, Plan};
pub(crate) use roster::Roster;
use roster::{Birthdays, Pool};

/// The purpose of the stream of chance of a neighbourhood.
const NEIGHBOURHOOD: u64 = 10;

/// The people of the place, as lives.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    seed: u64,
    calendar: Calendar,
    pub(crate) practices: Practices,
    neighbourhoods: Vec<Neighbourhood>,
    women: Vec<[f64; AGES]>,
    /// By neighbourhood, whether it has a care home.
    care_homes: Vec<bool>,
    mortality: Mortality,
    birthdays: Birthdays,
    /// One copy of the place, and one with a person more; more copies than one stand for more people than live here.
    plans: [Plan; 2],
    copies: u64,
    /// People of a copy; the first `longer` have one more.
    people_a_copy: u64,
    longer: u64,
    /// Neighbourhoods in the order of the plan, and where each stands in it.
    order: Vec<usize>,
    standing: Vec<usize>,
    /// Where in the order a neighbourhood's district begins and ends.
    district: Vec<(usize, usize)>,
    anywhere: Draw,
}

impl Place {
    pub(crate) fn new(
        inputs: &PopulationInputs,
        calendar: &Calendar,
        people: u64,
        seed: u64,
    ) -> Result<Self, SyntheticError> {
        let places = &inputs.neighbourhoods;
        let anywhere = Draw::new(places.iter().map(|place| place.ages.iter().sum()));
        if anywhere.total() <= 0.0 {
            return Err(SyntheticError::Missing { what: "people in any small area".to_owned() });
        }
        let mortality = Mortality::new(inputs, year_weights(calendar));
        // Beyond the number of people who really live here, everything is there again.
        let copies = (people as f64 / (anywhere.total() * 1.5)).max(1.0) as u64;
        let (people_a_copy, longer) = (people / copies, people % copies);
        let plan = |people| Plan::new(inputs, &mortality, people);
        let plans =
            [plan(people_a_copy), if longer > 0 { plan(people_a_copy + 1) } else { Plan { blocks: Vec::new() } }];
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|at| (&places[*at].district, places[*at].quintile, &places[*at].lsoa11, &places[*at].lsoa21));
        let mut standing = vec![0; places.len()];
        order.iter().enumerate().for_each(|(stands, at)| standing[*at] = stands);
        let bounds = |at: usize| {
            let same = |other: &usize| places[*other].district == places[at].district;
            let from = order.iter().position(same).unwrap_or(0);
            (from, from + order[from..].iter().filter(|other| same(other)).count())
        };
        let district = (0..places.len()).map(bounds).collect();
        let care_home = |at: usize| Chance::new(0, at as u64, NEIGHBOURHOOD).happens(rates::CARE_HOME_NEIGHBOURHOODS);
        Ok(Self {
            seed,
            practices: Practices::new(places, &inputs.practices, calendar),
            women: places.iter().map(|place| inputs.districts[&place.district].women).collect(),
            care_homes: (0..places.len()).map(care_home).collect(),
            neighbourhoods: places.clone(),
            mortality,
            birthdays: birthdays(calendar),
            calendar: calendar.clone(),
            plans,
            copies,
            people_a_copy,
            longer,
            order,
            standing,
            district,
            anywhere,
        })
    }

    /// Person number `index`. Makes the whole neighbourhood; for many people use a [`Reader`].
    #[cfg(test)]
    pub(crate) fn life(&self, index: u64) -> Life {
        Reader::default().life(self, index)
    }

    /// The plan, the number of its first person, and the copy, of the copy that holds a person.
    fn copy_of(&self, index: u64) -> (&Plan, u64, u64) {
        let first_part = self.longer * (self.people_a_copy + 1);
        if index < first_part {
            let copy = index / (self.people_a_copy + 1);
            (&self.plans[1], copy * (self.people_a_copy + 1), copy)
        } else {
            let copy = ((index - first_part) / self.people_a_copy.max(1)).min(self.copies - self.longer - 1);
            (&self.plans[0], first_part + copy * self.people_a_copy, self.longer + copy)
        }
    }

    /// The people of the neighbourhood that person number `index` lives or lived in.
    pub(crate) fn roster(&self, index: u64) -> Roster {
        let (plan, first_of_copy, copy) = self.copy_of(index);
        let begun = plan.blocks.partition_point(|block| first_of_copy + block.before <= index);
        let block = &plan.blocks[begun.saturating_sub(1)];
        self.make(block, first_of_copy + block.before, copy)
    }

    fn make(&self, block: &Block, first: u64, copy: u64) -> Roster {
        let place = &self.neighbourhoods[block.neighbourhood];
        let number = copy * self.neighbourhoods.len() as u64 + block.neighbourhood as u64;
        let mut chance = Chance::new(self.seed, number, NEIGHBOURHOOD);
        let people = usize::try_from(block.people()).unwrap_or(0);
        let fifth = usize::from(place.quintile.number() - 1).min(4);
        let care_home = self.care_homes[block.neighbourhood];
        let forming = Forming::new(Pool::new(block), people, &self.birthdays, fifth, care_home);
        let mut seats = forming.form(&mut chance);
        origins::assign(&mut seats, &block.categories, self.calendar.as_of, &mut chance);
        let mut roster = Roster { first, neighbourhood: block.neighbourhood, seats };
        self.add_died(block, &mut roster, &mut chance);
        self.add_left(block, &mut roster, &mut chance);
        roster
    }

    /// Where somebody lived before: mostly somewhere alike nearby.
    fn earlier(&self, now: usize, chance: &mut Chance) -> usize {
        let (from, to) = self.district[now];
        let drawn = chance.unit();
        let below = |count: usize, chance: &mut Chance| {
            usize::try_from(chance.below(i32::try_from(count.max(1)).unwrap_or(i32::MAX))).unwrap_or(0)
        };
        if drawn < rates::MOVES_ALIKE {
            // Neighbours in the order are of like deprivation.
            let (low, high) = (self.standing[now].saturating_sub(6).max(from), (self.standing[now] + 7).min(to));
            self.order[low + below(high - low, chance)]
        } else if drawn < rates::MOVES_ALIKE + rates::MOVES_IN_DISTRICT {
            self.order[from + below(to - from, chance)]
        } else {
            self.anywhere.pick(chance)
        }
    }
}

/// Reads lives one after another, and makes each neighbourhood once while they come in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reader {
    roster: Option<Roster>,
}

impl Reader {
    /// Person number `index`.
    pub(crate) fn life(&mut self, place: &Place, index: u64) -> Life {
        let position = |roster: &Roster| {
            let at = usize::try_from(index.checked_sub(roster.first)?).ok()?;
            (at < roster.seats.len()).then_some(at)
        };
        if self.roster.as_ref().and_then(position).is_none() {
            self.roster = Some(place.roster(index));
        }
        let roster = self.roster.as_ref().expect("it was made just now");
        place.tell(roster, position(roster).expect("a roster holds the people it was made for"))
    }
}

/// The day on which somebody born on it is this old, by age.
fn birthdays(calendar: &Calendar) -> Birthdays {
    let as_of = calendar.date(calendar.as_of);
    let years = |age: usize| calendar.day(as_of.saturating_sub(i64::try_from(age).unwrap_or(0).years()));
    Birthdays((0..=OLDEST + 1).map(years).collect())
}

/// Deaths of each of the last ten years against a usual year, the latest first.
fn year_weights(calendar: &Calendar) -> [f64; mortality::YEARS] {
    std::array::from_fn(|ago| {
        let last = calendar.as_of - (ago as f64 * crate::day::YEAR) as Day;
        let month = |back: i32| {
            let date = calendar.date(last - back * 30 - 15);
            mortality::month_weight(date.year(), date.month())
        };
        (0..12).map(month).sum::<f64>() / 12.0
    })
}
