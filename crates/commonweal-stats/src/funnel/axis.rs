//! The horizontal axis of a funnel: where it starts and ends, and the hundred places its curves are drawn through.

/// How many places a curve is drawn through.
pub(super) const PLACES: usize = 100;

/// Room left below the smallest and above the largest unit.
const BELOW: f64 = 0.95;
const ABOVE: f64 = 1.05;

/// Which step comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// The last place is the end of the axis.
    ToTheEnd,
    /// One step short of it: the published spacing of ratios.
    OneStepShort,
}

/// Start and end of an axis that shows denominators from `smallest` to `largest`: rounded numbers with a little room,
/// starting at zero where the largest is more than twice the smallest.
pub(super) fn ends(smallest: f64, largest: f64) -> (f64, f64) {
    let start = if largest > 2.0 * smallest { 0.0 } else { rounded_down(smallest) };
    (start, rounded_up(largest))
}

/// Whole numbers from `start` to about `end`, each the same step in ratio from the one before, and at least one more.
pub(super) fn places(start: f64, end: f64, spacing: Spacing) -> Vec<f64> {
    let spare = match spacing {
        Spacing::ToTheEnd => 0,
        Spacing::OneStepShort => 1,
    };
    let mut places = Vec::with_capacity(PLACES);
    let mut last = start.max(1.0);
    places.push(last);
    for made in 1..PLACES {
        let steps_left = (PLACES - made + spare) as f64;
        let step = libm::pow(end / last, 1.0 / steps_left);
        last = (step * last).round_ties_even().max(last + 1.0);
        places.push(last);
    }
    places
}

/// A little less than `number`, to one leading digit.
fn rounded_down(number: f64) -> f64 {
    let less = number * BELOW;
    let unit = ten_to(digits(less.floor()) - 1);
    (less / unit).floor() * unit
}

/// A little more than `number`, to two leading digits.
fn rounded_up(number: f64) -> f64 {
    let more = number * ABOVE;
    let unit = ten_to(digits(more.ceil()) - 2);
    (more / unit).ceil() * unit
}

/// Digits of a whole number; one for zero.
fn digits(whole: f64) -> i32 {
    let mut digits = 1;
    let mut power = 10.0;
    while whole >= power && power.is_finite() {
        digits += 1;
        power *= 10.0;
    }
    digits
}

fn ten_to(power: i32) -> f64 {
    libm::pow(10.0, f64::from(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_starts_at_zero_unless_the_units_are_of_like_size() {
        assert_eq!(ends(1_000.0, 2_500.0), (0.0, 2_700.0));
        assert_eq!(ends(1_276.0, 2_552.0), (1_000.0, 2_700.0));
        assert_eq!(ends(95.0, 99.0), (90.0, 110.0));
    }

    #[test]
    fn places_climb_from_the_start_to_the_end() {
        let places = places(0.0, 62_000.0, Spacing::ToTheEnd);
        assert_eq!((places.len(), places[0], places[99]), (100, 1.0, 62_000.0));
        assert!(places.is_sorted_by(|a, b| a + 1.0 <= *b));
    }

    #[test]
    fn ratios_stop_one_step_short() {
        let places = places(0.0, 62_000.0, Spacing::OneStepShort);
        assert!(places[99] < 62_000.0 && places[99] > 50_000.0);
    }
}
