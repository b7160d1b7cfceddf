#![doc = include_str!("../handbook/quantile.md")]

use thiserror::Error;

/// Which values the first quantile holds.
///
/// # Example
/// ```
/// use commonweal_stats::quantile::Order;
/// assert_eq!(Order::default(), Order::HighestFirst);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// Quantile 1 holds the highest values: the most deprived, where high scores mean deprivation.
    #[default]
    HighestFirst,
    /// Quantile 1 holds the lowest values.
    LowestFirst,
}

/// Why no [`quantiles`] are assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuantileError {
    /// No quantiles were asked for.
    #[error("the number of quantiles is zero; use 5 for fifths or 10 for tenths")]
    NoQuantiles,
    /// A value is infinite.
    #[error("the value of area {index} is infinite; correct it or leave it missing")]
    NotFinite {
        /// Position of the area, from zero.
        index: usize,
    },
}

/// Quantile of each area, from 1 up, by the rank of its value among all; a missing value (`NaN`) has none and is not
/// counted.
///
/// `None` for every area where fewer than `quantiles` have a value: quantiles would stay empty. Equal values share the
/// quantile of the first of them in rank.
///
/// Source: Fingertips public health technical guidance, assigning deprivation categories; as `phe_quantile`.
///
/// # Errors
/// `NoQuantiles`, `NotFinite`.
///
/// # Example
/// ```
/// use commonweal_stats::quantile::{Order, quantiles};
/// let scores = [40.0, 30.0, f64::NAN, 20.0, 10.0];
/// assert_eq!(quantiles(&scores, 2, Order::HighestFirst)?, Some(vec![Some(1), Some(1), None, Some(2), Some(2)]));
/// assert_eq!(quantiles(&scores, 5, Order::HighestFirst)?, None); // five quantiles of four areas
/// # Ok::<(), commonweal_stats::quantile::QuantileError>(())
/// ```
pub fn quantiles(values: &[f64], quantiles: u32, order: Order) -> Result<Option<Vec<Option<u32>>>, QuantileError> {
    let mut assigned = vec![None; values.len()];
    let enough = Ranking::default().assign(values, quantiles, order, &mut assigned)?;
    Ok(enough.then_some(assigned))
}

/// Assigns quantiles in one set of areas after another, in memory of its own.
///
/// # Example
/// ```
/// use commonweal_stats::quantile::{Order, Ranking};
/// let mut ranking = Ranking::default();
/// let mut assigned = [None; 3];
/// assert!(ranking.assign(&[3.0, 1.0, 2.0], 3, Order::LowestFirst, &mut assigned)?);
/// assert_eq!(assigned, [Some(3), Some(1), Some(2)]);
/// # Ok::<(), commonweal_stats::quantile::QuantileError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    ranked: Vec<(f64, usize)>,
}

impl Ranking {
    /// As [`quantiles`], into the caller's column; false where there are fewer areas than quantiles.
    ///
    /// # Errors
    /// As [`quantiles`].
    ///
    /// # Panics
    /// If `assigned` is not as long as `values`, which is a mistake of the caller.
    pub fn assign(
        &mut self,
        values: &[f64],
        quantiles: u32,
        order: Order,
        assigned: &mut [Option<u32>],
    ) -> Result<bool, QuantileError> {
        assert_eq!(values.len(), assigned.len(), "one quantile per value");
        if quantiles == 0 {
            return Err(QuantileError::NoQuantiles);
        }
        if let Some(index) = values.iter().position(|value| value.is_infinite()) {
            return Err(QuantileError::NotFinite { index });
        }
        assigned.fill(None);
        let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let place = |value: f64| if order == Order::HighestFirst { highest - value } else { value };
        self.ranked.clear();
        let known = values.iter().enumerate().filter(|(_, value)| !value.is_nan());
        self.ranked.extend(known.map(|(index, &value)| (place(value), index)));
        let count = self.ranked.len();
        if count < quantiles as usize {
            return Ok(false);
        }
        self.ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut rank = 1;
        for at in 0..count {
            // Zero and minus zero are equal values.
            if at > 0 && self.ranked[at].0 != self.ranked[at - 1].0 {
                rank = at + 1;
            }
            assigned[self.ranked[at].1] = Some(number(rank, count, quantiles));
        }
        Ok(true)
    }
}

/// The published formula, in doubles as published: one more than the quantiles less the areas from this rank to the end
/// over the areas in a quantile, rounded up.
fn number(rank: usize, count: usize, quantiles: u32) -> u32 {
    let (rank, count, quantiles) = (rank as f64, count as f64, f64::from(quantiles));
    let number = libm::floor(quantiles + 1.0 - libm::ceil((count + 1.0 - rank) / (count / quantiles)));
    number.max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_multiple_hold_equally_many() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let assigned = quantiles(&values, 10, Order::LowestFirst).expect("finite").expect("enough");
        for quantile in 1..=10 {
            assert_eq!(assigned.iter().filter(|q| **q == Some(quantile)).count(), 5, "quantile {quantile}");
        }
    }

    #[test]
    fn equal_values_share_a_quantile_and_all_equal_are_in_the_first() {
        let assigned = quantiles(&[7.0; 15], 5, Order::HighestFirst).expect("finite").expect("enough");
        assert!(assigned.iter().all(|quantile| *quantile == Some(1)));
    }

    #[test]
    fn none_and_the_infinite_are_refused() {
        assert_eq!(quantiles(&[1.0], 0, Order::HighestFirst), Err(QuantileError::NoQuantiles));
        let infinite = quantiles(&[1.0, f64::INFINITY], 1, Order::HighestFirst);
        assert_eq!(infinite, Err(QuantileError::NotFinite { index: 1 }));
        assert_eq!(quantiles(&[], 1, Order::HighestFirst), Ok(None));
    }
}
