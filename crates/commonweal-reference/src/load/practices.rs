//! General practices of the board, the networks (PCNs) they were in, and the place of each network.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::codes::{BASSETLAW, CodeKind, place_code};
use crate::error::ReferenceError;
use crate::sheet::{Row, Sheet};
use crate::source::Source;
use crate::table::{Table, TableBuilder};

pub(crate) const LATEST_FILE: &str = "practices/gp_practices_icb_qt1_oct2025.csv";
pub(crate) const EARLIER_FILE: &str = "practices/gp_practices_nottsccg_bassetlaw_jan2022.csv";
pub(crate) const PCN_PLACE_FILE: &str = "practices/pcn_place.csv";
const ADDRESS_FILE: &str = "practices/gp_practice_address_jun2022_notts.csv";
const AGES_FILE: &str = "practices/gp_list_by_age_apr2020_notts.csv";
const LIST_FILE: &str = "practices/gp_list_size_may2022_notts.csv";

/// The day of the earlier list of practices.
pub const EARLIER_LIST_ON: Date = date(2022, 1, 1);
/// The day of the latest list of practices.
pub const LATEST_LIST_ON: Date = date(2025, 10, 1);

/// The sub-ICB location of Bassetlaw.
const BASSETLAW_SUB_ICB: &str = "02Q";

/// One general practice.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// ODS code.
    pub practice_code: String,
    /// Name, as in the latest list that has it.
    pub practice_name: String,
    /// Network it is in, or was last in; none where the list says unallocated.
    pub pcn_code: Option<String>,
    /// Name of that network.
    pub pcn_name: Option<String>,
    /// Place of that network, else Bassetlaw where its sub-ICB location is Bassetlaw's.
    pub place: Option<&'static str>,
    /// Postcode of its main site.
    pub postcode: Option<String>,
    /// Registered patients, all ages, on `list_size_on`.
    pub list_size: Option<i64>,
    /// The day of `list_size`.
    pub list_size_on: Option<Date>,
    /// Registered patients of 0 to 17, 18 to 49, 50 to 64 and 65 and over, April 2020. Not in the table.
    pub list_by_age: Option<[i64; 4]>,
    /// The day it opened, where the address file says.
    pub valid_from: Option<Date>,
    /// The day of the first list it is missing from; none where the latest list has it.
    pub valid_to: Option<Date>,
    /// The practice that took over its list. No source here states one.
    pub successor_code: Option<String>,
}

/// One primary care network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pcn {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) place: &'static str,
}

/// A practice in a network from the day of one list to the day of another (end exclusive).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PcnMembership {
    pub(crate) pcn: String,
    pub(crate) practice: String,
    pub(crate) from: Date,
    pub(crate) to: Option<Date>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Practices {
    pub(crate) practices: Vec<Practice>,
    pub(crate) pcns: Vec<Pcn>,
    pub(crate) memberships: Vec<PcnMembership>,
}

struct Listed {
    name: String,
    postcode: Option<String>,
    pcn: Option<String>,
    sub_icb: String,
}

pub(crate) fn practices(source: &Source) -> Result<Practices, ReferenceError> {
    let pcns = pcns(source)?;
    let by_code: BTreeMap<&str, &Pcn> = pcns.iter().map(|pcn| (pcn.code.as_str(), pcn)).collect();
    let earlier = listed(source, EARLIER_FILE, "ccg_code", &by_code)?;
    let latest = listed(source, LATEST_FILE, "sub_icb_location_code", &by_code)?;
    let opened = opening_dates(source)?;
    let sizes = list_sizes(source)?;
    let by_age = lists_by_age(source)?;
    let codes: std::collections::BTreeSet<&String> = earlier.keys().chain(latest.keys()).collect();
    let mut found = Vec::new();
    let mut memberships = Vec::new();
    for code in codes {
        let (now, before) = (latest.get(code), earlier.get(code));
        let Some(listed) = now.or(before) else { continue };
        let pcn = listed.pcn.as_deref().and_then(|pcn| by_code.get(pcn));
        let in_bassetlaw = (listed.sub_icb == BASSETLAW_SUB_ICB).then_some(BASSETLAW);
        let size = sizes.get(code);
        found.push(Practice {
            practice_code: code.clone(),
            practice_name: listed.name.clone(),
            pcn_code: pcn.map(|pcn| pcn.code.clone()),
            pcn_name: pcn.map(|pcn| pcn.name.clone()),
            place: pcn.map(|pcn| pcn.place).or(in_bassetlaw),
            postcode: listed.postcode.clone(),
            list_size: size.map(|(people, _)| *people),
            list_size_on: size.map(|(_, on)| *on),
            list_by_age: by_age.get(code).copied(),
            valid_from: opened.get(code).copied(),
            valid_to: now.is_none().then_some(LATEST_LIST_ON),
            successor_code: None,
        });
        let pcn_then = before.and_then(|listed| listed.pcn.clone());
        let pcn_now = now.and_then(|listed| listed.pcn.clone());
        let member = |pcn, from, to| PcnMembership { pcn, practice: code.clone(), from, to };
        match (pcn_then, pcn_now) {
            (Some(then), Some(now)) if then == now => memberships.push(member(then, EARLIER_LIST_ON, None)),
            (then, now) => {
                memberships.extend(then.map(|pcn| member(pcn, EARLIER_LIST_ON, Some(LATEST_LIST_ON))));
                memberships.extend(now.map(|pcn| member(pcn, LATEST_LIST_ON, None)));
            }
        }
    }
    Ok(Practices { practices: found, pcns, memberships })
}

