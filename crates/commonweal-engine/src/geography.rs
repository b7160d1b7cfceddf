//! Which areas is this address or this practice in?

use commonweal_model::{AreaCode, AreaType, Family};
use std::collections::BTreeMap;

/// An area's place in a [`Geography`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u32);

/// Who belongs where: the areas that each LSOA (residence) and each practice (registration) is in.
///
/// The two families are kept apart: an area type of one family is never looked up by the other.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Geography {
    areas: Vec<AreaCode>,
    ids: BTreeMap<AreaCode, AreaId>,
    by_lsoa: BTreeMap<String, Vec<(AreaType, AreaId)>>,
    by_practice: BTreeMap<String, Vec<(AreaType, AreaId)>>,
}

impl Geography {
    /// An empty geography.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the key (an LSOA of 2021 for residence, a practice for registration) in an area.
    pub fn insert(&mut self, family: Family, key: &str, area_type: AreaType, area: AreaCode) {
        let id = self.id(area);
        self.of_family_mut(family).entry(key.to_owned()).or_default().push((area_type, id));
    }

    /// The id of an area, the next where it is new.
    pub(crate) fn id(&mut self, area: AreaCode) -> AreaId {
        let next = AreaId(u32::try_from(self.areas.len()).expect("far fewer than four billion areas"));
        let id = *self.ids.entry(area.clone()).or_insert(next);
        if id == next {
            self.areas.push(area);
        }
        id
    }

    /// The area of a type that an LSOA or practice is in.
    pub fn area_of(&self, family: Family, key: &str, area_type: AreaType) -> Option<AreaId> {
        self.of_family(family).get(key)?.iter().find(|(of, _)| *of == area_type).map(|(_, id)| *id)
    }

    /// The code of an area.
    ///
    /// # Panics
    /// Where the area is of another geography.
    pub fn area(&self, id: AreaId) -> &AreaCode {
        &self.areas[id.0 as usize]
    }

    /// Every area, in the order of their ids.
    pub fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// Every LSOA or practice, in order, with its areas.
    pub(crate) fn of_family(&self, family: Family) -> &BTreeMap<String, Vec<(AreaType, AreaId)>> {
        match family {
            Family::Residence => &self.by_lsoa,
            Family::Registration => &self.by_practice,
        }
    }

    fn of_family_mut(&mut self, family: Family) -> &mut BTreeMap<String, Vec<(AreaType, AreaId)>> {
        match family {
            Family::Residence => &mut self.by_lsoa,
            Family::Registration => &mut self.by_practice,
        }
    }
}
