//! Words and colours of a comparison.

use crate::comparison::Comparison;

/// Colours of a comparison. Never show one without its word.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::Colour;
/// assert_eq!(Colour::LightBlue.word(), "light blue");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colour {
    /// Better, or met.
    Green,
    /// Similar, near or within.
    Amber,
    /// Worse, or missed.
    Red,
    /// Higher or above, where neither side is good.
    DarkBlue,
    /// Lower or below, where neither side is good.
    LightBlue,
}

impl Colour {
    /// The colour's name.
    ///
    /// # Example
    /// ```
    /// assert_eq!(commonweal_stats::benchmark::Colour::Red.word(), "red");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::DarkBlue => "dark blue",
            Self::LightBlue => "light blue",
        }
    }
}

/// The colour of a comparison; none where there is nothing to compare.
///
/// # Example
/// ```
/// use commonweal_stats::Comparison;
/// use commonweal_stats::benchmark::{Colour, colour};
/// assert_eq!(colour(Comparison::Better), Some(Colour::Green));
/// assert_eq!(colour(Comparison::NotCompared), None);
/// ```
#[must_use]
pub fn colour(comparison: Comparison) -> Option<Colour> {
    Some(match comparison {
        Comparison::Better => Colour::Green,
        Comparison::Similar => Colour::Amber,
        Comparison::Worse => Colour::Red,
        Comparison::Higher => Colour::DarkBlue,
        Comparison::Lower => Colour::LightBlue,
        Comparison::NotCompared => return None,
    })
}

/// A comparison in words.
///
/// # Example
/// ```
/// use commonweal_stats::Comparison;
/// assert_eq!(commonweal_stats::benchmark::word(Comparison::NotCompared), "not compared");
/// ```
#[must_use]
pub fn word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Better => "better",
        Comparison::Similar => "similar",
        Comparison::Worse => "worse",
        Comparison::Higher => "higher",
        Comparison::Lower => "lower",
        Comparison::NotCompared => "not compared",
    }
}
