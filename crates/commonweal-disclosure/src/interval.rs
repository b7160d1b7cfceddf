//! What a shown figure can stand for: the whole numbers that the rules of [`crate::rules`] map to it.
//!
//! A reader who sees `10 of 40` knows that 8 to 12 people of 38 to 42 are meant; one who sees `* of 40` knows that the
//! count was withheld by a rule, and which counts that rule withholds. Nothing here is worked out by hand: the boxes of
//! [`Truths`] are proposed and then kept only if [`rule_cell`] says of every point in them what it says of the truth;
//! the tests repeat the search over all pairs.
//!
//! A `*` may hide a few people with the property or all but a few. The union of both is full of holes, and a reader who
//! knows that the condition is rare sees only one side of it. So the release audit gives the reader that knowledge: a
//! withheld cell stands for the side its truth is on. Whoever knows less has more possible values, never fewer.

use crate::rules::{CellDecision, LARGEST_WITHHELD, ROUNDED_TO, rule_cell};
use commonweal_model::DataClass;

/// Stands for "no upper limit is known": more people than any population has.
pub const NO_LIMIT: i64 = 1 << 40;

/// How far a truth lies from its rounded number at most, for numbers rounded to the nearest 5.
const HALF: i64 = ROUNDED_TO as i64 / 2;

/// The least count above none that is shown.
const LEAST_SHOWN: i64 = LARGEST_WITHHELD as i64 + 1;

/// Whole numbers from the lowest to the highest, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The lowest.
    pub low: i64,
    /// The highest; below the lowest where there is none.
    pub high: i64,
}

impl Interval {
    /// From `low` to `high`.
    pub fn new(low: i64, high: i64) -> Self {
        Self { low, high }
    }

    /// One number.
    pub fn exactly(value: i64) -> Self {
        Self::new(value, value)
    }

    /// None or more: nothing is known.
    pub fn unknown() -> Self {
        Self::new(0, NO_LIMIT)
    }

    /// `low` or more.
    pub fn from(low: i64) -> Self {
        Self::new(low, NO_LIMIT)
    }

    /// What a shown count of people stands for: `max(8, v - 2)` to `v + 2`, and 0 for itself.
    ///
    /// ```
    /// use commonweal_disclosure::interval::Interval;
    /// assert_eq!([0, 10, 15].map(Interval::of_shown), [Interval::new(0, 0), Interval::new(8, 12), Interval::new(13, 17)]);
    /// ```
    pub fn of_shown(value: u64) -> Self {
        let value = whole(value);
        if value == 0 { Self::exactly(0) } else { Self::new(LEAST_SHOWN.max(value - HALF), value + HALF) }
    }

    /// How many whole numbers there are in it.
    pub fn values(self) -> u64 {
        u64::try_from(self.high - self.low + 1).unwrap_or(0)
    }

    /// Whether a number is in it.
    pub fn holds(self, value: i64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// What one cell can stand for: every pair with the count in `count`, the others in `others` and both together in
/// `people`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Truths {
    /// People with the property.
    pub count: Interval,
    /// People without it.
    pub others: Interval,
    /// Both together.
    pub people: Interval,
}

impl Truths {
    /// What the cell of `n` among `d` can stand for once the rule of its class has shown or withheld it. A count above its
    /// population is no cell: nothing is known of it.
    pub fn of_cell(n: u64, d: u64, class: DataClass) -> Self {
        if n > d {
            return Self::nothing_known();
        }
        let (count, others, people) = (whole(n), whole(d - n), whole(d));
        if matches!(class, DataClass::Published | DataClass::Organisation) {
            let [count, others, people] = [count, others, people].map(Interval::exactly);
            return Self { count, others, people };
        }
        match rule_cell(n, d, class) {
            CellDecision::Show(shown) => {
                let (n, d) = (shown.numerator, shown.denominator);
                Self {
                    count: if n == d { Interval::of_shown(d) } else { Interval::of_shown(n) },
                    others: match whole(d - n) {
                        0 => Interval::exactly(0),
                        rest if n == 0 => Interval::new(LEAST_SHOWN.max(rest - HALF), rest + HALF),
                        rest => Interval::new(LEAST_SHOWN.max(rest - 2 * HALF), rest + 2 * HALF),
                    },
                    people: Interval::of_shown(d),
                }
            }
            CellDecision::WithholdCount { denominator } => withheld(count, others, denominator, class),
            CellDecision::WithholdAll => {
                // A row that is there has somebody in it, so that the reader knows of one at least.
                let small = Interval::new(0, LARGEST_WITHHELD as i64);
                Self { count: small, others: small, people: Interval { low: people.min(1), ..small } }
            }
        }
    }

    /// What a cell stands for whose count the audit withheld although the rule shows it. The reader is taken to know which
    /// those are, and so that the count is none of the small ones.
    pub fn of_hidden_count(n: u64, d: u64, class: DataClass) -> Self {
        match rule_cell(n, d, class) {
            CellDecision::Show(shown) => Self { people: Interval::of_shown(shown.denominator), ..beyond(n, d) },
            _ => Self::of_cell(n, d, class),
        }
    }

