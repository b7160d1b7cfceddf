//! The least of a function on the unit cube: a coarse grid, then the simplex of Nelder and Mead from its best point.
//! No random numbers, so the same series always gives the same model.

/// Points of the grid along each side, few where there are many sides.
const FINE: [f64; 4] = [0.02, 0.3, 0.65, 0.97];
const COARSE: [f64; 3] = [0.03, 0.3, 0.8];
const ROUNDS: usize = 300;
/// The simplex stops when it is no larger than this.
const SMALLEST: f64 = 1e-8;

/// Where the function is least, as far as the search can tell. `cost` sees points of `dimensions` numbers from 0 to 1.
pub(crate) fn least(dimensions: usize, mut cost: impl FnMut(&[f64]) -> f64) -> Vec<f64> {
    let mut cost = |point: &[f64]| {
        let value = cost(point);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let grid = if dimensions <= 2 { FINE.as_slice() } else { &COARSE };
    let mut best = vec![grid[0]; dimensions];
    let mut least = f64::INFINITY;
    let mut point = vec![0.0; dimensions];
    for cell in 0..grid.len().pow(u32::try_from(dimensions).expect("a model has four parameters at most")) {
        let mut digits = cell;
        for place in &mut point {
            *place = grid[digits % grid.len()];
            digits /= grid.len();
        }
        let value = cost(&point);
        if value < least {
            least = value;
            best.copy_from_slice(&point);
        }
    }
    // A second start from the first one's end frees a simplex that has flattened against a side of the cube.
    for step in [0.15, 0.03] {
        best = simplex(best, step, &mut cost);
    }
    best
}

fn simplex(start: Vec<f64>, step: f64, cost: &mut impl FnMut(&[f64]) -> f64) -> Vec<f64> {
    let dimensions = start.len();
    let mut corners: Vec<(f64, Vec<f64>)> = Vec::with_capacity(dimensions + 1);
    for corner in 0..=dimensions {
        let mut point = start.clone();
        if let Some(place) = corner.checked_sub(1).and_then(|side| point.get_mut(side)) {
            *place = if *place + step <= 1.0 { *place + step } else { *place - step };
        }
        corners.push((cost(&point), point));
    }
    let mut centre = vec![0.0; dimensions];
    let mut trial = vec![0.0; dimensions];
    let mut second = vec![0.0; dimensions];
    for _ in 0..ROUNDS {
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let size = corners[dimensions].1.iter().zip(&corners[0].1).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if size < SMALLEST {
            break;
        }
        for (side, place) in centre.iter_mut().enumerate() {
            *place = corners[..dimensions].iter().map(|(_, point)| point[side]).sum::<f64>() / dimensions as f64;
        }
        let worst = corners[dimensions].0;
        let reflected = try_at(&centre, &corners[dimensions].1, -1.0, &mut trial, cost);
        if reflected < corners[0].0 {
            let expanded = try_at(&centre, &corners[dimensions].1, -2.0, &mut second, cost);
            let (value, point) = if expanded < reflected { (expanded, &second) } else { (reflected, &trial) };
            replace(&mut corners[dimensions], value, point);
        } else if reflected < corners[dimensions - 1].0 {
            replace(&mut corners[dimensions], reflected, &trial);
        } else {
            let by = if reflected < worst { -0.5 } else { 0.5 };
            let contracted = try_at(&centre, &corners[dimensions].1, by, &mut second, cost);
            if contracted < worst.min(reflected) {
                replace(&mut corners[dimensions], contracted, &second);
            } else {
                let (first, others) = corners.split_at_mut(1);
                for (value, point) in others {
                    for (place, best) in point.iter_mut().zip(&first[0].1) {
                        *place = 0.5 * (*place + best);
                    }
                    *value = cost(point);
                }
            }
        }
    }
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    corners.swap_remove(0).1
}

/// Cost at the centre plus `by` times the way to the worst corner, kept within the cube.
fn try_at(centre: &[f64], worst: &[f64], by: f64, trial: &mut [f64], cost: &mut impl FnMut(&[f64]) -> f64) -> f64 {
    for ((place, middle), corner) in trial.iter_mut().zip(centre).zip(worst) {
        *place = (middle + by * (corner - middle)).clamp(0.0, 1.0);
    }
    cost(trial)
}

fn replace(corner: &mut (f64, Vec<f64>), value: f64, point: &[f64]) {
    corner.0 = value;
    corner.1.copy_from_slice(point);
}
