//! Care over ten years, as coded events.

use crate::calendar::{Calendar, DaysAgo};
use crate::codes::{self, EventCode};
use crate::history::Span;
use crate::odds::{self, Asked, Odds, Smoking};
use crate::random::Chance;
use crate::traits::{Diabetes, Drinking, Traits};
use commonweal_model::ClinicalEventRow;
use jiff::civil::Date;

/// Years of events before the day figures are made for.
const YEARS: i32 = 10;
/// Flu vaccinations are given from September, over about this many days.
const FLU_SEASON_DAYS: i32 = 120;

/// Events of one person, gathered in any order.
struct Record<'a> {
    span: &'a Span,
    until: DaysAgo,
    events: Vec<(DaysAgo, EventCode, Option<f64>)>,
}

impl Record<'_> {
    /// Records an event, unless its day is before birth or after the record ends.
    fn add(&mut self, day: DaysAgo, code: EventCode, value: Option<f64>) {
        if day <= self.span.born && day >= self.until {
            self.events.push((day, code, value));
        }
    }
}

/// Every coded event of a person, by date.
pub(crate) fn events(
    calendar: &Calendar,
    patient_id: i64,
    traits: &Traits,
    span: &Span,
    chance: &mut Chance,
) -> Vec<ClinicalEventRow> {
    let Some(until) = span.recorded_until else { return Vec::new() };
    let mut record = Record { span, until, events: Vec::with_capacity(40) };
    diagnoses(&mut record, traits, chance);
    for year in 0..YEARS {
        year_of_care(&mut record, traits, year, chance);
        flu_vaccination(&mut record, calendar, traits, year, chance);
    }
    let mut events = record.events;
    // Codes are compared so that the order is one order, whatever order events were made in.
    events.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(b.1.code)));
    let row = |(day, code, numeric_value): (DaysAgo, EventCode, Option<f64>)| ClinicalEventRow {
        patient_id,
        date: calendar.date(day),
        snomedct_code: code.code.to_owned(),
        numeric_value,
    };
    events.into_iter().map(row).collect()
}

/// A day since a condition can have begun: within 20 years, and not before the youngest age for it.
fn since(odds: &Odds, traits: &Traits, span: &Span, until: DaysAgo, chance: &mut Chance) -> DaysAgo {
    let possible = span.born - odds.ages.0 * 366;
    let earliest = possible.min(20 * 365).max(until);
    let settled = if traits.who.age > 40 { 0.5 } else { 0.3 };
    // Halves of chance, so that conditions begin more often lately than long ago.
    let share = if chance.happens(settled) { chance.unit() } else { chance.unit() * 0.5 };
    until + (share * f64::from(earliest - until)) as i32
}

fn diagnoses(record: &mut Record<'_>, traits: &Traits, chance: &mut Chance) {
    let (span, until) = (record.span, record.until);
    if traits.hypertension {
        let day = since(&odds::HYPERTENSION, traits, span, until, chance);
        record.add(day, codes::HYPERTENSION, None);
    } else if traits.who.age >= 30 && chance.happens(0.004) {
        let day = since(&odds::HYPERTENSION, traits, span, until, chance);
        record.add(day, codes::HYPERTENSION, None);
        record.add(until + (f64::from(day - until) * 0.5) as i32, codes::HYPERTENSION_RESOLVED, None);
    }
    match traits.diabetes {
        Some(Diabetes::Type1) => {
            let day = since(&odds::DIABETES_TYPE_1, traits, span, until, chance);
            record.add(day, codes::DIABETES_TYPE_1, None);
        }
        Some(Diabetes::Type2) => {
            let day = since(&odds::DIABETES_TYPE_2, traits, span, until, chance);
            record.add(day, codes::DIABETES_TYPE_2, None);
            if chance.happens(0.015) {
                record.add(until + (f64::from(day - until) * 0.3) as i32, codes::DIABETES_RESOLVED, None);
            }
        }
        None => {}
    }
    if traits.copd {
        let day = since(&odds::COPD, traits, span, until, chance);
        record.add(day, codes::COPD, None);
    }
    if traits.severe_mental_illness {
        let code = if chance.happens(0.45) { codes::SCHIZOPHRENIA } else { codes::BIPOLAR };
        let day = since(&odds::SEVERE_MENTAL_ILLNESS, traits, span, until, chance);
        record.add(day, code, None);
    }
}

/// The person as they were some years ago.
fn then(who: &Asked, years: i32) -> Asked {
    Asked { age: who.age - years, ..*who }
}

fn year_of_care(record: &mut Record<'_>, traits: &Traits, year: i32, chance: &mut Chance) {
    let who = then(&traits.who, year);
    if who.age < 0 {
        return;
    }
    let day = year * 365 + chance.below(365);
    let comes = |odds: &Odds, chance: &mut Chance| chance.happens(odds.probability(&who, traits.readiness));
    if traits.reviewed() && comes(&odds::ANNUAL_REVIEW, chance) {
        review(record, traits, day, chance);
        if traits.hypertension && chance.happens(0.6) {
            blood_pressure(record, traits, year * 365 + chance.below(365), chance);
        }
    } else if comes(&odds::BLOOD_PRESSURE_CHECK, chance) {
        blood_pressure(record, traits, day, chance);
        if chance.happens(0.55) {
            smoking(record, traits, day, chance);
        }
        if who.age >= 18 && chance.happens(0.30) {
            alcohol(record, traits, day, chance);
        }
        if chance.happens(0.30) {
            body_mass(record, traits, day, chance);
        }
        if who.age >= 40 && chance.happens(0.30) {
            cholesterol(record, traits, day, chance);
        }
    } else if who.age >= 16 && chance.happens(0.20) {
        smoking(record, traits, day, chance);
    }
    if traits.diabetes.is_some() {
        if comes(&odds::HBA1C_CHECK, chance) {
            hba1c(record, traits, day, chance);
        }
        if chance.happens(0.45) {
            hba1c(record, traits, year * 365 + chance.below(365), chance);
        }
    }
    if traits.severe_mental_illness {
        mental_health_review(record, traits, &who, day, chance);
    }
    // Hazardous drinking is also noticed at visits that are no check.
    if traits.drinking == Drinking::Heavy && chance.happens(0.15) {
        record.add(day, codes::HEAVY_DRINKER, None);
    }
}

