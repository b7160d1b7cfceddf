//! People who lived here within the ten years of records and died or moved away.

use super::Place;
use super::households::ADULT;
use super::mortality::{HEAVIEST_MONTH, month_weight, people_now};
use super::origins::years;
use super::plan::Block;
use super::rates::{self, at};
use super::roster::{Fate, Roster, Seat};
use crate::day::{Day, YEAR};
use crate::ethnicity::CATEGORIES;
use crate::life::Household;
use crate::random::Chance;

/// Times a fitting resident is looked for.
const TRIES: usize = 10;
/// Ages of people who leave and are not students, and how likely each is. After ONS internal migration 2019.
const LEAVERS: [(i32, f64); 6] = [(18, 0.10), (22, 0.28), (27, 0.26), (34, 0.17), (45, 0.12), (60, 0.07)];
/// What a household that leaves is like: one person, two, or two with one or two children.
const LEAVING_GROUPS: [f64; 4] = [0.50, 0.24, 0.14, 0.12];

impl Place {
    /// Adds the people who died: where, when and how old as mortality has it.
    pub(crate) fn add_died(&self, block: &Block, roster: &mut Roster, chance: &mut Chance) {
        let residents = roster.seats.len();
        let place = &self.neighbourhoods[block.neighbourhood];
        let mut cells: Vec<(usize, usize, usize, f64)> = Vec::with_capacity(2048);
        let mut all = 0.0;
        let people = |sex: usize, age: usize| people_now(place, &self.women[block.neighbourhood], sex, age);
        self.mortality.deaths(place.imd19_rank, people, |sex, now, ago, died| {
            all += died;
            cells.push((sex, now, ago, all));
        });
        let mut cell = 0;
        for number in 0..block.died {
            // Evenly spread over the cells, so that few deaths are as varied as they should be.
            let target = (number as f64 + chance.unit()) / block.died as f64 * all;
            while cell + 1 < cells.len() && cells[cell].3 <= target {
                cell += 1;
            }
            let (sex, now, ago, _) = cells[cell];
            let (born, died) = self.dates_of_death(now, ago, chance);
            let age = years(died - born);
            let seat = Seat {
                born,
                fate: Fate::Died(died),
                household: u32::try_from(roster.seats.len()).unwrap_or(u32::MAX),
                man: sex == 1,
                category: 0,
                kind: Household::Alone,
                child_of_first: false,
                student: false,
            };
            let seat = Self::settle(seat, age, &roster.seats[..residents], self.calendar.as_of, chance);
            roster.seats.push(seat);
        }
    }

    /// The days of birth and death of somebody who would be `now` years old and died `ago` to `ago + 1` years ago.
    fn dates_of_death(&self, now: usize, ago: usize, chance: &mut Chance) -> (Day, Day) {
        let days = |years: usize| (years as f64 * YEAR) as Day;
        let mut died;
        loop {
            died = self.calendar.as_of - days(ago) - chance.below(365);
            let date = self.calendar.date(died);
            if chance.happens(month_weight(date.year(), date.month()) / HEAVIEST_MONTH) {
                break;
            }
        }
        let (latest, earliest) = (self.birthdays.0[now], self.birthdays.0[now + 1] + 1);
        let born = earliest + chance.below(latest - earliest + 1);
        if died - born < 365 {
            // Three deaths in four in the first year are in its first month (ONS, child mortality, 2020).
            let lived = if chance.happens(0.75) { chance.below(28) } else { chance.below(330) };
            return (died - lived, died);
        }
        (born, died)
    }

