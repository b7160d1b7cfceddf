//! The little linear algebra of a regression: tables by row, and Cholesky factors of small symmetric ones.

/// Rows of numbers, one after another.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) columns: usize,
    pub(super) cells: Vec<f64>,
}

impl Table {
    pub(super) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks_exact(self.columns)
    }

    pub(super) fn row(&self, index: usize) -> &[f64] {
        &self.cells[index * self.columns..(index + 1) * self.columns]
    }

    pub(super) fn square(size: usize) -> Self {
        Self { columns: size, cells: vec![0.0; size * size] }
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.columns + column]
    }

    /// Adds `weight` x `left` x `right`ᵀ.
    pub(super) fn add_outer(&mut self, weight: f64, left: &[f64], right: &[f64]) {
        for (cells, l) in self.cells.chunks_exact_mut(right.len()).zip(left) {
            for (cell, r) in cells.iter_mut().zip(right) {
                *cell += weight * l * r;
            }
        }
    }
}

pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(l, r)| l * r).sum()
}

/// The lower Cholesky factor in place, or `None` where the table is not safely positive definite: a pivot lost all but
/// a billionth of its diagonal. The last `lenient` pivots need only be above zero.
pub(super) fn cholesky(table: &mut Table, lenient: usize) -> Option<()> {
    const LEAST_PIVOT: f64 = 1e-11;
    let size = table.columns;
    for column in 0..size {
        let whole = table.at(column, column);
        for row in column..size {
            let (above, below) = table.cells.split_at(row * size);
            let upper = if row == column { below } else { &above[column * size..] };
            let sum = below[column] - dot(&below[..column], &upper[..column]);
            if row == column {
                let least = if column + lenient >= size { 0.0 } else { LEAST_PIVOT * whole };
                if sum.is_nan() || sum <= least {
                    return None;
                }
                table.cells[row * size + column] = libm::sqrt(sum);
            } else {
                table.cells[row * size + column] = sum / table.at(column, column);
            }
        }
    }
    Some(())
}

/// Solves L x = b in place, with the first rows of a lower factor.
pub(super) fn forward(lower: &Table, values: &mut [f64]) {
    for row in 0..values.len() {
        let sum = values[row] - dot(&lower.row(row)[..row], &values[..row]);
        values[row] = sum / lower.at(row, row);
    }
}

/// Solves Lᵀ x = b in place, with the first rows of a lower factor.
pub(super) fn backward(lower: &Table, values: &mut [f64]) {
    for row in (0..values.len()).rev() {
        let mut sum = values[row];
        for (below, value) in values.iter().enumerate().skip(row + 1) {
            sum -= lower.at(below, row) * value;
        }
        values[row] = sum / lower.at(row, row);
    }
}

/// Least squares on columns brought to unit length.
#[derive(Debug, Clone)]
pub(super) struct LeastSquares {
    pub(super) coefficients: Vec<f64>,
    /// (XᵀX)⁻¹.
    pub(super) inverse: Table,
}

pub(super) fn least_squares(table: &Table, values: &[f64]) -> Option<LeastSquares> {
    let size = table.columns;
    let mut gram = Table::square(size);
    let mut right = vec![0.0; size];
    for (row, value) in table.rows().zip(values) {
        gram.add_outer(1.0, row, row);
        right.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell * value);
    }
    let lengths: Vec<f64> = (0..size).map(|i| libm::sqrt(gram.at(i, i))).collect();
    for (cells, one) in gram.cells.chunks_exact_mut(size).zip(&lengths) {
        cells.iter_mut().zip(&lengths).for_each(|(cell, other)| *cell /= one * other);
    }
    cholesky(&mut gram, 0)?;
    let solve = |right: &mut Vec<f64>| {
        right.iter_mut().zip(&lengths).for_each(|(value, length)| *value /= length);
        forward(&gram, right);
        backward(&gram, right);
        right.iter_mut().zip(&lengths).for_each(|(value, length)| *value /= length);
    };
    solve(&mut right);
    // Once more on what is left, so that normal equations cost no digits.
    let left = residuals(table, values, &right);
    let mut more = vec![0.0; size];
    for (row, value) in table.rows().zip(&left) {
        more.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell * value);
    }
    solve(&mut more);
    right.iter_mut().zip(&more).for_each(|(value, step)| *value += step);
    let mut inverse = Table::square(size);
    for (index, cells) in inverse.cells.chunks_exact_mut(size).enumerate() {
        let mut unit = vec![0.0; size];
        unit[index] = 1.0;
        solve(&mut unit);
        cells.copy_from_slice(&unit);
    }
    right.iter().all(|value| value.is_finite()).then_some(LeastSquares { coefficients: right, inverse })
}

pub(super) fn residuals(table: &Table, values: &[f64], coefficients: &[f64]) -> Vec<f64> {
    table.rows().zip(values).map(|(row, value)| value - dot(row, coefficients)).collect()
}
