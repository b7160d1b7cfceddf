//! Control charts and trend markers.

mod changes;
mod counts;
mod options;
mod series;
mod tables;
mod trend;
mod xmr;

use crate::method::Method;

pub(crate) const METHODS: &[Method] =
    &[xmr::XMR, counts::P_CHART, counts::U_CHART, counts::C_CHART, changes::CHANGE_POINTS, trend::RECENT_TREND];
