//! The handle through which the rest of the product reads the reference data: each part loads once, on first use.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::boundary::{self, Boundary};
use crate::error::ReferenceError;
use crate::load::areas::{self, Area, AreaAlias, AreaSources, Ward};
use crate::load::census::{self, CensusCount};
use crate::load::indicators::{self, PublishedIndicator};
use crate::load::local::{self, LocalLsoa};
use crate::load::lsoa::{self, Lsoa11, Lsoa21};
use crate::load::lsoa_table;
use crate::load::members::{self, AreaMember};
use crate::load::plan;
use crate::load::population::{self, Population};
use crate::load::practices::{self, Practice, Practices};
use crate::load::standard::{self, StandardBand};
use crate::source::Source;
use crate::table::Table;

/// The public reference data. Cheap to clone; clones share what is loaded.
#[derive(Debug, Clone)]
pub struct Reference {
    inner: Arc<Inner>,
}

/// A part of the data: not yet loaded, loaded, or found faulty.
type Part<T> = OnceLock<Result<T, ReferenceError>>;

#[derive(Debug)]
struct Inner {
    source: Source,
    local11: Part<Vec<LocalLsoa>>,
    local21: Part<Vec<LocalLsoa>>,
    lsoa11: Part<Vec<Lsoa11>>,
    lsoa21: Part<Vec<Lsoa21>>,
    wards25: Part<Vec<Ward>>,
    practices: Part<Practices>,
    areas: Part<(Vec<Area>, Vec<AreaAlias>)>,
    members: Part<Vec<AreaMember>>,
    populations: Part<Vec<Population>>,
    indicators: Part<Vec<PublishedIndicator>>,
    census: Part<Vec<CensusCount>>,
    standard: Part<Vec<StandardBand>>,
    tables: [Part<Arc<Table>>; TABLES.len()],
}

/// How a table is made.
type Make = fn(&Reference) -> Result<Table, ReferenceError>;

/// Every table, in order of name.
const TABLES: [(&str, Make); 19] = [
    ("area_aliases", |r| Ok(areas::aliases_table(r.area_aliases()?))),
    ("area_members", |r| Ok(members::table(r.area_members()?))),
    ("areas", |r| Ok(areas::areas_table(r.areas()?))),
    ("bcf", |r| plan::table(&r.inner.source, &plan::BCF)),
    ("census2021", |r| Ok(census::table(r.census2021()?))),
    ("claims", |r| plan::table(&r.inner.source, &plan::CLAIMS)),
    ("cohorts_plan", |r| plan::table(&r.inner.source, &plan::COHORTS)),
    ("commitments", |r| plan::table(&r.inner.source, &plan::COMMITMENTS)),
    ("dashboards_plan", |r| plan::table(&r.inner.source, &plan::DASHBOARDS)),
    ("framework", |r| plan::table(&r.inner.source, &plan::FRAMEWORK)),
    ("initiatives", |r| plan::table(&r.inner.source, &plan::INITIATIVES)),
    ("lsoa11", |r| Ok(lsoa_table::lsoa11_table(r.lsoa11()?))),
    ("lsoa21", |r| Ok(lsoa_table::lsoa21_table(r.lsoa21()?))),
    ("neighbourhoods", |r| plan::table(&r.inner.source, &plan::NEIGHBOURHOODS)),
    ("organisations", |r| plan::table(&r.inner.source, &plan::ORGANISATIONS)),
    ("population", |r| Ok(population::table(r.populations()?))),
    ("practices", |r| Ok(practices::table(r.practices()?))),
    ("published_indicators", |r| Ok(indicators::table(r.published_indicators()?))),
    ("standard_population", |r| Ok(standard::table(r.standard_population()?))),
];

const TABLE_NAMES: [&str; TABLES.len()] = {
    let mut names = [""; TABLES.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = TABLES[at].0;
        at += 1;
    }
    names
};

fn part<T>(part: &Part<T>, load: impl FnOnce() -> Result<T, ReferenceError>) -> Result<&T, ReferenceError> {
    part.get_or_init(load).as_ref().map_err(Clone::clone)
}

