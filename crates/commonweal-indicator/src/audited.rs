//! What may be released of many indicators at once? Each indicator's cells are audited together before the gate opens: what
//! could be worked out from the rest is hidden besides, and said to be.
//!
//! The audit runs on exact counts, inside. Populations that stand too close to one another are hidden first; then everything
//! that the sums of the linked tables give away, and what one indicator would tell of another that counts the same people
//! ([`same`]). The gate is told, and every statistic of a hidden cell is hidden with it.

mod memory;
mod same;

pub use memory::{Mended, NoMemory, Remembers};
pub use same::{population_of, together};

use crate::cube::{Counts, Cube, CubeKey};
use crate::release::{Release, release};
use commonweal_cohort::IndicatorDefinition;
use commonweal_disclosure::containment::{Containment, PopulationId};
use commonweal_disclosure::linked::{CellAddress, LinkedCells, Withholding};
use commonweal_disclosure::rules::{CellDecision, LARGEST_WITHHELD, rule_cell};
use commonweal_disclosure::tables::Treatment;
use commonweal_disclosure::{Released, Utility, UtilityRow};
use commonweal_model::{AreaCode, AreaType, DataClass, Dimension, Family, Period};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Which areas lie within which.
pub trait Lineage: Sync {
    /// Every division of an area into smaller areas that lie wholly within it and do not overlap: the areas of one division
    /// are of one kind. They need not be all of it.
    fn parts(&self, family: Family, area_type: AreaType, area: &AreaCode) -> Vec<Vec<(AreaType, AreaCode)>>;
}

/// A release of one day.
#[derive(Debug, Default)]
pub struct Audited {
    /// The figures, those of the audit's choosing hidden.
    pub released: Vec<Released>,
    /// How much is hidden, and for what.
    pub utility: Utility,
    /// What was done, for those who check the release.
    pub repairs: Repairs,
}

/// What the audit did besides the rule of one figure, in words. They name cells and intervals of hidden counts: for the eyes of
/// those who check a release, inside.
#[derive(Default)]
pub struct Repairs(Vec<String>);

impl Repairs {
    /// The words, in the order of what was done.
    pub fn in_words(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Debug for Repairs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repairs").field("steps", &self.0.len()).finish()
    }
}

impl Audited {
    /// Takes in another day, or other indicators.
    pub fn add(&mut self, other: Self) {
        self.released.extend(other.released);
        self.utility.add(other.utility);
        self.repairs.0.extend(other.repairs.0);
    }
}

/// All figures of these indicators at one day, audited, through the gate. Indicators that count the same people are audited
/// together, so all that [`together`] names as one must be given at once.
///
/// What the memory knows of the same cells is not worked out again.
pub fn audited(
    indicators: &[&IndicatorDefinition],
    cube: &Cube,
    with: &Release<'_>,
    lineage: &dyn Lineage,
    memory: &dyn Remembers,
) -> Audited {
    let mut all = Audited::default();
    let audits = same::audit_all(indicators, cube, &|indicator, hidden| {
        audit_besides(indicator, cube, with.index_date, lineage, hidden, memory)
    });
    for (indicator, audit) in indicators.iter().zip(audits) {
        let gate = with.gate.clone().withholding(audit.withholding.clone());
        let with = Release {
            gate: &gate,
            lattice: with.lattice,
            standard: with.standard,
            whole: with.whole.clone(),
            whole_name: with.whole_name.clone(),
            snapshot: with.snapshot.clone(),
            index_date: with.index_date,
        };
        let released = release(indicator, cube, &with);
        all.add(Audited { released, utility: audit.utility, repairs: Repairs(audit.repairs) });
    }
    all
}

/// What the audit of one indicator's cells comes to.
pub struct CellAudit {
    /// What is hidden besides what the rule of one figure hides.
    pub withholding: Withholding,
    /// How much that is.
    pub utility: Utility,
    repairs: Vec<String>,
    class: DataClass,
    found: BTreeMap<CellAddress, Counts>,
}

impl CellAudit {
    /// Whether no reader sees how many people of a cell have the property.
    fn hides_count(&self, address: &CellAddress, counts: Counts) -> bool {
        self.withholding.treatment(address) != Treatment::ByRule
            || !matches!(rule_cell(counts.numerator, counts.denominator, self.class), CellDecision::Show(_))
    }

    /// Whether no reader sees how many people are in a cell, for another reason than that they are few.
    fn hides_people(&self, address: &CellAddress) -> bool {
        self.withholding.treatment(address) > Treatment::CountWithheld
    }
}

impl std::fmt::Debug for CellAudit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CellAudit").field("utility", &self.utility).finish_non_exhaustive()
    }
}

/// Audits the cells of one indicator at one day. No figure is made.
///
/// # Panics
/// Never: a sum is declared only where it adds up.
pub fn audit_cells(indicator: &IndicatorDefinition, cube: &Cube, date: Date, lineage: &dyn Lineage) -> CellAudit {
    audit_besides(indicator, cube, date, lineage, &Withholding::default(), &NoMemory)
}

