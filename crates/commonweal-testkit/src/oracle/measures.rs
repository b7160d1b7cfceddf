//! Measures: numerator over denominator in each interval, by group.

use super::OracleError;
use super::patient::{Patient, Question};
use super::records::Records;
use commonweal_cohort::query::{
    Cells, Database, Definition, Graph, MEASURE_COLUMNS, Measure, ResultTable, SeriesId, Value, ValueType, ratio,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A row for each measure, interval and group that occurs.
pub(super) fn table(graph: &Graph, measures: &[Measure], database: &Database) -> Result<ResultTable, OracleError> {
    let groups = group_columns(graph, measures);
    let fixed = MEASURE_COLUMNS.into_iter().map(|(name, of)| (name.to_owned(), of));
    let columns = fixed.chain(groups.iter().cloned()).collect();
    let mut rows = Vec::new();
    for measure in measures {
        // Measures that share a denominator and intervals are one query, in which picks break their ties.
        let alike = measures
            .iter()
            .filter(|other| other.denominator == measure.denominator && other.intervals == measure.intervals);
        let roots: Vec<SeriesId> = alike.flat_map(Definition::measure_roots).collect();
        let picked_columns = graph.picked_columns(roots.iter().copied());
        let records = Records::of(graph, roots, database)?;
        for interval in measure.intervals.iter().copied().collect::<BTreeSet<_>>() {
            let roots = Definition::measure_roots(measure);
            let question = Question::new(graph, roots, database, &records, &picked_columns, Some(interval));
            let counted = count(&question, measure, &records);
            rows.extend(counted.into_iter().map(|(group, counts)| row(measure, interval, &groups, &group, counts)));
        }
    }
    Ok(ResultTable { name: "measures".to_owned(), columns, rows })
}

/// Every group name of any measure, in order of first use.
fn group_columns(graph: &Graph, measures: &[Measure]) -> Vec<(String, ValueType)> {
    let mut columns: Vec<(String, ValueType)> = Vec::new();
    for (name, series) in measures.iter().flat_map(|measure| &measure.group_by) {
        if !columns.iter().any(|(column, _)| column == name) {
            columns.push((name.clone(), graph.value_type(*series).expect("a group has single values")));
        }
    }
    columns
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    numerator: i128,
    denominator: i128,
}

/// The counts of each group; null is a group of its own.
fn count(question: &Question<'_>, measure: &Measure, records: &Records<'_>) -> BTreeMap<Cells, Counts> {
    let mut counted: BTreeMap<Cells, Counts> = BTreeMap::new();
    for id in &records.patients {
        let patient = question.ask(*id);
        let denominator = number(&patient, measure.denominator);
        if denominator <= 0 {
            continue;
        }
        let group = measure.group_by.iter().map(|(_, series)| patient.series(*series).one().cloned()).collect();
        let counts = counted.entry(group).or_default();
        counts.denominator += denominator;
        counts.numerator += number(&patient, measure.numerator);
    }
    counted
}

/// True counts one; null counts nothing.
fn number(patient: &Patient<'_>, series: SeriesId) -> i128 {
    match patient.series(series).one() {
        Some(Value::Bool(claim)) => i128::from(*claim),
        Some(Value::Int(number)) => i128::from(*number),
        _ => 0,
    }
}

fn row(
    measure: &Measure,
    (start, end): (Date, Date),
    columns: &[(String, ValueType)],
    group: &Cells,
    counts: Counts,
) -> Cells {
    let whole = |number: i128| i64::try_from(number).ok().map(Value::Int);
    let (numerator, denominator) = (whole(counts.numerator), whole(counts.denominator));
    let ratio = ratio(numerator.as_ref(), denominator.as_ref());
    let name = Some(Value::text(measure.name.as_str()));
    let mut row = vec![name, Some(Value::Date(start)), Some(Value::Date(end)), ratio, numerator, denominator];
    for (column, _) in columns {
        let at = measure.group_by.iter().position(|(name, _)| name == column);
        row.push(at.and_then(|at| group[at].clone()));
    }
    row
}
