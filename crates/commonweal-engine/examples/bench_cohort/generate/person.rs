//! One made-up person: who they are, and every row about them in every table.

use super::books::Books;
use super::random::Random;
use super::roles::Role;
use super::sheet::Cell;
use super::vocabulary::{List, Vocabulary};
use super::{FIRST_DAY, LAST_DAY, SEED};
use crate::Fallible;

/// Brings the mean to 250 events a person.
const EVENTS_PER_PERSON: f64 = 234.0;
const PRACTICES: usize = 120;
const SMALL_AREAS: usize = 700;
const ETHNICITIES: [&str; 12] = ["A", "A", "A", "A", "A", "A", "A", "C", "H", "J", "N", "Z"];
const SPECIALISMS: [&str; 7] = ["100", "110", "120", "130", "301", "320", "502"];
const DISEASES: [&str; 6] =
    ["INFLUENZA", "INFLUENZA", "SARS-2 CORONAVIRUS", "PNEUMOCOCCAL", "SHINGLES", "MEASLES, MUMPS, RUBELLA"];

/// Makes people one after the other; keeps its room between them.
pub(super) struct People<'v> {
    vocabulary: &'v Vocabulary,
    /// The events of a person: day, place of the code, and ten times the value plus one, in one number that sorts.
    events: Vec<u64>,
    medications: Vec<u64>,
    /// Days on which the person was seen.
    days: Vec<i32>,
    /// For each list, the day of the first code of a condition.
    begun: Vec<Option<i32>>,
}

/// What the rows of a person depend on.
#[derive(Clone, Copy)]
struct Life {
    id: i64,
    birth: i32,
    /// The first day of records.
    from: i32,
    /// The last: of the records, or of the person.
    until: i32,
    death: Option<i32>,
    /// Age at the last day, in years.
    age: f64,
}

impl Life {
    fn years(&self) -> f64 {
        f64::from(self.until - self.from + 1) / 365.25
    }
}

