//! Vaccinations: flu each season, COVID-19 from December 2020, pneumococcal once, shingles, and the childhood course.

use super::Patient;
use super::year::Year;
use crate::codes;
use crate::day::Day;
use crate::health::Condition;
use crate::odds::{self, Odds};
use crate::random::Chance;
use crate::record::Record;
use crate::stories::Topic;
use commonweal_model::CellValue;
use commonweal_model::EthnicGroup::{Asian, Black, Mixed, NotKnown, NotStated, Other, White};
use commonweal_model::tables::VACCINATIONS;
use jiff::civil::Date;

/// Conditions that call for flu vaccination below 65 (Green Book, chapter 19).
const AT_RISK: [Condition; 11] = [
    Condition::Asthma,
    Condition::Copd,
    Condition::CoronaryHeartDisease,
    Condition::HeartFailure,
    Condition::ChronicKidneyDisease,
    Condition::ChronicLiverDisease,
    Condition::StrokeOrTia,
    Condition::MultipleSclerosis,
    Condition::DiabetesType2,
    Condition::DiabetesType1,
    Condition::LearningDisability,
];
/// Share of children of 2 and 3, and of primary school age, vaccinated against flu: 44 % and 55 % (UKHSA 2022-23).
const FLU_TODDLERS: f64 = 0.44;
const FLU_PUPILS: f64 = 0.52;
/// First day of COVID-19 vaccination: 8 December 2020.
const COVID_FROM: Day = 18_604;

/// The doses of the childhood course: disease, days after birth, share of children who have it, when all goes well.
/// P CL-045 to CL-047: 93 to 97 % at one year, first MMR 85 to 97 %, second MMR 79 to 94 %. Children who
/// moved here may lack a dose in the records, so what is given is a little more.
const CHILDHOOD: [(&str, Day, f64); 9] = [
    ("DIPHTHERIA", 58, 0.965),
    ("DIPHTHERIA", 88, 0.955),
    ("DIPHTHERIA", 118, 0.945),
    ("PNEUMOCOCCAL", 90, 0.950),
    ("PNEUMOCOCCAL", 370, 0.920),
    ("MENINGOCOCCAL", 60, 0.950),
    ("MEASLES", 372, 0.945),
    ("MEASLES", 1225, 0.912),
    ("DIPHTHERIA", 1226, 0.870),
];

fn dose(disease: &'static str, day: Day, patient: &Patient<'_>, record: &mut Record<'_>) {
    if patient.life.practice(day).is_none() && patient.life.practices.first().is_none_or(|first| day >= first.start) {
        return;
    }
    let product = match disease {
        "INFLUENZA" => "Influenza vaccine (demonstration)",
        "SARS-2 CORONAVIRUS" => "COVID-19 mRNA vaccine (demonstration)",
        "PNEUMOCOCCAL" => "Pneumococcal vaccine (demonstration)",
        "DIPHTHERIA" => "Diphtheria, tetanus and further antigens vaccine (demonstration)",
        "MEASLES" => "Measles, mumps and rubella vaccine (demonstration)",
        "SHINGLES" => "Shingles vaccine (demonstration)",
        "PERTUSSIS" => "Pertussis vaccine in pregnancy (demonstration)",
        _ => "Meningococcal B vaccine (demonstration)",
    };
    let date = CellValue::Date(patient.world.calendar.date(day));
    record.row(&VACCINATIONS, day, vec![date, CellValue::Text(disease.into()), CellValue::Text(product.into())]);
}

/// Vaccinations of one year, and at the last year those given once.
pub(super) fn record(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    flu(patient, year, record, chance);
    covid(patient, year, record, chance);
}

/// Those given once or by age.
pub(super) fn once(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    childhood(patient, record, chance);
    let at = |age: f64| patient.life.born + (age * crate::day::YEAR) as Day;
    // Pneumococcal at 65, or earlier with a condition: 70 % of those of 65 and over (UKHSA 2022-23).
    let risk = AT_RISK.iter().filter_map(|condition| patient.health.diagnosed[*condition as usize]).min();
    let due = risk.map_or(at(65.3), |day| (day + 200).min(at(65.3)));
    let odds = 0.75 + patient.readiness - 0.12 * patient.health.steps + group(patient) * 0.6;
    if patient.age >= 20.0 && due <= patient.last && chance.happens(1.0 / (1.0 + libm::exp(-odds))) {
        dose("PNEUMOCOCCAL", due + chance.below(200), patient, record);
    }
    // Shingles at 70: half (UKHSA 2022-23).
    if patient.age >= 70.0 && chance.happens(1.0 / (1.0 + libm::exp(-odds + 0.7))) {
        dose("SHINGLES", at(70.2) + chance.below(300), patient, record);
    }
}

/// Log odds of vaccination by ethnic group beside White: OpenSAFELY COVID-19 coverage 2021, UKHSA flu 2022-23.
fn group(patient: &Patient<'_>) -> f64 {
    match patient.life.group {
        White | NotStated | NotKnown => 0.0,
        Asian => -0.5,
        Black => -1.2,
        Mixed | Other => -0.6,
    }
}

