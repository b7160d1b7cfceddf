//! Linked tables before the release audit: cells, which of them add up to which, and what a reader is shown of each.
//!
//! A cell is a count of people among people. Its count, the others and the population are three numbers of the audit's
//! [`System`], tied by `population = count + others`; a [`Sum`] ties the counts and the populations of several cells. Tables
//! are linked by sharing cells: the total of an area is one cell, whether it stands above ages or above sexes.
//!
//! What must stay hidden is what a rule or a step of [`crate::repair`] has hidden: of a cell whose count is withheld the count
//! and the others, of one withheld altogether the population too.

use crate::audit::{Asked, Effort, Finding, NotATruth, NumberId, System, audit, audit_some, is_any_blocked};
use crate::interval::{Interval, Truths, whole};
use crate::rules::{CellDecision, FEWEST_POSSIBLE_TRUTHS, rule_cell};
use commonweal_model::DataClass;
use std::collections::{BTreeMap, BTreeSet};

/// A number that is shown rounded is not to be known exactly by its neighbours.
const FEWEST_OF_ROUNDED: u64 = 2;

/// A cell of [`Tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(pub(crate) u32);

impl CellId {
    /// Cells are numbered from 0 in the order they were added.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a reader is shown of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    /// What the rule of one cell says.
    ByRule,
    /// The count is withheld as well, whatever the rule says; the rounded population is shown.
    CountWithheld,
    /// Everything is withheld.
    Withheld,
    /// It is shown together with others, as one row. The reader is taken to know of each whether the rule hid it.
    Merged,
    /// Nothing is told of it, not even whether the rule of one figure hides it.
    NotListed,
}

/// Which children of a sum may be shown together as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Merging {
    /// None.
    Never,
    /// Those next to each other, as ages are.
    Neighbours,
    /// Any.
    Any,
}

/// A parent and the groups it consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The total.
    pub parent: CellId,
    /// Groups that do not overlap and leave nobody out, in reading order.
    pub children: Vec<CellId>,
    /// Which of them may be merged.
    pub merging: Merging,
    /// Whether the total may be shown as "total of the groups shown".
    pub total_may_change: bool,
}

/// One cell. Its `Debug` tells no count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) count: u64,
    pub(crate) people: u64,
    pub(crate) class: DataClass,
    pub(crate) treatment: Treatment,
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cell").field("class", &self.class).field("treatment", &self.treatment).finish_non_exhaustive()
    }
}

/// Which number of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// People with the property.
    Count,
    /// People without it.
    Others,
    /// Both together.
    People,
}

/// A number of a cell that can be worked out too closely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leak {
    /// Which cell.
    pub cell: CellId,
    /// Which of its numbers.
    pub side: Side,
    /// What the audit found.
    pub finding: Finding,
}

/// Tables that share people.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    pub(crate) cells: Vec<Cell>,
    pub(crate) sums: Vec<Sum>,
    same: Vec<(CellId, CellId)>,
}

impl Tables {
    /// A cell: `count` people among `people`, of this class.
    pub fn add(&mut self, count: u64, people: u64, class: DataClass) -> CellId {
        self.cells.push(Cell { count, people, class, treatment: Treatment::ByRule });
        CellId(u32::try_from(self.cells.len() - 1).unwrap_or(u32::MAX))
    }

    /// The children add up to the parent, in counts and in populations. Where a group exists that is not released, add it
    /// and treat it as [`Treatment::NotListed`], so that nobody is left out.
    pub fn sum(&mut self, parent: CellId, children: &[CellId]) {
        let children = children.to_vec();
        self.add_sum(Sum { parent, children, merging: Merging::Never, total_may_change: false });
    }

    /// The same, with what a repair may do to it.
    pub fn add_sum(&mut self, sum: Sum) {
        self.sums.push(sum);
    }

    /// The people asked about in one cell are the people counted in another: those with a condition, of whom some are
    /// treated.
    pub fn same_people(&mut self, asked_in: CellId, counted_in: CellId) {
        self.same.push((asked_in, counted_in));
    }

    /// What a reader is shown of a cell.
    pub fn treat(&mut self, cell: CellId, treatment: Treatment) {
        self.cells[cell.index()].treatment = treatment;
    }

