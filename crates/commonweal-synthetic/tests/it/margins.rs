//! People are where published counts say, as old, and of the same groups.

use crate::{AS_OF, everybody};
use commonweal_model::{EthnicCategory, EthnicGroup, ImdEdition, PersonRecords, age_on, quintile_of_rank};
use commonweal_reference::{DISTRICTS, Reference};
use std::collections::BTreeMap;

/// Counts agree with expected shares: within one part in a hundred and three people.
#[track_caller]
fn check_shares<K: Ord + std::fmt::Debug>(counts: &BTreeMap<K, f64>, expected: &BTreeMap<K, f64>, slack: f64) {
    let (n, total) = (counts.values().sum::<f64>(), expected.values().sum::<f64>());
    for (key, people) in expected {
        let wanted = people / total * n;
        let found = counts.get(key).copied().unwrap_or(0.0);
        assert!((found - wanted).abs() <= 0.01 * wanted + 3.0 + slack * n, "{key:?}: {found}, expected {wanted:.1}");
    }
    assert!(counts.keys().all(|key| expected.contains_key(key)), "no cell that is not published");
}

/// Who lives here on the day.
fn residents() -> impl Iterator<Item = &'static PersonRecords> + Clone {
    let here = |person: &&PersonRecords| {
        person.patient.date_of_death.is_none() && person.addresses.last().is_some_and(|home| home.end_date.is_none())
    };
    everybody().iter().filter(here)
}

fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, f64> {
    let mut counts = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_insert(0.0) += 1.0);
    counts
}

fn mid_2020_small_areas(reference: &Reference) -> impl Iterator<Item = (&str, i64, f64)> {
    let rows = reference.populations().unwrap().iter();
    rows.filter(|r| r.area_type == "lsoa" && r.edition == "2011" && r.basis == "original")
        .filter(|r| r.age_to.is_some() || r.age_from == 90)
        .map(|r| (r.area_code.as_str(), r.age_from, r.people as f64))
}

#[test]
fn people_live_in_small_areas_and_districts_as_published() {
    let reference = Reference::embedded();
    let mut areas: BTreeMap<String, f64> = BTreeMap::new();
    mid_2020_small_areas(&reference)
        .for_each(|(area, _, people)| *areas.entry(area.to_owned()).or_insert(0.0) += people);
    let homes = || residents().map(|person| person.addresses.last().unwrap());
    check_shares(&count(homes().map(|home| home.lsoa11.clone().unwrap().into_owned())), &areas, 0.0);
    let lookup = reference.lsoa11().unwrap();
    let district =
        |code: &str| lookup[lookup.binary_search_by(|area| area.lsoa11.as_str().cmp(code)).unwrap()].lad_code.clone();
    let mut districts: BTreeMap<String, f64> = BTreeMap::new();
    areas.iter().for_each(|(area, people)| *districts.entry(district(area)).or_insert(0.0) += people);
    assert_eq!(districts.len(), DISTRICTS.len());
    check_shares(&count(homes().map(|home| district(home.lsoa11.as_deref().unwrap()))), &districts, 0.0);
}

#[test]
fn ages_are_as_published() {
    let reference = Reference::embedded();
    let mut ages: BTreeMap<i32, f64> = BTreeMap::new();
    mid_2020_small_areas(&reference).for_each(|(_, age, people)| *ages.entry(age as i32).or_insert(0.0) += people);
    let born = residents().map(|person| age_on(person.patient.date_of_birth, AS_OF).min(90));
    check_shares(&count(born), &ages, 0.0);
}

#[test]
fn fifths_of_deprivation_are_as_published() {
    let reference = Reference::embedded();
    let fifth = |rank: i64| quintile_of_rank(u32::try_from(rank).unwrap(), ImdEdition::Imd2019).unwrap().number();
    let local = reference.lsoa11().unwrap().iter().filter(|area| area.place.is_some());
    let mut fifths: BTreeMap<u8, f64> = BTreeMap::new();
    local.for_each(|area| *fifths.entry(fifth(area.imd19_rank)).or_insert(0.0) += area.population_mid2020 as f64);
    let ranks = residents().map(|person| i64::from(person.addresses.last().unwrap().imd19_rank.unwrap()));
    check_shares(&count(ranks.map(fifth)), &fifths, 0.0);
}

#[test]
fn ethnic_groups_of_those_recorded_are_near_the_census() {
    let reference = Reference::embedded();
    let mut groups: BTreeMap<EthnicGroup, f64> = BTreeMap::new();
    for row in reference.census2021().unwrap().iter().filter(|row| row.topic == "ethnic_group_5") {
        let group = match row.category.split_once([',', ' ']).map(|(first, _)| first) {
            Some("Asian") => EthnicGroup::Asian,
            Some("Black") => EthnicGroup::Black,
            Some("Mixed") => EthnicGroup::Mixed,
            Some("Other") => EthnicGroup::Other,
            _ => EthnicGroup::White,
        };
        *groups.entry(group).or_insert(0.0) += row.number as f64;
    }
    let recorded = residents().filter_map(|person| {
        let known = person.ethnicity.iter().filter(|row| row.source == "gp");
        known.filter_map(|row| row.category.parse::<EthnicCategory>().ok()).find(|category| category.is_known())
    });
    // Minority groups are recorded a little less often, and people of mid-2020 live a little elsewhere than in 2021.
    check_shares(&count(recorded.map(EthnicCategory::census2021_group)), &groups, 0.006);
}

#[test]
fn sexes_are_about_even_and_old_people_are_mostly_women() {
    let share = |from: i32| {
        let old = residents().filter(|p| age_on(p.patient.date_of_birth, AS_OF) >= from);
        let women = old.clone().filter(|p| p.patient.sex == commonweal_model::Sex::Female).count();
        women as f64 / old.count() as f64
    };
    assert!((share(0) - 0.504).abs() < 0.01, "{}", share(0));
    assert!(share(85) > 0.6, "{}", share(85));
}

#[test]
fn most_people_are_registered_in_the_place_they_live_in() {
    let reference = Reference::embedded();
    let place_of: BTreeMap<&str, Option<&str>> =
        reference.practices().unwrap().iter().map(|p| (p.practice_code.as_str(), p.place)).collect();
    let areas = reference.lsoa11().unwrap();
    let here = |code: &str| areas[areas.binary_search_by(|area| area.lsoa11.as_str().cmp(code)).unwrap()].place;
    let registered = residents().filter_map(|p| Some((p.addresses.last()?, p.registrations.last()?)));
    let same = registered
        .filter(|(home, practice)| here(home.lsoa11.as_deref().unwrap()) == place_of[&*practice.practice_code]);
    // City practices list more people than live in the city, so not everybody can be.
    let share = same.count() as f64 / residents().count() as f64;
    assert!(share > 0.75, "{share}");
}
