//! Slope and relative index of inequality.

use commonweal_stats::columns::{ColumnError, Line, SlopeIndex, SlopePlan, slope_indices};
use commonweal_stats::parallel::Threads;
use commonweal_stats::{Confidence, Contrast, Scale, SlopeSimulation, handbook};

use super::levels::level_suffix;
use super::output::asked_per;
use super::slope_input::{Gradients, gradients, scale};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::request::Request;
use crate::table::Table;

pub(super) const SLOPE_INDEX: Method = Method {
    id: "slope-index",
    title: "Slope and relative index of inequality",
    summary: "How far apart, and how many times as high, the two ends of the deprivation scale are.",
    chapter: handbook::SLOPE_INDEX,
    columns: &[
        needs("quantile", "deprivation quantile, most deprived first in order: 1 to 10"),
        needs("population", "people in the quantile"),
        may_have("value", "value of the quantile: a rate, a proportion from 0 to 1, a life expectancy"),
        may_have("events", "people with the attribute, for proportions without a value column"),
        may_have("standard_error", "standard error of the value, on the log scale for rates, log odds for proportions"),
        may_have("lower", "lower 95% limit of the value, instead of a standard error"),
        may_have("upper", "upper 95% limit of the value"),
    ],
    options: &[
        Choice {
            name: "kind",
            help: "what the values are; their errors are symmetric as they are, on the log scale, or on the log odds",
            kind: Kind::Word(&["other", "rate", "proportion"]),
            default: "other",
        },
        Choice {
            name: "transform",
            help: "fit the line on the log scale (rates) or log odds (proportions) and turn its ends back",
            kind: Kind::Flag,
            default: "false",
        },
        Choice {
            name: "contrast",
            help: "which end is measured from which",
            kind: Kind::Word(&["most-minus-least", "least-minus-most"]),
            default: "most-minus-least",
        },
        Choice {
            name: "per",
            help: "multiplier of the slope index: 100 for percentage points",
            kind: Kind::Number,
            default: "1",
        },
        CONFIDENCE,
        Choice {
            name: "repetitions",
            help: "draws behind the limits, 1000 or more",
            kind: Kind::Count,
            default: "100000",
        },
        Choice {
            name: "seed",
            help: "start of the random numbers; the same seed gives the same limits",
            kind: Kind::Count,
            default: "1",
        },
        Choice {
            name: "reliability",
            help: "draw nine times more and say how far the limits move on average",
            kind: Kind::Flag,
            default: "false",
        },
    ],
    grouped: true,
    example: "area,quantile,population,value,standard_error\nA,1,2100,74.2,0.5\nA,2,2000,76.1,0.5\nA,3,1900,77.0,0.5\nA,4,2000,79.4,0.5\nA,5,2050,80.3,0.5\n",
    example_arguments: "--by area --contrast least-minus-most --repetitions 10000",
    run: run_slope,
};

/// How many runs the first is compared with for `reliability`.
const FURTHER_RUNS: u64 = 9;

fn run_slope(request: &Request<'_>) -> Result<Answer, MethodError> {
    let gradients = gradients(request)?;
    let plan = plan(request)?;
    let per = asked_per(request)?;
    let levels = request.levels()?;
    let asked: Vec<Option<Confidence>> = match levels.is_empty() {
        true => vec![None],
        false => levels.into_iter().map(Some).collect(),
    };
    let mut table = Table::new();
    let mut indices = vec![];
    for (at, level) in asked.into_iter().enumerate() {
        let simulation = SlopeSimulation { level: level.unwrap_or_default(), ..plan.simulation };
        let plan = SlopePlan { simulation, ..plan };
        indices = run(&gradients, &plan)?;
        if at == 0 {
            table = points(&gradients, &indices, per);
        }
        let Some(level) = level else { continue };
        let suffix = level_suffix(level);
        let mut push = |name: &str, pick: &dyn Fn(&SlopeIndex) -> f64| {
            table.push(format!("{name}_{suffix}"), indices.iter().map(pick).collect::<Vec<f64>>());
        };
        push("lower", &|index| index.slope.lower * per);
        push("upper", &|index| index.slope.upper * per);
        push("relative_lower", &|index| finite(index.ratio.lower));
        push("relative_upper", &|index| finite(index.ratio.upper));
        if request.is_on("reliability")? {
            let (slope, relative) = moves(&gradients, &plan, &indices)?;
            table.push(format!("limits_move_{suffix}"), slope.iter().map(|d| d * per).collect::<Vec<f64>>());
            table.push(format!("relative_limits_move_{suffix}"), relative);
        }
    }
    Ok(warned(Answer::of(table), &gradients, &indices))
}

