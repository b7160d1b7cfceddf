//! Measures: numerator over denominator in each interval, by group.

use super::Options;
use super::records::Records;
use crate::evaluate::column::{Column, NULL_INT};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::interval::Interval;
use crate::evaluate::program::{Ask, Program};
use crate::evaluate::worker::{Answers, Worker};
use crate::query::{Cells, Database, Graph, MEASURE_COLUMNS, Measure, ResultTable, Value, ValueType, ratio};
use std::collections::{BTreeMap, BTreeSet};

/// The counts of a measure in each interval, by group; null is a group of its own.
type Counted = BTreeMap<Interval, BTreeMap<Cells, Counts>>;

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    numerator: i128,
    denominator: i128,
}

/// Where a measure's series are among the answers.
struct Place {
    ask: usize,
    first: usize,
}

/// A row for each measure, interval and group that occurs.
pub(super) fn table(
    graph: &Graph,
    measures: &[Measure],
    database: &Database,
    options: Options,
) -> Result<ResultTable, EvaluateError> {
    let (asks, places) = asks(measures);
    let program = Program::compile(graph, &asks)?;
    let mut worker = Worker::new(&program);
    let records = Records::of(&program, database)?;
    let mut counted: Vec<Counted> = measures
        .iter()
        .map(|measure| measure.intervals.iter().map(|interval| (of_dates(*interval), BTreeMap::new())).collect())
        .collect();
    let intervals: BTreeSet<Interval> = counted.iter().flat_map(BTreeMap::keys).copied().collect();
    let intervals: Vec<Interval> = intervals.into_iter().collect();

    let inline: Vec<BTreeSet<i64>> = (0..asks.len()).map(|ask| program.inline_patients_of(ask)).collect();
    let recorded = database.patients();
    for people in records.patients.chunks(options.people_per_batch.max(1)) {
        let batch = records.batch(people, worker.symbols());
        let is_known = |inline: &BTreeSet<i64>| -> Vec<bool> {
            people.iter().map(|patient| recorded.contains(patient) || inline.contains(patient)).collect()
        };
        let known: Vec<Vec<bool>> = inline.iter().map(is_known).collect();
        for intervals in intervals.chunks(options.intervals_together.max(1)) {
            worker.evaluate(&batch, intervals, &mut |at, answers| {
                for ((measure, place), counted) in measures.iter().zip(&places).zip(&mut counted) {
                    if let Some(groups) = counted.get_mut(&intervals[at]) {
                        count(measure, place, answers, &known[place.ask], groups);
                    }
                }
            })?;
        }
    }
    Ok(written(graph, measures, counted))
}

fn of_dates((start, end): (jiff::civil::Date, jiff::civil::Date)) -> Interval {
    Interval { start, end }
}

/// Measures that share a denominator and intervals are one question, in which picks break their ties.
fn asks(measures: &[Measure]) -> (Vec<Ask>, Vec<Place>) {
    let mut of_ask: Vec<&Measure> = Vec::new();
    let (mut asks, mut places) = (Vec::<Ask>::new(), Vec::new());
    for measure in measures {
        let same = |first: &&Measure| first.denominator == measure.denominator && first.intervals == measure.intervals;
        let ask = of_ask.iter().position(same).unwrap_or_else(|| {
            of_ask.push(measure);
            asks.push(Ask::default());
            asks.len() - 1
        });
        let outputs = &mut asks[ask].outputs;
        places.push(Place { ask, first: outputs.len() });
        outputs.extend([measure.numerator, measure.denominator]);
        outputs.extend(measure.group_by.iter().map(|(_, series)| *series));
    }
    (asks, places)
}

fn count(
    measure: &Measure,
    place: &Place,
    answers: &Answers<'_>,
    known: &[bool],
    groups: &mut BTreeMap<Cells, Counts>,
) {
    let output = |number: usize| answers.output(place.ask, place.first + number);
    let (numerators, denominators) = (output(0), output(1));
    for (person, known) in known.iter().enumerate() {
        let denominator = number(denominators, person);
        if denominator <= 0 || !known {
            continue;
        }
        let group = (0..measure.group_by.len()).map(|group| answers.value(output(2 + group), person)).collect();
        let counts = groups.entry(group).or_default();
        counts.denominator += denominator;
        counts.numerator += number(numerators, person);
    }
}

/// True counts one; null counts nothing.
fn number(column: &Column, at: usize) -> i128 {
    match column {
        Column::Bool(claims) => i128::from(claims[at] == 1),
        Column::Int(numbers) if numbers[at] != NULL_INT => i128::from(numbers[at]),
        _ => 0,
    }
}

fn written(graph: &Graph, measures: &[Measure], counted: Vec<Counted>) -> ResultTable {
    // Every group name of any measure, in order of first use.
    let mut groups: Vec<(String, ValueType)> = Vec::new();
    for (name, series) in measures.iter().flat_map(|measure| &measure.group_by) {
        if !groups.iter().any(|(column, _)| column == name) {
            groups.push((name.clone(), graph.value_type(*series).expect("a group has single values")));
        }
    }
    let mut rows = Vec::new();
    for (measure, intervals) in measures.iter().zip(counted) {
        for (interval, counted) in intervals {
            rows.extend(counted.iter().map(|(group, counts)| row(measure, interval, &groups, group, *counts)));
        }
    }
    let fixed = MEASURE_COLUMNS.into_iter().map(|(name, of)| (name.to_owned(), of));
    ResultTable { name: "measures".to_owned(), columns: fixed.chain(groups).collect(), rows }
}

fn row(measure: &Measure, interval: Interval, columns: &[(String, ValueType)], group: &Cells, counts: Counts) -> Cells {
    let whole = |number: i128| i64::try_from(number).ok().map(Value::Int);
    let (numerator, denominator) = (whole(counts.numerator), whole(counts.denominator));
    let ratio = ratio(numerator.as_ref(), denominator.as_ref());
    let name = Some(Value::text(measure.name.as_str()));
    let (start, end) = (Some(Value::Date(interval.start)), Some(Value::Date(interval.end)));
    let mut row = vec![name, start, end, ratio, numerator, denominator];
    for (column, _) in columns {
        let at = measure.group_by.iter().position(|(name, _)| name == column);
        row.push(at.and_then(|at| group[at].clone()));
    }
    row
}
