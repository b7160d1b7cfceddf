//! Care in general practice: diagnoses, checks, medicines, vaccinations, screening, appointments.

use crate::health::Health;
use crate::random::Chance;
use crate::record::Record;
use crate::world::World;

/// Writes it all down.
pub(crate) fn record(_world: &World, _health: &Health, _record: &mut Record<'_>, _chance: &mut Chance) {}
