//! Who stands where: fractional ranks, with ties.

use super::ConcentrationError;

/// What rank rows with the same standing have.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::{Ties, fractional_ranks};
/// assert_eq!(fractional_ranks(&[1.0, 1.0], None, Ties::Share)?, [0.5, 0.5]);
/// assert_eq!(fractional_ranks(&[1.0, 1.0], None, Ties::RowOrder)?, [0.25, 0.75]);
/// # Ok::<(), commonweal_stats::concentration::ConcentrationError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ties {
    /// They share the middle of the ranks they take up, so that the order of the rows does not matter.
    #[default]
    Share,
    /// Each follows the one before it in the table, as in the R package rineq.
    RowOrder,
}

/// Fractional ranks: for each row, the share of all weight below it plus half of its own, from 0 to 1. Rows with a lower
/// `standing` (income, say) come first.
///
/// # Errors
/// [`ConcentrationError`] for no rows, a column of another length, a number that is none, weights below zero or all zero.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::{Ties, fractional_ranks};
/// let ranks = fractional_ranks(&[30_000.0, 10_000.0], Some(&[1.0, 3.0]), Ties::Share)?;
/// assert_eq!(ranks, [0.875, 0.375]);
/// # Ok::<(), commonweal_stats::concentration::ConcentrationError>(())
/// ```
pub fn fractional_ranks(standing: &[f64], weights: Option<&[f64]>, ties: Ties) -> Result<Vec<f64>, ConcentrationError> {
    let total = check_weights(standing.len(), weights)?;
    finite_all("the standing", standing)?;
    let mut ranks = vec![0.0; standing.len()];
    for block in Order::of(standing, ties).blocks(weights) {
        let rank = ((block.before + block.weight / 2.0) / total).min(1.0);
        block.rows.iter().for_each(|&row| ranks[row] = rank);
    }
    Ok(ranks)
}

/// Rows from the lowest standing up, and where each rank begins among them.
pub(super) struct Order {
    rows: Vec<usize>,
    starts: Vec<usize>,
}

/// Rows of one rank, and their weight beside that of the rows ranked before them.
pub(super) struct Block<'a> {
    pub(super) rows: &'a [usize],
    before: f64,
    weight: f64,
}

impl Order {
    pub(super) fn of(standing: &[f64], ties: Ties) -> Self {
        // Adding zero makes one zero of both, which must tie.
        let key = |row: usize| standing[row] + 0.0;
        let mut rows: Vec<usize> = (0..standing.len()).collect();
        rows.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
        let mut starts: Vec<usize> = (0..rows.len())
            .filter(|&at| at == 0 || ties == Ties::RowOrder || key(rows[at - 1]) != key(rows[at]))
            .collect();
        starts.push(rows.len());
        Self { rows, starts }
    }

    pub(super) fn blocks(&self, weights: Option<&[f64]>) -> impl Iterator<Item = Block<'_>> {
        let mut before = 0.0;
        self.starts.windows(2).map(move |edges| {
            let rows = &self.rows[edges[0]..edges[1]];
            let weight = rows.iter().map(|&row| weights.map_or(1.0, |weights| weights[row])).sum();
            let block = Block { rows, before, weight };
            before += weight;
            block
        })
    }
}

pub(super) fn finite_all(what: &'static str, column: &[f64]) -> Result<(), ConcentrationError> {
    match column.iter().position(|number| !number.is_finite()) {
        Some(index) => Err(ConcentrationError::NotFinite { what, index }),
        None => Ok(()),
    }
}

/// The sum of the weights, which is above zero.
pub(super) fn check_weights(rows: usize, weights: Option<&[f64]>) -> Result<f64, ConcentrationError> {
    if rows == 0 {
        return Err(ConcentrationError::NoRows);
    }
    let Some(weights) = weights else { return Ok(rows as f64) };
    if weights.len() != rows {
        return Err(ConcentrationError::Unmatched { what: "weights" });
    }
    finite_all("the weight", weights)?;
    if let Some(index) = weights.iter().position(|weight| *weight < 0.0) {
        return Err(ConcentrationError::NegativeWeight { index });
    }
    match weights.iter().sum::<f64>() {
        0.0 => Err(ConcentrationError::NoWeight),
        total if total.is_finite() => Ok(total),
        _ => Err(ConcentrationError::TooExtreme),
    }
}
