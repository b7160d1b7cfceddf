//! Forecasts and trajectories.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
