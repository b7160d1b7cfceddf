//! Emergency departments and emergency stays.
//!
//! Stays are drawn first, from age, deprivation, frailty, conditions and the last year of life; most of them begin at
//! an emergency department. Other attendances follow by age and deprivation, and a few people attend very often.

use super::attendance::{self, Attendance};
use super::person::{ByAge, DAY, Minute, Person, Year};
use super::providers;
use super::reasons::{COMMON, FOLLOWING, Reason, group};
use super::spells::{Kind, Spell, Spells};
use super::timing;
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use crate::stories::Topic;

/// Emergency stays a person and a year that do not follow from a diagnosed condition, for somebody of the middle
/// fifth who is not frail. Set so that all emergency stays come to about 115 per 1,000 people a year, by age as in
/// NHS Digital, Hospital Admitted Patient Care Activity 2019-20.
const STAYS: ByAge = [0.27, 0.11, 0.032, 0.052, 0.046, 0.054, 0.076, 0.125, 0.165];
/// Log of the ratio of rates from one fifth of deprivation to the next: 1.6 times as many in the most deprived fifth
/// as in the least, beside what conditions add (judgement after HES 2019-20 by deprivation decile).
const STAYS_A_STEP: f64 = 0.07;
/// How many times as many in the last year of life (Bardsley and others 2016: 2.3 admissions in it; judgement).
const LAST_YEAR: f64 = 4.0;
/// Log of the ratio of rates for the whole span of frailty (CL-026: severely frail people have 13.8 times the risk,
/// age and conditions included).
const FRAILTY: f64 = 2.2;
/// How many times the rates of conditions at 65 and over, by age: below 20 (children with asthma, epilepsy and diabetes
/// come often; see `FOLLOWING`) and below 65 (the same diagnosis is less severe; judgement).
const CHILDREN: f64 = 4.0;
const YOUNGER: f64 = 0.75;

/// How emergency stays began: the emergency department here, a general practitioner, a bed bureau, a consultant's
/// clinic, the emergency department of another provider. Source: judgement after HES 2019-20.
const METHODS: [(&str, f64); 5] = [("21", 0.71), ("22", 0.14), ("23", 0.03), ("24", 0.08), ("2A", 0.04)];

/// Attendances a person and a year without a stay, in the middle fifth. Set so that with those admitted all come to
/// about 0.40 a person and a year (NHS England 2023-24: 26.2 million, types 1 to 3, of which not all submit); under 4
/// CL-132 and CL-134 (717 in the City and 553 in the county per 1,000).
const ATTENDANCES: ByAge = [0.52, 0.45, 0.28, 0.32, 0.255, 0.20, 0.195, 0.25, 0.33];
/// Nearly twice as many in the most deprived fifth as in the least (NHS Digital, Hospital Accident and Emergency
/// Activity 2022-23).
const ATTENDANCES_A_STEP: f64 = 0.14;
/// The share of people who attend very often at some time of ten years, in the middle fifth; British Red Cross 2021: 0.67 % of people
/// attend five or more times a year and make 16 % of attendances.
const OFTEN: f64 = 0.024;
/// How many times likelier that is with mental illness, drink or drugs (judgement).
const OFTEN_WITH_NEED: f64 = 6.0;
/// Attendances a year of those who attend often (judgement).
const OFTEN_A_YEAR: f64 = 9.0;

const NEEDS: [Condition; 5] = [
    Condition::SevereMentalIllness,
    Condition::HarmfulDrinking,
    Condition::DrugMisuse,
    Condition::PersonalityDisorder,
    Condition::SelfHarm,
];

