//! The people, one at a time.

use crate::card::Seen;
use crate::day::Calendar;
use crate::error::SyntheticError;
use crate::health::{self, Calibration, Health, REGISTERS};
use crate::inputs::PopulationInputs;
use crate::life::Life;
use crate::mess::Mess;
use crate::place::{Place, Reader};
use crate::random::Chance;
use crate::record::Record;
use crate::stories::{PlantedStory, Stories};
use crate::world::World;
use crate::{mess, primary, services};
use commonweal_model::{AddressRow, EthnicityRow, PatientRow, PersonRecords, RegistrationRow, Sex};
use commonweal_reference::Reference;
use jiff::civil::{Date, date};
use std::ops::Range;
use std::sync::Arc;

/// The earliest day figures can be made for: published counts are of 2014 to 2022.
const EARLIEST: Date = date(2015, 1, 1);
/// The latest day, so that days can always be counted.
const LATEST: Date = date(2100, 1, 1);
/// More people than this have numbers that no longer fit.
const MOST_PEOPLE: u64 = 1 << 40;

/// Purposes that have streams of chance of their own; `place` has 1.
const HEALTH: u64 = 2;
const PRIMARY: u64 = 3;
const SERVICES: u64 = 4;
const MESS: u64 = 5;
const OPT_OUTS: u64 = 6;

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
    as_of: Date,
    world: Arc<World>,
}

impl Population {
    /// A population of this many people as they are on `as_of`, with events of the ten years before it.
    /// Everybody in the records counts: people who live here on the day, and those who died or moved away in the ten
    /// years before. The same reference data, number, seed and day always make the same people.
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
        let inputs = PopulationInputs::gather(reference)?;
        let calendar = Calendar::new(as_of);
        let place = Place::new(&inputs, &calendar, people, seed)?;
        let calibration = Calibration::new(reference, &inputs, &place)?;
        let neighbourhoods = inputs.neighbourhoods;
        let stories = Stories::new(reference, &calendar, &place.practices, &neighbourhoods)?;
        let mess = Mess::new(reference, &place.practices.codes)?;
        let world = World { seed, calendar, neighbourhoods, place, calibration, stories, mess };
        Ok(Self { people, as_of, world: Arc::new(world) })
    }

    /// How many people there are.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.people
    }

    /// How many people really live in the area, by the published counts that these are made from (ONS, mid-2020).
    #[must_use]
    pub fn real_people(&self) -> u64 {
        let people: f64 = self.world.neighbourhoods.iter().flat_map(|at| at.ages).sum();
        people.round() as u64
    }

    /// The seed they are made from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.world.seed
    }

    /// The day they are as of.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// What is planted among them, so that it can be found again.
    #[must_use]
    pub fn stories(&self) -> &[PlantedStory] {
        &self.world.stories.shown
    }

    /// Person number `index`, from 0, whose `patient_id` is `index + 1`. Depends on the number of people, the seed
    /// and the index alone. For many people use [`people_of`](Self::people_of), which is much quicker.
    ///
    /// # Panics
    /// If `index` is not below [`people`](Self::people).
    #[must_use]
    pub fn person(&self, index: u64) -> PersonRecords {
        self.made(&mut Reader::default(), index)
    }

    /// The people with these numbers (`patient_id`, from 1), in the order given. Quick if they rise: the people of a
    /// neighbourhood are made together, and kept until somebody of another is asked for.
    ///
    /// # Panics
    /// When it meets a number that is below 1 or above [`people`](Self::people).
    ///
    /// # Example
    /// ```
    /// use commonweal_reference::Reference;
    /// use commonweal_synthetic::Population;
    /// use jiff::civil::date;
    ///
    /// let population = Population::new(&Reference::embedded(), 1_000, 1, date(2026, 9, 30))?;
    /// let odd = population.people_of((1..1_000).step_by(2));
    /// assert_eq!(odd.count(), 500);
    /// # Ok::<(), commonweal_synthetic::SyntheticError>(())
    /// ```
    pub fn people_of<I: Iterator<Item = i64>>(&self, ids: I) -> PeopleOf<I> {
        PeopleOf { population: self.clone(), reader: Reader::default(), ids }
    }

    /// The day a person of this population opted out of the use of their records for planning and research, if they
    /// did. Opt-outs come as a list of their own, not in the records.
    #[must_use]
    pub fn opted_out_on(&self, person: &PersonRecords) -> Option<Date> {
        let index = u64::try_from(person.patient.patient_id - 1).unwrap_or(u64::MAX);
        mess::opt_out(person, self.as_of, &mut Chance::new(self.world.seed, index, OPT_OUTS))
    }

    /// Shows everybody in a range of numbers from 0, with what is true of them, one after another.
    pub(crate) fn see(&self, range: Range<u64>, mut visit: impl FnMut(Seen<'_>)) {
        let mut reader = Reader::default();
        for index in range {
            let (life, health, person) = self.whole(&mut reader, index);
            visit(Seen { world: &self.world, life: &life, health: &health, person: &person });
        }
    }

    /// The practices' codes, by position.
    pub(crate) fn practice_codes(&self) -> &[String] {
        &self.world.place.practices.codes
    }

    /// Published prevalence by practice and register.
    pub(crate) fn published_registers(&self) -> &[[f64; REGISTERS.len()]] {
        &self.world.calibration.published
    }

    /// Days of a person's life here that fall into the ten years of records.
    #[must_use]
    pub fn days_recorded(&self, person: &PersonRecords) -> u64 {
        let calendar = &self.world.calendar;
        let Some(first) = person.addresses.first() else { return 0 };
        let last = person.patient.date_of_death.or(person.addresses.last().and_then(|home| home.end_date));
        let from = calendar.day(first.start_date).max(calendar.start);
        let until = last.map_or(calendar.as_of, |date| calendar.day(date));
        u64::try_from(until - from).unwrap_or(0)
    }

    fn made(&self, reader: &mut Reader, index: u64) -> PersonRecords {
        self.whole(reader, index).2
    }

    fn whole(&self, reader: &mut Reader, index: u64) -> (Life, Health, PersonRecords) {
        assert!(index < self.people, "there are {} people; person {index} is not one of them", self.people);
        let world = &*self.world;
        let life = reader.life(&world.place, index);
        let chance = |purpose| Chance::new(world.seed, index, purpose);
        let health = health::draw(world, &life, &mut chance(HEALTH));
        let mut record = Record::new(&world.calendar, &life);
        primary::record(world, &health, &mut record, &mut chance(PRIMARY));
        services::record(world, &health, &mut record, &mut chance(SERVICES));
        let (events, further) = record.finish();
        let mut person = clean(world, &life);
        person.events = events;
        person.further = further;
        mess::spoil(world, &life, &mut person, &mut chance(MESS));
        // What a practice no longer codes, it does not code late either.
        world.stories.forget(&world.calendar, &life, &mut person.events);
        (life, health, person)
    }
}

