//! What figures have in common is kept once: of half a million figures, a few thousand differ in where they come from.

use crate::benchmark::Benchmark;
use crate::released::{Origin, Released};
use commonweal_model::Period;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Every origin, benchmark and period met so far.
#[derive(Default)]
pub(crate) struct Keeper {
    origins: HashSet<Arc<Origin>>,
    benchmarks: HashMap<String, Vec<Arc<Benchmark>>>,
    periods: HashMap<String, Period>,
}

impl Keeper {
    /// The figure, with what it has in common with others shared with them.
    pub(crate) fn kept(&mut self, figure: Released) -> Released {
        let origin = match self.origins.get(&*figure.origin) {
            Some(known) => Arc::clone(known),
            None => {
                self.origins.insert(Arc::clone(&figure.origin));
                Arc::clone(&figure.origin)
            }
        };
        let benchmark = figure.benchmark.map(|benchmark| {
            let known = self.benchmarks.entry(benchmark.text()).or_default();
            match known.iter().find(|other| **other == benchmark) {
                Some(other) => Arc::clone(other),
                None => {
                    known.push(Arc::clone(&benchmark));
                    benchmark
                }
            }
        });
        Released { origin, benchmark, ..figure }
    }

    pub(crate) fn origin(&mut self, origin: Origin) -> Arc<Origin> {
        if let Some(known) = self.origins.get(&origin) {
            return Arc::clone(known);
        }
        let origin = Arc::new(origin);
        self.origins.insert(Arc::clone(&origin));
        origin
    }

    /// The benchmark written so; read where it was not met before.
    pub(crate) fn benchmark_of(
        &mut self,
        text: &str,
        read: impl FnOnce() -> Option<Benchmark>,
    ) -> Option<Arc<Benchmark>> {
        if let Some(known) = self.benchmarks.get(text).and_then(|known| known.first()) {
            return Some(Arc::clone(known));
        }
        let benchmark = Arc::new(read()?);
        self.benchmarks.insert(text.to_owned(), vec![Arc::clone(&benchmark)]);
        Some(benchmark)
    }

    /// The period written so; read where it was not met before.
    pub(crate) fn period<E>(&mut self, text: &str, read: impl FnOnce(&str) -> Result<Period, E>) -> Result<Period, E> {
        if let Some(known) = self.periods.get(text) {
            return Ok(*known);
        }
        let period = read(text)?;
        self.periods.insert(text.to_owned(), period);
        Ok(period)
    }
}
