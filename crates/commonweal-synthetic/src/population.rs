//! The people, one at a time.

use crate::calendar::Calendar;
use crate::care;
use crate::error::SyntheticError;
use crate::history::Setting;
use crate::home::Homes;
use crate::inputs::{Neighbourhood, PopulationInputs};
use crate::practice::Practices;
use crate::random::Chance;
use crate::traits::Traits;
use commonweal_model::{PersonRecords, Sex};
use commonweal_reference::Reference;
use jiff::civil::{Date, date};

/// The earliest day figures can be made for: published counts are of 2014 to 2022.
const EARLIEST: Date = date(2015, 1, 1);
/// The latest day, so that days can always be counted.
const LATEST: Date = date(2100, 1, 1);
/// More people than this have numbers that no longer fit.
const MOST_PEOPLE: u64 = 1 << 40;

/// Purposes that have streams of chance of their own.
const WHO: u64 = 1;
const TRAITS: u64 = 2;
const HISTORY: u64 = 3;
const ETHNICITY: u64 = 4;
const CARE: u64 = 5;

/// A made-up population of Nottingham and Nottinghamshire. Sharing it between threads is free: making a
/// person changes nothing.
///
/// # Example
/// ```
/// use commonweal_reference::Reference;
/// use commonweal_synthetic::Population;
/// use jiff::civil::date;
///
/// let population = Population::new(&Reference::embedded(), 1_000, 1, date(2025, 3, 31))?;
/// let person = population.person(41);
/// assert_eq!(person.patient.patient_id, 42);
/// assert_eq!(person, population.person(41));
/// # Ok::<(), commonweal_synthetic::SyntheticError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Population {
    people: u64,
    seed: u64,
    calendar: Calendar,
    neighbourhoods: Vec<Neighbourhood>,
    homes: Homes,
    practices: Practices,
}

impl Population {
    /// A population of this many people as they are on `as_of`, with events of the ten years before it.
    /// The same reference data, seed and day always make the same people; of two populations that differ in
    /// size alone, the smaller is the beginning of the larger.
    ///
    /// # Errors
    /// `Reference` or `Missing` if the reference data has faults or gaps; `Setting` if there are no people
    /// or too many, or if `as_of` is outside 2015 to 2099.
    pub fn new(reference: &Reference, people: u64, seed: u64, as_of: Date) -> Result<Self, SyntheticError> {
        if people == 0 || people > MOST_PEOPLE {
            let allowed = "at least 1 and at most a million million";
            return Err(SyntheticError::Setting { what: "the number of people", given: people.to_string(), allowed });
        }
        if !(EARLIEST..LATEST).contains(&as_of) {
            let allowed = "a day from 2015-01-01 to 2099-12-31";
            return Err(SyntheticError::Setting { what: "the day", given: as_of.to_string(), allowed });
        }
        let inputs = PopulationInputs::gather(reference, as_of)?;
        Ok(Self {
            people,
            seed,
            calendar: Calendar::new(as_of),
            homes: Homes::new(&inputs)?,
            practices: Practices::new(&inputs.neighbourhoods, &inputs.practices),
            neighbourhoods: inputs.neighbourhoods,
        })
    }

    /// How many people there are.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.people
    }

    /// The day they are as of.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.calendar.as_of
    }

    /// Person number `index`, from 0, whose `patient_id` is `index + 1`. Depends on the seed and the index
    /// alone.
    ///
    /// # Panics
    /// If `index` is not below [`people`](Self::people).
    #[must_use]
    pub fn person(&self, index: u64) -> PersonRecords {
        assert!(index < self.people, "there are {} people; person {index} is not one of them", self.people);
        let patient_id = i64::try_from(index + 1).expect("the number of people is limited");
        let chance = |purpose| Chance::new(self.seed, index, purpose);
        let resident = self.homes.resident(&mut chance(WHO));
        let quintile = self.neighbourhoods[resident.neighbourhood].quintile;
        let group = resident.category.census2021_group();
        let traits = Traits::draw(resident.age, resident.sex == Sex::Male, quintile, group, &mut chance(TRAITS));
        let setting = Setting {
            calendar: &self.calendar,
            homes: &self.homes,
            practices: &self.practices,
            neighbourhoods: &self.neighbourhoods,
        };
        let history = setting.history(patient_id, &resident, traits.care_home, &mut chance(HISTORY));
        let ethnicity = setting.ethnicity(patient_id, &resident, &history.span, &mut chance(ETHNICITY));
        let events = care::events(&self.calendar, patient_id, &traits, &history.span, &mut chance(CARE));
        PersonRecords {
            patient: history.patient,
            registrations: history.registrations,
            addresses: history.addresses,
            ethnicity,
            events,
            further: Vec::new(),
        }
    }
}
