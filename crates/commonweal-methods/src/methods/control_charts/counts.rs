//! p charts, u charts and c charts.

use commonweal_stats::control_chart::{Chart, ControlChartError, Dispersion, Plan, c_chart, p_chart, u_chart};
use commonweal_stats::handbook;

use super::options::{
    BASELINE, DATE, IMPROVEMENT, KEEP_OUTLIERS, REBASE, REBASE_REASON, TARGET, TARGETS, TRAJECTORY, baseline,
};
use super::series::Series;
use super::tables::{Charts, answer};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, Role, needs};
use crate::request::Request;

const EVENTS: Role = needs("events", "people or events counted at each point");

const LANEY: Choice = Choice {
    name: "laney",
    help: "widen or narrow the limits to how much neighbouring points vary (Laney's chart), for large populations",
    kind: Kind::Flag,
    default: "false",
};

const PER: Choice = Choice {
    name: "per",
    help: "multiplier of values, mean and limits: 100 for percentages; targets are on the same scale",
    kind: Kind::Number,
    default: "1",
};

const OPTIONS: &[Choice] = &[IMPROVEMENT, TARGET, REBASE, BASELINE, LANEY, KEEP_OUTLIERS, PER];

pub(crate) const P_CHART: Method = Method {
    id: "p-chart",
    title: "p chart",
    summary: "Has a proportion changed? People counted out of those who could be, with limits that vary with their number.",
    chapter: handbook::CONTROL_CHART,
    columns: &[
        DATE,
        EVENTS,
        needs("population", "people who could have been counted at each point"),
        TARGETS,
        TRAJECTORY,
        REBASE_REASON,
    ],
    options: OPTIONS,
    grouped: true,
    example: "date,events,population\n2024-01-01,12,100\n2024-02-01,8,100\n2024-03-01,11,110\n2024-04-01,9,90\n",
    example_arguments: "--improvement increase --target 15 --per 100",
    run: |request| run(request, p_chart),
};

pub(crate) const U_CHART: Method = Method {
    id: "u-chart",
    title: "u chart",
    summary: "Has a rate changed? Events over people or person-time, with limits that vary with it.",
    chapter: handbook::CONTROL_CHART,
    columns: &[
        DATE,
        EVENTS,
        needs("population", "people, bed days or person-years at each point"),
        TARGETS,
        TRAJECTORY,
        REBASE_REASON,
    ],
    options: OPTIONS,
    grouped: true,
    example: "date,events,population\n2024-01-01,5,1000\n2024-02-01,3,900\n2024-03-01,4,1100\n2024-04-01,4,1000\n",
    example_arguments: "--improvement decrease --per 1000",
    run: |request| run(request, u_chart),
};

pub(crate) const C_CHART: Method = Method {
    id: "c-chart",
    title: "c chart",
    summary: "Has a count changed, where the opportunity is the same at every point?",
    chapter: handbook::CONTROL_CHART,
    columns: &[DATE, EVENTS, TARGETS, TRAJECTORY, REBASE_REASON],
    options: &[IMPROVEMENT, TARGET, REBASE, BASELINE],
    grouped: true,
    example: "date,events\n2024-01-01,5\n2024-02-01,3\n2024-03-01,4\n2024-04-01,4\n",
    example_arguments: "--improvement decrease",
    run: run_c_chart,
};

type CountChart = fn(&[f64], &[f64], Dispersion, &Plan) -> Result<Chart, ControlChartError>;

fn run(request: &Request<'_>, chart: CountChart) -> Result<Answer, MethodError> {
    let (events, population) = (request.numbers("events")?, request.numbers("population")?);
    let per = request.number("per")?.unwrap_or(1.0);
    if per <= 0.0 {
        return Err(request.bad("per", "give a number above zero"));
    }
    let dispersion = if request.is_on("laney")? { Dispersion::Laney } else { Dispersion::Chance };
    let series = Series::of(request, |row| !events[row].is_nan() && !population[row].is_nan())?;
    draw(request, &series, per, |group, plan| {
        chart(&series.pick(group, events), &series.pick(group, population), dispersion, plan)
    })
}

fn run_c_chart(request: &Request<'_>) -> Result<Answer, MethodError> {
    let events = request.numbers("events")?;
    let series = Series::of(request, |row| !events[row].is_nan())?;
    draw(request, &series, 1.0, |group, plan| c_chart(&series.pick(group, events), plan))
}

fn draw(
    request: &Request<'_>,
    series: &Series,
    per: f64,
    chart: impl Fn(usize, &Plan) -> Result<Chart, ControlChartError>,
) -> Result<Answer, MethodError> {
    let baseline = baseline(request)?;
    let mut charts = Charts { charts: vec![], per };
    for group in (0..series.rows.len()).filter(|group| !series.rows[*group].is_empty()) {
        let plan = Plan { baseline, rebases: series.rebases[group].clone() };
        let chart = chart(group, &plan).map_err(|error| MethodError::refused_in(&series.groups.name(group), error))?;
        charts.charts.push((group, chart));
    }
    answer(request, series, &charts)
}
