//! Released figures together: in order, found quickly, sealed.

use crate::figure::FigureKey;
use crate::gate::on_lattice;
use crate::keeper::Keeper;
use crate::record::{ReleasedRecord, cells_of};
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
    /// A figure came out of a gate whose figures wait for a second person.
    #[error("figures that were proposed are not released before a second person has checked them")]
    Proposed,
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

/// Which periods of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Periods {
    /// The latest only: for figures counted here the last day at which people were judged, for published ones the last
    /// period of each series.
    #[default]
    Latest,
    /// Every one.
    Every,
}

/// Which figures of a set; what is none is not asked about. Of several periods the latest, unless every one is asked for.
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
    /// The latest period, or every one.
    pub periods: Periods,
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

/// Released figures in the order of their keys: the periods of a series lie side by side, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReleasedSet {
    figures: Vec<Released>,
    /// Where the figures of the latest period are, ascending.
    latest: Vec<u32>,
    /// Where each area's figures are.
    by_area: BTreeMap<AreaCode, Places>,
}

/// Where figures are, ascending.
#[derive(Debug, Clone, PartialEq, Default)]
struct Places {
    every: Vec<u32>,
    latest: Vec<u32>,
}

impl ReleasedSet {
    /// The figures in order.
    ///
    /// # Errors
    /// [`SetError`] where two figures have one key, or a figure is off the lattice or waits for a second person.
    pub fn new(figures: Vec<Released>) -> Result<Self, SetError> {
        if figures.iter().any(|figure| figure.origin.is_proposed) {
            return Err(SetError::Proposed);
        }
        let mut keeper = Keeper::default();
        let mut kept: Vec<Released> = figures.into_iter().map(|figure| keeper.kept(figure)).collect();
        kept.sort_by(|a, b| a.key.cmp(&b.key));
        Self::of_kept(kept)
    }

    /// The set of figures in order, what they have in common kept once.
    pub(crate) fn of_kept(mut figures: Vec<Released>) -> Result<Self, SetError> {
        let name = |key: &FigureKey| (key.indicator_id.clone(), key.area.clone());
        if let Some(off) = figures.iter().find(|f| !on_lattice(&f.key)) {
            let (indicator, area) = name(&off.key);
            return Err(SetError::OffLattice { indicator, area });
        }
        if let Some(twice) = figures.windows(2).find(|pair| pair[0].key == pair[1].key) {
            let (indicator, area) = name(&twice[0].key);
            return Err(SetError::Duplicate { indicator, area, statistic: twice[0].key.statistic });
        }
        figures.shrink_to_fit();
        let latest = latest_of(&figures);
        let mut by_area: BTreeMap<AreaCode, Places> = BTreeMap::new();
        let mut of_latest = latest.iter().copied().peekable();
        for (position, figure) in (0..).zip(&figures) {
            let places = match by_area.get_mut(&figure.key.area) {
                Some(places) => places,
                None => by_area.entry(figure.key.area.clone()).or_default(),
            };
            places.every.push(position);
            if of_latest.next_if_eq(&position).is_some() {
                places.latest.push(position);
            }
        }
        Ok(Self { figures, latest, by_area })
    }

    /// The figures in order, without what finds them.
    pub(crate) fn into_figures(self) -> Vec<Released> {
        self.figures
    }

