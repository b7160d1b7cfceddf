//! What the latest point says that the chart did not say before it.

use super::chart::Chart;
use super::error::ControlChartError;
use super::plan::Plan;
use super::rules::Cause;
use super::xmr::xmr_chart;

/// A series as its XmR chart shows it now, and what its latest point brought.
/// An example stands at [`xmr_news`].
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The chart of every point.
    pub chart: Chart,
    /// The rule that the latest point falls under, where the chart without that point did not end in a special cause of the
    /// same direction. `None` where nothing is new: a run that goes on is told once.
    pub cause: Option<Cause>,
}

/// The XmR chart of a series, and whether its latest point is a special cause that is new.
///
/// The chart is drawn a second time without the latest point, as a reader saw it a period ago: a run of seven is new with its
/// seventh point, although all seven are marked from then on. A rebase at the latest point begins a segment of one point, in
/// which nothing is special.
///
/// # Errors
/// As [`xmr_chart`].
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Cause, Plan, xmr_news};
/// let mut values = [9.0, 11.0].repeat(8);
/// values.push(40.0);
/// assert_eq!(xmr_news(&values, &Plan::default())?.cause, Some(Cause::AboveUpperLimit));
/// values.push(41.0);
/// assert_eq!(xmr_news(&values, &Plan::default())?.cause, None); // still high, and told already
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn xmr_news(values: &[f64], plan: &Plan) -> Result<News, ControlChartError> {
    let chart = xmr_chart(values, plan)?;
    let latest = chart.points.last().map_or(Cause::Common, |point| point.cause);
    if !latest.is_special() {
        return Ok(News { chart, cause: None });
    }
    let before = values.len() - 1;
    let rebases = plan.rebases.iter().filter(|rebase| rebase.first_point < before).cloned().collect();
    let was = match before {
        0 => Cause::Common,
        _ => {
            let earlier = xmr_chart(&values[..before], &Plan { rebases, ..plan.clone() })?;
            earlier.points.last().map_or(Cause::Common, |point| point.cause)
        }
    };
    let cause = (was.direction() != latest.direction()).then_some(latest);
    Ok(News { chart, cause })
}
