//! One geography family in a table, and small areas of one family only.
//!
//! People live in one place and may be registered with a practice in another. A table of small areas by practice has tiny
//! cells, and two tables, one of each family, subtract to the same (decision 0005).

use crate::figure::FigureKey;
use commonweal_model::{AreaType, Family};
use std::collections::BTreeMap;

/// Why figures may not stand together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FamilyFault {
    /// One table has figures of both families.
    #[error("a table crosses residence and registration; make two tables, one of each family")]
    Crossed,
    /// An indicator has small areas of both families.
    #[error(
        "indicator `{indicator}` has small areas by residence and by registration; choose one family for its small areas"
    )]
    SmallAreasOfBoth {
        /// The indicator.
        indicator: String,
    },
}

/// Areas smaller than a place. A network's area and a neighbourhood's overlap in as few people as a practice's does.
const SMALL: [AreaType; 5] = [AreaType::Pcn, AreaType::Practice, AreaType::Ward, AreaType::Msoa, AreaType::Lsoa];

/// Whether areas of this type are so small that a second family's would cut them into a few people.
pub fn is_small_area(area_type: AreaType) -> bool {
    SMALL.contains(&area_type)
}

/// Checks one table: all figures of one family.
///
/// # Errors
/// [`FamilyFault::Crossed`].
pub fn check_table<'k>(keys: impl IntoIterator<Item = &'k FigureKey>) -> Result<Option<Family>, FamilyFault> {
    keys.into_iter().try_fold(None, |found: Option<Family>, key| match found {
        Some(family) if family != key.family => Err(FamilyFault::Crossed),
        _ => Ok(Some(key.family)),
    })
}

/// Checks a release: of each indicator, small areas of one family only.
///
/// # Errors
/// [`FamilyFault::SmallAreasOfBoth`].
pub fn check_release<'k>(keys: impl IntoIterator<Item = &'k FigureKey>) -> Result<(), FamilyFault> {
    let mut families: BTreeMap<&str, Family> = BTreeMap::new();
    for key in keys.into_iter().filter(|key| is_small_area(key.area_type)) {
        if *families.entry(&key.indicator_id).or_insert(key.family) != key.family {
            return Err(FamilyFault::SmallAreasOfBoth { indicator: key.indicator_id.clone() });
        }
    }
    Ok(())
}
