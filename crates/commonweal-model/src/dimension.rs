//! The characteristics figures are broken down by, each with its edition in its name.

use crate::area::named;

named! {
    /// A characteristic that figures are broken down by. Deprivation and ethnicity carry the
    /// edition that defines their groups; a bare "deprivation" does not exist.
    Dimension, UnknownDimension, "breakdown",
    /// Fifths of England by IMD 2019.
    Imd2019QuintileEngland = "imd2019_quintile_england" / "Deprivation (IMD 2019, fifths of England)",
    /// Fifths of England by IMD 2025.
    Imd2025QuintileEngland = "imd2025_quintile_england" / "Deprivation (IMD 2025, fifths of England)",
    /// Broad ethnic groups as the 2021 census groups them.
    EthnicityCensus2021 = "ethnicity_census2021" / "Ethnic group (2021 census groups)",
    /// Sex as recorded.
    Sex = "sex" / "Sex",
    /// Age bands of the lattice.
    Age = "age" / "Age",
}

impl Dimension {
    /// Whether its groups run from most to least deprived.
    pub fn is_deprivation(self) -> bool {
        matches!(self, Self::Imd2019QuintileEngland | Self::Imd2025QuintileEngland)
    }

    /// The short word for headings and sentences.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Imd2019QuintileEngland | Self::Imd2025QuintileEngland => "deprivation",
            Self::EthnicityCensus2021 => "ethnic group",
            Self::Sex => "sex",
            Self::Age => "age",
        }
    }
}

/// One group of a dimension: `sex = female`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Breakdown {
    /// The characteristic.
    pub dimension: Dimension,
    /// The group's code in tables: `1` to `5`, `female`, `white`, `40-64`.
    pub category: String,
}
