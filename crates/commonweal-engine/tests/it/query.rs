//! What a query may ask, and how its answer reads.

use commonweal_engine::{Engine, EngineError, QueryResult, Value};
use commonweal_reference::{Column, Table, Values};
use jiff::civil::date;
use proptest::prelude::*;
use std::sync::Arc;

fn areas() -> Table {
    let column = |name: &str, values| Column { name: name.to_owned(), about: String::new(), values };
    Table {
        name: "areas".to_owned(),
        columns: vec![
            column("code", Values::Text(vec![Some("E1".to_owned()), Some("E2".to_owned()), None])),
            column("people", Values::Integer(vec![Some(10), None, Some(-3)])),
            column("share", Values::Real(vec![Some(0.5), None, Some(2.0)])),
            column("since", Values::Date(vec![Some(date(2022, 7, 1)), None, Some(date(1955, 2, 28))])),
        ],
    }
}

fn ask(sql: &str) -> Result<QueryResult, EngineError> {
    let load = |name: &str| if name == "areas" { Ok(Arc::new(areas())) } else { Err("the file is damaged".to_owned()) };
    Engine::new(Some(2)).expect("threads").query(&["areas", "damaged"], load, sql)
}

#[track_caller]
fn refused(sql: &str) -> String {
    ask(sql).expect_err(sql).to_string()
}

#[test]
fn values_keep_their_kind_and_what_is_unknown_is_null() {
    let answer = ask("SELECT * FROM areas ORDER BY people NULLS LAST").unwrap();
    assert_eq!(answer.columns, ["code", "people", "share", "since"]);
    let text = |t: &str| Value::Text(t.to_owned());
    let rows = vec![
        vec![Value::Null, Value::Integer(-3), Value::Real(2.0), Value::Date(date(1955, 2, 28))],
        vec![text("E1"), Value::Integer(10), Value::Real(0.5), Value::Date(date(2022, 7, 1))],
        vec![text("E2"), Value::Null, Value::Null, Value::Null],
    ];
    assert_eq!(answer.rows, rows);
    let shown: Vec<String> = answer.rows[1].iter().chain([&Value::Null]).map(ToString::to_string).collect();
    assert_eq!(shown, ["E1", "10", "0.5", "2022-07-01", ""]);
}

#[test]
fn calculated_values_have_a_kind_too() {
    let answer = ask("SELECT count(*), sum(people), avg(people), people > 0, CAST(1.25 AS DECIMAL(5,2)) FROM areas WHERE code = 'E1' GROUP BY 4").unwrap();
    let wanted =
        [Value::Integer(1), Value::Integer(10), Value::Real(10.0), Value::Text("true".to_owned()), Value::Real(1.25)];
    assert_eq!(answer.rows, [wanted]);
    let nothing = ask("SELECT code, people FROM areas WHERE people > 99").unwrap();
    assert_eq!((nothing.columns.len(), nothing.rows.len()), (2, 0), "columns stand without rows");
}

#[test]
fn a_query_only_reads() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.csv");
    let statements = [
        "CREATE TABLE mine AS SELECT 1".to_owned(),
        "CREATE VIEW mine AS SELECT * FROM areas".to_owned(),
        "DROP TABLE areas".to_owned(),
        "INSERT INTO areas VALUES ('E9', 1, 1.0, '2022-01-01')".to_owned(),
        "DELETE FROM areas".to_owned(),
        "UPDATE areas SET people = 0".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        format!("COPY (SELECT * FROM areas) TO '{}'", out.display()),
        format!("CREATE EXTERNAL TABLE secrets STORED AS CSV LOCATION '{}'", dir.path().display()),
        "BEGIN TRANSACTION".to_owned(),
        "PREPARE p AS SELECT 1".to_owned(),
    ];
    for statement in statements {
        let message = refused(&statement);
        assert!(message.contains("not supported") || message.contains("not implemented"), "{statement}: {message}");
    }
    assert!(!out.exists());
    assert_eq!(ask("SELECT count(*) FROM areas").unwrap().rows, [[Value::Integer(3)]]);
}

#[test]
fn a_query_opens_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secrets.csv");
    std::fs::write(&path, "name\nsomebody\n").unwrap();
    let message = refused(&format!("SELECT * FROM '{}'", path.display()));
    assert!(!message.contains("somebody"), "{message}");
}

#[test]
fn an_unknown_table_or_column_is_answered_with_those_there_are() {
    let message = refused("SELECT * FROM practice");
    assert!(message.ends_with("The tables are: areas, damaged"), "{message}");
    assert!(message.contains("practice") && !message.contains("datafusion"), "{message}");
    let message = refused("SELECT peeple FROM areas");
    assert!(message.contains("peeple") && message.contains("people"), "{message}");
}

#[test]
fn faults_say_what_and_where() {
    assert!(refused("SELECT * FRM areas").to_lowercase().contains("line: 1"), "a place in the text");
    assert!(refused("").len() > 5);
    assert!(refused("SELECT * FROM damaged").contains("the file is damaged"));
    let message = refused("SELECT 1 / 0 FROM areas");
    assert!(message.to_lowercase().contains("divide by zero"), "{message}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered_or_refused_and_never_a_panic(text in "(SELECT )?[ -~]{0,60}") {
        let _ = ask(&text);
    }
}