    /// How many figures.
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// All figures of every period in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Released> {
        self.figures.iter()
    }

    /// The figures of one indicator in order, of every period.
    pub fn find(&self, indicator: &str) -> impl ExactSizeIterator<Item = &Released> {
        self.figures[self.positions_of(indicator)].iter()
    }

    /// The figures of the latest period, in order; see [`Periods::Latest`].
    pub fn latest(&self) -> impl ExactSizeIterator<Item = &Released> {
        self.latest.iter().map(|position| &self.figures[*position as usize])
    }

    /// The figures of one indicator of the latest period, in order.
    pub fn latest_of(&self, indicator: &str) -> impl ExactSizeIterator<Item = &Released> {
        let positions = within(&self.latest, &self.positions_of(indicator));
        positions.iter().map(|position| &self.figures[*position as usize])
    }

    /// Whether a figure of this set is of the latest period.
    pub fn is_latest(&self, figure: &Released) -> bool {
        let position = self.position(&figure.key).and_then(|position| u32::try_from(position).ok());
        position.is_some_and(|position| self.latest.binary_search(&position).is_ok())
    }

    /// Every period of the figure with this key, whatever the key's own period, oldest first. Withheld ones are among
    /// them; there is none where the set has no such figure.
    pub fn trend(&self, of: &FigureKey) -> &[Released] {
        let from = self.figures.partition_point(|figure| figure.key.series() < of.series());
        let length = self.figures[from..].partition_point(|figure| figure.key.series() == of.series());
        &self.figures[from..from + length]
    }

    /// The figure with this key.
    pub fn get(&self, key: &FigureKey) -> Option<&Released> {
        self.position(key).map(|position| &self.figures[position])
    }

    /// The figures that fit, in order. Quick where an indicator or an area is named.
    pub fn select(&self, selection: &Selection<'_>) -> Vec<&Released> {
        let range = selection.indicator.map_or(0..self.figures.len(), |id| self.positions_of(id));
        let fits = |figure: &&Released| selection.fits(&figure.key);
        let positions = match (selection.area, selection.periods) {
            (None, Periods::Every) => return self.figures[range].iter().filter(fits).collect(),
            (None, Periods::Latest) => &self.latest,
            (Some(area), periods) => match (self.by_area.get(area), periods) {
                (None, _) => return Vec::new(),
                (Some(places), Periods::Latest) => &places.latest,
                (Some(places), Periods::Every) => &places.every,
            },
        };
        let positions = within(positions, &range).iter();
        positions.map(|position| &self.figures[*position as usize]).filter(fits).collect()
    }

    /// The figures as rows, in order, one by one.
    pub fn records(&self) -> impl ExactSizeIterator<Item = ReleasedRecord> {
        self.figures.iter().map(ReleasedRecord::of)
    }

    /// The figures as rows, in order.
    pub fn to_records(&self) -> Vec<ReleasedRecord> {
        self.records().collect()
    }

    /// SHA-256 of all rows with every column, as hexadecimal text. The same figures in the same release give the same
    /// seal.
    pub fn seal(&self) -> String {
        seal_of(self.figures.iter().map(cells_of))
    }

    fn position(&self, key: &FigureKey) -> Option<usize> {
        self.figures.binary_search_by(|figure| figure.key.cmp(key)).ok()
    }

    fn positions_of(&self, indicator: &str) -> Range<usize> {
        let from = self.figures.partition_point(|figure| figure.key.indicator_id.as_str() < indicator);
        let to = self.figures.partition_point(|figure| figure.key.indicator_id.as_str() <= indicator);
        from..to
    }
}

/// The positions that lie in a range.
fn within<'p>(positions: &'p [u32], range: &Range<usize>) -> &'p [u32] {
    let from = positions.partition_point(|position| (*position as usize) < range.start);
    let to = positions.partition_point(|position| (*position as usize) < range.end);
    &positions[from..to]
}

/// Where the figures of the latest period are among figures in order.
fn latest_of(figures: &[Released]) -> Vec<u32> {
    let mut latest = Vec::new();
    let mut start = 0;
    for indicator in
        figures.chunk_by(|a, b| (&a.key.indicator_id, &a.key.series) == (&b.key.indicator_id, &b.key.series))
    {
        // A cell that has nobody at the last day has no latest figure, rather than an old one.
        let last_day = indicator.iter().filter(|figure| is_counted(figure)).map(|figure| figure.key.period).max();
        for (at, figure) in (start..).zip(indicator) {
            let is_latest = if is_counted(figure) {
                Some(figure.key.period) == last_day
            } else {
                let next = indicator.get(at - start + 1);
                next.is_none_or(|next| next.key.series() != figure.key.series())
            };
            if is_latest {
                latest.push(u32::try_from(at).expect("a release has fewer than four thousand million figures"));
            }
        }
        start += indicator.len();
    }
    latest
}

/// Whether a figure was counted from records here.
fn is_counted(figure: &Released) -> bool {
    figure.origin.index_date.is_some()
}
