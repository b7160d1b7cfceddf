//! XmR charts.

use commonweal_stats::control_chart::{Plan, xmr_chart};
use commonweal_stats::handbook;

use super::options::{
    BASELINE, DATE, IMPROVEMENT, KEEP_OUTLIERS, REBASE, REBASE_REASON, TARGET, TARGETS, TRAJECTORY, baseline,
};
use super::series::Series;
use super::tables::{Charts, answer};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Method, needs};
use crate::request::Request;

pub(crate) const XMR: Method = Method {
    id: "xmr",
    title: "XmR chart",
    summary: "Has a process changed, and does it meet its target? Any measure over time, with limits from its moving ranges.",
    chapter: handbook::CONTROL_CHART,
    columns: &[DATE, needs("value", "what was measured"), TARGETS, TRAJECTORY, REBASE_REASON],
    options: &[IMPROVEMENT, TARGET, REBASE, BASELINE, KEEP_OUTLIERS],
    grouped: true,
    example: "date,value\n2024-01-01,9\n2024-02-01,11\n2024-03-01,9\n2024-04-01,11\n2024-05-01,9\n2024-06-01,11\n2024-07-01,9\n2024-08-01,11\n2024-09-01,9\n2024-10-01,11\n2024-11-01,9\n2024-12-01,11\n2025-01-01,9\n2025-02-01,30\n",
    example_arguments: "--improvement decrease --target 18",
    run,
};

fn run(request: &Request<'_>) -> Result<Answer, MethodError> {
    let values = request.numbers("value")?;
    let series = Series::of(request, |row| !values[row].is_nan())?;
    let baseline = baseline(request)?;
    let mut charts = Charts { charts: vec![], per: 1.0 };
    for group in (0..series.rows.len()).filter(|group| !series.rows[*group].is_empty()) {
        let plan = Plan { baseline, rebases: series.rebases[group].clone() };
        let chart = xmr_chart(&series.pick(group, values), &plan)
            .map_err(|error| MethodError::refused_in(&series.groups.name(group), error))?;
        charts.charts.push((group, chart));
    }
    answer(request, &series, &charts)
}
