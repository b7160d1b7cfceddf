//! Draws somebody's health: habits, then conditions that depend on them and on each other.
//!
//! Four factors that nobody records stand behind everything: weight, smoking, mental distress and burden of illness.
//! Each condition has its own frequency `p` for people of an age, sex, fifth of deprivation, ethnic group and
//! practice, and correlations with the factors; it is present where a standard normal value made of the factors and
//! of chance is among the highest `p` of all (a Gaussian copula). So conditions come together, and each is as common
//! as it should be.

use super::habits;
use super::{Calibration, Condition, Health, normal, onset};
use crate::day::{Day, YEAR};
use crate::life::{Household, Life};
use crate::odds::{Asked, CONDITIONS, Smoking};
use crate::random::Chance;
use crate::world::World;

/// People with a condition that is reviewed each year are this many times as likely as others to be weighed, and so
/// to be on the obesity register.
const WEIGHED_AT_REVIEWS: f64 = 2.5;
/// The same for people with a severe mental illness, whose yearly checks include weight.
const WEIGHED_WITH_MENTAL_ILLNESS: f64 = 5.5;
const REVIEWED: [Condition; 6] = [
    Condition::Hypertension,
    Condition::DiabetesType2,
    Condition::CoronaryHeartDisease,
    Condition::Copd,
    Condition::SevereMentalIllness,
    Condition::StrokeOrTia,
];
/// Those who are reviewed are heavier too, so that more of them would be on the register: found by trial, so that it
/// is as large as published.
const WEIGHT_AND_REVIEWS: f64 = 1.12;
/// Log odds added to non-diabetic hyperglycaemia for people without diabetes, because it goes with weight and
/// those who are heaviest have diabetes: found by trial, so that the register is as large as published.
const WITHOUT_DIABETES: f64 = 0.10;
/// Share of adults who look after somebody unpaid: 8.9 % in England, Census 2021.
const CARERS: f64 = 0.089;

/// What is drawn with, for one person.
struct Drawing<'a> {
    life: &'a Life,
    who: Asked,
    on: Day,
    factors: [f64; 4],
    added: &'a [f64; Condition::COUNT],
    calibration: &'a Calibration,
}

impl Drawing<'_> {
    /// The odds, not their logarithm, that this person has a condition.
    fn odds(&self, condition: Condition) -> f64 {
        let row = &CONDITIONS[condition as usize];
        let dying = if self.life.died.is_some() { row.dying } else { 0.0 };
        libm::exp(row.odds.log_odds(&self.who) + self.added[condition as usize] + dying)
    }

    /// Whether this person, whose factors are known, has a condition that `share` of people like them have.
    fn has(&self, condition: Condition, share: f64, chance: &mut Chance) -> bool {
        if share <= 1e-7 {
            return false;
        }
        let loadings = &CONDITIONS[condition as usize].loadings;
        let known: f64 = loadings.iter().zip(&self.factors).map(|(loading, factor)| loading * factor).sum();
        let threshold = (normal::quantile(share) + known) / self.calibration.residual[condition as usize];
        chance.happens(normal::below(threshold))
    }
}

/// Draws somebody's health.
pub(crate) fn draw(world: &World, life: &Life, chance: &mut Chance) -> Health {
    let on = (life.end(world.calendar.as_of) - 1).max(life.born);
    let quintile = world.neighbourhoods[life.home(on).neighbourhood].quintile;
    let steps = 3.0 - f64::from(quintile.number());
    let age = life.age(on);
    let factors: [f64; 4] = std::array::from_fn(|_| normal::quantile(chance.unit()));
    let mut who = Asked {
        age: age as i32,
        man: life.man,
        steps: 3 - i32::from(quintile.number()),
        group: life.group,
        smoking: Smoking::Never,
    };
    let smoking = habits::smoking(life, &mut who, habits::standing(factors[1]), on, chance);
    let practice = life.practice(on).or_else(|| life.last_practice());
    let added = world.calibration.added(practice);
    let drawing = Drawing { life, who, on, factors, added, calibration: &world.calibration };
    let mut diagnosed = conditions(&drawing, chance);
    let obese_from = habits::obese_from(life.category);
    let mut bmi = habits::body_mass(&who, factors[0]);
    if diagnosed[Condition::ObesityRegister as usize].is_some() {
        bmi = bmi.max(obese_from + 0.3 + 3.0 * chance.unit());
        // Weighed in the last twelve months.
        diagnosed[Condition::ObesityRegister as usize] = Some((on - chance.below(330)).max(life.born));
    }
    let hypertension = diagnosed[Condition::Hypertension as usize].is_some();
    let likely = drawing.odds(Condition::Hypertension);
    let unfound = !hypertension && chance.happens(habits::unfound_hypertension(&who, likely / (1.0 + likely)));
    // Burden follows deprivation; both parts together keep a standard deviation of 1.
    let burden = 0.96 * factors[3] + 0.2 * steps;
    let mut health = Health {
        diagnosed,
        undiagnosed_hypertension: unfound,
        smoking,
        drinking: habits::drinking(&who, diagnosed[Condition::HarmfulDrinking as usize].is_some(), chance),
        bmi,
        obese_from,
        bmi_a_year: 0.08 + 0.06 * chance.normal(),
        systolic: habits::systolic(&who, hypertension, unfound, chance),
        frailty: 0.0,
        readiness: chance.normal() * 0.7,
        burden,
        housebound: None,
        carer: None,
        steps,
        last: on,
    };
    health.frailty = habits::frailty(age, health.conditions(on), burden, steps, chance);
    health.housebound = housebound(&health, life, on, chance);
    health.carer = carer(life, &who, on, chance);
    health
}

