//! The special-cause rules.

use std::cmp::Ordering;

use super::limits::Zone;

/// Points in a row on one side of the mean, or rising, or falling, that chance alone seldom makes.
const RUN: usize = 7;

/// Why a point stands out, or that it does not. Where several rules hold, the first of this order is given: outside the
/// limits, trend, two in three, run.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Cause, Plan, xmr_chart};
/// let mut values = [9.0, 11.0].repeat(8);
/// values[15] = 40.0;
/// let chart = xmr_chart(&values, &Plan::default())?;
/// assert_eq!(chart.points[15].cause, Cause::AboveUpperLimit);
/// assert_eq!(chart.points[15].cause.words(), "above the upper limit");
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Cause {
    /// Common cause: the point varies as the process always does.
    #[default]
    Common,
    /// A single point above the upper limit.
    AboveUpperLimit,
    /// A single point below the lower limit.
    BelowLowerLimit,
    /// One of seven or more points that each rise above the one before.
    Rising,
    /// One of seven or more points that each fall below the one before.
    Falling,
    /// One of two or three points near the upper limit within three that are all above the mean.
    TwoInThreeHigh,
    /// One of two or three points near the lower limit within three that are all below the mean.
    TwoInThreeLow,
    /// One of seven or more points in a row above the mean.
    RunAbove,
    /// One of seven or more points in a row below the mean.
    RunBelow,
}

impl Cause {
    /// Whether a rule holds.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Cause;
    /// assert!(Cause::Rising.is_special() && !Cause::Common.is_special());
    /// ```
    #[must_use]
    pub fn is_special(self) -> bool {
        self != Self::Common
    }

    /// The direction the rule points to: `Greater` for high or rising values, `Equal` for common cause.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Cause;
    /// use std::cmp::Ordering;
    /// assert_eq!(Cause::RunBelow.direction(), Ordering::Less);
    /// assert_eq!(Cause::TwoInThreeHigh.direction(), Ordering::Greater);
    /// ```
    #[must_use]
    pub fn direction(self) -> Ordering {
        match self {
            Self::Common => Ordering::Equal,
            Self::AboveUpperLimit | Self::Rising | Self::TwoInThreeHigh | Self::RunAbove => Ordering::Greater,
            Self::BelowLowerLimit | Self::Falling | Self::TwoInThreeLow | Self::RunBelow => Ordering::Less,
        }
    }

    /// The rule in words.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Cause;
    /// assert_eq!(Cause::RunAbove.words(), "seven or more above the mean");
    /// ```
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Common => "common cause",
            Self::AboveUpperLimit => "above the upper limit",
            Self::BelowLowerLimit => "below the lower limit",
            Self::Rising => "seven or more rising",
            Self::Falling => "seven or more falling",
            Self::TwoInThreeHigh => "two in three near the upper limit",
            Self::TwoInThreeLow => "two in three near the lower limit",
            Self::RunAbove => "seven or more above the mean",
            Self::RunBelow => "seven or more below the mean",
        }
    }

    fn is_trend(self) -> bool {
        matches!(self, Self::Rising | Self::Falling)
    }
}

/// Marks the points of one segment. `causes` comes as common cause throughout; rules are applied from the weakest to the
/// strongest, so that the strongest stays.
pub(super) fn mark(values: &[f64], zones: &[Zone], causes: &mut [Cause]) {
    mark_runs(zones, causes);
    mark_two_in_three(zones, causes);
    mark_trends(values, causes);
    for (cause, zone) in causes.iter_mut().zip(zones) {
        match zone {
            Zone::AboveUpper => *cause = Cause::AboveUpperLimit,
            Zone::BelowLower => *cause = Cause::BelowLowerLimit,
            _ => {}
        }
    }
}

fn mark_runs(zones: &[Zone], causes: &mut [Cause]) {
    let mut start = 0;
    for end in 1..=zones.len() {
        let side = zones[start].side();
        if end < zones.len() && zones[end].side() == side {
            continue;
        }
        if end - start >= RUN && side.is_ne() {
            causes[start..end].fill(if side.is_gt() { Cause::RunAbove } else { Cause::RunBelow });
        }
        start = end;
    }
}

