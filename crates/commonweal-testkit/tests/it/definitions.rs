//! The cases that come with definitions, through the evaluators of queries.

use commonweal_cohort::evaluate::{Ask, Interval, answer};
use commonweal_cohort::query::{Cells, Graph, SeriesId, Value};
use commonweal_cohort::{Library, Lowering};
use commonweal_testkit::{DefinitionCase, ExpectedAnswer, definition_files, oracle, read_definition_case};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Tests run in the folder of their crate.
fn definitions() -> PathBuf {
    PathBuf::from("../../definitions")
}

fn shipped() -> Library {
    let files = definition_files(&definitions()).expect("the definitions are in the repository");
    Library::parse(&files).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))
    })
}

/// A definition's answers by name, and those a case may leave out.
struct Asked {
    graph: Graph,
    columns: Vec<(&'static str, SeriesId)>,
}

fn ask_cohort(library: &Library, id: &str) -> Asked {
    let mut graph = Graph::new();
    let series = Lowering::new(library, &mut graph).cohort(id).expect("a sound library has a query");
    let further = [("score", series.score), ("band", series.band), ("segment", series.segment)];
    let further = further.into_iter().filter_map(|(name, series)| Some((name, series?)));
    Asked { graph, columns: [("member", series.member)].into_iter().chain(further).collect() }
}

fn ask_indicator(library: &Library, id: &str) -> Asked {
    let mut graph = Graph::new();
    let series = Lowering::new(library, &mut graph).indicator(id).expect("a sound library has a query");
    Asked { graph, columns: vec![("in_denominator", series.denominator), ("in_numerator", series.numerator)] }
}

/// The answers of the plain evaluator and of the fast one.
fn answers(asked: &Asked, case: &DefinitionCase) -> [(&'static str, BTreeMap<i64, Cells>); 2] {
    [("plain", by_oracle(asked, case)), ("fast", by_evaluator(asked, case))]
}

fn by_evaluator(asked: &Asked, case: &DefinitionCase) -> BTreeMap<i64, Cells> {
    let outputs = asked.columns.iter().map(|(_, series)| *series).collect();
    let ask = Ask { outputs, event_tables: Vec::new() };
    let answered = answer(&asked.graph, &ask, &case.database, Interval::on(case.index_date));
    answered.expect("the rows fit their columns").outputs
}

fn by_oracle(asked: &Asked, case: &DefinitionCase) -> BTreeMap<i64, Cells> {
    let series: Vec<SeriesId> = asked.columns.iter().map(|(_, series)| *series).collect();
    oracle::series_on(&asked.graph, &series, &case.database, case.index_date).expect("all rows are here")
}

/// What differs from the case, in words.
fn differences(name: &str, asked: &Asked, case: &DefinitionCase, answers: &BTreeMap<i64, Cells>) -> Vec<String> {
    let mut found = Vec::new();
    for (patient, expected) in &case.expected {
        let columns = asked.columns.iter().map(|(column, _)| *column);
        for ((column, answer), told) in
            columns.clone().zip(&answers[patient]).zip(columns.map(|c| expected.cells.get(c)))
        {
            let Some(told) = told else {
                found.push(format!("{name}: expected.csv has no column {column}"));
                return found;
            };
            if !same(answer.as_ref(), told) {
                let answer = answer.as_ref().map_or("nothing".to_owned(), shown);
                let ExpectedAnswer { why, .. } = expected;
                found.push(format!("{name}, patient {patient}: {column} is {answer}, expected `{told}`: {why}"));
            }
        }
        let known = |column: &str| asked.columns.iter().any(|(name, _)| *name == column);
        if let Some(odd) = expected.cells.keys().find(|column| !known(column)) {
            found.push(format!("{name}: nothing answers the column {odd} of expected.csv"));
            return found;
        }
    }
    found
}

fn same(answer: Option<&Value>, told: &str) -> bool {
    match answer {
        None => told.is_empty(),
        // Cases write scores to four decimals.
        Some(Value::Float(number)) => told.parse::<f64>().is_ok_and(|told| (told - number.get()).abs() < 0.000_051),
        Some(value) => shown(value) == told,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(claim) => claim.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Float(number) => number.get().to_string(),
        Value::Int(number) => number.to_string(),
        Value::Date(day) => day.to_string(),
    }
}

fn case_of(kind: &str, id: &str) -> Result<DefinitionCase, String> {
    read_definition_case(&definitions().join(kind).join(id).join("case"))
}

fn told(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_cohorts_case_comes_out_as_it_says() {
    let library = shipped();
    let mut problems = Vec::new();
    for id in library.cohorts.keys() {
        match case_of("cohorts", id) {
            Ok(case) => {
                let asked = ask_cohort(&library, id);
                for (evaluator, answers) in answers(&asked, &case) {
                    problems.extend(differences(&format!("cohort {id} ({evaluator})"), &asked, &case, &answers));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    told(&problems);
}

#[test]
fn every_indicators_case_comes_out_as_it_says() {
    let library = shipped();
    let mut problems = Vec::new();
    for indicator in library.indicators.values().filter(|indicator| !indicator.is_published()) {
        match case_of("indicators", &indicator.id) {
            Ok(case) => {
                let asked = ask_indicator(&library, &indicator.id);
                for (evaluator, answers) in answers(&asked, &case) {
                    let name = format!("indicator {} ({evaluator})", indicator.id);
                    problems.extend(differences(&name, &asked, &case, &answers));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    told(&problems);
}
