//! One attendance at an emergency department: its clocks, its diagnosis, where the person went.

use super::person::{DAY, Minute, Person, by_share, day_of, moment, moment_before, one_of, text};
use super::reasons::{ATTENDED, group};
use crate::day::Day;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::EC;

/// Arrivals by three hours of the day, from midnight (judgement after NHS England, Emergency Care Data Set).
const HOURS: [f64; 8] = [0.06, 0.045, 0.05, 0.15, 0.185, 0.18, 0.19, 0.14];

/// The share of attendances that end within four hours, by year from 2015. Source: NHS England, A&E Attendances and
/// Emergency Admissions, England, all types; 2026: the target of the Operational Planning Guidance 2025/26 (78 %).
const WITHIN_FOUR_HOURS: [f64; 12] = [0.92, 0.89, 0.88, 0.88, 0.84, 0.87, 0.77, 0.70, 0.71, 0.73, 0.75, 0.77];
/// How much less often those do who are admitted, and more often the others (judgement).
const ADMITTED: f64 = -0.24;
const UNADMITTED: f64 = 0.06;

/// Share without a diagnosis (judgement: completeness of the data set).
const NO_DIAGNOSIS: f64 = 0.07;
/// Share where a social or primary care need is recorded (judgement: seldom, as `ed_primary_care_need` says), and for
/// those who attend very often.
const SOCIAL_NEED: f64 = 0.015;
const SOCIAL_NEED_OFTEN: f64 = 0.15;
/// Housing, money or benefits, loneliness, primary care need (`social_need_at_attendance`, demonstration codes).
const SOCIAL_NEEDS: [&str; 4] = ["999000000002040", "999000000002041", "999000000002042", "999000000002043"];
/// Days of records in which such needs are recorded at all (judgement: social prescribing in departments is new).
const SOCIAL_NEED_DAYS: i32 = 900;

/// First, follow-up here, follow-up from elsewhere, planned (judgement after the Emergency Care Data Set).
const CATEGORIES: [(&str, f64); 4] = [("1", 0.945), ("2", 0.025), ("3", 0.01), ("4", 0.02)];

/// Where people go, SNOMED CT.
const HOME: &str = "306689006";
const WARD: &str = "306706006";

/// The clocks of an attendance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attendance {
    arrived: Minute,
    assessed: Minute,
    treated: Minute,
    pub(super) decided: Option<Minute>,
    pub(super) departed: Minute,
}

/// A minute of the day, as people arrive.
pub(super) fn minute_of_day(chance: &mut Chance) -> Minute {
    let three_hours = i32::try_from(by_share(chance, &HOURS)).unwrap_or(0);
    Minute::from(three_hours * 180 + chance.below(180))
}

impl Attendance {
    pub(super) fn admitted(person: &Person<'_>, day: Day, chance: &mut Chance) -> Self {
        Self::draw(person, day, true, chance)
    }

    pub(super) fn unadmitted(person: &Person<'_>, day: Day, chance: &mut Chance) -> Self {
        Self::draw(person, day, false, chance)
    }

    fn draw(person: &Person<'_>, day: Day, admitted: bool, chance: &mut Chance) -> Self {
        let year = i32::from(person.world.calendar.date(day).year()) - 2015;
        let at = usize::try_from(year).unwrap_or(0).min(WITHIN_FOUR_HOURS.len() - 1);
        let within = WITHIN_FOUR_HOURS[at] + if admitted { ADMITTED } else { UNADMITTED };
        let total = if chance.happens(within) {
            f64::from(25 + chance.below(if admitted { 215 } else { 205 }))
        } else {
            // Twelve hours or more for about one in ten of those admitted (NHS England 2024).
            f64::from(240 + chance.wait(if admitted { 300.0 } else { 130.0 }))
        };
        let part = |chance: &mut Chance, from: f64, to: f64| (total * (from + (to - from) * chance.unit())) as Minute;
        let arrived = Minute::from(day) * DAY + minute_of_day(chance);
        Self {
            arrived,
            assessed: arrived + part(chance, 0.02, 0.15),
            treated: arrived + part(chance, 0.2, 0.55),
            decided: admitted.then(|| arrived + part(chance, 0.55, 0.9)),
            departed: arrived + total as Minute,
        }
    }

    /// Writes it down with its diagnosis.
    pub(super) fn write(
        self,
        person: &mut Person<'_>,
        diagnosis: &'static str,
        record: &mut Record<'_>,
        chance: &mut Chance,
    ) {
        self.row(person, Some(diagnosis), None, record, chance);
    }

    fn row(
        self,
        person: &mut Person<'_>,
        diagnosis: Option<&'static str>,
        second: Option<&'static str>,
        record: &mut Record<'_>,
        chance: &mut Chance,
    ) {
        let day = day_of(self.arrived);
        let number = person.number();
        let end = person.end;
        let mut cells = Vec::with_capacity(EC.columns.len() - 1);
        cells.push(number);
        cells.push(CellValue::Date(person.world.calendar.date(day)));
        let cell = |code: Option<&'static str>| code.map_or(CellValue::Missing, text);
        // A second diagnosis is never without a first.
        cells.push(cell(diagnosis.or(second)));
        cells.push(cell(diagnosis.and(second)));
        cells.extend((2..24).map(|_| CellValue::Missing));
        let category = if self.decided.is_some() {
            "1"
        } else {
            CATEGORIES[by_share(chance, &CATEGORIES.map(|(_, share)| share))].0
        };
        cells.push(text(category));
        cells.push(text(if self.decided.is_some() { WARD } else { HOME }));
        cells.push(moment(self.arrived));
        cells.push(moment_before(self.assessed, end));
        cells.push(moment_before(self.treated, end));
        cells.push(self.decided.map_or(CellValue::Missing, |minute| moment_before(minute, end)));
        cells.push(moment_before(self.departed, end));
        record.row(&EC, day, cells);
    }
}

/// An attendance of somebody who goes home.
pub(super) fn unadmitted(person: &mut Person<'_>, day: Day, often: bool, record: &mut Record<'_>, chance: &mut Chance) {
    let attendance = Attendance::unadmitted(person, day, chance);
    let group = group(person.life.age(day));
    let weights = ATTENDED.map(|(_, weights)| weights[group]);
    let diagnosis = ATTENDED[by_share(chance, &weights)].0;
    let diagnosis = (!chance.happens(NO_DIAGNOSIS)).then_some(diagnosis);
    let asked = day > person.world.calendar.as_of - SOCIAL_NEED_DAYS && person.life.age(day) >= 16.0;
    let share = if often { SOCIAL_NEED_OFTEN } else { SOCIAL_NEED };
    let need = (asked && chance.happens(share)).then(|| one_of(chance, &SOCIAL_NEEDS));
    attendance.row(person, diagnosis, need, record, chance);
}
