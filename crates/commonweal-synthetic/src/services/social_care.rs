//! Packages of adult social care: at home, after hospital, in care homes, for carers.

use super::person::{Person, day_of, one_of, text, working_day};
use super::providers;
use super::spells::Spells;
use super::timing;
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::SOCIAL_CARE_PACKAGES;

/// A kind of package: name, hours a week, pounds a week, whether it is meant to last.
/// Source of unit costs: NHS England, Adult Social Care Activity and Finance 2023-24 (home care about £24 an hour,
/// residential care of 65 and over about £930 a week, nursing care £1,000), rounded.
struct Kind {
    name: &'static str,
    hours: Option<(f64, f64)>,
    cost: f64,
    a_hour: f64,
    long_term: bool,
}

const fn kind(name: &'static str, hours: Option<(f64, f64)>, cost: f64, a_hour: f64, long_term: bool) -> Kind {
    Kind { name, hours, cost, a_hour, long_term }
}

const HOME_CARE: Kind = kind("home_care", Some((4.0, 28.0)), 0.0, 24.0, true);
const REABLEMENT: Kind = kind("reablement", Some((4.0, 14.0)), 0.0, 32.0, false);
const DIRECT_PAYMENT: Kind = kind("direct_payment", Some((6.0, 30.0)), 0.0, 17.0, true);
const DAY_SUPPORT: Kind = kind("day_support", Some((6.0, 20.0)), 0.0, 14.0, true);
const SUPPORTED_LIVING: Kind = kind("supported_living", Some((15.0, 60.0)), 0.0, 20.0, true);
const RESIDENTIAL_CARE: Kind = kind("residential_care", None, 930.0, 0.0, true);
const NURSING_CARE: Kind = kind("nursing_care", None, 1_000.0, 0.0, true);
const EQUIPMENT: Kind = kind("equipment", None, 12.0, 0.0, false);
const CARER_SUPPORT: Kind = kind("carer_support", None, 15.0, 0.0, false);

/// Primary support reasons, as Client Level Data names them.
const PERSONAL_CARE: &str = "Physical support: personal care support";
const ACCESS: &str = "Physical support: access and mobility only";
const MEMORY: &str = "Support with memory and cognition";
const LEARNING: &str = "Learning disability support";
const MENTAL_HEALTH: &str = "Mental health support";
const CARER: &str = "Social support: support to carer";

/// The share of people in care homes whom the council pays for (Laing Buisson 2022: about 60 % with the NHS).
const CARE_HOME_PAID: f64 = 0.58;
/// The share of those in nursing homes (judgement).
const NURSING: f64 = 0.42;
/// The share of discharges home with support that begin reablement (judgement; BS-29).
const REABLED: f64 = 0.45;
/// Mean days of home care (judgement).
const HOME_CARE_DAYS: f64 = 700.0;

/// Writes the packages.
pub(super) fn record(person: &mut Person<'_>, spells: &Spells, record: &mut Record<'_>, chance: &mut Chance) {
    care_homes(person, record, chance);
    after_hospital(person, spells, record, chance);
    at_home(person, record, chance);
    younger(person, record, chance);
    if let Some(from) = person.health.carer.filter(|_| chance.happens(0.25)) {
        let from = from.max(person.from) + chance.below(120);
        package(person, &CARER_SUPPORT, from, Some(from + 365), CARER, record, chance);
    }
}

fn care_homes(person: &mut Person<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    for at in 0..person.life.homes.len() {
        let home = person.life.homes[at];
        let start = home.start.max(person.from);
        if !home.care_home || person.life.age(start) < 18.0 || !chance.happens(CARE_HOME_PAID) {
            continue;
        }
        let kind = if chance.happens(NURSING) { &NURSING_CARE } else { &RESIDENTIAL_CARE };
        let reason = if person.has(Condition::Dementia, start) { MEMORY } else { PERSONAL_CARE };
        package(person, kind, start, home.end, reason, record, chance);
    }
}

fn after_hospital(person: &mut Person<'_>, spells: &Spells, record: &mut Record<'_>, chance: &mut Chance) {
    for spell in spells.all.iter().filter(|spell| spell.pathway == 1 && !spell.died) {
        if chance.happens(REABLED) {
            let start = day_of(spell.discharged) + chance.below(3);
            let end = start + 14 + chance.below(28);
            package(person, &REABLEMENT, start, Some(end), PERSONAL_CARE, record, chance);
        }
    }
}

