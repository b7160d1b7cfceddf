#![doc = include_str!("../../handbook/concentration.md")]

mod error;
mod index;
mod ranks;

pub use error::ConcentrationError;
use index::Moments;
pub use index::{Bounds, Index};
use ranks::{Order, check_weights, finite_all};
pub use ranks::{Ties, fractional_ranks};

use crate::confidence::Confidence;
use crate::estimate::Estimate;
use crate::inequality::Group;

/// A concentration index with what is known of its error.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::concentration::{Index, Ties, concentration_index};
/// let index = concentration_index(&[1.0, 2.0, 3.0], &[2.0, 4.0, 9.0], None, Index::Relative, Ties::Share)?;
/// let estimate = index.estimate(Confidence::P95);
/// assert!(estimate.lower < index.value && index.value < estimate.upper && index.mean == 5.0);
/// # Ok::<(), commonweal_stats::concentration::ConcentrationError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConcentrationIndex {
    /// The index: below zero where the worse off have more of the outcome, above zero where the better off have.
    pub value: f64,
    /// Its standard error, by linearisation. For groups, from the groups' standard errors.
    pub standard_error: f64,
    /// Kakwani's variance of the relative index, which takes all rows as equal; with weights it is a convention of the
    /// R package rineq that may fall below zero. Use `standard_error` for limits. None where the mean is zero.
    pub kakwani_variance: Option<f64>,
    /// Mean outcome.
    pub mean: f64,
}

impl ConcentrationIndex {
    /// The index with normal limits from its standard error.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// use commonweal_stats::concentration::ConcentrationIndex;
    /// let index = ConcentrationIndex { value: 0.1, standard_error: 0.02, kakwani_variance: Some(0.0004), mean: 5.0 };
    /// assert_eq!(format!("{:.3}", index.estimate(Confidence::P95).lower), "0.061");
    /// ```
    #[must_use]
    pub fn estimate(&self, level: Confidence) -> Estimate {
        let margin = level.z() * self.standard_error;
        Estimate { value: self.value, lower: self.value - margin, upper: self.value + margin }
    }
}

/// Concentration index of an outcome over people ranked by their standing, worst off first.
///
/// `weights` are sampling weights or numbers of people; without them all rows count the same. Twice the covariance of
/// outcome and fractional rank, divided as [`Index`] says.
///
/// Source: Wagstaff, Paci and van Doorslaer 1991; Kakwani, Wagstaff and van Doorslaer 1997 (variance, equation 14);
/// Erreygers 2009; Wagstaff 2005; as `ci` of rineq.
///
/// # Errors
/// As [`fractional_ranks`]; `ZeroMean` for a relative index of a mean of zero; `NoRange`, `OutsideBounds` and `AtBound`
/// for the indices with bounds.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::{Index, Ties, concentration_index};
/// let income = [10_000.0, 20_000.0, 30_000.0, 40_000.0];
/// let visits = [4.0, 3.0, 2.0, 1.0];
/// let index = concentration_index(&income, &visits, None, Index::Relative, Ties::Share)?;
/// assert_eq!(index.value, -0.25); // visits are concentrated among the poorer
/// # Ok::<(), commonweal_stats::concentration::ConcentrationError>(())
/// ```
pub fn concentration_index(
    standing: &[f64],
    outcome: &[f64],
    weights: Option<&[f64]>,
    index: Index,
    ties: Ties,
) -> Result<ConcentrationIndex, ConcentrationError> {
    if outcome.len() != standing.len() {
        return Err(ConcentrationError::Unmatched { what: "outcomes" });
    }
    let ranks = fractional_ranks(standing, weights, ties)?;
    finite_all("the outcome", outcome)?;
    let total = check_weights(standing.len(), weights)?;
    let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]) / total;
    let moments = Moments::of(outcome, &ranks, weight)?;
    let value = moments.index(index, outcome)?;

    // Each row's pull on the index (its influence), from the shares of the outcome below it. `with` weighs the rows;
    // `plain` counts each once, which is what Kakwani's formula does whatever the weights.
    let relative = moments.covariance / moments.mean;
    let plain_total: f64 = outcome.iter().sum();
    let (mut below, mut plain_below) = (0.0, 0.0);
    let (mut variance, mut squares) = (0.0, 0.0);
    for block in Order::of(standing, ties).blocks(weights) {
        let held: f64 = block.rows.iter().map(|&row| weight(row) * outcome[row]).sum();
        let plain_held: f64 = block.rows.iter().map(|&row| outcome[row]).sum();
        for &row in block.rows {
            let (y, twice_rank) = (outcome[row], 2.0 * ranks[row] - 1.0);
            let above = 2.0 * (moments.mean - below) - held;
            let pull = y * twice_rank + above - moments.mean - 2.0 * moments.covariance;
            let pull = moments.pull(index, pull, y - moments.mean);
            variance += (weight(row) * pull) * (weight(row) * pull);
            let kakwani =
                y / moments.mean * (twice_rank - relative) + 2.0 - (2.0 * plain_below + plain_held) / plain_total;
            squares += kakwani * kakwani;
        }
        below += held;
        plain_below += plain_held;
    }
    let rows = outcome.len() as f64;
    let kakwani_variance = (squares / rows - (1.0 + relative) * (1.0 + relative)) / rows;
    let standard_error = libm::sqrt(variance);
    if !(value.is_finite() && standard_error.is_finite()) {
        return Err(ConcentrationError::TooExtreme);
    }
    let kakwani_variance = Some(kakwani_variance).filter(|variance| variance.is_finite());
    Ok(ConcentrationIndex { value, standard_error, kakwani_variance, mean: moments.mean })
}

