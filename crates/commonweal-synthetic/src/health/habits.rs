//! Smoking, drinking, weight and blood pressure.

use super::{Drinking, Smoking};
use crate::day::{Day, YEAR};
use crate::health::normal;
use crate::life::Life;
use crate::odds::{self, Asked};
use crate::random::Chance;
use commonweal_model::{EthnicCategory, EthnicGroup};

/// Share of adults expected to have raised blood pressure, by the first age of each band: men, then women.
/// Faculty of Public Health, Hypertension Ready Reckoner, as in `definitions/indicators/hypertension_diagnosed_of_expected`.
const EXPECTED_HYPERTENSION: [(i32, f64, f64); 7] = [
    (16, 0.06, 0.02),
    (25, 0.11, 0.05),
    (35, 0.20, 0.11),
    (45, 0.35, 0.23),
    (55, 0.51, 0.47),
    (65, 0.64, 0.64),
    (75, 0.64, 0.75),
];
/// Log standard deviation of the body mass index of adults of one age, and their median in the middle fifth: mean
/// 27.6, 28 % obese (Health Survey for England 2019 and 2021).
const BMI_SPREAD: f64 = 0.185;
const BMI_MEDIAN: f64 = 27.2;

/// Whether somebody smokes, from where they stand among people like them (`standing`, 0 to 1; smokers come first).
pub(super) fn smoking(life: &Life, who: &mut Asked, standing: f64, on: Day, chance: &mut Chance) -> Smoking {
    let now = odds::SMOKES.probability(who, 0.0);
    let before = now + (1.0 - now) * odds::USED_TO_SMOKE.probability(who, 0.0);
    let age = life.age(on);
    let began = (13.0 + 6.0 * chance.unit()).min(age);
    let started = life.born + (began * YEAR) as Day;
    if standing < now {
        who.smoking = odds::Smoking::Current;
        return Smoking { started: Some(started), stopped: None };
    }
    if standing < before {
        who.smoking = odds::Smoking::Former;
        // Half of those who stop have done so within the last twelve years (judgement).
        let stopped = (on - chance.wait(17.0 * YEAR)).max(started + 365).min(on);
        return Smoking { started: Some(started), stopped: Some(stopped) };
    }
    Smoking { started: None, stopped: None }
}

/// How much somebody drinks.
pub(super) fn drinking(who: &Asked, harmful: bool, chance: &mut Chance) -> Drinking {
    if harmful {
        Drinking::Harmful
    } else if who.age < 16 || chance.happens(odds::DOES_NOT_DRINK.probability(who, 0.0)) {
        Drinking::None
    } else if chance.happens(odds::DRINKS_HEAVILY.probability(who, 0.0)) {
        Drinking::Increasing
    } else {
        Drinking::LowerRisk
    }
}

/// Usual body mass index, kg/m2, from where somebody stands among people like them (`weight`, standard normal).
pub(super) fn body_mass(who: &Asked, weight: f64) -> f64 {
    let age = f64::from(who.age);
    let steps = f64::from(who.steps);
    let group = match who.group {
        EthnicGroup::Asian => 0.96,
        EthnicGroup::Black => 1.04,
        _ => 1.0,
    };
    if who.age < 18 {
        // Children are lighter; the spread widens as they grow.
        let grown = (age - 2.0).clamp(0.0, 16.0) / 16.0;
        return (16.0 + 5.5 * grown) * group * libm::exp(weight * (0.08 + 0.09 * grown) + 0.012 * steps);
    }
    // Adults gain up to about 60 and lose in old age (Health Survey for England 2019).
    let by_age = -0.10 * ((60.0 - age) / 40.0).clamp(0.0, 1.0) - 0.10 * ((age - 70.0) / 20.0).clamp(0.0, 1.5);
    BMI_MEDIAN * group * libm::exp(by_age + 0.035 + 0.018 * steps + BMI_SPREAD * weight)
}

/// The body mass index from which somebody counts as obese: lower with family backgrounds in which diabetes and
/// heart disease begin at a lower weight (NICE NG246).
pub(super) fn obese_from(category: EthnicCategory) -> f64 {
    use EthnicCategory::{H, J, K, L, M, N, P, R};
    if matches!(category, H | J | K | L | M | N | P | R) { 27.5 } else { 30.0 }
}

/// Chance of raised blood pressure that nobody has found, for somebody without a diagnosis of which the chance was
/// `diagnosed`. The survey measures once; about a tenth of those raised on one day are not on another (NICE NG136).
pub(super) fn unfound_hypertension(who: &Asked, diagnosed: f64) -> f64 {
    let band = EXPECTED_HYPERTENSION.iter().rev().find(|(from, _, _)| *from <= who.age);
    let expected = band.map_or(0.0, |(_, men, women)| if who.man { *men } else { *women });
    ((expected - diagnosed) / (1.0 - diagnosed).max(0.05) * 0.6).clamp(0.0, 0.5)
}

/// Usual systolic blood pressure, mmHg. Treated hypertension is below 140/90 in about 71.5 % (P CL-118), less often
/// in deprived areas.
pub(super) fn systolic(who: &Asked, diagnosed: bool, unfound: bool, chance: &mut Chance) -> f64 {
    let steps = f64::from(who.steps);
    if diagnosed {
        133.0 + 0.8 * steps + 9.0 * chance.normal()
    } else if unfound {
        148.0 + 7.0 * chance.normal()
    } else {
        let age = f64::from(who.age.clamp(10, 90));
        let usual = 110.0 + 0.22 * age + if who.man { 3.0 } else { 0.0 };
        (usual + 7.0 * chance.normal()).min(137.0)
    }
}

/// How frail somebody is, 0 to 1: grows with age, conditions and burden. Set so that about one in six at 65 and over
/// is moderately frail and one in eight severely (P CL-164 to CL-167: 12 to 21 % and 10 to 18 % across networks).
pub(super) fn frailty(age: f64, conditions: usize, burden: f64, steps: f64, chance: &mut Chance) -> f64 {
    let by_age = 0.05 + 0.006 * (age - 50.0).max(0.0) + 0.006 * (age - 75.0).max(0.0);
    let ill = conditions as f64;
    (by_age + 0.022 * ill + 0.05 * burden + 0.012 * steps + 0.05 * chance.normal()).clamp(0.0, 1.0)
}

/// The share of people like them below a standard normal value, counted from the top.
pub(super) fn standing(factor: f64) -> f64 {
    1.0 - normal::below(factor)
}
