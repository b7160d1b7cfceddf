//! Every small area (LSOA) of England, of 2011 with the Indices of Deprivation 2019 and of 2021 with those of 2025.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::CodeKind;
use crate::error::ReferenceError;
use crate::load::local::LocalLsoa;
use crate::sheet::{Row, Sheet};
use crate::source::Source;

pub(crate) const IMD19_FILE: &str = "deprivation/imd2019_lsoa11_england.csv.gz";
pub(crate) const IMD25_FILE: &str = "deprivation/imd2025_lsoa21_england.csv.gz";
pub(crate) const ICB_FILE: &str = "geography/geo_lsoa11_icb22_england.csv.gz";
pub(crate) const PEOPLE_FILE: &str = "population/pop_mid2020_lsoa11_england_5yr_persons.csv.gz";
pub(crate) const DISTRICT_PEOPLE_FILE: &str = "population/pop_mid2020_lad21_england_single_year_persons.csv.gz";

/// Small areas of 2011 in England.
pub const LSOA11_COUNT: usize = 32_844;
/// Small areas of 2021 in England.
pub const LSOA21_COUNT: usize = 33_755;

/// The domains of the Indices of Deprivation, in the order of [`Lsoa11::domain_deciles`].
pub const DOMAINS: [&str; 7] = ["income", "employment", "education", "health", "crime", "housing", "environment"];

/// One small area of 2011. Deciles and ranks count from the most deprived.
#[derive(Debug, Clone, PartialEq)]
pub struct Lsoa11 {
    /// GSS code.
    pub lsoa11: String,
    /// Name of the Office for National Statistics.
    pub lsoa11_name: String,
    /// Middle-sized area of 2011; known for the system's own areas.
    pub msoa11: Option<String>,
    /// District of 2022.
    pub lad_code: String,
    /// Name of that district.
    pub lad_name: String,
    /// District of 2019, the edition the indices were published for.
    pub lad19_code: String,
    /// Integrated care board of July 2022.
    pub icb_code: String,
    /// Place, with Hucknall in South Nottinghamshire.
    pub place: Option<&'static str>,
    /// Place by whole districts, with Hucknall in Mid Nottinghamshire.
    pub place_bestfit: Option<&'static str>,
    /// Rank of the IMD 2019, 1 to 32,844; 26 pairs share a rank.
    pub imd19_rank: i64,
    /// Decile of the IMD 2019 in England.
    pub imd19_decile: i64,
    /// Score of the IMD 2019, in index points.
    pub imd19_score: f64,
    /// Deciles of the seven domains of the Indices of Deprivation 2019, in the order of [`DOMAINS`].
    pub domain_deciles: [i64; 7],
    /// People, mid-2015, without prisoners: the denominators of the Indices of Deprivation 2019.
    pub population_mid2015: i64,
    /// Usual residents, mid-2020, original estimates.
    pub population_mid2020: i64,
    /// Latitude of the area's point, degrees WGS84; known for the system's own areas.
    pub latitude: Option<f64>,
    /// Longitude of the area's point, degrees WGS84; known for the system's own areas.
    pub longitude: Option<f64>,
    /// Rural-urban class of 2011, `A1` to `E2`; known for the system's own areas.
    pub rural_urban: Option<String>,
}

/// One small area of 2021. Deciles and ranks count from the most deprived.
#[derive(Debug, Clone, PartialEq)]
pub struct Lsoa21 {
    /// GSS code.
    pub lsoa21: String,
    /// Name of the Office for National Statistics.
    pub lsoa21_name: String,
    /// Middle-sized area of 2021; known for the system's own areas.
    pub msoa21: Option<String>,
    /// District of 2024.
    pub lad_code: String,
    /// Name of that district.
    pub lad_name: String,
    /// Integrated care board: of the 2011 area with the same code, else of the district where it lies in one board.
    pub icb_code: Option<String>,
    /// Place, with Hucknall in South Nottinghamshire.
    pub place: Option<&'static str>,
    /// Place by whole districts, with Hucknall in Mid Nottinghamshire.
    pub place_bestfit: Option<&'static str>,
    /// Rank of the IMD 2025, 1 to 33,755.
    pub imd25_rank: i64,
    /// Decile of the IMD 2025 in England.
    pub imd25_decile: i64,
    /// Score of the IMD 2025, in index points.
    pub imd25_score: f64,
    /// Deciles of the seven domains of the Indices of Deprivation 2025, in the order of [`DOMAINS`].
    pub domain_deciles: [i64; 7],
    /// Latitude of the area's point, degrees WGS84; known for the system's own areas.
    pub latitude: Option<f64>,
    /// Longitude of the area's point, degrees WGS84; known for the system's own areas.
    pub longitude: Option<f64>,
}

