//! The recursions, and the initial states that fit a series best for given smoothing parameters.
//!
//! The one-step errors of an additive model are linear in its initial states, so the best states need no search: they are
//! a least-squares solution. Only the smoothing parameters, four at most, are searched for.

use super::model::{Model, Smoothing, Trend};

/// Level, trend and seasons at one moment; the season of the next period is at `next`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct States {
    pub(crate) level: f64,
    pub(crate) trend: f64,
    pub(crate) seasons: Vec<f64>,
    pub(crate) next: usize,
}

impl States {
    fn blank(model: Model) -> Self {
        Self { level: 0.0, trend: 0.0, seasons: vec![0.0; model.season.unwrap_or(0)], next: 0 }
    }

    /// Free initial states as numbers: level, trend where there is one, all seasons but the last.
    fn set(&mut self, model: Model, free: impl Fn(usize) -> f64) {
        self.level = free(0);
        let trend = usize::from(model.trend != Trend::Level);
        self.trend = if trend == 1 { free(1) } else { 0.0 };
        self.next = 0;
        if let Some((last, others)) = self.seasons.split_last_mut() {
            let mut sum = 0.0;
            for (position, season) in others.iter_mut().enumerate() {
                *season = free(1 + trend + position);
                sum += *season;
            }
            *last = -sum;
        }
    }

    /// What the next period is expected to be.
    pub(crate) fn expected(&self, damping: f64) -> f64 {
        self.level + damping * self.trend + self.seasons.get(self.next).copied().unwrap_or(0.0)
    }

    /// Moves on one period that was `error` above what was expected.
    pub(crate) fn advance(&mut self, smoothing: Smoothing, error: f64) {
        self.level += smoothing.damping * self.trend + smoothing.level * error;
        self.trend = smoothing.damping * self.trend + smoothing.trend * error;
        if let Some(season) = self.seasons.get_mut(self.next) {
            *season += smoothing.season * error;
            self.next = (self.next + 1) % self.seasons.len();
        }
    }
}

/// Memory for fitting initial states, made once per series and model.
pub(crate) struct Filter<'a> {
    series: &'a [f64],
    model: Model,
    observed: usize,
    states: States,
    /// One column of `observed` errors for each free state, one after the other.
    columns: Vec<f64>,
    errors: Vec<f64>,
    diagonal: Vec<f64>,
    solution: Vec<f64>,
}

impl<'a> Filter<'a> {
    pub(crate) fn new(series: &'a [f64], model: Model) -> Self {
        let observed = series.iter().filter(|value| !value.is_nan()).count();
        Self {
            series,
            model,
            observed,
            states: States::blank(model),
            columns: vec![0.0; observed * model.states()],
            errors: vec![0.0; observed],
            diagonal: vec![0.0; model.states()],
            solution: vec![0.0; model.states()],
        }
    }

    /// How many values the series has.
    pub(crate) fn observed(&self) -> usize {
        self.observed
    }

    /// The largest value, whatever its sign.
    pub(crate) fn largest(&self) -> f64 {
        self.series.iter().filter(|value| !value.is_nan()).fold(0.0, |most, value| value.abs().max(most))
    }

    /// Sum of squared one-step errors with the best initial states.
    pub(crate) fn squares(&mut self, smoothing: Smoothing) -> f64 {
        for free in 0..self.model.states() {
            self.states.set(self.model, |position| if position == free { 1.0 } else { 0.0 });
            let column = &mut self.columns[free * self.observed..(free + 1) * self.observed];
            errors(self.series, |_| 0.0, smoothing, &mut self.states, column);
        }
        self.states.set(self.model, |_| 0.0);
        errors(self.series, |value| value, smoothing, &mut self.states, &mut self.errors);
        least_squares(&mut self.columns, &mut self.errors, &mut self.diagonal, &mut self.solution);
        self.run(smoothing)
    }

    /// Runs the series from the initial states last found; leaves the final states and the errors behind.
    fn run(&mut self, smoothing: Smoothing) -> f64 {
        let solution = &self.solution;
        self.states.set(self.model, |position| solution[position]);
        errors(self.series, |value| value, smoothing, &mut self.states, &mut self.errors);
        self.errors.iter().map(|error| error * error).sum()
    }

    /// The states after the last period, and the sum of squared errors.
    pub(crate) fn finish(mut self, smoothing: Smoothing) -> (States, f64) {
        let squares = self.squares(smoothing);
        (self.states, squares)
    }
}

/// One-step errors of the observed periods. A missing period moves the states on as if it had gone as expected.
fn errors(series: &[f64], seen: impl Fn(f64) -> f64, smoothing: Smoothing, states: &mut States, into: &mut [f64]) {
    let mut into = into.iter_mut();
    for &value in series {
        if value.is_nan() {
            states.advance(smoothing, 0.0);
        } else {
            let error = seen(value) - states.expected(smoothing.damping);
            states.advance(smoothing, error);
            if let Some(place) = into.next() {
                *place = error;
            }
        }
    }
}

/// Finds `x` with the least squares of `target + columns x` by Householder reflections. A column that adds nothing to
/// those before it gets 0. Overwrites both inputs.
fn least_squares(columns: &mut [f64], target: &mut [f64], diagonal: &mut [f64], x: &mut [f64]) {
    let rows = target.len();
    diagonal.fill(0.0);
    let mut row = 0;
    for k in 0..x.len() {
        let (before, after) = columns.split_at_mut((k + 1) * rows);
        let column = &mut before[k * rows..];
        let whole = norm(column);
        let rest = norm(&column[row..]);
        if row == rows || rest <= 1e-12 * whole || !rest.is_finite() {
            continue;
        }
        let pivot = if column[row] > 0.0 { -rest } else { rest };
        column[row] -= pivot;
        let reflector = &column[row..];
        let scale = -1.0 / (pivot * reflector[0]);
        for other in after.chunks_exact_mut(rows) {
            reflect(reflector, scale, &mut other[row..]);
        }
        reflect(reflector, scale, &mut target[row..]);
        diagonal[k] = pivot;
        row += 1;
    }
    for k in (0..x.len()).rev() {
        x[k] = 0.0;
        if diagonal[k] != 0.0 {
            row -= 1;
            let known: f64 = (k + 1..x.len()).map(|j| columns[j * rows + row] * x[j]).sum();
            x[k] = (-target[row] - known) / diagonal[k];
        }
    }
}

fn reflect(reflector: &[f64], scale: f64, vector: &mut [f64]) {
    let along: f64 = reflector.iter().zip(&*vector).map(|(a, b)| a * b).sum();
    for (value, part) in vector.iter_mut().zip(reflector) {
        *value -= scale * along * part;
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}
