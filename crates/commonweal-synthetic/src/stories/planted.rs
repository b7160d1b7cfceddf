//! The list of planted stories: who, where, when, and what is true.

use super::Topic;
use crate::codes::{self, EventCode};
use crate::day::{Calendar, Day};
use jiff::civil::Date;

/// A planted story, as it is shown to those who look for it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedStory {
    /// A short name.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Codes of the networks, the district or the practice it happens in.
    pub areas: Vec<String>,
    /// First day.
    pub from: Date,
    /// First day no longer, where it ends.
    pub until: Option<Date>,
    /// What is truly so, in words.
    pub truth: &'static str,
}

/// Where a story happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Among people registered with practices of these networks.
    Networks(&'static [&'static str]),
    /// Among people registered with this practice.
    Practice(&'static [&'static str]),
    /// Among people who live in this district.
    District(&'static [&'static str]),
}

/// A change of how often something is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    pub(super) topic: Topic,
    /// Added to the log odds, or to the log of a rate.
    pub(super) effect: f64,
    /// Fifths of deprivation it works in, 1 the most deprived.
    pub(super) fifths: &'static [u8],
    pub(super) from_age: f64,
}

/// An outbreak: the share of people who attend an emergency department for it, and the share of those admitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outbreak {
    pub(crate) attend: f64,
    pub(crate) admitted: f64,
}

/// Codes that are no longer recorded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Silence {
    pub(super) codes: &'static [EventCode],
}

/// One planted story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Story {
    id: &'static str,
    title: &'static str,
    truth: &'static str,
    pub(super) place: Where,
    /// Days before the day figures are made for that it begins.
    pub(super) days_before: i32,
    /// Days it lasts; for good where none.
    pub(super) days: Option<i32>,
    pub(super) change: Option<Change>,
    pub(super) outbreak: Option<Outbreak>,
    pub(super) silence: Option<Silence>,
}

impl Story {
    pub(super) fn lasts(&self, as_of: Day, day: Day) -> bool {
        let from = as_of - self.days_before;
        day >= from && self.days.is_none_or(|days| day < from + days)
    }

    pub(super) fn shown(&self, calendar: &Calendar) -> PlantedStory {
        let from = calendar.as_of - self.days_before;
        PlantedStory {
            id: self.id,
            title: self.title,
            areas: match self.place {
                Where::Networks(codes) | Where::Practice(codes) | Where::District(codes) => {
                    codes.iter().map(|code| (*code).to_owned()).collect()
                }
            },
            from: calendar.date(from),
            until: self.days.map(|days| calendar.date(from + days)),
            truth: self.truth,
        }
    }
}

/// The story of a list that another practice took over, as the place has it.
pub(super) fn list_merger(from: &str, into: &str, on: Date) -> PlantedStory {
    PlantedStory {
        id: "list_merger",
        title: "A practice that closes, and the one that takes over its list",
        areas: vec![from.to_owned(), into.to_owned()],
        from: on,
        until: None,
        truth: "Nothing changes for its patients but the code of their practice: registrations end and begin on that \
                day, and the list of the second practice grows by that of the first.",
    }
}

const EVERY_FIFTH: &[u8] = &[1, 2, 3, 4, 5];
const BETTER_OFF: &[u8] = &[4, 5];
const WORSE_OFF: &[u8] = &[1, 2];
const NOTHING: Story = Story {
    id: "",
    title: "",
    truth: "",
    place: Where::Networks(&[]),
    days_before: 0,
    days: None,
    change: None,
    outbreak: None,
    silence: None,
};

