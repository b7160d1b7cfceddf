//! Public facts about the areas that have a page: names, who lives there, how deprived it is.

use crate::error::AppError;
use commonweal_chart::{Boundary, project};
use commonweal_model::{AgeBand, AreaCode, AreaType, Family};
use commonweal_reference::{ENGLAND, ICB, Reference};
use std::collections::BTreeMap;

pub use commonweal_chart::{MapLayer, MapShape};

/// An area that has a page.
#[derive(Debug, Clone)]
pub struct AreaInfo {
    /// Its code.
    pub code: AreaCode,
    /// The name people know it by.
    pub name: String,
    /// Kind of area.
    pub area_type: AreaType,
    /// Who is counted in it: those who live there, or those registered with its practices.
    pub family: Family,
    /// Edition of its boundary or list.
    pub edition: String,
    /// The area it is shown within.
    pub parent: Option<AreaCode>,
    /// The areas shown within it, by name.
    pub children: Vec<AreaCode>,
    /// People, from a public source.
    pub population: Option<i64>,
    /// That source, with its date.
    pub population_source: &'static str,
    /// People by age, youngest first; empty where no public figures exist.
    pub ages: Vec<(AgeBand, i64)>,
    /// Share of people living in each tenth of England by IMD 2019, most deprived first.
    pub deprivation_strip: Option<[f64; 10]>,
    /// People by ethnic group, Census 2021.
    pub ethnic_groups: Vec<(String, i64)>,
}

const RESIDENTS: &str = "ONS mid-2020 population estimates for small areas";
const CENSUS: &str = "Census 2021, ONS";
const LISTS: &str = "NHS England, patients registered at a GP practice, May 2022";
const ETHNIC_TOPIC: &str = "ethnic_group_5";
/// Youngest age of the open band of the ages shown.
const OLDEST: u16 = 90;

/// What is gathered of an area from its small areas.
#[derive(Debug, Clone, Default)]
struct Facts {
    people: i64,
    ages: BTreeMap<AgeBand, i64>,
    tenths: [i64; 10],
    ethnic_groups: BTreeMap<String, i64>,
}

type AreasAndEngland = (BTreeMap<AreaCode, AreaInfo>, Vec<(AgeBand, i64)>);

/// The whole area, places, districts, networks and neighbourhoods, and England's people by age.
pub(crate) fn areas(reference: &Reference, whole: &AreaCode, whole_name: &str) -> Result<AreasAndEngland, AppError> {
    let residents = residents(reference)?;
    let mut areas = BTreeMap::new();
    for area in reference.areas()? {
        let Ok(area_type) = area.area_type.parse::<AreaType>() else { continue };
        let family = if area.family == "registration" { Family::Registration } else { Family::Residence };
        let wanted = match area_type {
            AreaType::Icb | AreaType::Place | AreaType::District => family == Family::Residence,
            AreaType::Msoa => area.edition == "2021",
            AreaType::Pcn => area.edition == "2025",
            _ => false,
        };
        if !wanted {
            continue;
        }
        let code = code_of(&area.area_code);
        let facts = residents.get(area.area_code.as_str()).cloned().unwrap_or_default();
        let lists = if area_type == AreaType::Pcn { registered(reference, &area.area_code)? } else { None };
        let people = Some(facts.people).filter(|people| *people > 0);
        areas.insert(
            code.clone(),
            AreaInfo {
                code,
                name: match area_type {
                    AreaType::Icb => whole_name.to_owned(),
                    AreaType::Pcn => written_as_a_name(&area.area_name),
                    _ => area.area_name.clone(),
                },
                area_type,
                family,
                edition: area.edition.to_owned(),
                parent: parent(area_type, area.parent_code.as_deref(), whole),
                children: Vec::new(),
                population: people.or(lists),
                population_source: match area_type {
                    AreaType::Pcn => LISTS,
                    AreaType::Msoa => CENSUS,
                    _ => RESIDENTS,
                },
                ages: facts.ages.into_iter().collect(),
                deprivation_strip: shares(facts.tenths),
                ethnic_groups: facts.ethnic_groups.into_iter().collect(),
            },
        );
    }
    link_children(&mut areas);
    Ok((areas, england(reference)?))
}

