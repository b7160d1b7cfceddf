//! How sure an interval is meant to be.

use crate::error::StatsError;
use crate::special::normal_upper_quantile;

const MILLION: u32 = 1_000_000;
const Z_95: f64 = 1.959_963_984_540_054;
const Z_99_8: f64 = 3.090_232_306_167_813_5;

/// The two-sided confidence level of an interval. English public health publishes 95% for reading and 99.8% for
/// control limits; any other level from 90% is made by [`Confidence::from_fraction`].
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// assert_eq!(Confidence::default(), Confidence::P95);
/// assert!(Confidence::P998.z() > Confidence::P95.z()); // surer is wider
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Confidence {
    /// 95%: one interval in twenty misses the truth by chance.
    #[default]
    P95,
    /// 99.8%: two in a thousand, as for the outer limits of a funnel or control chart.
    P998,
    /// Another level; only [`Confidence::from_fraction`] makes one.
    Other(OtherLevel),
}

/// A level other than the two that have a name, held in parts per million so that levels compare exactly.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// assert!(matches!(Confidence::from_fraction(0.99)?, Confidence::Other(_)));
/// assert_eq!(Confidence::from_fraction(0.99)?, Confidence::from_fraction(0.990_000_1)?); // the nearest millionth
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherLevel(u32);

impl Confidence {
    /// The level for a fraction from 0.9 up to 0.999999, to the nearest millionth; 0.95 and 0.998 give the named levels.
    ///
    /// # Errors
    /// [`StatsError::LevelOutOfRange`] for anything else, percentages such as 95 included.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// assert_eq!(Confidence::from_fraction(0.95)?, Confidence::P95);
    /// assert_eq!(Confidence::from_fraction(0.9)?.label(), "90%");
    /// assert!(Confidence::from_fraction(95.0).is_err());
    /// # Ok::<(), commonweal_stats::StatsError>(())
    /// ```
    pub fn from_fraction(fraction: f64) -> Result<Self, StatsError> {
        if !(0.9..1.0).contains(&fraction) {
            return Err(StatsError::LevelOutOfRange);
        }
        match libm::round(fraction * f64::from(MILLION)) as u32 {
            950_000 => Ok(Self::P95),
            998_000 => Ok(Self::P998),
            MILLION => Err(StatsError::LevelOutOfRange),
            millionths => Ok(Self::Other(OtherLevel(millionths))),
        }
    }

    /// The level as a fraction: 0.95 or 0.998 for the named ones.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// assert_eq!(Confidence::P998.fraction(), 0.998);
    /// ```
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.millionths()) / f64::from(MILLION)
    }

    /// The probability left outside on each side: 0.025 for 95%.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// assert_eq!(Confidence::P95.tail(), 0.025);
    /// ```
    #[must_use]
    pub fn tail(self) -> f64 {
        f64::from(MILLION - self.millionths()) / f64::from(2 * MILLION)
    }

    /// Standard normal deviate of the level: 1.95996... for 95%, to a relative accuracy of 1e-14.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// assert_eq!(format!("{:.4} {:.4}", Confidence::P95.z(), Confidence::P998.z()), "1.9600 3.0902");
    /// ```
    #[must_use]
    pub fn z(self) -> f64 {
        match self {
            Self::P95 => Z_95,
            Self::P998 => Z_99_8,
            Self::Other(_) => normal_upper_quantile(self.tail()),
        }
    }

    /// The level as a reader sees it: `95%`, `99.8%`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// assert_eq!(Confidence::P998.label(), "99.8%");
    /// ```
    #[must_use]
    pub fn label(self) -> String {
        format!("{}%", f64::from(self.millionths()) / 10_000.0)
    }

    fn millionths(self) -> u32 {
        match self {
            Self::P95 => 950_000,
            Self::P998 => 998_000,
            Self::Other(OtherLevel(millionths)) => millionths,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_levels_have_the_deviates_the_quantile_gives() {
        for (level, tail) in [(Confidence::P95, 0.025), (Confidence::P998, 0.001)] {
            assert_eq!(level.tail(), tail);
            assert!((level.z() - normal_upper_quantile(tail)).abs() <= 1e-14 * level.z());
        }
    }

    #[test]
    fn a_wider_level_has_a_larger_deviate() {
        let levels = [0.9, 0.95, 0.99, 0.998, 0.999].map(|f| Confidence::from_fraction(f).expect("a level").z());
        assert!(levels.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn levels_that_are_no_level_are_refused() {
        for fraction in [0.0, 0.5, 0.899, 1.0, 0.999_999_9, 95.0, f64::NAN, f64::INFINITY, -0.95] {
            assert_eq!(Confidence::from_fraction(fraction), Err(StatsError::LevelOutOfRange), "{fraction}");
        }
    }

    #[test]
    fn labels_read_as_percentages() {
        assert_eq!(Confidence::P95.label(), "95%");
        assert_eq!(Confidence::P998.label(), "99.8%");
    }
}
