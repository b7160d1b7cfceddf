//! The release audit: what can a reader work out from all tables together?
//!
//! Each figure shown or withheld is an [`Interval`] of whole numbers ([`crate::interval`]); tables say which of them add up
//! to which ([`System::sum`]). A withheld number that fits fewer than
//! [`FEWEST_POSSIBLE_TRUTHS`] values is no longer hidden: it is [`Finding::blocked`].
//!
//! The literature bounds such a cell by linear programming (Fischetti and Salazar-González, *Solving the cell suppression
//! problem on tabular data with linear constraints*, Management Science 47(7), 2001; Hundepool et al., *Statistical
//! Disclosure Control*, 2012, chapter 4). A linear programme counts fractions too, and so can call a cell safe that is not:
//! with three linked tables the whole numbers may be fewer. This audit reckons in whole numbers throughout. It asks of one
//! value after the other whether some table with that value agrees with everything shown, by
//!
//! 1. narrowing all intervals until nothing moves, which alone is exact where no two sums share more than one number and
//!    they form no ring;
//! 2. where rings are left, mending the true table step by step after the value was changed, with a full search behind it.
//!
//! A value counts as possible only when such a table was found. What the search gives up on counts as impossible, so that
//! the audit errs towards withholding; [`Finding::proven`] says whether it gave up. The true table is where the search
//! starts and never changes what is possible. Parts that share no number are answered apart, and equal parts once.
//!
//! ```
//! use commonweal_disclosure::audit::{Effort, System, audit};
//! use commonweal_disclosure::interval::Interval;
//! // Two groups, `*` and 10, with the total 20: the total is 18 to 22, the other 8 to 12.
//! let mut system = System::default();
//! let total = system.add(Interval::of_shown(20), 18);
//! let hidden = system.add_hidden(Interval::new(1, 7), 6);
//! let shown = system.add(Interval::of_shown(10), 12);
//! system.sum(total, &[hidden, shown]);
//! let found = audit(&system, Effort::Every)?;
//! assert_eq!((found[0].possible, found[0].within, found[0].blocked()), (2, Interval::new(6, 7), true));
//! # Ok::<(), commonweal_disclosure::audit::NotATruth>(())
//! ```

mod net;
mod parts;
mod search;
mod state;

use crate::interval::Interval;
use crate::rules::FEWEST_POSSIBLE_TRUTHS;
use parts::{Part, Parts};
use std::collections::HashMap;

/// A number of a [`System`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberId(pub(crate) u32);

/// Numbers that a reader knows something about, and which of them add up to which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct System {
    pub(crate) known: Vec<Interval>,
    pub(crate) truth: Vec<i64>,
    pub(crate) hidden: Vec<NumberId>,
    /// The parent, then its children.
    pub(crate) sums: Vec<Vec<u32>>,
    /// Sums that follow from the others.
    pub(crate) following: Vec<Vec<u32>>,
}

impl System {
    /// A number, what a reader knows of it, and what it is.
    pub fn add(&mut self, known: Interval, truth: i64) -> NumberId {
        let id = NumberId(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        self.known.push(known);
        self.truth.push(truth);
        id
    }

    /// A number that must stay hidden.
    pub fn add_hidden(&mut self, known: Interval, truth: i64) -> NumberId {
        let id = self.add(known, truth);
        self.hidden.push(id);
        id
    }

    /// The children add up to the parent. Groups that overlap are no sum.
    pub fn sum(&mut self, parent: NumberId, children: &[NumberId]) {
        self.sums.push(members(parent, children));
    }

    /// A sum that holds wherever the others do. Saying it narrows intervals sooner.
    pub fn following_sum(&mut self, parent: NumberId, children: &[NumberId]) {
        self.following.push(members(parent, children));
    }

    fn every_sum(&self) -> impl Iterator<Item = &Vec<u32>> {
        self.sums.iter().chain(&self.following)
    }

    fn sum_at(&self, index: usize) -> &[u32] {
        match self.sums.get(index) {
            Some(sum) => sum,
            None => &self.following[index - self.sums.len()],
        }
    }

    /// How many numbers.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

fn members(parent: NumberId, children: &[NumberId]) -> Vec<u32> {
    std::iter::once(parent).chain(children.iter().copied()).map(|id| id.0).collect()
}

/// How many values to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// As many as a release needs: [`FEWEST_POSSIBLE_TRUTHS`]. A short look, which leaves more unsettled.
    Glance,
    /// As many as a release needs.
    Enough,
    /// All, up to [`MOST_VALUES`].
    Every,
}

/// The most values of one number that [`Effort::Every`] looks at.
pub const MOST_VALUES: u64 = 256;

/// What a reader can work out of one hidden number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Which number.
    pub number: NumberId,
    /// Nothing outside is possible: the lowest and the highest. With [`Effort::Every`] and where [`Finding::proven`], both
    /// are possible themselves.
    pub within: Interval,
    /// How many values were shown to be possible, each by a whole table; with [`Effort::Enough`] it stops at enough.
    pub possible: u64,
    /// How many must be, for the number to be safe.
    pub needed: u64,
    /// Whether every value looked at was settled.
    pub proven: bool,
}

