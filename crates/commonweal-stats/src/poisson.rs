//! Limits of a count of independent events.

use crate::confidence::Confidence;
use crate::special::{gamma_quantile, gamma_upper_quantile};

/// From this many events up, Byar's approximation is as good as the exact limits and is what the field publishes.
pub(crate) const BYAR_FROM: f64 = 10.0;

/// Lower and upper limit of a count: exact below ten events, Byar's from ten up.
pub(crate) fn count_limits(events: f64, level: Confidence) -> (f64, f64) {
    if events < BYAR_FROM { exact_limits(events, level) } else { byar_limits(events, level) }
}

/// Exact Poisson limits, for a count that may be fractional.
///
/// Source: Garwood 1936; Armitage and Berry, Statistical Methods in Medical Research.
fn exact_limits(events: f64, level: Confidence) -> (f64, f64) {
    let lower = if events == 0.0 { 0.0 } else { gamma_quantile(level.tail(), events) };
    (lower, gamma_upper_quantile(level.tail(), events + 1.0))
}

/// Byar's approximation to the Poisson limits.
///
/// Source: Breslow and Day, Statistical Methods in Cancer Research volume II, 1987, equation 2.13.
pub(crate) fn byar_limits(events: f64, level: Confidence) -> (f64, f64) {
    byar(events, level.z())
}

/// The same for the normal deviate of the level.
pub(crate) fn byar(events: f64, z: f64) -> (f64, f64) {
    let cubed = |count: f64, z: f64| {
        let third = 1.0 / (3.0 * count.sqrt());
        let root = 1.0 - third * third + z * third;
        count * root * root * root
    };
    (cubed(events, -z), cubed(events + 1.0, z))
}
