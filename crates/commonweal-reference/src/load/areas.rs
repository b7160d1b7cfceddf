//! Every area the system reports on, of both families, and the other names people use for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::boundary;
use crate::codes::{COUNTY, CodeKind, DISTRICTS, EAST_MIDLANDS, ENGLAND, ICB, PLACES};
use crate::error::ReferenceError;
use crate::load::local::LocalLsoa;
use crate::load::practices::Practices;
use crate::sheet::Sheet;
use crate::source::Source;
use crate::table::{Table, TableBuilder};

const LAD_FILE: &str = "geography/geo_lad_icb_notts.csv";
const ICB_NAMES_FILE: &str = "geography/geo_icb22_names.csv";

/// People by where they live.
pub const RESIDENCE: &str = "residence";
/// People by the practice they are registered with.
pub const REGISTRATION: &str = "registration";

/// One area of one family and edition. A code may appear once for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// GSS code, ODS code for practices and networks, or place code.
    pub area_code: String,
    /// The name people know: for MSOAs that of the House of Commons Library.
    pub area_name: String,
    /// country, region, icb, county, district, place, ward, msoa, lsoa, pcn or practice.
    pub area_type: &'static str,
    /// `residence` or `registration`.
    pub family: &'static str,
    /// The year of the boundaries or of the list.
    pub edition: &'static str,
    /// The area it lies in, one step up.
    pub parent_code: Option<String>,
}

/// Another name or code for an area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AreaAlias {
    /// The area.
    pub area_code: String,
    /// What else it is called.
    pub alias: String,
}

/// A ward of 2025, which has a boundary and no small areas assigned to it here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ward {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: String,
}

/// What the area tables are made from.
pub(crate) struct AreaSources<'a> {
    pub(crate) lsoa11: &'a [LocalLsoa],
    pub(crate) lsoa21: &'a [LocalLsoa],
    pub(crate) wards25: &'a [Ward],
    pub(crate) practices: &'a Practices,
}

struct Board {
    name: String,
    nhs_code: String,
}

pub(crate) fn areas(source: &Source, from: &AreaSources<'_>) -> Result<(Vec<Area>, Vec<AreaAlias>), ReferenceError> {
    let board = board(source)?;
    let mut areas = BTreeSet::new();
    let mut add = |code: &str, name: &str, area_type, family, edition, parent: Option<&str>| {
        areas.insert(Area {
            area_code: code.to_owned(),
            area_name: name.to_owned(),
            area_type,
            family,
            edition,
            parent_code: parent.map(str::to_owned),
        });
    };
    add(ENGLAND, "England", "country", RESIDENCE, "2022", None);
    add(EAST_MIDLANDS, "East Midlands", "region", RESIDENCE, "2022", Some(ENGLAND));
    add(COUNTY, "Nottinghamshire", "county", RESIDENCE, "2022", Some(EAST_MIDLANDS));
    add(ICB, &board.name, "icb", RESIDENCE, "2022", Some(EAST_MIDLANDS));
    add(ICB, &board.name, "icb", REGISTRATION, "2025", Some(ENGLAND));
    add(ENGLAND, "England", "country", REGISTRATION, "2025", None);
    for (code, name, _) in PLACES {
        add(code, name, "place", RESIDENCE, "2022", Some(ICB));
        add(code, name, "place", REGISTRATION, "2025", Some(ICB));
    }
    for (code, name, county) in districts(source)? {
        let parent = if county == code { EAST_MIDLANDS } else { COUNTY };
        add(&code, &name, "district", RESIDENCE, "2022", Some(parent));
    }
    for (edition, lsoas) in [("2011", from.lsoa11), ("2021", from.lsoa21)] {
        for area in lsoas {
            add(&area.msoa, &area.msoa_known_as, "msoa", RESIDENCE, edition, Some(&area.lad));
            add(&area.lsoa, &area.lsoa_name, "lsoa", RESIDENCE, edition, Some(&area.msoa));
            if let Some((code, name)) = &area.ward {
                add(code, name, "ward", RESIDENCE, "2024", Some(&area.lad));
            }
        }
    }
    for ward in from.wards25 {
        add(&ward.code, &ward.name, "ward", RESIDENCE, "2025", Some(&ward.district));
    }
    let pcns_now: BTreeSet<&str> =
        from.practices.memberships.iter().filter(|m| m.to.is_none()).map(|m| m.pcn.as_str()).collect();
    for pcn in &from.practices.pcns {
        let edition = if pcns_now.contains(pcn.code.as_str()) { "2025" } else { "2022" };
        add(&pcn.code, &pcn.name, "pcn", REGISTRATION, edition, Some(pcn.place));
    }
    for practice in &from.practices.practices {
        let edition = if practice.valid_to.is_none() { "2025" } else { "2022" };
        let parent = practice.pcn_code.as_deref().or(practice.place).unwrap_or(ICB);
        add(&practice.practice_code, &practice.practice_name, "practice", REGISTRATION, edition, Some(parent));
    }
    let areas: Vec<Area> = areas.into_iter().collect();
    one_row_each(&areas)?;
    Ok((areas, aliases(&board, from)))
}

