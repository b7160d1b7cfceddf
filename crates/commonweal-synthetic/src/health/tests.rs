//! Conditions are as common as published, practice by practice, and depend on what they should.

use super::calibration::REGISTERS;
use super::{Condition, Health};
use crate::Population;
use crate::life::Life;
use crate::place::Reader;
use commonweal_reference::Reference;
use jiff::civil::date;
use std::collections::BTreeSet;
use std::path::Path;
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
        let mut lives = Reader::default();
        let people = (0..PEOPLE).map(|index| population.life_and_health(&mut lives, index)).collect();
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
    // The plans say 11.4 % in the county and 13.4 % in the city.
    assert!((10.9..13.4).contains(&all), "{all}");
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
        for (_, health, _, _) in current().filter(|(_, _, age, _)| (55..75).contains(age)) {
            let has = |condition: Condition| usize::from(health.diagnosed[condition as usize].is_some());
            table[has(one)][has(other)] += 1.0;
        }
        let odds_ratio = table[1][1] * table[0][0] / (table[1][0] * table[0][1]);
        eprintln!("{one:?} and {other:?}: {odds_ratio:.1}");
        assert!(odds_ratio > at_least && odds_ratio < 12.0, "{one:?} and {other:?}: {odds_ratio:.2}");
    }
}

/// Codelists of each register's rule in `definitions/cohorts`: diagnoses, then what takes people off again.
const LISTS: [(&str, &[&str], &[&str]); 21] = [
    ("af", &["atrial_fibrillation"], &[]),
    ("ast", &["asthma"], &["asthma_resolved"]),
    ("can", &["cancer", "cancer_haematological"], &[]),
    ("chd", &["chd"], &[]),
    ("ckd", &["ckd_stage3_5"], &["ckd_stage1_2", "ckd_resolved"]),
    ("copd", &["copd"], &["copd_resolved"]),
    ("dem", &["dementia"], &[]),
    ("dep", &["depression"], &["depression_resolved"]),
    ("dm", &["diabetes"], &["diabetes_resolved"]),
    ("ep", &["epilepsy"], &["epilepsy_resolved"]),
    ("hf", &["heart_failure"], &["heart_failure_resolved"]),
    ("hyp", &["hypertension"], &["hypertension_resolved"]),
    ("ld", &["learning_disability"], &[]),
    ("mh", &["severe_mental_illness"], &[]),
    ("ndh", &["prediabetes"], &[]),
    ("ob", &[], &[]),
    ("ost", &["osteoporosis"], &[]),
    ("pad", &["pad"], &[]),
    ("pc", &["palliative_care"], &["palliative_care_not_indicated"]),
    ("ra", &["rheumatoid_arthritis"], &[]),
    ("stia", &["stroke", "tia"], &[]),
];

fn codes_of(lists: &[&str]) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions/codelists");
    let read = |list: &&str| std::fs::read_to_string(folder.join(format!("{list}.csv"))).expect("it is shipped");
    let first = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    lists.iter().flat_map(|list| read(list).lines().skip(1).map(first).collect::<Vec<_>>()).collect()
}

#[test]
fn whoever_has_a_condition_is_on_its_register_by_the_codes_and_nobody_else_is() {
    let all = everybody();
    let rules = LISTS.map(|(group, begun, ended)| (group, codes_of(begun), codes_of(ended)));
    let (mut missed, mut extra) = ([0; 21], [0; 21]);
    let year_ago = date(2025, 9, 30);
    let as_of = all.population.day_as_of();
    for index in 0..20_000 {
        let (life, health) = &all.people[index];
        if life.end(as_of) <= as_of || life.died.is_some() || life.practice(as_of).is_none() {
            continue;
        }
        let events = all.population.primary(index as u64, life);
        let last = |codes: &BTreeSet<String>| {
            events.iter().rev().find(|event| codes.contains(&*event.snomedct_code)).map(|event| event.date)
        };
        for (at, register) in REGISTERS.iter().enumerate() {
            if (life.age(as_of) as i32) < register.youngest {
                continue;
            }
            let (group, begun, ended) = &rules[at];
            assert_eq!(*group, register.group);
            let coded = if register.condition == Condition::ObesityRegister {
                let mut lately = events.iter().rev().take_while(|event| event.date > year_ago);
                lately.find(|event| event.snomedct_code == crate::codes::BMI.code).and_then(|event| event.numeric_value)
                    >= Some(health.obese_from)
            } else {
                last(begun).is_some_and(|day| last(ended).is_none_or(|over| day > over))
            };
            let has = on_register(health, register.condition);
            missed[at] += i32::from(has && !coded);
            extra[at] += i32::from(coded && !has);
        }
    }
    eprintln!("missed {missed:?}, extra {extra:?}");
    assert!(missed.iter().chain(&extra).all(|wrong| *wrong <= 4), "missed {missed:?}, extra {extra:?}");
}
