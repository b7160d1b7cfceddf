//! Mending tables whose hidden numbers can be worked out, with the least loss.
//!
//! In this order, until the audit finds nothing more: show two groups together as one; show the total of the groups shown
//! instead of the total of all; withhold the next smallest cell. What may be merged and which total may change is said by
//! each [`Sum`](crate::tables::Sum). Where a total is itself too small to show, its groups are not listed at all: every group
//! with somebody in it would tell of the total, and the total of them. At worst nothing is listed, which hides everything:
//! so a repair always ends, and always with nothing that can be worked out.
//!
//! Withholding more can only widen what is possible. So between two steps only what was not yet safe is looked at again;
//! steps that show something new, merged rows and changed totals, are followed by a whole audit.

mod choose;
mod step;

pub use step::{Because, Step};

use crate::audit::{Effort, NotATruth};
use crate::tables::{CellId, Leak, Side, Tables, Treatment};
use choose::{SumsOf, choose};
use std::collections::BTreeSet;

/// Where cells times steps are no more than this, they are gone through once more at the end for what was withheld without
/// need. Each step costs a whole audit.
const LOOKED_THROUGH: usize = 30_000;

/// Tables that give nothing away, and what that took.
#[derive(Debug, Clone)]
pub struct Repaired {
    /// The tables, each cell with its treatment.
    pub tables: Tables,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// What plain suppression of small cells would have withheld.
    pub before: Loss,
    /// What is withheld now.
    pub after: Loss,
}

/// What readers do not get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// Cells there are.
    pub cells: usize,
    /// Cells without a count shown.
    pub without_count: usize,
}

impl Loss {
    fn of(tables: &Tables, cells: usize) -> Self {
        let hidden = (0..cells as u32).filter(|cell| tables.is_hidden(CellId(*cell)));
        Self { cells, without_count: hidden.count() }
    }

    /// The share of cells without a count, from 0 to 1.
    pub fn share(self) -> f64 {
        if self.cells == 0 { 0.0 } else { self.without_count as f64 / self.cells as f64 }
    }
}

/// Mends tables until nothing hidden can be worked out.
///
/// # Errors
/// [`NotATruth`] where a sum was declared that does not add up.
pub fn repair(mut tables: Tables) -> Result<Repaired, NotATruth> {
    let cells = tables.len();
    let before = Loss::of(&tables, cells);
    let mut steps: Vec<Step> = Vec::new();
    let mut open = Open { now: tables.askable(), later: BTreeSet::new() };
    let mut leaks = open.leaks(&tables)?;
    while !leaks.is_empty() {
        let mut touched = BTreeSet::new();
        let mut anything_new = false;
        let of = SumsOf::new(&tables);
        for leak in &leaks {
            let Some(choice) = choose(&tables, leak, &of, &touched) else { continue };
            let step = choice.take(&mut tables, leak);
            touched.insert(choice.sum);
            anything_new |= step.shows_something_new();
            open.now.extend(step.hidden_cells().into_iter().flat_map(sides));
            steps.push(step);
        }
        if touched.is_empty() {
            let mut changed = BTreeSet::new();
            for leak in &leaks {
                let Some(step) = widen(&mut tables, leak, &of, &changed) else { continue };
                changed.extend(step.hidden_cells());
                open.now.extend(step.hidden_cells().into_iter().flat_map(sides));
                steps.push(step);
            }
        }
        if anything_new {
            open.now = tables.askable();
        }
        leaks = open.leaks(&tables)?;
        if leaks.is_empty() && !anything_new && tables.len() * steps.len() <= LOOKED_THROUGH {
            give_back(&mut tables, &mut steps)?;
        }
    }
    let after = Loss::of(&tables, cells);
    Ok(Repaired { tables, steps, before, after })
}

/// The numbers that are not known to be safe.
struct Open {
    /// Those to be looked at next.
    now: BTreeSet<(CellId, Side)>,
    /// Those that a short look could not tell about.
    later: BTreeSet<(CellId, Side)>,
}

impl Open {
    /// The leaks among the numbers; those found to be safe are struck out. What is sure to leak comes first: mending it settles
    /// much of what a short look could not tell, and only the rest is worth a long one.
    fn leaks(&mut self, tables: &Tables) -> Result<Vec<Leak>, NotATruth> {
        let mut sure = Vec::new();
        for effort in [Effort::Glance, Effort::Enough] {
            let mut found = tables.look_at(&self.now, effort)?;
            found.retain(|(_, _, finding)| finding.is_none_or(|finding| finding.blocked()));
            self.now.clear();
            for (cell, side, finding) in found {
                match finding {
                    Some(finding) if finding.proven || effort == Effort::Enough => {
                        self.now.insert((cell, side));
                        sure.push(Leak { cell, side, finding });
                    }
                    _ => {
                        self.later.insert((cell, side));
                    }
                }
            }
            if !sure.is_empty() {
                break;
            }
            self.now.append(&mut self.later);
        }
        Ok(sure)
    }
}

fn sides(cell: CellId) -> [(CellId, Side); 3] {
    [Side::Count, Side::Others, Side::People].map(|side| (cell, side))
}

/// Where nothing is left to change in the sums of a leaking number, what surrounds it is changed ring by ring: what is hidden
/// there is not listed, else the smallest that is shown is withheld. None where nothing around it is listed, or something was
/// changed there in this round, which may help here as well.
fn widen(tables: &mut Tables, leak: &Leak, of: &SumsOf, changed: &BTreeSet<CellId>) -> Option<Step> {
    let because = Because::of(leak);
    let mut reached = BTreeSet::from([leak.cell]);
    loop {
        let ring: BTreeSet<CellId> = reached.iter().flat_map(|cell| of.members(tables, *cell)).collect();
        if !ring.is_disjoint(changed) {
            return None;
        }
        let listed = |cell: &CellId| tables.treatment(*cell) != Treatment::NotListed;
        let (hidden, shown): (Vec<CellId>, Vec<CellId>) =
            ring.iter().copied().filter(listed).partition(|cell| tables.is_hidden(*cell));
        if !hidden.is_empty() {
            hidden.iter().for_each(|cell| tables.treat(*cell, Treatment::NotListed));
            return Some(Step::NotListed { cells: hidden, because });
        }
        if let Some(cell) = shown.into_iter().min_by_key(|cell| tables.number(*cell, Side::People)) {
            tables.treat(cell, Treatment::CountWithheld);
            return Some(Step::CountWithheld { cell, because });
        }
        let before = reached.len();
        reached.extend(ring);
        if reached.len() == before {
            return None;
        }
    }
}

/// Shows again what turned out to be withheld without need, the last first.
fn give_back(tables: &mut Tables, steps: &mut Vec<Step>) -> Result<(), NotATruth> {
    let of = SumsOf::new(tables);
    for at in (0..steps.len()).rev() {
        let (Step::CountWithheld { cell, .. } | Step::Withheld { cell, .. }) = steps[at] else { continue };
        let treatment = tables.treatment(cell);
        if treatment == Treatment::NotListed || treatment == Treatment::Merged {
            continue;
        }
        tables.treat(cell, Treatment::ByRule);
        if tables.gives_away(&of.members(tables, cell))? {
            tables.treat(cell, treatment);
        } else {
            steps.remove(at);
        }
    }
    Ok(())
}
