//! Maternity care: one row for each pregnancy that a woman gave birth in or is in, and the stays of birth of mothers
//! and babies.

use super::person::{DAY, Minute, Person, by_share, logistic, text};
use super::providers;
use super::spells::{Kind, Spell, Spells};
use crate::day::Day;
use crate::life::Birth;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::tables::MATERNITIES;
use commonweal_model::{CellValue, EthnicGroup};

/// Days of a pregnancy of the usual length.
const FULL_TERM: i32 = 280;
/// The share of births before 37 weeks (ONS, birth characteristics 2021: 7.6 %) and of twins.
const PRETERM: f64 = 0.073;
const PRETERM_TWINS: f64 = 0.55;
/// Stillbirths for 1,000 births (ONS 2022: 3.9); more in deprived areas.
const STILLBIRTH: f64 = 0.0037;
/// The share of women booked by ten weeks (MSDS 2023: about two thirds) and mean days beyond.
const BOOKED_EARLY: f64 = 0.66;

/// Of women who smoked, the share who still do as they are booked: set so that 15.6 % of all do (CL-060).
const SMOKES_YET: f64 = 0.87;
/// Of women who smoke as they are booked, the share who still do at delivery: CL-061 over CL-060, 12.8 / 15.6.
const STILL_SMOKES: f64 = 0.82;
/// Chance that smoking is not known, at booking and at delivery (NHS England, smoking at time of delivery; judgement).
const SMOKING_UNKNOWN: [f64; 2] = [0.015, 0.02];

/// Log odds that the first feed is breast milk: Nottingham 72.4 %, Mansfield 65.4 %, Rushcliffe 83.6 %, England 74.5 %
/// (Fingertips 20201, 2016/17); CL-201 lowest of the region; higher in other groups than White (NHS England MSDS).
const BREAST_MILK: f64 = 1.10;
const BREAST_MILK_A_STEP: f64 = -0.24;
const BREAST_MILK_NOT_WHITE: f64 = 0.95;
const BREAST_MILK_SMOKER: f64 = -0.75;

/// Births by method: spontaneous, other spontaneous, forceps, ventouse, breech, elective and emergency caesarean
/// (NHS Maternity Statistics 2022-23).
const METHODS: [(&str, f64); 7] =
    [("0", 0.495), ("1", 0.01), ("3", 0.07), ("4", 0.045), ("5", 0.005), ("7", 0.165), ("8", 0.21)];

/// Log odds of a continuity of carer pathway (about 20 % nationally in 2022, H-COC asks for 75 % of women of minority
/// groups and deprived areas, so those come first).
const CONTINUITY: f64 = -1.7;
const CONTINUITY_A_STEP: f64 = 0.22;
const CONTINUITY_NOT_WHITE: f64 = 0.7;

/// Writes pregnancies; adds the stays of birth.
pub(super) fn record(person: &mut Person<'_>, spells: &mut Spells, record: &mut Record<'_>, chance: &mut Chance) {
    own_birth(person, spells, chance);
    for at in 0..person.life.births.len() {
        let birth = person.life.births[at];
        if birth.day >= person.from {
            pregnancy(person, spells, birth, record, chance);
        }
    }
}

/// The stay of somebody born within the records.
fn own_birth(person: &Person<'_>, spells: &mut Spells, chance: &mut Chance) {
    let born = person.life.born;
    if born < person.from || person.life.came != born {
        return;
    }
    let provider = providers::hospital(person.district(born), chance);
    let admitted = Minute::from(born) * DAY + Minute::from(chance.below(1_200));
    let days = if chance.happens(PRETERM) { 8 + chance.wait(14.0) } else { chance.below(3) };
    let spell = Spell {
        kind: Kind::Birth,
        method: "82",
        decided: admitted,
        admitted,
        ready: admitted + Minute::from(days) * DAY + 120,
        discharged: admitted + Minute::from(days) * DAY + 200,
        primary: if days > 7 { "P073" } else { "Z380" },
        with: None,
        procedures: &[],
        provider,
        died: false,
        pathway: 0,
    };
    spells.add(person, spell);
}

