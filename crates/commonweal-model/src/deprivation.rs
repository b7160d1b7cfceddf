//! Deprivation: which edition of the index, and which fifth of England.

use crate::area::named;

named! {
    /// An edition of the English Index of Multiple Deprivation. Editions are never mixed.
    ImdEdition, UnknownImdEdition, "edition of the Index of Multiple Deprivation",
    /// English Indices of Deprivation 2019, on LSOAs of 2011.
    Imd2019 = "imd2019" / "IMD 2019",
    /// English Indices of Deprivation 2025, on LSOAs of 2021.
    Imd2025 = "imd2025" / "IMD 2025",
}

impl ImdEdition {
    /// How many LSOAs of England the edition ranks; rank 1 is the most deprived.
    pub fn ranked_areas(self) -> u32 {
        match self {
            Self::Imd2019 => 32_844,
            Self::Imd2025 => 33_755,
        }
    }
}

/// A fifth of England's neighbourhoods by deprivation: 1 is the most deprived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quintile(u8);

impl Quintile {
    /// All five, most deprived first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// 1 (most deprived) to 5 (least deprived).
    pub fn number(self) -> u8 {
        self.0
    }

    /// What a reader sees.
    pub fn label(self) -> &'static str {
        match self.0 {
            1 => "Most deprived fifth",
            2 => "Second most deprived fifth",
            3 => "Middle fifth",
            4 => "Second least deprived fifth",
            _ => "Least deprived fifth",
        }
    }
}

/// The fifth of England that a neighbourhood's rank falls in, or `None` for a rank the edition
/// does not have. Fifths are of neighbourhoods, as the publisher's deciles are.
pub fn quintile_of_rank(rank: u32, edition: ImdEdition) -> Option<Quintile> {
    let areas = u64::from(edition.ranked_areas());
    if rank == 0 || u64::from(rank) > areas {
        return None;
    }
    // The publisher puts rank r in decile ceil(10 r / n); two deciles make a fifth.
    let decile = (10 * u64::from(rank)).div_ceil(areas);
    Some(Quintile(u8::try_from(decile.div_ceil(2)).expect("a decile is at most 10")))
}
