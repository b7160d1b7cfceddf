//! The diagnoses, each entered once on the day it was found, and the few entries that one has resolved.

use super::Patient;
use crate::codes::{self, EventCode};
use crate::day::{Day, YEAR};
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;

/// Codes of each condition with their shares, which sum to 1. Shares are judgement unless a source is named.
/// Conditions whose codes depend on more, or that have none, are empty.
const CODES: [(Condition, &[(EventCode, f64)]); 30] = [
    (
        Condition::AtrialFibrillation,
        &[(codes::ATRIAL_FIBRILLATION, 0.75), (codes::PAROXYSMAL_ATRIAL_FIBRILLATION, 0.25)],
    ),
    (Condition::Asthma, &[(codes::ASTHMA, 1.0)]),
    (
        Condition::CoronaryHeartDisease,
        &[(codes::ISCHAEMIC_HEART_DISEASE, 0.38), (codes::ANGINA, 0.30), (codes::MYOCARDIAL_INFARCTION, 0.32)],
    ),
    // Stages as in the Health Survey for England 2016.
    (
        Condition::ChronicKidneyDisease,
        &[
            (codes::KIDNEY_STAGE_3A, 0.68),
            (codes::KIDNEY_STAGE_3B, 0.22),
            (codes::KIDNEY_STAGE_4, 0.07),
            (codes::KIDNEY_STAGE_5, 0.03),
        ],
    ),
    (Condition::Copd, &[(codes::COPD, 1.0)]),
    // Shares by type: Dementia UK 2014.
    (Condition::Dementia, &[(codes::ALZHEIMERS, 0.55), (codes::VASCULAR_DEMENTIA, 0.20), (codes::DEMENTIA, 0.25)]),
    (Condition::Depression, &[(codes::DEPRESSION, 0.8), (codes::MODERATE_DEPRESSION, 0.2)]),
    (Condition::DiabetesType2, &[(codes::DIABETES_TYPE_2, 1.0)]),
    (Condition::DiabetesType1, &[(codes::DIABETES_TYPE_1, 1.0)]),
    (Condition::Epilepsy, &[(codes::EPILEPSY, 1.0)]),
    (Condition::HeartFailure, &[(codes::HEART_FAILURE, 1.0)]),
    (Condition::Hypertension, &[(codes::HYPERTENSION, 0.4), (codes::ESSENTIAL_HYPERTENSION, 0.6)]),
    (
        Condition::LearningDisability,
        &[
            (codes::LEARNING_DISABILITY_MILD, 0.50),
            (codes::LEARNING_DISABILITY_MODERATE, 0.28),
            (codes::LEARNING_DISABILITY_SEVERE, 0.14),
            (codes::DOWN_SYNDROME, 0.08),
        ],
    ),
    (Condition::SevereMentalIllness, &[(codes::SCHIZOPHRENIA, 0.34), (codes::BIPOLAR, 0.40), (codes::PSYCHOSIS, 0.26)]),
    (Condition::NonDiabeticHyperglycaemia, &[(codes::NON_DIABETIC_HYPERGLYCAEMIA, 1.0)]),
    (Condition::OsteoporoticFracture, &[(codes::OSTEOPOROSIS, 1.0)]),
    (Condition::PeripheralArterialDisease, &[(codes::PERIPHERAL_ARTERIAL_DISEASE, 0.7), (codes::CLAUDICATION, 0.3)]),
    (Condition::PalliativeCare, &[(codes::PALLIATIVE_CARE, 1.0)]),
    (Condition::RheumatoidArthritis, &[(codes::RHEUMATOID_ARTHRITIS, 1.0)]),
    (Condition::StrokeOrTia, &[(codes::STROKE, 0.6), (codes::TIA, 0.4)]),
    (Condition::Anxiety, &[(codes::ANXIETY, 0.7), (codes::GENERALISED_ANXIETY, 0.3)]),
    (Condition::Autism, &[(codes::AUTISM, 1.0)]),
    (
        Condition::ChronicLiverDisease,
        &[(codes::STEATOHEPATITIS, 0.45), (codes::ALCOHOLIC_LIVER_DISEASE, 0.3), (codes::CIRRHOSIS, 0.25)],
    ),
    (Condition::MultipleSclerosis, &[(codes::MULTIPLE_SCLEROSIS, 1.0)]),
    (Condition::ParkinsonsDisease, &[(codes::PARKINSONS, 1.0)]),
    (Condition::PersonalityDisorder, &[(codes::BORDERLINE_PERSONALITY, 0.5), (codes::PERSONALITY_DISORDER, 0.5)]),
    (Condition::EatingDisorder, &[(codes::ANOREXIA, 0.55), (codes::BULIMIA, 0.45)]),
    (
        Condition::OsteoarthritisOrBackPain,
        &[(codes::OSTEOARTHRITIS, 0.55), (codes::BACK_PAIN, 0.33), (codes::GOUT, 0.12)],
    ),
    (Condition::Hypothyroidism, &[(codes::HYPOTHYROIDISM, 1.0)]),
    (Condition::InflammatoryBowelDisease, &[(codes::CROHNS, 0.4), (codes::ULCERATIVE_COLITIS, 0.6)]),
];

