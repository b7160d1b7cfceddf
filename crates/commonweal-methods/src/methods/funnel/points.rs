//! The units of a funnel: where each is drawn, and which side of which limit it lies.

use commonweal_stats::funnel::{Position, pooled, position_of_count, position_of_proportion};
use commonweal_stats::handbook;

use super::input::{
    EVENTS, EXPECTED, PER, POPULATION, RATE, RATE_TYPE, Rates, STATISTIC, Units, YEARS, per, rates, refused, units,
    with_columns,
};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Method, Role, needs};
use crate::request::Request;

pub(super) const FUNNEL_SIGNIFICANCE: Method = Method {
    id: "funnel-significance",
    title: "Significance on a funnel",
    summary: "Which units differ from the average by more than chance: each row with its side of the 95% and 99.8% limits.",
    chapter: handbook::FUNNEL,
    columns: &[EVENTS, POPULATION, EXPECTED, RATE],
    options: &[STATISTIC, RATE_TYPE, PER],
    grouped: true,
    example: "practice,events,population\nP1,573,3663\nP2,1571,6387\nP3,1016,4478\nP4,402,2105\n",
    example_arguments: "--statistic proportion",
    run: run_significance,
};

pub(super) const FUNNEL_POINTS: Method = Method {
    id: "funnel-points",
    title: "Points of a funnel of rates",
    summary: "Where each unit is drawn on a funnel of rates: its rate, and the population of one year behind it.",
    chapter: handbook::FUNNEL,
    columns: &[EVENTS, RATE_NEEDED, POPULATION],
    options: &[RATE_TYPE, PER, YEARS],
    grouped: true,
    example: "area,events,rate,population\nA,29,29.8,97400\nB,0,0,51200\nC,136,79.4,171300\n",
    example_arguments: "--rate-type crude --years 3",
    run: run_points,
};

const RATE_NEEDED: Role = needs("rate", "the rate of each organisation or area, as published");

fn run_significance(request: &Request<'_>) -> Result<Answer, MethodError> {
    let groups = request.groups()?;
    let rows = request.table().rows();
    let (mut positions, mut benchmarks) = (vec![""; rows], vec![f64::NAN; rows]);
    for (group, rows) in groups.iter().enumerate() {
        let refuse = |error| refused(&groups, group, error);
        let units = units(request, rows)?;
        let benchmark = benchmark(&units).map_err(refuse)?;
        let shown = benchmark * per(request, if matches!(units, Units::Rate(_)) { 100_000.0 } else { 1.0 })?;
        let placed = place(&units, benchmark).map_err(refuse)?;
        for (&row, position) in rows.iter().zip(placed) {
            positions[row] = position.name();
            benchmarks[row] = shown;
        }
    }
    let columns = vec![("position", positions.into()), ("benchmark", benchmarks.into())];
    Ok(Answer::of(with_columns(request.table(), columns)))
}

type FunnelResult<T> = Result<T, commonweal_stats::funnel::FunnelError>;

/// What the units are compared with, on the scale of events over denominators.
fn benchmark(units: &Units) -> FunnelResult<f64> {
    match units {
        Units::Proportion { events, population } => pooled(events, population),
        Units::Ratio { events, expected } => pooled(events, expected).map(|_| 1.0),
        Units::Rate(rates) => rates.units().average(),
    }
}

fn place(units: &Units, benchmark: f64) -> FunnelResult<Vec<Position>> {
    match units {
        Units::Proportion { events, population } => {
            let place = |(unit, (&x, &n)): (usize, (&f64, &f64))| {
                position_of_proportion(x, n, benchmark).map_err(|error| error.of_unit(unit))
            };
            events.iter().zip(population).enumerate().map(place).collect()
        }
        Units::Ratio { events, expected } => {
            let place = |(unit, (&x, &e)): (usize, (&f64, &f64))| {
                position_of_count(x, e, benchmark).map_err(|error| error.of_unit(unit))
            };
            events.iter().zip(expected).enumerate().map(place).collect()
        }
        Units::Rate(rates) => place_rates(rates, benchmark),
    }
}

fn place_rates(rates: &Rates, benchmark: f64) -> FunnelResult<Vec<Position>> {
    let units = rates.units();
    let place = |(unit, denominator): (usize, Option<f64>)| match denominator {
        Some(denominator) if units.is_shown(unit) => {
            position_of_count(rates.events[unit], denominator, benchmark).map_err(|error| error.of_unit(unit))
        }
        _ => Ok(Position::TooFewEvents),
    };
    units.denominators()?.into_iter().enumerate().map(place).collect()
}

fn run_points(request: &Request<'_>) -> Result<Answer, MethodError> {
    let groups = request.groups()?;
    let years = request.number("years")?.unwrap_or(1.0);
    let rows = request.table().rows();
    let (mut chart_rate, mut chart_population) = (vec![f64::NAN; rows], vec![f64::NAN; rows]);
    for (group, rows) in groups.iter().enumerate() {
        let points = rates(request, rows)?.units().chart_points(years).map_err(|e| refused(&groups, group, e))?;
        for (&row, point) in rows.iter().zip(points) {
            if let Some(point) = point {
                chart_rate[row] = point.rate;
                chart_population[row] = point.population_of_a_year;
            }
        }
    }
    let columns = vec![("chart_rate", chart_rate.into()), ("chart_population", chart_population.into())];
    Ok(Answer::of(with_columns(request.table(), columns)))
}
