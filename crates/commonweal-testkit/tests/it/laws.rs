//! What holds of every query and its answer.

use commonweal_cohort::query::{BinaryFunction, Database, Definition, ResultTable, UnaryFunction};
use commonweal_testkit::{RandomQuery, any_query, oracle};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// The answer, its rows in order.
fn answer(definition: &Definition, database: &Database) -> Vec<ResultTable> {
    let mut tables = oracle::evaluate(definition, database).expect("the rows are in the definition");
    tables.iter_mut().for_each(|table| table.rows.sort());
    tables
}

fn only(database: &Database, patient: i64) -> Database {
    let mut only = database.clone();
    only.tables.values_mut().for_each(|table| table.rows.retain(|(owner, _)| *owner == patient));
    only
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_query_read_from_what_it_prints_is_the_same_and_answers_the_same(query in any_query()) {
        let RandomQuery { definition, catalogue, database } = query;
        let again = Definition::read(&definition.to_string(), &catalogue).expect("what we print can be read");
        prop_assert_eq!(&again, &definition);
        prop_assert_eq!(answer(&again, &database), answer(&definition, &database));
    }

    #[test]
    fn the_order_of_the_rows_plays_no_part(query in any_query(), turn in 0usize..5) {
        let mut turned = query.database.clone();
        for table in turned.tables.values_mut() {
            table.rows.reverse();
            let turn = turn.min(table.rows.len());
            table.rows.rotate_left(turn);
        }
        prop_assert_eq!(answer(&query.definition, &turned), answer(&query.definition, &query.database));
    }

    #[test]
    fn a_patient_is_judged_by_their_own_rows(query in any_query(), patient in 1i64..5) {
        prop_assume!(query.definition.dataset().is_some());
        let own = |tables: Vec<ResultTable>| -> Vec<_> {
            let of_patient = |row: &Vec<_>| row[0] == Some(patient.into());
            tables.into_iter().map(|table| table.rows.into_iter().filter(of_patient).collect::<Vec<_>>()).collect()
        };
        let alone = answer(&query.definition, &only(&query.database, patient));
        prop_assert_eq!(own(alone), own(answer(&query.definition, &query.database)));
    }

    #[test]
    fn a_dataset_has_each_patient_once(query in any_query()) {
        prop_assume!(query.definition.dataset().is_some());
        let tables = answer(&query.definition, &query.database);
        prop_assert!(tables[0].rows.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    }
}

#[test]
fn random_queries_are_of_every_node_type_and_have_answers() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut printed = String::new();
    let (mut rows, mut known, mut cells) = (0, 0, 0);
    for _ in 0..3000 {
        let query = any_query().new_tree(&mut runner).expect("every list of numbers is a query").current();
        printed += &query.definition.to_string();
        for table in answer(&query.definition, &query.database) {
            rows += table.rows.len();
            cells += table.rows.iter().map(Vec::len).sum::<usize>();
            known += table.rows.iter().flatten().flatten().count();
        }
    }
    let functions = UnaryFunction::ALL.iter().map(|function| function.node_name());
    let functions = functions.chain(BinaryFunction::ALL.iter().map(|function| function.node_name()));
    let others = [
        "external_ref",
        "InlinePatientTable",
        "Filter",
        "Sort",
        "PickOneRowPerPatient",
        "SelectColumn",
        "Value",
        "frozenset",
        "Parameter",
        "Case",
        "Function.In",
        "Function.MinimumOf",
        "Function.MaximumOf",
        "SeriesCollectionFrame",
        "MeasureCollection",
    ];
    let aggregations =
        ["Exists", "Count", "Min", "Max", "Sum", "Mean", "CountDistinct", "CountEpisodes", "CombineAsSet"];
    let aggregations = aggregations.map(|name| format!("AggregateByPatient.{name}"));
    for name in functions.chain(others).chain(aggregations.iter().map(String::as_str)) {
        assert!(printed.contains(&format!("{{\"{name}\":")), "no random query has a {name}");
    }
    assert!(rows > 3000, "{rows} rows of answers are too few to tell evaluators apart");
    assert!(known * 2 > cells, "{known} of {cells} cells are known, and most should be");
}
