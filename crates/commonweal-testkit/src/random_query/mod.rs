//! Random queries and random tables for them, small enough that chance makes them meet.
//!
//! A list of numbers decides everything, so that a failing case shrinks to a short list and a small query. Queries are
//! well typed by the way they are made; every node type can occur.

mod choices;
mod frames;
mod rows;
mod series;

use choices::Choices;
use commonweal_cohort::query::{
    Catalogue, Database, Dataset, Definition, EventTable, Graph, Measure, SeriesId, TableRef, ValueType,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use series::Maker;
use std::fmt;

/// The module that the tables of random queries are in.
pub(crate) const MODULE: &str = "random";

const CATALOGUE: &str = r#"{"random": {
    "patients": {"table": "patients", "one_row_per_patient": true, "columns": {"born": {"type": "date"},
        "number": {"type": "int"}, "level": {"type": "float"}, "flag": {"type": "bool"}, "word": {"type": "str"},
        "code": {"type": "SNOMEDCTCode"}}},
    "events": {"table": "events", "one_row_per_patient": false, "columns": {"date": {"type": "date"},
        "number": {"type": "int"}, "other": {"type": "int"}, "level": {"type": "float"}, "flag": {"type": "bool"},
        "word": {"type": "str"}, "code": {"type": "SNOMEDCTCode"}}},
    "spells": {"table": "spells", "one_row_per_patient": false, "columns": {"start": {"type": "date"},
        "days": {"type": "int"}, "cost": {"type": "float"}, "urgent": {"type": "bool"}, "place": {"type": "str"},
        "code": {"type": "SNOMEDCTCode"}, "diagnoses": {"type": "ICD10MultiCodeString"}}}}}"#;

/// A random query, the tables it may name, and rows for them.
#[derive(Clone)]
pub struct RandomQuery {
    /// What is asked.
    pub definition: Definition,
    /// The tables it may name.
    pub catalogue: Catalogue,
    /// Rows, with nulls, ties, month ends and leap days.
    pub database: Database,
}

impl fmt::Debug for RandomQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nof {:?}", self.definition, self.database)
    }
}

/// A random query with rows for its tables.
///
/// # Example
/// ```
/// use commonweal_testkit::{any_query, oracle};
/// use proptest::prelude::*;
/// proptest!(|(query in any_query())| {
///     prop_assert!(oracle::evaluate(&query.definition, &query.database).is_ok());
/// });
/// ```
pub fn any_query() -> impl Strategy<Value = RandomQuery> {
    let numbers = |most| proptest::collection::vec(any::<u16>(), 0..most);
    (numbers(200), numbers(400)).prop_map(|(query, rows)| {
        let catalogue = Catalogue::read(CATALOGUE).expect("the catalogue is sound");
        let definition = definition(&mut Choices::new(query), &catalogue);
        let database = rows::database(&mut Choices::new(rows), &catalogue);
        RandomQuery { definition, catalogue, database }
    })
}

const TYPES: [ValueType; 6] = [
    ValueType::Bool,
    ValueType::Int,
    ValueType::Float,
    ValueType::Date,
    ValueType::Str,
    ValueType::Code(commonweal_cohort::query::CodeSystem::SnomedCt),
];

fn definition(choices: &mut Choices, catalogue: &Catalogue) -> Definition {
    let measures = choices.one_in(4);
    let mut maker = Maker { graph: Graph::new(), catalogue, choices, in_measure: measures };
    let made = if measures { self::measures(&mut maker) } else { dataset(&mut maker) };
    made.expect("random queries are made by the rules")
}

fn dataset(maker: &mut Maker<'_>) -> Result<Definition, commonweal_cohort::query::QueryError> {
    let population = population(maker);
    let mut variables: Vec<(String, SeriesId)> =
        (0..=maker.choices.below(4)).map(|at| (format!("v{at}"), any_series(maker))).collect();
    if maker.choices.one_in(3) {
        // Columns taken from one row: they break each other's ties.
        let frame = maker.one_row(3);
        for at in 0..=maker.choices.below(3) {
            let column = maker.any_column(frame);
            variables.push((format!("c{at}"), column));
        }
    }
    let mut events = Vec::new();
    if maker.choices.one_in(3) {
        let frame = maker.many_rows(2);
        let column = maker.any_column(frame);
        let mut members = vec![("m0".to_owned(), column)];
        for at in 1..=maker.choices.below(3) {
            let value_type = maker.choices.of(&TYPES);
            let series = maker.series(value_type, Some(frame), 2);
            members.push((format!("m{at}"), series));
        }
        events.push(EventTable { name: "rows".to_owned(), members });
    }
    let graph = std::mem::take(&mut maker.graph);
    Definition::of_dataset(graph, Dataset { population, variables, events })
}

/// A population that no patient without rows is in.
fn population(maker: &mut Maker<'_>) -> SeriesId {
    let table = TableRef::new(MODULE, maker.choices.of(&["patients", "events", "spells"]));
    let table = maker.graph.table(&table, maker.catalogue).expect("the catalogue has it");
    let exists = maker.graph.exists(table);
    if maker.choices.one_in(2) {
        return exists;
    }
    let rule = maker.series(ValueType::Bool, None, 3);
    maker.graph.binary(commonweal_cohort::query::BinaryFunction::And, exists, rule).expect("both are booleans")
}

fn any_series(maker: &mut Maker<'_>) -> SeriesId {
    let value_type = maker.choices.of(&TYPES);
    maker.series(value_type, None, 4)
}

fn measures(maker: &mut Maker<'_>) -> Result<Definition, commonweal_cohort::query::QueryError> {
    let denominator = population(maker);
    let mut measures = Vec::new();
    for at in 0..=maker.choices.below(3) {
        let counted = [ValueType::Bool, ValueType::Int];
        let value_type = maker.choices.of(&counted);
        let numerator = maker.series(value_type, None, 3);
        let denominator = match maker.choices.one_in(3) {
            true => maker.series(ValueType::Int, None, 2),
            false => denominator,
        };
        let group_by =
            (0..maker.choices.below(3)).map(|group| (format!("g{group}"), group_series(maker, group))).collect();
        let intervals = intervals(maker.choices);
        measures.push(Measure { name: format!("m{at}"), numerator, denominator, group_by, intervals });
    }
    let graph = std::mem::take(&mut maker.graph);
    Definition::of_measures(graph, measures)
}

/// A group of one name has one type, whichever measure it is in.
fn group_series(maker: &mut Maker<'_>, group: usize) -> SeriesId {
    let value_type = [ValueType::Str, ValueType::Bool][group % 2];
    maker.series(value_type, None, 2)
}

fn intervals(choices: &mut Choices) -> Vec<(Date, Date)> {
    let all = [
        (date(2020, 1, 1), date(2020, 1, 31)),
        (date(2020, 2, 1), date(2020, 2, 29)),
        (date(2019, 12, 31), date(2020, 12, 31)),
        (date(2020, 1, 1), date(2020, 1, 31)),
        (date(2019, 12, 1), date(2019, 12, 31)),
        (date(2020, 3, 1), date(2020, 3, 31)),
        (date(2021, 2, 1), date(2021, 2, 28)),
        (date(1999, 1, 1), date(2020, 1, 1)),
    ];
    (0..=choices.below(6)).map(|_| choices.of(&all)).collect()
}