#[cfg(test)]
impl Population {
    /// What is true of a person, before anything is written down.
    pub(crate) fn life_and_health(&self, lives: &mut Reader, index: u64) -> (Life, health::Health) {
        let life = lives.life(&self.world.place, index);
        let health = self.health_of(index, &life);
        (life, health)
    }

    pub(crate) fn health_of(&self, index: u64, life: &Life) -> health::Health {
        health::draw(&self.world, life, &mut Chance::new(self.world.seed, index, HEALTH))
    }

    /// Care in general practice alone, with the events of it.
    pub(crate) fn primary(&self, index: u64, life: &Life) -> Vec<commonweal_model::ClinicalEventRow> {
        let health = self.health_of(index, life);
        let mut record = Record::new(&self.world.calendar, life);
        primary::record(&self.world, &health, &mut record, &mut Chance::new(self.world.seed, index, PRIMARY));
        record.finish().0
    }

    pub(crate) fn calibration(&self) -> &Calibration {
        &self.world.calibration
    }

    pub(crate) fn day_as_of(&self) -> crate::day::Day {
        self.world.calendar.as_of
    }
}

/// People one after another, from [`Population::people_of`].
#[derive(Debug, Clone)]
pub struct PeopleOf<I> {
    population: Population,
    reader: Reader,
    ids: I,
}

impl<I: Iterator<Item = i64>> Iterator for PeopleOf<I> {
    type Item = PersonRecords;

    fn next(&mut self) -> Option<PersonRecords> {
        let id = self.ids.next()?;
        let index = u64::try_from(id - 1).unwrap_or(u64::MAX);
        Some(self.population.made(&mut self.reader, index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

/// The person as they are, before care and before mess.
fn clean(world: &World, life: &Life) -> PersonRecords {
    let (patient_id, date) = (life.patient_id, |day| world.calendar.date(day));
    let registration = |at: &crate::life::Registered| RegistrationRow {
        patient_id,
        start_date: date(at.start),
        end_date: at.end.map(date),
        practice_code: world.place.practices.codes[at.practice].clone().into(),
        practice_pseudo_id: i64::try_from(at.practice).unwrap_or(0) + 1,
        practice_stp: Some(commonweal_reference::ICB.into()),
        practice_nuts1_region_name: Some("East Midlands".into()),
    };
    let address = |home: &crate::life::Home| {
        let at = &world.neighbourhoods[home.neighbourhood];
        AddressRow {
            patient_id,
            start_date: date(home.start),
            end_date: home.end.map(date),
            lsoa11: Some(at.lsoa11.clone().into()),
            lsoa21: Some(at.lsoa21.clone().into()),
            imd19_rank: Some(at.imd19_rank),
            imd25_rank: Some(at.imd25_rank),
            rural_urban: at.rural_urban.map(Into::into),
            care_home: home.care_home,
            household_id: Some(home.household_id),
        }
    };
    let sex = if life.man { Sex::Male } else { Sex::Female };
    let ethnicity = EthnicityRow {
        patient_id,
        date: date(life.came),
        source: "gp".into(),
        category: life.category.as_str().into(),
        category_raw: life.category.as_str().into(),
    };
    PersonRecords {
        patient: PatientRow {
            patient_id,
            date_of_birth: date(life.born).first_of_month(),
            sex,
            date_of_death: life.died.map(date),
        },
        registrations: life.practices.iter().map(registration).collect(),
        addresses: life.homes.iter().map(address).collect(),
        ethnicity: vec![ethnicity],
        events: Vec::new(),
        further: Vec::new(),
    }
}
