//! Screening for cancer and for aneurysms of the aorta: invitations, and who comes.

use super::Patient;
use super::year::goes_ahead;
use crate::codes::{self, EventCode};
use crate::day::{Day, YEAR};
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use crate::stories::Topic;
use commonweal_model::EthnicGroup::{Asian, Black, Mixed, NotKnown, NotStated, Other, White};

/// One screening programme.
struct Programme {
    done: EventCode,
    /// First and last age, and years between invitations.
    ages: (f64, f64),
    every: f64,
    /// Log odds of coming in the middle fifth, and what each fifth nearer the most deprived adds.
    at_50: f64,
    per_step: f64,
    minority: f64,
    topic: Option<Topic>,
}

/// Coverage in England: bowel 70 % (2022-23, Fingertips 91720), breast 65 % (2023), cervix 67 % at 25 to 49 and 75 % at
/// 50 to 64 (2022-23), aorta 78 % of men at 65 (2022-23). Fewer of deprived and minority groups come (Office for Health
/// Improvement and Disparities, cancer services profiles).
const BOWEL: Programme = Programme {
    done: codes::BOWEL_SCREENED,
    ages: (60.0, 75.0),
    every: 2.0,
    at_50: 0.95,
    per_step: -0.22,
    minority: -0.55,
    topic: None,
};
const BREAST: Programme = Programme {
    done: codes::BREAST_SCREENED,
    ages: (50.5, 71.0),
    every: 3.0,
    at_50: 0.95,
    per_step: -0.17,
    minority: -0.40,
    topic: None,
};
const CERVIX_YOUNGER: Programme = Programme {
    done: codes::CERVIX_SCREENED,
    ages: (24.5, 50.0),
    every: 3.0,
    at_50: 0.85,
    per_step: -0.12,
    minority: -0.55,
    topic: Some(Topic::CervicalScreening),
};
const CERVIX_OLDER: Programme = Programme {
    done: codes::CERVIX_SCREENED,
    ages: (50.0, 65.0),
    every: 5.0,
    at_50: 1.25,
    per_step: -0.12,
    minority: -0.30,
    topic: Some(Topic::CervicalScreening),
};
const AORTA: Programme = Programme {
    done: codes::AORTA_SCREENED,
    ages: (65.0, 66.0),
    every: 20.0,
    at_50: 1.35,
    per_step: -0.20,
    minority: -0.30,
    topic: None,
};

/// Every round of every programme within the years kept.
pub(super) fn record(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    if patient.age < 24.0 {
        return;
    }
    rounds(patient, &BOWEL, record, chance);
    if patient.life.man {
        rounds(patient, &AORTA, record, chance);
        return;
    }
    rounds(patient, &BREAST, record, chance);
    // A hysterectomy by 60 in about one woman in ten (judgement).
    let removed = patient.age > 40.0 && chance.happens(((patient.age - 40.0) * 0.005).min(0.11));
    if removed {
        let years = chance.unit() * (patient.age - 38.0).min(20.0);
        record.event(patient.registered_from(patient.last - (years * YEAR) as Day), codes::HYSTERECTOMY, None);
    } else {
        rounds(patient, &CERVIX_YOUNGER, record, chance);
        rounds(patient, &CERVIX_OLDER, record, chance);
    }
}

fn rounds(patient: &Patient<'_>, programme: &Programme, record: &mut Record<'_>, chance: &mut Chance) {
    let at = |age: f64| patient.life.born + (age * YEAR) as Day;
    let every = (programme.every * YEAR) as Day;
    let (opens, closes) = (at(programme.ages.0) + chance.below(every.min(700)), at(programme.ages.1));
    // Who comes once mostly comes again.
    let person = 1.1 * chance.normal() + patient.readiness;
    let group = match patient.life.group {
        White | NotStated | NotKnown => 0.0,
        Asian | Black => programme.minority,
        Mixed | Other => 0.6 * programme.minority,
    };
    // Learning disability and severe mental illness halve the odds (NHS Digital 2019-20; OHID 2023).
    let hindered = [Condition::LearningDisability, Condition::SevereMentalIllness];
    let ill = if hindered.iter().any(|condition| patient.health.has(*condition, patient.last)) { -0.8 } else { 0.0 };
    let usual = programme.at_50 * 1.35 + programme.per_step * patient.health.steps + group + ill + person;
    let skipped = ((patient.start - opens).max(0) + every - 1) / every;
    let mut day = opens + skipped * every;
    while day < closes && day <= patient.last {
        let boost = programme.topic.map_or(0.0, |topic| patient.world.stories.boost(topic, patient.life, day));
        if chance.happens(0.5) {
            record.event(day, codes::SCREENING_INVITATION, None);
        }
        if chance.happens(1.0 / (1.0 + libm::exp(-(usual + boost)))) {
            // The pandemic put rounds off by months.
            let late = if goes_ahead(day, chance) { 0 } else { 200 + chance.below(200) };
            record.event(day + 15 + chance.below(60) + late, programme.done, None);
        }
        day += every;
    }
}
