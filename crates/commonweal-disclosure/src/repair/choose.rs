//! Which step protects a hidden number: the sum that gives it away, and what to change in it.

use super::step::{Because, Step};
use crate::rules::{CellDecision, r5, rule_cell};
use crate::tables::{CellId, Leak, Merging, Side, Sum, Tables, Treatment};
use std::collections::BTreeSet;

/// A step to be taken, and the sum it is taken in.
pub(crate) struct Choice {
    pub(crate) sum: usize,
    change: Change,
}

enum Change {
    Merge(Vec<CellId>),
    TotalOfShown(usize),
    Treat(CellId, Treatment),
    Unlist(Vec<CellId>),
}

impl Choice {
    /// Takes the step.
    pub(crate) fn take(&self, tables: &mut Tables, leak: &Leak) -> Step {
        let because = Because::of(leak);
        match &self.change {
            Change::Merge(groups) => {
                let into = add_total(tables, groups);
                groups.iter().for_each(|cell| tables.treat(*cell, Treatment::Merged));
                Step::Merged { groups: groups.clone(), into, because }
            }
            Change::TotalOfShown(sum) => {
                let Sum { parent, children, .. } = tables.sums[*sum].clone();
                let of: Vec<CellId> = children.into_iter().filter(|child| !tables.is_hidden(*child)).collect();
                let instead = add_total(tables, &of);
                tables.treat(parent, Treatment::NotListed);
                Step::TotalOfShown { total: parent, of, instead, because }
            }
            Change::Treat(cell, treatment) => {
                tables.treat(*cell, *treatment);
                match treatment {
                    Treatment::CountWithheld => Step::CountWithheld { cell: *cell, because },
                    _ => Step::Withheld { cell: *cell, because },
                }
            }
            Change::Unlist(cells) => {
                cells.iter().for_each(|cell| tables.treat(*cell, Treatment::NotListed));
                Step::NotListed { cells: cells.clone(), because }
            }
        }
    }
}

fn add_total(tables: &mut Tables, cells: &[CellId]) -> CellId {
    let of = |side| cells.iter().map(|cell| tables.number(*cell, side)).sum();
    let class = tables.cells[cells[0].index()].class;
    let (count, people) = (of(Side::Count), of(Side::People));
    let total = tables.add(count, people, class);
    tables.sum(total, cells);
    total
}

/// The sums each cell is in.
pub(crate) struct SumsOf(Vec<Vec<usize>>);

impl SumsOf {
    pub(crate) fn new(tables: &Tables) -> Self {
        let mut of = vec![Vec::new(); tables.len()];
        for (index, sum) in tables.sums.iter().enumerate() {
            for cell in std::iter::once(&sum.parent).chain(&sum.children) {
                of[cell.index()].push(index);
            }
        }
        Self(of)
    }

    fn cell(&self, cell: CellId) -> &[usize] {
        &self.0[cell.index()]
    }

    /// The cells that share a sum with this one, itself among them.
    pub(crate) fn members(&self, tables: &Tables, cell: CellId) -> Vec<CellId> {
        let sums = self.cell(cell).iter().map(|sum| &tables.sums[*sum]);
        sums.flat_map(|sum| std::iter::once(sum.parent).chain(sum.children.iter().copied())).collect()
    }
}

/// A step that widens what is possible of the leaking number; none where its sums were changed already in this round, or
/// nothing is left to change.
pub(crate) fn choose(tables: &Tables, leak: &Leak, of: &SumsOf, touched: &BTreeSet<usize>) -> Option<Choice> {
    let left = |sum: &usize| (left_by(tables, &tables.sums[*sum], leak), *sum);
    let mut sums: Vec<(u64, usize)> = of.cell(leak.cell).iter().map(left).collect();
    // The sum that alone leaves fewest values comes first; it is the one that gives the number away.
    sums.sort_unstable();
    if sums.iter().any(|(_, sum)| touched.contains(sum)) {
        return None; // what was done there may help here as well
    }
    // Where a total is too small to show, withholding one group more does not help.
    let groups_of_small = sums.first().and_then(|(_, sum)| unlist_small(tables, *sum).map(|change| (*sum, change)));
    if let Some((sum, change)) = groups_of_small {
        return Some(Choice { sum, change });
    }
    let each = |step: &dyn Fn(usize) -> Option<Change>| {
        sums.iter().find_map(|(_, sum)| step(*sum).map(|change| Choice { sum: *sum, change }))
    };
    each(&|sum| merge(tables, leak, sum))
        .or_else(|| each(&|sum| total_of_shown(tables, of, sum)))
        .or_else(|| each(&|sum| next_smallest(tables, leak, sum)))
        .or_else(|| each(&|sum| unlist(tables, sum)))
}

