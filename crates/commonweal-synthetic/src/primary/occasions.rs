//! Which tests are made together on one occasion, and how often each is.

use super::{Patient, measure};
use crate::day::Day;
use crate::random::Chance;
use crate::record::Record;

/// When tests are made together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The yearly review of a long-term condition.
    Review,
    /// A blood pressure taken in passing.
    InPassing,
    /// The yearly health check with a learning disability.
    LearningDisability,
    /// The NHS Health Check.
    HealthCheck,
    /// Blood taken because of symptoms, medicines or age.
    BloodTests,
}

use Occasion::{BloodTests, HealthCheck, InPassing, LearningDisability, Review};

type Measure = fn(&Patient<'_>, Day, &mut Record<'_>, &mut Chance);

const BLOOD_COUNT: Measure = |_, day, record, chance| measure::blood_count(day, record, chance);
const LIVER: Measure = |_, day, record, chance| measure::liver(day, record, chance);
const THYROID: Measure = |_, day, record, chance| measure::thyroid(day, record, chance);
const INFLAMMATION: Measure = |_, day, record, chance| measure::inflammation(day, record, chance);
const SMOKING: Measure = |patient, day, record, _| measure::smoking(patient, day, record);
const PULSE: Measure = |patient, day, record, _| measure::pulse_rhythm(patient, day, record);

/// The occasion, the youngest age at which the test is made on it, the share of occasions on which it is, and the test.
/// Judgement, so that yearly tests with long-term conditions are about as common as in the National Diabetes Audit and
/// the Quality and Outcomes Framework.
const TESTS: [(Occasion, i32, f64, Measure); 31] = [
    (Review, 0, 1.0, measure::blood_pressure),
    (Review, 0, 1.0, SMOKING),
    (Review, 0, 0.85, measure::body_mass),
    (Review, 0, 0.80, measure::cholesterol),
    (Review, 0, 0.45, measure::alcohol),
    (Review, 0, 0.85, measure::kidneys),
    (Review, 0, 0.55, BLOOD_COUNT),
    (Review, 0, 0.55, LIVER),
    (Review, 0, 0.30, measure::hba1c),
    (Review, 65, 0.60, PULSE),
    (InPassing, 0, 1.0, measure::blood_pressure),
    (InPassing, 0, 0.55, SMOKING),
    (InPassing, 18, 0.30, measure::alcohol),
    (InPassing, 0, 0.30, measure::body_mass),
    (InPassing, 40, 0.20, measure::cholesterol),
    (LearningDisability, 0, 1.0, measure::blood_pressure),
    (LearningDisability, 0, 1.0, measure::body_mass),
    (LearningDisability, 0, 1.0, SMOKING),
    (HealthCheck, 0, 1.0, measure::blood_pressure),
    (HealthCheck, 0, 1.0, measure::body_mass),
    (HealthCheck, 0, 1.0, SMOKING),
    (HealthCheck, 0, 1.0, measure::alcohol),
    (HealthCheck, 0, 1.0, measure::cholesterol),
    (HealthCheck, 0, 1.0, measure::hba1c),
    (HealthCheck, 0, 1.0, measure::heart_risk),
    (BloodTests, 0, 1.0, BLOOD_COUNT),
    (BloodTests, 0, 0.75, measure::kidneys),
    (BloodTests, 0, 0.60, LIVER),
    (BloodTests, 0, 0.40, THYROID),
    (BloodTests, 0, 0.35, INFLAMMATION),
    (BloodTests, 30, 0.35, measure::hba1c),
];

/// Makes the tests of an occasion on somebody of this age.
pub(super) fn tests(
    occasion: Occasion,
    patient: &Patient<'_>,
    (age, day): (i32, Day),
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    for (_, youngest, share, measure) in TESTS.iter().filter(|(of, ..)| *of == occasion) {
        if age >= *youngest && (*share >= 1.0 || chance.happens(*share)) {
            measure(patient, day, record, chance);
        }
    }
}
