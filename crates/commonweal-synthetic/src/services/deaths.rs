//! Deaths: what people died of, by age, sex and what they had; where; and the stay it ended, where it was in hospital.

use super::causes::{CAUSES, Cause, DIRECT};
use super::person::{DAY, Minute, Person, by_share, text};
use super::providers;
use super::reasons::COMORBID;
use super::spells::{Kind, Spell, Spells};
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::ONS_DEATHS;

/// The share of deaths of people of 30 and over due to COVID-19, by month from March 2020 (ONS, deaths registered monthly).
const COVID: [f64; 34] = [
    0.05, 0.37, 0.21, 0.06, 0.02, 0.01, 0.015, 0.06, 0.14, 0.18, 0.36, 0.26, 0.07, 0.02, 0.01, 0.01, 0.03, 0.05, 0.06,
    0.06, 0.07, 0.07, 0.08, 0.06, 0.06, 0.06, 0.04, 0.03, 0.05, 0.03, 0.03, 0.04, 0.03, 0.03,
];
/// The share since (ONS 2023-24).
const COVID_SINCE: f64 = 0.018;
/// COVID-19, virus identified.
const COVID_CODE: &str = "U071";

/// Places: the words of the register.
const PLACES: [&str; 6] = ["Hospital", "Home", "Care Home", "Hospice", "Elsewhere", "Other communal establishment"];
/// The share of deaths at each, among people in care homes, of cancer, by accident or their own hand, and all others.
/// Source: OHID, palliative and end of life care profiles 2022: hospital 44 %, home 28 %, care home 21 %, hospice 5 %.
const IN_CARE_HOME: [f64; 6] = [0.24, 0.01, 0.73, 0.01, 0.01, 0.0];
const OF_CANCER: [f64; 6] = [0.37, 0.38, 0.05, 0.17, 0.02, 0.01];
const OUTSIDE: [f64; 6] = [0.30, 0.36, 0.01, 0.0, 0.32, 0.01];
const OTHERWISE: [f64; 6] = [0.54, 0.34, 0.07, 0.02, 0.025, 0.005];

/// Mean days of the last stay (judgement after HES-ONS linkage).
const LAST_STAY: f64 = 8.0;

/// Writes a death; adds the stay it ended.
pub(super) fn record(person: &mut Person<'_>, spells: &mut Spells, record: &mut Record<'_>, chance: &mut Chance) {
    let Some(died) = person.life.died.filter(|died| *died >= person.from && *died < person.end) else { return };
    let cause = cause(person, died, chance);
    let place = place(person, cause, died, chance);
    let cells = certificate(person, cause, place, died, chance);
    record.row(&ONS_DEATHS, died, cells);
    if place == "Hospital" {
        last_stay(person, spells, cause, died, chance);
    }
}

/// The underlying cause, ICD-10.
fn cause(person: &Person<'_>, died: Day, chance: &mut Chance) -> &'static str {
    let age = person.life.age(died);
    let date = person.world.calendar.date(died);
    let month = (i32::from(date.year()) - 2020) * 12 + i32::from(date.month()) - 3;
    let covid = usize::try_from(month).ok().map_or(0.0, |at| COVID.get(at).copied().unwrap_or(COVID_SINCE));
    if age >= 30.0 && chance.happens(covid) {
        return COVID_CODE;
    }
    let group = [1.0, 15.0, 35.0, 55.0, 70.0, 85.0].partition_point(|from| *from <= age);
    let weight = |cause: &Cause| {
        let of_sex = cause.man.is_none_or(|man| man == person.life.man);
        let times: f64 = cause
            .with
            .iter()
            .map(|(condition, with, without)| if person.has(*condition, died) { *with } else { *without })
            .product();
        let smoked = if cause.smoking && person.health.smoking.started.is_some() { 3.0 } else { 1.0 };
        if of_sex { cause.weights[group] * times * smoked } else { 0.0 }
    };
    let weights: [f64; CAUSES.len()] = std::array::from_fn(|at| weight(&CAUSES[at]));
    CAUSES[by_share(chance, &weights)].icd10
}

fn place(person: &Person<'_>, cause: &str, died: Day, chance: &mut Chance) -> &'static str {
    let shares = match cause.as_bytes()[0] {
        _ if person.life.home(died).care_home => &IN_CARE_HOME,
        b'C' => &OF_CANCER,
        b'V' | b'X' => &OUTSIDE,
        _ => &OTHERWISE,
    };
    PLACES[by_share(chance, shares)]
}

/// Causes mentioned: what led directly to death, the underlying cause, what contributed.
fn certificate(
    person: &Person<'_>,
    cause: &'static str,
    place: &'static str,
    died: Day,
    chance: &mut Chance,
) -> Vec<CellValue> {
    let mut mentioned: Vec<&'static str> = Vec::with_capacity(8);
    if chance.happens(0.55) && !matches!(cause.as_bytes()[0], b'V' | b'X' | b'P' | b'Q') {
        mentioned.push(super::person::one_of(chance, &DIRECT));
    }
    if !mentioned.contains(&cause) {
        mentioned.push(cause);
    }
    for (condition, code) in &COMORBID {
        let told = *condition != Condition::ObesityRegister && *condition != Condition::Cancer;
        if mentioned.len() < 8
            && told
            && person.has(*condition, died)
            && chance.happens(0.3)
            && !mentioned.contains(code)
        {
            mentioned.push(code);
        }
    }
    let mut cells = Vec::with_capacity(18);
    cells.push(CellValue::Date(person.world.calendar.date(died)));
    cells.push(text(place));
    cells.push(text(cause));
    cells.extend(mentioned.iter().map(|code| text(code)));
    cells.resize(18, CellValue::Missing);
    cells
}

fn last_stay(person: &Person<'_>, spells: &mut Spells, cause: &'static str, died: Day, chance: &mut Chance) {
    let discharged = Minute::from(died) * DAY + Minute::from(chance.below(1_440));
    let admitted = discharged - 30 - (LAST_STAY * -libm::log(1.0 - chance.unit()) * 1_440.0) as Minute;
    let admitted = admitted.max(Minute::from(person.from) * DAY);
    let spell = Spell {
        kind: Kind::Emergency,
        method: if chance.happens(0.8) { "21" } else { "22" },
        decided: admitted,
        admitted,
        ready: discharged,
        discharged,
        primary: match cause.as_bytes()[0] {
            b'V' | b'X' | b'W' => "S069",
            _ => cause,
        },
        with: None,
        procedures: &[],
        provider: providers::hospital(person.district(died), chance),
        died: true,
        pathway: 0,
    };
    spells.add(person, spell);
}