fn pregnancy(person: &mut Person<'_>, spells: &mut Spells, birth: Birth, record: &mut Record<'_>, chance: &mut Chance) {
    let calendar = &person.world.calendar;
    let twins = birth.babies > 1;
    let steps = person.steps(birth.day.min(person.end - 1));
    let early = chance.happens(if twins { PRETERM_TWINS } else { PRETERM * libm::exp(0.08 * steps) });
    let length = if early { 245 + chance.below(14) - chance.wait(10.0).min(80) } else { 259 + 7 + chance.below(26) };
    let begun = birth.day - length;
    let booked = if chance.happens(BOOKED_EARLY) { 48 + chance.below(22) } else { 70 + chance.wait(28.0) };
    // Booked here on coming here, at the earliest.
    let booking = (begun + booked).max(person.from + 7).min(birth.day);
    if booking < person.from || booking >= person.end {
        return;
    }
    let delivered = birth.day < person.end;
    let provider = providers::hospital(person.district(booking), chance);
    let stillborn = chance.happens(STILLBIRTH * libm::exp(0.12 * steps));
    let babies = i32::from(birth.babies);
    let booked_as = smoking(person, booking, SMOKING_UNKNOWN[0], chance);
    let delivered_as = match booked_as {
        "current" if chance.happens(1.0 - STILL_SMOKES) => "former",
        _ if chance.happens(SMOKING_UNKNOWN[1]) => "unknown",
        status => status,
    };
    let not_white = person.life.group != EthnicGroup::White;
    let when = |holds: bool, log: f64| if holds { log } else { 0.0 };
    let milk = BREAST_MILK
        + BREAST_MILK_A_STEP * steps
        + when(not_white, BREAST_MILK_NOT_WHITE)
        + when(delivered_as == "current", BREAST_MILK_SMOKER);
    let continuity = CONTINUITY + CONTINUITY_A_STEP * steps + when(not_white, CONTINUITY_NOT_WHITE);
    let method = METHODS[by_share(chance, &METHODS.map(|(_, share)| share))].0;
    let weight = weight(length, twins, delivered_as == "current", steps, chance);
    let when_delivered = |cell: CellValue| if delivered { cell } else { CellValue::Missing };
    let cells = vec![
        CellValue::Date(calendar.date(booking)),
        CellValue::Integer(booking - begun),
        CellValue::Date(calendar.date(begun + FULL_TERM)),
        when_delivered(CellValue::Date(calendar.date(birth.day))),
        when_delivered(CellValue::Integer(length)),
        when_delivered(CellValue::Integer(if stillborn { babies - 1 } else { babies })),
        when_delivered(CellValue::Integer(i32::from(stillborn))),
        when_delivered(CellValue::Integer(weight)),
        when_delivered(text(method)),
        text(booked_as),
        when_delivered(text(delivered_as)),
        when_delivered(CellValue::Flag(!stillborn && chance.happens(logistic(milk)))),
        CellValue::Flag(chance.happens(logistic(continuity))),
        text(provider),
    ];
    record.row(&MATERNITIES, booking, cells);
    // About 2 % of women give birth at home (ONS 2022).
    if delivered && !chance.happens(0.022) {
        stay(person, spells, birth.day, method, provider, chance);
    }
}

fn smoking(person: &Person<'_>, on: Day, unknown: f64, chance: &mut Chance) -> &'static str {
    let smoking = person.health.smoking;
    match chance.unit() {
        share if share < unknown => "unknown",
        _ if person.health.smokes(on) && chance.happens(SMOKES_YET) => "current",
        _ if smoking.started.is_some_and(|day| day <= on) => "former",
        _ => "never",
    }
}

/// Grams: 2.8 % of term babies weigh less than 2,500 (Fingertips 20101); 200 g less with smoking (Kramer 1987).
fn weight(length: i32, twins: bool, smokes: bool, steps: f64, chance: &mut Chance) -> i32 {
    let term = f64::from(length.min(287));
    let mean = 3_500.0 - 26.0 * (f64::from(FULL_TERM) - term) - if twins { 500.0 } else { 0.0 };
    let mean = mean - if smokes { 200.0 } else { 0.0 } - 25.0 * steps;
    (mean + 430.0 * chance.normal()).clamp(420.0, 5_600.0) as i32
}

/// The mother's stay.
fn stay(person: &Person<'_>, spells: &mut Spells, day: Day, method: &str, provider: &'static str, chance: &mut Chance) {
    let (primary, procedures): (&'static str, &'static [&'static str]) = match method {
        "7" => ("O820", &["R171"]),
        "8" => ("O821", &["R182"]),
        "3" => ("O813", &["R219"]),
        "4" => ("O814", &["R229"]),
        _ => ("O800", &["R249"]),
    };
    let before = Minute::from(chance.below(1_200));
    let born = Minute::from(day) * DAY + Minute::from(chance.below(1_440));
    let caesarean = matches!(method, "7" | "8");
    let after = Minute::from(if caesarean { 1 + chance.below(3) } else { chance.below(3) }) * DAY + 360;
    let spell = Spell {
        kind: Kind::Birth,
        method: "31",
        decided: born - before,
        admitted: born - before,
        ready: born + after,
        discharged: born + after + 60,
        primary,
        with: Some("Z370"),
        procedures,
        provider,
        died: false,
        pathway: 0,
    };
    spells.add(person, spell);
}
