//! The default estimator: segmented regression with AR(1) errors, the autocorrelation averaged over.

use super::error::SeriesError;
use super::linear::{Table, backward, cholesky, dot, forward, least_squares, residuals};
use super::mixture::{Mixture, Part};
use super::plan::{Design, Plan, Point, Term};
use crate::confidence::Confidence;
use crate::estimate::Estimate;

/// The shortest series that is analysed; see the measured coverage in [`series`](super).
/// An example stands at [`segmented()`].
pub const FEWEST_POINTS: usize = 24;
/// The fewest points before the first interruption.
/// An example stands at [`segmented()`].
pub const FEWEST_BEFORE: usize = 8;
/// The fewest points from an interruption to the next, or to the end.
/// An example stands at [`segmented()`].
pub const FEWEST_AFTER: usize = 8;
/// The fewest points more than terms.
/// An example stands at [`segmented()`].
pub const FEWEST_SPARE: usize = 16;
/// At least so many nodes of the autocorrelation, and so many times √n.
const NODES: f64 = 48.0;
const NODES_A_ROOT: f64 = 4.0;
/// Nodes of less weight than this share of the heaviest are left out.
const LEAST_WEIGHT: f64 = 1e-9;
/// Residuals this small beside the values (as squares) are rounding.
const ROUNDING: f64 = 1e-22;

/// The change at one interruption.
/// An example stands at [`segmented()`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// First period after the interruption.
    pub from: i32,
    /// Change of level in that period, beside what the earlier trend would have given; in the unit of the values.
    pub level: Estimate,
    /// Two-sided probability of a level change so far from none.
    pub level_p: f64,
    /// Change of slope, in the unit of the values a period.
    pub slope: Estimate,
    /// Two-sided probability of a slope change so far from none.
    pub slope_p: f64,
}

/// A fitted interrupted series; any contrast of its coefficients has an interval.
/// An example stands at [`segmented()`].
#[derive(Debug, Clone)]
pub struct Segmented {
    pub(super) design: Design,
    base: Vec<f64>,
    nodes: Vec<Node>,
    level: Confidence,
}

/// The regression given one autocorrelation.
#[derive(Debug, Clone)]
struct Node {
    rho: f64,
    weight: f64,
    /// Coefficients beyond least squares.
    beyond: Vec<f64>,
    /// Cholesky factor of XᵀR⁻¹X, with a row more for the values.
    lower: Table,
    /// √(RSS / (n − k)).
    deviation: f64,
}

/// Interrupted time series by segmented regression with AR(1) errors: y = Xb + u, corr(uₛ, uₜ) = ρ^|s−t|.
///
/// For each ρ the regression is generalised least squares: b is Student t with n − k degrees of freedom about (XᵀR⁻¹X)⁻¹XᵀR⁻¹y
/// with squared scale s²(XᵀR⁻¹X)⁻¹. The ρ are weighted by the restricted likelihood
/// |R|^(−½) |XᵀR⁻¹X|^(−½) RSS^(−(n−k)/2) times √(1 − ρ²), and the limits are quantiles of the mixture of t distributions, so that not knowing ρ
/// widens them. The weight √(1 − ρ²) is that of Gauss and Chebyshev's second rule, which does the sum. Missing periods
/// are borne: neighbours d periods apart correlate by ρ^d.
///
/// Source: Wagner et al. 2002, J Clin Pharm Ther 27:299 (segmented regression); Zellner and Tiao 1964, JASA 59:763 (autocorrelation
/// averaged over); Harville 1974, Biometrika 61:383 (restricted likelihood). Chosen by simulation: decision 27.
///
/// # Errors
/// Those of [`Design::new`], and series too short, too full of gaps or without variation.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::series::{Plan, Point, segmented};
/// let points: Vec<Point> = (0..48)
///     .map(|period| Point { period, value: f64::from(50 + period % 5 + if period < 24 { 0 } else { 10 }) })
///     .collect();
/// let fit = segmented(&points, &Plan::at(24), Confidence::P95)?;
/// let change = fit.changes()[0];
/// assert!(change.level.lower > 5.0 && change.level.upper < 15.0);
/// assert!(change.slope.lower < 0.0 && change.slope.upper > 0.0);
/// # Ok::<(), commonweal_stats::series::SeriesError>(())
/// ```
pub fn segmented(points: &[Point], plan: &Plan, level: Confidence) -> Result<Segmented, SeriesError> {
    long_enough(points, plan)?;
    fitted(Design::new(points, plan)?, level)
}

