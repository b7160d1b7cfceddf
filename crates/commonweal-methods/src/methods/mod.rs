//! One file per family of methods.

mod control_charts;
mod decomposition;
mod forecast;
mod funnel;
mod inequality;
mod life;
mod rates;
mod waiting;
mod weighting;

use crate::method::Method;

/// Every family, in the order of the handbook.
pub(crate) const FAMILIES: [&[Method]; 9] = [
    rates::METHODS,
    inequality::METHODS,
    life::METHODS,
    decomposition::METHODS,
    funnel::METHODS,
    control_charts::METHODS,
    waiting::METHODS,
    weighting::METHODS,
    forecast::METHODS,
];
