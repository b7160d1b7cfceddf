//! Each life is possible, and the same whenever it is made.

use crate::{AS_OF, PEOPLE, everybody, population};
use commonweal_model::{EthnicCategory, PersonRecords, age_on};
use commonweal_reference::Reference;
use commonweal_synthetic::{Population, SyntheticError, codes};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_code_is_in_the_codelist_it_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions/codelists");
    for event in codes::ALL.iter().chain(codes::MEDICINES) {
        let path = folder.join(format!("{}.csv", event.codelist));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let found = text.lines().any(|line| line.split(',').next() == Some(event.code));
        assert!(found, "{} ({}) is not in {}", event.code, event.about, event.codelist);
    }
}

#[test]
fn every_event_has_a_known_code() {
    let known: BTreeSet<&str> = codes::ALL.iter().map(|event| event.code).collect();
    let events = everybody().iter().flat_map(|person| &person.events);
    assert_eq!(events.map(|event| &*event.snomedct_code).find(|code| !known.contains(code)), None);
}

#[track_caller]
fn check_possible(person: &PersonRecords) {
    let born = person.patient.date_of_birth;
    assert_eq!(born.day(), 1, "only the month of birth is known");
    let last = person.patient.date_of_death.unwrap_or(AS_OF);
    assert!(born <= last && last <= AS_OF);
    assert!((0..=105).contains(&age_on(born, AS_OF)));
    let within = |day| born <= day && day <= last;
    for row in &person.events {
        assert!(within(row.date), "{} {}", row.date, row.snomedct_code);
        assert!(person.patient.date_of_death.is_none_or(|died| row.date < died));
        assert!(row.numeric_value.is_none_or(|value| value.is_finite() && value >= 0.0));
    }
    assert!(person.ethnicity.iter().all(|row| within(row.date)));
    assert!(person.registrations.iter().all(|row| within(row.start_date) && row.end_date.is_none_or(within)));
    assert!(person.addresses.iter().all(|row| born <= row.start_date && row.start_date <= AS_OF));
    assert!(person.registrations.iter().all(|row| row.end_date.is_none_or(|end| row.start_date <= end)));
    assert!(person.events.is_sorted_by_key(|row| row.date));
    assert!(person.ethnicity.is_sorted_by_key(|row| row.date));
    assert!(person.registrations.is_sorted_by_key(|row| row.start_date));
    assert!(person.addresses.is_sorted_by_key(|row| row.start_date));
    // One practice and one address at a time.
    assert!(person.registrations.windows(2).all(|pair| pair[0].end_date == Some(pair[1].start_date)));
    assert!(person.addresses.windows(2).all(|pair| pair[0].end_date == Some(pair[1].start_date)));
    // Who has left is with no practice and at no address here.
    let left = person.addresses.last().is_some_and(|home| home.end_date.is_some());
    assert!(!left || person.registrations.iter().all(|row| row.end_date.is_some()));
    assert!(person.events.is_empty() || !person.registrations.is_empty());
}

#[test]
fn nothing_happens_before_birth_or_after_death_and_rows_are_in_date_order() {
    everybody().iter().for_each(check_possible);
}

#[test]
fn ethnic_categories_can_be_read_back_from_what_was_written() {
    for row in everybody().iter().flat_map(|person| &person.ethnicity) {
        let category: EthnicCategory = row.category.parse().expect("a category");
        assert_eq!(EthnicCategory::from_record(&row.category_raw), Ok(category));
    }
}

#[test]
fn some_people_have_died_moved_left_or_never_registered() {
    let share = |holds: &dyn Fn(&PersonRecords) -> bool| {
        everybody().iter().filter(|person| holds(person)).count() as f64 / PEOPLE as f64
    };
    let died = share(&|p| p.patient.date_of_death.is_some());
    assert!((0.06..0.10).contains(&died), "died {died}");
    let unregistered = share(&|p| p.registrations.is_empty());
    assert!((0.01..0.02).contains(&unregistered), "unregistered {unregistered}");
    let left = share(&|p| p.addresses.last().is_some_and(|home| home.end_date.is_some()));
    assert!((0.03..0.08).contains(&left), "left {left}");
    let since = AS_OF.saturating_sub(10.years());
    let moved = share(&|p| p.addresses.iter().skip(1).any(|home| home.start_date > since));
    assert!((0.3..0.7).contains(&moved), "moved in ten years {moved}");
    let changed = share(&|p| p.registrations.iter().skip(1).any(|row| row.start_date > since));
    assert!((0.2..0.6).contains(&changed), "changed practice in ten years {changed}");
    let unknown = share(&|p| p.ethnicity.iter().all(|row| row.category == "99" || row.category == "Z"));
    assert!((0.05..0.2).contains(&unknown), "ethnic category unknown {unknown}");
    let conflicting = share(&|p| {
        let known = p.ethnicity.iter().map(|row| &*row.category).filter(|c| *c != "99" && *c != "Z");
        known.collect::<BTreeSet<_>>().len() > 1
    });
    assert!((0.002..0.05).contains(&conflicting), "conflicting {conflicting}");
}

#[test]
fn another_seed_makes_other_people() {
    let (one, two) = (population(1000, 1), population(1000, 2));
    let same = (0..1000).filter(|index| one.person(*index) == two.person(*index)).count();
    assert_eq!(same, 0);
}

#[test]
fn two_threads_make_the_same_people_as_one_alone_or_in_turn() {
    let population = population(400, 3);
    let made = |range: std::ops::Range<u64>| range.map(|index| population.person(index)).collect::<Vec<_>>();
    let apart = std::thread::scope(|scope| {
        let second = scope.spawn(|| made(200..400));
        let mut all = made(0..200);
        all.extend(second.join().unwrap());
        all
    });
    assert_eq!(apart, population.people_of(1..=400).collect::<Vec<_>>());
    let backwards: Vec<_> = population.people_of((1..=400).rev()).collect();
    assert!(apart.iter().rev().eq(&backwards));
}

#[test]
fn impossible_settings_are_refused_with_what_would_do() {
    let reference = Reference::embedded();
    let refusal = |people, as_of| match Population::new(&reference, people, 1, as_of) {
        Err(error @ SyntheticError::Setting { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(refusal(0, AS_OF).contains("at least 1"));
    assert!(refusal(10, date(1999, 1, 1)).contains("2015-01-01"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_seed_makes_possible_lives_whatever_the_order(seed in any::<u64>(), people in 1_u64..200_000, part in 0.0..1.0_f64) {
        let population = population(people, seed);
        let index = (part * people as f64) as u64;
        let late = population.person(index);
        let _ = population.person(people - 1 - index);
        prop_assert_eq!(&population.person(index), &late);
        let first = i64::try_from(index).unwrap() + 1;
        population.people_of((first..=i64::try_from(people).unwrap()).take(200)).for_each(|person| check_possible(&person));
    }
}
