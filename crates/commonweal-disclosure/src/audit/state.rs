//! Intervals that are narrowed and widened again, and the table nearest to the reference within them.

use super::net::Net;
use super::search::Limits;
use crate::interval::Interval;
use std::collections::VecDeque;

/// How often the sums may be gone through on average before narrowing stops. Stopping early is safe: intervals are then
/// wider than they need be, and the search has more to do.
const MOST_ROUNDS: usize = 40;

/// The intervals as they are now. A change can be taken back.
pub(crate) struct State<'n> {
    net: &'n Net,
    pub(crate) low: Vec<i64>,
    pub(crate) high: Vec<i64>,
    /// A table that fits, which the search stays close to.
    pub(crate) reference: Vec<i64>,
    /// The reference moved into the intervals.
    pub(crate) table: Vec<i64>,
    /// The least and most that the terms of each sum come to.
    least: Vec<i64>,
    most: Vec<i64>,
    /// What the terms of each sum come to in the table: nothing, where it adds up.
    pub(crate) over: Vec<i64>,
    /// The sums that do not add up.
    pub(crate) broken: Vec<u32>,
    /// Where each of them stands among the broken.
    place: Vec<u32>,
    /// The numbers that moved since the first reference.
    moved: Vec<u32>,
    /// Number, low and high before.
    pub(crate) trail: Vec<(u32, i64, i64)>,
    /// How many sums are gone through after a change.
    most_sums: usize,
    waiting: VecDeque<u32>,
    is_waiting: Vec<bool>,
}

impl<'n> State<'n> {
    pub(crate) fn new(net: &'n Net, known: &[Interval], reference: &[i64]) -> Self {
        let sums = net.sums();
        let mut state = Self {
            net,
            low: known.iter().map(|k| k.low).collect(),
            high: known.iter().map(|k| k.high).collect(),
            reference: reference.to_vec(),
            table: reference.to_vec(),
            least: vec![0; sums],
            most: vec![0; sums],
            over: vec![0; sums],
            broken: Vec::new(),
            place: vec![0; sums],
            moved: Vec::new(),
            trail: Vec::new(),
            most_sums: Limits::of(known.len()).sums,
            waiting: (0..).take(sums).collect(),
            is_waiting: vec![true; sums],
        };
        for sum in (0..).take(sums) {
            for term in net.numbers_of(sum) {
                let (low, high) = (state.low[term.at as usize], state.high[term.at as usize]);
                let (least, most) = if term.sign > 0 { (low, high) } else { (-high, -low) };
                state.least[sum as usize] += least;
                state.most[sum as usize] += most;
            }
        }
        state
    }

    /// How many numbers can still move at the place the search is at.
    pub(crate) fn interval(&self, number: u32) -> Interval {
        Interval::new(self.low[number as usize], self.high[number as usize])
    }

    /// Narrows one interval; the sums it is in will be looked at.
    pub(crate) fn narrow(&mut self, number: u32, low: i64, high: i64) {
        let at = number as usize;
        self.trail.push((number, self.low[at], self.high[at]));
        self.put(number, low, high);
        for term in self.net.sums_of(number) {
            if !std::mem::replace(&mut self.is_waiting[term.at as usize], true) {
                self.waiting.push_back(term.at);
            }
        }
    }

    /// Takes back every change since the trail was so long.
    pub(crate) fn undo(&mut self, length: usize) {
        while self.trail.len() > length {
            if let Some((number, low, high)) = self.trail.pop() {
                self.put(number, low, high);
            }
        }
    }

    /// Takes the table as the new reference, from which the numbers in the trail moved.
    pub(crate) fn adopt(&mut self) {
        for (number, _, _) in &self.trail {
            let at = *number as usize;
            if self.reference[at] != self.table[at] {
                self.reference[at] = self.table[at];
                self.moved.push(*number);
            }
        }
    }

    /// The numbers in which the table at hand may differ from the first reference, some more than once.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = u32> {
        self.moved.iter().copied().chain(self.trail.iter().map(|(number, _, _)| *number))
    }

    /// Takes the first reference again, with nothing on the trail.
    pub(crate) fn restart(&mut self, first: &[i64]) {
        for number in self.moved.drain(..) {
            let at = number as usize;
            (self.reference[at], self.table[at]) = (first[at], first[at]);
        }
    }

    /// Moves one number of the table within its interval, without a trail.
    pub(crate) fn shift(&mut self, number: u32, by: i64) {
        self.table[number as usize] += by;
        self.mark(number, by);
    }

    /// Enters numbers that were moved without a trail.
    pub(crate) fn keep(&mut self, moved: &[u32]) {
        for number in moved {
            self.trail.push((*number, self.low[*number as usize], self.high[*number as usize]));
        }
    }

    fn put(&mut self, number: u32, low: i64, high: i64) {
        let at = number as usize;
        let (lower, higher) = (low - self.low[at], high - self.high[at]);
        (self.low[at], self.high[at]) = (low, high);
        let value = self.reference[at].max(low).min(high);
        let moved = value - std::mem::replace(&mut self.table[at], value);
        let net = self.net;
        for term in net.sums_of(number) {
            let sum = term.at as usize;
            let (least, most) = if term.sign > 0 { (lower, higher) } else { (-higher, -lower) };
            self.least[sum] += least;
            self.most[sum] += most;
        }
        self.mark(number, moved);
    }

    /// Keeps the sums that do not add up, after a number moved.
    fn mark(&mut self, number: u32, moved: i64) {
        if moved == 0 {
            return;
        }
        let net = self.net;
        for term in net.sums_of(number).iter().filter(|term| !net.follows(term.at)) {
            let sum = term.at as usize;
            let before = self.over[sum];
            self.over[sum] += term.sign * moved;
            if before == 0 {
                self.place[sum] = self.broken.len() as u32;
                self.broken.push(term.at);
            } else if self.over[sum] == 0 {
                let at = self.place[sum] as usize;
                self.broken.swap_remove(at);
                if let Some(moved) = self.broken.get(at) {
                    self.place[*moved as usize] = at as u32;
                }
            }
        }
    }

    /// Narrows every interval as far as single sums tell; false where some sum cannot add up.
    pub(crate) fn settle(&mut self) -> bool {
        let is_first = self.trail.is_empty();
        // Intervals without an end could be narrowed by one for ever.
        let most = MOST_ROUNDS * self.net.sums().max(25);
        let mut rounds = if is_first { most } else { most.min(self.most_sums) };
        let mut fits = true;
        while let Some(sum) = self.waiting.pop_front() {
            self.is_waiting[sum as usize] = false;
            if fits && rounds > 0 {
                rounds -= 1;
                fits = self.settle_sum(sum);
            }
        }
        fits
    }

    fn settle_sum(&mut self, sum: u32) -> bool {
        let at = sum as usize;
        for place in self.net.range(sum) {
            // No term can rise by more than the least of all leaves below nothing, nor fall by more than the most leaves.
            let (rise, fall) = (-self.least[at], self.most[at]);
            if rise < 0 || fall < 0 {
                return false;
            }
            let term = self.net.term(place);
            let (low, high) = (self.low[term.at as usize], self.high[term.at as usize]);
            if high - low <= rise.min(fall) {
                continue;
            }
            let (up, down) = if term.sign > 0 { (rise, fall) } else { (fall, rise) };
            self.narrow(term.at, low.max(high - down), high.min(low + up));
        }
        self.least[at] <= 0 && self.most[at] >= 0
    }
}
