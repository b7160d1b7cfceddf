//! From the cells of a release to what the gate must withhold besides: addresses instead of numbers.
//!
//! The exact counts of a release are put into [`LinkedCells`] by address, with the sums between them. [`LinkedCells::repair`]
//! answers with a [`Withholding`]; a gate that was given it ([`Gate::withholding`](crate::Gate::withholding)) withholds every
//! figure of those cells, and with them what is made from released figures. So the audit runs before the gate, on counts, and
//! the gate after it once.

use crate::audit::NotATruth;
use crate::figure::FigureKey;
use crate::repair::{Loss, Step, repair};
use crate::tables::{Cell, CellId, Merging, Sum, Tables, Treatment};
use commonweal_model::{AreaCode, AreaType, Breakdown, DataClass, Dimension, Family, Period};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Which cell: what several statistics of the same people share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellAddress {
    /// The indicator.
    pub indicator_id: String,
    /// The period.
    pub period: Period,
    /// Who is counted in the area.
    pub family: Family,
    /// The kind of the area.
    pub area_type: AreaType,
    /// The area.
    pub area: AreaCode,
    /// None, one or two groups, sorted by dimension.
    pub breakdowns: Vec<Breakdown>,
}

impl CellAddress {
    /// The cell a figure is about.
    pub fn of(key: &FigureKey) -> Self {
        let mut breakdowns = key.breakdowns.clone();
        breakdowns.sort();
        Self {
            indicator_id: key.indicator_id.clone(),
            period: key.period,
            family: key.family,
            area_type: key.area_type,
            area: key.area.clone(),
            breakdowns,
        }
    }
}

/// What the gate withholds besides what the rule of one cell does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withholding(BTreeMap<CellAddress, Treatment>);

impl Withholding {
    /// How a cell is treated.
    pub fn treatment(&self, address: &CellAddress) -> Treatment {
        self.0.get(address).copied().unwrap_or(Treatment::ByRule)
    }

    /// Withholds everything about a cell: its population stands too close to another.
    pub fn withhold(&mut self, address: CellAddress) {
        self.raise(address, Treatment::Withheld);
    }

    /// Withholds the count of a cell, and what is made of it: it is another figure's population.
    pub fn withhold_count(&mut self, address: CellAddress) {
        self.raise(address, Treatment::CountWithheld);
    }

    /// Treats a cell so, or as it is treated already where that hides more.
    pub fn treat(&mut self, address: CellAddress, treatment: Treatment) {
        if treatment != Treatment::ByRule {
            self.raise(address, treatment);
        }
    }

    /// Takes in what another audit withholds, of other indicators or periods.
    pub fn extend(&mut self, other: Self) {
        other.0.into_iter().for_each(|(address, treatment)| self.raise(address, treatment));
    }

    /// The cells, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&CellAddress, Treatment)> {
        self.0.iter().map(|(address, treatment)| (address, *treatment))
    }

    fn raise(&mut self, address: CellAddress, treatment: Treatment) {
        let now = self.0.entry(address).or_insert(treatment);
        *now = treatment.max(*now);
    }
}

/// The cells of one indicator, or of several that share people.
#[derive(Debug, Clone, Default)]
pub struct LinkedCells {
    tables: Tables,
    ids: BTreeMap<CellAddress, CellId>,
}

/// What a repair came to.
#[derive(Debug, Clone)]
pub struct LinkedRepair {
    /// For the gate.
    pub withholding: Withholding,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// What plain suppression of small cells would have withheld.
    pub before: Loss,
    /// What is withheld now.
    pub after: Loss,
    names: BTreeMap<CellId, String>,
}

impl LinkedRepair {
    /// The steps in plain words, for those who check the release.
    pub fn in_words(&self) -> Vec<String> {
        let name = |cell: CellId| self.names.get(&cell).cloned().unwrap_or_else(|| "those left over".to_owned());
        self.steps.iter().map(|step| step.in_words(&name)).collect()
    }
}

impl LinkedCells {
    /// A cell with its exact counts.
    pub fn add(&mut self, address: CellAddress, count: u64, people: u64, class: DataClass) {
        let id = self.tables.add(count, people, class);
        self.ids.insert(address, id);
    }

    /// Everything about a cell is withheld already, as by [`crate::containment`].
    pub fn withhold(&mut self, address: &CellAddress) {
        self.treat(address, Treatment::Withheld);
    }

