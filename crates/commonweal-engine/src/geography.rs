//! Which areas is this address or this practice in?

use commonweal_model::{AreaCode, AreaType, Family};
use std::collections::HashMap;

/// An area's place in [`Geography::areas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u32);

/// Who belongs where: the areas that each LSOA (residence) and each practice (registration) is in.
///
/// The two families are kept apart: an area type of one family is never looked up by the other.
#[derive(Debug, Default)]
pub struct Geography {
    areas: Vec<AreaCode>,
    ids: HashMap<AreaCode, AreaId>,
    by_lsoa: HashMap<String, Vec<(AreaType, AreaId)>>,
    by_practice: HashMap<String, Vec<(AreaType, AreaId)>>,
}

/// The areas of one family that a person is counted in.
pub type Membership<'a> = Option<&'a [(AreaType, AreaId)]>;

impl Geography {
    /// An empty geography.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the key (an LSOA of 2021 for residence, a practice for registration) in an area.
    pub fn insert(&mut self, family: Family, key: &str, area_type: AreaType, area: AreaCode) {
        let next = AreaId(u32::try_from(self.areas.len()).expect("far fewer than four billion areas"));
        let id = *self.ids.entry(area.clone()).or_insert(next);
        if id == next {
            self.areas.push(area);
        }
        let map = match family {
            Family::Residence => &mut self.by_lsoa,
            Family::Registration => &mut self.by_practice,
        };
        map.entry(key.to_owned()).or_default().push((area_type, id));
    }

    /// The areas an LSOA or practice is in.
    pub fn membership(&self, family: Family, key: &str) -> Membership<'_> {
        let map = match family {
            Family::Residence => &self.by_lsoa,
            Family::Registration => &self.by_practice,
        };
        map.get(key).map(Vec::as_slice)
    }

    /// The code of an area.
    pub fn area(&self, id: AreaId) -> &AreaCode {
        &self.areas[id.0 as usize]
    }
}
