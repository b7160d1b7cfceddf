//! Roundings other than to five, and the scale a unit stands for.

use super::SIGNIFICANT_FIGURES;

/// A number to 3 significant figures, correctly rounded; a number that is not finite stays as it is.
///
/// ```
/// use commonweal_disclosure::rules::three_significant_figures;
/// assert_eq!([1234.5, 0.012_345, -99.96, 0.0].map(three_significant_figures), [1230.0, 0.0123, -100.0, 0.0]);
/// ```
pub fn three_significant_figures(x: f64) -> f64 {
    if !x.is_finite() {
        return x;
    }
    // Decimal text is rounded from the exact binary value, the same on every machine. Adding zero drops a minus zero.
    let text = format!("{x:.*e}", SIGNIFICANT_FIGURES - 1);
    text.parse::<f64>().expect("Rust reads the numbers it writes") + 0.0
}

/// Midpoint-6 rounding for series that need a number everywhere, life tables for example: 0 stays 0, 1 to 6 give 3, 7
/// to 12 give 9. The name of such a column ends in `_midpoint6`.
///
/// ```
/// use commonweal_disclosure::rules::midpoint6;
/// assert_eq!([0, 1, 6, 7, 12, 13].map(midpoint6), [0, 3, 3, 9, 9, 15]);
/// ```
pub fn midpoint6(x: u64) -> u64 {
    if x == 0 { 0 } else { ((x - 1) / 6).saturating_mul(6).saturating_add(3) }
}

/// How many people or person-years a unit speaks of: 100 for `%`, 1 for `ratio`, 100,000 for `per 100,000`; none for
/// a unit that is no scale, `years` for example. `percentage points` is the scale of a gap between percentages. Words
/// after the number are allowed: `per 1,000 people`.
pub fn scale_of_unit(unit: &str) -> Option<f64> {
    match unit {
        "%" | "percentage points" => return Some(100.0),
        "ratio" => return Some(1.0),
        _ => {}
    }
    let number = unit.strip_prefix("per ")?.split(' ').next()?.replace(',', "");
    let digits = (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().filter(|scale: &f64| *scale > 0.0)
}

/// The end of the name of a column of [`midpoint6`] numbers.
pub const MIDPOINT6_SUFFIX: &str = "_midpoint6";

/// The name of a column of [`midpoint6`] numbers: whoever reads it must know that they are not to be added up.
pub fn midpoint6_column(name: &str) -> String {
    format!("{name}{MIDPOINT6_SUFFIX}")
}

/// Events period after period, for survival curves and life tables. The running total is rounded and the periods are the
/// steps between: rounding each period would shift the total by up to 3 for each of them. Source: OpenSAFELY,
/// documentation of output checking, "midpoint 6 rounding" for Kaplan-Meier curves.
///
/// ```
/// use commonweal_disclosure::rules::midpoint6_steps;
/// assert_eq!(midpoint6_steps(&[1, 2, 4, 0, 9]), [3, 0, 6, 0, 6]);
/// ```
pub fn midpoint6_steps(events: &[u64]) -> Vec<u64> {
    let (mut total, mut shown) = (0_u64, 0);
    let step = |events: &u64| {
        total = total.saturating_add(*events);
        let before = std::mem::replace(&mut shown, midpoint6(total));
        shown - before
    };
    events.iter().map(step).collect()
}
