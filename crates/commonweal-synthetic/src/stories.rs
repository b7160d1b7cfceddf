//! Planted stories: things that happen to some people at some time, so that tests, training and evaluation have a
//! known truth to find.
//!
//! The list is in [`planted`]; here is the question every part of the model asks of it. Nothing of this happened:
//! networks, districts and practices are real places that made-up people live near.

mod planted;

pub use planted::PlantedStory;

use crate::day::{Calendar, Day};
use crate::inputs::Neighbourhood;
use crate::life::Life;
use crate::practice::Practices;
use commonweal_model::ClinicalEventRow;
use commonweal_reference::{Reference, ReferenceError};
use planted::{Outbreak, STORIES, Silence, Where};
use std::collections::BTreeMap;

/// What a story changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    BloodPressureCheck,
    MentalHealthChecks,
    FluVaccination,
    SmokingCessation,
    CervicalScreening,
    LearningDisabilityCheck,
    /// Emergency admissions of people of 65 and over; the effect is on the log of their rate.
    EmergencyAdmission,
}

/// The stories of a population, dated from the day its figures are made for.
#[derive(Debug, Clone)]
pub(crate) struct Stories {
    as_of: Day,
    /// By story, then by practice: whether it takes part.
    practices: Vec<Vec<bool>>,
    /// By story, then by neighbourhood: whether it takes part.
    neighbourhoods: Vec<Vec<bool>>,
    /// By neighbourhood: its fifth of deprivation, 1 the most deprived.
    fifths: Vec<u8>,
    /// What is shown of them.
    pub(crate) shown: Vec<PlantedStory>,
}

impl Stories {
    pub(crate) fn new(
        reference: &Reference,
        calendar: &Calendar,
        Practices { codes: practices, mergers, .. }: &Practices,
        neighbourhoods: &[Neighbourhood],
    ) -> Result<Self, ReferenceError> {
        let all = reference.practices()?.iter();
        let networks: BTreeMap<&str, &str> =
            all.filter_map(|practice| Some((practice.practice_code.as_str(), practice.pcn_code.as_deref()?))).collect();
        let practice_in = |place: Where, code: &String| match place {
            Where::Networks(wanted) => networks.get(code.as_str()).is_some_and(|network| wanted.contains(network)),
            Where::Practice(wanted) => wanted.contains(&code.as_str()),
            Where::District(_) => false,
        };
        let neighbourhood_in = |place: Where, n: &Neighbourhood| match place {
            Where::District(wanted) => wanted.contains(&n.district.as_str()),
            Where::Networks(_) | Where::Practice(_) => false,
        };
        let mut shown: Vec<PlantedStory> = STORIES.iter().map(|story| story.shown(calendar)).collect();
        // The last that has been for half a year, so that there is a time after it.
        let told = mergers.iter().filter(|merger| merger.on < calendar.as_of - 180).max_by_key(|merger| merger.on);
        shown.extend(told.map(|merger| {
            planted::list_merger(&practices[merger.from], &practices[merger.into], calendar.date(merger.on))
        }));
        Ok(Self {
            as_of: calendar.as_of,
            practices: STORIES
                .iter()
                .map(|story| practices.iter().map(|code| practice_in(story.place, code)).collect())
                .collect(),
            neighbourhoods: STORIES
                .iter()
                .map(|story| neighbourhoods.iter().map(|n| neighbourhood_in(story.place, n)).collect())
                .collect(),
            fifths: neighbourhoods.iter().map(|n| n.quintile.number()).collect(),
            shown,
        })
    }

    /// What is added to the log odds of something for a person on a day.
    pub(crate) fn boost(&self, topic: Topic, life: &Life, day: Day) -> f64 {
        let mut sum = 0.0;
        for (at, story) in STORIES.iter().enumerate() {
            let Some(change) = story.change.filter(|change| change.topic == topic) else { continue };
            if !story.lasts(self.as_of, day) || life.age(day) < change.from_age {
                continue;
            }
            let takes_part = life.practice(day).is_some_and(|practice| self.practices[at][practice]);
            if takes_part && change.fifths.contains(&self.fifths[life.home(day).neighbourhood]) {
                sum += change.effect;
            }
        }
        sum
    }

    /// The outbreaks that a person lived in the middle of, with the first day of each and the days it lasted.
    pub(crate) fn outbreaks<'a>(&'a self, life: &'a Life) -> impl Iterator<Item = (&'static Outbreak, Day, i32)> + 'a {
        STORIES.iter().enumerate().filter_map(move |(at, story)| {
            let outbreak = story.outbreak.as_ref()?;
            let from = self.as_of - story.days_before;
            let home = (life.came <= from).then(|| life.home(from))?;
            self.neighbourhoods[at][home.neighbourhood].then_some((outbreak, from, story.days?))
        })
    }

    /// Leaves out the events that a practice has stopped coding.
    pub(crate) fn forget(&self, calendar: &Calendar, life: &Life, events: &mut Vec<ClinicalEventRow>) {
        for (at, story) in STORIES.iter().enumerate() {
            let Some(Silence { codes }) = story.silence else { continue };
            if !life.practices.iter().any(|spell| self.practices[at][spell.practice]) {
                continue;
            }
            let silent = |day| {
                let here = life.practice(day).is_some_and(|practice| self.practices[at][practice]);
                here && story.lasts(self.as_of, day)
            };
            events.retain(|event| {
                !codes.iter().any(|code| code.code == event.snomedct_code) || !silent(calendar.day(event.date))
            });
        }
    }
}
