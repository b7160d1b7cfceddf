//! Which fifth of the areas is this one in, and is that good?

use crate::comparison::Polarity;

/// Where a fifth of the areas, ranked by their values, stands.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::benchmark::Fifth;
/// assert_eq!(Fifth::of(1, Polarity::LowerIsBetter).map(Fifth::word), Some("best fifth"));
/// assert_eq!(Fifth::of(5, Polarity::Neutral).map(Fifth::word), Some("highest fifth"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fifth {
    /// The best of five.
    Best,
    /// Next to the best.
    SecondBest,
    /// The middle of five, good or bad.
    Middle,
    /// Next to the worst.
    SecondWorst,
    /// The worst of five.
    Worst,
    /// The lowest values, and neither side is good.
    Lowest,
    /// Next to the lowest.
    SecondLowest,
    /// Next to the highest.
    SecondHighest,
    /// The highest values.
    Highest,
}

impl Fifth {
    /// What the quintile with this number means, where 1 holds the lowest values and 5 the highest; none for another number.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Polarity;
    /// use commonweal_stats::benchmark::Fifth;
    /// assert_eq!(Fifth::of(5, Polarity::HigherIsBetter), Some(Fifth::Best));
    /// assert_eq!(Fifth::of(6, Polarity::HigherIsBetter), None);
    /// ```
    #[must_use]
    pub fn of(quintile: u32, polarity: Polarity) -> Option<Self> {
        let from_low = quintile.checked_sub(1).filter(|rank| *rank < 5)?;
        let from_best = if polarity == Polarity::HigherIsBetter { 4 - from_low } else { from_low };
        Some(match (polarity, from_best) {
            (_, 2) => Self::Middle,
            (Polarity::Neutral, 0) => Self::Lowest,
            (Polarity::Neutral, 1) => Self::SecondLowest,
            (Polarity::Neutral, 3) => Self::SecondHighest,
            (Polarity::Neutral, _) => Self::Highest,
            (_, 0) => Self::Best,
            (_, 1) => Self::SecondBest,
            (_, 3) => Self::SecondWorst,
            (_, _) => Self::Worst,
        })
    }

    /// The fifth in words.
    ///
    /// # Example
    /// ```
    /// assert_eq!(commonweal_stats::benchmark::Fifth::SecondWorst.word(), "second worst fifth");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Best => "best fifth",
            Self::SecondBest => "second best fifth",
            Self::Middle => "middle fifth",
            Self::SecondWorst => "second worst fifth",
            Self::Worst => "worst fifth",
            Self::Lowest => "lowest fifth",
            Self::SecondLowest => "second lowest fifth",
            Self::SecondHighest => "second highest fifth",
            Self::Highest => "highest fifth",
        }
    }
}