impl Reference {
    /// The data compiled into the program. Every handle from here shares one cache.
    #[must_use]
    pub fn embedded() -> Self {
        static EMBEDDED: OnceLock<Reference> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::new(Source::Embedded)).clone()
    }

    /// The same layout in a folder. Nothing is read until it is asked for.
    #[must_use]
    pub fn from_dir(dir: &Path) -> Self {
        Self::new(Source::Folder(dir.to_owned()))
    }

    fn new(source: Source) -> Self {
        let inner = Inner {
            source,
            local11: Part::new(),
            local21: Part::new(),
            lsoa11: Part::new(),
            lsoa21: Part::new(),
            wards25: Part::new(),
            practices: Part::new(),
            areas: Part::new(),
            members: Part::new(),
            populations: Part::new(),
            indicators: Part::new(),
            census: Part::new(),
            standard: Part::new(),
            tables: [const { Part::new() }; TABLES.len()],
        };
        Self { inner: Arc::new(inner) }
    }

    /// The names of all tables, in order.
    #[must_use]
    pub fn table_names() -> &'static [&'static str] {
        &TABLE_NAMES
    }

    /// A table by name.
    ///
    /// # Errors
    /// `UnknownTable`, listing the names; otherwise the first fault met in the files behind the table.
    pub fn table(&self, name: &str) -> Result<Arc<Table>, ReferenceError> {
        let at = TABLE_NAMES.iter().position(|known| *known == name).ok_or_else(|| ReferenceError::UnknownTable {
            name: name.chars().take(40).collect(),
            known: TABLE_NAMES.join(", "),
        })?;
        part(&self.inner.tables[at], || TABLES[at].1(self).map(Arc::new)).cloned()
    }

    /// Every small area of 2011 in England, in order of code.
    ///
    /// # Errors
    /// The first fault met in the files behind it; so for all methods that follow.
    pub fn lsoa11(&self) -> Result<&[Lsoa11], ReferenceError> {
        part(&self.inner.lsoa11, || lsoa::lsoa11(&self.inner.source, self.local11()?)).map(Vec::as_slice)
    }

    /// Every small area of 2021 in England, in order of code.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn lsoa21(&self) -> Result<&[Lsoa21], ReferenceError> {
        part(&self.inner.lsoa21, || lsoa::lsoa21(&self.inner.source, self.local21()?)).map(Vec::as_slice)
    }

    /// Every area the system reports on, in order of code.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn areas(&self) -> Result<&[Area], ReferenceError> {
        self.area_tables().map(|(areas, _)| areas.as_slice())
    }

    /// Other names and codes for areas, in order of code.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn area_aliases(&self) -> Result<&[AreaAlias], ReferenceError> {
        self.area_tables().map(|(_, aliases)| aliases.as_slice())
    }

    /// Which areas lie in which, in order of the larger area.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn area_members(&self) -> Result<&[AreaMember], ReferenceError> {
        part(&self.inner.members, || members::members(&self.inner.source, &self.area_sources()?, self.areas()?))
            .map(Vec::as_slice)
    }

    /// The practices of the board, in order of code.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn practices(&self) -> Result<&[Practice], ReferenceError> {
        self.practice_lists().map(|lists| lists.practices.as_slice())
    }

    /// People by area, age and sex, each published estimate apart.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn populations(&self) -> Result<&[Population], ReferenceError> {
        part(&self.inner.populations, || population::populations(&self.inner.source, self.lsoa11()?)).map(Vec::as_slice)
    }

    /// Values published elsewhere, in order of indicator, area and period.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn published_indicators(&self) -> Result<&[PublishedIndicator], ReferenceError> {
        part(&self.inner.indicators, || indicators::published_indicators(&self.inner.source)).map(Vec::as_slice)
    }

    /// Census 2021 counts for the system's areas.
    ///
    /// # Errors
    /// The first fault met in the files behind it.
    pub fn census2021(&self) -> Result<&[CensusCount], ReferenceError> {
        part(&self.inner.census, || census::census(&self.inner.source, self.local21()?)).map(Vec::as_slice)
    }

    /// The European Standard Population 2013, youngest first.
    ///
    /// # Errors
    /// The first fault met in the file.
    pub fn standard_population(&self) -> Result<&[StandardBand], ReferenceError> {
        part(&self.inner.standard, || standard::standard_population(&self.inner.source)).map(Vec::as_slice)
    }

    /// The outlines of a layer, in order of code: icb, lad, lsoa11, lsoa21, msoa11, msoa21 or ward25.
    ///
    /// # Errors
    /// `UnknownLayer`, listing the names; otherwise the first fault met in the file.
    pub fn boundaries(&self, layer: &str) -> Result<Vec<Boundary>, ReferenceError> {
        let read = boundary::read(&self.inner.source, boundary::layer(layer)?)?;
        Ok(read.into_iter().map(|(boundary, _)| boundary).collect())
    }

    /// Loads and validates everything; an empty list means the data is sound.
    #[must_use]
    pub fn check(&self) -> Vec<ReferenceError> {
        let tables = TABLE_NAMES.iter().filter_map(|name| self.table(name).err());
        let layers = boundary::LAYERS.iter().filter_map(|layer| self.boundaries(layer.name).err());
        let mut errors: Vec<ReferenceError> = Vec::new();
        for error in tables.chain(layers) {
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        errors
    }

    fn local11(&self) -> Result<&Vec<LocalLsoa>, ReferenceError> {
        part(&self.inner.local11, || local::local_lsoa11(&self.inner.source))
    }

    fn local21(&self) -> Result<&Vec<LocalLsoa>, ReferenceError> {
        part(&self.inner.local21, || local::local_lsoa21(&self.inner.source))
    }

    fn practice_lists(&self) -> Result<&Practices, ReferenceError> {
        part(&self.inner.practices, || practices::practices(&self.inner.source))
    }

    fn wards25(&self) -> Result<&Vec<Ward>, ReferenceError> {
        part(&self.inner.wards25, || areas::wards25(&self.inner.source))
    }

    fn area_sources(&self) -> Result<AreaSources<'_>, ReferenceError> {
        Ok(AreaSources {
            lsoa11: self.local11()?,
            lsoa21: self.local21()?,
            wards25: self.wards25()?,
            practices: self.practice_lists()?,
        })
    }

    fn area_tables(&self) -> Result<&(Vec<Area>, Vec<AreaAlias>), ReferenceError> {
        part(&self.inner.areas, || areas::areas(&self.inner.source, &self.area_sources()?))
    }
}
