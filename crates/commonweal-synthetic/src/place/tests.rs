//! The place holds: people where, as old and of the groups that published counts say, in sensible households, who
//! die about when people here do.

use super::{Place, Reader};
use crate::day::{Calendar, Day, YEAR};
use crate::ethnicity::CATEGORIES;
use crate::inputs::{AGES, PopulationInputs};
use crate::life::{Household, Life};
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
fn households_make_sense() {
    let (mut homes, mut neighbourhoods): (BTreeMap<i64, Vec<&Life>>, BTreeMap<i64, usize>) = Default::default();
    for life in &made().lives {
        for home in &life.homes {
            assert_eq!(*neighbourhoods.entry(home.household_id).or_insert(home.neighbourhood), home.neighbourhood);
        }
    }
    residents().for_each(|life| homes.entry(life.home(made().calendar.as_of).household_id).or_default().push(life));
    let private: Vec<&Vec<&Life>> =
        homes.values().filter(|people| people[0].household != Household::CareHome).collect();
    for people in &private {
        assert!(people.iter().any(|life| age(life) >= 18), "children alone: {people:?}");
    }
    let people: usize = private.iter().map(|people| people.len()).sum();
    let mean = people as f64 / private.len() as f64;
    let alone = private.iter().filter(|people| people.len() == 1).count() as f64 / private.len() as f64;
    eprintln!("people a household {mean:.2}, of one person {alone:.3}");
    // Census 2021: 2.38 people a household here; 30 % of one person.
    assert!((2.25..2.5).contains(&mean), "{mean}");
    assert!((0.27..0.34).contains(&alone), "{alone}");
    let children = || residents().filter(|life| age(life) < 18);
    let lone =
        children().filter(|life| life.household == Household::LoneParent).count() as f64 / children().count() as f64;
    eprintln!("children with a lone parent {lone:.3}");
    let old = residents().filter(|life| age(life) >= 65);
    let share = |holds: &dyn Fn(&Life) -> bool| {
        old.clone().filter(|life| holds(life)).count() as f64 / old.clone().count() as f64
    };
    let (care, single) =
        (share(&|life| life.household == Household::CareHome), share(&|life| life.household == Household::Alone));
    eprintln!("65 and over: in a care home {care:.3}, alone {single:.3}");
    assert!((0.018..0.034).contains(&care));
    assert!((0.26..0.38).contains(&single));
    let born: usize = made()
        .lives
        .iter()
        .flat_map(|life| &life.births)
        .filter(|birth| birth.day >= made().calendar.start)
        .map(|birth| usize::from(birth.babies))
        .sum();
    let under_10 = residents().filter(|life| age(life) < 10).count();
    eprintln!("births in ten years {born}, children below ten {under_10}");
    assert!(born as f64 > 0.85 * under_10 as f64);
    for life in &made().lives {
        assert!(life.births.iter().all(|birth| (14.0..50.0).contains(&life.age(birth.day))), "{life:?}");
        assert!(life.births.windows(2).all(|pair| pair[1].day - pair[0].day >= 200), "{life:?}");
    }
}

/// Life expectancy at birth from deaths and person-years of the ten years, by whatever people are asked by.
fn life_expectancy(of: impl Fn(&Life, Day) -> Option<usize>, groups: usize) -> Vec<f64> {
    let calendar = &made().calendar;
    let mut counts = vec![[(0.0, 0.0); 20]; groups];
    let band = |age: f64| if age < 1.0 { 0 } else { 1 + (age / 5.0) as usize }.min(19);
    for life in &made().lives {
        let end = life.end(calendar.as_of);
        let mut day = life.came.max(calendar.start);
        while day < end {
            if let Some(group) = of(life, day) {
                let next = (day + 91).min(end);
                counts[group][band(life.age(day))].1 += f64::from(next - day) / YEAR;
            }
            day += 91;
        }
        if let Some(died) = life.died
            && let Some(group) = of(life, died)
        {
            counts[group][band(life.age(died))].0 += 1.0;
        }
    }
    counts
        .iter()
        .map(|bands| {
            let (mut alive, mut years) = (1.0, 0.0);
            for (band, (deaths, lived)) in bands.iter().enumerate() {
                let rate = deaths / lived;
                let width = if band == 0 {
                    1.0
                } else if band == 1 {
                    4.0
                } else {
                    5.0
                };
                if band == 19 {
                    return years + alive / rate;
                }
                let died = (width * rate / (1.0 + width * rate / 2.0)).min(1.0);
                years += alive * width * (1.0 - died / 2.0);
                alive *= 1.0 - died;
            }
            years
        })
        .collect()
}

