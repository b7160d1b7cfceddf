//! A life told: addresses, practices and births of one person of a roster.
//!
//! What a household shares (its addresses, its practice, whether it came from elsewhere) is drawn from a stream of
//! chance of the household's own, so that each of its people tells the same story.

use super::Place;
use super::rates::{self, at};
use super::roster::{Fate, Roster, Seat};
use crate::day::{Day, YEAR};
use crate::ethnicity::CATEGORIES;
use crate::life::{Birth, Home, Household, Life, Registered};
use crate::practice::age_band;
use crate::random::Chance;
use jiff::civil::Date;

/// Purposes of the streams here.
const PERSON: u64 = 1;
const HOUSEHOLD: u64 = 11;
const MERGER: u64 = 12;
const EXPECTED_BIRTH: u64 = 13;
/// One for each age band from here on.
const PRACTICE: u64 = 20;
/// Most addresses that a household had in the time that is told, and how many years that is.
const MOST_STAYS: usize = 4;
const YEARS_TOLD: f64 = 12.0;
/// Numbers of addresses for each person: those of the household they are the first of, then their own.
const IDS: i64 = 16;
const OWN_IDS: i64 = 8;
/// Fewest days between two births.
const SOONEST: Day = 280;
/// Days to the eighteenth birthday.
const GROWN: Day = 6575;

/// A time of a household at an address.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stay {
    start: Day,
    neighbourhood: usize,
    household_id: i64,
    practice: usize,
    keeps_practice: bool,
    care_home: bool,
}

/// What a household has in common.
#[derive(Debug, Clone, Copy)]
struct Story {
    /// The latest first.
    stays: [Stay; MOST_STAYS],
    count: usize,
    /// Whether the first of the stays began with a move from elsewhere.
    came: bool,
    unregistered: bool,
    /// The number of its first person, and the age band by which it chose its practices.
    number: u64,
    band: usize,
}

impl Place {
    /// The life of the person at this position of a roster.
    pub(crate) fn tell(&self, roster: &Roster, position: usize) -> Life {
        let seat = &roster.seats[position];
        let index = roster.first + position as u64;
        let first = usize::try_from(seat.household).unwrap_or(position);
        let mut own = Chance::new(self.seed, index, PERSON);
        let story = self.story(roster, first, seat, index, &mut own);
        let stays = &story.stays[..story.count];
        let oldest = stays[story.count - 1];
        let last_day = match seat.fate {
            Fate::Here => Day::MAX,
            Fate::Died(day) => day,
            Fate::Left(day) => day - 1,
        };
        // Somebody who died before the household they belonged to came here had always lived here.
        let came = if story.came && oldest.start <= last_day { oldest.start.max(seat.born) } else { seat.born };
        let mut homes: Vec<Home> = Vec::with_capacity(story.count + 1);
        let mut practices: Vec<usize> = Vec::with_capacity(story.count + 1);
        let mut keeps = Vec::with_capacity(story.count + 1);
        if came < oldest.start {
            // The home they grew up in or came from, which is theirs alone.
            let neighbourhood = self.earlier(oldest.neighbourhood, &mut own);
            let household_id = id(index) + OWN_IDS;
            homes.push(Home { start: came, end: Some(oldest.start), neighbourhood, care_home: false, household_id });
            practices.push(self.practices.pick(neighbourhood, story.band, &mut own));
            keeps.push(false);
        }
        let band = band(last_day.min(self.calendar.as_of) - seat.born);
        let mut choice = Chance::new(self.seed, story.number, PRACTICE + band as u64);
        for (at, stay) in stays.iter().enumerate().rev() {
            // Drawn for every stay, so that people of one age band tell the same story.
            let practice =
                self.practices.follow(Some((story.band, stay.practice)), stay.neighbourhood, band, &mut choice);
            let end = at.checked_sub(1).map(|next| stays[next].start);
            let (start, ends_in_life) = (stay.start.max(came), end.is_none_or(|end| end > came));
            if ends_in_life && start <= last_day {
                homes.push(Home {
                    start,
                    end,
                    neighbourhood: stay.neighbourhood,
                    care_home: stay.care_home,
                    household_id: stay.household_id,
                });
                practices.push(practice);
                keeps.push(stay.keeps_practice);
            }
        }
        let (died, left) = match seat.fate {
            Fate::Here => (None, None),
            Fate::Died(day) => (Some(day), None),
            Fate::Left(day) => (None, Some(day)),
        };
        if let Some(last) = homes.last_mut() {
            last.end = left;
        }
        let practices = if story.unregistered {
            Vec::new()
        } else {
            self.registrations(&homes, &practices, &keeps, died.or(left), story.number, &mut own)
        };
        let category = CATEGORIES[usize::from(seat.category).min(CATEGORIES.len() - 1)];
        Life {
            index,
            patient_id: i64::try_from(index + 1).unwrap_or(i64::MAX),
            man: seat.man,
            category,
            group: category.census2021_group(),
            born: seat.born,
            died,
            came,
            left,
            homes,
            practices,
            household: seat.kind,
            births: self.births(roster, position, first),
        }
    }

