//! What the recomputations read: small look-ups over the typed tables.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::error::ReferenceError;
use crate::load::census::CensusCount;
use crate::load::indicators::PublishedIndicator;
use crate::load::lsoa::Lsoa11;
use crate::load::members::AreaMember;
use crate::load::population::{LSOA_FILE, Population};
use crate::reference::Reference;

pub(super) struct Facts<'a> {
    pub(super) lsoa11: &'a [Lsoa11],
    populations: &'a [Population],
    indicators: &'a [PublishedIndicator],
    census: &'a [CensusCount],
    members: &'a [AreaMember],
    /// People of each single year of age, mid-2020, by small area. The last is 90 and over.
    ages: BTreeMap<&'a str, [i64; 91]>,
}

impl<'a> Facts<'a> {
    pub(super) fn gather(reference: &'a Reference) -> Result<Self, ReferenceError> {
        let populations = reference.populations()?;
        let mut ages: BTreeMap<&str, [i64; 91]> = BTreeMap::new();
        for row in populations.iter().filter(|row| row.source == LSOA_FILE) {
            let years = ages.entry(&row.area_code).or_insert([0; 91]);
            if let Some(people) = usize::try_from(row.age_from).ok().and_then(|age| years.get_mut(age)) {
                *people += row.people;
            }
        }
        Ok(Self {
            lsoa11: reference.lsoa11()?,
            populations,
            indicators: reference.published_indicators()?,
            census: reference.census2021()?,
            members: reference.area_members()?,
            ages,
        })
    }

    /// The small areas of the system that `keep` wants.
    pub(super) fn areas(&self, keep: impl Fn(&Lsoa11) -> bool) -> Vec<&'a Lsoa11> {
        self.lsoa11.iter().filter(|area| area.place.is_some() && keep(area)).collect()
    }

    /// People of these ages in these areas, mid-2020. The oldest band is open.
    pub(super) fn aged(&self, areas: &[&Lsoa11], ages: RangeInclusive<usize>) -> i64 {
        let last = (*ages.end()).min(90);
        let years = areas.iter().filter_map(|area| self.ages.get(area.lsoa11.as_str()));
        years.map(|years| years.get(*ages.start()..=last).map_or(0, |of| of.iter().sum::<i64>())).sum()
    }

    pub(super) fn indicator(
        &self,
        id: &str,
        area: &str,
        period: &str,
        sex: &str,
    ) -> Result<&PublishedIndicator, ReferenceError> {
        let found = self.indicators.iter().find(|row| {
            row.indicator_id == id
                && row.area_code == area
                && row.period.as_deref() == Some(period)
                && row.sex == sex
                && row.category_type.is_none()
                && row.value.is_some()
        });
        found.ok_or_else(|| {
            ReferenceError::file("indicators", format!("no value of {id} for {area} in {period}; the claims need it"))
        })
    }

    pub(super) fn value(&self, id: &str, area: &str, period: &str, sex: &str) -> Result<f64, ReferenceError> {
        self.indicator(id, area, period, sex).map(|row| row.value.unwrap_or(f64::NAN))
    }

    /// People on a QOF register and the lists they come from, all practices of the system together, in per cent.
    pub(super) fn register_percent(&self, group: &str) -> f64 {
        let id = format!("qof-prevalence-{group}");
        let practices = self.indicators.iter().filter(|row| row.indicator_id == id && row.area_type == "practice");
        let (count, list) = practices
            .fold((0, 0), |(count, list), row| (count + row.count.unwrap_or(0), list + row.denominator.unwrap_or(0)));
        percent(count, list)
    }

    /// Share of a district's people outside the census categories that begin with `category`, in per cent.
    pub(super) fn outside_ethnic_group(&self, district: &str, category: &str) -> f64 {
        let rows = self.census.iter().filter(|row| row.topic == "ethnic_group_19" && row.area_code == district);
        let (outside, all) = rows.fold((0, 0), |(outside, all), row| {
            (outside + if row.category.starts_with(category) { 0 } else { row.number }, all + row.number)
        });
        percent(outside, all)
    }

    /// Share of the system's people aged 65 and over, Census 2021, in per cent.
    pub(super) fn census_65_and_over(&self) -> f64 {
        let rows = self.populations.iter().filter(|row| row.basis == "census");
        let (older, all) = rows.fold((0, 0), |(older, all), row| {
            (older + if row.age_from >= 65 { row.people } else { 0 }, all + row.people)
        });
        percent(older, all)
    }

    /// Networks with a practice on this day.
    pub(super) fn networks_on(&self, day: Date) -> usize {
        let on = |row: &&AreaMember| {
            row.valid_from.is_some_and(|from| from <= day) && row.valid_to.is_none_or(|to| day < to)
        };
        let networks = self.members.iter().filter(|row| row.area_type == "pcn").filter(on);
        networks.map(|row| row.area_code.as_str()).collect::<BTreeSet<_>>().len()
    }

    /// Position of a district among England's of 2019 by average score (mid-2015 people as weights), from one end of
    /// the list, as a share of all districts in per cent.
    pub(super) fn district_position(&self, district: &str, from: End) -> f64 {
        let mut totals: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for area in self.lsoa11 {
            let (score, people) = totals.entry(&area.lad19_code).or_default();
            *score += area.imd19_score * area.population_mid2015 as f64;
            *people += area.population_mid2015 as f64;
        }
        let average = |code: &str| totals.get(code).map_or(f64::NAN, |(score, people)| score / people);
        let own = average(district);
        let ahead = totals.keys().filter(|code| match from {
            End::MostDeprived => average(code) > own,
            End::LeastDeprived => average(code) < own,
        });
        percent(ahead.count() as i64 + 1, totals.len() as i64)
    }
}

/// The end of a list of districts that a position counts from.
#[derive(Clone, Copy)]
pub(super) enum End {
    MostDeprived,
    LeastDeprived,
}

pub(super) fn percent(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64 * 100.0
}