#[test]
fn life_expectancy_and_its_gap_by_deprivation_are_near_the_published() {
    let quintile = |life: &Life, day: Day| {
        usize::from(made().inputs.neighbourhoods[life.home(day).neighbourhood].quintile.number()) - 1
    };
    // The mean of the tenths of the East Midlands, in pairs; most deprived first (PHE, about 2013 to 2015).
    for (man, published) in [(false, [79.5, 81.9, 82.9, 84.4, 85.5]), (true, [75.2, 77.8, 79.7, 81.4, 82.3])] {
        let fifths = life_expectancy(|life, day| (life.man == man).then(|| quintile(life, day)), 5);
        let all = life_expectancy(|life, _| (life.man == man).then_some(0), 1)[0];
        let rounded: Vec<f64> = fifths.iter().map(|years| (years * 10.0).round() / 10.0).collect();
        eprintln!(
            "life expectancy, {}: {all:.2}; by fifth {rounded:?}, published {published:?}",
            if man { "men" } else { "women" }
        );
        // The two years of the pandemic are among the ten: about a quarter of a year less.
        let expected = if man { 79.1 } else { 82.5 };
        assert!((all - expected).abs() < 0.8, "{all}");
        for (found, published) in fifths.iter().zip(published) {
            assert!((found - published).abs() < 1.6, "{found} {published}");
        }
        assert!((fifths[4] - fifths[0] - (published[4] - published[0])).abs() < 1.8);
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
fn people_come_and_go_about_as_intended() {
    let made = made();
    let share =
        |holds: &dyn Fn(&Life) -> bool| made.lives.iter().filter(|life| holds(life)).count() as f64 / PEOPLE as f64;
    let start = made.calendar.start;
    let (died, left) = (share(&|life| life.died.is_some()), share(&|life| life.left.is_some()));
    let here = share(&|life| life.died.is_none() && life.left.is_none());
    let came =
        share(&|life| life.came > start && life.came > life.born && life.died.is_none() && life.left.is_none()) / here;
    let moved =
        share(&|life| life.homes.iter().any(|home| home.start > made.calendar.as_of - 365 && home.start > life.came))
            / here;
    eprintln!(
        "here {here:.3}, died {died:.3}, left {left:.3}; of those here: came in ten years {came:.3}, moved in a year {moved:.3}"
    );
    eprintln!("unregistered {:.4}", share(&|life| life.practices.is_empty()));
    let living =
        |day: Day| made.lives.iter().filter(|life| life.came <= day && day < life.end(made.calendar.as_of)).count();
    let years: Vec<usize> = (0..=10).map(|ago| living(made.calendar.as_of - (f64::from(ago) * YEAR) as Day)).collect();
    eprintln!("people here 0 to 10 years ago: {years:?}");
    assert!((0.85..0.89).contains(&here));
    // ONS: the population of the eight districts grew by about 6 % in ten years.
    assert!((0.90..1.0).contains(&(years[10] as f64 / years[0] as f64)));
    assert!((0.06..0.13).contains(&moved), "{moved}");
}

#[test]
fn lives_are_the_same_in_whatever_order_they_are_told() {
    let again = &made().place;
    for index in [5_000, 119_999, 0, 60_123, 60_122] {
        assert_eq!(again.life(index), made().lives[usize::try_from(index).unwrap()]);
    }
}
