//! People live where, are as old and of the groups that published counts say.

mod deaths;
mod households;
mod practices;

use super::{Place, Reader};
use crate::day::Calendar;
use crate::ethnicity::CATEGORIES;
use crate::inputs::{AGES, PopulationInputs};
use crate::life::Life;
use commonweal_model::EthnicGroup;
use commonweal_reference::Reference;
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const PEOPLE: u64 = 120_000;

struct Made {
    inputs: PopulationInputs,
    calendar: Calendar,
    place: Place,
    lives: Vec<Life>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| make(PEOPLE, 1))
}

fn make(people: u64, seed: u64) -> Made {
    let as_of = date(2026, 9, 30);
    let inputs = PopulationInputs::gather(&Reference::embedded()).expect("the reference data is sound");
    let calendar = Calendar::new(as_of);
    let place = Place::new(&inputs, &calendar, people, seed).expect("there are people");
    let mut reader = Reader::default();
    let before = std::time::Instant::now();
    let lives: Vec<Life> = (0..people).map(|index| reader.life(&place, index)).collect();
    eprintln!("{people} lives in {:?}", before.elapsed());
    // A fifth of a second on an idle machine.
    assert!(before.elapsed() < std::time::Duration::from_secs(20));
    Made { inputs, calendar, place, lives }
}

fn residents() -> impl Iterator<Item = &'static Life> + Clone {
    made().lives.iter().filter(|life| life.died.is_none() && life.left.is_none())
}

fn age(life: &Life) -> usize {
    usize::try_from(made().calendar.age(life.born, made().calendar.as_of)).unwrap()
}

fn at(life: &Life) -> &'static crate::inputs::Neighbourhood {
    &made().inputs.neighbourhoods[life.home(made().calendar.as_of).neighbourhood]
}

/// Counts of residents agree with published shares: within 1 % for groups of 300 and more, to two people for smaller.
#[track_caller]
fn check<K: Ord + std::fmt::Debug>(what: &str, of: impl Fn(&Life) -> K, published: &BTreeMap<K, f64>) {
    let all: f64 = published.values().sum();
    let mut found: BTreeMap<K, f64> = BTreeMap::new();
    let mut count = 0.0;
    residents().for_each(|life| {
        *found.entry(of(life)).or_insert(0.0) += 1.0;
        count += 1.0;
    });
    let (mut worst, mut at) = (0.0_f64, String::new());
    for (key, people) in published {
        let wanted = people / all * count;
        let off = (found.get(key).copied().unwrap_or(0.0) - wanted).abs();
        let allowed = if wanted >= 300.0 { 0.01 * wanted } else { 3.0 };
        if off / allowed > worst {
            worst = off / allowed;
            at = format!("{key:?}: {off:.1} of {wanted:.1}");
        }
    }
    eprintln!("{what}: at most {worst:.2} of what is allowed ({at}), {} cells", published.len());
    assert!(worst <= 1.0, "{what}: {at}");
    assert!(found.keys().all(|key| published.contains_key(key)), "{what}: no cell that is not published");
}

/// Published people by whatever they are asked by: age and sex.
fn people<K: Ord>(of: impl Fn(&crate::inputs::Neighbourhood, usize, bool) -> K) -> BTreeMap<K, f64> {
    let inputs = &made().inputs;
    let mut found = BTreeMap::new();
    for place in &inputs.neighbourhoods {
        for age in 0..AGES {
            let women = inputs.districts[&place.district].women[age];
            for (man, share) in [(false, women), (true, 1.0 - women)] {
                *found.entry(of(place, age, man)).or_insert(0.0) += place.ages[age] * share;
            }
        }
    }
    found
}

#[test]
fn residents_are_as_old_as_published_here_and_in_each_district() {
    let band = |age: usize| age.min(90) / 5;
    check("age bands", |life| band(age(life)), &people(|_, age, _| band(age)));
    check("single years", |life| age(life).min(90), &people(|_, age, _| age));
    check(
        "age bands by district",
        |life| (at(life).district.clone(), band(age(life))),
        &people(|place, age, _| (place.district.clone(), band(age))),
    );
    check("age bands and sex", |life| (band(age(life)), life.man), &people(|_, age, man| (band(age), man)));
}

