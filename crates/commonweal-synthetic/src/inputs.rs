//! The published counts that people are made from, gathered from the reference data.

use crate::error::SyntheticError;
use crate::ethnicity::{CENSUS_GROUPS, FIVE_GROUPS, group_position};
use commonweal_model::{EthnicCategory, ImdEdition, Quintile, quintile_of_rank};
use commonweal_reference::Reference;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Single years of age 0 to 89, and 90 and over.
pub(crate) const AGES: usize = 91;
/// The six age groups of the census table, by their first age.
const CENSUS_AGES: [i64; 6] = [0, 16, 25, 35, 50, 65];
/// A list that is smaller is being wound up.
const SMALLEST_LIST: i64 = 100;
const MID_2020: &str = "2020-06-30/P1D";
const MID_2014: &str = "2014-06-30/P1D";

/// Everything people are made from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PopulationInputs {
    /// By `lsoa11` and `lsoa21`.
    pub(crate) neighbourhoods: Vec<Neighbourhood>,
    /// By code.
    pub(crate) districts: BTreeMap<String, District>,
    /// By code.
    pub(crate) practices: Vec<PracticeInput>,
}

/// A small area of 2011 within one of 2021: the finest piece both have in common.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Neighbourhood {
    pub(crate) lsoa11: String,
    pub(crate) lsoa21: String,
    pub(crate) district: String,
    pub(crate) imd19_rank: i32,
    pub(crate) imd25_rank: i32,
    pub(crate) quintile: Quintile,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    /// Rural-urban class of 2011, such as `B1`.
    pub(crate) rural_urban: Option<&'static str>,
    /// People by single year of age, mid-2020: those of the area of 2011, shared between its parts as the
    /// census of 2021 counts each part's six age groups.
    pub(crate) ages: [f64; AGES],
    /// People of the area of 2021 in the five ethnic groups, Census 2021.
    pub(crate) groups: [f64; 5],
}

/// What is known for a district only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct District {
    /// Share of women at each age, mid-2014.
    pub(crate) women: [f64; AGES],
    /// People in the 2001 categories, Census 2021, within each of the five groups.
    pub(crate) categories: [Vec<(EthnicCategory, f64)>; 5],
}

/// A practice people can be registered with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PracticeInput {
    pub(crate) code: String,
    pub(crate) postcode: String,
    pub(crate) list_size: f64,
    /// People of 0 to 17, 18 to 49, 50 to 64 and 65 and over on the list.
    pub(crate) by_age: Option<[f64; 4]>,
    pub(crate) network: Option<String>,
    pub(crate) opened: Option<Date>,
    /// Whether the latest list of practices lacks it.
    pub(crate) closed: bool,
}

impl PopulationInputs {
    pub(crate) fn gather(reference: &Reference) -> Result<Self, SyntheticError> {
        let districts = districts(reference)?;
        let neighbourhoods = neighbourhoods(reference)?;
        if let Some(lost) = neighbourhoods.iter().find(|n| !districts.contains_key(&n.district)) {
            return Err(missing(format!("people by sex and ethnic group in district {}", lost.district)));
        }
        Ok(Self { neighbourhoods, districts, practices: practices(reference)? })
    }
}

fn missing(what: impl Into<String>) -> SyntheticError {
    SyntheticError::Missing { what: what.into() }
}

fn age_index(age: i64) -> usize {
    usize::try_from(age.max(0)).unwrap_or(AGES).min(AGES - 1)
}

/// Which 2011 areas make which 2021 areas.
fn pairs(reference: &Reference) -> Result<Vec<(String, String)>, SyntheticError> {
    let mut pairs: Vec<(String, String)> = reference
        .area_members()?
        .iter()
        .filter(|m| m.area_type == "lsoa" && m.member_type == "lsoa")
        .map(|m| match m.area_edition {
            "2011" => (m.area_code.clone(), m.member_code.clone()),
            _ => (m.member_code.clone(), m.area_code.clone()),
        })
        .collect();
    pairs.sort();
    pairs.dedup();
    if pairs.is_empty() { Err(missing("lookup from small areas of 2011 to those of 2021")) } else { Ok(pairs) }
}