/// The same, where some cells are hidden already.
fn audit_besides(
    indicator: &IndicatorDefinition,
    cube: &Cube,
    date: Date,
    lineage: &dyn Lineage,
    hidden: &Withholding,
    memory: &dyn Remembers,
) -> CellAudit {
    let found: Vec<(CellAddress, Counts)> =
        cube.of_indicator(&indicator.id).map(|(key, counts)| (address(indicator, key, date), counts)).collect();
    let mut cells = LinkedCells::default();
    for (address, counts) in &found {
        cells.add(address.clone(), counts.numerator, counts.denominator, indicator.class);
    }
    let inside = |address: &CellAddress| -> Vec<(AreaType, AreaCode)> {
        lineage.parts(address.family, address.area_type, &address.area).into_iter().flatten().collect()
    };
    cells.sum_breakdowns();
    cells.sum_areas(&inside);
    for (address, treatment) in hidden.iter() {
        cells.treat(address, treatment);
    }
    let mut withholding = hidden.clone();
    let mut repairs = Vec::new();
    for (address, words) in too_close(&found, lineage) {
        cells.withhold(&address);
        withholding.withhold(address);
        repairs.push(words);
    }
    let name = cells.fingerprint();
    let mended = memory.recall(&name).unwrap_or_else(|| {
        let repaired = cells.repair().expect("a sum is declared only where it adds up");
        let mended = Mended::of(&repaired, &found);
        memory.keep(name, mended.clone());
        mended
    });
    withholding.extend(mended.withholding(&found));
    repairs.extend(mended.in_words);
    let utility = utility(&found, indicator, &withholding);
    CellAudit { withholding, utility, repairs, class: indicator.class, found: found.into_iter().collect() }
}

fn address(indicator: &IndicatorDefinition, key: &CubeKey, date: Date) -> CellAddress {
    let mut breakdowns = key.breakdowns.clone();
    breakdowns.sort();
    CellAddress {
        indicator_id: key.indicator.clone(),
        period: Period::point(date),
        family: indicator.family,
        area_type: key.area_type,
        area: key.area.clone(),
        breakdowns,
    }
}

/// Populations that differ by a few people from another, or from others taken together; and why, in words.
fn too_close(found: &[(CellAddress, Counts)], lineage: &dyn Lineage) -> Vec<(CellAddress, String)> {
    let mut graph = Containment::default();
    let mut ids: BTreeMap<&CellAddress, PopulationId> = BTreeMap::new();
    for (address, counts) in found {
        let people = counts.denominator;
        let id = if people <= LARGEST_WITHHELD { graph.add_unreleased(people) } else { graph.add(people) };
        ids.insert(address, id);
    }
    let mut divisions: BTreeMap<(CellAddress, Dimension), Vec<PopulationId>> = BTreeMap::new();
    for (address, id) in &ids {
        for breakdown in &address.breakdowns {
            let mut parent = CellAddress::clone(address);
            parent.breakdowns.retain(|other| other != breakdown);
            divisions.entry((parent, breakdown.dimension)).or_default().push(*id);
        }
    }
    for ((parent, _), groups) in &divisions {
        if let Some(parent) = ids.get(parent) {
            graph.divides(*parent, groups);
        }
    }
    for (address, id) in &ids {
        for division in lineage.parts(address.family, address.area_type, &address.area) {
            let part = |(area_type, area)| ids.get(&CellAddress { area_type, area, ..CellAddress::clone(address) });
            let parts: Vec<PopulationId> = division.into_iter().filter_map(part).copied().collect();
            if !parts.is_empty() {
                graph.divides(*id, &parts);
            }
        }
    }
    let name = |id: PopulationId| {
        let (address, _) = &found[id.index()];
        let groups: Vec<&str> = address.breakdowns.iter().map(|group| group.category.as_str()).collect();
        [&[address.indicator_id.as_str(), address.area.as_str()][..], &groups[..]].concat().join(" ")
    };
    let withheld = graph.settle();
    withheld.iter().map(|of| (found[of.population.index()].0.clone(), of.in_words(&name))).collect()
}

/// How many cells of each kind of area and breakdown are without a count.
fn utility(found: &[(CellAddress, Counts)], indicator: &IndicatorDefinition, withholding: &Withholding) -> Utility {
    let mut utility = Utility::default();
    let mut rows: BTreeMap<(AreaType, Vec<Dimension>), UtilityRow> = BTreeMap::new();
    for (address, counts) in found {
        let dimensions: Vec<Dimension> = address.breakdowns.iter().map(|group| group.dimension).collect();
        let row = rows.entry((address.area_type, dimensions.clone())).or_insert_with(|| UtilityRow {
            family: address.family,
            area_type: address.area_type,
            dimensions,
            cells: 0,
            withheld_by_rule: 0,
            withheld_by_audit: 0,
            not_listed: 0,
        });
        let treatment = withholding.treatment(address);
        row.cells += 1;
        match rule_cell(counts.numerator, counts.denominator, indicator.class) {
            CellDecision::Show(_) => row.withheld_by_audit += u64::from(treatment != Treatment::ByRule),
            CellDecision::WithholdCount { .. } | CellDecision::WithholdAll => row.withheld_by_rule += 1,
        }
        row.not_listed += u64::from(treatment == Treatment::NotListed);
    }
    utility.add(Utility { rows: rows.into_values().collect() });
    utility
}
