//! Funnel plots and overdispersion.

mod input;
mod limits;
mod overdispersion;
mod points;

use crate::method::Method;

pub(crate) const METHODS: &[Method] =
    &[limits::FUNNEL_LIMITS, points::FUNNEL_SIGNIFICANCE, points::FUNNEL_POINTS, overdispersion::OVERDISPERSION];
