//! Who lives with whom: a neighbourhood's people of each age and sex, formed into households.
//!
//! Care homes first, then families with children, couples, and everybody else: alone, with a parent or shared.

use super::rates::{self, at};
use super::roster::{Birthdays, Fate, MEN, Pool, Seat, WOMEN};
use crate::inputs::AGES;
use crate::life::Household;
use crate::random::Chance;

/// From this age on people are adults.
pub(crate) const ADULT: usize = 18;
/// Adults below this age may live with a parent.
const SETTLED: usize = 35;
/// Most grown children in one household.
const GROWN_CHILDREN: u8 = 2;

/// A neighbourhood while its households are formed.
#[derive(Debug)]
pub(crate) struct Forming<'a> {
    pub(crate) pool: Pool,
    pub(crate) seats: Vec<Seat>,
    pub(crate) birthdays: &'a Birthdays,
    /// Fifth of deprivation, 0 the most deprived.
    pub(crate) fifth: usize,
    pub(crate) care_home: bool,
    households: u32,
    /// Households that grown children can live in: number, age of the parent, grown children so far.
    parents: Vec<(u32, usize, u8)>,
}

impl<'a> Forming<'a> {
    pub(crate) fn new(pool: Pool, people: usize, birthdays: &'a Birthdays, fifth: usize, care_home: bool) -> Self {
        let seats = Vec::with_capacity(people);
        Self { pool, seats, birthdays, fifth, care_home, households: 0, parents: Vec::new() }
    }

    /// Puts everybody of the pool into a household.
    pub(crate) fn form(mut self, chance: &mut Chance) -> Vec<Seat> {
        let students = self.student_share();
        if self.care_home {
            self.care_homes(chance);
        }
        self.families(chance);
        self.couples(students, chance);
        self.settled_adults(chance);
        self.young_adults(students, chance);
        self.in_order()
    }

    fn open(&mut self) -> u32 {
        self.households += 1;
        self.households - 1
    }

    fn seat(&mut self, household: u32, sex: usize, age: usize, kind: Household, chance: &mut Chance) {
        let mut older = age;
        while (AGES - 1..108).contains(&older) && chance.happens(super::mortality::A_YEAR_OLDER) {
            older += 1;
        }
        self.seats.push(Seat {
            born: self.birthdays.born(older, chance),
            fate: Fate::Here,
            household,
            man: sex == MEN,
            category: 0,
            kind,
            child_of_first: false,
            student: false,
        });
    }

    /// Share of the people of 18 to 22 who are more than the ages around them would lead one to expect.
    fn student_share(&self) -> f64 {
        let people = |ages: std::ops::Range<usize>| -> f64 {
            ages.map(|age| f64::from(self.pool.count(WOMEN, age) + self.pool.count(MEN, age))).sum()
        };
        let (young, around) = (people(18..23), (people(8..18) + people(30..40)) / 20.0 * 5.0);
        if young > 0.0 { ((young - 1.2 * around) / young).max(0.0) } else { 0.0 }
    }

    fn care_homes(&mut self, chance: &mut Chance) {
        let (mut household, mut places) = (None, 0);
        for (sex, table) in [(WOMEN, rates::CARE_HOME_WOMEN), (MEN, rates::CARE_HOME_MEN)] {
            for age in 65..AGES {
                let share = at(table, i32::try_from(age).unwrap_or(90)) / rates::CARE_HOME_NEIGHBOURHOODS;
                for _ in 0..self.pool.count(sex, age) {
                    if chance.happens(share) && self.pool.take(sex, age) {
                        if places == 0 {
                            (household, places) = (Some(self.open()), rates::CARE_HOME_PLACES);
                        }
                        places -= 1;
                        if let Some(household) = household {
                            self.seat(household, sex, age, Household::CareHome, chance);
                        }
                    }
                }
            }
        }
    }

    fn families(&mut self, chance: &mut Chance) {
        for eldest in (0..ADULT).rev() {
            while let Some(sex) = self.pool.take_either(eldest, chance) {
                let mut children = [(sex, eldest); 4];
                let count = self.siblings(&mut children, chance);
                self.family(&children[..count], chance);
            }
        }
    }

