//! Has a value moved between two figures? Only what can hardly be chance is called a change, because a list of changes is picked
//! from many series looked at.

use crate::finding::{Direction, Seen};
use commonweal_model::Polarity;
use commonweal_stats::{Estimate, absolute_gap};

/// By how much 95% limits are widened before a movement counts: to 99.8%, as control limits are set, so that one series
/// in 500 would be listed by chance. Source: the normal deviate at 0.999 over 1.95996.
const WIDENING: f64 = 1.576_7;

/// A movement that limits of 99.8% leave standing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Movement {
    /// Later minus earlier, with 95% limits.
    pub difference: Estimate,
    /// Which way it points.
    pub direction: Direction,
    /// The size over the half-width of its limits: how clear it is, to put the clearest first.
    pub strength: f64,
}

/// What moved between two figures; none where either is not shown, has no limits, or the movement may be chance.
pub fn movement(earlier: &Seen, later: &Seen, polarity: Polarity) -> Option<Movement> {
    let (Seen::Estimate(before), Seen::Estimate(now)) = (earlier, later) else { return None };
    let wide = absolute_gap(&widened(now), &widened(before)).ok()?;
    let direction = Direction::of(&Seen::Estimate(wide), polarity);
    let difference = absolute_gap(now, before).ok()?;
    let half = (difference.upper - difference.lower) / 2.0;
    direction.is_clear().then(|| Movement {
        difference,
        direction,
        strength: if half > 0.0 { difference.value.abs() / half } else { f64::MAX },
    })
}

fn widened(estimate: &Estimate) -> Estimate {
    Estimate {
        value: estimate.value,
        lower: estimate.value - WIDENING * (estimate.value - estimate.lower),
        upper: estimate.value + WIDENING * (estimate.upper - estimate.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(value: f64, half: f64) -> Seen {
        Seen::Estimate(Estimate { value, lower: value - half, upper: value + half })
    }

    #[test]
    fn a_movement_must_be_clear_at_far_wider_limits_than_those_shown() {
        #[track_caller]
        fn check(before: f64, now: f64, expected: Option<Direction>) {
            let found = movement(&seen(before, 1.0), &seen(now, 1.0), Polarity::HigherIsBetter);
            assert_eq!(found.map(|m| m.direction), expected, "{before} to {now}");
        }
        // Limits of the difference are 1.41 either way, and 2.23 when widened.
        check(50.0, 51.0, None);
        check(50.0, 52.0, None);
        check(50.0, 52.5, Some(Direction::Better));
        check(50.0, 47.0, Some(Direction::Worse));
    }

    #[test]
    fn what_is_not_shown_has_not_moved() {
        let (known, bare) = (seen(50.0, 1.0), Seen::Value(80.0));
        assert_eq!(movement(&Seen::Missing, &known, Polarity::HigherIsBetter), None);
        assert_eq!(movement(&known, &bare, Polarity::HigherIsBetter), None);
    }
}
