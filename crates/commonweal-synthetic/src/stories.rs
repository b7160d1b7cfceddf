//! Planted stories: things that happen to some people at some time, so that tests, training and evaluation have a
//! known truth to find.

use crate::day::Day;
use crate::life::Life;

/// What a story changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    BloodPressureCheck,
    MentalHealthChecks,
    FluVaccination,
    SmokingCessation,
    CervicalScreening,
    LearningDisabilityCheck,
    EmergencyAdmission,
}

/// What is added to the log odds of something for a person on a day.
pub(crate) fn boost(_topic: Topic, _life: &Life, _day: Day) -> f64 {
    0.0
}
