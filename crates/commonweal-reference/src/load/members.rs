//! Which areas lie in which: exactly, or as the nearest fit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::codes::{COUNTY, CodeKind, DISTRICTS, EAST_MIDLANDS, ENGLAND, ICB, PLACES};
use crate::error::ReferenceError;
use crate::load::areas::{Area, AreaSources};
use crate::load::local::LocalLsoa;
use crate::load::practices::{EARLIER_LIST_ON, LATEST_LIST_ON};
use crate::sheet::Sheet;
use crate::source::Source;
use crate::table::{Table, TableBuilder};

const CHANGES_FILE: &str = "geography/geo_lsoa11_lsoa21_notts.csv.gz";

/// One area inside another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AreaMember {
    /// The larger area.
    pub area_code: String,
    /// The smaller area.
    pub member_code: String,
    /// Area type of the smaller area.
    pub member_type: &'static str,
    /// `exact`, or `best_fit` where whole areas are put on one side of a line that divides them.
    pub fit: &'static str,
    /// Area type of the larger area.
    pub area_type: &'static str,
    /// Edition of the larger area.
    pub area_edition: &'static str,
    /// Edition of the smaller area.
    pub member_edition: &'static str,
    /// First day known, for networks and practices.
    pub valid_from: Option<Date>,
    /// The day from which it no longer held (end exclusive).
    pub valid_to: Option<Date>,
}

/// An area type with its edition.
type Kind = (&'static str, &'static str);

struct Members(BTreeSet<AreaMember>);

impl Members {
    fn add(&mut self, area: (&str, Kind), member: (&str, Kind), fit: &'static str) {
        self.add_dated(area, member, fit, (None, None));
    }

    fn add_dated(
        &mut self,
        (area_code, (area_type, area_edition)): (&str, Kind),
        (member_code, (member_type, member_edition)): (&str, Kind),
        fit: &'static str,
        (valid_from, valid_to): (Option<Date>, Option<Date>),
    ) {
        self.0.insert(AreaMember {
            area_code: area_code.to_owned(),
            member_code: member_code.to_owned(),
            member_type,
            fit,
            area_type,
            area_edition,
            member_edition,
            valid_from,
            valid_to,
        });
    }
}

const EXACT: &str = "exact";
const BEST_FIT: &str = "best_fit";
const PLACE: Kind = ("place", "2022");
const DISTRICT: Kind = ("district", "2022");

pub(crate) fn members(
    source: &Source,
    from: &AreaSources<'_>,
    areas: &[Area],
) -> Result<Vec<AreaMember>, ReferenceError> {
    let mut members = Members(BTreeSet::new());
    upper_areas(&mut members);
    small_areas(&mut members, from.lsoa11, "2011");
    small_areas(&mut members, from.lsoa21, "2021");
    for ward in from.wards25 {
        members.add((&ward.district, DISTRICT), (&ward.code, ("ward", "2025")), EXACT);
    }
    changes(&mut members, source)?;
    networks(&mut members, from, areas);
    let members: Vec<AreaMember> = members.0.into_iter().collect();
    all_exist(&members, areas)?;
    Ok(members)
}

fn upper_areas(members: &mut Members) {
    members.add((ENGLAND, ("country", "2022")), (EAST_MIDLANDS, ("region", "2022")), EXACT);
    members.add((EAST_MIDLANDS, ("region", "2022")), (COUNTY, ("county", "2022")), EXACT);
    members.add((EAST_MIDLANDS, ("region", "2022")), (DISTRICTS[0], DISTRICT), EXACT);
    for district in DISTRICTS {
        members.add((ICB, ("icb", "2022")), (district, DISTRICT), EXACT);
        if district.starts_with("E07") {
            members.add((COUNTY, ("county", "2022")), (district, DISTRICT), EXACT);
        }
    }
    for (place, ..) in PLACES {
        members.add((ICB, ("icb", "2022")), (place, PLACE), EXACT);
    }
}

fn small_areas(members: &mut Members, lsoas: &[LocalLsoa], edition: &'static str) {
    let (lsoa_kind, msoa_kind) = (("lsoa", edition), ("msoa", edition));
    let mut district_places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for area in lsoas {
        let (lsoa, msoa) = ((area.lsoa.as_str(), lsoa_kind), (area.msoa.as_str(), msoa_kind));
        let lad = (area.lad.as_str(), DISTRICT);
        members.add(msoa, lsoa, EXACT);
        members.add(lad, lsoa, EXACT);
        members.add(lad, msoa, EXACT);
        for (place, fit) in [(area.place, EXACT), (area.place_bestfit, BEST_FIT)] {
            members.add((place, PLACE), lsoa, fit);
            members.add((place, PLACE), msoa, fit);
        }
        members.add((area.place_bestfit, PLACE), lad, BEST_FIT);
        if let Some((code, _)) = &area.ward {
            let ward = (code.as_str(), ("ward", "2024"));
            members.add(ward, lsoa, BEST_FIT);
            members.add(lad, ward, EXACT);
            members.add((area.place, PLACE), ward, BEST_FIT);
        }
        district_places.entry(&area.lad).or_default().insert(area.place);
    }
    for (district, places) in district_places {
        if let [place] = places.into_iter().collect::<Vec<_>>()[..] {
            members.add((place, PLACE), (district, DISTRICT), EXACT);
        }
    }
}

