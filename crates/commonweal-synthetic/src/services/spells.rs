//! Stays in hospital: kept apart from each other, ended by recovery, departure or death, and written down with their
//! diagnoses, the day the person was ready to leave, and where they went.

use super::person::{DAY, Minute, Person, day_of, logistic, moment, moment_before, text};
use super::reasons::{COMORBID, SIGNS_OF_FRAILTY};
use crate::day::Day;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::APCS;
use jiff::civil::{Date, date};

/// The discharge policy that names pathways (HM Government, COVID-19 hospital discharge service requirements).
const PATHWAYS_SINCE: Date = date(2020, 3, 19);
/// Discharge ready dates in the daily discharge return (NHS England, discharge ready date metric; judgement of when
/// trusts here began).
const READY_DATES_SINCE: Date = date(2021, 4, 1);
/// The share of stays without one (NHS England, Discharge Ready Date data quality, 2024; judgement).
const READY_DATE_MISSING: f64 = 0.10;
/// The share of pathways left out (judgement).
const PATHWAY_MISSING: f64 = 0.04;
/// Chance that a condition somebody has is among the diagnoses of a stay (judgement: HES coding depth).
const CODED: f64 = 0.75;

/// By pathway: the chance that somebody stays on when ready, and for how many days in the mean.
/// Source: NHS England, discharge delays 2024: about 86 % leave on the day they are ready; by pathway, judgement.
const DELAYS: [(f64, f64); 4] = [(0.06, 3.0), (0.50, 4.0), (0.65, 6.5), (0.80, 11.0)];

/// How a stay began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Emergency,
    Planned,
    Birth,
}

/// A stay in hospital.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spell {
    pub(super) kind: Kind,
    pub(super) method: &'static str,
    pub(super) decided: Minute,
    pub(super) admitted: Minute,
    /// When they were ready to leave.
    pub(super) ready: Minute,
    pub(super) discharged: Minute,
    pub(super) primary: &'static str,
    pub(super) with: Option<&'static str>,
    pub(super) procedures: &'static [&'static str],
    pub(super) provider: &'static str,
    pub(super) died: bool,
    /// 0 to 3.
    pub(super) pathway: usize,
}

impl Spell {
    pub(super) fn overnight(&self) -> bool {
        day_of(self.discharged) > day_of(self.admitted)
    }

    /// Draws the pathway of somebody who leaves, and how long they wait to leave once ready.
    pub(super) fn leave(&mut self, person: &Person<'_>, chance: &mut Chance) {
        let on = day_of(self.admitted);
        let age = person.life.age(on);
        if age < 18.0 || !self.overnight() || self.kind == Kind::Birth {
            return;
        }
        let frailty = person.frailty(on);
        // Source: NHS England, discharge pathways 2023-24: about 83, 11, 4 and 2 in a hundred; gradients judgement.
        let planned = if self.kind == Kind::Planned { -1.2 } else { 0.0 };
        let needs_support = logistic(-2.65 + 0.045 * (age - 70.0) + 3.0 * frailty + planned);
        if !person.life.home(on).care_home && chance.happens(needs_support) {
            let long_term = 0.035 + 0.3 * frailty * frailty;
            self.pathway = match chance.unit() {
                at if at < long_term => 3,
                at if at < long_term + 0.23 => 2,
                _ => 1,
            };
        }
        let (delayed, days) = DELAYS[self.pathway];
        if chance.happens(delayed) {
            self.discharged += Minute::from(1 + chance.wait(days - 0.5)) * DAY;
        }
    }
}

/// Somebody's stays, none of which overlap.
#[derive(Debug, Default)]
pub(super) struct Spells {
    pub(super) all: Vec<Spell>,
}

impl Spells {
    /// Whether nothing else was going on from one day to another, both included.
    pub(super) fn free(&self, from: Day, to: Day) -> bool {
        self.all.iter().all(|spell| day_of(spell.discharged) < from || day_of(spell.admitted) > to)
    }

