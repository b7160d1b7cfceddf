//! Care elsewhere: emergency care, hospital spells, outpatients, waiting lists, community, mental health, social care,
//! maternity, deaths, surveys.
//!
//! Each file is one kind of care; [`reasons`](self), `specialties` and `causes` are the tables of what people come
//! with, are treated for and die of; `timing` says when; `spells` keeps stays in hospital apart.

mod attendance;
mod causes;
mod community;
mod deaths;
mod emergency;
mod experience;
mod maternity;
mod mental_health;
mod person;
mod planned;
mod providers;
mod reasons;
mod social_care;
mod specialties;
mod spells;
mod timing;

use crate::health::Health;
use crate::random::Chance;
use crate::record::Record;
use crate::world::World;
use person::Person;
use spells::Spells;

/// Writes it all down. Stays that must be (births, the last one) come first, since stays cannot overlap.
pub(crate) fn record(world: &World, health: &Health, record: &mut Record<'_>, chance: &mut Chance) {
    let mut person = Person::new(world, record.life, health, chance);
    if person.from >= person.end {
        return;
    }
    let mut spells = Spells::default();
    deaths::record(&mut person, &mut spells, record, chance);
    maternity::record(&mut person, &mut spells, record, chance);
    emergency::record(&mut person, &mut spells, record, chance);
    planned::record(&mut person, &mut spells, record, chance);
    community::record(&mut person, record, chance);
    mental_health::record(&mut person, record, chance);
    social_care::record(&mut person, &spells, record, chance);
    experience::record(&person, &spells, record, chance);
    spells.write(&mut person, record, chance);
}
