//! Frailty: its signs, falls, being housebound, care homes, living alone, caring for somebody.

use super::Patient;
use super::year::Year;
use crate::codes::{self, EventCode};
use crate::day::Day;
use crate::health::Condition;
use crate::life::Household;
use crate::random::Chance;
use crate::record::Record;

/// Signs of frailty that are no condition of their own, with the log odds of each being entered for somebody who is
/// middling frail. Relative frequencies: Clegg et al., Age and Ageing 2016, table 1, read by eye.
const SIGNS: [(EventCode, f64); 19] = [
    (codes::NEEDS_DAILY_HELP, -1.6),
    (codes::ANAEMIA, -0.9),
    (codes::FOOT_PAIN, -0.7),
    (codes::HEARING_LOSS, -0.2),
    (codes::HEART_VALVE_DISORDER, -1.9),
    (codes::SYNCOPE, -0.9),
    (codes::REDUCED_MOBILITY, -0.4),
    (codes::SKIN_ULCER, -1.5),
    (codes::TREMOR, -2.0),
    (codes::URINARY_INCONTINENCE, -0.9),
    (codes::URINARY_INFECTION, -0.3),
    (codes::VISUAL_IMPAIRMENT, -0.9),
    (codes::DIZZINESS, -0.3),
    (codes::BREATHLESS, -0.3),
    (codes::INSOMNIA, -0.8),
    (codes::WEIGHT_LOSS, -1.4),
    (codes::FALL, -0.3),
    (codes::HOME_CARE, -1.7),
    (codes::OSTEOARTHRITIS, 0.1),
];
/// How much likelier a sign is for each tenth of frailty more, and the frailty that counts as middling.
const PER_TENTH: f64 = 0.85;
const MIDDLING: f64 = 0.365;

/// Everything about frailty and living with it.
pub(super) fn record(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    if patient.age >= 60.0 {
        signs(patient, record, chance);
    }
    household(patient, record, chance);
    caring(patient, record, chance);
    if let Some(from) = patient.health.housebound {
        let from = patient.registered_from(from);
        record.event(from, codes::HOUSEBOUND, None);
    } else if patient.age >= 70.0 && chance.happens(0.01) {
        let from = patient.registered_from(patient.last - 300 - chance.below(2000));
        record.event(from, codes::HOUSEBOUND, None);
        record.event(from + 90 + chance.below(150), codes::NO_LONGER_HOUSEBOUND, None);
    }
}

/// A day in about the last eight years, later ones being likelier.
fn lately(patient: &Patient<'_>, chance: &mut Chance) -> Day {
    patient.registered_from(patient.last - chance.wait(1200.0).min(5000))
}

fn signs(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let beyond = (patient.health.frailty - MIDDLING) * 10.0 * PER_TENTH;
    for (code, usual) in &SIGNS {
        if chance.happens(1.0 / (1.0 + libm::exp(-(usual + beyond)))) {
            record.event(lately(patient, chance), *code, None);
        }
    }
    let dementia = patient.health.diagnosed[Condition::Dementia as usize];
    if let Some(found) = dementia {
        record.event(patient.registered_from(found - 100 - chance.below(400)), codes::MEMORY_CONCERN, None);
    } else if chance.happens(0.008 + 0.10 * (patient.health.frailty - 0.1).max(0.0)) {
        // About a third of people with dementia have no diagnosis (NHS England, recorded dementia).
        record.event(patient.registered_from(patient.last - chance.below(1100)), codes::MEMORY_CONCERN, None);
    }
    if patient.health.frailty > 0.30 && chance.happens(0.5) {
        record.event(lately(patient, chance), codes::FRAILTY_ASSESSMENT, None);
    }
}

/// Falls entered in one year: a third of people of 65 and over fall, one in ten has it entered (NICE CG161; judgement).
pub(super) fn falls(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    if year.age < 60 {
        return;
    }
    let years = f64::from(year.age - 75);
    let earlier = 0.03 * f64::from(year.ago);
    let odds = -3.0 + 0.05 * years + 4.0 * (patient.health.frailty - earlier - 0.2) - 0.1 * patient.readiness;
    if chance.happens(1.0 / (1.0 + libm::exp(-odds))) {
        record.event(year.winter_day(patient, chance), codes::FALL, None);
        if chance.happens(0.3) {
            record.event(year.day(chance), codes::FALL, None);
        }
    }
}

fn household(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    // Practices note who lives with somebody mostly for older people: half of those alone (judgement).
    let known = if patient.age >= 75.0 {
        0.55
    } else if patient.age >= 60.0 {
        0.35
    } else {
        0.04
    };
    let code = match patient.life.household {
        Household::Alone if patient.age >= 18.0 => codes::LIVES_ALONE,
        Household::Couple | Household::CoupleWithChildren if patient.age >= 60.0 => codes::LIVES_WITH_FAMILY,
        _ => return,
    };
    if chance.happens(known) {
        let day = lately(patient, chance);
        record.event(day, code, None);
        if code == codes::LIVES_ALONE && chance.happens(0.20 + 0.5 * patient.health.frailty) {
            // Asked within the last year about befriending.
            record.event(patient.registered_from(patient.last - chance.below(340)), codes::BEFRIENDING_AGREED, None);
        }
    }
}

/// About a third of carers are known to their practice (Carers UK 2022).
fn caring(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    if let Some(from) = patient.health.carer
        && chance.happens(0.33)
    {
        record.event(patient.registered_from(from), codes::CARER, None);
    } else if patient.age > 40.0 && chance.happens(0.006) {
        let from = patient.registered_from(patient.last - 800 - chance.below(2500));
        record.event(from, codes::CARER, None);
        record.event(from + 300 + chance.below(450), codes::NO_LONGER_CARER, None);
    }
}

/// Moves into a care home are entered by most practices.
pub(super) fn care_home(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    if let Some(home) = patient.life.homes.iter().find(|home| home.care_home)
        && chance.happens(0.85)
    {
        record.event(patient.registered_from(home.start + chance.below(30)), codes::LIVES_IN_CARE_HOME, None);
    }
}