impl<'v> People<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary) -> Self {
        let begun = vec![None; vocabulary.event_lists.len()];
        Self { vocabulary, events: Vec::new(), medications: Vec::new(), days: Vec::new(), begun }
    }

    /// Writes every row about the person of this number.
    pub(super) fn write(&mut self, id: i64, books: &mut Books) -> Fallible<()> {
        let mut random = Random::of(SEED, id.cast_unsigned());
        let life = life(id, &mut random);
        let sex = if random.happens(0.505) { "female" } else { "male" };
        books.patients.push(id, [Cell::Date(life.birth), Cell::Text(sex), Cell::date(life.death)])?;
        self.events(&life, &mut random);
        for event in &self.events {
            let value = event & 0xff_ffff;
            let value = if value == 0 { Cell::Missing } else { Cell::Real((value - 1) as f64 / 10.0) };
            let code = &self.vocabulary.events[(event >> 24) as usize & 0xf_ffff];
            books.events.push(id, [Cell::Date((event >> 44) as i32), Cell::Text(code), value])?;
        }
        self.medications(&life, &mut random);
        for medication in &self.medications {
            let code = &self.vocabulary.medications[*medication as usize & 0xf_ffff];
            books.medications.push(id, [Cell::Date((medication >> 44) as i32), Cell::Text(code)])?;
        }
        places(&life, &mut random, books)?;
        self.elsewhere(&life, &mut random, books)
    }

    fn events(&mut self, life: &Life, random: &mut Random) {
        self.events.clear();
        let wanted = random.count(EVENTS_PER_PERSON * (0.42 + life.age / 70.0) * life.years() / 10.0);
        self.days.clear();
        self.days.extend((0..wanted / 3 + 1).map(|_| day_in(life.from, life.until, random)));
        for (list, rows) in self.vocabulary.event_lists.iter().enumerate() {
            self.begun[list] = None;
            match rows.role {
                Role::Condition { share } => {
                    let chance = (share * (0.1 + life.age * life.age / 2_000.0)).min(0.8);
                    if random.happens(chance) {
                        let first = self.days[random.below(self.days.len())];
                        self.begun[list] = Some(first);
                        self.add(rows, first, None, random);
                        for _ in 0..random.count(2.0) {
                            let later = first.max(self.days[random.below(self.days.len())]);
                            self.add(rows, later, None, random);
                        }
                    }
                }
                Role::Resolved { of, share } => {
                    if self.begun[of].is_some() && random.happens(share) {
                        let day = self.days[random.below(self.days.len())];
                        self.add(rows, day, None, random);
                    }
                }
                Role::Review { of, per_year } => {
                    if self.begun[of].is_some() {
                        self.some(rows, per_year * life.years(), None, random);
                    }
                }
                Role::Routine { per_year } => self.some(rows, per_year * often(life), None, random),
                Role::Measurement { per_year, mean, deviation } => {
                    self.some(rows, per_year * often(life), Some((mean, deviation)), random);
                }
            }
        }
        let others = self.vocabulary.events.len() - self.vocabulary.first_other_event;
        while self.events.len() < wanted {
            let day = self.days[random.below(self.days.len())];
            let code = self.vocabulary.first_other_event + random.skewed(others);
            let value = if random.happens(0.2) { random.below(1000) as u64 + 1 } else { 0 };
            self.events.push(packed(day, code as u64, value));
        }
        self.events.sort_unstable();
    }

    /// So many events of a list as the mean says, more or less.
    fn some(&mut self, list: &List, mean: f64, value: Option<(f64, f64)>, random: &mut Random) {
        for _ in 0..random.count(mean) {
            let day = self.days[random.below(self.days.len())];
            self.add(list, day, value, random);
        }
    }

    fn add(&mut self, list: &List, day: i32, value: Option<(f64, f64)>, random: &mut Random) {
        if list.codes.is_empty() {
            return;
        }
        let code = list.codes[random.skewed(list.codes.len())];
        // One value in fifty was not written down.
        let value = value.filter(|_| !random.happens(0.02)).map_or(0, |(mean, deviation)| {
            let tenths = (mean + deviation * random.normal()) * 10.0;
            tenths.max(1.0) as u64 + 1
        });
        self.events.push(packed(day, code.into(), value));
    }

    /// Repeats of a few medicines, four weeks apart.
    fn medications(&mut self, life: &Life, random: &mut Random) {
        self.medications.clear();
        let listed = self.vocabulary.first_other_medication;
        let others = self.vocabulary.medications.len() - listed;
        for _ in 0..random.count(0.5 + life.age / 18.0) {
            let of_list = listed > 0 && random.happens(0.4);
            let code = if of_list {
                let lists = &self.vocabulary.medication_lists;
                let list = &lists[random.below(lists.len())].codes;
                if list.is_empty() { 0 } else { list[random.skewed(list.len())] as usize }
            } else {
                listed + random.skewed(others)
            };
            let mut day = day_in(life.from, life.until, random);
            for _ in 0..random.count(12.0) + 1 {
                self.medications.push(packed(day, 0, code as u64));
                day += 26 + random.below(5) as i32;
                if day > life.until {
                    break;
                }
            }
        }
        self.medications.sort_unstable();
    }

    /// Vaccinations, hospital, waiting lists and death.
    fn elsewhere(&mut self, life: &Life, random: &mut Random, books: &mut Books) -> Fallible<()> {
        let id = life.id;
        for day in self.some_days(life, 6.0, random) {
            let disease = random.one_of(&DISEASES);
            books.vaccinations.push(id, [Cell::Date(day), Cell::Text(disease), Cell::Text("made-up product")])?;
        }
        let diagnoses = &self.vocabulary.diagnoses;
        for (place, day) in (0..).zip(self.some_days(life, 0.6 + life.age / 60.0, random)) {
            let first = &diagnoses[random.skewed(diagnoses.len())];
            let mut all = format!("||{first}");
            for _ in 0..random.count(2.0) {
                all.push_str(" ,");
                all.push_str(&diagnoses[random.below(diagnoses.len())]);
            }
            let method = if random.happens(0.4) { "21" } else { "11" };
            let discharged = (day + random.count(4.0) as i32).min(life.until);
            let cells = [
                Cell::Long(id * 100 + place),
                Cell::Date(day),
                Cell::Date(discharged),
                Cell::Text(method),
                Cell::Text(first),
                Cell::Text(&all),
            ];
            books.admissions.push(id, cells)?;
        }
        let events = &self.vocabulary.events;
        for (place, day) in (0..).zip(self.some_days(life, 2.0, random)) {
            let diagnosis = &events[random.skewed(events.len())];
            let second = &events[random.skewed(events.len())];
            let second = if random.happens(0.3) { Cell::Text(second) } else { Cell::Missing };
            let cells = [Cell::Long(id * 100 + place), Cell::Date(day), Cell::Text(diagnosis), second, Cell::Text("1")];
            books.emergency.push(id, cells)?;
        }
        for (place, day) in (0..).zip(self.some_days(life, 0.4, random)) {
            let stop = Some(day + 7 * random.below(60) as i32).filter(|stop| *stop < life.until);
            let specialty = random.one_of(&SPECIALISMS);
            let pathway = format!("W{}", id * 100 + place);
            let cells = [
                Cell::Text(&pathway),
                Cell::Date(day),
                Cell::Date(day),
                Cell::date(stop),
                Cell::Text(specialty),
                Cell::Text("routine"),
            ];
            books.waiting.push(id, cells)?;
        }
        for day in self.some_days(life, 5.0, random) {
            let status = if random.happens(0.9) { "5" } else { "3" };
            let first = if random.happens(0.3) { "1" } else { "2" };
            let specialty = random.one_of(&SPECIALISMS);
            books
                .outpatients
                .push(id, [Cell::Date(day), Cell::Text(status), Cell::Text(first), Cell::Text(specialty)])?;
        }
        if let Some(day) = life.death {
            let cause = &diagnoses[random.skewed(diagnoses.len())];
            let place = random.one_of(&["Hospital", "Home", "Care Home", "Hospice"]);
            books.deaths.push(id, [Cell::Date(day), Cell::Text(place), Cell::Text(cause)])?;
        }
        Ok(())
    }

    /// Some of the days on which the person was seen, in order.
    fn some_days(&self, life: &Life, mean: f64, random: &mut Random) -> Vec<i32> {
        let days = 0..random.count(mean * life.years() / 10.0);
        let mut days: Vec<i32> = days.map(|_| self.days[random.below(self.days.len())]).collect();
        days.sort_unstable();
        days
    }
}

