//! Studies written in ehrQL, from their files to an answer in each format; and reference vectors.

use crate::support::{Said, run, run_in};
use std::path::{Path, PathBuf};

/// Everybody with a score above 3, their sex, and their scores as an event table.
const STUDY: &str = r#"{"value": {"ref": "1"},
"1": {"Dataset": {"population": {"ref": "2"}, "variables": {"dict": [["sex", {"ref": "5"}], ["best", {"ref": "7"}]]},
  "events": {"dict": [EVENTS]}, "measures": null}},
"2": {"AggregateByPatient.Exists": {"source": {"ref": "3"}}},
"3": {"Filter": {"source": {"ref": "4"}, "condition": {"Function.GT": {"lhs": {"ref": "6"}, "rhs": {"Value": 3.0}}}}},
"4": {"external_ref": {"module": "ehrql.tables.core", "name": "clinical_events"}},
"5": {"SelectColumn": {"source": {"external_ref": {"module": "ehrql.tables.core", "name": "patients"}}, "name": "sex"}},
"6": {"SelectColumn": {"source": {"ref": "4"}, "name": "numeric_value"}},
"7": {"AggregateByPatient.Max": {"source": {"ref": "6"}}},
"8": {"SeriesCollectionFrame": {"members": {"dict": [["score", {"ref": "6"}]]}}}}"#;
const PATIENTS: &str = "patient_id,sex\n1,female\n2,male\n3,\n";
const EVENTS: &str = "patient_id,numeric_value\n1,2.5\n1,4.0\n2,3.0\n3,9.5\n";

fn folder(study: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("tables")).unwrap();
    std::fs::write(dir.path().join("study.json"), study).unwrap();
    std::fs::write(dir.path().join("tables/patients.csv"), PATIENTS).unwrap();
    std::fs::write(dir.path().join("tables/clinical_events.csv"), EVENTS).unwrap();
    dir
}

fn run_study(dir: &Path, more: &[&str]) -> Said {
    run_in(dir, &[&["ehrql", "run", "study.json", "--tables", "tables"], more].concat())
}

#[test]
fn a_study_is_printed_or_written_in_each_format() {
    let dir = folder(&STUDY.replace("EVENTS", ""));
    let expected = "patient_id,sex,best\n1,female,4.0\n3,,9.5\n";
    let said = run_study(dir.path(), &[]);
    assert_eq!((said.code, said.out.as_str()), (0, expected), "{}", said.err);
    for out in ["out/x.csv", "out/x.csv.gz", "out/x.arrow"] {
        let said = run_study(dir.path(), &["--out", out]);
        assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
        assert!(said.err.contains(&format!("dataset: 2 rows in {out}")), "{}", said.err);
    }
    let read = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
    assert_eq!(read("out/x.csv"), expected.as_bytes());
    assert_eq!(read("out/x.csv.gz")[..2], [0x1f, 0x8b]);
    assert_eq!(&read("out/x.arrow")[..6], b"ARROW1");
    // Tables may come in these formats too: an answer is a table like any other.
    std::fs::remove_file(dir.path().join("tables/patients.csv")).unwrap();
    std::fs::copy(dir.path().join("out/x.arrow"), dir.path().join("tables/patients.arrow")).unwrap();
    assert_eq!(run_study(dir.path(), &[]).out, expected);
    std::fs::copy(dir.path().join("out/x.csv.gz"), dir.path().join("tables/patients.csv.gz")).unwrap();
    let said = run_study(dir.path(), &[]);
    assert!(said.code == 1 && said.err.contains("the table `patients` is in "), "{}", said.err);
    std::fs::remove_file(dir.path().join("tables/patients.arrow")).unwrap();
    assert_eq!(run_study(dir.path(), &[]).out, expected);
}

