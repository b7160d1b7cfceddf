//! Is this value possible? A search that mends the true table after one number was changed.

use super::net::{Net, Term};
use super::parts::Part;
use super::state::State;
use super::{Asked, Effort, Finding, MOST_VALUES, NumberId};
use crate::interval::Interval;
use crate::rules::FEWEST_POSSIBLE_TRUTHS;
use std::collections::VecDeque;

/// How much is tried before a value is given up and counts as impossible.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Steps of the first search. A change that nothing stands in the way of is mended in about ten.
    first_steps: u32,
    /// After so many values given up on one side of the truth, those further away are given up as well.
    given_up: u32,
    /// Where wandering has led nowhere so often in a row, it is tried once, and not so far, until it leads somewhere again.
    in_vain: u32,
    /// How many sums are gone through after a change. What is further away seldom tells anything.
    pub(crate) sums: usize,
}

impl Limits {
    /// Small tables are searched so well that hardly anything is given up: what is hidden then follows from what readers could
    /// see, whichever the truth behind it.
    pub(crate) fn of(numbers: usize) -> Self {
        if numbers <= SMALL {
            return Self { first_steps: MOST_STEPS, given_up: u32::MAX, in_vain: u32::MAX, sums: usize::MAX };
        }
        Self { first_steps: 10, given_up: 2, in_vain: 24, sums: 30 }
    }
}

/// Numbers of a small system.
const SMALL: usize = 150;

/// How many times as far from the truth as a table that was found others are looked for: as many as make enough values.
const FARTHEST: i64 = FEWEST_POSSIBLE_TRUTHS as i64 - 1;

/// Steps of the longest search.
const MOST_STEPS: u32 = 60;

/// How often to wander, how far, and for how many moves none is taken back.
const TURNS: u64 = 3;
const WANDER: u64 = 300;
const SHORT_WALK: u64 = 100;
const TENURE: usize = 8;

/// Spreads numbers, so that equal moves are taken in no order; the odd number nearest 2^32 over the golden ratio.
const MIXER: u64 = 0x9E37_79B1;

/// What a search came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Found,
    Impossible,
    GivenUp,
}

/// The values of one number that were found, ascending.
#[derive(Default)]
struct Found {
    values: Vec<i64>,
    asked: bool,
}

/// What can be worked out of each number asked about; none for what was not looked at.
pub(crate) fn answer(part: &Part, effort: Effort) -> Vec<Option<Finding>> {
    let mut inquiry = Inquiry::new(part, effort);
    let mut is_blocked = false;
    let one = |asked: &Asked| {
        let found = (!(asked.after_last && is_blocked)).then(|| inquiry.finding(asked.number.0, asked.needed));
        is_blocked = found.is_none_or(|found| found.blocked());
        found
    };
    part.asked.iter().map(one).collect()
}

/// Whether too few values are known to be possible of any number asked about.
pub(crate) fn is_any_blocked(part: &Part) -> bool {
    let mut inquiry = Inquiry::new(part, Effort::Enough);
    let too_narrow = |asked: &Asked| inquiry.state.interval(asked.number.0).values() < asked.needed;
    part.asked.iter().any(too_narrow)
        || part.asked.iter().any(|asked| inquiry.finding(asked.number.0, asked.needed).blocked())
}

/// The answers to the questions about one part. What is found for one number helps with the others.
struct Inquiry<'p> {
    net: &'p Net,
    truth: &'p [i64],
    /// What follows for each number from the sums before any value is tried.
    base: Vec<Interval>,
    state: State<'p>,
    found: Vec<Found>,
    effort: Effort,
    limits: Limits,
    /// How often in a row wandering has led nowhere.
    in_vain: u32,
}

impl<'p> Inquiry<'p> {
    fn new(part: &'p Part, effort: Effort) -> Self {
        let mut state = State::new(&part.net, &part.known, &part.truth);
        // The truth fits, so narrowing never empties an interval here.
        state.settle();
        state.trail.clear();
        let mut found: Vec<Found> = part.truth.iter().map(|_| Found::default()).collect();
        for asked in &part.asked {
            let at = asked.number.0 as usize;
            found[at] = Found { values: vec![part.truth[at]], asked: true };
        }
        let base = (0..).take(part.known.len()).map(|number| state.interval(number)).collect();
        let limits = Limits::of(part.known.len());
        Self { net: &part.net, truth: &part.truth, base, state, found, effort, limits, in_vain: 0 }
    }

