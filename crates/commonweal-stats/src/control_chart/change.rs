//! Suggested change points: where a reader may want to rebase, and why. Nothing is rebased by them.

use super::chart::checked;
use super::error::ControlChartError;
use super::limits::mean;

/// The least number of points on either side of a change: fewer are no lasting shift by the run rule.
const LEAST_STRETCH: usize = 7;
/// Median absolute difference of two independent normal values, in standard deviations: 0.6745 times the root of 2.
const MEDIAN_DIFFERENCE: f64 = 0.953_872_552_417_655_8;
/// Mean absolute difference of two independent normal values, in standard deviations.
const MEAN_DIFFERENCE: f64 = 1.128;

/// A point from which the mean of a series seems to have changed for good.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::suggested_changes;
/// let changes = suggested_changes(&[[9.0, 11.0].repeat(8), [19.0, 21.0].repeat(8)].concat())?;
/// assert!(changes[0].reason().starts_with("the mean rises here and stays for 16 points"));
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SuggestedChange {
    /// Position of the first point after the change.
    pub first_point: usize,
    /// Mean from the change before, or the start of the series, up to here.
    pub mean_before: f64,
    /// Mean from here to the next change or the end.
    pub mean_after: f64,
    /// How many points the new mean lasts.
    pub points_after: usize,
    /// How much of the variation the change explains, as a multiple of the least that counts; always above 1.
    pub strength: f64,
}

impl SuggestedChange {
    /// Why it is suggested, for the reader who decides.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::suggested_changes;
    /// let changes = suggested_changes(&[[19.0, 21.0].repeat(8), [9.0, 11.0].repeat(8)].concat())?;
    /// assert!(changes[0].reason().starts_with("the mean falls here and stays for 16 points"));
    /// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> String {
        let verb = if self.mean_after > self.mean_before { "rises" } else { "falls" };
        format!(
            "the mean {verb} here and stays for {} points; the step is {:.1} times the least that point-to-point variation cannot explain",
            self.points_after, self.strength
        )
    }
}

/// Points at which a series seems to have changed its level, found by binary segmentation: the split that most reduces
/// the squared deviations from the means is kept where it saves more than `3 ln n` variances (Zhang and Siegmund's
/// penalty), and both sides are searched again. The variance comes from the median difference of neighbours, so that the
/// changes themselves do not widen it. No stretch is shorter than seven points.
///
/// A suggestion is a question to the people who know the service. It becomes a rebase only when they give a reason.
///
/// # Errors
/// `NotFinite`, `TooExtreme`.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::suggested_changes;
/// let values = [[9.0, 11.0, 10.0].repeat(5), [14.0, 16.0, 15.0].repeat(5)].concat();
/// let changes = suggested_changes(&values)?;
/// assert_eq!((changes.len(), changes[0].first_point), (1, 15));
/// assert_eq!((changes[0].mean_before, changes[0].mean_after), (10.0, 15.0));
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn suggested_changes(values: &[f64]) -> Result<Vec<SuggestedChange>, ControlChartError> {
    checked(values)?;
    if values.len() < 2 * LEAST_STRETCH {
        return Ok(vec![]);
    }
    let middle = mean(values.iter().copied()).unwrap_or(f64::NAN);
    let variance = noise_variance(values);
    if !middle.is_finite() || !variance.is_finite() {
        return Err(ControlChartError::TooExtreme { point: 0 });
    }
    if variance == 0.0 {
        return Ok(vec![]);
    }
    // Sums of deviations from the overall mean keep their digits where sums of large values would lose them.
    let mut sums = Vec::with_capacity(values.len() + 1);
    sums.push(0.0);
    for value in values {
        sums.push(sums[sums.len() - 1] + (value - middle));
    }
    let penalty = 3.0 * libm::log(values.len() as f64) * variance;
    let mut found = vec![];
    let mut open = vec![(0, values.len())];
    while let Some((start, end)) = open.pop() {
        if let Some((split, saving)) = best_split(&sums, start, end).filter(|(_, saving)| *saving > penalty) {
            found.push((split, saving / penalty));
            open.push((start, split));
            open.push((split, end));
        }
    }
    found.sort_by_key(|(split, _)| *split);
    Ok(described(values, &found))
}

/// The split of a stretch that most reduces the squared deviations, and by how much; the earliest of equals.
fn best_split(sums: &[f64], start: usize, end: usize) -> Option<(usize, f64)> {
    let mut best: Option<(usize, f64)> = None;
    for split in start + LEAST_STRETCH..=end.saturating_sub(LEAST_STRETCH) {
        let (before, after) = ((split - start) as f64, (end - split) as f64);
        let step = (sums[end] - sums[split]) / after - (sums[split] - sums[start]) / before;
        let saving = before * after / (before + after) * step * step;
        if best.is_none_or(|(_, most)| saving > most) {
            best = Some((split, saving));
        }
    }
    best
}

/// The variance from one point to the next. The median is deaf to a few large steps; where half the neighbours are equal
/// it is zero, and the mean difference stands in.
fn noise_variance(values: &[f64]) -> f64 {
    let mut differences: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    differences.sort_by(f64::total_cmp);
    let half = differences.len() / 2;
    let median =
        if differences.len() % 2 == 1 { differences[half] } else { (differences[half - 1] + differences[half]) / 2.0 };
    let deviation = match median > 0.0 {
        true => median / MEDIAN_DIFFERENCE,
        false => mean(differences.into_iter()).unwrap_or(0.0) / MEAN_DIFFERENCE,
    };
    deviation * deviation
}

fn described(values: &[f64], found: &[(usize, f64)]) -> Vec<SuggestedChange> {
    let bound = |position: usize| found.get(position).map_or(values.len(), |(split, _)| *split);
    let level = |from: usize, to: usize| mean(values[from..to].iter().copied()).unwrap_or(f64::NAN);
    let describe = |(position, &(split, strength)): (usize, &(usize, f64))| {
        let before = position.checked_sub(1).map_or(0, bound);
        let after = bound(position + 1);
        SuggestedChange {
            first_point: split,
            mean_before: level(before, split),
            mean_after: level(split, after),
            points_after: after - split,
            strength,
        }
    };
    found.iter().enumerate().map(describe).collect()
}
