//! Real mess: what records get wrong, by documented rates.

use crate::life::Life;
use crate::random::Chance;
use crate::world::World;
use commonweal_model::PersonRecords;

/// Spoils the records of a person the way real records are spoilt.
pub(crate) fn spoil(_world: &World, _life: &Life, _person: &mut PersonRecords, _chance: &mut Chance) {}