    /// Adds younger children to the first, and says how many there are.
    fn siblings(&mut self, children: &mut [(usize, usize); 4], chance: &mut Chance) -> usize {
        let drawn = chance.unit();
        let mut upto = 0.0;
        let wanted = 1 + rates::CHILDREN
            .iter()
            .take_while(|share| {
                upto += **share;
                upto <= drawn
            })
            .count()
            .min(3);
        let mut count = 1;
        while count < wanted {
            let last = children[count - 1].1;
            let gap = if chance.happens(rates::TWIN) {
                0
            } else {
                2 + usize::from(chance.happens(0.45)) + usize::from(chance.happens(0.3))
            };
            // Nobody near that age: one a little younger or older, but never less than a year apart.
            let ages = [Some(gap), Some(gap + 1), gap.checked_sub(1), Some(gap + 2)];
            let found = ages.into_iter().flatten().filter(|apart| gap == 0 || *apart > 0).find_map(|apart| {
                let age = last.checked_sub(apart)?;
                Some((self.pool.take_either(age, chance)?, age))
            });
            let Some(found) = found else { break };
            children[count] = found;
            count += 1;
        }
        count
    }

    fn family(&mut self, children: &[(usize, usize)], chance: &mut Chance) {
        let age = |child: Option<&(usize, usize)>| child.map_or(0, |(_, age)| to_age(*age));
        let (eldest, youngest) = (age(children.first()), age(children.last()));
        let lone = chance.happens(rates::LONE_PARENTS[self.fifth]);
        let first = rates::FIRST_CHILD[self.fifth] + chance.normal() * rates::FIRST_CHILD_SPREAD;
        let wanted = eldest + first as i32;
        let oldest_mother = (youngest + 45).max(eldest + 16);
        let mother = if lone && chance.happens(rates::LONE_FATHERS) {
            None
        } else {
            self.pool.take_near(WOMEN, wanted, (eldest + 16).max(to_age(ADULT)), oldest_mother)
        };
        let father = if mother.is_some() && lone {
            None
        } else {
            self.pool.take_near(MEN, mother.map_or(wanted, to_age) + 2, (eldest + 16).max(to_age(ADULT)), wanted + 22)
        };
        let household = match (mother, father) {
            (None, None) => self.other_home(chance),
            (mother, father) => {
                let household = self.open();
                let both = mother.is_some() && father.is_some();
                let kind = if both { Household::CoupleWithChildren } else { Household::LoneParent };
                mother.into_iter().for_each(|age| self.seat(household, WOMEN, age, kind, chance));
                father.into_iter().for_each(|age| self.seat(household, MEN, age, kind, chance));
                self.parents.push((household, mother.or(father).unwrap_or(0), 0));
                household
            }
        };
        let kind = match (mother, father) {
            (Some(_), Some(_)) => Household::CoupleWithChildren,
            (None, None) => Household::Shared,
            _ => Household::LoneParent,
        };
        let mut elder: Option<(usize, i32)> = None;
        for (sex, age) in children {
            self.seat(household, *sex, *age, kind, chance);
            if let (Some(seat), Some((elders_age, elders_birth))) = (self.seats.last_mut(), elder) {
                // Two of an age are twins; others are born at least ten months apart.
                let soonest = if elders_age == *age { elders_birth } else { seat.born.max(elders_birth + 300) };
                seat.born = soonest;
            }
            if let Some(seat) = self.seats.last_mut() {
                seat.child_of_first = mother.is_some();
                elder = Some((*age, seat.born));
            }
        }
    }

    /// A home for children without a parent of fitting age: with grandparents or others, or with any adult.
    fn other_home(&mut self, chance: &mut Chance) -> u32 {
        let adult = [(40, 85), (18, 90)].into_iter().find_map(|(low, high)| {
            let found = self.pool.take_near(WOMEN, 55, low, high).map(|age| (WOMEN, age));
            found.or_else(|| self.pool.take_near(MEN, 55, low, high).map(|age| (MEN, age)))
        });
        if adult.is_none() && !self.parents.is_empty() {
            let any = chance.below(i32::try_from(self.parents.len()).unwrap_or(i32::MAX));
            return usize::try_from(any).map_or(0, |any| self.parents[any].0);
        }
        let household = self.open();
        if let Some((sex, age)) = adult {
            self.seat(household, sex, age, Household::Shared, chance);
            self.parents.push((household, age, GROWN_CHILDREN));
        }
        household
    }