/// District and board of each small area of 2011, by its number.
type Membership = BTreeMap<u32, (String, String)>;

/// The eight digits of a small area's code. Comparing numbers is several times faster than comparing codes.
fn number(code: &str) -> u32 {
    code.bytes().filter(u8::is_ascii_digit).fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

pub(crate) fn lsoa11(source: &Source, local: &[LocalLsoa]) -> Result<Vec<Lsoa11>, ReferenceError> {
    let membership = membership(source)?;
    let people = people_mid2020(source)?;
    let district_names = district_names(source)?;
    let mut local: BTreeMap<u32, &LocalLsoa> = local.iter().map(|area| (number(&area.lsoa), area)).collect();
    let wanted = "lsoa11cd lsoa11nm lad19cd imd_rank imd_decile imd_score pop_total_mid2015 income_decile \
                  employment_decile education_decile health_decile crime_decile housing_decile environment_decile";
    let sheet = Sheet::open(source, IMD19_FILE, &wanted.split_whitespace().collect::<Vec<_>>())?;
    let mut found = Vec::with_capacity(LSOA11_COUNT);
    sheet.each(|row| {
        let lsoa11 = row.code(0, CodeKind::Lsoa)?;
        let (Some((lad, icb)), Some(population)) = (membership.get(&number(&lsoa11)), people.get(&number(&lsoa11)))
        else {
            return Err(
                row.fault(0, format!("{lsoa11} is not in {ICB_FILE} and {PEOPLE_FILE}; all three must be of 2011"))
            );
        };
        let lad_name = district_names.get(lad);
        let lad_name =
            lad_name.ok_or_else(|| row.fault(0, format!("its district {lad} is not in {DISTRICT_PEOPLE_FILE}")))?;
        let here = local.remove(&number(&lsoa11));
        found.push(Lsoa11 {
            lsoa11_name: row.required(1)?.to_owned(),
            msoa11: here.map(|area| area.msoa.clone()),
            lad_code: lad.clone(),
            lad_name: lad_name.clone(),
            lad19_code: row.code(2, CodeKind::District)?,
            icb_code: icb.clone(),
            place: here.map(|area| area.place),
            place_bestfit: here.map(|area| area.place_bestfit),
            imd19_rank: row.required_integer(3)?,
            imd19_decile: decile(row, 4)?,
            imd19_score: score(row, 5)?,
            domain_deciles: domain_deciles(row, 7)?,
            population_mid2015: row.people(6)?,
            population_mid2020: *population,
            latitude: here.map(|area| area.latitude),
            longitude: here.map(|area| area.longitude),
            rural_urban: here.and_then(|area| area.rural_urban.clone()),
            lsoa11,
        });
        Ok(())
    })?;
    if let Some(code) = local.values().next().map(|area| &area.lsoa) {
        let rule = format!("{code} is in {} and not here; both must be of 2011", super::local::LSOA11_FILE);
        return Err(ReferenceError::file(IMD19_FILE, rule));
    }
    found.sort_by(|a, b| a.lsoa11.cmp(&b.lsoa11));
    check_codes(IMD19_FILE, LSOA11_COUNT, found.iter().map(|area| area.lsoa11.as_str()))?;
    check_ranks(IMD19_FILE, found.iter().map(|area| (area.imd19_rank, area.imd19_decile)).collect())?;
    Ok(found)
}

pub(crate) fn lsoa21(source: &Source, local: &[LocalLsoa]) -> Result<Vec<Lsoa21>, ReferenceError> {
    let membership = membership(source)?;
    let mut boards: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (lad, icb) in membership.values() {
        boards.entry(lad).or_default().insert(icb);
    }
    let mut local: BTreeMap<u32, &LocalLsoa> = local.iter().map(|area| (number(&area.lsoa), area)).collect();
    let wanted = "lsoa21cd lsoa21nm lad24cd lad24nm imd_rank imd_decile imd_score income_decile \
                  employment_decile education_decile health_decile crime_decile housing_decile environment_decile";
    let sheet = Sheet::open(source, IMD25_FILE, &wanted.split_whitespace().collect::<Vec<_>>())?;
    let mut found = Vec::with_capacity(LSOA21_COUNT);
    sheet.each(|row| {
        let lsoa21 = row.code(0, CodeKind::Lsoa)?;
        let lad_code = row.code(2, CodeKind::District)?;
        let only_board = boards.get(lad_code.as_str()).filter(|boards| boards.len() == 1);
        let only_board = only_board.and_then(|boards| boards.iter().next()).map(|icb| (*icb).to_owned());
        let here = local.remove(&number(&lsoa21));
        found.push(Lsoa21 {
            lsoa21_name: row.required(1)?.to_owned(),
            msoa21: here.map(|area| area.msoa.clone()),
            lad_name: row.required(3)?.to_owned(),
            icb_code: membership.get(&number(&lsoa21)).map(|(_, icb)| icb.clone()).or(only_board),
            lad_code,
            place: here.map(|area| area.place),
            place_bestfit: here.map(|area| area.place_bestfit),
            imd25_rank: row.required_integer(4)?,
            imd25_decile: decile(row, 5)?,
            imd25_score: score(row, 6)?,
            domain_deciles: domain_deciles(row, 7)?,
            latitude: here.map(|area| area.latitude),
            longitude: here.map(|area| area.longitude),
            lsoa21,
        });
        Ok(())
    })?;
    if let Some(code) = local.values().next().map(|area| &area.lsoa) {
        let rule = format!("{code} is in {} and not here; both must be of 2021", super::local::LSOA21_FILE);
        return Err(ReferenceError::file(IMD25_FILE, rule));
    }
    found.sort_by(|a, b| a.lsoa21.cmp(&b.lsoa21));
    check_codes(IMD25_FILE, LSOA21_COUNT, found.iter().map(|area| area.lsoa21.as_str()))?;
    check_ranks(IMD25_FILE, found.iter().map(|area| (area.imd25_rank, area.imd25_decile)).collect())?;
    Ok(found)
}

fn membership(source: &Source) -> Result<Membership, ReferenceError> {
    let sheet = Sheet::open(source, ICB_FILE, &["lsoa11cd", "lad22cd", "icb22cd"])?;
    let mut found = Membership::new();
    sheet.each(|row| {
        let areas = (row.code(1, CodeKind::District)?, row.code(2, CodeKind::Icb)?);
        found.insert(number(row.code_str(0, CodeKind::Lsoa)?), areas);
        Ok(())
    })?;
    Ok(found)
}

fn people_mid2020(source: &Source) -> Result<BTreeMap<u32, i64>, ReferenceError> {
    let sheet = Sheet::open(source, PEOPLE_FILE, &["lsoa11cd", "all_ages"])?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        found.insert(number(row.code_str(0, CodeKind::Lsoa)?), row.people(1)?);
        Ok(())
    })?;
    Ok(found)
}

