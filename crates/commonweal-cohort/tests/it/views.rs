//! Studies written against ehrQL's tables, asked of ours.

use commonweal_cohort::catalogue::{ehrql, on_records};
use commonweal_cohort::query::{
    Cells, Database, Dataset, Definition, Graph, Position, SeriesId, Table, TableRef, Value,
};
use commonweal_testkit::oracle::evaluate;
use jiff::civil::date;

fn table(header: &[&str], rows: Vec<(i64, Cells)>) -> Table {
    Table { header: header.iter().map(|name| (*name).into()).collect(), rows }
}

fn text(text: &str) -> Option<Value> {
    Some(Value::text(text))
}

/// The variable's value for each person, once the study stands on our tables.
fn answers(build: impl FnOnce(&mut Graph) -> (SeriesId, SeriesId), database: &Database) -> Vec<Option<Value>> {
    let mut graph = Graph::new();
    let (population, variable) = build(&mut graph);
    let dataset = Dataset { population, variables: vec![("v".to_owned(), variable)], events: Vec::new() };
    let study = Definition::of_dataset(graph, dataset).expect("the study keeps the rules");
    let msoas = [("E02000001".to_owned(), ["E01000001".to_owned()].into())].into();
    let ours = on_records(&study, &msoas).unwrap_or_else(|error| panic!("{error}"));
    let mut rows = evaluate(&ours, database).expect("all rows are here").remove(0).rows;
    rows.sort();
    rows.into_iter().map(|row| row[1].clone()).collect()
}

fn addresses() -> Database {
    let row = |patient, start, lsoa: Option<&str>, rank: Option<i64>, class: Option<&str>| {
        let lsoa = lsoa.map(Value::text);
        (patient, vec![Some(Value::Date(start)), lsoa, rank.map(Value::Int), class.map(Value::text)])
    };
    let rows = vec![
        row(1, date(2020, 1, 1), Some("E01000001"), Some(149), Some("A1")),
        row(2, date(2019, 1, 1), Some("E01000001"), Some(32_844), Some("E2")),
        row(2, date(2021, 1, 1), Some("E01000009"), Some(150), Some("C1")),
        row(3, date(2020, 1, 1), None, None, None),
    ];
    let addresses = table(&["start_date", "lsoa11", "imd19_rank", "rural_urban"], rows);
    Database { tables: [("addresses".into(), addresses)].into() }
}

/// A column of the latest address by ehrQL's tie-breaks: postcode known, start, number.
#[track_caller]
fn check(column: &str, expected: [Option<Value>; 3]) {
    let build = |graph: &mut Graph| {
        let addresses =
            graph.table(&TableRef::new("ehrql.tables.tpp", "addresses"), &ehrql()).expect("ehrQL has the table");
        let mut sorted = addresses;
        for key in ["address_id", "address_type", "start_date"] {
            let key = graph.column(addresses, key).expect("the table has the column");
            sorted = graph.sort(sorted, key).expect("the column has an order");
        }
        let latest = graph.pick(sorted, Position::Last).expect("the rows are in order");
        (graph.exists(addresses), graph.column(latest, column).expect("the table has the column"))
    };
    assert_eq!(answers(build, &addresses()), expected, "{column}");
}

#[test]
fn columns_of_addresses_are_worked_out_from_what_is_held() {
    check("imd_rounded", [Some(Value::Int(100)), Some(Value::Int(200)), None]);
    check("rural_urban_classification", [Some(Value::Int(1)), Some(Value::Int(3)), None]);
    check("msoa_code", [text("E02000001"), None, None]);
    check("has_postcode", [Some(Value::Bool(true)), Some(Value::Bool(true)), Some(Value::Bool(false))]);
    check("address_type", [Some(Value::Int(0)), Some(Value::Int(0)), Some(Value::Int(0))]);
}

#[test]
fn hospital_ethnicity_is_the_code_recorded_most_often() {
    let row =
        |patient, source, category| (patient, vec![text(source), text(category), Some(Value::Date(date(2020, 1, 1)))]);
    let rows = vec![
        row(1, "apc", "B"),
        row(1, "opa", "B"),
        row(1, "ec", "A"),
        row(1, "gp", "A"),
        row(1, "gp", "A"),
        row(2, "apc", "Z"),
        row(3, "ec", "C"),
        row(3, "ec", "A"),
    ];
    let records = table(&["source", "category", "date"], rows);
    let database = Database { tables: [("ethnicity_records".into(), records)].into() };
    let build = |graph: &mut Graph| {
        let sus = graph.table(&TableRef::new("ehrql.tables.tpp", "ethnicity_from_sus"), &ehrql()).unwrap();
        (graph.exists(sus), graph.column(sus, "code").unwrap())
    };
    assert_eq!(answers(build, &database), [text("B"), text("A")], "person 2 has no row, person 3 the first of two");
}

#[test]
fn a_study_that_asks_for_more_is_told_all_that_is_missing_and_what_there_is() {
    let mut graph = Graph::new();
    let (tpp, ehrql) = ("ehrql.tables.tpp", ehrql());
    let renal = graph.table(&TableRef::new(tpp, "ukrr"), &ehrql).unwrap();
    let appointments = graph.table(&TableRef::new(tpp, "opa"), &ehrql).unwrap();
    let group = graph.column(appointments, "hrg_code").unwrap();
    let sorted = graph.sort(appointments, group).unwrap();
    let picked = graph.pick(sorted, Position::First).unwrap();
    let (population, seen) = (graph.exists(renal), graph.exists(picked));
    let dataset = Dataset { population, variables: vec![("seen".to_owned(), seen)], events: Vec::new() };
    let study = Definition::of_dataset(graph, dataset).unwrap();
    let refused = on_records(&study, &Default::default()).unwrap_err().to_string();
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines.len(), 3, "{refused}");
    assert!(
        lines[1].starts_with("population: the table `ehrql.tables.tpp.ukrr` is not held; of its module these are: ")
    );
    assert!(lines[1].contains("addresses, apcs, appointments, "), "{refused}");
    assert_eq!(
        lines[2],
        "variable `seen`: of `ehrql.tables.tpp.opa`, the column `hrg_code` is not held; these are: appointment_date, \
         attendance_status, consultation_medium_used, first_attendance, treatment_function_code"
    );
}
