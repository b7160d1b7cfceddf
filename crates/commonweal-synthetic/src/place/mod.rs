//! Where people live, with whom, and which practices they join.

use crate::day::{Calendar, Day};
use crate::error::SyntheticError;
use crate::home::Homes;
use crate::inputs::PopulationInputs;
use crate::life::{Home, Household, Life, Registered};
use crate::practice::Practices;
use crate::random::Chance;
use commonweal_model::Sex;

/// The people of the place, as lives.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    seed: u64,
    homes: Homes,
    pub(crate) practices: Practices,
    born: Vec<Day>,
}

impl Place {
    pub(crate) fn new(inputs: &PopulationInputs, calendar: &Calendar, seed: u64) -> Result<Self, SyntheticError> {
        let year = |age: i32| calendar.as_of - (f64::from(age) * crate::day::YEAR) as Day;
        Ok(Self {
            seed,
            homes: Homes::new(inputs)?,
            practices: Practices::new(&inputs.neighbourhoods, &inputs.practices),
            born: (0..120).map(year).collect(),
        })
    }

    /// Person number `index`.
    pub(crate) fn life(&self, index: u64) -> Life {
        let mut chance = Chance::new(self.seed, index, 1);
        let resident = self.homes.resident(&mut chance);
        let born = self.born[usize::try_from(resident.age).unwrap_or(0).min(119)] - chance.below(365);
        let practice = self.practices.pick(resident.neighbourhood, &mut chance);
        let home = Home {
            start: born,
            end: None,
            neighbourhood: resident.neighbourhood,
            care_home: false,
            household_id: i64::try_from(index).unwrap_or(0),
        };
        Life {
            index,
            patient_id: i64::try_from(index + 1).unwrap_or(i64::MAX),
            man: resident.sex == Sex::Male,
            category: resident.category,
            group: resident.category.census2021_group(),
            born,
            died: None,
            came: born,
            left: None,
            homes: vec![home],
            practices: vec![Registered { start: born, end: None, practice }],
            household: Household::Couple,
            births: Vec::new(),
        }
    }
}
