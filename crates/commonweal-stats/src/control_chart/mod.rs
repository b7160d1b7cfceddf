#![doc = include_str!("../../handbook/control_chart.md")]

mod attribute;
mod change;
mod chart;
mod error;
mod icons;
mod limits;
mod news;
mod plan;
mod rules;
mod xmr;

pub use attribute::{Dispersion, c_chart, p_chart, u_chart};
pub use change::{SuggestedChange, suggested_changes};
pub use chart::{Chart, Point, Segment};
pub use error::ControlChartError;
pub use icons::{Assurance, Variation, assurance, variation};
pub use limits::{Limits, Zone};
pub use news::{News, xmr_news};
pub use plan::{Baseline, Plan, Rebase, SHORT_SERIES};
pub use rules::Cause;
pub use xmr::{XmrColumns, XmrSegment, xmr_chart, xmr_charts};