/// Cancers of women and of men, with their shares of people who have had one (Cancer Research UK prevalence 2020).
const CANCERS: [(EventCode, f64, f64); 8] = [
    (codes::BREAST_CANCER, 0.46, 0.0),
    (codes::PROSTATE_CANCER, 0.0, 0.38),
    (codes::COLON_CANCER, 0.13, 0.17),
    (codes::LUNG_CANCER, 0.05, 0.06),
    (codes::MELANOMA, 0.09, 0.08),
    (codes::BLADDER_CANCER, 0.02, 0.06),
    (codes::LYMPHOMA, 0.06, 0.07),
    (codes::LEUKAEMIA, 0.04, 0.05),
];

/// Rarer things, each by the share of people of all ages who have it. HIV: 2.3 in 1,000 adults of 15 to 59 in
/// Nottingham (UKHSA 2022); the others are judgement.
const RARE: [(EventCode, f64, f64); 6] = [
    (codes::HIV, 18.0, 0.0016),
    (codes::ASPLENIA, 5.0, 0.0006),
    (codes::BRONCHIECTASIS, 40.0, 0.006),
    (codes::CEREBRAL_PALSY, 1.0, 0.0018),
    (codes::PEPTIC_ULCER, 25.0, 0.009),
    (codes::AORTIC_ANEURYSM, 65.0, 0.006),
];

/// Writes every diagnosis down.
pub(super) fn record(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    for (condition, shares) in &CODES {
        if let Some(day) = patient.health.diagnosed[*condition as usize] {
            let day = patient.registered_from(day);
            record.event(day, pick(shares, chance), None);
            further(patient, *condition, day, record, chance);
        }
    }
    if let Some(day) = patient.health.diagnosed[Condition::Cancer as usize] {
        cancer(patient, patient.registered_from(day), record, chance);
    }
    addictions(patient, record, chance);
    resolved(patient, record, chance);
    for (code, from, share) in &RARE {
        if patient.age >= *from && chance.happens(*share) {
            let years = chance.unit() * (patient.age - from).min(25.0);
            record.event(patient.registered_from(patient.last - (years * YEAR) as Day), *code, None);
        }
    }
}

fn pick(shares: &[(EventCode, f64)], chance: &mut Chance) -> EventCode {
    let mut at = chance.unit();
    for (code, share) in shares {
        if at < *share {
            return *code;
        }
        at -= share;
    }
    shares[shares.len() - 1].0
}

