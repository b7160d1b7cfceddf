//! Circumstances that practices note: housing, justice, language, care experience, work, worries of children.

use super::Patient;
use super::year::Year;
use crate::codes::{self, EventCode};
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::{EthnicCategory, EthnicGroup};

/// Something noted for a few people: code, first and last age, share of people of those ages in the middle fifth, what
/// each fifth nearer the most deprived adds to the log, and how many days ago it was noted at most.
type Noted = (EventCode, f64, f64, f64, f64, i32);

/// Shares are of people whose practice has noted it. Homeless: 1 in 182 people in temporary housing or on the street
/// (Shelter 2023). Justice: 240,000 on probation (Ministry of Justice 2023). Domestic abuse: 5 % a year say so (Crime
/// Survey 2023), a tenth is noted. Children in care: 70 in 10,000 (Department for Education 2023). Education, health and
/// care plans: 4.3 % of pupils (2023). The others are judgement.
const NOTED: [Noted; 12] = [
    (codes::HOMELESS, 18.0, 75.0, 0.0016, 0.55, 350),
    (codes::SOFA_SURFER, 16.0, 45.0, 0.0010, 0.45, 350),
    (codes::PROBATION, 18.0, 65.0, 0.0022, 0.50, 700),
    (codes::RELEASED_FROM_PRISON, 18.0, 65.0, 0.0008, 0.55, 700),
    (codes::DOMESTIC_ABUSE, 16.0, 75.0, 0.0032, 0.30, 700),
    (codes::LOOKED_AFTER, 1.0, 18.0, 0.0065, 0.40, 900),
    (codes::CARE_LEAVER, 18.0, 25.0, 0.0075, 0.40, 1500),
    (codes::EDUCATION_PLAN, 5.0, 24.0, 0.0280, 0.12, 700),
    (codes::YOUTH_JUSTICE, 10.0, 18.0, 0.0028, 0.45, 700),
    (codes::THERAPEUTIC_PLACEMENT, 6.0, 20.0, 0.0007, 0.25, 700),
    (codes::UNSUITABLE_HOUSING, 50.0, 120.0, 0.0050, 0.25, 360),
    (codes::WHEELCHAIR, 3.0, 120.0, 0.0030, 0.05, 2500),
];

/// Everything about somebody's circumstances.
pub(super) fn record(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let has = |condition: Condition| patient.health.diagnosed[condition as usize].is_some();
    // Disadvantages come together: severe multiple disadvantage is hardly ever chance.
    let troubled =
        [Condition::DrugMisuse, Condition::HarmfulDrinking, Condition::PersonalityDisorder, Condition::SelfHarm];
    let troubles = troubled.iter().filter(|condition| has(**condition)).count();
    for (code, from, to, share, per_step, within) in &NOTED {
        if patient.age < *from || patient.age >= *to {
            continue;
        }
        let raised = if *share < 0.004 { 1.0 + 5.0 * troubles as f64 } else { 1.0 };
        if chance.happens((share * raised * libm::exp(per_step * patient.health.steps)).min(0.5)) {
            record.event(patient.registered_from(patient.last - chance.below(*within)), *code, None);
        }
    }
    student(patient, record, chance);
    origins(patient, record, chance);
    if has(Condition::SevereMentalIllness) && chance.happens(0.06) {
        record.event(patient.registered_from(patient.last - chance.below(2000)), codes::AFTERCARE, None);
    }
    if patient.health.frailty > 0.45 && chance.happens(0.10) {
        record.event(patient.registered_from(patient.last - chance.below(400)), codes::CONTINUING_HEALTHCARE, None);
    }
    if chance.happens(0.0012) {
        record.event(patient.registered_from(patient.last - chance.below(900)), codes::IMMUNE_DEFICIENCY, None);
    }
}

/// Four in ten people of 18 to 21 study; a quarter of them have it noted (Census 2021; judgement).
fn student(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let studies = match patient.age {
        18.0..22.0 => 0.45,
        22.0..26.0 => 0.15,
        _ => return,
    };
    if chance.happens(studies * 0.35) {
        record.event(patient.registered_from(patient.last - chance.below(650)), codes::STUDENT, None);
    }
}