impl Finding {
    /// Whether a release must not go out like this: fewer values than needed are known to be possible.
    pub fn blocked(&self) -> bool {
        self.possible < self.needed
    }
}

/// The system does not describe its own truth: a number is outside its interval or a sum does not add up. Names of numbers
/// and no values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATruth {
    /// A number is not what is known of it.
    #[error("number {0} of the release audit lies outside the interval given for it; check how its cell was declared")]
    OutsideItsInterval(u32),
    /// A sum does not add up.
    #[error(
        "sum {0} of the release audit does not add up; declare only groups that do not overlap and leave nobody out"
    )]
    NotASum(usize),
}

/// What a reader can work out of each hidden number, in their order.
///
/// # Errors
/// [`NotATruth`] where the system contradicts itself.
pub fn audit(system: &System, effort: Effort) -> Result<Vec<Finding>, NotATruth> {
    let needed = FEWEST_POSSIBLE_TRUTHS as u64;
    let asked = |number: &NumberId| Asked { number: *number, needed, after_last: false };
    let asked: Vec<Asked> = system.hidden.iter().map(asked).collect();
    Ok(audit_some(system, effort, &asked)?.into_iter().flatten().collect())
}

/// A number asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) number: NumberId,
    /// How many values must be possible of it.
    pub(crate) needed: u64,
    /// Not looked at where the one asked about before it is blocked, or was not looked at for such a reason.
    pub(crate) after_last: bool,
}

/// The same for some of the numbers; none for what was not looked at.
pub(crate) fn audit_some(system: &System, effort: Effort, asked: &[Asked]) -> Result<Vec<Option<Finding>>, NotATruth> {
    check(system)?;
    let mut findings: Vec<Option<Finding>> = vec![None; asked.len()];
    let mut known: HashMap<Vec<i64>, Vec<Option<Finding>>> = HashMap::new();
    for (part, at) in taken_apart(system, asked) {
        let answers = match known.get(&part.signature) {
            Some(answers) => answers.clone(),
            None => {
                let answers = search::answer(&part, effort);
                known.insert(part.signature, answers.clone());
                answers
            }
        };
        for (at, answer) in at.into_iter().zip(answers) {
            findings[at] = answer.map(|found| Finding { number: asked[at].number, ..found });
        }
    }
    Ok(findings)
}

/// Whether a release must not go out for any of these numbers; those that come first are looked at first.
pub(crate) fn is_any_blocked(system: &System, asked: &[Asked]) -> Result<bool, NotATruth> {
    check(system)?;
    Ok(taken_apart(system, asked).iter().any(|(part, _)| search::is_any_blocked(part)))
}

/// The parts that are asked about, and the places of their numbers among those asked about.
fn taken_apart(system: &System, asked: &[Asked]) -> Vec<(Part, Vec<usize>)> {
    let parts = Parts::of(system);
    let mut by_part: Vec<(u32, usize)> = (0..).zip(asked).map(|(i, one)| (parts.part_of(one.number), i)).collect();
    by_part.sort_unstable();
    let take = |run: &[(u32, usize)]| {
        let at: Vec<usize> = run.iter().map(|(_, i)| *i).collect();
        let ids: Vec<Asked> = at.iter().map(|i| asked[*i]).collect();
        (parts.take(system, run[0].0, &ids), at)
    };
    by_part.chunk_by(|a, b| a.0 == b.0).map(take).collect()
}

fn check(system: &System) -> Result<(), NotATruth> {
    let outside = |(known, truth): (&Interval, &i64)| !known.holds(*truth);
    if let Some(number) = system.known.iter().zip(&system.truth).position(outside) {
        return Err(NotATruth::OutsideItsInterval(number as u32));
    }
    let truth = |id: &u32| system.truth[*id as usize];
    let wrong = |sum: &Vec<u32>| truth(&sum[0]) != sum[1..].iter().map(truth).sum::<i64>();
    system.every_sum().position(wrong).map_or(Ok(()), |sum| Err(NotATruth::NotASum(sum)))
}
