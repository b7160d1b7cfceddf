//! Public facts about the areas that have a page: names, who lives there, how deprived it is.

use crate::area_facts::{england, residents};
use crate::error::AppError;
use commonweal_chart::{Boundary, project};
use commonweal_model::{AgeBand, AreaCode, AreaType, Family};
use commonweal_reference::Reference;
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
    /// Where the ages come from, with their date.
    pub ages_source: &'static str,
    /// People by stage of life, youngest first: bands that every area of its kind has, to compare areas by.
    pub stages: Vec<(AgeBand, i64)>,
    /// Share of people in small areas that are classed as rural, where every one of them is classed.
    pub rural_share: Option<f64>,
    /// Share of people living in each tenth of England by IMD 2019, most deprived first.
    pub deprivation_strip: Option<[f64; 10]>,
    /// People by ethnic group, Census 2021.
    pub ethnic_groups: Vec<(String, i64)>,
}

const RESIDENTS: &str = "ONS mid-2020 population estimates for small areas";
const CENSUS: &str = "Census 2021, ONS";
const LISTS: &str = "NHS England, patients registered at a GP practice, May 2022";
const LISTS_BY_AGE: &str = "NHS England, patients registered at a GP practice, April 2020";

/// People of England by single year of age.
pub(crate) type EnglandAges = Vec<(u16, i64)>;

type AreasAndEngland = (BTreeMap<AreaCode, AreaInfo>, EnglandAges);

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
        let mut facts = residents.get(area.area_code.as_str()).cloned().unwrap_or_default();
        let is_network = area_type == AreaType::Pcn;
        let lists = if is_network { registered(reference, &area.area_code)? } else { None };
        if is_network {
            facts.stages = registered_by_age(reference, &area.area_code)?;
        }
        let people = Some(facts.people).filter(|people| *people > 0);
        let ages = if facts.ages.is_empty() { &facts.stages } else { &facts.ages };
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
                ages: ages.iter().map(|(band, people)| (*band, *people)).collect(),
                ages_source: match area_type {
                    AreaType::Pcn => LISTS_BY_AGE,
                    AreaType::Msoa => CENSUS,
                    _ => RESIDENTS,
                },
                rural_share: facts.rural_share(),
                deprivation_strip: facts.shares_by_tenth(),
                ethnic_groups: facts.ethnic_groups.into_iter().collect(),
                stages: facts.stages.into_iter().collect(),
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

/// People registered with the practices of a network, where every list size is known.
fn registered(reference: &Reference, pcn: &str) -> Result<Option<i64>, AppError> {
    let practices =
        reference.practices()?.iter().filter(|p| p.pcn_code.as_deref() == Some(pcn) && p.valid_to.is_none());
    Ok(practices.map(|p| p.list_size).sum::<Option<i64>>().filter(|people| *people > 0))
}

/// People registered with the practices of a network by age, in the four bands of the list of practices; empty where no
/// practice of it is in that list.
fn registered_by_age(reference: &Reference, pcn: &str) -> Result<BTreeMap<AgeBand, i64>, AppError> {
    let bands = [(0, Some(17)), (18, Some(49)), (50, Some(64)), (65, None)].map(|(from, to)| AgeBand { from, to });
    let mut ages = BTreeMap::new();
    let practices = reference.practices()?.iter();
    for lists in practices.filter(|p| p.pcn_code.as_deref() == Some(pcn)).filter_map(|p| p.list_by_age) {
        for (band, people) in bands.iter().zip(lists) {
            *ages.entry(*band).or_default() += people;
        }
    }
    Ok(ages)
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
