//! How many people a published survey leads us to expect, by sex and age.

use commonweal_model::{AgeBand, Sex};

/// A published prevalence by sex and age, with its source. Modelled, never observed locally.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedPrevalence {
    /// Where the figures are published, exactly enough to find them.
    pub source: String,
    /// The rows, by sex then age; bands of one sex do not overlap.
    pub rows: Vec<ExpectedRow>,
}

/// The prevalence in one sex and age band.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedRow {
    /// Female or male; surveys publish these two.
    pub sex: Sex,
    /// Ages covered.
    pub age: AgeBand,
    /// People expected to have the condition, of each thousand thousand (0 to 1,000,000).
    pub prevalence_millionths: u32,
}

impl ExpectedPrevalence {
    /// People expected of one person of this sex and age, in millionths of a person, so that sums are exact
    /// in any order. For a sex the survey does not publish: the mean of female and male. Nobody outside its ages.
    pub fn millionths(&self, sex: Sex, age: i32) -> u64 {
        let of = |sex: Sex| {
            self.rows
                .iter()
                .find(|row| row.sex == sex && row.age.contains(age))
                .map_or(0, |row| u64::from(row.prevalence_millionths))
        };
        match sex {
            Sex::Female | Sex::Male => of(sex),
            Sex::Intersex | Sex::Unknown => (of(Sex::Female) + of(Sex::Male)) / 2,
        }
    }
}