fn code_of(text: &str) -> AreaCode {
    text.parse().expect("reference codes were checked when they were read")
}

/// A network's name as people write it; the register prints capitals (`ASHFIELD NORTH PCN`).
fn written_as_a_name(capitals: &str) -> String {
    let word = |word: &str| match word {
        "PCN" => word.to_owned(),
        "AND" => "and".to_owned(),
        _ => {
            let mut after_letter = false;
            let lower = |c: char| {
                let lowered = if after_letter { c.to_ascii_lowercase() } else { c };
                after_letter = c.is_alphabetic() || c == '\'';
                lowered
            };
            word.chars().map(lower).collect()
        }
    };
    capitals.split(' ').map(word).collect::<Vec<String>>().join(" ")
}

/// Networks and neighbourhoods hang under what the reference says; everything else under the whole area.
fn parent(area_type: AreaType, listed: Option<&str>, whole: &AreaCode) -> Option<AreaCode> {
    match area_type {
        AreaType::Icb => None,
        AreaType::Msoa | AreaType::Pcn => listed.map(code_of),
        _ => Some(whole.clone()),
    }
}

fn link_children(areas: &mut BTreeMap<AreaCode, AreaInfo>) {
    let mut links: Vec<(AreaCode, String, AreaCode)> =
        areas.values().filter_map(|area| Some((area.parent.clone()?, area.name.clone(), area.code.clone()))).collect();
    links.sort();
    for (parent, _, child) in links {
        if let Some(area) = areas.get_mut(&parent) {
            area.children.push(child);
        }
    }
}

fn shares(tenths: [i64; 10]) -> Option<[f64; 10]> {
    let total: i64 = tenths.iter().sum();
    (total > 0).then(|| tenths.map(|people| people as f64 / total as f64))
}

fn band_of(age: i64) -> AgeBand {
    let from = u16::try_from(age.clamp(0, i64::from(OLDEST)) / 5 * 5).expect("ages are small");
    AgeBand { from, to: (from < OLDEST).then_some(from + 4) }
}

/// Residents of every area, summed from small areas: estimates for mid-2020 by LSOA of 2011 for
/// the whole area, places and districts; Census 2021 by LSOA of 2021 for neighbourhoods.
fn residents(reference: &Reference) -> Result<BTreeMap<String, Facts>, AppError> {
    let mut facts: BTreeMap<String, Facts> = BTreeMap::new();
    let mut of_2011: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut deciles: BTreeMap<&str, usize> = BTreeMap::new();
    for lsoa in reference.lsoa11()?.iter().filter(|l| l.place.is_some()) {
        let areas = [Some(ICB), lsoa.place, Some(lsoa.lad_code.as_str())].into_iter().flatten().collect();
        of_2011.insert(&lsoa.lsoa11, areas);
        deciles.insert(&lsoa.lsoa11, usize::try_from(lsoa.imd19_decile - 1).expect("deciles start at 1"));
    }
    for row in
        reference.populations()?.iter().filter(|r| r.basis == "original" && r.edition == "2011" && r.age_to != Some(-1))
    {
        let (Some(areas), Some(decile)) = (of_2011.get(row.area_code.as_str()), deciles.get(row.area_code.as_str()))
        else {
            continue;
        };
        let all_ages = row.age_from == 0 && row.age_to.is_none();
        for area in areas {
            let facts = facts.entry((*area).to_owned()).or_default();
            if all_ages {
                facts.people += row.people;
                facts.tenths[*decile] += row.people;
            } else {
                *facts.ages.entry(band_of(row.age_from)).or_default() += row.people;
            }
        }
    }
    add_census(reference, &deciles, &mut facts)?;
    Ok(facts)
}

