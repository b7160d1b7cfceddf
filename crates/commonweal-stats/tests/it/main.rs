//! Checks of the methods against published values and against their own laws; agreement with the
//! reference packages is checked in `commonweal-methods`.

#![expect(clippy::unwrap_used, reason = "a check fails where it unwraps")]

mod columns;
mod control_chart;
mod forecast;
mod funnel;
mod handbook;
mod inequality;
mod life_expectancy_gap;
mod life_table;
mod overdispersion;
mod properties;
mod published;
mod queue;
mod raking;
mod rate_gap;
mod refusals;
mod series;
mod series_coverage;
mod special;
mod trend;
mod waiting_list;
