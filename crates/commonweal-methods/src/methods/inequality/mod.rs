//! Measures of inequality, and comparison with a benchmark.

mod benchmark;
mod concentration;
mod dispersion;
mod gap;
mod impact;
mod input;
mod measures;
mod refusals;

pub(super) use refusals::Refusals;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[
    gap::GAP,
    dispersion::DISPERSION,
    concentration::CONCENTRATION_INDEX,
    concentration::GINI,
    impact::ATTRIBUTABLE_FRACTION,
    impact::EXPOSURE_FRACTION,
    benchmark::COMPARE_BENCHMARK,
];