/// The same area must not carry two names or two parents in one edition.
fn one_row_each(areas: &[Area]) -> Result<(), ReferenceError> {
    let twice = areas.windows(2).find(|pair| {
        let key = |area: &Area| (area.area_code.clone(), area.family, area.edition);
        key(&pair[0]) == key(&pair[1])
    });
    twice.map_or(Ok(()), |pair| {
        let (code, edition) = (&pair[0].area_code, pair[0].edition);
        let rule =
            format!("{code} of {edition} has two names or two parents; one of the lookups is of another edition");
        Err(ReferenceError::file("geography", rule))
    })
}

fn aliases(board: &Board, from: &AreaSources<'_>) -> Vec<AreaAlias> {
    let mut aliases = BTreeSet::new();
    let mut add = |code: &str, alias: &str| {
        aliases.insert(AreaAlias { area_code: code.to_owned(), alias: alias.to_owned() });
    };
    add(ICB, &board.nhs_code);
    add(ICB, &board.name);
    for alias in [
        "Nottingham and Nottinghamshire ICS",
        "Nottingham and Nottinghamshire",
        "NHS Nottingham and Nottinghamshire ICB",
        "ICS",
    ] {
        add(ICB, alias);
    }
    for (code, name, others) in PLACES {
        add(code, name);
        others.iter().for_each(|other| add(code, other));
    }
    add("E06000018", "Nottingham City");
    add("E07000175", "Newark & Sherwood");
    add(COUNTY, "Nottinghamshire County");
    for area in from.lsoa11.iter().chain(from.lsoa21) {
        add(&area.msoa, &area.msoa_name);
    }
    aliases.into_iter().collect()
}

fn board(source: &Source) -> Result<Board, ReferenceError> {
    let sheet = Sheet::open(source, ICB_NAMES_FILE, &["icb22cd", "icb22_nhs", "icb22nm"])?;
    let mut found = None;
    sheet.each(|row| {
        if row.code(0, CodeKind::Icb)? == ICB {
            found = Some(Board { name: row.required(2)?.to_owned(), nhs_code: row.required(1)?.to_owned() });
        }
        Ok(())
    })?;
    found.ok_or_else(|| ReferenceError::file(ICB_NAMES_FILE, format!("{ICB} is missing; restore the published file")))
}

pub(crate) fn wards25(source: &Source) -> Result<Vec<Ward>, ReferenceError> {
    let layer = boundary::layer("ward25")?;
    let read = boundary::read(source, layer)?;
    read.into_iter()
        .map(|(ward, district)| match district {
            Some(district) if DISTRICTS.contains(&district.as_str()) => {
                Ok(Ward { code: ward.code, name: ward.name, district })
            }
            _ => Err(ReferenceError::file(layer.file, format!("ward {} is in none of the eight districts", ward.code))),
        })
        .collect()
}

/// Code, name and upper-tier code of the eight districts.
fn districts(source: &Source) -> Result<Vec<(String, String, String)>, ReferenceError> {
    let sheet = Sheet::open(source, LAD_FILE, &["ladcd", "ladnm", "utlacd"])?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        let code = row.code(0, CodeKind::District)?;
        found.insert(code, (row.required(1)?.to_owned(), row.code(2, CodeKind::Gss)?));
        Ok(())
    })?;
    if !found.keys().map(String::as_str).eq(DISTRICTS) {
        return Err(ReferenceError::file(LAD_FILE, "it must list the eight districts of the system, each once"));
    }
    Ok(found.into_iter().map(|(code, (name, upper))| (code, name, upper)).collect())
}

pub(crate) fn areas_table(rows: &[Area]) -> Table {
    TableBuilder::new("areas", rows)
        .text("area_code", "GSS code, ODS code for practices and networks, or place code", |r| &r.area_code)
        .text("area_name", "Name; for MSOAs the House of Commons Library's", |r| &r.area_name)
        .text("area_type", "country, region, icb, county, district, place, ward, msoa, lsoa, pcn or practice", |r| r.area_type)
        .text("family", "residence (where people live) or registration (the practice they are registered with); the two are never crossed", |r| r.family)
        .text("edition", "Year of the boundaries or of the list", |r| r.edition)
        .text_or_null("parent_code", "The area it lies in, one step up; other memberships are in area_members", |r| r.parent_code.as_deref())
        .build()
}

pub(crate) fn aliases_table(rows: &[AreaAlias]) -> Table {
    TableBuilder::new("area_aliases", rows)
        .text("area_code", "The area", |r| &r.area_code)
        .text("alias", "Another name or code people use for it", |r| &r.alias)
        .build()
}
