//! Planned care: pathways from referral to treatment, outpatient appointments, planned stays.

use super::person::{ByAge, DAY, Minute, Person, Year, by_share, count, in_hours, logistic, moment, text, working_day};
use super::reasons::group;
use super::specialties::{FOLLOWED, MEDIAN_WEEKS, SPECIALTIES, Specialty, WAIT_A_STEP, WAIT_SPREAD, cut_short};
use super::spells::{Kind, Spell, Spells};
use super::{providers, timing};
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::{OPA, WL_PATHWAYS};

/// Referrals to consultants a person and a year. Source: NHS England, Referral to Treatment: about 0.31 new clocks a
/// person and a year in 2023-24; by age, judgement after outpatient first attendances.
const REFERRALS: ByAge = [0.12, 0.15, 0.14, 0.18, 0.26, 0.34, 0.47, 0.55, 0.40];
/// The share of women's referrals among those of 15 to 44 over men's (judgement).
const WOMEN: f64 = 1.3;
const MEN: f64 = 0.7;
/// Log of the ratio of referrals for a standard deviation of illness, of readiness, and from one fifth to the next.
const ILLNESS: f64 = 0.20;
const READINESS: f64 = 0.10;
const REFERRALS_A_STEP: f64 = 0.03;

/// Suspected cancer, urgent, routine (NHS England, Cancer Waiting Times 2023-24: three million suspected cancer
/// referrals beside about 20 million clocks; urgent, judgement).
const PRIORITIES: [(&str, f64); 3] = [("two week wait", 0.14), ("urgent", 0.12), ("routine", 0.74)];
/// Median weeks to the end of a suspected cancer pathway, most of which rule cancer out (judgement after the faster
/// diagnosis standard), and waits of urgent pathways as a share of routine ones.
const SUSPECTED_CANCER_WEEKS: f64 = 3.6;
const URGENT: f64 = 0.55;

/// Follow-up appointments of a pathway in the mean (Hospital Outpatient Activity 2022-23: 2.3 to one first, those of
/// conditions included; judgement).
const FOLLOW_UPS: f64 = 2.6;
/// Appointments a person and a year outside pathways and clinics for conditions: maternity, therapies, screening
/// (set so that all come to about 1.9; Hospital Outpatient Activity 2022-23: 124 million appointments).
const OTHER_APPOINTMENTS: ByAge = [0.4, 0.3, 0.28, 0.36, 0.50, 0.65, 1.0, 1.2, 0.9];
/// Planned stays a person and a year that no pathway leads to: endoscopy, injections, transfusions (HES 2019-20: about
/// 0.15 planned stays a person and a year in all; regular day attenders are left out; judgement).
const OTHER_STAYS: ByAge = [0.01, 0.01, 0.012, 0.016, 0.03, 0.07, 0.13, 0.16, 0.10];

/// One pathway.
struct Pathway {
    specialty: &'static Specialty,
    start: Day,
    stop: Day,
    provider: &'static str,
}

/// Draws pathways and what follows from them.
pub(super) fn record(person: &mut Person<'_>, spells: &mut Spells, record: &mut Record<'_>, chance: &mut Chance) {
    for year in person.years() {
        let rate = rate(person, year);
        let mut days = Vec::new();
        person.days(year, rate, &timing::REFERRALS, chance, |day, _| days.push(day));
        for day in days {
            pathway(person, spells, day, record, chance);
        }
        let mut days = Vec::new();
        person.days(year, OTHER_APPOINTMENTS[year.band] * person.usage, &timing::OUTPATIENTS, chance, |day, _| {
            days.push(day)
        });
        for day in days {
            let specialty = specialty(person, day, chance);
            let provider = providers::hospital(person.district(day), chance);
            appointment(person, day, chance.happens(0.3), specialty.code, provider, record, chance);
        }
        let mut days = Vec::new();
        person.days(year, OTHER_STAYS[year.band] * person.usage, &timing::REFERRALS, chance, |day, _| days.push(day));
        for day in days {
            let specialty = specialty(person, day, chance);
            let provider = providers::hospital(person.district(day), chance);
            let day = working_day(day);
            planned_stay(
                person,
                spells,
                &Pathway { specialty, start: (day - 30).max(person.from), stop: day, provider },
                chance,
            );
        }
        for (condition, a_year, function) in &FOLLOWED {
            if person.has(*condition, year.middle) {
                let provider = providers::hospital(person.district(year.middle), chance);
                let mut days = Vec::new();
                person.days(year, *a_year, &timing::OUTPATIENTS, chance, |day, _| days.push(day));
                for day in days {
                    appointment(person, day, false, function, provider, record, chance);
                }
            }
        }
    }
    chemotherapy(person, spells, chance);
}

fn rate(person: &Person<'_>, year: Year) -> f64 {
    let sex = match (year.band, person.life.man) {
        (3 | 4, true) => MEN,
        (3 | 4, false) => WOMEN,
        _ => 1.0,
    };
    let health = person.health;
    let log = ILLNESS * health.burden + READINESS * health.readiness + REFERRALS_A_STEP * person.steps(year.middle);
    REFERRALS[year.band] * sex * libm::exp(log) * person.usage
}

