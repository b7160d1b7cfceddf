//! How many people are in this cell, and how many have the property? Exact counts, kept inside.

use commonweal_model::{AgeBand, AreaCode, AreaType, Breakdown};
use std::collections::BTreeMap;

/// Exact counts of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People with the property.
    pub numerator: u64,
    /// People asked about.
    pub denominator: u64,
    /// People expected to have the property, in millionths of a person; 0 where nothing is expected.
    pub expected_millionths: u64,
}

impl Counts {
    /// People expected to have the property.
    pub fn expected(&self) -> f64 {
        self.expected_millionths as f64 / 1e6
    }
}

/// Which cell: an indicator in an area, for up to two characteristics.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CubeKey {
    /// Indicator id.
    pub indicator: String,
    /// Kind of area.
    pub area_type: AreaType,
    /// The area.
    pub area: AreaCode,
    /// The group, in the order of its dimensions.
    pub breakdowns: Vec<Breakdown>,
}

/// The counts of one pass at one index date.
#[derive(Debug, Default)]
pub struct Cube {
    indicators: BTreeMap<String, Cells>,
}

/// The counts of one indicator.
#[derive(Debug, Default)]
struct Cells {
    cells: BTreeMap<CubeKey, Counts>,
    by_standard_age: BTreeMap<CubeKey, BTreeMap<AgeBand, Counts>>,
}

impl Cube {
    /// Puts in a cell of the lattice.
    pub fn insert(&mut self, key: CubeKey, counts: Counts) {
        self.cells_for(&key).cells.insert(key, counts);
    }

    /// Puts in the part of a cell whose people are in one band of the standard population; such
    /// parts are for standardising and are never released.
    pub fn insert_standard_age(&mut self, key: CubeKey, band: AgeBand, counts: Counts) {
        self.cells_for(&key).by_standard_age.entry(key).or_default().insert(band, counts);
    }

    fn cells_for(&mut self, key: &CubeKey) -> &mut Cells {
        if !self.indicators.contains_key(&key.indicator) {
            self.indicators.insert(key.indicator.clone(), Cells::default());
        }
        self.indicators.get_mut(&key.indicator).expect("it was put there")
    }

    /// The counts of a cell, if anybody is in it.
    pub fn get(&self, key: &CubeKey) -> Option<Counts> {
        self.indicators.get(&key.indicator)?.cells.get(key).copied()
    }

    /// The cells of an indicator, in order.
    pub fn of_indicator(&self, indicator: &str) -> impl Iterator<Item = (&CubeKey, Counts)> {
        let cells = self.indicators.get(indicator).into_iter().flat_map(|cells| &cells.cells);
        cells.map(|(key, counts)| (key, *counts))
    }

    /// The counts of a cell by standard age band, youngest first.
    pub fn standard_ages(&self, key: &CubeKey) -> Option<&BTreeMap<AgeBand, Counts>> {
        self.indicators.get(&key.indicator)?.by_standard_age.get(key)
    }

    /// Keys counted by standard age for an indicator, in order.
    pub fn standardised_keys(&self, indicator: &str) -> impl Iterator<Item = &CubeKey> {
        self.indicators.get(indicator).into_iter().flat_map(|cells| cells.by_standard_age.keys())
    }
}