fn pcns(source: &Source) -> Result<Vec<Pcn>, ReferenceError> {
    let sheet = Sheet::open(source, PCN_PLACE_FILE, &["pcn_code", "pcn_name", "place"])?;
    let mut found: BTreeMap<String, Pcn> = BTreeMap::new();
    sheet.each(|row| {
        let place = place_code(row.required(2)?).ok_or_else(|| row.fault(2, "is not one of the four place codes"))?;
        let pcn = Pcn { code: row.code(0, CodeKind::Pcn)?, name: row.required(1)?.to_owned(), place };
        if found.insert(pcn.code.clone(), pcn).is_some() {
            return Err(row.fault(0, "appears twice; a network has one place"));
        }
        Ok(())
    })?;
    Ok(found.into_values().collect())
}

fn listed(
    source: &Source,
    file: &str,
    sub_icb: &str,
    pcns: &BTreeMap<&str, &Pcn>,
) -> Result<BTreeMap<String, Listed>, ReferenceError> {
    let sheet =
        Sheet::open(source, file, &["practice_code", "practice_name", "practice_postcode", "pcn_code", sub_icb])?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        let pcn = match row.required(3)? {
            "U" => None,
            _ => Some(row.code(3, CodeKind::Pcn)?),
        };
        if let Some(unknown) = pcn.as_deref().filter(|pcn| !pcns.contains_key(*pcn)) {
            return Err(row.fault(3, format!("{unknown} has no place; add it to {PCN_PLACE_FILE}")));
        }
        let listed = Listed {
            name: row.required(1)?.to_owned(),
            postcode: row.text(2).map(str::to_owned),
            pcn,
            sub_icb: row.required(4)?.to_owned(),
        };
        if found.insert(row.code(0, CodeKind::Practice)?, listed).is_some() {
            return Err(row.fault(0, "appears twice; keep one row"));
        }
        Ok(())
    })?;
    Ok(found)
}

fn opening_dates(source: &Source) -> Result<BTreeMap<String, Date>, ReferenceError> {
    let sheet = Sheet::open(source, ADDRESS_FILE, &["practice_code", "open_date"])?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        let code = row.code(0, CodeKind::Practice)?;
        if row.text(1).is_some() {
            found.insert(code, compact_date(row, 1)?);
        }
        Ok(())
    })?;
    Ok(found)
}

fn list_sizes(source: &Source) -> Result<BTreeMap<String, (i64, Date)>, ReferenceError> {
    let sheet = Sheet::open(source, LIST_FILE, &["practice_code", "registered_patients", "extract_date"])?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        let on = match row.required(2)? {
            "01May2022" => date(2022, 5, 1),
            _ => return Err(row.fault(2, "is not 01May2022; one file holds one extract")),
        };
        found.insert(row.code(0, CodeKind::Practice)?, (row.people(1)?, on));
        Ok(())
    })?;
    Ok(found)
}

/// People by age band. The file has those of all ages and from 18, 50 and 65 on.
fn lists_by_age(source: &Source) -> Result<BTreeMap<String, [i64; 4]>, ReferenceError> {
    let wanted = ["practice_code", "total", "age_18plus", "age_50plus", "age_65plus"];
    let sheet = Sheet::open(source, AGES_FILE, &wanted)?;
    let mut found = BTreeMap::new();
    sheet.each(|row| {
        let from = |column: usize| {
            row.required(column)?;
            let people = row.real(column)?.unwrap_or(-1.0);
            if people >= 0.0 { Ok(people as i64) } else { Err(row.fault(column, "is not a number of people")) }
        };
        let [all, adults, from_50, from_65] = [from(1)?, from(2)?, from(3)?, from(4)?];
        let bands = [all - adults, adults - from_50, from_50 - from_65, from_65];
        if bands.iter().any(|people| *people < 0) {
            return Err(row.fault(1, "is less than the people of some of its ages"));
        }
        found.insert(row.code(0, CodeKind::Practice)?, bands);
        Ok(())
    })?;
    Ok(found)
}

/// A date written `19740401`.
fn compact_date(row: &Row<'_>, column: usize) -> Result<Date, ReferenceError> {
    let fault = || row.fault(column, "is not a day written YYYYMMDD");
    let number = row.required_integer(column)?;
    let year = i16::try_from(number / 10_000).map_err(|_| fault())?;
    let month = i8::try_from(number / 100 % 100).map_err(|_| fault())?;
    let day = i8::try_from(number % 100).map_err(|_| fault())?;
    Date::new(year, month, day).map_err(|_| fault())
}

pub(crate) fn table(rows: &[Practice]) -> Table {
    TableBuilder::new("practices", rows)
        .text("practice_code", "General practice, ODS code (NHS England, lists of 1 January 2022 and 1 October 2025)", |r| &r.practice_code)
        .text("practice_name", "Its name in the latest list that has it", |r| &r.practice_name)
        .text_or_null("pcn_code", "Primary care network it is in, or was last in, ODS code; null where unallocated", |r| r.pcn_code.as_deref())
        .text_or_null("pcn_name", "Name of that network", |r| r.pcn_name.as_deref())
        .text_or_null("place", "Place of that network (derived: see SOURCES.csv, practices/pcn_place.csv); Bassetlaw for unallocated practices of sub-ICB 02Q", |r| r.place)
        .text_or_null("postcode", "Postcode of the main site", |r| r.postcode.as_deref())
        .integer_or_null("list_size", "Registered patients of all ages on list_size_on", |r| r.list_size)
        .date_or_null("list_size_on", "The day of list_size", |r| r.list_size_on)
        .date_or_null("valid_from", "The day it opened (ODS, June 2022); null where not known", |r| r.valid_from)
        .date_or_null("valid_to", "The day of the first list it is missing from (the closing day itself is not published here); null while listed", |r| r.valid_to)
        .text_or_null("successor_code", "Practice that took over its list; null: no source here states one", |r| r.successor_code.as_deref())
        .build()
}
