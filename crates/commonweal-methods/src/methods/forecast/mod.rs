//! Forecasts and trajectories.

mod ahead;
mod path;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[ahead::FORECAST, path::TRAJECTORY];