    /// Whom somebody who died had lived with, and of which category they were: as somebody of like age.
    fn settle(mut seat: Seat, age: i32, residents: &[Seat], now: Day, chance: &mut Chance) -> Seat {
        let mut any = || {
            let count = i32::try_from(residents.len()).unwrap_or(i32::MAX);
            (count > 0).then(|| usize::try_from(chance.below(count)).unwrap_or(0))
        };
        let picks: [Option<usize>; TRIES] = std::array::from_fn(|_| any());
        let picks = || picks.iter().flatten().copied();
        let alike = |at: &usize| (years(now - residents[*at].born) - years(now - seat.born)).abs() < 15;
        let like = picks().find(alike).or_else(|| picks().next());
        seat.category = like.map_or(0, |at| residents[at].category);
        let care_home = residents.iter().position(|resident| resident.kind == Household::CareHome);
        let partner = |at: &usize| {
            let other = &residents[*at];
            other.kind == Household::Alone && other.man != seat.man && (other.born - seat.born).abs() < 12 * 365
        };
        let parent = |at: &usize| {
            let kind = residents[*at].kind;
            kind == Household::CoupleWithChildren || kind == Household::LoneParent
        };
        if chance.happens(at(rates::DIED_IN_CARE_HOME, age)) {
            seat.kind = Household::CareHome;
            if let Some(home) = care_home {
                seat.household = residents[home].household;
            }
        } else if age >= 50 && chance.happens(2.0 * rates::LEFT_A_PARTNER[usize::from(seat.man)]) {
            // About half find somebody of fitting age who lives alone now.
            if let Some(widowed) = picks().find(partner) {
                seat.kind = Household::Couple;
                seat.household = residents[widowed].household;
                seat.category = residents[widowed].category;
            }
        } else if years(now - seat.born) < 18
            && let Some(home) = picks().find(parent)
        {
            seat.kind = residents[home].kind;
            seat.household = residents[home].household;
            seat.category = residents[home].category;
        }
        seat
    }

    /// Adds the people who moved away: students at the end of their course, others alone or as families.
    pub(crate) fn add_left(&self, block: &Block, roster: &mut Roster, chance: &mut Chance) {
        let residents = usize::try_from(block.residents).unwrap_or(0).min(roster.seats.len());
        let mut missing = block.left;
        while missing > 0 {
            let ago = chance.below((f64::from(crate::day::YEARS_KEPT) * YEAR) as i32);
            let left = self.calendar.as_of - ago;
            let household = u32::try_from(roster.seats.len()).unwrap_or(u32::MAX);
            let like = chance.below(i32::try_from(residents.max(1)).unwrap_or(i32::MAX));
            let like = usize::try_from(like).ok().and_then(|at| roster.seats[..residents].get(at));
            let category = like.map_or(0, |seat| seat.category);
            let student = chance.happens(rates::LEAVING_STUDENTS);
            let draw = |table: &[f64], mut at: f64| {
                table
                    .iter()
                    .position(|share| {
                        at -= share;
                        at < 0.0
                    })
                    .unwrap_or(table.len() - 1)
            };
            let kind = if student { 0 } else { draw(&LEAVING_GROUPS, chance.unit()) };
            let age = if student {
                21 + chance.below(3)
            } else {
                let band = draw(&LEAVERS.map(|(_, share)| share), chance.unit());
                let next = LEAVERS.get(band + 1).map_or(80, |(from, _)| *from);
                LEAVERS[band].0 + chance.below(next - LEAVERS[band].0)
            };
            let age = if kind >= 2 { age.clamp(24, 48) } else { age };
            let household_kind =
                [Household::Alone, Household::Couple, Household::CoupleWithChildren, Household::CoupleWithChildren]
                    [kind];
            let mut seat = |born: Day, man: bool, child: bool, missing: &mut u64| {
                if *missing == 0 {
                    return;
                }
                *missing -= 1;
                roster.seats.push(Seat {
                    born,
                    fate: Fate::Left(left),
                    household,
                    man,
                    category: category.min(u8::try_from(CATEGORIES.len() - 1).unwrap_or(0)),
                    kind: if student { Household::Shared } else { household_kind },
                    child_of_first: child,
                    student,
                });
            };
            let aged = |age: i32, chance: &mut Chance| left - 1 - (f64::from(age) * YEAR) as Day - chance.below(365);
            let first_man = kind == 0 && chance.happens(0.5);
            seat(aged(age, chance), first_man, false, &mut missing);
            if kind >= 1 {
                seat(aged((age + chance.below(5) - 1).max(18), chance), true, false, &mut missing);
            }
            let mut age_of_child = chance.below((age - 20).clamp(1, 14));
            for _ in 2..=kind {
                seat(aged(age_of_child, chance), chance.happens(0.51), true, &mut missing);
                age_of_child += 3;
                if age_of_child + i32::try_from(ADULT).unwrap_or(18) > age {
                    break;
                }
            }
        }
    }
}
