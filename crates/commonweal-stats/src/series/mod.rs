//! Did a series change when something happened? Interrupted time series on released values.
//!
//! [`segmented`] fits a line, a change of level and a change of slope at each interruption, and seasons where the [`Plan`]
//! has them, to the [`Point`]s of a series; [`findings`] says in plain English what may be said of it, and
//! [`counterfactual`] draws the line that the earlier trend would have given. With a comparison series, [`controlled`]
//! takes it off first. [`ordinary`], [`newey_west`] and [`iterated`] are the estimators that other packages have, equal
//! to statsmodels to 1e-6 and here for comparison: their intervals miss too often in series as short as ours.
//!
//! # What it assumes
//! One trend before, errors whose neighbours correlate by one ρ from −1 to 1, no other event at the same time. A change is
//! never shown to have a cause: something else may have happened then. Bad when the date was chosen by looking at the
//! series, when the change came gradually, or where counts are so small that values cannot spread evenly.
//!
//! # How short, how sure
//! At least 24 points, 8 of them before and 8 after each interruption, and 16 more than terms. Decision 27 has the measured
//! coverage of 95 % intervals at 24 to 120 points, and of the other estimators; `cargo xtask prove its` measures it again.

mod diagnostics;
mod error;
mod finding;
mod glsar;
mod linear;
mod mixture;
mod ols;
mod plan;
mod segmented;

pub use diagnostics::{Influence, LjungBox, durbin_watson, influence, ljung_box, missing_periods};
pub use error::SeriesError;
pub use finding::{CounterfactualPoint, Direction, Finding, Measure, counterfactual, findings};
pub use glsar::{Autoregressive, iterated};
pub use ols::{Fit, Lags, SmallSample, newey_west, ordinary};
pub use plan::{Design, Plan, Point, Season, Term, controlled};
pub use segmented::{Change, FEWEST_AFTER, FEWEST_BEFORE, FEWEST_POINTS, FEWEST_SPARE, Segmented, segmented};
