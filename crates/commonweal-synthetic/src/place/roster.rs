//! The people of one neighbourhood, briefly: enough to tell their lives one at a time.

use super::plan::{AGE_CELLS, Block};
use crate::day::Day;
use crate::inputs::AGES;
use crate::life::Household;
use crate::random::Chance;

/// How somebody's time here ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Here,
    Died(Day),
    Left(Day),
}

/// One person of a neighbourhood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seat {
    pub(crate) born: Day,
    pub(crate) fate: Fate,
    /// The number of the household while it is formed; then the position of its first person.
    pub(crate) household: u32,
    pub(crate) man: bool,
    /// Position among the categories.
    pub(crate) category: u8,
    pub(crate) kind: Household,
    /// Whether the first person of the household is the mother.
    pub(crate) child_of_first: bool,
    pub(crate) student: bool,
}

/// The people of one neighbourhood: those who live here by household, then those who died, then those who left.
#[derive(Debug, Clone)]
pub(crate) struct Roster {
    /// The number of the first person.
    pub(crate) first: u64,
    pub(crate) neighbourhood: usize,
    pub(crate) seats: Vec<Seat>,
}

impl Roster {
    /// Who lives or lived in the household that begins at this position.
    pub(crate) fn household(&self, first: usize) -> impl Iterator<Item = &Seat> {
        let same = move |seat: &&Seat| usize::try_from(seat.household) == Ok(first);
        self.seats[first..].iter().take_while(same)
    }
}

/// Birthdays: the day that somebody born on it is this old, by age.
#[derive(Debug, Clone)]
pub(crate) struct Birthdays(pub(crate) Vec<Day>);

impl Birthdays {
    /// A day of birth of somebody who is this old now.
    pub(crate) fn born(&self, age: usize, chance: &mut Chance) -> Day {
        let age = age.min(self.0.len() - 2);
        let (latest, earliest) = (self.0[age], self.0[age + 1] + 1);
        earliest + chance.below(latest - earliest + 1)
    }
}

/// People who are not in a household yet, by sex and age.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    left: [u32; AGE_CELLS],
}

/// Women stand first among the cells.
pub(crate) const WOMEN: usize = 0;
pub(crate) const MEN: usize = 1;

impl Pool {
    pub(crate) fn new(block: &Block) -> Self {
        Self { left: block.ages }
    }

    pub(crate) fn count(&self, sex: usize, age: usize) -> u32 {
        self.left[sex * AGES + age]
    }

    /// Takes one, if there is one.
    pub(crate) fn take(&mut self, sex: usize, age: usize) -> bool {
        let left = &mut self.left[sex * AGES + age];
        let found = *left > 0;
        *left -= u32::from(found);
        found
    }

    /// Takes the one whose age is nearest to `wanted`, from `low` to `high`.
    pub(crate) fn take_near(&mut self, sex: usize, wanted: i32, low: i32, high: i32) -> Option<usize> {
        let last = i32::try_from(AGES).unwrap_or(i32::MAX) - 1;
        let (low, high) = (low.max(0), high.min(last));
        let wanted = wanted.clamp(low, high.max(low));
        for away in 0..=(high - low).max(-1) {
            for age in [wanted + away, wanted - away] {
                if (low..=high).contains(&age)
                    && let Ok(age) = usize::try_from(age)
                    && self.take(sex, age)
                {
                    return Some(age);
                }
            }
        }
        None
    }

    /// Takes one of either sex of this age, more often of the sex there are more of.
    pub(crate) fn take_either(&mut self, age: usize, chance: &mut Chance) -> Option<usize> {
        let (women, men) = (self.count(WOMEN, age), self.count(MEN, age));
        if women + men == 0 {
            return None;
        }
        let sex = if chance.unit() * f64::from(women + men) < f64::from(women) { WOMEN } else { MEN };
        self.take(sex, age).then_some(sex)
    }
}