fn neighbourhoods(reference: &Reference) -> Result<Vec<Neighbourhood>, SyntheticError> {
    let mut ages11: BTreeMap<&str, [f64; AGES]> = BTreeMap::new();
    let mut ages21: BTreeMap<&str, [f64; CENSUS_AGES.len()]> = BTreeMap::new();
    for row in reference.populations()?.iter().filter(|row| row.area_type == "lsoa" && row.sex == "persons") {
        let single_year = row.age_to == Some(row.age_from) || (row.age_from == 90 && row.age_to.is_none());
        if row.edition == "2011" && row.period == MID_2020 && single_year {
            ages11.entry(&row.area_code).or_insert([0.0; AGES])[age_index(row.age_from)] = row.people as f64;
        } else if row.edition == "2021"
            && row.basis == "census"
            && let Some(group) = CENSUS_AGES.iter().position(|from| *from == row.age_from)
        {
            ages21.entry(&row.area_code).or_insert([0.0; 6])[group] = row.people as f64;
        }
    }
    let mut groups21: BTreeMap<&str, [f64; 5]> = BTreeMap::new();
    for row in reference.census2021()?.iter().filter(|row| row.topic == "ethnic_group_5") {
        if let Some(group) = FIVE_GROUPS.iter().position(|(name, _)| *name == row.category) {
            groups21.entry(&row.area_code).or_insert([0.0; 5])[group] = row.number as f64;
        }
    }
    let pairs = pairs(reference)?;
    let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (lsoa11, lsoa21) in &pairs {
        parts.entry(lsoa11).or_default().push(lsoa21);
    }
    let (all11, all21) = (reference.lsoa11()?, reference.lsoa21()?);
    let mut found = Vec::with_capacity(pairs.len());
    for (code11, code21) in &pairs {
        let lost = || missing(format!("figures for the small area {code11} of 2011, {code21} of 2021"));
        let at11 = all11.binary_search_by(|area| area.lsoa11.cmp(code11)).map_err(|_| lost())?;
        let at21 = all21.binary_search_by(|area| area.lsoa21.cmp(code21)).map_err(|_| lost())?;
        let (area11, area21) = (&all11[at11], &all21[at21]);
        let ages = ages11.get(code11.as_str()).ok_or_else(lost)?;
        let share = shares(&parts[code11.as_str()], code21, &ages21);
        let rank19 = u32::try_from(area11.imd19_rank).map_err(|_| lost())?;
        found.push(Neighbourhood {
            lsoa11: code11.clone(),
            lsoa21: code21.clone(),
            district: area11.lad_code.clone(),
            imd19_rank: i32::try_from(area11.imd19_rank).map_err(|_| lost())?,
            imd25_rank: i32::try_from(area21.imd25_rank).map_err(|_| lost())?,
            quintile: quintile_of_rank(rank19, ImdEdition::Imd2019).ok_or_else(lost)?,
            latitude: area21.latitude.ok_or_else(lost)?,
            longitude: area21.longitude.ok_or_else(lost)?,
            rural_urban: area11.rural_urban.as_deref().and_then(class),
            ages: std::array::from_fn(|age| ages[age] * share[census_group(age)]),
            groups: *groups21.get(code21.as_str()).ok_or_else(lost)?,
        });
    }
    Ok(found)
}

/// One of the eight rural-urban classes of 2011.
fn class(text: &str) -> Option<&'static str> {
    ["A1", "B1", "C1", "C2", "D1", "D2", "E1", "E2"].into_iter().find(|class| *class == text)
}

fn census_group(age: usize) -> usize {
    let age = i64::try_from(age).unwrap_or(i64::MAX);
    CENSUS_AGES.iter().rposition(|from| *from <= age).unwrap_or(0)
}

/// The share of an area of 2011 that lies in one of its parts of 2021, in each of the six age groups.
fn shares(parts: &[&str], part: &str, people: &BTreeMap<&str, [f64; 6]>) -> [f64; 6] {
    std::array::from_fn(|group| {
        let in_group = |code: &str| people.get(code).map_or(0.0, |ages| ages[group]);
        let total: f64 = parts.iter().map(|code| in_group(code)).sum();
        if total > 0.0 { in_group(part) / total } else { 1.0 / parts.len() as f64 }
    })
}

fn districts(reference: &Reference) -> Result<BTreeMap<String, District>, SyntheticError> {
    let mut people: BTreeMap<&str, [[f64; AGES]; 2]> = BTreeMap::new();
    let by_sex = reference.populations()?.iter().filter(|row| row.area_type == "district" && row.period == MID_2014);
    for row in by_sex.filter(|row| row.basis == "original" && (row.age_to.is_some() || row.age_from == 90)) {
        let sex = match row.sex {
            "female" => 0,
            "male" => 1,
            _ => continue,
        };
        people.entry(&row.area_code).or_insert([[0.0; AGES]; 2])[sex][age_index(row.age_from)] = row.people as f64;
    }
    let mut found = BTreeMap::new();
    for (code, [women, men]) in people {
        let women = std::array::from_fn(|age| {
            let all = women[age] + men[age];
            if all > 0.0 { women[age] / all } else { 0.5 }
        });
        found.insert(code.to_owned(), District { women, categories: Default::default() });
    }
    for row in reference.census2021()?.iter().filter(|row| row.topic == "ethnic_group_19") {
        let category = CENSUS_GROUPS.iter().find(|(name, _)| *name == row.category).map(|(_, category)| *category);
        let category = category.ok_or_else(|| missing(format!("code for the ethnic group `{}`", row.category)))?;
        if let (Some(district), Some(group)) = (found.get_mut(&row.area_code), group_position(category)) {
            district.categories[group].push((category, row.number as f64));
        }
    }
    Ok(found)
}

fn practices(reference: &Reference) -> Result<Vec<PracticeInput>, SyntheticError> {
    let listed = reference.practices()?.iter().filter_map(|practice| {
        Some(PracticeInput {
            code: practice.practice_code.clone(),
            postcode: practice.postcode.clone()?,
            list_size: practice.list_size.filter(|size| *size >= SMALLEST_LIST)? as f64,
            by_age: practice.list_by_age.map(|bands| bands.map(|people| people as f64)),
            network: practice.pcn_code.clone(),
            opened: practice.valid_from,
            closed: practice.valid_to.is_some(),
        })
    });
    let found: Vec<PracticeInput> = listed.collect();
    if found.is_empty() { Err(missing("practices with a postcode and a list size")) } else { Ok(found) }
}
