//! Funnel plots and overdispersion: the reference functions and how their calls become ours.

mod fingertips;
mod funnel_plot;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[
    Function { name: "calculate_funnel_limits", run: fingertips::calculate_funnel_limits },
    Function { name: "assign_funnel_significance", run: fingertips::assign_funnel_significance },
    Function { name: "calculate_funnel_points", run: fingertips::calculate_funnel_points },
    Function { name: "funnel_plot", run: funnel_plot::funnel_plot },
];