#[test]
fn event_tables_go_to_a_folder() {
    let dir = folder(&STUDY.replace("EVENTS", r#"["scores", {"ref": "8"}]"#));
    let said = run_study(dir.path(), &["--out", "x.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("2 tables (dataset, scores)") && said.err.contains("FOLDER/:csv"), "{}", said.err);
    assert!(run_study(dir.path(), &[]).err.contains("`--out FOLDER/:csv`"));
    let said = run_study(dir.path(), &["--out", "answer/:csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let scores = std::fs::read_to_string(dir.path().join("answer/scores.csv")).unwrap();
    assert_eq!(scores, "patient_id,score\n1,2.5\n1,4.0\n3,9.5\n");
    assert!(dir.path().join("answer/dataset.csv").is_file());
}

#[track_caller]
fn refused(study: &str, wanted: &[&str]) {
    let dir = folder(study);
    let said = run_study(dir.path(), &["--out", "x.csv"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(wanted.iter().all(|words| said.err.contains(words)), "{}", said.err);
    assert!(!dir.path().join("x.csv").exists());
}

#[test]
fn what_is_wrong_is_named_with_its_place_and_the_fix() {
    let study = STUDY.replace("EVENTS", "");
    refused(
        &study.replace("Function.GT", "Function.Above"),
        &["study.json: ", "node 3", "no node type `Function.Above`"],
    );
    refused(
        &study.replace("\"name\": \"sex\"", "\"name\": \"gender\""),
        &["no column `gender`", "`date_of_birth`, `sex`"],
    );
    refused(&study.replace("\"Value\": 3.0", "\"Value\": 3"), &["Function.GT", "float and int"]);
    let dir = folder(&study);
    std::fs::write(dir.path().join("tables/clinical_events.csv"), "patient_id,numeric_value\n1,high\n").unwrap();
    let said = run_study(dir.path(), &[]);
    assert!(said.code == 1 && said.err.contains("row 1: the cell of `numeric_value` is no number"), "{}", said.err);
    assert!(!said.err.contains("high"), "nothing from a record: {}", said.err);
    let said = run_in(dir.path(), &["ehrql", "run", "study.json", "--tables", "table"]);
    assert!(said.code == 1 && said.err.contains("there is no such folder"), "{}", said.err);
    let said = run_in(dir.path(), &["ehrql", "run", "study.json", "--tables", "."]);
    assert!(said.code == 1 && said.err.contains("it wants clinical_events.csv, patients.csv"), "{}", said.err);
    let said = run_study(dir.path(), &["--out", "x.dta"]);
    assert!(said.code == 1 && said.err.contains("end it in .csv, .csv.gz or .arrow"), "{}", said.err);
}

#[test]
fn a_table_without_a_file_is_empty_and_is_said_to_be() {
    let dir = folder(&STUDY.replace("EVENTS", ""));
    std::fs::remove_file(dir.path().join("tables/patients.csv")).unwrap();
    let said = run_study(dir.path(), &[]);
    assert_eq!((said.code, said.out.as_str()), (0, "patient_id,sex,best\n1,,4.0\n3,,9.5\n"));
    assert!(said.err.contains("no file in tables for patients; empty"), "{}", said.err);
}

/// Everybody in a file of the study, with the number it gives them.
const INLINE: &str = r#"{"value": {"ref": "1"},
"1": {"Dataset": {"population": {"AggregateByPatient.Exists": {"source": {"ref": "2"}}},
  "variables": {"dict": [["n", {"SelectColumn": {"source": {"ref": "2"}, "name": "n"}}],
    ["sex", {"SelectColumn": {"source": {"external_ref": {"module": "ehrql.tables.core", "name": "patients"}}, "name": "sex"}}]]},
  "events": {"dict": []}, "measures": null}},
"2": {"InlinePatientTable": {"schema": {"TableSchema": {"n": {"Column": {"type_": {"type": "int"},
  "constraints": {"tuple": []}, "dummy_data_constraints": {"tuple": []}}}}},
  "rows": {"CSVRowsReader": {"filename": {"Path": "given/numbers.csv"}, "column_specs": {"dict": []}, "allow_missing_columns": false}}}}}"#;

#[test]
fn rows_of_an_inline_table_come_from_the_folder_of_the_study_and_no_other() {
    let dir = folder(INLINE);
    let said = run_study(dir.path(), &[]);
    assert!(
        said.code == 1 && said.err.contains("cannot read ") && said.err.contains("given/numbers.csv"),
        "{}",
        said.err
    );
    std::fs::create_dir_all(dir.path().join("elsewhere/given")).unwrap();
    let numbers = dir.path().join("elsewhere/given/numbers.csv");
    std::fs::write(&numbers, "patient_id,n\n2,20\n9,90\n").unwrap();
    let said = run_study(dir.path(), &["--study", "elsewhere"]);
    assert_eq!((said.code, said.out.as_str()), (0, "patient_id,n,sex\n2,20,male\n9,90,\n"), "{}", said.err);
    std::fs::create_dir(dir.path().join("study")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("elsewhere/given"), dir.path().join("study/given")).unwrap();
    let said = run_study(dir.path(), &["--study", "study"]);
    assert!(said.code == 1 && said.err.contains("leads out of the study's folder"), "{}", said.err);
    std::fs::write(&numbers, "patient_id,n\n2,20\n2,90\n").unwrap();
    let said = run_study(dir.path(), &["--study", "elsewhere"]);
    assert!(
        said.code == 1 && said.err.contains("given/numbers.csv`, row 2: the patient has a row already"),
        "{}",
        said.err
    );
    std::fs::write(dir.path().join("study.json"), INLINE.replace("given/numbers.csv", "../numbers.csv")).unwrap();
    let said = run_study(dir.path(), &[]);
    assert!(said.code == 1 && said.err.contains("leaves the study's folder"), "{}", said.err);
}

/// The public vectors: named by `COMMONWEAL_VECTORS`, or beside the repository.
fn vectors() -> Option<PathBuf> {
    let named = std::env::var_os("COMMONWEAL_VECTORS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = named.unwrap_or(beside).join("ehrql");
    if !folder.is_dir() {
        println!("SKIPPED: there are no vectors at {}; name their folder in COMMONWEAL_VECTORS", folder.display());
        return None;
    }
    Some(folder.canonicalize().unwrap())
}

#[test]
fn every_public_vector_passes() {
    let Some(folder) = vectors() else { return };
    let mut files: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .filter(|path| path.ends_with(".jsonl") || path.ends_with(".jsonl.gz"))
        .collect();
    files.sort();
    let arguments: Vec<&str> = ["verify", "ehrql"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let said = run(&arguments);
    let last = said.out.lines().last().unwrap_or_default();
    assert!(said.code == 0 && last.ends_with(" passed, 0 failed") && !last.starts_with("0 "), "{}", said.out);
}

#[test]
fn a_vector_that_differs_an_unknown_node_and_a_missing_file_are_failures() {
    let dir = tempfile::tempdir().unwrap();
    let sound = r#"{"id": "a", "kind": "invalid", "query": {"value": {"ref": "1"}, "1": {"Function.Sqrt": {}}}}"#;
    let unknown = sound
        .replace("invalid", "dataset")
        .replace("\"a\"", "\"b\"")
        .replace("\"query\"", "\"expected_tables\": [], \"query\"");
    std::fs::write(dir.path().join("v.jsonl"), format!("{sound}\n{unknown}\nno vector\n")).unwrap();
    let said = run_in(dir.path(), &["verify", "ehrql", "v.jsonl", "none.jsonl.gz"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!((said.code, lines.last()), (1, Some(&"1 passed, 3 failed")), "{}", said.out);
    assert!(lines.iter().any(|line| line.starts_with("none.jsonl.gz: cannot be read")));
    assert!(lines.iter().any(|line| line.contains("no node type `Function.Sqrt`")), "{}", said.out);
    let said = run_in(dir.path(), &["verify", "ehrql", "--json", "v.jsonl"]);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&report["passed"], &report["failed"]), (&serde_json::json!(1), &serde_json::json!(2)));
    let said = run_in(dir.path(), &["verify", "ehrql", "."]);
    assert!(said.code == 1 && said.out.ends_with("1 passed, 2 failed\n"), "a folder's files: {}", said.out);
    std::fs::remove_file(dir.path().join("v.jsonl")).unwrap();
    let said = run_in(dir.path(), &["verify", "ehrql", "."]);
    assert!(said.err.contains(". holds no vector file") && said.code != 0, "{}", said.err);
}

/// Runs a study of the vectors and compares its answer with theirs, line by line in any order.
#[track_caller]
fn reproduces(study: &Path, name: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = |end: &str| study.join(end).to_str().unwrap().to_owned();
    let (definition, tables) = (path("definition.json"), path("tables"));
    let said = run_in(dir.path(), &["ehrql", "run", &definition, "--tables", &tables, "--out", "answer.csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let lines = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines: Vec<Vec<String>> =
            text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        lines[1..].sort();
        lines
    };
    let (ours, theirs) = (lines(&dir.path().join("answer.csv")), lines(&study.join(format!("expected_{name}.csv"))));
    assert_eq!(ours.len(), theirs.len());
    let same = |(a, b): (&String, &String)| {
        a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if (a - b).abs() <= 1e-5 * b.abs())
    };
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!(ours.len() == theirs.len() && ours.iter().zip(theirs).all(same), "{ours:?}\n{theirs:?}");
    }
}

#[test]
fn the_public_study_is_reproduced() {
    let Some(folder) = vectors() else { return };
    reproduces(&folder.join("study_mainroute_cancer/define_static_dataset"), "dataset");
    reproduces(&folder.join("study_mainroute_cancer/measures_demo"), "measures");
}
