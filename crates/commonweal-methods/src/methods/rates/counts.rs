//! Proportions and crude rates.

use commonweal_stats::columns::{ColumnError, Estimates, Settings, crude_rates, proportions};
use commonweal_stats::handbook;
use commonweal_stats::parallel::Threads;

use super::levels::{Level, levels};
use super::output::{asked_per, per, push_limits, refused, with_columns};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{CONFIDENCE, Method, needs};
use crate::request::Request;
use crate::table::{Table, Values};

pub(super) const PROPORTION: Method = Method {
    id: "proportion",
    title: "Proportion",
    summary: "What share of people have something, with Wilson score limits.",
    chapter: handbook::PROPORTION,
    columns: &[needs("events", "people counted"), needs("population", "people who could have been counted")],
    options: &[CONFIDENCE, per("1")],
    grouped: true,
    example: "area,events,population\nA,81,263\nB,0,20\n",
    example_arguments: "--by area --per 100",
    run: run_proportion,
};

pub(super) const RATE: Method = Method {
    id: "rate",
    title: "Crude rate",
    summary: "How often something happens per so many people or years, with exact or Byar's limits.",
    chapter: handbook::RATE,
    columns: &[needs("events", "events counted"), needs("population", "people or person-years they happened in")],
    options: &[CONFIDENCE, per("100000")],
    grouped: true,
    example: "area,events,population\nA,5,1000\nB,120,48000\n",
    example_arguments: "--by area --per 1000",
    run: run_rate,
};

/// One row for each group with its sums, or, without groups, each row of the table as it is.
fn counts(request: &Request<'_>) -> Result<(Groups, Table, Vec<f64>, Vec<f64>), MethodError> {
    let (events, population) = (request.numbers("events")?, request.numbers("population")?);
    if request.by_columns().is_empty() {
        let each = Groups::each(request.table().rows());
        return Ok((each, request.table().clone(), events.to_vec(), population.to_vec()));
    }
    let groups = request.groups()?;
    // A missing number makes the sum of its group missing.
    let sums = |column: &[f64]| groups.iter().map(|rows| rows.iter().map(|&row| column[row]).sum()).collect();
    let (events, population): (Vec<f64>, Vec<f64>) = (sums(events), sums(population));
    let sums = vec![("events".to_owned(), events.clone().into()), ("population".to_owned(), population.clone().into())];
    Ok((Groups::each(groups.len()), with_columns(groups.keys(), sums), events, population))
}

type Columns = fn(&[f64], &[f64], &Settings, Estimates<'_>) -> Result<(), ColumnError>;

fn answer(
    request: &Request<'_>,
    work: Columns,
    certain: fn(f64, f64) -> [f64; 2],
    method: Option<fn(f64) -> Option<&'static str>>,
) -> Result<Answer, MethodError> {
    let per = asked_per(request)?;
    let levels = levels(request)?;
    let (rows, table, events, population) = counts(request)?;
    let empty = || vec![f64::NAN; events.len()];
    let (mut columns, mut value) = (vec![], empty());
    let confidence = |level: Level| match level {
        Level::Of(level) => level,
        Level::Certain => commonweal_stats::Confidence::P95,
    };
    // Without limits asked for, the rows are still checked and the values worked out.
    for level in levels.iter().copied().map(Some).chain(levels.is_empty().then_some(None)) {
        let (mut lower, mut upper) = (empty(), empty());
        let settings = Settings { level: level.map_or_else(Default::default, confidence), per, threads: Threads::All };
        let out = Estimates { value: &mut value, lower: &mut lower, upper: &mut upper };
        work(&events, &population, &settings, out).map_err(|error| named(error, request, &rows))?;
        match level {
            None => {}
            Some(Level::Certain) => {
                let ends = value.iter().zip(&events).map(|(&value, &events)| match value.is_nan() {
                    true => [f64::NAN; 2],
                    false => certain(events, per),
                });
                let (lower, upper) = ends.map(|[lower, upper]| (lower, upper)).unzip();
                push_limits(&mut columns, Level::Certain, lower, upper);
            }
            Some(level) => push_limits(&mut columns, level, lower, upper),
        }
    }
    columns.insert(0, ("value".to_owned(), value.into()));
    if let Some(method) = method {
        let words: Vec<Option<String>> = events.iter().map(|&events| method(events).map(str::to_owned)).collect();
        columns.push(("limits".to_owned(), Values::Text(words)));
    }
    Ok(Answer::of(with_columns(&table, columns)))
}

/// A refusal with the name of the group, or the row where there are no groups.
fn named(error: ColumnError, request: &Request<'_>, rows: &Groups) -> MethodError {
    match (error, request.groups()) {
        (ColumnError::Row { row, problem }, Ok(groups)) if !request.by_columns().is_empty() => {
            MethodError::refused_in(&groups.name(row), problem)
        }
        (error, _) => refused(error, rows),
    }
}

fn run_proportion(request: &Request<'_>) -> Result<Answer, MethodError> {
    answer(request, proportions, |_, per| [0.0, per], None)
}

fn run_rate(request: &Request<'_>) -> Result<Answer, MethodError> {
    // Only exact limits have an end at certainty: zero.
    let certain = |events: f64, _| [if events < 10.0 { 0.0 } else { f64::NAN }, f64::NAN];
    answer(request, crude_rates, certain, Some(count_limits_name))
}

/// Which limits a count has.
pub(super) fn count_limits_name(events: f64) -> Option<&'static str> {
    match events {
        events if events.is_nan() => None,
        events if events < 10.0 => Some("exact"),
        _ => Some("Byar"),
    }
}