#[test]
fn residents_live_in_districts_and_fifths_of_deprivation_as_published() {
    check("districts", |life| at(life).district.clone(), &people(|place, _, _| place.district.clone()));
    check("fifths", |life| at(life).quintile, &people(|place, _, _| place.quintile));
    check(
        "fifths by district",
        |life| (at(life).district.clone(), at(life).quintile),
        &people(|place, _, _| (place.district.clone(), place.quintile)),
    );
    check("sexes", |life| life.man, &people(|_, _, man| man));
    check(
        "sexes by district",
        |life| (at(life).district.clone(), life.man),
        &people(|place, _, man| (place.district.clone(), man)),
    );
}

/// Shares of the categories in each district (Census 2021), of its people of mid-2020.
fn ethnic<K: Ord>(of: impl Fn(&str, usize) -> K) -> BTreeMap<K, f64> {
    let inputs = &made().inputs;
    let sizes = people(|place, _, _| place.district.clone());
    let mut found = BTreeMap::new();
    for (code, district) in inputs.districts.iter().filter(|(code, _)| sizes.contains_key(*code)) {
        let all: f64 = district.categories.iter().flatten().map(|(_, people)| people).sum();
        for (category, people) in district.categories.iter().flatten() {
            let cell = CATEGORIES.iter().position(|known| known == category).unwrap();
            *found.entry(of(code, cell)).or_insert(0.0) += sizes[code] * people / all;
        }
    }
    found
}

#[test]
fn residents_are_of_ethnic_groups_as_published() {
    let cell = |life: &Life| CATEGORIES.iter().position(|known| *known == life.category).unwrap();
    let five = |cell: usize| EthnicGroup::as_str(CATEGORIES[cell].census2021_group());
    check("categories", cell, &ethnic(|_, cell| cell));
    check("five groups", |life| five(cell(life)), &ethnic(|_, cell| five(cell)));
    check(
        "categories by district",
        |life| (at(life).district.clone(), cell(life)),
        &ethnic(|code, cell| (code.to_owned(), cell)),
    );
    check(
        "five groups by district",
        |life| (at(life).district.clone(), five(cell(life))),
        &ethnic(|code, cell| (code.to_owned(), five(cell))),
    );
}

#[test]
fn lives_are_without_gaps_and_in_order() {
    let as_of = made().calendar.as_of;
    for life in &made().lives {
        let end = life.died.or(life.left).unwrap_or(as_of);
        assert!(life.born <= life.came && life.came <= end && end <= as_of, "{life:?}");
        assert_eq!(life.homes.first().map(|home| home.start), Some(life.came), "{life:?}");
        assert!(
            life.homes.windows(2).all(|pair| pair[0].end == Some(pair[1].start) && pair[0].start < pair[1].start),
            "{life:?}"
        );
        assert_eq!(life.homes.last().map(|home| home.end), Some(life.left), "{life:?}");
        assert!(life.homes.iter().all(|home| home.start <= end));
        assert!(life.practices.windows(2).all(|pair| pair[0].end == Some(pair[1].start)), "{life:?}");
        assert!(
            life.practices.iter().all(|at| at.start >= life.came && at.end.is_none_or(|end| at.start < end)),
            "{life:?}"
        );
        if let Some(last) = life.practices.last() {
            assert_eq!(last.end, life.died.or(life.left), "{life:?}");
            assert!(last.start <= as_of);
        }
        assert!(life.births.is_empty() || !life.man);
    }
}

#[test]
fn numbers_are_met_exactly_whatever_they_are() {
    for people in [1, 2, 17, 100, 999, 20_000, 2_000_003, 5_000_000] {
        let inputs = &made().inputs;
        let place = Place::new(inputs, &made().calendar, people, 3).unwrap();
        let last = place.life(people - 1);
        assert_eq!(last.index, people - 1);
        let roster = place.roster(people - 1);
        assert_eq!(
            roster.first + roster.seats.len() as u64,
            people,
            "the last neighbourhood ends with the last person"
        );
    }
}

#[test]
fn lives_are_the_same_in_whatever_order_they_are_told() {
    let again = &made().place;
    for index in [5_000, 119_999, 0, 60_123, 60_122] {
        assert_eq!(again.life(index), made().lives[usize::try_from(index).unwrap()]);
    }
}
