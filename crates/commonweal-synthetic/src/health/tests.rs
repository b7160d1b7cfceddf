//! Conditions are as common as published, practice by practice, and depend on what they should.

use super::calibration::REGISTERS;
use super::{Condition, Health};
use crate::Population;
use crate::life::Life;
use commonweal_reference::Reference;
use jiff::civil::date;
use std::sync::OnceLock;

const PEOPLE: u64 = 120_000;

struct Everybody {
    population: Population,
    people: Vec<(Life, Health)>,
}

fn everybody() -> &'static Everybody {
    static MADE: OnceLock<Everybody> = OnceLock::new();
    MADE.get_or_init(|| {
        let population = Population::new(&Reference::embedded(), PEOPLE, 1, date(2026, 9, 30)).expect("sound");
        let people = (0..PEOPLE).map(|index| population.life_and_health(index)).collect();
        Everybody { population, people }
    })
}

/// People here now, with age and practice.
fn current() -> impl Iterator<Item = (&'static Life, &'static Health, i32, Option<usize>)> {
    let as_of = everybody().population.day_as_of();
    let people = everybody().people.iter();
    people
        .filter(move |(life, _)| life.end(as_of) > as_of && life.died.is_none())
        .map(move |(life, health)| (life, health, life.age(as_of) as i32, life.practice(as_of)))
}

fn on_register(health: &Health, condition: Condition) -> bool {
    let has = |condition: Condition| health.diagnosed[condition as usize].is_some();
    has(condition) || (condition == Condition::DiabetesType2 && has(Condition::DiabetesType1))
}

#[test]
fn registers_are_as_large_as_published_practice_by_practice() {
    let published = &everybody().population.calibration().published;
    let practices = published.len() - 1;
    let (mut cells, mut near, mut report) = (0, 0, String::new());
    for (at, register) in REGISTERS.iter().enumerate() {
        let mut counts = vec![(0.0, 0.0); practices];
        for (_, health, age, practice) in current() {
            if let Some(practice) = practice
                && age >= register.youngest
            {
                counts[practice].1 += 1.0;
                counts[practice].0 += f64::from(on_register(health, register.condition));
            }
        }
        let (mut with, mut expected, mut list, mut squares) = (0.0, 0.0, 0.0, 0.0);
        for (practice, (found, people)) in counts.iter().enumerate().filter(|(_, (_, people))| *people > 0.0) {
            let share = published[practice][at];
            if share <= 0.0 {
                continue;
            }
            let error = (share * (1.0 - share) / people).sqrt();
            let off = (found / people - share) / error;
            cells += 1;
            near += i32::from(off.abs() <= 3.0);
            squares += off * off;
            (with, expected, list) = (with + found, expected + share * people, list + people);
        }
        report += &format!(
            "{:5} {:7.3} published {:7.3} rms {:4.2}\n",
            register.group,
            100.0 * with / list,
            100.0 * expected / list,
            (squares / practices as f64).sqrt()
        );
    }
    eprintln!("{report}{near} of {cells} cells within 3 standard errors");
    assert!(f64::from(near) >= 0.95 * f64::from(cells), "{near} of {cells}");
}

#[test]
fn a_third_of_people_with_copd_smoke() {
    let share = |holds: &dyn Fn(&Health) -> bool| {
        let (mut smoke, mut all) = (0.0, 0.0);
        for (_, health, age, _) in current() {
            if age >= 18 && holds(health) {
                all += 1.0;
                smoke += f64::from(health.smokes(health.last));
            }
        }
        100.0 * smoke / all
    };
    let has = |condition: Condition| move |health: &Health| health.diagnosed[condition as usize].is_some();
    let copd = share(&has(Condition::Copd));
    let smi = share(&has(Condition::SevereMentalIllness));
    let all = share(&|_| true);
    eprintln!("smoke: all {all:.1}, COPD {copd:.1}, SMI {smi:.1}");
    assert!((26.0..42.0).contains(&copd), "{copd}");
    assert!((20.0..40.0).contains(&smi), "{smi}");
    assert!((12.0..18.0).contains(&all), "{all}");
}

#[test]
fn conditions_come_together_more_often_than_by_chance() {
    let pairs = [
        (Condition::Hypertension, Condition::DiabetesType2, 1.6),
        (Condition::CoronaryHeartDisease, Condition::HeartFailure, 2.0),
        (Condition::Depression, Condition::Anxiety, 2.5),
    ];
    for (one, other, at_least) in pairs {
        let mut table = [[0.5; 2]; 2];
        for (_, health, age, _) in current().filter(|(_, _, age, _)| (55..75).contains(age)) {
            let _ = age;
            let has = |condition: Condition| usize::from(health.diagnosed[condition as usize].is_some());
            table[has(one)][has(other)] += 1.0;
        }
        let odds_ratio = table[1][1] * table[0][0] / (table[1][0] * table[0][1]);
        eprintln!("{one:?} and {other:?}: {odds_ratio:.1}");
        assert!(odds_ratio > at_least && odds_ratio < 12.0, "{one:?} and {other:?}: {odds_ratio:.2}");
    }
}

#[test]
#[ignore = "measures time; run it alone, with --release"]
fn a_person_costs_microseconds() {
    let all = everybody();
    let time = |what: &str, make: &dyn Fn(u64) -> usize| {
        let begun = std::time::Instant::now();
        let made: usize = (0..40_000).map(make).sum();
        eprintln!("{what}: {:.1} microseconds a person, {made}", begun.elapsed().as_secs_f64() / 0.04);
    };
    time("life", &|index| all.population.life(index).homes.len());
    time("life and health", &|index| all.population.life_and_health(index).1.conditions(0));
    time("life, health and primary care", &|index| all.population.primary(index));
    time("person", &|index| all.population.person(index).events.len());
}
