//! A funnel allowing for overdispersion, from units to positions.

use super::spread::{between_variance, dispersion_ratio, truncated, winsorised};
use super::transform::{Measure, Scores, scores};
use crate::funnel::error::FunnelError;

/// How far units spread about their target.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::{Measure, Overdispersion};
/// let deaths = [217.0, 310.0, 117.0, 560.0, 480.0, 90.0, 250.0, 330.0, 150.0, 400.0];
/// let expected = [209.4, 287.6, 139.1, 490.2, 531.7, 104.0, 233.8, 352.9, 148.2, 441.3];
/// let spread = Overdispersion::of(Measure::RootRatio, &deaths, &expected, 0.1)?;
/// assert!(spread.is_present() && spread.between_variance > 0.0);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Overdispersion {
    /// The units on the scale of their measure.
    pub scores: Scores,
    /// The z-scores the spread is judged by: pulled in, or `None` where the unit was dropped.
    pub trimmed: Vec<Option<f64>>,
    /// Which units are among the outermost.
    pub is_outermost: Vec<bool>,
    /// The dispersion ratio φ.
    pub dispersion_ratio: f64,
    /// The variance between units τ².
    pub between_variance: f64,
}

impl Overdispersion {
    /// The spread of units with a share of them at each end pulled in or dropped, as is usual for their measure.
    ///
    /// # Errors
    /// As [`scores`], [`winsorised`] and [`between_variance`]; `NoLogOfZero` for a unit without events on the log scale
    /// that is not among those dropped.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{FunnelError, overdispersion::{Measure, Overdispersion}};
    /// let one = Overdispersion::of(Measure::Proportion, &[3.0], &[10.0], 0.1);
    /// assert_eq!(one, Err(FunnelError::TooFewUnits { minimum: 2 }));
    /// ```
    pub fn of(measure: Measure, numerators: &[f64], denominators: &[f64], trim: f64) -> Result<Self, FunnelError> {
        let scores = scores(measure, numerators, denominators)?;
        let (trimmed, is_outermost) = trim_scores(measure, &scores.z, trim)?;
        if let Some(index) = trimmed.iter().position(|z| z.is_some_and(f64::is_infinite)) {
            return Err(FunnelError::NoLogOfZero { index });
        }
        let kept: Vec<f64> = trimmed.iter().copied().flatten().collect();
        let dispersion_ratio = dispersion_ratio(&kept);
        let errors = scores.standard_errors.iter().zip(&trimmed).filter(|(_, z)| z.is_some()).map(|(s, _)| *s);
        let between_variance = between_variance(dispersion_ratio, &errors.collect::<Vec<_>>())?;
        Ok(Self { scores, trimmed, is_outermost, dispersion_ratio, between_variance })
    }

    /// Whether the units spread more than chance would make them: a dispersion ratio above 1.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::overdispersion::{Measure, Overdispersion};
    /// let expected = [100.0, 200.0, 300.0, 400.0, 500.0];
    /// let as_expected = Overdispersion::of(Measure::RootRatio, &expected, &expected, 0.1)?;
    /// assert!(!as_expected.is_present());
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.dispersion_ratio > 1.0
    }
}

/// Z-scores pulled in (all kept) or dropped (`None`), and which units are among the outermost.
///
/// # Errors
/// As [`winsorised`].
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::{Measure, trim_scores};
/// let z = [5.0, -5.0, 0.0, 1.0];
/// let (kept, outermost) = trim_scores(Measure::LogRatio, &z, 0.25)?;
/// assert_eq!(kept, [None, None, Some(0.0), Some(1.0)]);
/// assert_eq!(outermost, [true, true, false, false]);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn trim_scores(measure: Measure, z: &[f64], trim: f64) -> Result<(Vec<Option<f64>>, Vec<bool>), FunnelError> {
    if measure.truncates() {
        let dropped = truncated(z, trim)?;
        let kept = z.iter().zip(&dropped).map(|(z, dropped)| Some(*z).filter(|_| !dropped)).collect();
        return Ok((kept, dropped));
    }
    let pulled = winsorised(z, trim)?;
    let outermost = z.iter().map(|z| pulled.is_outermost(*z)).collect();
    Ok((pulled.values.into_iter().map(Some).collect(), outermost))
}