fn specialty(person: &Person<'_>, day: Day, chance: &mut Chance) -> &'static Specialty {
    let group = group(person.life.age(day));
    let weight = |specialty: &Specialty| {
        let seen = !(specialty.women_only && person.life.man);
        let times =
            specialty.condition.filter(|(condition, _)| person.has(*condition, day)).map_or(1.0, |(_, times)| times);
        if seen { specialty.share[group] * times } else { 0.0 }
    };
    let weights: [f64; SPECIALTIES.len()] = std::array::from_fn(|at| weight(&SPECIALTIES[at]));
    &SPECIALTIES[by_share(chance, &weights)]
}

/// Days from clock start to clock stop.
fn wait(person: &Person<'_>, specialty: &Specialty, priority: &str, day: Day, chance: &mut Chance) -> i32 {
    let date = person.world.calendar.date(day);
    let half = (i32::from(date.year()) - 2015) * 2 + i32::from(date.month() > 6);
    let median = MEDIAN_WEEKS[usize::try_from(half).unwrap_or(0).min(MEDIAN_WEEKS.len() - 1)];
    let (weeks, spread) = match priority {
        "two week wait" => (SUSPECTED_CANCER_WEEKS, 0.6),
        "urgent" => (median * URGENT * specialty.wait, WAIT_SPREAD),
        _ => (median * specialty.wait, WAIT_SPREAD),
    };
    let log = spread * chance.normal() + WAIT_A_STEP * person.steps(day);
    (7.0 * cut_short(weeks * libm::exp(log))).clamp(1.0, 900.0) as i32
}

fn pathway(person: &mut Person<'_>, spells: &mut Spells, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let calendar = &person.world.calendar;
    let start = working_day(day);
    let specialty = specialty(person, start, chance);
    let priority = PRIORITIES[by_share(chance, &PRIORITIES.map(|(_, share)| share))].0;
    let stop = working_day(start + wait(person, specialty, priority, start, chance));
    let provider = providers::hospital(person.district(start), chance);
    let left = person.life.left.filter(|left| *left <= stop);
    let (stop, reason) = match (person.life.died.filter(|died| *died <= stop), left) {
        (Some(died), _) => (died, "died"),
        (None, Some(left)) => (left - 1, "not_treated"),
        (None, None) => (stop, ["treated", "not_treated", "declined"][by_share(chance, &[0.80, 0.145, 0.055])]),
    };
    if stop < start || start >= person.end {
        return;
    }
    let stopped = stop < person.end;
    let received = if chance.happens(0.9) { start } else { start - chance.below(6) };
    let received = received.max(person.from);
    let number = person.next_number();
    let began = in_hours(start, chance);
    let cells = vec![
        CellValue::Text(format!("P{number}").into()),
        CellValue::Date(calendar.date(received)),
        CellValue::Date(calendar.date(start)),
        if stopped { CellValue::Date(calendar.date(stop)) } else { CellValue::Missing },
        text(specialty.code),
        text(provider),
        text(priority),
        if stopped { text(reason) } else { CellValue::Missing },
        moment(if received == start { began - 30 } else { in_hours(received, chance) }),
        moment(began),
        if stopped { moment(in_hours(stop, chance).max(began)) } else { CellValue::Missing },
    ];
    record.row(&WL_PATHWAYS, received, cells);
    let pathway = Pathway { specialty, start, stop, provider };
    appointments(person, &pathway, priority, record, chance);
    if reason == "treated" && chance.happens(specialty.stays) {
        planned_stay(person, spells, &pathway, chance);
    }
}

/// The first appointment of a pathway and its follow-ups.
fn appointments(
    person: &mut Person<'_>,
    pathway: &Pathway,
    priority: &str,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    let wait = f64::from(pathway.stop - pathway.start);
    let first = match priority {
        "two week wait" => 7.0 + 10.0 * chance.unit(),
        _ => wait * (0.4 + 0.5 * chance.unit()),
    };
    let mut day = pathway.start + (first.min(wait) as i32);
    let mut attended = false;
    // Somebody who did not come is asked once more, mostly.
    for _ in 0..2 {
        attended = appointment(person, day, true, pathway.specialty.code, pathway.provider, record, chance);
        if attended || chance.happens(0.4) {
            break;
        }
        day += 14 + chance.below(42);
    }
    if !attended {
        return;
    }
    for _ in 0..count(chance, FOLLOW_UPS) {
        day += 35 + chance.below(120);
        appointment(person, day, false, pathway.specialty.code, pathway.provider, record, chance);
    }
}

/// Log odds that an appointment is missed in the middle fifth; 7.6 % were in 2022-23, twice as many in the most deprived
/// fifth as in the least (NHS Digital, Hospital Outpatient Activity).
const MISSED: f64 = -2.72;
const MISSED_A_STEP: f64 = 0.19;
const MISSED_YOUNG: f64 = 0.45;
const MISSED_OLD: f64 = -0.25;
const MISSED_READINESS: f64 = -0.25;

/// The share of appointments by telephone or video, by quarter from January 2020 (Hospital Outpatient Activity 2019-20 to
/// 2022-23; B-VIRT asks for 25 to 30 % of follow-ups).
const REMOTE: [f64; 14] = [0.07, 0.41, 0.33, 0.32, 0.35, 0.28, 0.26, 0.26, 0.26, 0.23, 0.22, 0.21, 0.20, 0.20];

/// Writes an appointment; says whether the person was seen.
fn appointment(
    person: &Person<'_>,
    day: Day,
    first: bool,
    function: &'static str,
    provider: &'static str,
    record: &mut Record<'_>,
    chance: &mut Chance,
) -> bool {
    let day = working_day(day);
    if day < person.from || day >= person.end {
        return false;
    }
    let calendar = &person.world.calendar;
    let age = person.life.age(day);
    let young = if (16.0..35.0).contains(&age) { MISSED_YOUNG } else { 0.0 };
    let old = if age >= 65.0 { MISSED_OLD } else { 0.0 };
    let log = MISSED + MISSED_A_STEP * person.steps(day) + young + old + MISSED_READINESS * person.health.readiness;
    let status = match chance.unit() {
        // Cancelled by the person, by the provider (judgement after Hospital Outpatient Activity 2022-23).
        at if at < 0.075 => "2",
        at if at < 0.14 => "4",
        _ if chance.happens(logistic(log)) => "3",
        at if at < 0.165 => "6",
        at if at < 0.168 => "7",
        _ => "5",
    };
    let date = calendar.date(day);
    let quarter = (i32::from(date.year()) - 2020) * 4 + (i32::from(date.month()) - 1) / 3;
    let remote = if quarter < 0 { 0.035 } else { REMOTE[usize::try_from(quarter).unwrap_or(0).min(REMOTE.len() - 1)] };
    let mode = match chance.unit() {
        at if at < remote * 0.88 => "02",
        at if at < remote => "03",
        _ => "01",
    };
    let kind = match (first, mode) {
        (true, "01") => "1",
        (true, _) => "3",
        (false, "01") => "2",
        (false, _) => "4",
    };
    let cells = vec![CellValue::Date(date), text(status), text(kind), text(function), text(provider), text(mode)];
    record.row(&OPA, day, cells);
    matches!(status, "5" | "6")
}

/// The stay a pathway ends with.
fn planned_stay(person: &mut Person<'_>, spells: &mut Spells, pathway: &Pathway, chance: &mut Chance) {
    let specialty = pathway.specialty;
    if specialty.treated_for.is_empty() {
        return;
    }
    let at = usize::try_from(chance.below(i32::try_from(specialty.treated_for.len()).unwrap_or(1))).unwrap_or(0);
    let (primary, procedures) = specialty.treated_for[at];
    let admitted = Minute::from(pathway.stop) * DAY + 7 * 60 + Minute::from(chance.below(240));
    let (share, days) = specialty.overnight;
    let stay = if chance.happens(share) {
        (Minute::from(chance.wait(days)) + 1) * DAY
    } else {
        180 + Minute::from(chance.below(360))
    };
    let method = ["11", "12", "13"][by_share(chance, &[0.72, 0.16, 0.12])];
    let mut spell = Spell {
        kind: Kind::Planned,
        method,
        decided: (Minute::from(pathway.start) * DAY + 12 * 60).min(admitted),
        admitted,
        ready: admitted + stay,
        discharged: admitted + stay + 30,
        primary,
        with: None,
        procedures,
        provider: pathway.provider,
        died: false,
        pathway: 0,
    };
    spell.leave(person, chance);
    spells.add(person, spell);
}

/// Day cases of chemotherapy after a cancer is found: about three in ten people have them (National Cancer
/// Registration and Analysis Service 2013-14: 28 % of people with cancer), every three weeks.
const CHEMOTHERAPY: f64 = 0.28;

fn chemotherapy(person: &mut Person<'_>, spells: &mut Spells, chance: &mut Chance) {
    let Some(found) = person.health.diagnosed[Condition::Cancer as usize] else { return };
    if !chance.happens(CHEMOTHERAPY) || found + 400 < person.from || found >= person.end {
        return;
    }
    let provider = providers::hospital(person.district(found.max(person.from)), chance);
    let mut day = working_day(found + 45 + chance.below(40));
    for _ in 0..4 + chance.below(8) {
        let admitted = Minute::from(day) * DAY + 9 * 60 + Minute::from(chance.below(120));
        let spell = Spell {
            kind: Kind::Planned,
            method: "13",
            decided: Minute::from(found.max(day - 30)) * DAY + 600,
            admitted,
            ready: admitted + 240,
            discharged: admitted + 260,
            primary: "Z511",
            with: Some(if person.life.man { "C189" } else { "C509" }),
            procedures: &["X721"],
            provider,
            died: false,
            pathway: 0,
        };
        spells.add(person, spell);
        day = working_day(day + 21);
    }
}