    fn finding(&mut self, number: u32, needed: u64) -> Finding {
        let wanted = if self.effort == Effort::Every { MOST_VALUES } else { needed };
        let within = self.state.interval(number);
        if needed < FEWEST_POSSIBLE_TRUTHS as u64 && within.values() > needed {
            return Finding { number: NumberId(0), within, possible: needed, needed, proven: false };
        }
        let proven = self.explore(number, wanted);
        let values = &self.found[number as usize].values;
        let within = match (self.effort, proven, values.first(), values.last()) {
            (Effort::Every, true, Some(low), Some(high)) if (values.len() as u64) < wanted => {
                Interval::new(*low, *high)
            }
            _ => within,
        };
        Finding { number: NumberId(0), within, possible: (values.len() as u64).min(wanted), needed, proven }
    }

    /// Looks for values of one number, near ones first, until there are enough or can no longer be; says whether none was
    /// given up.
    fn explore(&mut self, number: u32, wanted: u64) -> bool {
        let Interval { low, high } = self.state.interval(number);
        let truth = self.state.reference[number as usize];
        let mut proven = true;
        let ways = [(1, (high - truth).min(wanted as i64)), (-1, (truth - low).min(wanted as i64))];
        // Where there can no longer be enough, the rest need not be looked at, unless all values are wanted.
        let mut within_reach = (ways[0].1 + ways[1].1 + 1) as u64;
        for (way, far) in ways {
            let mut given_up = 0;
            for step in 1..=far {
                let value = truth + way * step;
                let values = &self.found[number as usize].values;
                if values.len() as u64 >= wanted || (!proven && self.effort != Effort::Every && within_reach < wanted) {
                    break;
                }
                if values.binary_search(&value).is_ok() {
                    continue;
                }
                if self.effort != Effort::Every && given_up >= self.limits.given_up {
                    (proven, within_reach) = (false, within_reach - 1);
                    continue;
                }
                self.state.narrow(number, value, value);
                match self.mend() {
                    Outcome::Found => {
                        self.note();
                        self.state.adopt();
                    }
                    Outcome::Impossible => within_reach -= 1,
                    Outcome::GivenUp => (proven, within_reach, given_up) = (false, within_reach - 1, given_up + 1),
                }
                self.state.undo(0);
            }
            // The other way starts from the truth again.
            self.state.restart(self.truth);
        }
        proven
    }

    /// Mends the sums that do not add up: by search first, which is quick where little stands in the way, then by wandering,
    /// which finds its way round what does.
    fn mend(&mut self) -> Outcome {
        let (net, state) = (self.net, &mut self.state);
        if !state.settle() {
            return Outcome::Impossible;
        }
        let length = state.trail.len();
        let mut steps = self.limits.first_steps;
        let first = search(net, state, &mut steps);
        if first != Outcome::GivenUp || self.effort == Effort::Glance {
            return first;
        }
        state.undo(length);
        let (turns, steps) = if self.in_vain < self.limits.in_vain { (TURNS, WANDER) } else { (1, SHORT_WALK) };
        for turn in 0..turns {
            if wander(net, state, turn, steps) {
                self.in_vain = 0;
                return Outcome::Found;
            }
        }
        self.in_vain += 1;
        if self.effort == Effort::Enough && self.limits.first_steps < MOST_STEPS {
            return Outcome::GivenUp;
        }
        let mut steps = MOST_STEPS;
        search(net, state, &mut steps)
    }

    /// Keeps what the table at hand shows to be possible of every number asked about. What lies between it and the truth adds
    /// up to nothing in every sum, and so does any multiple: tables as far again on either side fit as well, as long as each
    /// number stays within what is known of it.
    fn note(&mut self) {
        let most = if self.effort == Effort::Every { MOST_VALUES } else { FEWEST_POSSIBLE_TRUTHS as u64 };
        let (truth, table) = (self.truth, &self.state.table);
        let step = |number: u32| table[number as usize] - truth[number as usize];
        let (mut back, mut on) = (FARTHEST, FARTHEST);
        for number in self.state.elsewhere() {
            let (by, now, within) = (step(number), truth[number as usize], self.base[number as usize]);
            let (down, up) = (now - within.low, within.high - now);
            if by != 0 {
                let (ahead, behind) = if by > 0 { (up, down) } else { (down, up) };
                (on, back) = (on.min(ahead / by.abs()), back.min(behind / by.abs()));
            }
        }
        for number in self.state.elsewhere() {
            let (found, by) = (&mut self.found[number as usize], step(number));
            if !found.asked || by == 0 {
                continue;
            }
            for times in (1..=on).chain(-back..=-1) {
                let value = truth[number as usize] + times * by;
                if found.values.len() as u64 >= most {
                    break;
                }
                if let Err(place) = found.values.binary_search(&value) {
                    found.values.insert(place, value);
                }
            }
        }
    }
}

