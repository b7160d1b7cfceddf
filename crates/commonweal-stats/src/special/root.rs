//! Quantiles of distributions whose density has a concave logarithm.

/// Newton's error squares with each step, so a step this small has already reached the last digit.
const LAST_STEP: f64 = 1e-10;

/// Where a tail whose logarithm is concave takes the value whose logarithm is `target`.
///
/// `tail` gives the logarithm of the tail and that of the size of its slope. The tangent of a concave function lies above
/// it, so after one step Newton stays on the side of the root where the tail is too small and walks towards it. A bracket
/// catches what rounding does to that.
pub(super) fn of_log_concave(start: f64, target: f64, rising: bool, tail: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut at = start;
    for _ in 0..300 {
        let (log_tail, log_slope) = tail(at);
        let too_small = target > log_tail;
        if too_small == rising {
            low = low.max(at);
        } else {
            high = high.min(at);
        }
        // d log(tail) / dx = slope / tail, so the step is the difference of logarithms over that.
        let size = (target - log_tail) * libm::exp(log_tail - log_slope);
        let step = if rising { size } else { -size };
        let mut next = at + step;
        if !next.is_finite() || next < low || next > high {
            next = match (low.is_finite(), high.is_finite()) {
                (true, true) => 0.5 * (low + high),
                (true, false) => low + 1.0 + low.abs(),
                (false, true) => high - 1.0 - high.abs(),
                (false, false) => return at,
            };
        }
        let moved = (next - at).abs();
        at = next;
        if moved <= LAST_STEP * at.abs().min(1.0) || moved == 0.0 {
            break;
        }
    }
    at
}
