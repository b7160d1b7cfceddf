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
}

/// The sums contradict each other: something that was taken for granted is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contradiction;

/// Steps a search may take before it gives up, and so proves nothing.
const STEPS: u32 = 400;

/// Sums that a search looks at.
const NEAR: usize = 24;

/// A range longer than this is not searched: no end of it comes near to telling.
const LONG: i64 = 60;

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
    }

    pub(crate) fn range(&self, unknown: Unknown) -> Range {
        self.ranges[unknown]
    }

    /// Passes bounds on until nothing moves.
    pub(crate) fn settle(&mut self) -> Result<(), Contradiction> {
        let mut trail = Trail::new();
        self.pass_on((0..self.sums.len()).collect(), &mut trail)
    }

    /// Adds a sum only where it contradicts nothing: whether it did.
    pub(crate) fn try_sum(&mut self, total: Unknown, parts: Vec<Unknown>) -> bool {
        let count = parts.clone();
        self.sum(total, parts);
        let mut trail = Trail::new();
        if self.pass_on(vec![self.sums.len() - 1], &mut trail).is_ok() {
            return true;
        }
        self.undo(trail);
        self.sums.pop();
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

    fn pass_on(&mut self, mut open: Vec<usize>, trail: &mut Trail) -> Result<(), Contradiction> {
        let mut is_open = vec![false; self.sums.len()];
        open.iter().for_each(|at| is_open[*at] = true);
        while let Some(at) = open.pop() {
            is_open[at] = false;
            let (total, parts) = self.sums[at].clone();
            let (mut low, mut high) = (0_i64, 0_i64);
            for part in &parts {
                low += self.ranges[*part].0;
                high += self.ranges[*part].1;
            }
            let mut moved = Vec::new();
            if self.narrow(total, (low, high), trail)? {
                moved.push(total);
            }
            let all = self.ranges[total];
            for part in parts {
                let own = self.ranges[part];
                let beside = (low - own.0, high - own.1);
                if self.narrow(part, (all.0 - beside.1, all.1 - beside.0), trail)? {
                    let now = self.ranges[part];
                    low += now.0 - own.0;
                    high += now.1 - own.1;
                    moved.push(part);
                }
            }
            for unknown in moved {
                // A bound may come back to the sum it came from: of ten parts the first was narrowed before the last.
                for next in &self.of[unknown] {
                    if !is_open[*next] {
                        is_open[*next] = true;
                        open.push(*next);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the unknown can be this number, as far as can be told.
    fn can_be(&mut self, unknown: Unknown, value: i64, near: &[Unknown]) -> bool {
        let mut trail = Trail::new();
        let first = self.narrow(unknown, (value, value), &mut trail).is_ok()
            && self.pass_on(self.of[unknown].clone(), &mut trail).is_ok();
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
                && self.pass_on(self.of[next].clone(), &mut trail).is_ok()
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
        near.retain(|other| self.ranges[*other].1 - self.ranges[*other].0 <= LONG);
        near
    }

    /// The unknown's range with both ends tried until each holds, or as soon as `enough` values are known to be left.
    /// What is found is kept for those that follow.
    pub(crate) fn pressed(&mut self, unknown: Unknown) -> Range {
        let (low, high) = self.ranges[unknown];
        if high - low > LONG || high >= MANY || low == high {
            return (low, high);
        }
        let near = self.around(unknown);
        let (mut low, mut high) = (low, high);
        while low < high && !self.can_be(unknown, low, &near) {
            low += 1;
        }
        while low < high && !self.can_be(unknown, high, &near) {
            high -= 1;
        }
        let mut trail = Trail::new();
        let kept = self.narrow(unknown, (low, high), &mut trail).is_ok()
            && self.pass_on(self.of[unknown].clone(), &mut trail).is_ok();
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
        assert_eq!((board.range(total), board.range(part)), ((9, 9), (1, 7)));
    }
}
