//! Lists that people were never taken off, or taken off late.

use super::rates;
use crate::life::Life;
use crate::random::Chance;
use crate::world::World;
use commonweal_model::RegistrationRow;

/// Lets some registrations go on beside the next.
pub(super) fn overlap(world: &World, life: &Life, registrations: &mut [RegistrationRow], chance: &mut Chance) {
    for at in 1..registrations.len() {
        if !chance.happens(rates::LATE_DEREGISTRATION) {
            continue;
        }
        let never = chance.happens(rates::NEVER_DEREGISTERED);
        let late = world.calendar.day(registrations[at].start_date) + 30 + chance.below(365);
        let end = life.end(world.calendar.as_of);
        // Nobody is on a list after they died or moved away, or it would be known by another mess than this.
        let over = life.died.is_some() || life.left.is_some();
        registrations[at - 1].end_date = match (never, late < end) {
            (true, _) if !over => None,
            (_, true) => Some(world.calendar.date(late)),
            _ => registrations[at - 1].end_date,
        };
    }
}
