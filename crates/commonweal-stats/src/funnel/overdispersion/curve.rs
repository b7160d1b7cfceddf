//! The curves of a funnel that allows for overdispersion: limits along its axis.

use super::transform::Measure;
use crate::funnel::error::{FunnelError, checked_unit};
use crate::funnel::limits::{FunnelLevel, Limits};

/// Places along the axis, besides those of the units.
const PLACES: usize = 1000;

/// Denominators along the axis of a funnel, in order: a thousand evenly spaced up to `end`, and every unit's own.
///
/// # Errors
/// `NoUnits`, `Missing`, `EmptyDenominator`; `NotPositive` for the end of the axis.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::{Measure, axis_of};
/// let axis = axis_of(Measure::Proportion, &[2.5, 1000.5], 1001.0)?;
/// assert_eq!((axis[0], axis[1], axis.len()), (2.5, 3.0, 1002));
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn axis_of(measure: Measure, denominators: &[f64], end: f64) -> Result<Vec<f64>, FunnelError> {
    if denominators.is_empty() {
        return Err(FunnelError::NoUnits);
    }
    for (index, &denominator) in denominators.iter().enumerate() {
        checked_unit(index, 0.0, denominator)?;
    }
    crate::funnel::error::positive("the end of the axis", end)?;
    let start = match measure {
        Measure::LogRatio | Measure::RootRatio => 1.1,
        Measure::Proportion | Measure::CountRatio => 3.0,
    };
    let step = (end - start) / (PLACES - 1) as f64;
    let mut axis: Vec<f64> = (0..PLACES - 1).map(|place| start + place as f64 * step).collect();
    axis.push(end);
    axis.extend_from_slice(denominators);
    axis.retain(|place| *place > 0.0);
    axis.sort_by(f64::total_cmp);
    axis.dedup();
    Ok(axis)
}

/// How the curves of proportions end where the arcsine scale does.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::Ends;
/// assert_eq!(Ends::default(), Ends::OfTheScale);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ends {
    /// At 0 and 1, from the place where the scale ends.
    #[default]
    OfTheScale,
    /// At 0 and 1 where a limit moves away from the target towards the next larger unit, as FunnelPlotR finds them: the
    /// last place of a curve is never looked at, and the one just at the end may be missed.
    SeenFromTheNext,
}

/// Limits at every place of an axis in rising order, widened for a variance between units; `None` gives the limits for
/// chance alone.
///
/// # Errors
/// As [`Measure::widened_limits`] and [`Measure::plain_limits`].
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::funnel::{FunnelLevel, overdispersion::{Ends, Measure, limits_along}};
/// let level = FunnelLevel::of(Confidence::P95);
/// let limits = limits_along(Measure::Proportion, 0.1, None, level, &[3.0, 4.0, 400.0], Ends::OfTheScale)?;
/// assert_eq!(limits[0].lower, 0.0); // three people are too few for a lower limit
/// assert_eq!(format!("{:.3}", limits[2].lower), "0.073");
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn limits_along(
    measure: Measure,
    target: f64,
    between_variance: Option<f64>,
    level: FunnelLevel,
    denominators: &[f64],
    ends: Ends,
) -> Result<Vec<Limits>, FunnelError> {
    let mends = measure == Measure::Proportion && ends == Ends::SeenFromTheNext;
    let at = |denominator: &f64| match between_variance {
        variance if mends => {
            let scaled = measure.scaled_limits(target, *denominator, variance.unwrap_or(0.0), level)?;
            Ok(measure.of_scaled(scaled))
        }
        Some(variance) => measure.widened_limits(target, *denominator, variance, level),
        None => measure.plain_limits(target, *denominator, level),
    };
    let mut limits = denominators.iter().map(at).collect::<Result<Vec<_>, _>>()?;
    if mends {
        for place in 1..limits.len() {
            // Going up, the neighbour is not mended yet.
            let next = limits[place];
            let here = &mut limits[place - 1];
            if here.lower > next.lower {
                here.lower = 0.0;
            }
            if here.upper < next.upper {
                here.upper = 1.0;
            }
        }
    }
    Ok(limits)
}