fn conditions(drawing: &Drawing<'_>, chance: &mut Chance) -> [Option<Day>; Condition::COUNT] {
    let mut diagnosed = [None; Condition::COUNT];
    let mut unreviewed = 1.0;
    let mut diabetes = false;
    // Type 1 diabetes comes first: who has it cannot have type 2.
    let order = std::iter::once(Condition::DiabetesType1)
        .chain(
            Condition::ALL.into_iter().filter(|c| !matches!(c, Condition::DiabetesType1 | Condition::ObesityRegister)),
        )
        .chain([Condition::ObesityRegister]);
    for condition in order {
        let mut odds = drawing.odds(condition);
        match condition {
            Condition::DiabetesType2 if diabetes => continue,
            Condition::NonDiabeticHyperglycaemia if diabetes => continue,
            Condition::NonDiabeticHyperglycaemia => odds *= libm::exp(WITHOUT_DIABETES),
            _ => {}
        }
        let mut share = odds / (1.0 + odds);
        if condition == Condition::ObesityRegister {
            let reviewed = REVIEWED.iter().any(|condition| diagnosed[*condition as usize].is_some());
            let mean = (WEIGHED_AT_REVIEWS * (1.0 - unreviewed) + unreviewed) * WEIGHT_AND_REVIEWS;
            let often = match () {
                () if diagnosed[Condition::SevereMentalIllness as usize].is_some() => WEIGHED_WITH_MENTAL_ILLNESS,
                () if reviewed => WEIGHED_AT_REVIEWS,
                () => 1.0,
            };
            share = (share / mean * often).min(0.95);
        }
        if REVIEWED.contains(&condition) {
            unreviewed *= 1.0 - share;
        }
        if drawing.has(condition, share, chance) {
            diagnosed[condition as usize] = Some(onset::day(condition, drawing.life, drawing.on, odds, chance));
            diabetes |= matches!(condition, Condition::DiabetesType1 | Condition::DiabetesType2);
        }
    }
    diagnosed
}

/// About one in twelve at 75 and over cannot leave home (Qiu et al. 2010, judgement for England), most of them frail.
fn housebound(health: &Health, life: &Life, on: Day, chance: &mut Chance) -> Option<Day> {
    let care_home = life.home(on).care_home;
    let likely = if care_home { 0.55 } else { (health.frailty - 0.22).max(0.0) * 0.8 };
    (life.age(on) >= 60.0 && chance.happens(likely)).then(|| (on - chance.wait(1.6 * YEAR)).max(life.born))
}

/// Women and people of middle age care more often (Census 2021).
fn carer(life: &Life, who: &Asked, on: Day, chance: &mut Chance) -> Option<Day> {
    let by_age = match who.age {
        ..8 => 0.0,
        8..18 => 0.2,
        18..35 => 0.6,
        35..50 => 1.1,
        50..65 => 1.9,
        65..80 => 1.2,
        _ => 0.9,
    };
    let sharing = if matches!(life.household, Household::Alone | Household::CareHome) { 0.5 } else { 1.1 };
    let likely = CARERS * by_age * sharing * if who.man { 0.8 } else { 1.2 };
    chance.happens(likely).then(|| (on - chance.wait(5.0 * YEAR)).max(life.born + 3000).min(on))
}