/// Home care one package after another, and equipment, with frailty.
/// Source: Adult Social Care Activity and Finance 2022-23: about 5 in 100 people of 65 and over have long-term support in
/// a year; more in deprived areas; slopes judgement.
fn at_home(person: &mut Person<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let mut free = Day::MIN;
    for year in person.years() {
        let housebound = person.health.housebound.is_some_and(|from| from <= year.middle);
        let frail = year.frailty * year.frailty;
        let deprived = libm::exp(0.15 * person.steps(year.middle));
        let in_care_home = person.life.home(year.middle).care_home;
        let older = year.age >= 65.0;
        let mut rate = if older {
            0.002 + 0.15 * frail
        } else if year.age >= 18.0 {
            0.0006
        } else {
            0.0
        };
        rate += if housebound { 0.04 } else { 0.0 };
        let mut days = Vec::new();
        if !in_care_home {
            person.days(year, rate * deprived, &timing::ALWAYS, chance, |day, _| days.push(day));
        }
        for day in days {
            if day >= free {
                let end = day + 30 + chance.wait(HOME_CARE_DAYS);
                free = end;
                package(person, &HOME_CARE, day, Some(end), PERSONAL_CARE, record, chance);
            }
        }
        if older && chance.happens((0.01 + 0.12 * year.frailty) * f64::from(year.days) / 365.0) {
            let day = year.from + chance.below(year.days);
            package(person, &EQUIPMENT, day, Some(day + 1), ACCESS, record, chance);
        }
    }
}

/// People of working age with a learning disability, severe mental illness or a disease of the nerves.
/// Shares are judgement after Adult Social Care Activity and Finance 2022-23.
fn younger(person: &mut Person<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let conditions: [(Condition, &'static str, f64, &[&Kind]); 4] = [
        (Condition::LearningDisability, LEARNING, 0.48, &[&SUPPORTED_LIVING, &DAY_SUPPORT, &DIRECT_PAYMENT]),
        (Condition::SevereMentalIllness, MENTAL_HEALTH, 0.07, &[&SUPPORTED_LIVING, &HOME_CARE]),
        (Condition::MultipleSclerosis, PERSONAL_CARE, 0.15, &[&DIRECT_PAYMENT, &HOME_CARE]),
        (Condition::ParkinsonsDisease, PERSONAL_CARE, 0.10, &[&DIRECT_PAYMENT, &HOME_CARE]),
    ];
    let grown = person.life.born + (18.0 * crate::day::YEAR) as Day;
    for (condition, reason, share, kinds) in conditions {
        let Some(found) = person.health.diagnosed[condition as usize] else { continue };
        if chance.happens(share) {
            let start = found.max(grown).max(person.from) + chance.below(60);
            let kind = one_of(chance, kinds);
            package(person, kind, start, None, reason, record, chance);
        }
    }
}

fn package(
    person: &Person<'_>,
    kind: &Kind,
    start: Day,
    end: Option<Day>,
    reason: &'static str,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    let start = working_day(start);
    if start < person.from || start >= person.end {
        return;
    }
    // Ends with a death or a departure, on the first day no longer here.
    let gone = person.life.died.map(|died| died + 1).or(person.life.left);
    let end = end.map(|end| end.max(start + 1));
    let end = match (end, gone) {
        (Some(end), Some(gone)) => Some(end.min(gone)),
        (end, gone) => end.or(gone),
    };
    let calendar = &person.world.calendar;
    let requested = (start - 3 - chance.wait(if kind.long_term { 30.0 } else { 6.0 })).max(person.from);
    let hours = kind.hours.map(|(least, most)| (least + (most - least) * chance.unit() * chance.unit()).round());
    let cost = kind.cost * (0.85 + 0.3 * chance.unit()) + kind.a_hour * hours.unwrap_or(0.0);
    let cells = vec![
        CellValue::Date(calendar.date(start)),
        match end.filter(|end| *end <= person.end) {
            Some(end) => CellValue::Date(calendar.date(end)),
            None => CellValue::Missing,
        },
        text(kind.name),
        text(reason),
        CellValue::Date(calendar.date(requested)),
        hours.map_or(CellValue::Missing, CellValue::Real),
        CellValue::Real(cost.round()),
        CellValue::Flag(kind.long_term),
        text(providers::council(person.district(start))),
    ];
    record.row(&SOCIAL_CARE_PACKAGES, start, cells);
}
