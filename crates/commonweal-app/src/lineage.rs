//! Which areas lie wholly within which, from the reference tables: what the audit of a release has to know of areas.
//!
//! The smallest units, LSOAs for residence and practices for registration, decide: an area lies within another if all its units
//! do. Nothing is assumed of the shape of the areas, so a place that takes in a part of a district is no parent of it.

use crate::error::AppError;
use commonweal_indicator::Lineage;
use commonweal_model::{AreaCode, AreaType, Family};
use commonweal_reference::{ICB, Reference};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of area, and the kinds that they are looked through for.
const WITHIN: [(AreaType, &[AreaType]); 3] = [
    (AreaType::Icb, &[AreaType::Place, AreaType::District]),
    (AreaType::Place, &[AreaType::District, AreaType::Pcn, AreaType::Msoa]),
    (AreaType::District, &[AreaType::Msoa]),
];

/// An area of a family.
type Area = (Family, AreaType, AreaCode);

/// Every division of every area.
#[derive(Debug, Default)]
pub(crate) struct Areas(BTreeMap<Area, Vec<Vec<(AreaType, AreaCode)>>>);

impl Areas {
    /// From the reference tables, by the same columns as the pass counts by.
    pub(crate) fn of(reference: &Reference) -> Result<Self, AppError> {
        let mut units: BTreeMap<Area, BTreeSet<String>> = BTreeMap::new();
        let mut insert = |family, unit: &str, area_type, code: Option<&str>| {
            if let Some(code) = code {
                let code: AreaCode = code.parse().expect("reference codes were checked when they were read");
                units.entry((family, area_type, code)).or_default().insert(unit.to_owned());
            }
        };
        for lsoa in reference.lsoa21()?.iter().filter(|lsoa| lsoa.icb_code.as_deref() == Some(ICB)) {
            let residence = Family::Residence;
            insert(residence, &lsoa.lsoa21, AreaType::Icb, Some(ICB));
            insert(residence, &lsoa.lsoa21, AreaType::Place, lsoa.place);
            insert(residence, &lsoa.lsoa21, AreaType::District, Some(&lsoa.lad_code));
            insert(residence, &lsoa.lsoa21, AreaType::Msoa, lsoa.msoa21.as_deref());
        }
        for practice in reference.practices()? {
            let registration = Family::Registration;
            insert(registration, &practice.practice_code, AreaType::Icb, Some(ICB));
            insert(registration, &practice.practice_code, AreaType::Place, practice.place);
            insert(registration, &practice.practice_code, AreaType::Pcn, practice.pcn_code.as_deref());
        }
        Ok(Self::of_units(&units))
    }

    fn of_units(units: &BTreeMap<Area, BTreeSet<String>>) -> Self {
        let mut divisions = BTreeMap::new();
        for ((family, area_type, code), whole) in units {
            let kinds = WITHIN.iter().find(|(kind, _)| kind == area_type).map_or(&[][..], |(_, inside)| inside);
            let mut of_area: Vec<Vec<(AreaType, AreaCode)>> = Vec::new();
            let mut is_covered = false;
            for kind in kinds {
                let is_within = |((of, other, _), part): &(&Area, &BTreeSet<String>)| {
                    of == family && other == kind && part.is_subset(whole)
                };
                let within: Vec<(&Area, &BTreeSet<String>)> = units.iter().filter(is_within).collect();
                // Neighbourhoods of a place that its districts make up are in the districts' own sums.
                if within.is_empty() || (is_covered && *kind == AreaType::Msoa) {
                    continue;
                }
                is_covered |= within.iter().map(|(_, part)| part.len()).sum::<usize>() == whole.len();
                of_area.push(within.into_iter().map(|((_, _, code), _)| (*kind, code.clone())).collect());
            }
            if !of_area.is_empty() {
                divisions.insert((*family, *area_type, code.clone()), of_area);
            }
        }
        Self(divisions)
    }
}

impl Lineage for Areas {
    fn parts(&self, family: Family, area_type: AreaType, area: &AreaCode) -> Vec<Vec<(AreaType, AreaCode)>> {
        self.0.get(&(family, area_type, area.clone())).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_lie_within_others_by_their_smallest_units() {
        let areas = Areas::of(&Reference::embedded()).expect("the reference data");
        let whole: AreaCode = ICB.parse().expect("a code");
        let parts = areas.parts(Family::Residence, AreaType::Icb, &whole);
        assert_eq!(parts.len(), 2, "places, and districts");
        assert!(parts.iter().all(|division| division.windows(2).all(|two| two[0].0 == two[1].0)), "of one kind each");
        let south: AreaCode = "QT1-SOUTH".parse().expect("a code");
        let ashfield: AreaCode = "E07000170".parse().expect("a code");
        let of_south = areas.parts(Family::Residence, AreaType::Place, &south);
        let has = |area: &AreaCode| of_south.iter().flatten().any(|(_, code)| code == area);
        assert!(!has(&ashfield), "Hucknall is in South Nottinghamshire, the rest of Ashfield is not");
        assert!(!areas.parts(Family::Registration, AreaType::Place, &south).is_empty(), "networks lie within places");
    }

    #[test]
    fn an_area_that_reaches_outside_is_no_part() {
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<String>>();
        let area = |kind, code: &str| (Family::Residence, kind, code.parse::<AreaCode>().expect("a code"));
        let units = BTreeMap::from([
            (area(AreaType::Place, "QT1-MID"), set(&["a", "b", "c"])),
            (area(AreaType::District, "E07000170"), set(&["a", "b"])),
            (area(AreaType::District, "E07000171"), set(&["c", "d"])),
            (area(AreaType::Msoa, "E02000001"), set(&["a"])),
            (area(AreaType::Msoa, "E02000002"), set(&["c"])),
        ]);
        let areas = Areas::of_units(&units);
        let place = areas.parts(Family::Residence, AreaType::Place, &"QT1-MID".parse().expect("a code"));
        let codes: Vec<Vec<&str>> =
            place.iter().map(|division| division.iter().map(|(_, code)| code.as_str()).collect()).collect();
        assert_eq!(codes, [vec!["E07000170"], vec!["E02000001", "E02000002"]]);
    }
}