/// What is entered with, or some time after, a diagnosis.
fn further(patient: &Patient<'_>, condition: Condition, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let later = |share: f64, chance: &mut Chance| {
        chance.happens(share).then(|| day + chance.below((patient.last - day).max(1)))
    };
    let (code, day) = match condition {
        // Severity by GOLD stage among people with COPD: National COPD Audit, primary care 2015-17.
        Condition::Copd => {
            let shares = [(codes::COPD_MILD, 0.22), (codes::COPD_MODERATE, 0.51), (codes::COPD_SEVERE, 0.27)];
            (pick(&shares, chance), chance.happens(0.8).then_some(day))
        }
        Condition::HeartFailure => (codes::LEFT_VENTRICULAR_DYSFUNCTION, chance.happens(0.45).then_some(day)),
        Condition::DiabetesType1 | Condition::DiabetesType2 => (codes::DIABETIC_RETINOPATHY, later(0.15, chance)),
        Condition::StrokeOrTia => (codes::HEMIPLEGIA, chance.happens(0.12).then_some(day)),
        Condition::ChronicLiverDisease => (codes::OESOPHAGEAL_VARICES, later(0.06, chance)),
        Condition::OsteoporoticFracture => (codes::FRAGILITY_FRACTURE, chance.happens(0.7).then_some(day)),
        _ => return,
    };
    if let Some(day) = day {
        record.event(patient.registered_from(day), code, None);
    }
}

fn cancer(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let share = |(code, women, men): &(EventCode, f64, f64)| (*code, if patient.life.man { *men } else { *women });
    let mut shares = [(codes::OTHER_CANCER, 0.15); 9];
    CANCERS.iter().zip(&mut shares).for_each(|(cancer, kept)| *kept = share(cancer));
    // Few people who never smoked have lung cancer; few live long with it.
    if patient.health.smoking.started.is_none() || patient.last - day > 1500 {
        shares[3].1 = 0.0;
    }
    record.event(day, pick(&shares, chance), None);
    let dying = patient.life.died.is_some();
    if chance.happens(if dying { 0.45 } else { 0.06 }) {
        record.event(
            patient.registered_from((patient.last - chance.wait(300.0)).max(day)),
            codes::METASTATIC_CANCER,
            None,
        );
    }
}

/// Drinking, drugs and self-harm are entered again and again while they last.
fn addictions(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let repeated = [
        (Condition::HarmfulDrinking, [(codes::HARMFUL_DRINKER, 0.5), (codes::ALCOHOL_DEPENDENCE, 0.5)], 600.0),
        (Condition::DrugMisuse, [(codes::CANNABIS_MISUSE, 0.45), (codes::HEROIN_MISUSE, 0.55)], 500.0),
        (Condition::SelfHarm, [(codes::SELF_HARM, 1.0), (codes::SELF_HARM, 0.0)], 1500.0),
    ];
    for (condition, shares, apart) in repeated {
        let Some(first) = patient.health.diagnosed[condition as usize] else { continue };
        let code = pick(&shares, chance);
        let mut day = first;
        while day <= patient.last {
            record.event(patient.registered_from(day), code, None);
            day = (day + 30 + chance.wait(apart)).max(patient.start);
        }
    }
}

/// A few diagnoses are entered as resolved; people who have one at the end never are, so that registers stay as large
/// as they are.
fn resolved(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let pairs = [
        (Condition::Hypertension, codes::HYPERTENSION, codes::HYPERTENSION_RESOLVED, 40.0, 0.004),
        (Condition::DiabetesType2, codes::DIABETES_TYPE_2, codes::DIABETES_RESOLVED, 40.0, 0.001),
        (Condition::Depression, codes::DEPRESSION, codes::DEPRESSION_RESOLVED, 20.0, 0.02),
        (Condition::Anxiety, codes::ANXIETY, codes::ANXIETY_RESOLVED, 20.0, 0.015),
    ];
    for (condition, begun, ended, from, share) in pairs {
        let has = |condition: Condition| patient.health.diagnosed[condition as usize].is_some();
        let diabetes = condition == Condition::DiabetesType2 && has(Condition::DiabetesType1);
        if patient.age < from || has(condition) || diabetes || !chance.happens(share) {
            continue;
        }
        let first = patient.registered_from(patient.last - 200 - chance.below(4000));
        let last = patient.registered_from(first + 100 + chance.below(2000));
        if last <= patient.last && first < last && first >= patient.life.born {
            record.event(first, begun, None);
            record.event(last, ended, None);
        }
    }
}
