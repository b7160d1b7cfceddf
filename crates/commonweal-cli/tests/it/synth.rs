//! Made-up people from the command line: as a workspace, as CSV, and as the tables that ehrQL reads.

use crate::support::{Said, run, run_in};
use std::path::Path;

/// Everybody with a coded event, their sex, and how many events they have.
const STUDY: &str = r#"{"value": {"ref": "1"},
"1": {"Dataset": {"population": {"AggregateByPatient.Exists": {"source": {"ref": "4"}}},
  "variables": {"dict": [["sex", {"ref": "5"}], ["events", {"AggregateByPatient.Count": {"source": {"ref": "4"}}}]]},
  "events": {"dict": []}, "measures": null}},
"4": {"external_ref": {"module": "ehrql.tables.core", "name": "clinical_events"}},
"5": {"SelectColumn": {"source": {"external_ref": {"module": "ehrql.tables.core", "name": "patients"}}, "name": "sex"}}}"#;

fn synth(dir: &Path, format: &str, more: &[&str]) -> Said {
    run_in(dir, &[&["synth", "--people", "300", "--out", "made", "--format", format], more].concat())
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn ehrql_tables_are_read_back_whole() {
    let dir = tempfile::tempdir().unwrap();
    let said = synth(dir.path(), "ehrql", &[]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    assert!(said.err.contains("Made 300 people up in made") && said.err.contains("Nobody there exists."));
    std::fs::write(dir.path().join("study.json"), STUDY).unwrap();
    let said = run_in(dir.path(), &["ehrql", "run", "study.json", "--tables", "made", "--out", "answer.csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let answer = lines(&dir.path().join("answer.csv"));
    let counted: u64 = answer[1..].iter().filter_map(|line| line.rsplit(',').next()?.parse::<u64>().ok()).sum();
    let events = lines(&dir.path().join("made/clinical_events.csv")).len() - 1;
    assert!(events > 300);
    assert_eq!(counted, events as u64, "every event is read back, each with its person");
}

/// The public vectors: named by `COMMONWEAL_VECTORS`, or beside the repository.
#[test]
fn a_published_study_runs_on_made_up_people() {
    let named = std::env::var_os("COMMONWEAL_VECTORS").map(std::path::PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let study = named.unwrap_or(beside).join("ehrql/study_mainroute_cancer/define_static_dataset/definition.json");
    if !study.is_file() {
        println!("SKIPPED: there is no study at {}; name the vectors' folder in COMMONWEAL_VECTORS", study.display());
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(synth(dir.path(), "ehrql", &[]).code, 0);
    let study = study.canonicalize().unwrap();
    let said =
        run_in(dir.path(), &["ehrql", "run", study.to_str().unwrap(), "--tables", "made", "--out", "answer.csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!said.err.contains("no file in"), "every table of the study is there: {}", said.err);
}

#[test]
fn delta_tables_make_a_workspace_that_says_it_is_synthetic() {
    let dir = tempfile::tempdir().unwrap();
    let said = synth(dir.path(), "delta", &["--threads", "1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = run_in(dir.path(), &["snapshots", "--dir", "made", "--json"]);
    assert!(said.code == 0 && said.out.contains("\"synthetic\"") && said.out.contains("made-up people, seed 1"));
    assert!(dir.path().join("made/records/clinical_events/_delta_log").is_dir());
    assert!(lines(&dir.path().join("made/README.txt"))[0].contains("SYNTHETIC DATA"));
    let id = |out: &str| serde_json::from_str::<serde_json::Value>(out).unwrap()[0]["id"].clone();
    let other = tempfile::tempdir().unwrap();
    assert_eq!(synth(other.path(), "delta", &["--threads", "2"]).code, 0);
    let again = run_in(other.path(), &["snapshots", "--dir", "made", "--json"]);
    assert_eq!(id(&said.out), id(&again.out), "a snapshot's id stands for its content, whatever the threads");
}

#[test]
fn what_cannot_be_made_is_refused_with_the_fix() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(synth(dir.path(), "csv", &[]).code, 0);
    for format in ["csv", "ehrql", "delta"] {
        let said = synth(dir.path(), format, &[]);
        assert!(said.code == 1 && said.err.contains("made holds something already; name a new or empty folder"));
    }
    let said = run(&["synth", "--people", "0", "--out", "none"]);
    assert!(said.code == 1 && said.err.contains("the number of people is 0; use at least 1"), "{}", said.err);
    let said = run(&["synth", "--people", "5", "--out", "x", "--format", "xml"]);
    assert!(said.code == 2 && said.err.contains("delta, csv, ehrql"), "{}", said.err);
}