fn childhood(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let born = patient.life.born;
    if patient.last - born > 25 * 365 {
        return;
    }
    // One readiness of the family stands behind all doses: who misses one often misses the next.
    let family = 0.9 * chance.normal() - 0.16 * patient.health.steps + 0.35 * group(patient);
    for (disease, after, share) in CHILDHOOD {
        let odds = libm::log(share / (1.0 - share)) * 1.12 + family;
        if chance.happens(1.0 / (1.0 + libm::exp(-odds))) {
            let late = if chance.happens(0.12) { chance.wait(160.0).min(700) } else { chance.below(20) };
            dose(disease, born + after + late, patient, record);
        }
    }
}

/// The season whose 15 October lies in this year of care.
fn flu(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let calendar = &patient.world.calendar;
    let last = calendar.date(year.from + 364);
    let Ok(opens) = Date::new(if (last.month(), last.day()) >= (10, 15) { last.year() } else { last.year() - 1 }, 9, 5)
    else {
        return;
    };
    let opens = calendar.day(opens);
    // Most doses are given in October and November.
    let day = opens + 8 + chance.below(30) + chance.below(30) + if chance.happens(0.25) { chance.below(60) } else { 0 };
    if patient.life.practice(day).is_none() || day > patient.last {
        return;
    }
    let age = patient.life.age(day);
    let boost = patient.world.stories.boost(Topic::FluVaccination, patient.life, day);
    // Cover rose in the first seasons of the pandemic: 81 % at 65 and over in 2020-21, 72 % before (UKHSA).
    let pandemic = if (18_500..19_300).contains(&opens) { 0.45 } else { 0.0 };
    let extra = patient.readiness + boost + pandemic;
    let asked = |odds: &Odds, chance: &mut Chance| year.comes(odds, extra, chance);
    let at_risk = AT_RISK.iter().any(|condition| patient.health.has(*condition, day));
    let carer = patient.health.carer.is_some_and(|from| from <= day);
    let pregnant = patient.life.births.iter().any(|birth| (birth.day - 270..birth.day).contains(&day));
    let bold = libm::exp(patient.readiness - 0.15 * patient.health.steps + 0.4 * group(patient));
    let young = |share: f64| share * bold / (1.0 - share + share * bold);
    let (given, nasal) = match age {
        65.0.. => (asked(&odds::FLU_65, chance), false),
        2.0..4.0 => (chance.happens(young(FLU_TODDLERS)), true),
        4.0..11.0 => (chance.happens(young(FLU_PUPILS)), true),
        0.5..65.0 if at_risk || carer || pregnant => (asked(&odds::FLU_AT_RISK, chance), false),
        // From 2020 to 2023 everybody from 50 on was offered it.
        50.0..65.0 if (18_500..19_300).contains(&opens) => (asked(&odds::FLU_AT_RISK, chance), false),
        _ => (false, false),
    };
    if given {
        dose("INFLUENZA", day, patient, record);
        let code = if nasal {
            codes::FLU_VACCINATION_NASAL
        } else if chance.happens(0.2) {
            codes::FLU_VACCINATION_PHARMACY
        } else {
            codes::FLU_VACCINATION
        };
        record.event(day, code, None);
    } else if (at_risk || age >= 65.0) && chance.happens(0.25) {
        record.event(day, codes::VACCINATION_DECLINED, None);
    }
}

/// First doses in order of age from December 2020, boosters each autumn and, for the oldest, each spring.
fn covid(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let until = year.from + 365;
    if until <= COVID_FROM || year.age < 12 {
        return;
    }
    let age = f64::from(year.age);
    let usual = -0.6 + 0.045 * (age.min(80.0) - 20.0) + 0.5 * patient.readiness - 0.17 * patient.health.steps;
    let odds = usual + group(patient) + 1.3;
    let waits = ((75.0 - age) * 2.6).clamp(0.0, 190.0) as Day;
    let first = COVID_FROM + 20 + waits;
    if (year.from..until).contains(&first) && chance.happens(1.0 / (1.0 + libm::exp(-odds))) {
        let first = first + chance.below(30);
        dose("SARS-2 CORONAVIRUS", first, patient, record);
        record.event(first, codes::COVID_FIRST_DOSE, None);
        if chance.happens(0.95) {
            let second = first + 70 + chance.below(20);
            dose("SARS-2 CORONAVIRUS", second, patient, record);
            record.event(second, codes::COVID_SECOND_DOSE, None);
        }
        return;
    }
    // Boosters: everybody in winter 2021-22, then people at risk and from 65 on (75 from 2025), 60 to 75 % of them.
    let autumn = year.from + 45 + chance.below(60);
    let at_risk = AT_RISK.iter().any(|condition| patient.health.has(*condition, autumn));
    let offered = autumn > first + 150 && (autumn < 19_100 || age >= 65.0 || at_risk);
    let ready = odds - if age >= 65.0 { 1.6 } else { 2.6 };
    if offered && chance.happens(1.0 / (1.0 + libm::exp(-ready))) {
        dose("SARS-2 CORONAVIRUS", autumn, patient, record);
        if age >= 75.0 && chance.happens(0.6) {
            dose("SARS-2 CORONAVIRUS", autumn + 180, patient, record);
        }
    }
}
