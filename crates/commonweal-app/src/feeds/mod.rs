//! The whole release as tables for other programs: a star of one table of facts and three of names, with plain
//! columns, that Power BI, Excel, R and Python read without help.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `columns` | which columns does each table have, and what do they mean? |
//! | `rows` | what is in a row? |
//! | `names` | which areas and groups do the figures name? |
//! | `files` | how are tables written, as CSV and as Parquet? |
//! | `export` | how does a whole release become a folder of files? |

mod columns;
mod export;
mod files;
mod names;
mod rows;

pub use columns::{ColumnKind, FeedColumn};
pub use export::{ExportSummary, export_release};
pub use files::rows_as_csv;
pub use names::{FeedArea, group_name};
pub use rows::{area_row, figure_row, indicator_row};

use crate::error::AppError;
use crate::site::Site;
use commonweal_model::{AreaCode, Breakdown};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A table of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feed {
    /// Every released figure: the facts.
    ReleasedValues,
    /// The indicators the figures are of.
    Indicators,
    /// The areas the figures are about.
    Areas,
    /// The groups the figures are broken down by.
    Groups,
}

impl Feed {
    /// Every table, facts first.
    pub const ALL: &'static [Self] = &[Self::ReleasedValues, Self::Indicators, Self::Areas, Self::Groups];

    /// Its name in addresses and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReleasedValues => "released_values",
            Self::Indicators => "indicators",
            Self::Areas => "areas",
            Self::Groups => "groups",
        }
    }

    /// What one row is, and what it joins to.
    pub fn about(self) -> &'static str {
        match self {
            Self::ReleasedValues => {
                "One row for each released figure. Joins to indicators by indicator_id, to areas by area_code, to groups by dimension_1 and category_1."
            }
            Self::Indicators => "One row for each indicator that has figures: its question, definition and method.",
            Self::Areas => "One row for each area that has a page or a figure: its name, kind, parent and people.",
            Self::Groups => {
                "One row for each group figures are broken down by: its name and its place in reading order."
            }
        }
    }

    /// Its columns, in order.
    pub fn columns(self) -> &'static [FeedColumn] {
        match self {
            Self::ReleasedValues => columns::RELEASED_VALUES,
            Self::Indicators => columns::INDICATORS,
            Self::Areas => columns::AREAS,
            Self::Groups => columns::GROUPS,
        }
    }
}

/// The tables of the release a site shows.
#[derive(Debug)]
pub struct Feeds {
    site: Arc<Site>,
    areas: BTreeMap<AreaCode, FeedArea>,
    groups: BTreeSet<Breakdown>,
    /// How many series each indicator has.
    series: BTreeMap<String, usize>,
}

impl Feeds {
    /// The tables of a site's release; reads through the figures once, to see which areas and groups they name.
    ///
    /// # Errors
    /// `Reference` if the reference data, which names areas that have no page, has a fault.
    pub fn of(site: Arc<Site>) -> Result<Self, AppError> {
        let areas = names::areas(&site)?;
        let mut groups = BTreeSet::new();
        let mut series: BTreeMap<String, usize> = BTreeMap::new();
        let mut before = None;
        for key in site.released().iter().map(|figure| figure.key()) {
            for group in key.breakdowns.iter().filter(|group| !groups.contains(*group)).collect::<Vec<_>>() {
                groups.insert(group.clone());
            }
            // Figures are sorted by indicator and series, so a new pair is a new series.
            let pair = Some((key.indicator_id.as_str(), key.series.as_str()));
            if before != pair {
                *series.entry(key.indicator_id.clone()).or_default() += 1;
                before = pair;
            }
        }
        Ok(Self { site, areas, groups, series })
    }

    /// The site the tables are of.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Every area that has a page or a figure, by code.
    pub fn areas(&self) -> &BTreeMap<AreaCode, FeedArea> {
        &self.areas
    }

    /// An area's name, where it is known.
    pub fn area_name(&self, code: &AreaCode) -> Option<&str> {
        self.areas.get(code)?.name.as_deref()
    }

    /// How many series an indicator has: one counted here, or one or more published.
    pub fn series_of(&self, indicator: &str) -> usize {
        self.series.get(indicator).copied().unwrap_or_default()
    }

    /// When the release was made, as headers of HTTP write it: `Thu, 01 Oct 2026 09:00:00 GMT`.
    pub fn last_modified(&self) -> Option<String> {
        let released: jiff::Timestamp = self.site.facts().released_at.parse().ok()?;
        Some(released.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }
}