/// Census 2021 counts: ethnic groups of every area, and the people of neighbourhoods. A small area
/// of 2021 that was made from one of 2011 has that one's place among the tenths of IMD 2019.
fn add_census(
    reference: &Reference,
    deciles: &BTreeMap<&str, usize>,
    facts: &mut BTreeMap<String, Facts>,
) -> Result<(), AppError> {
    let mut tenth_of_2021: BTreeMap<&str, usize> = BTreeMap::new();
    for change in reference.area_members()? {
        if change.area_type == "lsoa" && change.member_type == "lsoa" {
            let pair = [(&change.area_code, &change.member_code), (&change.member_code, &change.area_code)];
            for (old, new) in pair {
                if let Some(decile) = deciles.get(old.as_str()) {
                    tenth_of_2021.entry(new).or_insert(*decile);
                }
            }
        }
    }
    let lsoas: BTreeMap<&str, _> =
        reference.lsoa21()?.iter().filter(|l| l.place.is_some()).map(|l| (l.lsoa21.as_str(), l)).collect();
    for row in reference.census2021()?.iter().filter(|r| r.topic == ETHNIC_TOPIC && r.area_type == "lsoa") {
        let Some(lsoa) = lsoas.get(row.area_code.as_str()) else { continue };
        let areas = [Some(ICB), lsoa.place, Some(lsoa.lad_code.as_str()), lsoa.msoa21.as_deref()];
        for area in areas.into_iter().flatten() {
            *facts.entry(area.to_owned()).or_default().ethnic_groups.entry(row.category.clone()).or_default() +=
                row.number;
        }
        if let Some(msoa) = &lsoa.msoa21 {
            let facts = facts.entry(msoa.clone()).or_default();
            facts.people += row.number;
            if let Some(tenth) =
                deciles.get(row.area_code.as_str()).or_else(|| tenth_of_2021.get(row.area_code.as_str()))
            {
                facts.tenths[*tenth] += row.number;
            }
        }
    }
    Ok(())
}

/// People registered with the practices of a network, where every list size is known.
fn registered(reference: &Reference, pcn: &str) -> Result<Option<i64>, AppError> {
    let practices =
        reference.practices()?.iter().filter(|p| p.pcn_code.as_deref() == Some(pcn) && p.valid_to.is_none());
    Ok(practices.map(|p| p.list_size).sum::<Option<i64>>().filter(|people| *people > 0))
}

fn england(reference: &Reference) -> Result<Vec<(AgeBand, i64)>, AppError> {
    let mut ages: BTreeMap<AgeBand, i64> = BTreeMap::new();
    let rows = reference.populations()?.iter().filter(|r| {
        r.area_code == ENGLAND
            && r.period == "2020-06-30/P1D"
            && r.sex != "persons"
            && !(r.age_from == 0 && r.age_to.is_none())
    });
    for row in rows {
        *ages.entry(band_of(row.age_from)).or_default() += row.people;
    }
    Ok(ages.into_iter().collect())
}

/// Outlines of neighbourhoods and districts, projected once.
pub(crate) fn map_layers(reference: &Reference) -> Result<BTreeMap<AreaType, MapLayer>, AppError> {
    let mut layers = BTreeMap::new();
    for (area_type, layer) in [(AreaType::Msoa, "msoa21"), (AreaType::District, "lad")] {
        let boundaries: Vec<Boundary> = reference
            .boundaries(layer)?
            .into_iter()
            .map(|b| Boundary { code: code_of(&b.code), name: b.name, rings: b.rings.into_iter().flatten().collect() })
            .collect();
        layers.insert(area_type, project(&boundaries));
    }
    Ok(layers)
}

#[cfg(test)]
mod tests {
    use super::written_as_a_name;

    #[test]
    fn a_network_is_named_as_people_write_it() {
        assert_eq!(written_as_a_name("LARWOOD & BAWTRY PCN"), "Larwood & Bawtry PCN");
        assert_eq!(written_as_a_name("UNITY (NOTTINGHAM) PCN"), "Unity (Nottingham) PCN");
        assert_eq!(written_as_a_name("RADFORD AND MARY POTTER PCN"), "Radford and Mary Potter PCN");
    }
}
