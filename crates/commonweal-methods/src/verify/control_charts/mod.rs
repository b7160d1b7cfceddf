//! Control charts and trend markers: the reference functions and how their calls become ours.

mod spc;
mod trend;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[
    Function { name: "ptd_spc", run: spc::ptd_spc },
    Function { name: "assign_trend_markers", run: trend::assign_trend_markers },
];
