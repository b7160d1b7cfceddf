//! Proportions, rates, means, standardised rates, quantiles and the slope index: the reference functions and how their
//! calls become ours.

mod call;
mod counts;
mod quantile;
mod slope;
mod standardised;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[
    Function { name: "phe_proportion", run: counts::phe_proportion },
    Function { name: "phe_rate", run: counts::phe_rate },
    Function { name: "phe_mean", run: counts::phe_mean },
    Function { name: "calculate_dsr", run: standardised::calculate_dsr },
    Function { name: "calculate_ISRate", run: standardised::calculate_is_rate },
    Function { name: "calculate_ISRatio", run: standardised::calculate_is_ratio },
    Function { name: "phe_quantile", run: quantile::phe_quantile },
    Function { name: "phe_sii", run: slope::phe_sii },
];