    fn couples(&mut self, students: f64, chance: &mut Chance) {
        for age in (ADULT..AGES).rev() {
            let share = at(rates::WITH_PARTNER, to_age(age)) * if age < 23 { 1.0 - students } else { 1.0 };
            for _ in 0..self.pool.count(WOMEN, age) {
                if !chance.happens(share) || self.pool.count(WOMEN, age) == 0 {
                    continue;
                }
                let other = if chance.happens(rates::SAME_SEX) { WOMEN } else { MEN };
                self.pool.take(WOMEN, age);
                let wanted = to_age(age) + 1 + chance.below(4);
                let partner =
                    self.pool.take_near(other, wanted, (to_age(age) - 8).max(to_age(ADULT)), to_age(age) + 12);
                let household = self.open();
                let kind = if partner.is_some() { Household::Couple } else { Household::Alone };
                self.seat(household, WOMEN, age, kind, chance);
                if let Some(partner) = partner {
                    self.seat(household, other, partner, kind, chance);
                    self.parents.push((household, age, 0));
                }
            }
        }
        // As many men live with men as women with women.
        for age in 20..70 {
            for _ in 0..self.pool.count(MEN, age) {
                if chance.happens(2.0 * rates::SAME_SEX) && self.pool.take(MEN, age) {
                    let partner = self.pool.take_near(
                        MEN,
                        to_age(age) + 2,
                        to_age(ADULT).max(to_age(age) - 10),
                        to_age(age) + 10,
                    );
                    let household = self.open();
                    let kind = if partner.is_some() { Household::Couple } else { Household::Alone };
                    self.seat(household, MEN, age, kind, chance);
                    partner.into_iter().for_each(|age| self.seat(household, MEN, age, kind, chance));
                }
            }
        }
    }

    fn settled_adults(&mut self, chance: &mut Chance) {
        let mut waiting: Option<(usize, usize)> = None;
        for age in (SETTLED..AGES).rev() {
            while let Some(sex) = self.pool.take_either(age, chance) {
                if chance.happens(at(rates::ALONE, to_age(age))) {
                    let household = self.open();
                    self.seat(household, sex, age, Household::Alone, chance);
                    if sex == WOMEN && (42..75).contains(&age) {
                        self.parents.push((household, age, 1));
                    }
                    continue;
                }
                match waiting.take() {
                    None => waiting = Some((sex, age)),
                    Some((other_sex, other_age)) => {
                        let household = self.open();
                        self.seat(household, other_sex, other_age, Household::Shared, chance);
                        self.seat(household, sex, age, Household::Shared, chance);
                    }
                }
            }
        }
        if let Some((sex, age)) = waiting {
            let household = self.open();
            self.seat(household, sex, age, Household::Alone, chance);
        }
    }

    fn young_adults(&mut self, students: f64, chance: &mut Chance) {
        let mut next_parent = 0;
        let (mut sharing, mut places) = (0, 0);
        for age in ADULT..SETTLED {
            while let Some(sex) = self.pool.take_either(age, chance) {
                let student = age < 23 && chance.happens(students);
                if !student
                    && chance.happens(at(rates::WITH_PARENTS, to_age(age)))
                    && let Some(parent) = self.parent(age, &mut next_parent)
                {
                    let (household, parents_age) = (self.parents[parent].0, self.parents[parent].1);
                    self.parents[parent].2 += 1;
                    self.seat(household, sex, age, Household::Shared, chance);
                    let own = parents_age >= age + 16 && parents_age <= age + 45;
                    if let Some(seat) = self.seats.last_mut() {
                        seat.child_of_first = own;
                    }
                } else if !student && chance.happens(rates::YOUNG_ALONE) {
                    let household = self.open();
                    self.seat(household, sex, age, Household::Alone, chance);
                } else {
                    if places == 0 {
                        sharing = self.open();
                        places = if student { 3 + chance.below(4) } else { 2 + chance.below(2) };
                    }
                    places -= 1;
                    self.seat(sharing, sex, age, Household::Shared, chance);
                    if let Some(seat) = self.seats.last_mut() {
                        seat.student = student;
                    }
                }
            }
        }
    }

    /// A household with a parent old enough, and room.
    fn parent(&self, age: usize, next: &mut usize) -> Option<usize> {
        for _ in 0..self.parents.len().min(24) {
            *next = (*next + 1) % self.parents.len();
            let (_, parent, grown) = self.parents[*next];
            if grown < GROWN_CHILDREN && (age + 20..=age + 42).contains(&parent) {
                return Some(*next);
            }
        }
        None
    }

    /// Households one after another; each person then knows the position of the household's first.
    fn in_order(mut self) -> Vec<Seat> {
        self.seats.sort_by_key(|seat| seat.household);
        let (mut number, mut first) = (u32::MAX, 0);
        for (at, seat) in self.seats.iter_mut().enumerate() {
            if seat.household != number {
                number = seat.household;
                first = u32::try_from(at).unwrap_or(u32::MAX);
            }
            seat.household = first;
        }
        self.seats
    }
}

fn to_age(age: usize) -> i32 {
    i32::try_from(age).unwrap_or(i32::MAX)
}