fn review(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    blood_pressure(record, traits, day, chance);
    smoking(record, traits, day, chance);
    if chance.happens(0.85) {
        body_mass(record, traits, day, chance);
    }
    if chance.happens(0.80) {
        cholesterol(record, traits, day, chance);
    }
    if chance.happens(0.40) {
        alcohol(record, traits, day, chance);
    }
}

/// All checks together, or some of them.
fn mental_health_review(record: &mut Record<'_>, traits: &Traits, who: &Asked, day: DaysAgo, chance: &mut Chance) {
    let all = chance.happens(odds::SIX_CHECKS.probability(who, traits.readiness));
    let some = |chance: &mut Chance| all || chance.happens(0.35);
    if some(chance) {
        blood_pressure(record, traits, day, chance);
    }
    if some(chance) {
        body_mass(record, traits, day, chance);
    }
    if some(chance) {
        cholesterol(record, traits, day, chance);
    }
    if some(chance) {
        hba1c(record, traits, day, chance);
    }
    if some(chance) {
        smoking(record, traits, day, chance);
    }
    if some(chance) {
        alcohol(record, traits, day, chance);
    }
}

fn blood_pressure(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    let systolic = (traits.systolic + chance.normal() * 7.0).round().clamp(82.0, 230.0);
    let diastolic = (38.0 + 0.31 * systolic + chance.normal() * 6.0).round().clamp(45.0, systolic - 15.0);
    record.add(day, codes::SYSTOLIC, Some(systolic));
    record.add(day, codes::DIASTOLIC, Some(diastolic));
}

fn smoking(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    let code = match traits.who.smoking {
        Smoking::Never => codes::NEVER_SMOKED,
        Smoking::Current => codes::SMOKER,
        // Half of those who used to smoke gave up within these years.
        Smoking::Former if day > 6 * 365 && chance.happens(0.5) => codes::SMOKER,
        Smoking::Former => codes::EX_SMOKER,
    };
    record.add(day, code, None);
}

/// What somebody answers when asked about alcohol. Answers of heavy drinkers are written in either of two ways.
fn alcohol(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    let code = match traits.drinking {
        Drinking::None => codes::NON_DRINKER,
        Drinking::LowerRisk => codes::LOWER_RISK_DRINKER,
        Drinking::Heavy if chance.happens(0.5) => codes::HEAVY_DRINKER,
        Drinking::Heavy => codes::INCREASING_RISK_DRINKER,
    };
    record.add(day, code, None);
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn body_mass(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    record.add(day, codes::BMI, Some(tenth((traits.bmi + chance.normal() * 0.8).max(12.0))));
}

fn cholesterol(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    let treated = if traits.reviewed() { -0.7 } else { 0.0 };
    record.add(day, codes::CHOLESTEROL, Some(tenth((5.2 + treated + chance.normal() * 0.9).clamp(2.0, 11.0))));
}

fn hba1c(record: &mut Record<'_>, traits: &Traits, day: DaysAgo, chance: &mut Chance) {
    let steps = f64::from(traits.who.steps);
    let value = match traits.diabetes {
        Some(Diabetes::Type1) => 66.0 + 1.5 * steps + chance.normal() * 13.0,
        Some(Diabetes::Type2) => 55.0 + 1.0 * steps + chance.normal() * 12.0,
        None => 37.0 + chance.normal() * 3.0,
    };
    record.add(day, codes::HBA1C, Some(value.round().clamp(20.0, 160.0)));
}

/// Vaccination in the flu season that began `year` seasons before the latest.
fn flu_vaccination(record: &mut Record<'_>, calendar: &Calendar, traits: &Traits, year: i32, chance: &mut Chance) {
    let as_of = calendar.as_of;
    let latest = if as_of.month() >= 9 { as_of.year() } else { as_of.year() - 1 };
    let Ok(opens) = Date::new(latest - i16::try_from(year).unwrap_or(0), 9, 1) else { return };
    let opens = calendar.days_ago(opens);
    let who = then(&traits.who, opens / 365);
    let invited = match who.age {
        65.. => Some(&odds::FLU_65),
        2..65 if traits.at_risk_of_flu() => Some(&odds::FLU_AT_RISK),
        _ => None,
    };
    let Some(odds) = invited else { return };
    if chance.happens(odds.probability(&who, traits.readiness)) {
        let day = opens - chance.below(FLU_SEASON_DAYS);
        let pharmacy = chance.happens(0.2);
        record.add(day, if pharmacy { codes::FLU_VACCINATION_PHARMACY } else { codes::FLU_VACCINATION }, None);
    }
}