/// Language and origin, from the ethnic category. Shares of people whose main language is not English: Census 2021.
fn origins(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    use EthnicCategory as C;
    let day = |chance: &mut Chance| {
        let first = patient.life.practices.first().map_or(patient.start, |at| at.start);
        patient.registered_from((first + chance.below(60)).max(patient.life.born).min(patient.last))
    };
    let speaks = |share: f64, code: EventCode, record: &mut Record<'_>, chance: &mut Chance| {
        if !chance.happens(share) {
            return;
        }
        let at = day(chance);
        record.event(at, code, None);
        if chance.happens(0.35) {
            record.event(at, codes::INTERPRETER_NEEDED, None);
        }
    };
    match patient.life.category {
        C::C => {
            // Most people of other White backgrounds came from eastern Europe.
            match chance.unit() {
                u if u < 0.22 => speaks(0.8, codes::SPEAKS_POLISH, record, chance),
                u if u < 0.36 => record.event(day(chance), codes::POLISH, None),
                u if u < 0.46 => record.event(day(chance), codes::ROMANIAN, None),
                u if u < 0.485 => {
                    // From spring 2022 on.
                    let at = 19_080 + chance.below(600);
                    if at <= patient.last && at >= patient.life.born {
                        let at = patient.registered_from(at);
                        record.event(at, codes::UKRAINE_SCHEME, None);
                        record.event(at, codes::SPEAKS_UKRAINIAN, None);
                    }
                }
                u if u < 0.525 => record.event(day(chance), codes::GYPSY, None),
                u if u < 0.545 => record.event(day(chance), codes::TRAVELLER, None),
                _ => {}
            }
        }
        C::J => speaks(0.16, codes::SPEAKS_URDU, record, chance),
        C::H => speaks(0.14, codes::SPEAKS_PUNJABI, record, chance),
        C::S => speaks(0.22, codes::SPEAKS_ARABIC, record, chance),
        C::A if chance.happens(0.03) => record.event(day(chance), codes::SPEAKS_ENGLISH, None),
        _ => {}
    }
    let arrived = match patient.life.group {
        EthnicGroup::Black | EthnicGroup::Other => 0.022,
        EthnicGroup::Asian => 0.009,
        _ => 0.0002,
    };
    if chance.happens(arrived) {
        let code = if chance.happens(0.6) { codes::ASYLUM_SEEKER } else { codes::REFUGEE };
        record.event(day(chance), code, None);
    }
}

/// Fit notes and children's worries of one year.
pub(super) fn yearly(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let has = |condition: Condition| patient.health.has(condition, year.from);
    if (16..67).contains(&year.age) {
        // 11 million notes a year in England, for about one adult of working age in ten (NHS England 2023-24).
        let mental = [Condition::Depression, Condition::Anxiety, Condition::SevereMentalIllness].into_iter().any(has);
        let odds = -2.9
            + if mental { 0.8 } else { 0.0 }
            + if has(Condition::OsteoarthritisOrBackPain) { 0.5 } else { 0.0 }
            + 0.25 * patient.health.burden
            + 0.12 * patient.health.steps;
        if chance.happens(1.0 / (1.0 + libm::exp(-odds))) {
            let mut day = year.day(chance);
            for _ in 0..1 + chance.wait(2.2).min(8) {
                record.event(day, codes::NOT_FIT_FOR_WORK, None);
                day += 20 + chance.below(20);
            }
        }
        if mental && chance.happens(0.07) {
            record.event(year.day(chance), codes::TALKING_THERAPIES, None);
        }
        if chance.happens(0.008 * libm::exp(0.3 * patient.health.burden)) {
            record.event(year.day(chance), codes::SOCIAL_PRESCRIBING, None);
        }
    }
    if (5..17).contains(&year.age) {
        // One in six has a probable disorder (P CL-171); about one in fifteen a year has something noted.
        let odds = -2.9 + 0.09 * f64::from(year.age - 10) + 0.3 * patient.health.burden + 0.08 * patient.health.steps;
        if chance.happens(1.0 / (1.0 + libm::exp(-odds))) {
            let code = match chance.unit() {
                u if u < 0.45 => codes::BEHAVIOUR_CONCERN,
                u if u < 0.80 => codes::LOW_MOOD_CHILD,
                _ => codes::SCHOOL_AVOIDANCE,
            };
            record.event(year.day(chance), code, None);
        }
    }
}
