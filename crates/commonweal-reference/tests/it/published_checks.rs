//! The counts and shares that planning documents quote, found again in the tables.

use commonweal_reference::{Lsoa11, Lsoa21, MID, Reference, SOUTH};

fn share(areas: &[&Lsoa11], people: impl Fn(&Lsoa11) -> i64) -> f64 {
    let all: i64 = areas.iter().map(|a| people(a)).sum();
    let deprived: i64 = areas.iter().filter(|a| a.imd19_decile <= 2).map(|a| people(a)).sum();
    (deprived as f64 / all as f64 * 1000.0).round() / 10.0
}

fn in_deciles(areas: &[&Lsoa11], deciles: i64) -> usize {
    areas.iter().filter(|a| a.imd19_decile <= deciles).count()
}

fn where_(keep: impl Fn(&Lsoa11) -> bool) -> Vec<Lsoa11> {
    Reference::embedded().lsoa11().unwrap().iter().filter(|a| keep(a)).cloned().collect()
}

#[test]
fn everything_loads_without_a_fault() {
    assert_eq!(Reference::embedded().check(), []);
}

#[test]
fn england_has_its_small_areas_of_2011_and_2021() {
    assert_eq!(Reference::embedded().lsoa11().unwrap().len(), 32_844);
    assert_eq!(Reference::embedded().lsoa21().unwrap().len(), 33_755);
}

#[test]
fn nottingham_has_56_of_182_small_areas_in_the_most_deprived_tenth_and_104_in_the_fifth() {
    let city = where_(|a| a.lad_code == "E06000018");
    let city: Vec<&Lsoa11> = city.iter().collect();
    assert_eq!((city.len(), in_deciles(&city, 1), in_deciles(&city, 2)), (182, 56, 104));
}

#[test]
fn the_county_has_31_of_497_in_the_most_deprived_tenth_and_79_in_the_fifth() {
    let county = where_(|a| a.icb_code == "E54000060" && a.lad_code.starts_with("E07"));
    let county: Vec<&Lsoa11> = county.iter().collect();
    assert_eq!((county.len(), in_deciles(&county, 1), in_deciles(&county, 2)), (497, 31, 79));
}

#[test]
fn mid_nottinghamshire_by_whole_districts_has_211_small_areas_and_58_in_the_most_deprived_fifth() {
    let mid = where_(|a| a.place_bestfit == Some(MID));
    let mid: Vec<&Lsoa11> = mid.iter().collect();
    assert_eq!((mid.len(), in_deciles(&mid, 2)), (211, 58));
    assert_eq!(share(&mid, |a| a.population_mid2015), 27.0);
    assert_eq!(share(&mid, |a| a.population_mid2020), 27.1);
}

#[test]
fn without_hucknall_mid_nottinghamshire_has_191_and_south_236() {
    let mid = where_(|a| a.place == Some(MID));
    let mid: Vec<&Lsoa11> = mid.iter().collect();
    assert_eq!((mid.len(), in_deciles(&mid, 1), in_deciles(&mid, 2)), (191, 23, 54));
    let south = where_(|a| a.place == Some(SOUTH));
    let south: Vec<&Lsoa11> = south.iter().collect();
    assert_eq!((south.len(), in_deciles(&south, 1), in_deciles(&south, 2)), (236, 3, 10));
    let hucknall = where_(|a| a.place != a.place_bestfit);
    assert_eq!(hucknall.len(), 20);
    assert!(
        hucknall.iter().all(|a| a.lad_name == "Ashfield" && a.place == Some(SOUTH) && a.place_bestfit == Some(MID))
    );
}

#[test]
fn the_share_of_people_in_the_most_deprived_fifth_agrees_by_district() {
    for (lad, expected) in [("E07000170", 26.9), ("E07000174", 41.0), ("E07000175", 14.6)] {
        let district = where_(|a| a.lad_code == lad);
        let district: Vec<&Lsoa11> = district.iter().collect();
        assert_eq!(share(&district, |a| a.population_mid2015), expected, "{lad}");
    }
}

#[test]
fn the_system_has_1_170_475_people_in_679_small_areas() {
    let system = where_(|a| a.place.is_some());
    assert_eq!(system.len(), 679);
    assert_eq!(system.iter().map(|a| a.population_mid2020).sum::<i64>(), 1_170_475);
    assert!(system.iter().all(|a| a.icb_code == "E54000060" && a.msoa11.is_some()));
    assert_eq!(where_(|a| a.icb_code == "E54000060").len(), 679);
}

#[test]
fn nottingham_has_96_of_179_in_the_most_deprived_fifth_of_2025() {
    let reference = Reference::embedded();
    let city: Vec<&Lsoa21> = reference.lsoa21().unwrap().iter().filter(|a| a.lad_code == "E06000018").collect();
    let in_deciles = |deciles| city.iter().filter(|a| a.imd25_decile <= deciles).count();
    assert_eq!((city.len(), in_deciles(1), in_deciles(2)), (179, 55, 96));
    assert!(city.iter().all(|a| a.icb_code.as_deref() == Some("E54000060")));
}