fn plan(request: &Request<'_>) -> Result<SlopePlan, MethodError> {
    let scale = scale(request)?;
    let line = if request.is_on("transform")? { Line::OnScale } else { Line::Values };
    if line == Line::OnScale && scale == Scale::Natural {
        return Err(request.bad("transform", "it needs --kind rate or --kind proportion"));
    }
    let repetitions = request.count("repetitions")?.unwrap_or(100_000);
    let repetitions = u32::try_from(repetitions)
        .ok()
        .filter(|count| (1_000..=10_000_000).contains(count))
        .ok_or_else(|| request.bad("repetitions", "give 1000 to 10000000"))?;
    let contrast = match request.text("contrast")? {
        Some("least-minus-most") => Contrast::LeastMinusMost,
        _ => Contrast::MostMinusLeast,
    };
    let seed = request.count("seed")?.unwrap_or(1);
    let simulation = SlopeSimulation { level: Confidence::P95, contrast, scale, repetitions, seed };
    Ok(SlopePlan { simulation, line })
}

fn run(gradients: &Gradients, plan: &SlopePlan) -> Result<Vec<SlopeIndex>, MethodError> {
    let mut indices = vec![SlopeIndex::MISSING; gradients.names.len()];
    slope_indices(&gradients.rows, &gradients.starts, plan, Threads::All, &mut indices).map_err(
        |error| match error {
            ColumnError::Group { group, problem } => MethodError::refused_in(&gradients.names[group], problem),
            other => MethodError::refused(other),
        },
    )?;
    Ok(indices)
}

fn points(gradients: &Gradients, indices: &[SlopeIndex], per: f64) -> Table {
    let mut table = gradients.keys.clone();
    let mut push = |name: &str, pick: &dyn Fn(&SlopeIndex) -> f64| {
        table.push(name, indices.iter().map(pick).collect::<Vec<f64>>());
    };
    push("slope", &|index| index.slope.value * per);
    push("relative", &|index| finite(index.ratio.value));
    push("most_deprived", &|index| index.fitted_most_deprived);
    push("least_deprived", &|index| index.fitted_least_deprived);
    table
}

fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { f64::NAN }
}

/// How far the limits of nine further runs lie from the first on average.
fn moves(gradients: &Gradients, plan: &SlopePlan, first: &[SlopeIndex]) -> Result<(Vec<f64>, Vec<f64>), MethodError> {
    let (mut slope, mut relative) = (vec![0.0; first.len()], vec![0.0; first.len()]);
    for further in 1..=FURTHER_RUNS {
        let seed = plan.simulation.seed.wrapping_add(further);
        let other = SlopePlan { simulation: SlopeSimulation { seed, ..plan.simulation }, ..*plan };
        for (at, (index, first)) in run(gradients, &other)?.iter().zip(first).enumerate() {
            let share = 1.0 / (2.0 * FURTHER_RUNS as f64);
            let apart = |a: f64, b: f64| (a - b).abs() * share;
            slope[at] += apart(index.slope.lower, first.slope.lower) + apart(index.slope.upper, first.slope.upper);
            relative[at] += apart(index.ratio.lower, first.ratio.lower) + apart(index.ratio.upper, first.ratio.upper);
        }
    }
    Ok((slope, relative))
}

fn warned(mut answer: Answer, gradients: &Gradients, indices: &[SlopeIndex]) -> Answer {
    answer.warnings.extend(gradients.warnings.iter().cloned());
    let mut warn = |which: &dyn Fn(&SlopeIndex) -> bool, sentence: &str| {
        let names: Vec<&str> = indices
            .iter()
            .zip(&gradients.names)
            .filter(|(index, _)| which(index))
            .map(|(_, name)| name.as_str())
            .collect();
        if let Some(first) = names.first() {
            let place = match names.len() {
                1 if first.is_empty() => String::new(),
                1 => format!("in {first}: "),
                many => format!("in {first} and {} more: ", many - 1),
            };
            answer.warnings.push(format!("{place}{sentence}"));
        }
    };
    warn(&|index| index.is_straight, "the values lie exactly on a line, which real ones rarely do");
    warn(
        &|index| !index.ratio_holds,
        "the relative index has no meaning: an end of the line, or a draw of it, is at or below zero",
    );
    answer
}