    fn story(&self, roster: &Roster, first: usize, seat: &Seat, index: u64, own: &mut Chance) -> Story {
        if seat.kind == Household::CareHome {
            return self.care_home(roster, first, seat, index, own);
        }
        let mut chance = Chance::new(self.seed, roster.first + first as u64, HOUSEHOLD);
        if seat.student {
            return self.student(roster, first, seat, index, &mut chance, own);
        }
        let head = &roster.seats[first];
        let anchor = match head.fate {
            Fate::Here | Fate::Died(_) => self.calendar.as_of,
            Fate::Left(day) => day,
        };
        let anchor = if let Fate::Died(day) = head.fate { day + 1 } else { anchor };
        self.stays(roster.first + first as u64, roster.neighbourhood, head.born, anchor, &mut chance)
    }

    /// A household's addresses up to a day, the latest first.
    fn stays(&self, number: u64, neighbourhood: usize, head: Day, anchor: Day, chance: &mut Chance) -> Story {
        let told = anchor - (YEARS_TOLD * YEAR) as Day;
        let unregistered = chance.happens(rates::NEVER_REGISTERED);
        let band = band(anchor - head);
        let mut story = Story { stays: [NO_STAY; MOST_STAYS], count: 0, came: false, unregistered, number, band };
        let (mut end, mut neighbourhood) = (anchor, neighbourhood);
        while story.count < MOST_STAYS {
            let age = super::origins::years(end - head);
            let days = 45 + chance.wait(at(rates::YEARS_AT_ADDRESS, age) * YEAR);
            let grown = (head + GROWN).min(end - 1);
            let start = if head + GROWN >= end { head } else { (end - days).max(grown) };
            story.stays[story.count] = Stay {
                start: start.min(end - 1),
                neighbourhood,
                household_id: id(number) + story.count as i64,
                practice: self.practices.pick(neighbourhood, band, chance),
                keeps_practice: chance.happens(rates::KEEP_PRACTICE),
                care_home: false,
            };
            story.count += 1;
            let from_outside = chance.happens(at(rates::FROM_OUTSIDE, age));
            if start <= grown || start < told {
                story.came = start > head && (from_outside || !chance.happens(rates::BORN_HERE));
                return story;
            }
            if from_outside {
                story.came = true;
                return story;
            }
            neighbourhood = self.earlier(neighbourhood, chance);
            end = start;
        }
        story
    }

    /// A student: came in a September, lives with others since the last one.
    fn student(
        &self,
        roster: &Roster,
        first: usize,
        seat: &Seat,
        index: u64,
        shared: &mut Chance,
        own: &mut Chance,
    ) -> Story {
        let anchor = match seat.fate {
            Fate::Left(day) => day - 1,
            _ => self.calendar.as_of,
        };
        let year = self.calendar.date(seat.born).year();
        let september = |year: i16, day: i8| Date::new(year, 9, day).map_or(anchor, |date| self.calendar.day(date));
        let mut came = september(year + 18 + i16::from(own.happens(0.35)), 1) + own.below(28);
        if came >= anchor {
            came = anchor - 1 - own.below(20);
        }
        let this_year = self.calendar.date(anchor).year();
        let moved = september(this_year, 1);
        let moved = (if moved < anchor { moved } else { september(this_year - 1, 1) }).min(anchor - 1);
        let stay = |start: Day, neighbourhood: usize, household_id: i64, practice: usize| Stay {
            start,
            neighbourhood,
            household_id,
            practice,
            keeps_practice: true,
            care_home: false,
        };
        let number = roster.first + first as u64;
        let band = age_band(20);
        let practice = self.practices.pick(roster.neighbourhood, band, shared);
        let mut story = Story {
            stays: [NO_STAY; MOST_STAYS],
            count: 1,
            came: own.happens(rates::STUDENTS_FROM_OUTSIDE),
            unregistered: own.happens(2.0 * rates::NEVER_REGISTERED),
            number,
            band,
        };
        story.stays[0] = stay(moved.max(came), roster.neighbourhood, id(number), practice);
        if came < moved {
            story.stays[1] = stay(came, self.earlier(roster.neighbourhood, own), id(index) + OWN_IDS + 1, practice);
            story.count = 2;
        }
        story
    }

    /// Somebody in a care home: at home before.
    fn care_home(&self, roster: &Roster, first: usize, seat: &Seat, index: u64, own: &mut Chance) -> Story {
        let anchor = if let Fate::Died(day) = seat.fate { day } else { self.calendar.as_of };
        let moved = anchor - 1 - own.wait(rates::YEARS_IN_CARE_HOME * YEAR).min(8 * 365);
        let moved = moved.max(seat.born + 60 * 365);
        let before = self.earlier(roster.neighbourhood, own);
        let mut story = self.stays(index, before, seat.born, moved, own);
        story.unregistered = false;
        let kept = story.count.min(MOST_STAYS - 1);
        story.stays.copy_within(0..kept, 1);
        // The numbers of the addresses before are their own.
        story.stays[1..=kept].iter_mut().for_each(|stay| stay.household_id += OWN_IDS + 2);
        story.count = kept + 1;
        story.stays[0] = Stay {
            start: moved,
            neighbourhood: roster.neighbourhood,
            household_id: id(roster.first + first as u64),
            practice: self.practices.pick(roster.neighbourhood, story.band, own),
            keeps_practice: own.happens(rates::KEEP_PRACTICE),
            care_home: true,
        };
        story
    }

