//! Which ethnic category each household is of, so that a neighbourhood has as many people of each as planned.

use super::rates::{MINORITY, MIXED, at};
use super::roster::Seat;
use crate::day::{Day, YEAR};
use crate::ethnicity::CATEGORIES;
use crate::life::Household;
use crate::random::Chance;

/// Position of White British, which everybody is who is of no other category.
const WHITE_BRITISH: usize = 0;
/// The mixed categories, which are of people rather than of households.
const MIXED_CATEGORIES: std::ops::RangeInclusive<usize> = 3..=6;
/// Times the households are gone through; the last time takes any.
const PASSES: usize = 3;

/// A household: where it begins and ends, and the age of its eldest.
#[derive(Debug, Clone, Copy)]
struct Group {
    from: usize,
    to: usize,
    eldest: i32,
}

/// Gives every resident a category.
pub(crate) fn assign(seats: &mut [Seat], wanted: &[u32; CATEGORIES.len()], now: Day, chance: &mut Chance) {
    let mut groups = groups(seats, now);
    // People of care homes and sharers have backgrounds of their own.
    shuffle(&mut groups, chance);
    let mut next = 0;
    let households = (1..CATEGORIES.len()).filter(|category| !MIXED_CATEGORIES.contains(category));
    for category in households {
        let mut left = wanted[category] as usize;
        for pass in 0..PASSES {
            for _ in 0..groups.len() {
                if left == 0 {
                    break;
                }
                next = (next + 1) % groups.len();
                let group = groups[next];
                let free = seats[group.from].category == FREE;
                if free
                    && group.to - group.from <= left
                    && (pass == PASSES - 1 || chance.happens(at(MINORITY, group.eldest)))
                {
                    seats[group.from..group.to].iter_mut().for_each(|seat| seat.category = small(category));
                    left -= group.to - group.from;
                }
            }
        }
        // Nobody lives with few enough others: somebody of a household of another background.
        seats
            .iter_mut()
            .rev()
            .filter(|seat| seat.category == FREE)
            .take(left)
            .for_each(|seat| seat.category = small(category));
    }
    let mut mixed =
        MIXED_CATEGORIES.flat_map(|category| std::iter::repeat_n(category, wanted[category] as usize)).peekable();
    for pass in 0..=PASSES {
        for group in &groups {
            // Children of one mixed background are often of one family.
            let family = (group.to - group.from > 2) && pass == 0 && !chance.happens(0.35);
            if family || mixed.peek().is_none() {
                continue;
            }
            for seat in &mut seats[group.from..group.to] {
                let age = years(now - seat.born);
                if seat.category == FREE
                    && (pass == PASSES || chance.happens(at(MIXED, age)))
                    && let Some(category) = mixed.next()
                {
                    seat.category = small(category);
                }
            }
        }
    }
    seats.iter_mut().filter(|seat| seat.category == FREE).for_each(|seat| seat.category = small(WHITE_BRITISH));
}

/// No category yet.
pub(crate) const FREE: u8 = u8::MAX;

fn small(category: usize) -> u8 {
    u8::try_from(category).unwrap_or(0)
}

pub(crate) fn years(days: Day) -> i32 {
    (f64::from(days) / YEAR) as i32
}

fn groups(seats: &mut [Seat], now: Day) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::with_capacity(seats.len() / 2);
    for at in 0..seats.len() {
        seats[at].category = FREE;
        let age = years(now - seats[at].born);
        let apart = seats[at].kind == Household::CareHome || seats[at].student;
        match groups.last_mut() {
            Some(last) if !apart && seats[last.from].household == seats[at].household => {
                last.to = at + 1;
                last.eldest = last.eldest.max(age);
            }
            _ => groups.push(Group { from: at, to: at + 1, eldest: age }),
        }
    }
    groups
}

fn shuffle(groups: &mut [Group], chance: &mut Chance) {
    for at in (1..groups.len()).rev() {
        let other = chance.below(i32::try_from(at + 1).unwrap_or(i32::MAX));
        groups.swap(at, usize::try_from(other).unwrap_or(0));
    }
}
