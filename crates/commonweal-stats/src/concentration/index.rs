//! The kinds of concentration index: one covariance, divided in four ways.

use super::ConcentrationError;

/// The lowest and highest value an outcome could have.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::Bounds;
/// let smokes = Bounds { lowest: 0.0, highest: 1.0 }; // yes or no
/// assert_eq!(Bounds::observed(&[1.0, 0.0, 1.0]), Some(smokes));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lowest possible outcome.
    pub lowest: f64,
    /// Highest possible outcome.
    pub highest: f64,
}

impl Bounds {
    /// The lowest and highest of the values there are; none without values. Use the scale's own bounds where they are
    /// known: observed ones change with every new person.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::concentration::Bounds;
    /// assert_eq!(Bounds::observed(&[]), None);
    /// assert_eq!(Bounds::observed(&[3.0, 7.0, 5.0]).map(|bounds| bounds.highest), Some(7.0));
    /// ```
    #[must_use]
    pub fn observed(values: &[f64]) -> Option<Self> {
        let known = || values.iter().copied().filter(|value| value.is_finite());
        let lowest = known().reduce(f64::min)?;
        Some(Self { lowest, highest: known().reduce(f64::max)? })
    }
}

/// Which index.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::{Bounds, Index};
/// let yes_or_no = Index::Erreygers(Bounds { lowest: 0.0, highest: 1.0 });
/// assert_ne!(yes_or_no, Index::Relative);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Index {
    /// The standard index: how unequally the total is shared, from -1 to 1. For an outcome that has no upper bound.
    Relative,
    /// The generalised (absolute) index: the relative index times the mean, in the outcome's unit.
    Generalised,
    /// Erreygers's index for an outcome between bounds, from -1 to 1: how large absolute differences are on the scale.
    Erreygers(Bounds),
    /// Wagstaff's index for an outcome between bounds, from -1 to 1: the relative index over the largest it could be.
    Wagstaff(Bounds),
}

/// Mean outcome, and twice its covariance with the rank.
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) covariance: f64,
}

impl Moments {
    /// Outcomes are taken from the first one, so that equal outcomes have a covariance of exactly zero.
    pub(super) fn of(
        outcome: &[f64],
        ranks: &[f64],
        weight: impl Fn(usize) -> f64,
    ) -> Result<Self, ConcentrationError> {
        let origin = outcome[0];
        let above: f64 = outcome.iter().enumerate().map(|(row, y)| weight(row) * (y - origin)).sum();
        let covariance = outcome
            .iter()
            .zip(ranks)
            .enumerate()
            .map(|(row, (y, rank))| weight(row) * (y - origin - above) * (2.0 * rank - 1.0))
            .sum::<f64>();
        let mean = origin + above;
        if mean.is_finite() && covariance.is_finite() {
            Ok(Self { mean, covariance })
        } else {
            Err(ConcentrationError::TooExtreme)
        }
    }

    pub(super) fn index(&self, index: Index, outcome: &[f64]) -> Result<f64, ConcentrationError> {
        match index {
            Index::Relative if self.mean == 0.0 => return Err(ConcentrationError::ZeroMean),
            Index::Relative | Index::Generalised => {}
            Index::Erreygers(bounds) | Index::Wagstaff(bounds) => {
                let range = bounds.highest - bounds.lowest;
                if !(range.is_finite() && range > 0.0) {
                    return Err(ConcentrationError::NoRange);
                }
                if let Some(index) = outcome.iter().position(|y| *y < bounds.lowest || *y > bounds.highest) {
                    return Err(ConcentrationError::OutsideBounds { index });
                }
            }
        }
        Ok(match index {
            Index::Relative => self.covariance / self.mean,
            Index::Generalised => self.covariance,
            Index::Erreygers(bounds) => 4.0 * self.covariance / (bounds.highest - bounds.lowest),
            Index::Wagstaff(bounds) => {
                let room = (bounds.highest - self.mean) * (self.mean - bounds.lowest);
                if room <= 0.0 {
                    return Err(ConcentrationError::AtBound);
                }
                (bounds.highest - bounds.lowest) * self.covariance / room
            }
        })
    }

    /// How the index moves when the covariance and the mean move by so much.
    pub(super) fn pull(&self, index: Index, covariance: f64, mean: f64) -> f64 {
        match index {
            Index::Relative => (covariance - self.covariance / self.mean * mean) / self.mean,
            Index::Generalised => covariance,
            Index::Erreygers(bounds) => 4.0 * covariance / (bounds.highest - bounds.lowest),
            Index::Wagstaff(bounds) => {
                let room = (bounds.highest - self.mean) * (self.mean - bounds.lowest);
                let turn = (bounds.highest - self.mean) - (self.mean - bounds.lowest);
                (bounds.highest - bounds.lowest) * (covariance - self.covariance * turn / room * mean) / room
            }
        }
    }
}