    /// What a reader is shown of a cell.
    pub fn treatment(&self, cell: CellId) -> Treatment {
        self.cells[cell.index()].treatment
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// What the audit finds of every hidden number.
    ///
    /// # Errors
    /// [`NotATruth`] where a sum was declared that does not add up.
    pub fn audit(&self, effort: Effort) -> Result<Vec<Leak>, NotATruth> {
        let wired = self.wire();
        let findings = audit(&wired.system, effort)?;
        Ok(findings.into_iter().zip(wired.hidden).map(|(finding, (cell, side))| Leak { cell, side, finding }).collect())
    }

    /// The numbers that can be worked out too closely: none, before a release may go out. A hidden one needs five values, a
    /// rounded one two.
    ///
    /// # Errors
    /// [`NotATruth`] where a sum was declared that does not add up.
    pub fn leaks(&self) -> Result<Vec<Leak>, NotATruth> {
        let found = self.look_at(&self.askable(), Effort::Enough)?.into_iter();
        let leak = |(cell, side, finding): Look| finding.map(|finding| Leak { cell, side, finding });
        Ok(found.filter_map(leak).filter(|leak| leak.finding.blocked()).collect())
    }

    /// What the audit finds of some numbers; those that there is nothing to ask about are left out. Where one number of a cell
    /// is blocked, the next ones are not looked at: what helps the one mostly helps the others.
    pub(crate) fn look_at(&self, asked: &BTreeSet<(CellId, Side)>, effort: Effort) -> Result<Vec<Look>, NotATruth> {
        let wired = self.wire();
        let (places, asked) = wired.asked(asked.iter().copied());
        let findings = audit_some(&wired.system, effort, &asked)?;
        let leak = |(finding, (cell, side)): (Option<Finding>, (CellId, Side))| (cell, side, finding);
        Ok(findings.into_iter().zip(places).map(leak).collect())
    }

    /// Whether anything can be worked out too closely; the numbers of these cells are looked at first.
    pub(crate) fn gives_away(&self, first: &[CellId]) -> Result<bool, NotATruth> {
        let wired = self.wire();
        let near: BTreeSet<CellId> = first.iter().copied().collect();
        let all = self.askable();
        let (near, far): (Vec<_>, Vec<_>) = all.into_iter().partition(|(cell, _)| near.contains(cell));
        let (_, asked) = wired.asked(near.into_iter().chain(far));
        is_any_blocked(&wired.system, &asked)
    }

    /// Every number that a reader is not told exactly.
    pub(crate) fn askable(&self) -> BTreeSet<(CellId, Side)> {
        let every = |cell| [Side::Count, Side::Others, Side::People].map(|side| (CellId(cell), side));
        (0..self.cells.len() as u32).flat_map(every).collect()
    }

    /// Whether a reader is shown no count of this cell.
    pub fn is_hidden(&self, cell: CellId) -> bool {
        let Cell { count, people, class, treatment } = self.cells[cell.index()];
        treatment != Treatment::ByRule || !matches!(rule_cell(count, people, class), CellDecision::Show(_))
    }

    /// Whether the rule of one cell alone withholds the count.
    pub(crate) fn is_small(&self, cell: CellId) -> bool {
        let Cell { count, people, class, .. } = self.cells[cell.index()];
        !matches!(rule_cell(count, people, class), CellDecision::Show(_))
    }

    /// One number of a cell.
    pub(crate) fn number(&self, cell: CellId, side: Side) -> u64 {
        let Cell { count, people, .. } = self.cells[cell.index()];
        match side {
            Side::Count => count,
            Side::Others => people.saturating_sub(count),
            Side::People => people,
        }
    }

    /// What a reader knows of one number of a cell without looking at any other.
    pub(crate) fn known(&self, cell: CellId, side: Side) -> Interval {
        let truths = self.truths(cell);
        [truths.count, truths.others, truths.people][side as usize]
    }

    fn truths(&self, cell: CellId) -> Truths {
        let Cell { count, people, class, treatment } = self.cells[cell.index()];
        match treatment {
            Treatment::ByRule => Truths::of_cell(count, people, class),
            Treatment::CountWithheld => Truths::of_hidden_count(count, people, class),
            Treatment::Withheld | Treatment::Merged => Truths::of_hidden_cell(count, people, class),
            Treatment::NotListed => Truths::nothing_known(),
        }
    }

    /// Of each cell, whether any row is listed of all that hang together with it. Where none is, nothing can be worked out.
    fn hangs_together_with_listed(&self) -> Vec<bool> {
        let mut listed: Vec<bool> = self.cells.iter().map(|cell| cell.treatment != Treatment::NotListed).collect();
        let mut changed = !listed.iter().all(|listed| *listed);
        while std::mem::take(&mut changed) {
            let sums = self.sums.iter().map(|sum| (sum.parent, sum.children.as_slice()));
            let same = self.same.iter().map(|(a, b)| (*a, std::slice::from_ref(b)));
            for (parent, children) in sums.chain(same) {
                let members = || std::iter::once(parent).chain(children.iter().copied()).map(CellId::index);
                if members().any(|cell| listed[cell]) && !members().all(|cell| listed[cell]) {
                    members().for_each(|cell| listed[cell] = true);
                    changed = true;
                }
            }
        }
        listed
    }

    /// The three numbers of every cell, in the order of [`Side`], and how they hang together.
    fn wire(&self) -> Wired {
        let mut wired = Wired::default();
        let listed = self.hangs_together_with_listed();
        for (index, cell) in (0..).zip(&self.cells) {
            let truths = self.truths(CellId(index));
            let (count, people) = (whole(cell.count), whole(cell.people));
            let system = &mut wired.system;
            let n = system.add(truths.count, count);
            let m = system.add(truths.others, people - count);
            let d = system.add(truths.people, people);
            system.sum(d, &[n, m]);
            let hidden = hidden_sides(cell);
            for side in [Side::Count, Side::Others, Side::People] {
                let (at, id) = ((CellId(index), side), [n, m, d][side as usize]);
                if hidden.contains(&side) {
                    if listed[index as usize] {
                        wired.hidden.push(at);
                        system.hidden.push(id);
                        wired.needed.insert(at, (id, FEWEST_POSSIBLE_TRUTHS as u64));
                    }
                } else if is_rounded(cell) && self.known(at.0, side).values() > 1 {
                    wired.needed.insert(at, (id, FEWEST_OF_ROUNDED));
                }
            }
        }
        let number = |cell: &CellId, side: Side| NumberId(cell.0 * 3 + side as u32);
        for sum in &self.sums {
            let children = |side| sum.children.iter().map(|child| number(child, side)).collect::<Vec<NumberId>>();
            wired.system.sum(number(&sum.parent, Side::Count), &children(Side::Count));
            wired.system.sum(number(&sum.parent, Side::People), &children(Side::People));
            wired.system.following_sum(number(&sum.parent, Side::Others), &children(Side::Others));
        }
        for (asked_in, counted_in) in &self.same {
            wired.system.sum(number(asked_in, Side::People), &[number(counted_in, Side::Count)]);
        }
        wired
    }
}

/// A number of a cell, and what was found of it; none where it was not looked at.
pub(crate) type Look = (CellId, Side, Option<Finding>);

#[derive(Default)]
struct Wired {
    system: System,
    hidden: Vec<(CellId, Side)>,
    /// Of every number that can be asked about, its place in the system and how many values must be possible.
    needed: BTreeMap<(CellId, Side), (NumberId, u64)>,
}

impl Wired {
    /// Those of the numbers that can be asked about, in the order given.
    fn asked(&self, numbers: impl Iterator<Item = (CellId, Side)>) -> (Vec<(CellId, Side)>, Vec<Asked>) {
        let mut last = None;
        let known = numbers.filter_map(|at| self.needed.get(&at).map(|(number, needed)| (at, *number, *needed)));
        let asked = known.map(|(at, number, needed)| {
            let after_last = last.replace(at.0) == Some(at.0);
            (at, Asked { number, needed, after_last })
        });
        asked.unzip()
    }
}

/// Whether readers are shown rounded numbers of this cell, and no exact ones.
fn is_rounded(cell: &Cell) -> bool {
    !matches!(cell.class, DataClass::Published | DataClass::Organisation)
        && matches!(cell.treatment, Treatment::ByRule | Treatment::CountWithheld)
}

/// What of a cell must stay hidden.
fn hidden_sides(cell: &Cell) -> &'static [Side] {
    let Cell { count, people, class, treatment } = *cell;
    match (treatment, rule_cell(count, people, class)) {
        (_, _) if matches!(class, DataClass::Published | DataClass::Organisation) => &[],
        (Treatment::ByRule, CellDecision::Show(_)) => &[],
        (Treatment::ByRule | Treatment::CountWithheld, CellDecision::WithholdCount { .. })
        | (Treatment::CountWithheld, CellDecision::Show(_)) => &[Side::Count, Side::Others],
        _ => &[Side::Count, Side::Others, Side::People],
    }
}
