//! Proportions, rates, means, ratios, standardised rates, quantiles and the slope index.

mod counts;
mod levels;
mod mean;
mod output;
mod quantile;
mod ratio;
mod slope;
mod slope_input;
mod standardised;

use crate::method::Method;

pub(crate) use levels::level_suffix;

pub(crate) const METHODS: &[Method] = &[
    counts::PROPORTION,
    counts::RATE,
    ratio::RATIO,
    mean::MEAN,
    standardised::DIRECTLY_STANDARDISED_RATE,
    standardised::INDIRECTLY_STANDARDISED_RATE,
    standardised::INDIRECTLY_STANDARDISED_RATIO,
    quantile::QUANTILE,
    slope::SLOPE_INDEX,
];
