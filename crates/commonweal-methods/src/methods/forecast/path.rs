//! Trajectories to a target, and whether measures are on them.

use commonweal_stats::Polarity;
use commonweal_stats::forecast::{Path, Progress, Status, trajectory, trajectory_status};
use commonweal_stats::handbook;

use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::request::Request;
use crate::table::Table;

pub(super) const TRAJECTORY: Method = Method {
    id: "trajectory",
    title: "Trajectory",
    summary: "The planned way from a baseline to a target, and whether the latest value is on it.",
    chapter: handbook::FORECAST,
    columns: &[
        needs("baseline", "value at the start"),
        needs("target", "value at the end"),
        may_have("latest", "latest value"),
        may_have("step", "period of the latest value: 1 is the first after the baseline"),
        may_have("forecast", "forecast for the end"),
        may_have("lower", "lower limit of the forecast"),
        may_have("upper", "upper limit of the forecast"),
    ],
    options: &[STEPS, PATH, RATIO, POLARITY, TOLERANCE],
    grouped: false,
    example: "measure,baseline,target,latest,step\nsmoking at birth,12,6,10.1,4\nscreening,60,72,61,4\nvaccination,80,95,,\n",
    example_arguments: "--steps 12",
    run: run_trajectory,
};

const STEPS: Choice =
    Choice { name: "steps", help: "periods from the baseline to the target", kind: Kind::Count, default: "12" };
const PATH: Choice = Choice {
    name: "path",
    help: "the same step each period, or large steps first",
    kind: Kind::Word(&["straight", "front-loaded"]),
    default: "straight",
};
const RATIO: Choice = Choice {
    name: "ratio",
    help: "of a front-loaded path: each step over the one before, above 0 and below 1",
    kind: Kind::Number,
    default: "0.8",
};
const POLARITY: Choice = Choice {
    name: "better",
    help: "which direction is good; without it, from the baseline to the target",
    kind: Kind::Word(&["higher", "lower"]),
    default: "",
};
const TOLERANCE: Choice = Choice {
    name: "tolerance",
    help: "how far short of the plan still counts as on it, in the measure's unit",
    kind: Kind::Number,
    default: "0",
};

fn run_trajectory(request: &Request<'_>) -> Result<Answer, MethodError> {
    let (baseline, target) = (request.numbers("baseline")?, request.numbers("target")?);
    let steps = request.count("steps")?.and_then(|steps| usize::try_from(steps).ok()).unwrap_or(12);
    let path = match request.text("path")? {
        Some("front-loaded") => Path::FrontLoaded(request.number("ratio")?.unwrap_or(0.8)),
        _ => Path::Straight,
    };
    // A trajectory between any two numbers finds a wrong option before the rows are looked at.
    trajectory(0.0, 1.0, steps, path).map_err(MethodError::refused)?;
    let better = request.text("better")?;
    let tolerance = request.number("tolerance")?.unwrap_or(0.0);
    let optional = |role: &str| -> Result<Vec<Option<f64>>, MethodError> {
        let known = |column: &[f64]| column.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect();
        Ok(request.numbers_if(role)?.map_or_else(|| vec![None; baseline.len()], known))
    };
    let (latest, step) = (optional("latest")?, optional("step")?);
    let (forecast, lower, upper) = (optional("forecast")?, optional("lower")?, optional("upper")?);
    let others = other_columns(request)?;
    let (mut rows, mut at, mut plan) = (vec![], vec![], vec![]);
    let (mut planned_now, mut status, mut reason) = (vec![], vec![], vec![]);
    for row in 0..baseline.len() {
        let known = |value: f64| Some(value).filter(|value| !value.is_nan());
        let planned = trajectory(baseline[row], target[row], steps, path).unwrap_or_else(|_| vec![f64::NAN; steps]);
        let place = step[row].filter(|step| step.fract() == 0.0 && (0.0..=steps as f64).contains(step));
        let planned_then = match place {
            Some(0.0) => known(baseline[row]),
            Some(step) => known(planned[step as usize - 1]),
            None => None,
        };
        let polarity = match better {
            Some("higher") => Polarity::HigherIsBetter,
            Some(_) => Polarity::LowerIsBetter,
            None if target[row] > baseline[row] => Polarity::HigherIsBetter,
            None if target[row] < baseline[row] => Polarity::LowerIsBetter,
            None => Polarity::Neutral,
        };
        let judged = trajectory_status(&Progress {
            baseline: known(baseline[row]),
            target: known(target[row]),
            polarity,
            latest: latest[row],
            planned: planned_then,
            forecast: forecast[row].map(|value| (value, lower[row].unwrap_or(value), upper[row].unwrap_or(value))),
            tolerance,
        });
        rows.extend(vec![row; steps]);
        at.extend((1..=steps).map(|step| step as f64));
        plan.extend(planned);
        planned_now.push(planned_then);
        status.push(judged.to_string());
        reason.push(match judged {
            Status::CannotBeJudged(why) => Some(why.to_string()),
            _ => None,
        });
    }
    let way = others.pick(&rows).with("step", at).with("planned", plan);
    let judged =
        others.with("planned", planned_now).with("latest", latest).with("status", status).with("reason", reason);
    Ok(Answer::of(way).and("status", judged))
}

/// Columns of the table that play no role and share no name with the answer: names of measures and the like.
fn other_columns(request: &Request<'_>) -> Result<Table, MethodError> {
    let mut used = vec!["step", "planned", "latest", "status", "reason"];
    for role in request.method().columns {
        used.extend(request.column_name(role.name)?);
    }
    let mut table = Table::new();
    for column in request.table().columns().iter().filter(|column| !used.contains(&column.name.as_str())) {
        table.push(column.name.clone(), column.values.clone());
    }
    Ok(table)
}
