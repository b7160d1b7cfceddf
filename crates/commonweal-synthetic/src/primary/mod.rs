//! Care in general practice: diagnoses, checks, medicines, vaccinations, screening, appointments.
//!
//! Ten years are gone through one by one, latest first ([`year`]); what is not bound to years comes before. Chances of
//! yearly care are lines of [`crate::odds`]; smaller ones stand beside what they decide, each with its source.

mod circumstances;
mod contacts;
mod diagnoses;
mod frailty;
mod heart_and_lungs;
mod maternity;
mod measure;
mod medicines;
mod occasions;
mod reviews;
mod screening;
mod vaccinations;
mod year;

use crate::day::Day;
use crate::health::Health;
use crate::life::Life;
use crate::random::Chance;
use crate::record::Record;
use crate::world::World;
use year::Year;

/// One person as their practice knows them.
struct Patient<'a> {
    world: &'a World,
    life: &'a Life,
    health: &'a Health,
    /// How readily they come when invited, and how readily their practice invites: log odds.
    readiness: f64,
    /// Age in years on the last day.
    age: f64,
    /// The first and the last day of care that is in the records.
    start: Day,
    last: Day,
}

impl Patient<'_> {
    /// The first day from `day` on that a practice keeps: entries made while between practices are made at the next.
    fn registered_from(&self, day: Day) -> Day {
        let practices = &self.life.practices;
        let Some(first) = practices.first() else { return day };
        if day < first.start || practices.iter().any(|at| at.start <= day && at.end.is_none_or(|end| day < end)) {
            return day;
        }
        practices.iter().find(|at| at.start > day).map_or(day, |at| at.start)
    }
}

/// Practices differ in how much they do for people alike: standard deviation of the log odds of a check, review or
/// vaccination (judgement, near the spread between practices of one area in QOF achievement 2020-21).
const PRACTICE_SPREAD: f64 = 0.22;
/// The purpose of the streams of chance of practices.
const PRACTICES: u64 = 101;

/// What a practice adds to the log odds of care; the same for all its people.
fn practice_effect(world: &World, practice: usize) -> f64 {
    PRACTICE_SPREAD * Chance::new(world.seed, practice as u64, PRACTICES).normal()
}

/// Writes it all down.
pub(crate) fn record(world: &World, health: &Health, record: &mut Record<'_>, chance: &mut Chance) {
    let life = record.life;
    let Some(first) = life.practices.first() else { return };
    let start = world.calendar.start.max(first.start);
    let practice = life.practices.last().map_or(0.0, |at| practice_effect(world, at.practice));
    let readiness = health.readiness + practice;
    let patient = &Patient { world, life, health, readiness, age: life.age(health.last), start, last: health.last };
    diagnoses::record(patient, record, chance);
    frailty::record(patient, record, chance);
    frailty::care_home(patient, record, chance);
    circumstances::record(patient, record, chance);
    maternity::pregnancies(patient, record, chance);
    maternity::childhood(patient, record, chance);
    vaccinations::once(patient, record, chance);
    screening::record(patient, record, chance);
    medicines::repeats(patient, record, chance);
    for year in Year::all(patient) {
        reviews::record(patient, &year, record, chance);
        vaccinations::record(patient, &year, record, chance);
        heart_and_lungs::record(patient, &year, record, chance);
        frailty::falls(patient, &year, record, chance);
        circumstances::yearly(patient, &year, record, chance);
        medicines::courses(patient, &year, record, chance);
        contacts::record(patient, &year, record, chance);
    }
}
