//! Care in general practice: diagnoses, checks, medicines, vaccinations, screening, appointments.

mod diagnoses;

use crate::day::Day;
use crate::health::Health;
use crate::life::Life;
use crate::random::Chance;
use crate::record::Record;
use crate::world::World;

/// One person as their practice knows them.
struct Patient<'a> {
    world: &'a World,
    life: &'a Life,
    health: &'a Health,
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

/// Writes it all down.
pub(crate) fn record(world: &World, health: &Health, record: &mut Record<'_>, chance: &mut Chance) {
    let life = record.life;
    if life.practices.is_empty() {
        return;
    }
    let start = world.calendar.start.max(life.practices[0].start);
    let patient = Patient { world, life, health, age: life.age(health.last), start, last: health.last };
    diagnoses::record(&patient, record, chance);
}
