//! What public sources say of the people of each area, gathered from its small areas.

use crate::error::AppError;
use crate::site_areas::EnglandAges;
use commonweal_model::AgeBand;
use commonweal_reference::{ENGLAND, ICB, Reference};
use std::collections::BTreeMap;

/// Five ethnic groups of the census, by small area.
const ETHNIC_TOPIC: &str = "ethnic_group_5";
/// Youngest age of the open band of the ages shown.
const OLDEST: u16 = 90;
/// Stages of life that both the estimates and the census can be counted by: the youngest age of each.
const STAGES: [u16; 6] = [0, 16, 25, 35, 50, 65];
/// Classes of 2011 that are rural begin with one of these letters: town and fringe, village and dispersed.
const RURAL: [char; 2] = ['D', 'E'];

/// What is gathered of an area.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) people: i64,
    pub(crate) ages: BTreeMap<AgeBand, i64>,
    pub(crate) stages: BTreeMap<AgeBand, i64>,
    pub(crate) tenths: [i64; 10],
    pub(crate) ethnic_groups: BTreeMap<String, i64>,
    /// People in small areas that are rural, and in those with a class.
    rural: (i64, i64),
}

impl Facts {
    /// Share of people in each tenth of England, most deprived first.
    pub(crate) fn shares_by_tenth(&self) -> Option<[f64; 10]> {
        let total: i64 = self.tenths.iter().sum();
        (total > 0).then(|| self.tenths.map(|people| people as f64 / total as f64))
    }

    /// Share of people in rural small areas; none where no small area has a class.
    pub(crate) fn rural_share(&self) -> Option<f64> {
        let (rural, classed) = self.rural;
        (classed > 0).then(|| rural as f64 / classed as f64)
    }

    fn add_class(&mut self, is_rural: Option<bool>, people: i64) {
        if let Some(is_rural) = is_rural {
            self.rural.0 += if is_rural { people } else { 0 };
            self.rural.1 += people;
        }
    }
}

fn band_of(age: i64) -> AgeBand {
    let from = u16::try_from(age.clamp(0, i64::from(OLDEST)) / 5 * 5).expect("ages are small");
    AgeBand { from, to: (from < OLDEST).then_some(from + 4) }
}

fn stage_of(age: i64) -> AgeBand {
    let at = STAGES.iter().rposition(|from| i64::from(*from) <= age).unwrap_or(0);
    AgeBand { from: STAGES[at], to: STAGES.get(at + 1).map(|next| next - 1) }
}

/// What is known of one small area of 2011.
struct SmallArea<'r> {
    areas: Vec<&'r str>,
    tenth: usize,
    is_rural: Option<bool>,
}

/// Residents of every area, summed from small areas: estimates for mid-2020 by LSOA of 2011 for
/// the whole area, places and districts; Census 2021 by LSOA of 2021 for neighbourhoods.
pub(crate) fn residents(reference: &Reference) -> Result<BTreeMap<String, Facts>, AppError> {
    let mut facts: BTreeMap<String, Facts> = BTreeMap::new();
    let mut of_2011: BTreeMap<&str, SmallArea<'_>> = BTreeMap::new();
    for lsoa in reference.lsoa11()?.iter().filter(|l| l.place.is_some()) {
        let small = SmallArea {
            areas: [Some(ICB), lsoa.place, Some(lsoa.lad_code.as_str())].into_iter().flatten().collect(),
            tenth: usize::try_from(lsoa.imd19_decile - 1).expect("deciles start at 1"),
            is_rural: lsoa.rural_urban.as_ref().map(|class| class.starts_with(RURAL)),
        };
        of_2011.insert(&lsoa.lsoa11, small);
    }
    for row in
        reference.populations()?.iter().filter(|r| r.basis == "original" && r.edition == "2011" && r.age_to != Some(-1))
    {
        let Some(small) = of_2011.get(row.area_code.as_str()) else { continue };
        let all_ages = row.age_from == 0 && row.age_to.is_none();
        for area in &small.areas {
            let facts = facts.entry((*area).to_owned()).or_default();
            if all_ages {
                facts.people += row.people;
                facts.tenths[small.tenth] += row.people;
                facts.add_class(small.is_rural, row.people);
            } else {
                *facts.ages.entry(band_of(row.age_from)).or_default() += row.people;
                *facts.stages.entry(stage_of(row.age_from)).or_default() += row.people;
            }
        }
    }
    add_census(reference, &of_2011, &mut facts)?;
    Ok(facts)
}

/// Census 2021 counts: ethnic groups of every area, and the people of neighbourhoods with their ages. A small area
/// of 2021 that was made from one of 2011 has that one's place among the tenths of IMD 2019, and its class.
fn add_census(
    reference: &Reference,
    of_2011: &BTreeMap<&str, SmallArea<'_>>,
    facts: &mut BTreeMap<String, Facts>,
) -> Result<(), AppError> {
    let mut made_from: BTreeMap<&str, &SmallArea<'_>> = BTreeMap::new();
    for change in reference.area_members()? {
        if change.area_type == "lsoa" && change.member_type == "lsoa" {
            let pair = [(&change.area_code, &change.member_code), (&change.member_code, &change.area_code)];
            for (old, new) in pair {
                if let Some(small) = of_2011.get(old.as_str()) {
                    made_from.entry(new).or_insert(small);
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
            let code = row.area_code.as_str();
            if let Some(small) = of_2011.get(code).or_else(|| made_from.get(code).copied()) {
                facts.tenths[small.tenth] += row.number;
                facts.add_class(small.is_rural, row.number);
            }
        }
    }
    for row in reference.populations()?.iter().filter(|r| r.basis == "census" && r.area_type == "lsoa") {
        let msoa = lsoas.get(row.area_code.as_str()).and_then(|lsoa| lsoa.msoa21.as_ref());
        let is_total = row.age_from == 0 && row.age_to.is_none();
        if let Some(msoa) = msoa.filter(|_| !is_total) {
            *facts.entry(msoa.clone()).or_default().stages.entry(stage_of(row.age_from)).or_default() += row.people;
        }
    }
    Ok(())
}

/// People of England by single year of age, mid-2020; the last year holds everybody older.
pub(crate) fn england(reference: &Reference) -> Result<EnglandAges, AppError> {
    let mut ages: BTreeMap<u16, i64> = BTreeMap::new();
    let rows = reference.populations()?.iter().filter(|r| {
        r.area_code == ENGLAND
            && r.period == "2020-06-30/P1D"
            && r.sex != "persons"
            && !(r.age_from == 0 && r.age_to.is_none())
    });
    for row in rows {
        *ages.entry(u16::try_from(row.age_from).expect("ages are small")).or_default() += row.people;
    }
    Ok(ages.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_age_has_one_stage_of_life_and_one_band() {
        for (age, stage, band) in [
            (0, "0-15", "0-4"),
            (15, "0-15", "15-19"),
            (16, "16-24", "15-19"),
            (64, "50-64", "60-64"),
            (65, "65+", "65-69"),
            (104, "65+", "90+"),
        ] {
            assert_eq!((stage_of(age).to_string().as_str(), band_of(age).to_string().as_str()), (stage, band), "{age}");
        }
    }
}
