//! Which organisations people go to, by the district they live in.

use crate::random::Chance;

/// Nottingham University Hospitals NHS Trust.
const NUH: &str = "RX1";
/// Sherwood Forest Hospitals NHS Foundation Trust.
const SHERWOOD_FOREST: &str = "RK5";
/// Doncaster and Bassetlaw Teaching Hospitals NHS Foundation Trust.
const DONCASTER_AND_BASSETLAW: &str = "RP5";
/// Nottinghamshire Healthcare NHS Foundation Trust: mental health, and community care outside the City.
pub(super) const NOTTINGHAMSHIRE_HEALTHCARE: &str = "RHA";
/// Nottingham CityCare Partnership.
const CITYCARE: &str = "NR3";

const NOTTINGHAM: &str = "E06000018";

/// The share of people who go to the hospital of their own district; the rest go to Nottingham's (judgement; the
/// trusts' catchments are in the flows from trust to board of 2022, without districts).
const OWN_HOSPITAL: f64 = 0.82;

/// A hospital trust, for people of a district.
pub(super) fn hospital(district: &str, chance: &mut Chance) -> &'static str {
    let own = match district {
        // Bassetlaw; Ashfield, Mansfield, Newark and Sherwood.
        "E07000171" => DONCASTER_AND_BASSETLAW,
        "E07000170" | "E07000174" | "E07000175" => SHERWOOD_FOREST,
        _ => return NUH,
    };
    if chance.happens(OWN_HOSPITAL) { own } else { NUH }
}

/// The provider of community care.
pub(super) fn community(district: &str) -> &'static str {
    if district == NOTTINGHAM { CITYCARE } else { NOTTINGHAMSHIRE_HEALTHCARE }
}

/// The council that pays for social care.
pub(super) fn council(district: &str) -> &'static str {
    if district == NOTTINGHAM { NOTTINGHAM } else { "E10000024" }
}
