//! Shares and rates that the plans or publications state, each counted over the people they are about.

use super::seen::{Cells, Seen};
use super::{CardLine, Tolerance};
use crate::codes;
use crate::health::Condition;
use crate::mess::rates;
use commonweal_model::tables::{
    APCS, COMMUNITY_CONTACTS, EC, MATERNITIES, OPA, RecordsTable, VACCINATIONS, WL_PATHWAYS,
};

use Tolerance::{Shown, Within};

/// A sum over people divided by another.
struct Ratio {
    part: &'static str,
    about: &'static str,
    unit: &'static str,
    /// What the ratio is multiplied by to be in its unit.
    times: f64,
    target: Option<f64>,
    source: &'static str,
    tolerance: Tolerance,
    count: fn(&Seen<'_>) -> (f64, f64),
}

const RISK: &str = "Risk factors";
const CARE: &str = "Care";
const MESS: &str = "Mess";

const fn percent(
    part: &'static str,
    about: &'static str,
    target: f64,
    source: &'static str,
    off: f64,
    count: fn(&Seen<'_>) -> (f64, f64),
) -> Ratio {
    Ratio { part, about, unit: "%", times: 100.0, target: Some(target), source, tolerance: Within(off), count }
}

const fn shown(part: &'static str, about: &'static str, count: fn(&Seen<'_>) -> (f64, f64)) -> Ratio {
    Ratio { part, about, unit: "%", times: 100.0, target: None, source: "", tolerance: Shown, count }
}

const fn a_year(
    about: &'static str,
    target: f64,
    source: &'static str,
    off: f64,
    count: fn(&Seen<'_>) -> (f64, f64),
) -> Ratio {
    Ratio {
        part: CARE,
        about,
        unit: "per 1,000 person-years",
        times: 1000.0,
        target: Some(target),
        source,
        tolerance: Within(off),
        count,
    }
}

static RATIOS: [Ratio; 28] = [
    percent(RISK, "smoke, adults of the city", 13.4, "CL-062 (2020)", 3.0, |s| {
        share(s.here() && s.adult() && s.city(s.as_of()), || s.health.smokes(s.as_of()))
    }),
    percent(RISK, "smoke, adults of the county", 11.4, "CL-063 (2020)", 4.0, |s| {
        share(s.here() && s.adult() && !s.city(s.as_of()), || s.health.smokes(s.as_of()))
    }),
    percent(RISK, "smoke, adults with COPD", 33.0, "CL-057", 7.0, |s| {
        share(s.here() && s.adult() && s.health.has(Condition::Copd, s.as_of()), || s.health.smokes(s.as_of()))
    }),
    percent(
        RISK,
        "smoke, adults with severe mental illness",
        22.0,
        "CL-053, CL-054: 24.5 in the city, 20.7 in the county",
        7.0,
        |s| {
            share(s.here() && s.adult() && s.health.has(Condition::SevereMentalIllness, s.as_of()), || {
                s.health.smokes(s.as_of())
            })
        },
    ),
    percent(RISK, "overweight or obese, adults", 65.0, "CL-168", 5.0, |s| {
        share(s.here() && s.adult(), || s.health.bmi >= 25.0)
    }),
    percent(RISK, "of hypertension, the share that is found", 64.2, "CL-117", 8.0, |s| {
        let found = s.health.has(Condition::Hypertension, s.as_of());
        share(s.here() && s.adult() && (found || s.health.undiagnosed_hypertension), || found)
    }),
    percent(RISK, "smoke when booking maternity care", 15.6, "CL-060", 3.0, |s| smoked(s, "smoking_at_booking")),
    percent(RISK, "smoke when giving birth", 12.8, "CL-061", 2.5, |s| smoked(s, "smoking_at_delivery")),
    shown(CARE, "blood pressure recorded in 5 years, 45 and over", |s| {
        share(registered(s) && s.age() >= 45, || s.latest(&[codes::SYSTOLIC.code], s.ago(5)).is_some())
    }),
    shown(CARE, "smoking recorded in 5 years, adults", |s| {
        let codes = [codes::NEVER_SMOKED.code, codes::EX_SMOKER.code, codes::SMOKER.code];
        share(registered(s) && s.adult(), || s.latest(&codes, s.ago(5)).is_some())
    }),
    a_year("attendances in emergency care, under 4, city", 717.0, "CL-132", 180.0, |s| {
        a_person_year(s, s.age() < 4 && s.city(s.as_of()), &EC, "arrival_date", |_| true)
    }),
    a_year("attendances in emergency care, under 4, county", 553.0, "CL-134", 140.0, |s| {
        a_person_year(s, s.age() < 4 && !s.city(s.as_of()), &EC, "arrival_date", |_| true)
    }),
    a_year("attendances in emergency care", 410.0, "NHS England, A&E statistics 2024-25", 60.0, |s| {
        a_person_year(s, true, &EC, "arrival_date", |_| true)
    }),
    a_year("emergency hospital stays", 113.0, "NHS England, HES 2023-24", 20.0, |s| {
        a_person_year(s, true, &APCS, "admission_date", |row| {
            row.text("admission_method").is_some_and(|method| method.starts_with('2'))
        })
    }),
    a_year("outpatient appointments", 1900.0, "NHS England, HES outpatients 2023-24", 450.0, |s| {
        a_person_year(s, true, &OPA, "appointment_date", |_| true)
    }),
    a_year("community contacts", 1750.0, "NHS England, Community Services Statistics 2023", 400.0, |s| {
        a_person_year(s, true, &COMMUNITY_CONTACTS, "date", |_| true)
    }),
    percent(CARE, "second MMR by 5 years, of children of 5 and 6", 85.0, "CL-047: 79 to 94 by network", 6.0, |s| {
        share(registered(s) && (5..7).contains(&s.age()), || {
            let doses = s.rows(&VACCINATIONS).filter(|row| row.text("target_disease") == Some("MEASLES"));
            doses.count() >= 2
        })
    }),
    percent(CARE, "attendances over within four hours", 74.0, "NHS England, March 2025", 5.0, |s| {
        let since = s.ago(1);
        let recent = s.rows(&EC).filter(|row| row.date("arrival_date") > Some(since));
        let timed = recent.filter_map(|row| row.minutes("arrived_at", "departed_at"));
        timed.fold((0.0, 0.0), |(with, all), minutes| (with + f64::from(minutes <= 240), all + 1.0))
    }),
    percent(CARE, "open pathways of 18 weeks or less", 60.0, "NHS England, RTT, March 2025", 7.0, |s| waits(s, 0, 18)),
    percent(CARE, "open pathways of more than 52 weeks", 2.5, "NHS England, RTT, March 2025", 2.0, |s| {
        waits(s, 52, 10_000)
    }),
    percent(
        MESS,
        "no known ethnic category in the practice's record, of people ever registered",
        6.7,
        "CL-153, CL-154: 3 to 18 by network",
        3.0,
        |s| share(!s.life.practices.is_empty(), || !ethnicity(s, |source| source == "gp").any(|known| known)),
    ),
    shown(MESS, "no known ethnic category in any record", |s| {
        share(true, || !ethnicity(s, |_| true).any(|known| known))
    }),
    shown(MESS, "two categories or more in different records, of people with two known records or more", |s| {
        let mut known: Vec<&str> = s.person.ethnicity.iter().map(|row| &*row.category).collect();
        known.retain(|category| !["Z", "99"].contains(category));
        let records = known.len();
        known.sort_unstable();
        known.dedup();
        share(records >= 2, || known.len() > 1)
    }),
    percent(MESS, "events dated 1 January 1900", 100.0 * rates::NO_DAY, "judgement", 0.01, |s| {
        let no_day = s.person.events.iter().take_while(|event| event.date.year() == 1900).count();
        (no_day as f64, s.person.events.len() as f64)
    }),
    percent(
        MESS,
        "events dated after the day figures are made for",
        100.0 * rates::TEN_YEARS_ON,
        "judgement",
        0.01,
        |s| {
            let as_of = s.world.calendar.date(s.as_of());
            let later = s.person.events.iter().rev().take_while(|event| event.date > as_of).count();
            (later as f64, s.person.events.len() as f64)
        },
    ),
    shown(MESS, "registered with two practices at once, of people registered here", |s| {
        let open = s.person.registrations.iter().filter(|row| row.end_date.is_none()).count();
        share(s.here() && open > 0, || open > 1)
    }),
    shown(MESS, "never registered with a practice, of people here", |s| {
        share(s.here(), || s.life.practices.is_empty())
    }),
    percent(MESS, "sex unknown", 100.0 * rates::SEX_UNKNOWN, "judgement", 0.03, |s| {
        share(true, || s.person.patient.sex == commonweal_model::Sex::Unknown)
    }),
];

fn share(among: bool, with: impl FnOnce() -> bool) -> (f64, f64) {
    if among { (f64::from(with()), 1.0) } else { (0.0, 0.0) }
}

fn registered(seen: &Seen<'_>) -> bool {
    seen.here() && seen.life.practice(seen.as_of()).is_some()
}

/// Whether each record of these sources knows the category.
fn ethnicity<'a>(seen: &Seen<'a>, of: fn(&str) -> bool) -> impl Iterator<Item = bool> + 'a {
    let rows = seen.person.ethnicity.iter().filter(move |row| of(&row.source));
    rows.map(|row| row.category != "Z" && row.category != "99")
}

fn smoked(seen: &Seen<'_>, column: &str) -> (f64, f64) {
    let delivered = seen.rows(&MATERNITIES).filter(|row| row.date("delivery_date").is_some());
    let known = delivered.filter_map(|row| row.text(column)).filter(|status| *status != "unknown");
    known.fold((0.0, 0.0), |(with, all), status| (with + f64::from(status == "current"), all + 1.0))
}

/// Rows of the last year among people who are here, and the part of it that they were here.
fn a_person_year(
    seen: &Seen<'_>,
    among: bool,
    table: &'static RecordsTable,
    column: &str,
    holds: fn(Cells<'_>) -> bool,
) -> (f64, f64) {
    if !seen.here() || !among {
        return (0.0, 0.0);
    }
    let since = seen.ago(1);
    let rows = seen.rows(table).filter(|row| row.date(column) > Some(since) && holds(*row)).count();
    let here = f64::from(seen.as_of() - seen.life.came) / crate::day::YEAR;
    (rows as f64, here.clamp(0.0, 1.0))
}

/// Pathways still open that have waited for more than so many weeks and up to so many.
fn waits(seen: &Seen<'_>, above: i32, upto: i32) -> (f64, f64) {
    let open = seen.rows(&WL_PATHWAYS).filter(|row| seen.here() && row.date("clock_stop_date").is_none());
    let days = open.filter_map(|row| Some(seen.as_of() - seen.world.calendar.day(row.date("clock_start_date")?)));
    let within = |days: i32| (above == 0 || days > above * 7) && days <= upto.saturating_mul(7);
    days.fold((0.0, 0.0), |(with, all), days| (with + f64::from(within(days)), all + 1.0))
}

/// The sums of every ratio.
#[derive(Debug, Clone)]
pub(super) struct Ratios {
    sums: Vec<(f64, f64)>,
}

impl Default for Ratios {
    fn default() -> Self {
        Self { sums: vec![(0.0, 0.0); RATIOS.len()] }
    }
}

impl Ratios {
    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        for (ratio, sum) in RATIOS.iter().zip(&mut self.sums) {
            let (with, among) = (ratio.count)(seen);
            *sum = (sum.0 + with, sum.1 + among);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            *sum = (sum.0 + other.0, sum.1 + other.1);
        }
    }

    pub(super) fn lines(&self) -> Vec<CardLine> {
        let line = |(ratio, (with, among)): (&Ratio, &(f64, f64))| CardLine {
            part: ratio.part,
            about: ratio.about.to_owned(),
            unit: ratio.unit,
            target: ratio.target,
            source: ratio.source,
            achieved: ratio.times * with / among,
            tolerance: ratio.tolerance,
        };
        RATIOS.iter().zip(&self.sums).map(line).collect()
    }
}
