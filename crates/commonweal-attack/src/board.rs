//! Whole numbers between bounds, sums between them, and what follows: bounds passed on along the sums until nothing moves,
//! each end of each range tried out, and a complete search around a number where trying one end says nothing.

use crate::seen::{MANY, Range};

/// One unknown number.
pub(crate) type Unknown = usize;

/// Sums over unknown numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Board {
    ranges: Vec<Range>,
    /// Each total is the sum of its parts.
    sums: Vec<(Unknown, Vec<Unknown>)>,
    /// The sums an unknown is in.
    of: Vec<Vec<usize>>,
    /// Sums that wait to be looked at.
    waiting: Vec<usize>,
    is_waiting: Vec<bool>,
}

/// The sums contradict each other: something that was taken for granted is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contradiction;

/// Steps a search may take before it gives up, and so proves nothing.
const STEPS: u32 = 150;

/// Sums that a search looks at.
const NEAR: usize = 12;

/// Sums looked at before bounds are let be; besides each sum once.
const LOOKS: usize = 3_000;

/// A range longer than this is not searched: no end of it comes near to telling.
const LONG: i64 = 60;

/// A longer range is not tried number by number in a search.
const SHORT: i64 = 12;

/// What was changed, to be undone.
type Trail = Vec<(Unknown, Range)>;

impl Board {
    pub(crate) fn unknown(&mut self, range: Range) -> Unknown {
        self.ranges.push(range);
        self.of.push(Vec::new());
        self.ranges.len() - 1
    }

    pub(crate) fn sum(&mut self, total: Unknown, parts: Vec<Unknown>) {
        let at = self.sums.len();
        self.of[total].push(at);
        parts.iter().for_each(|part| self.of[*part].push(at));
        self.sums.push((total, parts));
        self.is_waiting.push(false);
    }

    /// Whether the unknown is in more than the sum of its own cell.
    pub(crate) fn is_linked(&self, unknown: Unknown) -> bool {
        self.of[unknown].len() > 1
    }

    /// Passes bounds on until nothing moves.
    pub(crate) fn settle(&mut self) -> Result<(), Contradiction> {
        (0..self.sums.len()).for_each(|sum| self.wait(sum));
        self.pass_on(&mut Trail::new())
    }

    /// Adds a sum only where it contradicts nothing: whether it did.
    pub(crate) fn try_sum(&mut self, total: Unknown, parts: Vec<Unknown>) -> bool {
        let count = parts.clone();
        self.sum(total, parts);
        let mut trail = Trail::new();
        self.wait(self.sums.len() - 1);
        if self.pass_on(&mut trail).is_ok() {
            return true;
        }
        self.undo(trail);
        self.sums.pop();
        self.is_waiting.pop();
        self.of[total].pop();
        count.iter().for_each(|part| {
            self.of[*part].pop();
        });
        false
    }

    fn undo(&mut self, trail: Trail) {
        trail.into_iter().rev().for_each(|(unknown, range)| self.ranges[unknown] = range);
    }

    fn narrow(&mut self, unknown: Unknown, to: Range, trail: &mut Trail) -> Result<bool, Contradiction> {
        let was = self.ranges[unknown];
        let now = (was.0.max(to.0), was.1.min(to.1));
        if now.0 > now.1 {
            return Err(Contradiction);
        }
        if now != was {
            trail.push((unknown, was));
            self.ranges[unknown] = now;
        }
        Ok(now != was)
    }

    fn wait(&mut self, sum: usize) {
        if !self.is_waiting[sum] {
            self.is_waiting[sum] = true;
            self.waiting.push(sum);
        }
    }

    /// Passes on what an unknown's new bounds mean to the sums it is in.
    fn pass_on_from(&mut self, unknown: Unknown, trail: &mut Trail) -> Result<(), Contradiction> {
        self.moved(unknown);
        self.pass_on(trail)
    }

    fn pass_on(&mut self, trail: &mut Trail) -> Result<(), Contradiction> {
        let (mut looked_at, most) = (0, 8 * self.waiting.len());
        while let Some(at) = self.waiting.pop() {
            self.is_waiting[at] = false;
            looked_at += 1;
            if looked_at > LOOKS.max(most) {
                // Bounds that creep by one and one: what is known by now stays true.
                self.forget();
                return Ok(());
            }
            let parts = std::mem::take(&mut self.sums[at].1);
            let passed = self.pass_one(self.sums[at].0, &parts, trail);
            self.sums[at].1 = parts;
            if passed.is_err() {
                self.forget();
                return passed;
            }
        }
        Ok(())
    }

    fn forget(&mut self) {
        while let Some(at) = self.waiting.pop() {
            self.is_waiting[at] = false;
        }
    }

    fn pass_one(&mut self, total: Unknown, parts: &[Unknown], trail: &mut Trail) -> Result<(), Contradiction> {
        let (mut low, mut high) = (0_i64, 0_i64);
        for part in parts {
            low += self.ranges[*part].0;
            high += self.ranges[*part].1;
        }
        if self.narrow(total, (low, high), trail)? {
            self.moved(total);
        }
        let all = self.ranges[total];
        if all.0 <= low && high <= all.1 {
            return Ok(());
        }
        for part in parts {
            let own = self.ranges[*part];
            let beside = (low - own.0, high - own.1);
            if self.narrow(*part, (all.0 - beside.1, all.1 - beside.0), trail)? {
                let now = self.ranges[*part];
                low += now.0 - own.0;
                high += now.1 - own.1;
                // The bound may come back to this sum: of ten parts the first was narrowed before the last.
                self.moved(*part);
            }
        }
        Ok(())
    }

