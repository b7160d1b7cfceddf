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

/// The day that some systems put where none is known.
const NO_DAY: jiff::civil::Date = date(1900, 1, 1);

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
    assert!((0..=112).contains(&age_on(born, last)));
    let within = |day| born <= day && day <= last;
    for row in &person.events {
        // Mess: a day that stands for none, and slips of ten years, which all lie after the day figures are made for.
        let planted = row.date == NO_DAY || row.date > AS_OF;
        assert!(planted || within(row.date), "{} {}", row.date, row.snomedct_code);
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
    // One address at a time; and one practice, but for lists that people were taken off late or never.
    assert!(overlaps(person) <= person.registrations.len().saturating_sub(1));
    assert!(person.registrations.iter().filter(|row| row.end_date.is_none()).count() <= 1 + overlaps(person));
    assert!(person.addresses.windows(2).all(|pair| pair[0].end_date == Some(pair[1].start_date)));
    // Who has left is with no practice and at no address here.
    let left = person.addresses.last().is_some_and(|home| home.end_date.is_some());
    assert!(!left || person.registrations.iter().all(|row| row.end_date.is_some()));
    assert!(person.events.is_empty() || !person.registrations.is_empty());
}

/// Registrations that go on beside the next.
fn overlaps(person: &PersonRecords) -> usize {
    let pairs = person.registrations.windows(2);
    pairs.filter(|pair| pair[0].end_date.is_none_or(|end| end > pair[1].start_date)).count()
}

#[test]
fn records_are_as_messy_as_the_rates_say() {
    let people = everybody().iter();
    let (mut events, mut no_day, mut later, mut twice) = (0.0, 0.0, 0.0, 0.0);
    let (mut moves, mut overlapping) = (0.0, 0.0);
    for person in people {
        events += person.events.len() as f64;
        no_day += person.events.iter().filter(|row| row.date == NO_DAY).count() as f64;
        later += person.events.iter().filter(|row| row.date > AS_OF).count() as f64;
        twice += person.events.windows(2).filter(|pair| pair[0] == pair[1]).count() as f64;
        moves += person.registrations.len().saturating_sub(1) as f64;
        overlapping += overlaps(person) as f64;
    }
    let near = |what: &str, found: f64, low: f64, high: f64| assert!((low..high).contains(&found), "{what}: {found}");
    near("no day", no_day / events, 0.000_15, 0.000_25);
    near("after the last day", later / events, 0.000_02, 0.000_06);
    near("twice, where nothing else is alike", twice / events, 0.002, 0.03);
    near("late off a list", overlapping / moves, 0.004, 0.012);
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
}

#[test]
fn some_ethnic_categories_are_unknown_and_some_conflict() {
    let share = |holds: &dyn Fn(&PersonRecords) -> bool| {
        everybody().iter().filter(|person| holds(person)).count() as f64 / PEOPLE as f64
    };
    let unknown = share(&|p| {
        let mut practice = p.ethnicity.iter().filter(|row| row.source == "gp");
        practice.all(|row| row.category == "99" || row.category == "Z")
    });
    assert!((0.05..0.2).contains(&unknown), "ethnic category unknown {unknown}");
    let conflicting = share(&|p| {
        let known = p.ethnicity.iter().map(|row| &*row.category).filter(|c| *c != "99" && *c != "Z");
        known.collect::<BTreeSet<_>>().len() > 1
    });
    assert!((0.05..0.25).contains(&conflicting), "conflicting {conflicting}");
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