/// Each step moves one number towards mending a sum, or rules out that it moves so far: between the two nothing is left
/// out, so a search that ends has looked at everything.
fn search(net: &Net, state: &mut State<'_>, steps: &mut u32) -> Outcome {
    if !state.settle() {
        return Outcome::Impossible;
    }
    let Some(Move { number, to }) = best_move(net, state) else {
        return if state.broken.is_empty() { Outcome::Found } else { Outcome::Impossible };
    };
    if *steps == 0 {
        return Outcome::GivenUp;
    }
    *steps -= 1;
    let at = number as usize;
    let (low, high, now, length) = (state.low[at], state.high[at], state.table[at], state.trail.len());
    let (there, not_there) = if to > now { ((to, high), (low, to - 1)) } else { ((low, to), (to + 1, high)) };
    state.narrow(number, there.0, there.1);
    let outcome = search(net, state, steps);
    if outcome != Outcome::Impossible {
        return outcome;
    }
    state.undo(length);
    state.narrow(number, not_there.0, not_there.1);
    search(net, state, steps)
}

struct Move {
    number: u32,
    to: i64,
}

/// The move that leaves least to mend; none where no sum is broken, or one cannot be mended.
fn best_move(net: &Net, state: &State<'_>) -> Option<Move> {
    let mut best: Option<((i64, usize), Move)> = None;
    for sum in &state.broken {
        let mut can_be_mended = false;
        for term in net.numbers_of(*sum) {
            let Some(by) = mending(state, state.over[*sum as usize], term) else { continue };
            can_be_mended = true;
            let left = (left_over(net, state, term.at, by, None), net.sums_of(term.at).len());
            if best.as_ref().is_none_or(|(least, _)| left < *least) {
                best = Some((left, Move { number: term.at, to: state.table[term.at as usize] + by }));
            }
        }
        if !can_be_mended {
            return None;
        }
    }
    best.map(|(_, best)| best)
}

/// How far a number of a sum that is over by so much can move to mend it, if at all.
fn mending(state: &State<'_>, over: i64, term: &Term) -> Option<i64> {
    let at = term.at as usize;
    // Where the terms come to too much, a child must fall or the parent rise.
    let upwards = (over > 0) != (term.sign > 0);
    let room = if upwards { state.high[at] - state.table[at] } else { state.table[at] - state.low[at] };
    let amount = room.min(over.abs());
    (amount > 0).then_some(if upwards { amount } else { -amount })
}

/// How much more there would be to mend after a move, each sum by its weight.
fn left_over(net: &Net, state: &State<'_>, number: u32, by: i64, weights: Option<&[i64]>) -> i64 {
    let more = |term: &Term| {
        let over = state.over[term.at as usize];
        weights.map_or(1, |weights| weights[term.at as usize]) * ((over + term.sign * by).abs() - over.abs())
    };
    net.sums_of(number).iter().filter(|term| !net.follows(term.at)).map(more).sum()
}

/// Takes one broken sum after the other and moves in it the number that does least harm, none back soon (Glover, *Tabu search*, ORSA Journal on
/// Computing 1(3), 1989), until everything adds up. Where no move helps, the sums still broken weigh more from then on
/// (Morris, *The breakout method*, AAAI 1993). Turns differ in which of equal moves they take.
fn wander(net: &Net, state: &mut State<'_>, turn: u64, steps: u64) -> bool {
    let mut recent: VecDeque<(u32, bool)> = VecDeque::new();
    let mut moved = Vec::new();
    let mut weights = vec![1_i64; net.sums()];
    for step in 0..steps {
        let mut best: Option<((i64, u64), u32, i64)> = None;
        let mixed = (2 * (turn * WANDER + step) + 1).wrapping_mul(MIXER) >> 16;
        let chosen = state.broken.get((mixed % state.broken.len() as u64) as usize);
        if let Some(sum) = chosen {
            for term in net.numbers_of(*sum) {
                let Some(by) = mending(state, state.over[*sum as usize], term) else { continue };
                if recent.contains(&(term.at, by < 0)) {
                    continue;
                }
                let among_equals =
                    (u64::from(term.at) + 1).wrapping_mul((2 * (turn * WANDER + step) + 1).wrapping_mul(MIXER)) >> 32;
                let left = (left_over(net, state, term.at, by, Some(&weights)), among_equals);
                if best.is_none_or(|(least, _, _)| left < least) {
                    best = Some((left, term.at, by));
                }
            }
        }
        let Some(((left, _), number, by)) = best else { continue };
        if left >= 0 {
            state.broken.iter().for_each(|sum| weights[*sum as usize] += 1);
        }
        state.shift(number, by);
        moved.push(number);
        recent.push_back((number, by > 0));
        if recent.len() > TENURE {
            recent.pop_front();
        }
        if state.broken.is_empty() {
            state.keep(&moved);
            return true;
        }
    }
    for number in moved {
        let at = number as usize;
        let back = state.reference[at].max(state.low[at]).min(state.high[at]) - state.table[at];
        state.shift(number, back);
    }
    false
}