    fn moved(&mut self, unknown: Unknown) {
        for at in 0..self.of[unknown].len() {
            self.wait(self.of[unknown][at]);
        }
    }

    /// Whether the unknown can be this number, as far as can be told.
    fn can_be(&mut self, unknown: Unknown, value: i64, near: &[Unknown]) -> bool {
        let mut trail = Trail::new();
        let first =
            self.narrow(unknown, (value, value), &mut trail).is_ok() && self.pass_on_from(unknown, &mut trail).is_ok();
        let mut steps = STEPS;
        let can = first && self.search(near, &mut steps);
        self.undo(trail);
        can
    }

    /// Tries numbers for the unknowns near by, the one with the fewest left first. True as well where the steps run out.
    fn search(&mut self, near: &[Unknown], steps: &mut u32) -> bool {
        let length = |range: Range| range.1 - range.0;
        let open = near.iter().copied().filter(|unknown| length(self.ranges[*unknown]) > 0);
        let Some(next) = open.min_by_key(|unknown| length(self.ranges[*unknown])) else { return true };
        let (low, high) = self.ranges[next];
        for value in low..=high {
            if *steps == 0 {
                return true;
            }
            *steps -= 1;
            let mut trail = Trail::new();
            let fits = self.narrow(next, (value, value), &mut trail).is_ok()
                && self.pass_on_from(next, &mut trail).is_ok()
                && self.search(near, steps);
            self.undo(trail);
            if fits {
                return true;
            }
        }
        false
    }

    /// Unknowns of short range in the sums around one.
    fn around(&self, unknown: Unknown) -> Vec<Unknown> {
        let (mut sums, mut at) = (self.of[unknown].clone(), 0);
        while at < sums.len() && sums.len() < NEAR {
            let (total, parts) = &self.sums[sums[at]];
            for other in parts.iter().chain([total]) {
                for sum in &self.of[*other] {
                    if sums.len() < NEAR && !sums.contains(sum) {
                        sums.push(*sum);
                    }
                }
            }
            at += 1;
        }
        let mut near: Vec<Unknown> =
            sums.iter().flat_map(|sum| self.sums[*sum].1.iter().chain([&self.sums[*sum].0])).copied().collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|other| (1..=SHORT).contains(&(self.ranges[*other].1 - self.ranges[*other].0)));
        near
    }

    /// The unknown's range with both ends tried until each holds, or as soon as `enough` values are known to be left.
    /// What is found is kept for those that follow.
    pub(crate) fn pressed(&mut self, unknown: Unknown) -> Range {
        let (low, high) = self.ranges[unknown];
        if high - low > LONG || high >= MANY || low == high {
            return (low, high);
        }
        let (mut low, mut high) = (low, high);
        // Each end by itself first; a search only where that leaves little, because it is dear.
        for near in [Vec::new(), self.around(unknown)] {
            while low < high && !self.can_be(unknown, low, &near) {
                low += 1;
            }
            while low < high && !self.can_be(unknown, high, &near) {
                high -= 1;
            }
            if high - low > SHORT {
                break;
            }
        }
        let mut trail = Trail::new();
        let kept =
            self.narrow(unknown, (low, high), &mut trail).is_ok() && self.pass_on_from(unknown, &mut trail).is_ok();
        if !kept {
            self.undo(trail);
        }
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_total_is_worked_out() {
        let mut board = Board::default();
        let total = board.unknown((18, 22));
        let parts = vec![board.unknown((1, 7)), board.unknown((8, 12))];
        board.sum(total, parts.clone());
        assert_eq!(board.settle(), Ok(()));
        assert_eq!(board.pressed(parts[0]), (6, 7));
    }

    #[test]
    fn a_search_finds_what_bounds_alone_do_not() {
        // Three unknowns whose pairs all come to one or three cannot be: the sum of all pairs is twice a whole number.
        let mut board = Board::default();
        let x: Vec<Unknown> = (0..4).map(|_| board.unknown((0, 1))).collect();
        for (a, b, value) in [(0, 1, 1), (1, 2, 1)] {
            let total = board.unknown((value, value));
            board.sum(total, vec![x[a], x[b]]);
        }
        // x0 = x2, and x0 + x2 + x3 = 2, so that x3 is 0 and x0 is 1.
        let total = board.unknown((2, 2));
        board.sum(total, vec![x[0], x[2], x[3]]);
        assert_eq!(board.settle(), Ok(()));
        assert_eq!([0, 1, 2, 3].map(|at| board.pressed(x[at])), [(1, 1), (0, 0), (1, 1), (0, 0)]);
    }

    #[test]
    fn a_sum_that_cannot_be_is_left_out() {
        let mut board = Board::default();
        let (total, part) = (board.unknown((9, 9)), board.unknown((1, 7)));
        assert!(!board.try_sum(total, vec![part]));
        assert_eq!((board.ranges[total], board.ranges[part]), ((9, 9), (1, 7)));
    }
}