fn mark_two_in_three(zones: &[Zone], causes: &mut [Cause]) {
    for (start, three) in zones.windows(3).enumerate() {
        let side = three[0].side();
        let near = three.iter().filter(|zone| zone.is_near_limit()).count();
        if near < 2 || side.is_eq() || three.iter().any(|zone| zone.side() != side) {
            continue;
        }
        for (cause, zone) in causes[start..].iter_mut().zip(three) {
            if zone.is_near_limit() {
                *cause = if side.is_gt() { Cause::TwoInThreeHigh } else { Cause::TwoInThreeLow };
            }
        }
    }
}

fn mark_trends(values: &[f64], causes: &mut [Cause]) {
    let (mut start, mut direction, mut found) = (0, Ordering::Equal, false);
    for end in 1..=values.len() {
        let step = values.get(end).map(|value| value.partial_cmp(&values[end - 1]).unwrap_or(Ordering::Equal));
        if step == Some(direction) {
            continue;
        }
        if end - start >= RUN && direction.is_ne() {
            causes[start..end].fill(Cause::Rising);
            found = true;
        }
        (start, direction) = (end - 1, step.unwrap_or(Ordering::Equal));
    }
    if found {
        direct_trends(values, causes);
    }
}

/// A point takes the direction of the step that follows it while the trend goes on, so a turning point belongs to the
/// trend that begins there; the last point takes the direction of the step that led to it.
fn direct_trends(values: &[f64], causes: &mut [Cause]) {
    for point in 0..values.len() {
        if !causes[point].is_trend() {
            continue;
        }
        let goes_on = causes.get(point + 1).is_some_and(|cause| cause.is_trend());
        let from = if goes_on { point } else { point - 1 };
        causes[point] = if values[from + 1] > values[from] { Cause::Rising } else { Cause::Falling };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], zones: &[Zone], expected: &[Cause]) {
        let mut causes = vec![Cause::Common; values.len()];
        mark(values, zones, &mut causes);
        assert_eq!(causes, expected);
    }

    #[test]
    fn a_point_on_the_mean_breaks_a_run() {
        let mut zones = [Zone::AboveMean; 13];
        let values = [3.0, 2.0].repeat(7);
        check(&values[..13], &zones, &[Cause::RunAbove; 13]);
        zones[6] = Zone::OnMean;
        check(&values[..13], &zones, &[Cause::Common; 13]);
    }

    #[test]
    fn six_in_a_row_are_no_run() {
        let zones = [[Zone::BelowMean; 6], [Zone::AboveMean; 6]].concat();
        check(&[3.0, 2.0].repeat(6), &zones, &[Cause::Common; 12]);
    }

    #[test]
    fn equal_neighbours_break_a_trend() {
        use Zone::{AboveMean as A, BelowMean as B, OnMean as M};
        let zones = [B, B, B, M, A, A, A];
        check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], &zones, &[Cause::Rising; 7]);
        check(&[1.0, 2.0, 3.0, 4.0, 4.0, 6.0, 7.0], &zones, &[Cause::Common; 7]);
    }

    #[test]
    fn a_turning_point_belongs_to_the_trend_that_begins_there() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
        let zones = [Zone::OnMean; 13];
        let expected = [[Cause::Rising; 6].as_slice(), &[Cause::Falling; 7]].concat();
        check(&values, &zones, &expected);
    }

    #[test]
    fn two_in_three_needs_all_three_on_one_side() {
        use Cause::{Common as C, TwoInThreeHigh as H};
        use Zone::{AboveMean as A, BelowMean as B, NearUpper as N};
        let values = [5.0, 7.0, 5.0, 7.0, 5.0];
        check(&values, &[B, N, A, N, B], &[C, H, C, H, C]);
        check(&values, &[B, N, B, N, B], &[C; 5]);
        check(&values, &[B, N, N, B, B], &[C; 5]);
        check(&values, &[Zone::AboveUpper, N, N, B, B], &[Cause::AboveUpperLimit, H, H, C, C]);
    }
}
