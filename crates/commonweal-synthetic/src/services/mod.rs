//! Care elsewhere: emergency care, hospital spells, outpatients, waiting lists, community, mental health, social care, maternity, deaths, surveys.

use crate::health::Health;
use crate::random::Chance;
use crate::record::Record;
use crate::world::World;

/// Writes it all down.
pub(crate) fn record(_world: &World, _health: &Health, _record: &mut Record<'_>, _chance: &mut Chance) {}
