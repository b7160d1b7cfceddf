//! Flare-ups of asthma and COPD, rehabilitation of lungs and hearts, and signs of lung cancer.

use super::Patient;
use super::year::{Year, goes_ahead};
use crate::codes;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;

/// Flare-ups, rehabilitation and signs of one year. The steroids that go with flare-ups are among the medicines.
pub(super) fn record(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let has = |condition: Condition| patient.health.has(condition, year.from + 180);
    if has(Condition::Asthma) && chance.happens(0.055 * libm::exp(0.35 * patient.health.burden)) {
        let day = year.winter_day(patient, chance);
        record.event(day, codes::ASTHMA_EXACERBATION, None);
        super::medicines::steroids(day, record);
        // Severe asthma comes back within months: 4 to 5 % of people with asthma (NHS England 2023).
        if chance.happens(0.45) {
            super::medicines::steroids(day + 40 + chance.below(120), record);
        }
    }
    if has(Condition::Copd) {
        // 0.6 flare-ups a year noted in general practice (Rothnie et al. 2018), more in people who smoke.
        let mut flares = chance.wait(1.1).min(6);
        if patient.health.smokes(year.from) && chance.happens(0.3) {
            flares += 1;
        }
        for _ in 0..flares {
            let day = year.winter_day(patient, chance);
            record.event(day, codes::COPD_EXACERBATION, None);
            if chance.happens(0.7) {
                super::medicines::steroids(day, record);
            }
        }
        lungs(patient, year, record, chance);
    }
    if has(Condition::HeartFailure) || has(Condition::CoronaryHeartDisease) {
        // Half of those who could go to cardiac rehabilitation do (National Audit of Cardiac Rehabilitation 2022).
        let failing = has(Condition::HeartFailure);
        if chance.happens(if failing { 0.12 } else { 0.04 }) {
            let day = year.day(chance);
            if goes_ahead(day, chance) {
                record.event(day, codes::CARDIAC_REFERRAL, None);
                if chance.happens(0.5) {
                    record.event(day + 40 + chance.below(60), codes::CARDIAC_BEGUN, None);
                }
            }
        }
    }
    if year.age >= 45 && chance.happens(if patient.health.smoking.started.is_some() { 0.0035 } else { 0.0008 }) {
        record.event(year.day(chance), codes::HAEMOPTYSIS, None);
    }
}

/// Pulmonary rehabilitation: one in seven a year is offered it; of these 60 % go and two thirds of them complete it
/// (National Asthma and COPD Audit 2022).
fn lungs(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    if !chance.happens(0.14) {
        return;
    }
    let day = year.day(chance);
    if !goes_ahead(day, chance) {
        return;
    }
    record.event(day, codes::REHABILITATION_OFFERED, None);
    let goes = 0.6 + 0.10 * patient.readiness - 0.05 * patient.health.steps;
    if chance.happens(goes) {
        record.event(day + 50 + chance.below(60), codes::REHABILITATION_ATTENDED, None);
        if chance.happens(0.66) {
            record.event(day + 130 + chance.below(30), codes::REHABILITATION_COMPLETED, None);
        }
    } else if chance.happens(0.6) {
        record.event(day + chance.below(30), codes::REHABILITATION_DECLINED, None);
    }
}
