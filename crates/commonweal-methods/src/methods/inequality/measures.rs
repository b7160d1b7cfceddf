//! Answers that give a row to each measure.

use commonweal_stats::Confidence;
use commonweal_stats::inequality::Measured;

use crate::groups::Groups;
use crate::methods::rates::level_suffix;
use crate::table::Table;

/// Rows of measures, group after group.
pub(super) struct Measures {
    levels: Vec<Confidence>,
    counts: Vec<usize>,
    measure: Vec<String>,
    value: Vec<f64>,
    limits: Vec<(Vec<f64>, Vec<f64>)>,
}

impl Measures {
    pub(super) fn new(levels: Vec<Confidence>) -> Self {
        let limits = vec![(vec![], vec![]); levels.len()];
        Self { levels, counts: vec![], measure: vec![], value: vec![], limits }
    }

    pub(super) fn levels(&self) -> &[Confidence] {
        &self.levels
    }

    /// Begins the next group of the answer.
    pub(super) fn next_group(&mut self) {
        self.counts.push(0);
    }

    /// Adds a measure; limits are one pair for each level, missing where there are fewer.
    pub(super) fn push(&mut self, measure: &str, value: f64, limits: &[Option<(f64, f64)>]) {
        if let Some(count) = self.counts.last_mut() {
            *count += 1;
        }
        self.measure.push(measure.to_owned());
        self.value.push(value);
        for (position, (lower, upper)) in self.limits.iter_mut().enumerate() {
            let (low, high) = limits.get(position).copied().flatten().unwrap_or((f64::NAN, f64::NAN));
            lower.push(low);
            upper.push(high);
        }
    }

    /// Adds a measure that was worked out at each level; returns why it has no value, where it has none.
    pub(super) fn push_measured(&mut self, measure: &str, at_levels: &[Measured]) -> Option<String> {
        let value = at_levels.first().and_then(Measured::value).unwrap_or(f64::NAN);
        let limits: Vec<Option<(f64, f64)>> = at_levels.iter().map(Measured::limits).collect();
        self.push(measure, value, &limits);
        match at_levels.first() {
            Some(Measured::Undefined(why)) => Some(format!("{measure} has no value: {why}")),
            _ => None,
        }
    }

    pub(super) fn table(self, groups: &Groups) -> Table {
        let mut table = groups.repeated(&self.counts).with("measure", self.measure).with("value", self.value);
        for (level, (lower, upper)) in self.levels.iter().zip(self.limits) {
            table.push(format!("lower_{}", level_suffix(*level)), lower);
            table.push(format!("upper_{}", level_suffix(*level)), upper);
        }
        table
    }
}