/// Concentration index of groups, worst off first: the rate or mean of each, its population, and its standard error.
///
/// Everybody in a group has the group's value and the rank of the group's middle, so inequality within groups is left
/// out. The standard error is that of the groups' values; without standard errors it is zero.
///
/// Source: Kakwani, Wagstaff and van Doorslaer 1997; WHO Health Equity Assessment Toolkit, technical notes.
///
/// # Errors
/// As [`concentration_index`]; `NegativeStandardError`.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::{Index, concentration_index_of_groups};
/// use commonweal_stats::inequality::Group;
/// let group = |value| Group { population: 100.0, value, standard_error: None };
/// let index = concentration_index_of_groups(&[group(30.0), group(20.0), group(10.0)], Index::Relative)?;
/// assert_eq!(format!("{:.4}", index.value), "-0.2222");
/// # Ok::<(), commonweal_stats::concentration::ConcentrationError>(())
/// ```
pub fn concentration_index_of_groups(groups: &[Group], index: Index) -> Result<ConcentrationIndex, ConcentrationError> {
    let standing: Vec<f64> = (0..groups.len()).map(|group| group as f64).collect();
    let populations: Vec<f64> = groups.iter().map(|group| group.population).collect();
    let values: Vec<f64> = groups.iter().map(|group| group.value).collect();
    let of_rows = concentration_index(&standing, &values, Some(&populations), index, Ties::RowOrder)?;
    let ranks = fractional_ranks(&standing, Some(&populations), Ties::RowOrder)?;
    let total: f64 = populations.iter().sum();
    let moments = Moments::of(&values, &ranks, |group| populations[group] / total)?;
    let mut variance = 0.0;
    for (row, group) in groups.iter().enumerate() {
        let error = group.standard_error.unwrap_or(0.0);
        if !error.is_finite() {
            return Err(ConcentrationError::NotFinite { what: "the standard error", index: row });
        }
        if error < 0.0 {
            return Err(ConcentrationError::NegativeStandardError { index: row });
        }
        let share = group.population / total;
        let slope = moments.pull(index, share * (2.0 * ranks[row] - 1.0), share);
        variance += (slope * error) * (slope * error);
    }
    let standard_error = libm::sqrt(variance);
    if !standard_error.is_finite() {
        return Err(ConcentrationError::TooExtreme);
    }
    Ok(ConcentrationIndex { standard_error, ..of_rows })
}

/// Gini coefficient of individuals: how unequally a total is shared among people, from 0 (all have the same) towards 1.
///
/// It is the concentration index of the outcome over its own ranks. Nothing is corrected for a small number of rows.
///
/// Source: Gini 1912; Lerman and Yitzhaki 1989 (weights).
///
/// # Errors
/// As [`concentration_index`]; `NegativeOutcome`; `ZeroMean` where nobody has any.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::gini;
/// assert_eq!(gini(&[1.0, 1.0, 1.0], None)?.value, 0.0);
/// assert_eq!(gini(&[0.0, 0.0, 0.0, 8.0], None)?.value, 0.75); // one of four has all: 1 - 1/4
/// # Ok::<(), commonweal_stats::concentration::ConcentrationError>(())
/// ```
pub fn gini(outcome: &[f64], weights: Option<&[f64]>) -> Result<ConcentrationIndex, ConcentrationError> {
    if let Some(index) = outcome.iter().position(|value| *value < 0.0) {
        return Err(ConcentrationError::NegativeOutcome { index });
    }
    let gini = concentration_index(outcome, outcome, weights, Index::Relative, Ties::Share)?;
    Ok(ConcentrationIndex { value: gini.value.max(0.0), ..gini })
}
