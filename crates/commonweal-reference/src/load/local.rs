//! The two lookups of the 679 and 684 local small areas: which MSOA, ward, district and place each lies in.

use std::collections::BTreeSet;

use crate::codes::{CodeKind, DISTRICTS, ICB, place_code};
use crate::error::ReferenceError;
use crate::sheet::{Row, Sheet};
use crate::source::Source;

pub(crate) const LSOA11_FILE: &str = "geography/geo_lsoa11_lookup_notts.csv.gz";
pub(crate) const LSOA21_FILE: &str = "geography/geo_lsoa21_lookup_notts.csv.gz";

/// One local small area, of 2011 or 2021.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocalLsoa {
    pub(crate) lsoa: String,
    pub(crate) lsoa_name: String,
    pub(crate) msoa: String,
    /// The name of the Office for National Statistics, such as `Nottingham 018`.
    pub(crate) msoa_name: String,
    /// The name of the House of Commons Library, such as `Hyson Green`.
    pub(crate) msoa_known_as: String,
    pub(crate) lad: String,
    pub(crate) lad_name: String,
    /// Ward of 2024: code and name. Only the 2021 lookup names its wards.
    pub(crate) ward: Option<(String, String)>,
    pub(crate) place: &'static str,
    pub(crate) place_bestfit: &'static str,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    /// Rural-urban class of 2011, such as `B1`. Only the 2011 lookup has it.
    pub(crate) rural_urban: Option<String>,
}

const LSOA11_COLUMNS: [&str; 13] = [
    "lsoa11cd",
    "lsoa11nm",
    "msoa11cd",
    "msoa11nm",
    "msoa11hclnm",
    "lad22cd",
    "lad22nm",
    "icb22cd",
    "place_partnership",
    "place_partnership_lad_bestfit",
    "latitude",
    "longitude",
    "ruc11cd",
];

const LSOA21_COLUMNS: [&str; 14] = [
    "lsoa21cd",
    "lsoa21nm",
    "msoa21cd",
    "msoa21nm",
    "msoa21hclnm",
    "lad24cd",
    "lad24nm",
    "icb24cd",
    "place_partnership",
    "place_partnership_lad_bestfit",
    "latitude",
    "longitude",
    "wd24cd",
    "wd24nm",
];

pub(crate) fn local_lsoa11(source: &Source) -> Result<Vec<LocalLsoa>, ReferenceError> {
    read(source, LSOA11_FILE, &LSOA11_COLUMNS)
}

pub(crate) fn local_lsoa21(source: &Source) -> Result<Vec<LocalLsoa>, ReferenceError> {
    read(source, LSOA21_FILE, &LSOA21_COLUMNS)
}

fn read(source: &Source, file: &str, columns: &[&str]) -> Result<Vec<LocalLsoa>, ReferenceError> {
    let sheet = Sheet::open(source, file, columns)?;
    let mut found: Vec<LocalLsoa> = Vec::new();
    let mut seen = BTreeSet::new();
    sheet.each(|row| {
        let area = area(row, columns.len() > LSOA11_COLUMNS.len())?;
        if !seen.insert(area.lsoa.clone()) {
            return Err(row.fault(0, format!("{} appears twice; keep one row", area.lsoa)));
        }
        found.push(area);
        Ok(())
    })?;
    let districts: BTreeSet<&str> = found.iter().map(|area| area.lad.as_str()).collect();
    if districts.len() != DISTRICTS.len() {
        return Err(ReferenceError::file(
            file,
            format!("it covers {} districts, not the eight of the system", districts.len()),
        ));
    }
    found.sort_by(|a, b| a.lsoa.cmp(&b.lsoa));
    Ok(found)
}

fn area(row: &Row<'_>, with_ward: bool) -> Result<LocalLsoa, ReferenceError> {
    let lad = row.code(5, CodeKind::District)?;
    if !DISTRICTS.contains(&lad.as_str()) {
        return Err(row.fault(5, format!("{lad} is not one of the eight districts of the system")));
    }
    let icb = row.code(7, CodeKind::Icb)?;
    if icb != ICB {
        return Err(row.fault(7, format!("{icb} is not {ICB}, the board of the eight districts")));
    }
    let place = |column| {
        let name = row.required(column)?;
        place_code(name).ok_or_else(|| row.fault(column, "is not one of the four places"))
    };
    let ward = with_ward
        .then(|| Ok::<_, ReferenceError>((row.code(12, CodeKind::Ward)?, row.required(13)?.to_owned())))
        .transpose()?;
    Ok(LocalLsoa {
        lsoa: row.code(0, CodeKind::Lsoa)?,
        lsoa_name: row.required(1)?.to_owned(),
        msoa: row.code(2, CodeKind::Msoa)?,
        msoa_name: row.required(3)?.to_owned(),
        msoa_known_as: row.required(4)?.to_owned(),
        lad_name: row.required(6)?.to_owned(),
        lad,
        ward,
        place: place(8)?,
        place_bestfit: place(9)?,
        latitude: degrees(row, 10, 49.0..=56.0)?,
        longitude: degrees(row, 11, -7.0..=2.0)?,
        rural_urban: if with_ward { None } else { Some(row.required(12)?.to_owned()) },
    })
}

fn degrees(row: &Row<'_>, column: usize, england: std::ops::RangeInclusive<f64>) -> Result<f64, ReferenceError> {
    row.required(column)?;
    let value = row.real(column)?.unwrap_or(f64::NAN);
    if england.contains(&value) {
        Ok(value)
    } else {
        Err(row.fault(column, format!("{value} degrees is not in England")))
    }
}
