//! Areas, their families and what lies in what.

use std::collections::BTreeSet;

use commonweal_reference::{AreaMember, COUNTY, ICB, MID, REGISTRATION, RESIDENCE, Reference, SOUTH};

fn count(area_type: &str, edition: &str) -> usize {
    let reference = Reference::embedded();
    let areas = reference.areas().unwrap().iter();
    areas.filter(|a| a.area_type == area_type && a.edition == edition && a.family == RESIDENCE).count()
}

fn members(keep: impl Fn(&&AreaMember) -> bool) -> Vec<AreaMember> {
    Reference::embedded().area_members().unwrap().iter().filter(keep).cloned().collect()
}

#[test]
fn the_system_has_its_areas_of_each_edition() {
    assert_eq!((count("district", "2022"), count("place", "2022"), count("icb", "2022")), (8, 4, 1));
    assert_eq!((count("lsoa", "2011"), count("msoa", "2011")), (679, 138));
    assert_eq!((count("lsoa", "2021"), count("msoa", "2021")), (684, 137));
    assert_eq!((count("ward", "2024"), count("ward", "2025")), (187, 188));
}

#[test]
fn a_code_appears_once_for_each_family_and_edition() {
    let reference = Reference::embedded();
    let areas = reference.areas().unwrap();
    let keys: BTreeSet<_> = areas.iter().map(|a| (&a.area_code, a.family, a.edition)).collect();
    assert_eq!(keys.len(), areas.len());
}

#[test]
fn every_parent_is_an_area_of_the_same_family() {
    let reference = Reference::embedded();
    let areas = reference.areas().unwrap();
    let known: BTreeSet<_> = areas.iter().map(|a| (a.area_code.as_str(), a.family)).collect();
    for area in areas {
        let parent = area.parent_code.as_deref();
        assert!(parent.is_none_or(|parent| known.contains(&(parent, area.family))), "{area:?}");
        assert_eq!(parent.is_none(), area.area_type == "country", "{area:?}");
    }
}

#[test]
fn msoas_carry_the_names_people_know_and_keep_the_others_as_aliases() {
    let reference = Reference::embedded();
    let hyson_green = reference.areas().unwrap().iter().find(|a| a.area_name == "Hyson Green").unwrap();
    let aliases: Vec<&str> = reference
        .area_aliases()
        .unwrap()
        .iter()
        .filter(|a| a.area_code == hyson_green.area_code)
        .map(|a| a.alias.as_str())
        .collect();
    assert_eq!(aliases, ["Nottingham 018"]);
    assert!(reference.area_aliases().unwrap().iter().any(|a| a.area_code == ICB && a.alias == "QT1"));
}

#[test]
fn hucknall_is_exactly_in_south_and_by_best_fit_in_mid() {
    let ashfield = |fit: &str| members(|m| m.member_code == "E07000170" && m.area_type == "place" && m.fit == fit);
    assert_eq!(ashfield("exact"), []);
    assert_eq!(ashfield("best_fit")[0].area_code, MID);
    let lsoas = |place: &str, fit: &str| {
        members(|m| m.area_code == place && m.member_type == "lsoa" && m.member_edition == "2011" && m.fit == fit).len()
    };
    assert_eq!((lsoas(MID, "exact"), lsoas(MID, "best_fit")), (191, 211));
    assert_eq!((lsoas(SOUTH, "exact"), lsoas(SOUTH, "best_fit")), (236, 216));
    assert_eq!(members(|m| m.area_code == COUNTY).len(), 7);
}

#[test]
fn every_network_has_a_place_and_there_were_23_in_january_2022() {
    let on =
        |m: &&AreaMember, day| m.valid_from.is_some_and(|from| from <= day) && m.valid_to.is_none_or(|to| day < to);
    let networks = |day| members(|m| m.member_type == "pcn" && m.area_type == "place" && on(m, day));
    let then = networks(commonweal_reference::EARLIER_LIST_ON);
    assert_eq!(then.len(), 23);
    let in_place = |place: &str| then.iter().filter(|m| m.area_code == place).count();
    assert_eq!(["QT1-CITY", "QT1-SOUTH", "QT1-MID", "QT1-BASSETLAW"].map(in_place), [8, 6, 6, 3]);
    assert_eq!(networks(commonweal_reference::LATEST_LIST_ON).len(), 24);
}

#[test]
fn practices_keep_their_history() {
    let reference = Reference::embedded();
    let practices = reference.practices().unwrap();
    assert_eq!(practices.len(), 137);
    assert_eq!(practices.iter().filter(|p| p.valid_to.is_none()).count(), 128);
    let without_place: Vec<&str> =
        practices.iter().filter(|p| p.place.is_none()).map(|p| p.practice_code.as_str()).collect();
    assert_eq!(without_place, ["C84647", "C84720"]);
    let moved = members(|m| m.member_code == "C84136" && m.area_type == "pcn");
    let networks: Vec<(&str, bool)> = moved.iter().map(|m| (m.area_code.as_str(), m.valid_to.is_none())).collect();
    assert_eq!(networks, [("U78528", true), ("U94342", false)]);
}

#[test]
fn practices_and_networks_are_only_in_the_registration_family() {
    for area in Reference::embedded().areas().unwrap() {
        let by_practice = area.area_type == "pcn" || area.area_type == "practice";
        assert!(!by_practice || area.family == REGISTRATION, "{area:?}");
    }
}

#[test]
fn each_layer_draws_the_areas_of_its_edition() {
    let reference = Reference::embedded();
    for (layer, area_type, edition) in [
        ("icb", "icb", "2022"),
        ("lad", "district", "2022"),
        ("lsoa11", "lsoa", "2011"),
        ("lsoa21", "lsoa", "2021"),
        ("msoa11", "msoa", "2011"),
        ("msoa21", "msoa", "2021"),
        ("ward25", "ward", "2025"),
    ] {
        let drawn: Vec<String> = reference.boundaries(layer).unwrap().into_iter().map(|b| b.code).collect();
        let areas = reference.areas().unwrap().iter();
        let known: Vec<String> = areas
            .filter(|a| a.area_type == area_type && a.edition == edition && a.family == RESIDENCE)
            .map(|a| a.area_code.clone())
            .collect();
        assert_eq!(drawn, known, "{layer}");
    }
}