/// Years of records, weighed by how much older people are seen more.
fn often(life: &Life) -> f64 {
    life.years() * if life.age < 16.0 { 0.1 } else { 0.4 + life.age / 70.0 }
}

fn packed(day: i32, code: u64, value: u64) -> u64 {
    u64::from(day.cast_unsigned()) << 44 | code << 24 | value
}

fn day_in(from: i32, until: i32, random: &mut Random) -> i32 {
    from + random.below((until - from + 1).max(1) as usize) as i32
}

fn life(id: i64, random: &mut Random) -> Life {
    let months = (1140.0 * (0.62 * random.share() + 0.38 * random.share())) as i32;
    let birth =
        commonweal_records::epoch_day(jiff::civil::date((2026 - months / 12) as i16, (1 + months % 3) as i8, 1));
    let age = f64::from(LAST_DAY - birth) / 365.25;
    let from = FIRST_DAY.max(birth);
    let dies = random.happens(0.003 + (age / 95.0).powi(4) * 0.35);
    let death = dies.then(|| day_in(from, LAST_DAY, random));
    Life { id, birth, from, until: death.unwrap_or(LAST_DAY), death, age }
}

/// Registrations, addresses and records of ethnicity.
fn places(life: &Life, random: &mut Random, books: &mut Books) -> Fallible<()> {
    let mut start = life.from - random.below(2_000) as i32;
    start = start.max(life.birth);
    for spell in 0..3 {
        let practice = random.below(PRACTICES);
        let ends = spell < 2 && random.happens(0.25);
        let end = Some(start + 200 + random.below(3_000) as i32).filter(|end| ends && *end < life.until);
        let code = format!("Y{:05}", 10_000 + practice);
        let cells = [Cell::Date(start), Cell::date(end), Cell::Text(&code), Cell::Long(practice as i64)];
        books.registrations.push(life.id, cells)?;
        let area = random.below(SMALL_AREAS);
        let (lsoa11, lsoa21) = (format!("E010{:05}", 28_000 + area), format!("E010{:05}", 28_000 + area));
        let cells = [
            Cell::Date(start),
            Cell::date(end),
            Cell::Text(&lsoa11),
            Cell::Text(&lsoa21),
            Cell::Integer((area * 46 + 1) as i32),
            Cell::Integer((area * 48 + 1) as i32),
            Cell::Flag(life.age > 75.0 && random.happens(0.06)),
        ];
        books.addresses.push(life.id, cells)?;
        let Some(end) = end else { break };
        start = end + random.below(30) as i32;
    }
    let mut days: Vec<i32> = (0..random.count(1.6)).map(|_| day_in(life.from, life.until, random)).collect();
    days.sort_unstable();
    let usual = random.one_of(&ETHNICITIES);
    for day in days {
        let category = if random.happens(0.9) { usual } else { "Z" };
        let cells = [Cell::Date(day), Cell::Text("gp"), Cell::Text(category), Cell::Text(category)];
        books.ethnicity.push(life.id, cells)?;
    }
    Ok(())
}