/// Draws emergency stays and attendances; writes the attendances.
pub(super) fn record(person: &mut Person<'_>, spells: &mut Spells, record: &mut Record<'_>, chance: &mut Chance) {
    outbreaks(person, spells, record, chance);
    let often = often(person, chance);
    for year in person.years() {
        let rates = Rates::of(person, year);
        let mut days = Vec::new();
        person.days(year, rates.total(), &timing::EMERGENCIES, chance, |day, _| days.push(day));
        for day in days {
            // A story that makes stays rarer takes some of them away, from its day on.
            let story = person.world.stories.boost(Topic::EmergencyAdmission, person.life, day);
            if story < 0.0 && !chance.happens(libm::exp(story)) {
                continue;
            }
            let reason = rates.reason(person, year, chance);
            stay(person, spells, reason, day, record, chance);
        }
        let steps = person.steps(year.middle);
        let mut rate = ATTENDANCES[year.band] * libm::exp(ATTENDANCES_A_STEP * steps) * person.usage;
        if often.is_some_and(|(from, until)| year.middle >= from && year.middle < until) {
            rate += OFTEN_A_YEAR;
        }
        let mut days = Vec::new();
        person.days(year, rate, &timing::ATTENDANCES, chance, |day, _| days.push(day));
        for day in days {
            if !spells.inside(day) {
                attendance::unadmitted(person, day, often.is_some(), record, chance);
            }
        }
    }
}

/// The rates of one year: what does not follow from a condition, then each condition's.
struct Rates {
    common: f64,
    following: [f64; FOLLOWING.len()],
    sum: f64,
}

impl Rates {
    fn of(person: &Person<'_>, year: Year) -> Self {
        let on = year.middle;
        let log = STAYS_A_STEP * person.steps(on) + 0.25 * person.health.burden;
        let ill = if year.last { LAST_YEAR } else { 1.0 };
        let all = libm::exp(log) * ill * person.usage;
        let common = STAYS[year.band] * libm::exp(FRAILTY * year.frailty) * all;
        let age = match year.age {
            age if age < 20.0 => CHILDREN,
            age if age < 65.0 => YOUNGER,
            _ => 1.0,
        };
        let mut following = [0.0; FOLLOWING.len()];
        let mut sum = common;
        for (rate, follows) in following.iter_mut().zip(&FOLLOWING) {
            if person.has(follows.condition, on) {
                *rate = follows.a_year * all.min(2.5) * age;
                sum += *rate;
            }
        }
        Self { common, following, sum }
    }

    fn total(&self) -> f64 {
        self.sum
    }

    fn reason(&self, person: &Person<'_>, year: Year, chance: &mut Chance) -> &'static Reason {
        let mut at = chance.unit() * self.sum - self.common;
        if at >= 0.0 {
            for (rate, follows) in self.following.iter().zip(&FOLLOWING) {
                at -= rate;
                if at < 0.0 {
                    let which = chance.below(i32::try_from(follows.reasons.len()).unwrap_or(1));
                    return &follows.reasons[usize::try_from(which).unwrap_or(0)];
                }
            }
        }
        let reason = common(group(year.age), chance);
        // Sickness of pregnancy is no reason of a man, nor harming oneself one of a child under ten.
        let unlikely = match reason.icd10 {
            "O219" => person.life.man,
            "T391" => year.age < 10.0,
            _ => false,
        };
        if unlikely { &COMMON[COMMON.len() - 1].0 } else { reason }
    }
}

/// One of the reasons that do not follow from a condition.
fn common(group: usize, chance: &mut Chance) -> &'static Reason {
    let total: f64 = COMMON.iter().map(|(_, weights)| weights[group]).sum();
    let mut at = chance.unit() * total;
    for (reason, weights) in &COMMON {
        at -= weights[group];
        if at < 0.0 {
            return reason;
        }
    }
    &COMMON[COMMON.len() - 1].0
}

/// The time in which somebody attends very often, if they do.
fn often(person: &Person<'_>, chance: &mut Chance) -> Option<(Day, Day)> {
    let last = person.end - 1;
    let need = NEEDS.iter().any(|condition| person.has(*condition, last));
    let log = 0.25 * person.steps(last);
    let share = OFTEN * libm::exp(log) * if need { OFTEN_WITH_NEED } else { 1.0 };
    if person.life.age(last) < 16.0 || !chance.happens(share.min(0.5)) {
        return None;
    }
    // Half of them still do at the end, so that a count of the last year finds as many as a count of any other.
    let lasts = 300 + chance.wait(500.0);
    let from = person.from + chance.below((person.end - person.from).max(1) + lasts) - lasts;
    Some((from, from + lasts))
}