    /// Whether somebody was in hospital on a day.
    pub(super) fn inside(&self, day: Day) -> bool {
        !self.free(day, day)
    }

    /// Adds a stay, unless another was going on or the person's time here ended during it. A stay that goes on past
    /// the day figures are made for is kept.
    pub(super) fn add(&mut self, person: &Person<'_>, spell: Spell) -> bool {
        let (from, to) = (day_of(spell.admitted), day_of(spell.discharged));
        let last = person.life.died.or(person.life.left.map(|left| left - 1)).unwrap_or(Day::MAX);
        let fits = from >= person.from && from < person.end && to <= last && self.free(from, to);
        if fits {
            self.all.push(spell);
        }
        fits
    }

    /// Writes them down.
    pub(super) fn write(&self, person: &mut Person<'_>, record: &mut Record<'_>, chance: &mut Chance) {
        let calendar = &person.world.calendar;
        let (pathways, ready_dates) = (calendar.day(PATHWAYS_SINCE), calendar.day(READY_DATES_SINCE));
        for spell in &self.all {
            let number = person.number();
            let (from, to) = (day_of(spell.admitted), day_of(spell.discharged));
            let gone = to < person.end;
            let adult = person.life.age(from) >= 18.0 && spell.overnight() && spell.kind != Kind::Birth;
            let ready = adult
                && !spell.died
                && from >= ready_dates
                && day_of(spell.ready) < person.end
                && !chance.happens(READY_DATE_MISSING);
            let pathway = adult && gone && !spell.died && to >= pathways && !chance.happens(PATHWAY_MISSING);
            let date = |day: Day| CellValue::Date(calendar.date(day));
            let diagnoses = diagnoses(person, spell, chance);
            let cells = vec![
                number,
                date(from),
                if gone { date(to) } else { CellValue::Missing },
                text(spell.method),
                text(spell.primary),
                CellValue::Text(diagnoses.into()),
                if spell.procedures.is_empty() {
                    CellValue::Missing
                } else {
                    CellValue::Text(format!("||{}", spell.procedures.join(",")).into())
                },
                text(spell.provider),
                if ready { date(day_of(spell.ready)) } else { CellValue::Missing },
                if gone { text(destination(spell)) } else { CellValue::Missing },
                if pathway {
                    CellValue::Integer(i32::try_from(spell.pathway).unwrap_or(0))
                } else {
                    CellValue::Missing
                },
                moment(spell.decided),
                moment(spell.admitted),
                if ready { moment(spell.ready) } else { CellValue::Missing },
                moment_before(spell.discharged, person.end),
            ];
            record.row(&APCS, from, cells);
        }
    }
}

/// Data Dictionary code of where somebody went.
fn destination(spell: &Spell) -> &'static str {
    match (spell.died, spell.pathway) {
        (true, _) => "79",
        (false, 2) => "51",
        (false, 3) => "85",
        (false, _) => "19",
    }
}

/// Every diagnosis of a stay, as the Secondary Uses Service writes them: `||J440,I10X,E119`.
fn diagnoses(person: &Person<'_>, spell: &Spell, chance: &mut Chance) -> String {
    let on = day_of(spell.admitted);
    let mut list = String::with_capacity(48);
    list.push_str("||");
    list.push_str(spell.primary);
    let mut add = |code: &str| {
        if !list.contains(code) {
            list.push(',');
            list.push_str(code);
        }
    };
    if let Some(with) = spell.with {
        add(with);
    }
    if spell.kind == Kind::Birth {
        return list;
    }
    for (condition, code) in &COMORBID {
        if person.has(*condition, on) && chance.happens(CODED) {
            add(code);
        }
    }
    if person.health.smokes(on) && chance.happens(CODED) {
        add("F171");
    }
    let frailty = person.frailty(on);
    if spell.overnight() && person.life.age(on) >= 65.0 {
        for sign in &SIGNS_OF_FRAILTY {
            if chance.happens(frailty * 0.35) {
                add(sign);
            }
        }
    }
    list
}