    /// What a cell stands for of which the audit withheld everything.
    pub fn of_hidden_cell(n: u64, d: u64, class: DataClass) -> Self {
        match rule_cell(n, d, class) {
            CellDecision::Show(_) => Self { people: Interval::from(whole(d).min(LEAST_SHOWN)), ..beyond(n, d) },
            CellDecision::WithholdCount { .. } => {
                Self { people: Interval::from(LEAST_SHOWN), ..Self::of_cell(n, d, class).wide() }
            }
            CellDecision::WithholdAll => Self::of_cell(n, d, class),
        }
    }

    /// What a cell stands for of which nothing is told.
    pub fn nothing_known() -> Self {
        let unknown = Interval::unknown();
        Self { count: unknown, others: unknown, people: unknown }
    }

    /// Whether the pair is one of them.
    pub fn hold(&self, n: u64, d: u64) -> bool {
        n <= d && self.count.holds(whole(n)) && self.others.holds(whole(d - n)) && self.people.holds(whole(d))
    }

    /// The same, where the population is not shown: only the small side stays known.
    fn wide(self) -> Self {
        let known = |side: Interval| {
            if side.high <= LARGEST_WITHHELD as i64 { side } else { Interval::from(side.low.min(LEAST_SHOWN)) }
        };
        Self { count: known(self.count), others: known(self.others), people: self.people }
    }
}

/// Counts that no rule withholds: more than the small ones, or none where the truth is none.
fn beyond(n: u64, d: u64) -> Truths {
    let from = |people: u64| Interval::from(if people == 0 { 0 } else { LEAST_SHOWN.min(whole(people)) });
    Truths { count: from(n), others: from(d - n), people: Interval::unknown() }
}

/// A box of withheld pairs around the truth: the largest of a few that holds it.
fn withheld(count: i64, others: i64, denominator: u64, class: DataClass) -> Truths {
    let people = Interval::of_shown(denominator);
    let least = i64::from(class == DataClass::Standard);
    let most = people.high - least;
    let all = Interval::new(least, most);
    let side = |count: Interval, others: Interval| Truths { count, others, people };
    let small = Interval::new(least, LARGEST_WITHHELD as i64);
    let everything = [side(all, all), side(small, all), side(all, small)];
    // Where the rounded numbers are 5 apart, others of 8 and 9 are withheld with the least counts that round so.
    let apart = whole(denominator) - ROUNDED_TO as i64 - HALF;
    let corner = side(Interval::new(apart, most), Interval::new(least, LEAST_SHOWN + 1));
    let fits = |truths: &Truths| {
        truths.count.holds(count) && truths.others.holds(others) && is_withheld_everywhere(truths, class)
    };
    everything
        .into_iter()
        .chain([corner])
        .find(fits)
        .unwrap_or(side(Interval::exactly(count), Interval::exactly(others)))
}

/// Whether every pair in the box is withheld. Far from either end nothing depends on the size of the other side, so the
/// search looks at the ends of long sides only.
fn is_withheld_everywhere(truths: &Truths, class: DataClass) -> bool {
    let Truths { count, others, people } = *truths;
    if count.values() > LONG && others.values() > LONG {
        return false; // some count in the middle of a large population is shown
    }
    let pair = |n: i64, m: i64| match (u64::try_from(n), u64::try_from(n + m)) {
        (Ok(n), Ok(d)) => matches!(rule_cell(n, d, class), CellDecision::WithholdCount { .. }),
        _ => false,
    };
    let (short, long) = if count.values() <= others.values() { (count, others) } else { (others, count) };
    (short.low..=short.high).all(|a| {
        let (from, to) = ((people.low - a).max(long.low), (people.high - a).min(long.high));
        (from..=to).all(|b| if count.values() <= others.values() { pair(a, b) } else { pair(b, a) })
    })
}

/// A side with more values than this belongs to a population in which middling counts are shown.
const LONG: u64 = 40;

/// Every count that rule 2 or 3 withholds among some population that is shown as `denominator`, as runs of whole numbers:
/// what `*` says to a reader who knows nothing else.
///
/// ```
/// use commonweal_disclosure::interval::{Interval, withheld_counts};
/// use commonweal_model::DataClass::{Sensitive, Standard};
/// assert_eq!(withheld_counts(40, Standard), [Interval::new(1, 7), Interval::new(31, 41)]);
/// assert_eq!(withheld_counts(40, Sensitive), [Interval::new(0, 7), Interval::new(31, 42)]);
/// ```
pub fn withheld_counts(denominator: u64, class: DataClass) -> Vec<Interval> {
    let people = Interval::of_shown(denominator);
    let is_withheld = |n: i64| {
        (people.low.max(n)..=people.high).any(|d| match (u64::try_from(n), u64::try_from(d)) {
            (Ok(n), Ok(d)) => matches!(rule_cell(n, d, class), CellDecision::WithholdCount { .. }),
            _ => false,
        })
    };
    // Between the ends every count is shown: the rules speak of few people on one side or the other.
    let ends = LONG as i64;
    let near = (0..=ends.min(people.high)).chain((people.high - ends).max(ends + 1)..=people.high);
    let mut runs: Vec<Interval> = Vec::new();
    for n in near.filter(|n| is_withheld(*n)) {
        match runs.last_mut() {
            Some(run) if run.high + 1 == n => run.high = n,
            _ => runs.push(Interval::exactly(n)),
        }
    }
    runs
}

/// A count as the signed number the audit reckons with; one that no population has counts as no limit.
pub(crate) fn whole(count: u64) -> i64 {
    i64::try_from(count).map_or(NO_LIMIT, |count| count.min(NO_LIMIT))
}
