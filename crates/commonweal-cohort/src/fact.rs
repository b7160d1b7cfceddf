//! Plain facts about a person at the index date.

/// A plain fact about a person at the index date. What lasts (registration, address) is what held on that day, the one
/// that began last; where none did, what it would say is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Completed years (number).
    Age,
    /// Completed months (number).
    AgeInMonths,
    /// `female`, `male`, `intersex` or `unknown` (text).
    Sex,
    /// Day of birth, as recorded: the first of the month.
    DateOfBirth,
    /// Whether registered with a practice (yes or no).
    Registered,
    /// Whether born and not dead; somebody who died on the index date is not alive (yes or no).
    Alive,
    /// Whether living in a care home (yes or no).
    CareHome,
    /// The index date itself (date).
    IndexDate,
    /// Code of the practice registered with (text).
    PracticeCode,
    /// LSOA of 2011 lived in (text).
    Lsoa11,
    /// LSOA of 2021 lived in (text).
    Lsoa21,
    /// Rank of the LSOA of 2011 in the Index of Multiple Deprivation 2019, 1 the most deprived (number).
    Imd2019Rank,
    /// Its tenth of England, 1 the most deprived (number).
    Imd2019Decile,
    /// Its fifth of England, 1 the most deprived (number).
    Imd2019Quintile,
    /// Rank of the LSOA of 2021 in the Index of Multiple Deprivation 2025, 1 the most deprived (number).
    Imd2025Rank,
    /// Its tenth of England, 1 the most deprived (number).
    Imd2025Decile,
    /// Its fifth of England, 1 the most deprived (number).
    Imd2025Quintile,
    /// The latest known of the 16 national categories, else `Z` where the person was asked, else `99` (text).
    Ethnicity,
    /// `asian`, `black`, `mixed`, `white`, `other` (the groups of the 2021 census) or `unknown` (text).
    EthnicityGroup,
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 19] = [
        Self::Age,
        Self::AgeInMonths,
        Self::Sex,
        Self::DateOfBirth,
        Self::Registered,
        Self::Alive,
        Self::CareHome,
        Self::IndexDate,
        Self::PracticeCode,
        Self::Lsoa11,
        Self::Lsoa21,
        Self::Imd2019Rank,
        Self::Imd2019Decile,
        Self::Imd2019Quintile,
        Self::Imd2025Rank,
        Self::Imd2025Decile,
        Self::Imd2025Quintile,
        Self::Ethnicity,
        Self::EthnicityGroup,
    ];

    /// The word a rule uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::AgeInMonths => "age_in_months",
            Self::Sex => "sex",
            Self::DateOfBirth => "date_of_birth",
            Self::Registered => "registered",
            Self::Alive => "alive",
            Self::CareHome => "care_home",
            Self::IndexDate => "index_date",
            Self::PracticeCode => "practice_code",
            Self::Lsoa11 => "lsoa11",
            Self::Lsoa21 => "lsoa21",
            Self::Imd2019Rank => "imd2019_rank",
            Self::Imd2019Decile => "imd2019_decile",
            Self::Imd2019Quintile => "imd2019_quintile",
            Self::Imd2025Rank => "imd2025_rank",
            Self::Imd2025Decile => "imd2025_decile",
            Self::Imd2025Quintile => "imd2025_quintile",
            Self::Ethnicity => "ethnicity",
            Self::EthnicityGroup => "ethnicity_group",
        }
    }

    /// The fact a rule's word means.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.as_str() == word)
    }
}
