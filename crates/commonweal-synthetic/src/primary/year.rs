//! One year of somebody's care, and when in it things happen.

use super::Patient;
use crate::day::Day;
use crate::odds::{Asked, Odds, Smoking};
use crate::random::Chance;

/// Days in the years that care is made in; they end on the day figures are made for.
pub(super) const DAYS: Day = 365;

/// The first lockdown and the year after it: first day, last day, and the share of routine care that went ahead.
/// Routine tests and checks fell by more than half in spring 2020 and by about a quarter in the following year
/// (OpenSAFELY service restoration measures; Curtis et al., 2021 to 2023).
const DENTS: [(Day, Day, f64); 3] = [(18_344, 18_444, 0.40), (18_444, 18_628, 0.75), (18_628, 18_717, 0.70)];

/// One year of care.
#[derive(Debug, Clone, Copy)]
pub(super) struct Year {
    pub(super) from: Day,
    /// Years before the day figures are made for: 0 is the last.
    pub(super) ago: i32,
    pub(super) age: i32,
    pub(super) who: Asked,
}

impl Year {
    /// The years that somebody is here in, latest first.
    pub(super) fn all<'a>(patient: &'a Patient<'a>) -> impl Iterator<Item = Year> + 'a {
        let as_of = patient.world.calendar.as_of;
        (0..crate::day::YEARS_KEPT).filter_map(move |ago| {
            let from = as_of + 1 - DAYS * (ago + 1);
            let middle = from + DAYS / 2;
            if from > patient.last || from + DAYS <= patient.start || middle < patient.life.born - DAYS / 2 {
                return None;
            }
            let age = patient.life.age(middle).max(0.0) as i32;
            let smoking = if patient.health.smokes(middle) {
                Smoking::Current
            } else if patient.health.smoking.started.is_some_and(|day| day <= middle) {
                Smoking::Former
            } else {
                Smoking::Never
            };
            let who = Asked {
                age,
                man: patient.life.man,
                steps: patient.health.steps as i32,
                group: patient.life.group,
                smoking,
            };
            Some(Year { from, ago, age, who })
        })
    }

    /// Any day of it.
    pub(super) fn day(&self, chance: &mut Chance) -> Day {
        self.from + chance.below(DAYS)
    }

    /// A day of it, twice as likely from October to March as in summer.
    pub(super) fn winter_day(&self, patient: &Patient<'_>, chance: &mut Chance) -> Day {
        let day = self.day(chance);
        let of_year = patient.world.calendar.day_of_year(day);
        if (90..273).contains(&of_year) && chance.happens(0.33) { self.day(chance) } else { day }
    }

    /// Whether something happens this year that the model of [`Odds`] tells, with log odds of the person's own.
    pub(super) fn comes(&self, odds: &Odds, extra: f64, chance: &mut Chance) -> bool {
        chance.happens(odds.probability(&self.who, extra))
    }
}

/// Whether routine care went ahead on a day; always, but for the pandemic.
pub(super) fn goes_ahead(day: Day, chance: &mut Chance) -> bool {
    let dent = DENTS.iter().find(|(from, until, _)| (*from..*until).contains(&day));
    dent.is_none_or(|(_, _, share)| chance.happens(*share))
}