    /// Births given by the first person of a household: its children, twins together, and a child that she expects.
    fn births(&self, roster: &Roster, position: usize, first: usize) -> Vec<Birth> {
        let mut found: Vec<Birth> = Vec::new();
        let seat = &roster.seats[position];
        if position != first || seat.man {
            return found;
        }
        let mut days: Vec<Day> =
            roster.household(first).filter(|seat| seat.child_of_first).map(|seat| seat.born).collect();
        days.sort_unstable();
        for day in days {
            match found.last_mut() {
                Some(last) if last.day == day => last.babies = last.babies.saturating_add(1),
                // Too soon after another: a child of the family, but not by birth.
                Some(last) if day - last.day < SOONEST => {}
                _ => found.push(Birth { day, babies: 1 }),
            }
        }
        let family = matches!(seat.kind, Household::Couple | Household::CoupleWithChildren | Household::LoneParent);
        let age = super::origins::years(self.calendar.as_of - seat.born);
        if family && seat.fate == Fate::Here && age < 46 {
            let mut chance = Chance::new(self.seed, roster.first + position as u64, EXPECTED_BIRTH);
            let day = self.calendar.as_of + 1 + chance.below(rates::PREGNANCY);
            let spaced = found.last().is_none_or(|last| day - last.day > SOONEST + 150);
            if spaced && chance.happens(at(rates::EXPECTING, age)) {
                found.push(Birth { day, babies: 1 + u8::from(chance.happens(rates::TWIN)) });
            }
        }
        found
    }

    /// Registrations that follow the addresses, some weeks later, and the practices as they open and merge.
    fn registrations(
        &self,
        homes: &[Home],
        practices: &[usize],
        keeps: &[bool],
        end: Option<Day>,
        household: u64,
        chance: &mut Chance,
    ) -> Vec<Registered> {
        let mut found: Vec<Registered> = Vec::with_capacity(homes.len() + 1);
        let last = end.unwrap_or(self.calendar.as_of + 1);
        let mut current: Option<(Day, usize)> = None;
        for (at, home) in homes.iter().enumerate() {
            let same = current.is_some_and(|(_, practice)| practice == practices[at]);
            if current.is_some() && (same || keeps[at]) {
                continue;
            }
            let start = home.start + 7 + chance.wait(rates::DAYS_TO_REGISTER).min(700);
            let before_next = homes.get(at + 1).map_or(last, |next| next.start.min(last));
            if start < before_next {
                if let Some((from, practice)) = current {
                    self.register(&mut found, practice, (from, Some(start)), household);
                }
                current = Some((start, practices[at]));
            }
        }
        if let Some((from, practice)) = current {
            self.register(&mut found, practice, (from, end), household);
        }
        found
    }

    /// Adds a time with a practice: with the one people had before it opened, and with one that joined it, while
    /// those were.
    fn register(&self, found: &mut Vec<Registered>, practice: usize, (start, end): (Day, Option<Day>), household: u64) {
        let mut add = |practice: usize, start: Day, end: Option<Day>| match found.last_mut() {
            Some(last) if last.practice == practice => last.end = end,
            _ => found.push(Registered { start, end, practice }),
        };
        let mut start = start;
        let mut earlier = |practice: usize, until: Day, start: &mut Day| {
            if *start >= until {
                return;
            }
            let over = end.is_some_and(|end| end <= until);
            add(practice, *start, if over { end } else { Some(until) });
            *start = if over { Day::MAX } else { until };
        };
        if let Some((opened, before)) = self.practices.before_opening(practice) {
            earlier(before, opened, &mut start);
        }
        let mut drawn = Chance::new(self.seed, household, MERGER).unit();
        for merger in self.practices.mergers.iter().filter(|merger| merger.into == practice) {
            // One draw says which of the lists that are one now somebody was on.
            if (0.0..merger.share).contains(&drawn) {
                earlier(merger.from, merger.on, &mut start);
            }
            drawn -= merger.share;
        }
        if start < Day::MAX {
            add(practice, start, end);
        }
    }
}

/// The age band after so many days of life.
fn band(days: Day) -> usize {
    age_band(usize::try_from(super::origins::years(days)).unwrap_or(0))
}

const NO_STAY: Stay =
    Stay { start: 0, neighbourhood: 0, household_id: 0, practice: 0, keeps_practice: false, care_home: false };

/// The first of the numbers of addresses that a person gives.
fn id(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX / IDS - 1).saturating_mul(IDS)
}