/// How many values one sum leaves, were all else unknown.
fn left_by(tables: &Tables, sum: &Sum, leak: &Leak) -> u64 {
    let known = tables.known(leak.cell, leak.side);
    let parent = tables.known(sum.parent, leak.side);
    let (mut low, mut high) = (0_i64, 0_i64);
    for child in sum.children.iter().filter(|child| **child != leak.cell) {
        let child = tables.known(*child, leak.side);
        (low, high) = (low.saturating_add(child.low), high.saturating_add(child.high));
    }
    let (low, high) = if sum.parent == leak.cell {
        (known.low.max(low), known.high.min(high))
    } else {
        (known.low.max(parent.low.saturating_sub(high)), known.high.min(parent.high.saturating_sub(low)))
    };
    u64::try_from(high - low + 1).unwrap_or(0)
}

/// The leaking group and the smallest it may be shown with, and more until the new cell can be shown.
fn merge(tables: &Tables, leak: &Leak, sum: usize) -> Option<Change> {
    let Sum { children, merging, parent, .. } = &tables.sums[sum];
    let listed = |cell: &CellId| !matches!(tables.treatment(*cell), Treatment::Merged | Treatment::NotListed);
    let start = children.iter().position(|child| *child == leak.cell)?;
    if *merging == Merging::Never || *parent == leak.cell || !listed(&leak.cell) {
        return None;
    }
    let (mut from, mut to) = (start, start);
    let mut groups = vec![leak.cell];
    while !can_be_shown(tables, &groups) {
        let next = match merging {
            Merging::Any => children
                .iter()
                .copied()
                .filter(|child| listed(child) && !groups.contains(child))
                .min_by_key(|child| tables.number(*child, Side::People)),
            _ => {
                let before = from.checked_sub(1).map(|at| children[at]).filter(listed);
                let after = children.get(to + 1).copied().filter(listed);
                before.into_iter().chain(after).min_by_key(|child| tables.number(*child, Side::People))
            }
        }?;
        if from > 0 && children[from - 1] == next {
            from -= 1
        } else {
            to += 1
        }
        groups.push(next);
    }
    // All groups as one would be the total again.
    let rest = children.iter().filter(|child| listed(child) && !groups.contains(child)).count();
    (groups.len() > 1 && rest > 0).then_some(Change::Merge(groups))
}

fn can_be_shown(tables: &Tables, groups: &[CellId]) -> bool {
    let of = |side| groups.iter().map(|cell| tables.number(*cell, side)).sum();
    let class = tables.cells[groups[0].index()].class;
    groups.len() > 1 && matches!(rule_cell(of(Side::Count), of(Side::People), class), CellDecision::Show(_))
}

/// Only where the total belongs to no other table.
fn total_of_shown(tables: &Tables, of: &SumsOf, sum: usize) -> Option<Change> {
    let Sum { parent, children, total_may_change, .. } = &tables.sums[sum];
    let elsewhere = of.cell(*parent).len() > 1;
    let shown = children.iter().filter(|child| !tables.is_hidden(**child)).count();
    let can = *total_may_change && !elsewhere && !tables.is_hidden(*parent) && shown > 0 && shown < children.len();
    can.then_some(Change::TotalOfShown(sum))
}

/// The smallest cell of the sum that is still shown, as readers would see it: which of two that look alike is smaller may not be
/// told by hiding it. The total last. Nobody and everybody, shown exactly, come before it.
fn next_smallest(tables: &Tables, leak: &Leak, sum: usize) -> Option<Change> {
    let Sum { parent, children, .. } = &tables.sums[sum];
    let treatment = if leak.side == Side::People { Treatment::Withheld } else { Treatment::CountWithheld };
    let can = |cell: &CellId| {
        let now = tables.treatment(*cell);
        *cell != leak.cell && now < treatment && (!tables.is_hidden(*cell) || treatment == Treatment::Withheld)
    };
    let size = |cell: &CellId| match tables.number(*cell, leak.side) {
        0 => (1, 0),
        people => (0, r5(people)),
    };
    let child = children.iter().copied().filter(can).min_by_key(size);
    let chosen = child.or(Some(*parent).filter(can))?;
    Some(Change::Treat(chosen, treatment))
}

/// The groups of a total that is itself too small to show.
fn unlist_small(tables: &Tables, sum: usize) -> Option<Change> {
    tables.is_small(tables.sums[sum].parent).then(|| unlist(tables, sum)).flatten()
}

/// The groups of a sum in which nothing is left to withhold.
fn unlist(tables: &Tables, sum: usize) -> Option<Change> {
    let children = tables.sums[sum].children.iter().copied();
    let listed: Vec<CellId> = children.filter(|cell| tables.treatment(*cell) != Treatment::NotListed).collect();
    (!listed.is_empty()).then_some(Change::Unlist(listed))
}