/// Small areas of 2011 to those of 2021: unchanged (U), split (S) or merged (M).
fn changes(members: &mut Members, source: &Source) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, CHANGES_FILE, &["lsoa11cd", "lsoa21cd", "change_code"])?;
    sheet.each(|row| {
        let (old, new) = (row.code(0, CodeKind::Lsoa)?, row.code(1, CodeKind::Lsoa)?);
        let (old, new) = ((old.as_str(), ("lsoa", "2011")), (new.as_str(), ("lsoa", "2021")));
        match row.required(2)? {
            "U" | "M" => members.add(new, old, EXACT),
            "S" => members.add(old, new, EXACT),
            other => return Err(row.fault(2, format!("`{other}` is not U, S or M"))),
        }
        Ok(())
    })?;
    Ok(())
}

fn networks(members: &mut Members, from: &AreaSources<'_>, areas: &[Area]) {
    let editions: BTreeMap<&str, &'static str> = areas
        .iter()
        .filter(|area| area.area_type == "pcn" || area.area_type == "practice")
        .map(|area| (area.area_code.as_str(), area.edition))
        .collect();
    let edition = |code: &str| editions.get(code).copied().unwrap_or("2025");
    let (icb, place) = (("icb", "2025"), ("place", "2025"));
    for (code, ..) in PLACES {
        members.add((ICB, icb), (code, place), EXACT);
    }
    for membership in &from.practices.memberships {
        let pcn = (membership.pcn.as_str(), ("pcn", edition(&membership.pcn)));
        let practice = (membership.practice.as_str(), ("practice", edition(&membership.practice)));
        members.add_dated(pcn, practice, EXACT, (Some(membership.from), membership.to));
    }
    for pcn in &from.practices.pcns {
        let mut known = from.practices.memberships.iter().filter(|m| m.pcn == pcn.code).peekable();
        if known.peek().is_none() {
            continue;
        }
        let since = known.clone().map(|m| m.from).min();
        let ended = known.all(|m| m.to.is_some()).then_some(LATEST_LIST_ON);
        let member = (pcn.code.as_str(), ("pcn", edition(&pcn.code)));
        members.add_dated((pcn.place, place), member, EXACT, (since, ended));
    }
    for practice in &from.practices.practices {
        let member = (practice.practice_code.as_str(), ("practice", edition(&practice.practice_code)));
        let since = if practice.valid_to.is_some() { EARLIER_LIST_ON } else { LATEST_LIST_ON };
        let dates = (practice.valid_from.or(Some(since)), practice.valid_to);
        members.add_dated((ICB, icb), member, EXACT, dates);
        if let Some(code) = practice.place {
            members.add_dated((code, place), member, EXACT, dates);
        }
    }
}

fn all_exist(members: &[AreaMember], areas: &[Area]) -> Result<(), ReferenceError> {
    let known: BTreeSet<(&str, &str, &str)> =
        areas.iter().map(|area| (area.area_code.as_str(), area.area_type, area.edition)).collect();
    for member in members {
        let ends = [
            (member.area_code.as_str(), member.area_type, member.area_edition),
            (member.member_code.as_str(), member.member_type, member.member_edition),
        ];
        for (code, area_type, edition) in ends {
            if !known.contains(&(code, area_type, edition)) {
                let rule =
                    format!("{area_type} {code} of {edition} is a member and not an area; editions must not be mixed");
                return Err(ReferenceError::file("geography", rule));
            }
        }
    }
    Ok(())
}

pub(crate) fn table(rows: &[AreaMember]) -> Table {
    TableBuilder::new("area_members", rows)
        .text("area_code", "The larger area", |r| &r.area_code)
        .text("member_code", "The smaller area. For small areas that changed between 2011 and 2021 the larger of the two is area_code", |r| &r.member_code)
        .text("member_type", "Area type of the smaller area", |r| r.member_type)
        .date_or_null("valid_from", "First day known: for a network's practices the day of the list that first shows it (1 January 2022 or 1 October 2025); null for census and administrative areas", |r| r.valid_from)
        .date_or_null("valid_to", "Day of the list that no longer shows it, end exclusive; null while it holds", |r| r.valid_to)
        .text("fit", "exact, or best_fit: whole districts in places (Hucknall in Mid Nottinghamshire), small areas in wards", |r| r.fit)
        .text("area_type", "Area type of the larger area", |r| r.area_type)
        .text("area_edition", "Edition of the larger area", |r| r.area_edition)
        .text("member_edition", "Edition of the smaller area", |r| r.member_edition)
        .build()
}
