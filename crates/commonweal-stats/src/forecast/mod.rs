#![doc = include_str!("../../handbook/forecast.md")]

mod filter;
mod fit;
mod growth;
mod model;
mod predict;
mod search;
mod trajectory;

pub use fit::{Fit, NoLimits, fit, fit_with};
pub use growth::{compound_growth_rate, demographic_growth, historic_growth_rate, unmitigated_growth};
pub use model::{ForecastError, Model, Smoothing, Trend};
pub use predict::{Candidate, Forecast, ForecastPoint, Reason, Scale, Settings, forecast};
pub use trajectory::{CannotBeJudged, Path, Progress, Status, trajectory, trajectory_status};