fn long_enough(points: &[Point], plan: &Plan) -> Result<(), SeriesError> {
    if points.len() < FEWEST_POINTS {
        return Err(SeriesError::TooFewPoints { found: points.len() });
    }
    let from = |period: i32| points.partition_point(|point| point.period < period);
    let starts: Vec<usize> = plan.interruptions.iter().map(|&period| from(period)).collect();
    if let Some(&found) = starts.first().filter(|&&found| found < FEWEST_BEFORE) {
        return Err(SeriesError::TooFewBefore { found });
    }
    for (index, start) in starts.iter().enumerate() {
        let found = starts.get(index + 1).unwrap_or(&points.len()).saturating_sub(*start);
        if found < FEWEST_AFTER {
            return Err(SeriesError::TooFewAfter { found });
        }
    }
    let spare = points.len().saturating_sub(plan.terms().len());
    if spare < FEWEST_SPARE {
        return Err(SeriesError::TooFewSpare { spare });
    }
    let spanned = i64::from(points[points.len() - 1].period) - i64::from(points[0].period) + 1;
    if points.len() as i64 * 5 < spanned * 4 {
        return Err(SeriesError::TooManyMissing);
    }
    Ok(())
}

pub(super) fn fitted(design: Design, level: Confidence) -> Result<Segmented, SeriesError> {
    let solved = least_squares(&design.table, &design.values).ok_or(SeriesError::Inseparable)?;
    let left = residuals(&design.table, &design.values, &solved.coefficients);
    if dot(&left, &left) <= ROUNDING * dot(&design.values, &design.values) {
        return Err(SeriesError::NoVariation);
    }
    let moments = Moments::of(&design, &left);
    let count = libm::ceil(NODES_A_ROOT * libm::sqrt(design.points() as f64)).max(NODES);
    let mut nodes: Vec<(f64, Node)> = (1..=count as u32)
        .filter_map(|index| {
            let angle = std::f64::consts::PI * f64::from(index) / (count + 1.0);
            let (log_likelihood, node) = moments.node(libm::cos(angle))?;
            Some((log_likelihood + 2.0 * libm::log(libm::sin(angle)), node))
        })
        .collect();
    let most = nodes.iter().map(|(log_weight, _)| *log_weight).fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        return Err(SeriesError::Inseparable);
    }
    nodes.iter_mut().for_each(|(log_weight, node)| node.weight = libm::exp(*log_weight - most));
    nodes.retain(|(_, node)| node.weight > LEAST_WEIGHT);
    let sum: f64 = nodes.iter().map(|(_, node)| node.weight).sum();
    nodes.iter_mut().for_each(|(_, node)| node.weight /= sum);
    let nodes = nodes.into_iter().map(|(_, node)| node).collect();
    Ok(Segmented { design, base: solved.coefficients, nodes, level })
}

impl Segmented {
    /// The changes, one for each interruption.
    /// An example stands at [`segmented()`].
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let of = |wanted: Term| {
            let weights: Vec<f64> = self.design.terms.iter().map(|term| f64::from(u8::from(*term == wanted))).collect();
            let mixture = self.mixture(&weights);
            (mixture.estimate(self.level), mixture.p_value())
        };
        let each = self.design.plan.interruptions.iter().enumerate();
        each.map(|(index, &from)| {
            let ((level, level_p), (slope, slope_p)) = (of(Term::Level(index)), of(Term::Slope(index)));
            Change { from, level, level_p, slope, slope_p }
        })
        .collect()
    }

    /// A sum of coefficients by these weights, in the order of [`Plan::terms`]; missing weights are zero.
    /// An example stands at [`segmented()`].
    #[must_use]
    pub fn contrast(&self, weights: &[f64]) -> Estimate {
        let mut all = weights.to_vec();
        all.resize(self.base.len(), 0.0);
        self.mixture(&all).estimate(self.level)
    }

    /// Mean of the autocorrelation of neighbouring periods, over the weights.
    /// An example stands at [`segmented()`].
    #[must_use]
    pub fn autocorrelation(&self) -> f64 {
        self.nodes.iter().map(|node| node.weight * node.rho).sum()
    }

    /// Mean coefficients, in the order of [`Plan::terms`].
    /// An example stands at [`segmented()`].
    #[must_use]
    pub fn coefficients(&self) -> Vec<f64> {
        let mut coefficients = self.base.clone();
        for node in &self.nodes {
            coefficients.iter_mut().zip(&node.beyond).for_each(|(sum, beyond)| *sum += node.weight * beyond);
        }
        coefficients
    }

    /// The level of its intervals.
    /// An example stands at [`segmented()`].
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.level
    }

    fn mixture(&self, weights: &[f64]) -> Mixture {
        let base = dot(weights, &self.base);
        let mut solved = vec![0.0; weights.len()];
        let parts = self.nodes.iter().map(|node| {
            solved.copy_from_slice(weights);
            forward(&node.lower, &mut solved);
            let scale = node.deviation * libm::sqrt(dot(&solved, &solved));
            Part { weight: node.weight, centre: base + dot(weights, &node.beyond), scale }
        });
        let parts = parts.collect();
        Mixture { parts, degrees_of_freedom: (self.design.points() - weights.len()) as f64 }
    }
}

