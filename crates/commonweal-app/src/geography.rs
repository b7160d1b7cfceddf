//! Which areas each small area and each practice is in, from the reference tables.

use crate::error::AppError;
use commonweal_engine::Geography;
use commonweal_model::{AreaCode, AreaType, Family};
use commonweal_reference::{ICB, Reference};

/// Residence by LSOA of 2021 (neighbourhood, district, place with Hucknall in South
/// Nottinghamshire, and the whole area); registration by practice (network, place and the whole).
pub(crate) fn geography(reference: &Reference) -> Result<Geography, AppError> {
    let mut geography = Geography::new();
    let mut insert = |family, key: &str, area_type, code: Option<&str>| {
        if let Some(code) = code {
            let area: AreaCode = code.parse().expect("reference codes were checked when they were read");
            geography.insert(family, key, area_type, area);
        }
    };
    for lsoa in reference.lsoa21()?.iter().filter(|l| l.icb_code.as_deref() == Some(ICB)) {
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
    Ok(geography)
}