fn district_names(source: &Source) -> Result<BTreeMap<String, String>, ReferenceError> {
    let sheet = Sheet::open(source, DISTRICT_PEOPLE_FILE, &["lad21cd", "lad21nm"])?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        found.insert(row.code(0, CodeKind::District)?, row.required(1)?.to_owned());
        Ok(())
    })?;
    Ok(found)
}

fn decile(row: &Row<'_>, column: usize) -> Result<i64, ReferenceError> {
    match row.required_integer(column)? {
        decile @ 1..=10 => Ok(decile),
        other => Err(row.fault(column, format!("{other} is not a decile, 1 to 10"))),
    }
}

fn domain_deciles(row: &Row<'_>, first: usize) -> Result<[i64; 7], ReferenceError> {
    let mut deciles = [0; 7];
    for (offset, value) in deciles.iter_mut().enumerate() {
        *value = decile(row, first + offset)?;
    }
    Ok(deciles)
}

fn score(row: &Row<'_>, column: usize) -> Result<f64, ReferenceError> {
    row.required(column)?;
    let score = row.real(column)?.unwrap_or(f64::NAN);
    if (0.0..=100.0).contains(&score) { Ok(score) } else { Err(row.fault(column, "a score lies between 0 and 100")) }
}

/// `codes` must be sorted.
fn check_codes<'a>(file: &str, count: usize, codes: impl Iterator<Item = &'a str>) -> Result<(), ReferenceError> {
    let codes: Vec<&str> = codes.collect();
    if let Some(pair) = codes.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(ReferenceError::file(file, format!("{} appears twice; keep one row", pair[0])));
    }
    if codes.len() != count {
        let rule = format!("it has {} areas where this edition has {count}; restore the published file", codes.len());
        return Err(ReferenceError::file(file, rule));
    }
    Ok(())
}

/// Ranks run from 1 to the number of areas; equal areas share a rank and the next is skipped, as published.
/// A decile is a tenth of the ranks.
fn check_ranks(file: &str, mut ranks: Vec<(i64, i64)>) -> Result<(), ReferenceError> {
    ranks.sort_unstable();
    let count = ranks.len() as i64;
    let mut previous = 0;
    for (position, (rank, decile)) in (1..).zip(ranks) {
        let shared = rank == previous;
        if !shared && rank != position {
            let rule = format!("rank {position} is missing or taken by {rank}; ranks must run from 1 to {count}");
            return Err(ReferenceError::file(file, rule));
        }
        let expected = (rank * 10 + count - 1) / count;
        if decile != expected {
            return Err(ReferenceError::file(file, format!("rank {rank} is in decile {expected}, not {decile}")));
        }
        previous = rank;
    }
    Ok(())
}