/// Sums of products of neighbours, from which XᵀR⁻¹X follows for any ρ.
struct Moments {
    points: usize,
    terms: usize,
    first: Table,
    gaps: Vec<Gap>,
    lengths: Vec<f64>,
}

/// Neighbours so many periods apart.
struct Gap {
    periods: i32,
    pairs: f64,
    late: Table,
    cross: Table,
    early: Table,
}

impl Moments {
    /// Of the columns, brought to unit length, and of what least squares left.
    fn of(design: &Design, left: &[f64]) -> Self {
        let terms = design.table.columns;
        let size = terms + 1;
        let rows: Vec<Vec<f64>> =
            design.table.rows().zip(left).map(|(row, e)| row.iter().copied().chain([*e]).collect()).collect();
        let mut lengths = vec![0.0; size];
        for row in &rows {
            lengths.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell * cell);
        }
        lengths.iter_mut().for_each(|length| *length = libm::sqrt(*length));
        let unit = |row: &[f64]| row.iter().zip(&lengths).map(|(cell, length)| cell / length).collect::<Vec<f64>>();
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| unit(row)).collect();
        let mut first = Table::square(size);
        first.add_outer(1.0, &rows[0], &rows[0]);
        let mut gaps: Vec<Gap> = Vec::new();
        for (pair, periods) in rows.windows(2).zip(design.periods.windows(2)) {
            let periods = periods[1] - periods[0];
            let index = gaps.iter().position(|gap| gap.periods == periods).unwrap_or_else(|| {
                let empty = || Table::square(size);
                gaps.push(Gap { periods, pairs: 0.0, late: empty(), cross: empty(), early: empty() });
                gaps.len() - 1
            });
            let gap = &mut gaps[index];
            gap.pairs += 1.0;
            gap.late.add_outer(1.0, &pair[1], &pair[1]);
            gap.early.add_outer(1.0, &pair[0], &pair[0]);
            gap.cross.add_outer(1.0, &pair[0], &pair[1]);
            gap.cross.add_outer(1.0, &pair[1], &pair[0]);
        }
        Self { points: design.points(), terms, first, gaps, lengths }
    }

    /// The regression at this ρ, and the logarithm of its restricted likelihood.
    fn node(&self, rho: f64) -> Option<(f64, Node)> {
        let mut lower = self.first.clone();
        let mut log_determinant = 0.0;
        for gap in &self.gaps {
            let power = libm::pow(rho.abs(), f64::from(gap.periods));
            let power = if rho < 0.0 && gap.periods % 2 != 0 { -power } else { power };
            let left = 1.0 - power * power;
            log_determinant += gap.pairs * libm::log(left);
            let cells = gap.late.cells.iter().zip(&gap.cross.cells).zip(&gap.early.cells);
            for (sum, ((late, cross), early)) in lower.cells.iter_mut().zip(cells) {
                *sum += (late - power * cross + power * power * early) / left;
            }
        }
        cholesky(&mut lower, 1)?;
        let spare = (self.points - self.terms) as f64;
        let log_terms: f64 = (0..self.terms).map(|i| libm::log(lower.at(i, i))).sum();
        let root = lower.at(self.terms, self.terms);
        let log_likelihood = -0.5 * log_determinant - log_terms - spare * libm::log(root);
        let length = self.lengths[self.terms];
        let mut beyond = lower.row(self.terms)[..self.terms].to_vec();
        backward(&lower, &mut beyond);
        beyond.iter_mut().zip(&self.lengths).for_each(|(value, unit)| *value *= length / unit);
        // Back to the columns as they were: X = X₁D, so the factor of XᵀR⁻¹X is D times that of X₁.
        for (cells, unit) in lower.cells.chunks_exact_mut(self.terms + 1).zip(&self.lengths) {
            cells.iter_mut().for_each(|cell| *cell *= unit);
        }
        let deviation = length * root / libm::sqrt(spare);
        Some((log_likelihood, Node { rho, weight: 0.0, beyond, lower, deviation }))
    }
}
