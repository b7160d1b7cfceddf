//! Pregnancies as practices enter them, and the checks and weights of children.

use super::Patient;
use super::year::goes_ahead;
use crate::codes;
use crate::day::Day;
use crate::random::Chance;
use crate::record::Record;

/// Shares of children above the centiles that count as obese and very obese in reception and in year 6, as log odds in
/// the middle fifth. P CL-124 to CL-127: 12 and 25 % obese in the City, 9 and 20 % in the County, at the 95th centile of
/// population monitoring; at the 98th, which practices enter, about three fifths of that. One in four is entered.
const OBESE_RECEPTION: f64 = -2.75;
const OBESE_YEAR_6: f64 = -1.95;
const OBESE_PER_STEP: f64 = 0.14;
const ENTERED: f64 = 0.55;

/// Pregnancies that ended in a birth, and those whose birth is still to come.
pub(super) fn pregnancies(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    for birth in &patient.life.births {
        if birth.day < patient.start || birth.day > patient.last + 280 {
            continue;
        }
        let began = birth.day - 272 + chance.below(20);
        record.event(began + 45 + chance.below(20), codes::PREGNANCY, None);
        record.event(began + 60 + chance.below(25), codes::BOOKING, None);
        for visit in [112, 175, 196, 238] {
            record.event(began + visit + chance.below(10), codes::ANTENATAL_CARE, None);
        }
        // 5 % of pregnancies (NICE NG3), more with weight.
        if chance.happens(0.05 * libm::exp(0.09 * (patient.health.bmi - 26.0)).min(4.0)) {
            record.event(began + 185 + chance.below(20), codes::GESTATIONAL_DIABETES, None);
        }
        if birth.day <= patient.last {
            record.event(birth.day, codes::DELIVERY, None);
        }
    }
}

/// Reviews of a baby and weights at school.
pub(super) fn childhood(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    let born = patient.life.born;
    if patient.last - born > 22 * 365 {
        return;
    }
    // Reached within the due time in 2022-23 in England: 82, 80, 84 and 76 % or so (OHID).
    let reviews = [
        (codes::NEW_BIRTH_VISIT, 12, 0.90),
        (codes::SIX_WEEK_CHECK, 48, 0.82),
        (codes::ONE_YEAR_REVIEW, 365, 0.80),
        (codes::TWO_YEAR_REVIEW, 800, 0.74),
    ];
    for (code, after, share) in reviews {
        let day = born + after + chance.below(25);
        let likely = share - 0.012 * patient.health.steps;
        if chance.happens(likely) && goes_ahead(day, chance) {
            record.event(day, code, None);
            // 46.5 % at six to eight weeks (P CL-040).
            if code == codes::SIX_WEEK_CHECK && chance.happens(0.47 - 0.045 * patient.health.steps) {
                record.event(day, codes::BREASTFED, None);
            }
        }
    }
    for (years, usual) in [(5, OBESE_RECEPTION), (11, OBESE_YEAR_6)] {
        let day: Day = born + years * 365 + chance.below(300);
        let odds = usual + OBESE_PER_STEP * patient.health.steps;
        if chance.happens(ENTERED / (1.0 + libm::exp(-odds))) {
            let very = chance.happens(0.35);
            record.event(day, if very { codes::CHILD_VERY_OBESE } else { codes::CHILD_OBESE }, None);
        }
    }
}