    /// A cell is treated so already, for a reason outside these tables.
    pub fn treat(&mut self, address: &CellAddress, treatment: Treatment) {
        if let Some(id) = self.ids.get(address) {
            self.tables.treat(*id, treatment);
        }
    }

    /// The children are groups of the parent that do not overlap. Whom they leave out becomes a group that is not listed;
    /// false, and no sum, where a cell is unknown or the children come to more than the parent.
    pub fn sum(&mut self, parent: &CellAddress, children: &[CellAddress]) -> bool {
        let found: Option<Vec<CellId>> = children.iter().map(|child| self.ids.get(child).copied()).collect();
        let (Some(&parent), Some(mut children)) = (self.ids.get(parent), found) else { return false };
        let of = |cell: CellId| {
            let cell = &self.tables.cells[cell.index()];
            (cell.count, cell.people, cell.class)
        };
        let (n, d, class) = of(parent);
        let (counted, people) =
            children.iter().fold((0_u64, 0_u64), |sum, child| (sum.0 + of(*child).0, sum.1 + of(*child).1));
        let (Some(n_left), Some(d_left)) = (n.checked_sub(counted), d.checked_sub(people)) else { return false };
        if n_left > d_left {
            return false;
        }
        if d_left > 0 {
            let rest = self.tables.add(n_left, d_left, class);
            self.tables.treat(rest, Treatment::NotListed);
            children.push(rest);
        }
        self.tables.add_sum(Sum { parent, children, merging: Merging::Never, total_may_change: false });
        true
    }

    /// Declares every sum over the groups of one dimension that the addresses themselves tell.
    pub fn sum_breakdowns(&mut self) {
        let mut groups: BTreeMap<(CellAddress, Dimension), Vec<CellAddress>> = BTreeMap::new();
        for address in self.ids.keys() {
            for breakdown in &address.breakdowns {
                let mut parent = address.clone();
                parent.breakdowns.retain(|other| other != breakdown);
                groups.entry((parent, breakdown.dimension)).or_default().push(address.clone());
            }
        }
        for ((parent, _), children) in groups {
            self.sum(&parent, &children);
        }
    }

    /// Declares every sum over areas: `inside` names the areas that an area consists of; those of one type are one sum.
    pub fn sum_areas(&mut self, inside: &dyn Fn(&CellAddress) -> Vec<(AreaType, AreaCode)>) {
        let parents: Vec<CellAddress> = self.ids.keys().cloned().collect();
        for parent in parents {
            let mut by_type: BTreeMap<AreaType, Vec<CellAddress>> = BTreeMap::new();
            for (area_type, area) in inside(&parent) {
                let child = CellAddress { area_type, area, ..parent.clone() };
                // An area in which nobody is asked about has no cell.
                if self.ids.contains_key(&child) {
                    by_type.entry(area_type).or_default().push(child);
                }
            }
            by_type.into_values().for_each(|children| {
                self.sum(&parent, &children);
            });
        }
    }

    /// Names these cells with all there is to know of them: cells of the same name are mended in the same way.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for (address, id) in &self.ids {
            hash.update(format!("{address:?} {};", id.index()));
        }
        for Cell { count, people, class, treatment } in &self.tables.cells {
            hash.update(format!("{count} {people} {class:?} {treatment:?};"));
        }
        for Sum { parent, children, merging, total_may_change } in &self.tables.sums {
            hash.update(format!("{} {merging:?} {total_may_change}", parent.index()));
            children.iter().for_each(|child| hash.update(format!(" {}", child.index())));
            hash.update(";");
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The tables, for an audit alone.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Mends the tables; see [`crate::repair`].
    ///
    /// # Errors
    /// [`NotATruth`] where a sum was declared that does not add up.
    pub fn repair(self) -> Result<LinkedRepair, NotATruth> {
        let repaired = repair(self.tables)?;
        let mut withholding = Withholding::default();
        for (address, id) in &self.ids {
            let treatment = repaired.tables.treatment(*id);
            if treatment != Treatment::ByRule {
                withholding.raise(address.clone(), treatment);
            }
        }
        let named = |(address, id): (CellAddress, CellId)| {
            let groups: Vec<&str> = address.breakdowns.iter().map(|group| group.category.as_str()).collect();
            (id, [&[address.indicator_id.as_str(), address.area.as_str()][..], &groups[..]].concat().join(" "))
        };
        let names = self.ids.into_iter().map(named).collect();
        let (steps, before, after) = (repaired.steps, repaired.before, repaired.after);
        Ok(LinkedRepair { withholding, steps, before, after, names })
    }
}