/// The stories. Effects are ours (judgement): large enough to be found among 120,000 people, small enough to be
/// believed. Networks are those of 2025, by code.
pub(super) const STORIES: [Story; 9] = [
    Story {
        id: "pharmacy_blood_pressure",
        title: "Blood pressure checks in pharmacies, Newark and Rosewood networks",
        truth: "It works: the odds that somebody's blood pressure is checked in a year rise by two thirds (log odds \
                +0.5), alike in every fifth of deprivation.",
        place: Where::Networks(&["U65095", "U18267"]),
        days_before: 548,
        change: Some(Change { topic: Topic::BloodPressureCheck, effect: 0.5, fifths: EVERY_FIFTH, from_age: 0.0 }),
        ..NOTHING
    },
    Story {
        id: "falls_response",
        title: "A response team for older people, Sherwood and Ashfield North networks",
        truth: "It works: emergency admissions of people of 65 and over fall by three in ten (rate ratio 0.70).",
        place: Where::Networks(&["U90349", "U85198"]),
        days_before: 548,
        // The natural logarithm of 0.70.
        change: Some(Change {
            topic: Topic::EmergencyAdmission,
            effect: -0.356_674_943_938_732_4,
            fifths: EVERY_FIFTH,
            from_age: 65.0,
        }),
        ..NOTHING
    },
    Story {
        id: "flu_messages",
        title: "Messages that remind people of flu vaccination, Bulwell and Top Valley and Nottingham City East networks",
        truth: "It does nothing: the odds of vaccination are those of everywhere else.",
        place: Where::Networks(&["U63129", "U47242"]),
        days_before: 760,
        change: Some(Change { topic: Topic::FluVaccination, effect: 0.0, fifths: EVERY_FIFTH, from_age: 0.0 }),
        ..NOTHING
    },
    Story {
        id: "stop_smoking_app",
        title: "A stop smoking app, Nottingham West and Bestwood and Sherwood networks",
        truth: "It helps the better-off alone: the odds of help to stop smoking rise 2.5 times (log odds +0.9) in the \
                two least deprived fifths, and not at all in the other three, so the gap widens.",
        place: Where::Networks(&["U99463", "U44561"]),
        days_before: 548,
        change: Some(Change { topic: Topic::SmokingCessation, effect: 0.9, fifths: BETTER_OFF, from_age: 0.0 }),
        ..NOTHING
    },
    Story {
        id: "mental_health_team_ends",
        title: "A team for physical health in severe mental illness that ends, seven networks",
        truth: "Something is lost: from the day it ends the odds that somebody with a severe mental illness has all \
                six physical checks in a year fall to a quarter (log odds -1.4), alike in every fifth of deprivation.",
        place: Where::Networks(&["U32323", "U53963", "U10998", "U29053", "U59216", "U94342", "U12949"]),
        days_before: 548,
        change: Some(Change { topic: Topic::MentalHealthChecks, effect: -1.4, fifths: EVERY_FIFTH, from_age: 0.0 }),
        ..NOTHING
    },
    Story {
        id: "self_sampling_kits",
        title: "Kits for self-sampling in cervical screening, seven networks of Nottingham",
        truth: "It narrows a gap: the odds that a woman comes when invited rise 3.3 times (log odds +1.2) in the two \
                most deprived fifths, where kits are sent, and not at all in the other three.",
        place: Where::Networks(&["U19169", "U55117", "U78528", "U10998", "U94342", "U29053", "U59216"]),
        days_before: 548,
        change: Some(Change { topic: Topic::CervicalScreening, effect: 1.2, fifths: WORSE_OFF, from_age: 0.0 }),
        ..NOTHING
    },
    Story {
        id: "learning_disability_nurses",
        title: "Nurses who prepare health checks with people with a learning disability, nine networks",
        truth: "It works: the odds of a yearly health check rise 3.3 times (log odds +1.2) for people with a learning \
                disability, alike in every fifth of deprivation.",
        place: Where::Networks(&[
            "U12563", "U06437", "U51200", "U47851", "U05001", "U10748", "U82499", "U65095", "U90349",
        ]),
        days_before: 548,
        change: Some(Change { topic: Topic::LearningDisabilityCheck, effect: 1.2, fifths: EVERY_FIFTH, from_age: 0.0 }),
        ..NOTHING
    },
    Story {
        id: "gastroenteritis_outbreak",
        title: "An outbreak of gastroenteritis, Mansfield",
        truth: "For 21 days one resident in eighty attends an emergency department with gastroenteritis, and one in \
                six of those is admitted.",
        place: Where::District(&["E07000174"]),
        days_before: 400,
        days: Some(21),
        outbreak: Some(Outbreak { attend: 0.0125, admitted: 1.0 / 6.0 }),
        ..NOTHING
    },
    Story {
        id: "practice_stops_coding",
        title: "A practice that stops coding blood pressure, weight and smoking, C84051",
        truth: "Nothing changes for its patients: from a change of system on, their blood pressure, body mass index \
                and smoking are no longer coded.",
        place: Where::Practice(&["C84051"]),
        days_before: 456,
        silence: Some(Silence {
            codes: &[
                codes::SYSTOLIC,
                codes::DIASTOLIC,
                codes::BMI,
                codes::NEVER_SMOKED,
                codes::EX_SMOKER,
                codes::SMOKER,
            ],
        }),
        ..NOTHING
    },
];