/// A stay that begins on a day; with an attendance where it began at an emergency department here.
fn stay(
    person: &mut Person<'_>,
    spells: &mut Spells,
    reason: &'static Reason,
    day: Day,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    let provider = providers::hospital(person.district(day), chance);
    let method = METHODS[super::person::by_share(chance, &METHODS.map(|(_, share)| share))].0;
    let here = method == "21";
    let attendance = Attendance::admitted(person, day, chance);
    let admitted = if here { attendance.departed } else { Minute::from(day) * DAY + attendance::minute_of_day(chance) };
    let decided = attendance.decided.filter(|_| here).unwrap_or((admitted - 60).max(Minute::from(day) * DAY));
    let stays = length(person, reason, day, chance);
    let ready = if stays < DAY { admitted + stays } else { on_a_morning(admitted + stays, chance) };
    let mut spell = Spell {
        kind: Kind::Emergency,
        method,
        decided,
        admitted,
        ready,
        discharged: leaves(ready, chance),
        primary: reason.icd10,
        with: reason.with,
        procedures: if reason.icd10 == "S720" { &["W371", "Z761"] } else { &[] },
        provider,
        died: false,
        pathway: 0,
    };
    spell.leave(person, chance);
    if spells.add(person, spell) && here {
        attendance.write(person, reason.snomed, record, chance);
    }
}

/// Chance that a stay does not last overnight, by group of age (HES 2019-20: about a third; by age, judgement).
const SAME_DAY: [f64; 6] = [0.52, 0.48, 0.40, 0.34, 0.25, 0.16];

/// Minutes in hospital until somebody is ready to leave.
fn length(person: &Person<'_>, reason: &Reason, day: Day, chance: &mut Chance) -> Minute {
    let age = person.life.age(day);
    let same_day = SAME_DAY[group(age)] * if reason.stay_days >= 10.0 { 0.2 } else { 1.0 };
    if chance.happens(same_day) {
        return 90 + Minute::from(chance.below(420));
    }
    // Longer with age and frailty (judgement), around the reason's own mean.
    let factor = (0.55 + age / 120.0) * (1.0 + person.frailty(day));
    let days = chance.wait(reason.stay_days * factor);
    (Minute::from(days) + 1) * DAY
}

/// When somebody ready to leave does: some hours later, on the same day.
fn leaves(ready: Minute, chance: &mut Chance) -> Minute {
    let midnight = (ready.div_euclid(DAY) + 1) * DAY;
    (ready + 20 + Minute::from(chance.below(180))).min(midnight - 1)
}

/// Somebody who stays overnight is ready at the rounds of a morning.
fn on_a_morning(ready: Minute, chance: &mut Chance) -> Minute {
    ready.div_euclid(DAY) * DAY + 8 * 60 + 30 + Minute::from(chance.below(390))
}

/// Attendances and stays of a planted outbreak.
fn outbreaks(person: &mut Person<'_>, spells: &mut Spells, record: &mut Record<'_>, chance: &mut Chance) {
    let stories = &person.world.stories;
    for (outbreak, from, days) in stories.outbreaks(person.life) {
        let day = from + (chance.below(days) + chance.below(days)) / 2;
        if !chance.happens(outbreak.attend) || day < person.from || day >= person.end {
            continue;
        }
        let reason = &COMMON.iter().find(|(reason, _)| reason.icd10 == "A099").expect("gastroenteritis is common").0;
        if chance.happens(outbreak.admitted) {
            stay(person, spells, reason, day, record, chance);
        } else if !spells.inside(day) {
            let attendance = Attendance::unadmitted(person, day, chance);
            attendance.write(person, reason.snomed, record, chance);
        }
    }
}
