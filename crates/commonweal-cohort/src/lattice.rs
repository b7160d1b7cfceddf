//! Which breakdowns exist. What the lattice does not list is never counted, so it can never be released.

use commonweal_model::{AgeBand, AreaType, Dimension, Family};

/// The breakdowns that exist: "by anything" on a page means by anything listed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lattice {
    /// Ages shown to readers; they cover every age, without overlap.
    pub age_bands: Vec<AgeBand>,
    /// Ages of the European Standard Population 2013, for standardising; never shown.
    pub standard_age_bands: Vec<AgeBand>,
    /// The deprivation breakdown in use: one edition in a release.
    pub deprivation: Dimension,
    /// What may be released, in the file's order.
    pub cuboids: Vec<Cuboid>,
    /// Those of them that are followed month by month, for the indicators that have a trend.
    pub trends: Vec<Cuboid>,
    /// What is counted by standard age band besides, for standardising inside; never released itself.
    pub standardisation: Vec<Cuboid>,
    /// SHA-256 (hex) of the content.
    pub hash: String,
}

/// One table of counts: a family, a type of area, and at most two characteristics.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cuboid {
    /// Who is counted in an area.
    pub family: Family,
    /// Type of area.
    pub area_type: AreaType,
    /// Edition of the areas' boundaries or list.
    pub area_edition: String,
    /// None, one or two characteristics, in order.
    pub dimensions: Vec<Dimension>,
}
