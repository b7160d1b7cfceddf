//! Released figures together: in order, found quickly, sealed.

use crate::figure::FigureKey;
use crate::gate::on_lattice;
use crate::record::ReleasedRecord;
use crate::released::Released;
use crate::seal::seal_of;
use crate::words::Statistic;
use commonweal_model::{AreaCode, AreaType, Dimension, Family};
use std::collections::BTreeMap;
use std::ops::Range;

/// Why figures do not make a set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Two figures have the same key.
    #[error(
        "indicator `{indicator}` has two figures for {statistic} of area {area} with the same breakdowns and period; a \
         figure is released once"
    )]
    Duplicate {
        /// The indicator.
        indicator: String,
        /// The area.
        area: AreaCode,
        /// The statistic.
        statistic: Statistic,
    },
    /// A figure has more dimensions than the lattice.
    #[error(
        "indicator `{indicator}` has a figure of area {area} with more than two breakdowns, or one twice; see the lattice"
    )]
    OffLattice {
        /// The indicator.
        indicator: String,
        /// The area.
        area: AreaCode,
    },
}

/// Which figures of a set; what is none is not asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection<'a> {
    /// One indicator.
    pub indicator: Option<&'a str>,
    /// One area.
    pub area: Option<&'a AreaCode>,
    /// One kind of area.
    pub area_type: Option<AreaType>,
    /// One family of geography.
    pub family: Option<Family>,
    /// One statistic.
    pub statistic: Option<Statistic>,
    /// Broken down by exactly these dimensions, in sorted order; an empty list asks for everybody together.
    pub dimensions: Option<&'a [Dimension]>,
}

impl Selection<'_> {
    fn fits(&self, key: &FigureKey) -> bool {
        self.indicator.is_none_or(|id| id == key.indicator_id)
            && self.area.is_none_or(|area| *area == key.area)
            && self.area_type.is_none_or(|kind| kind == key.area_type)
            && self.family.is_none_or(|family| family == key.family)
            && self.statistic.is_none_or(|statistic| statistic == key.statistic)
            && self.dimensions.is_none_or(|d| d.iter().copied().eq(key.breakdowns.iter().map(|b| b.dimension)))
    }
}

/// Released figures in the order of their keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReleasedSet {
    figures: Vec<Released>,
    /// Where each area's figures are, ascending.
    by_area: BTreeMap<AreaCode, Vec<usize>>,
}

impl ReleasedSet {
    /// The figures in order.
    ///
    /// # Errors
    /// [`SetError`] where two figures have one key, or a figure is off the lattice.
    pub fn new(mut figures: Vec<Released>) -> Result<Self, SetError> {
        figures.sort_by(|a, b| a.key.cmp(&b.key));
        let name = |key: &FigureKey| (key.indicator_id.clone(), key.area.clone());
        if let Some(off) = figures.iter().find(|f| !on_lattice(&f.key)) {
            let (indicator, area) = name(&off.key);
            return Err(SetError::OffLattice { indicator, area });
        }
        if let Some(twice) = figures.windows(2).find(|pair| pair[0].key == pair[1].key) {
            let (indicator, area) = name(&twice[0].key);
            return Err(SetError::Duplicate { indicator, area, statistic: twice[0].key.statistic });
        }
        let mut by_area: BTreeMap<AreaCode, Vec<usize>> = BTreeMap::new();
        for (position, figure) in figures.iter().enumerate() {
            match by_area.get_mut(&figure.key.area) {
                Some(positions) => positions.push(position),
                None => drop(by_area.insert(figure.key.area.clone(), vec![position])),
            }
        }
        Ok(Self { figures, by_area })
    }

    /// How many figures.
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// All figures in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Released> {
        self.figures.iter()
    }

    /// The figures of one indicator in order.
    pub fn find(&self, indicator: &str) -> impl ExactSizeIterator<Item = &Released> {
        self.figures[self.positions_of(indicator)].iter()
    }

    /// The figure with this key.
    pub fn get(&self, key: &FigureKey) -> Option<&Released> {
        self.figures.binary_search_by(|figure| figure.key.cmp(key)).ok().map(|position| &self.figures[position])
    }

    /// The figures that fit, in order. Quick where an indicator or an area is named.
    pub fn select(&self, selection: &Selection<'_>) -> Vec<&Released> {
        let range = selection.indicator.map_or(0..self.figures.len(), |id| self.positions_of(id));
        let fits = |figure: &&Released| selection.fits(&figure.key);
        let Some(area) = selection.area else { return self.figures[range].iter().filter(fits).collect() };
        let Some(positions) = self.by_area.get(area) else { return Vec::new() };
        let from = positions.partition_point(|position| *position < range.start);
        let to = positions.partition_point(|position| *position < range.end);
        positions[from..to].iter().map(|position| &self.figures[*position]).filter(fits).collect()
    }

    /// The figures as rows, in order.
    pub fn to_records(&self) -> Vec<ReleasedRecord> {
        self.figures.iter().map(ReleasedRecord::of).collect()
    }

    /// SHA-256 of all rows with every column, as hexadecimal text. The same figures in the same release give the same
    /// seal.
    pub fn seal(&self) -> String {
        seal_of(self.to_records().iter())
    }

    fn positions_of(&self, indicator: &str) -> Range<usize> {
        let from = self.figures.partition_point(|figure| figure.key.indicator_id.as_str() < indicator);
        let to = self.figures.partition_point(|figure| figure.key.indicator_id.as_str() <= indicator);
        from..to
    }
}
