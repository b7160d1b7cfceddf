//! `commonweal stats` and `commonweal verify methods`, as people type them.

use crate::support::{printed, run, run_in};

#[test]
fn a_method_answers_a_csv_by_group() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("t.csv"), "town,x,n\r\nB,0,20\r\nA,81,263\r\n").unwrap();
    let stats = ["stats", "proportion", "--events", "x", "--population", "n", "--by", "town", "--per", "100", "t.csv"];
    let said = run_in(dir.path(), &stats);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let rows: Vec<&str> = said.out.lines().collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].starts_with("town,"), "{}", rows[0]);
    assert!(rows[1].starts_with("A,") && rows[1].contains("30.79847908745247"), "{}", rows[1]);
    assert!(rows[2].starts_with("B,"), "{}", rows[2]);
}

#[test]
fn parquet_out_is_parquet_in() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("t.csv"), "events,population\n81,263\n").unwrap();
    let said = run_in(dir.path(), &["stats", "proportion", "t.csv", "--out", "once.parquet"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let values = ["stats", "mean", "--value", "value", "once.parquet", "--json"];
    let said = run_in(dir.path(), &values);
    assert_eq!(said.code, 0, "{}", said.err);
    let rows: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!((rows[0]["value"].as_f64().unwrap() - 81.0 / 263.0).abs() < 1e-15, "{rows}");
}

#[test]
fn misuse_and_bad_tables_say_what_and_where() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("t.csv"), "x,population\n81,263\n").unwrap();
    std::fs::write(dir.path().join("few.csv"), "events,population\n300,263\n").unwrap();
    std::fs::write(dir.path().join("torn.csv"), "events,population\n300\n").unwrap();
    for (arguments, code, wanted) in [
        (&["stats"][..], 2, "Usage: commonweal stats"),
        (&["stats", "proporton"], 2, "proportion"),
        (&["stats", "proportion", "t.csv"], 2, "--events COLUMN"),
        (&["stats", "proportion", "t.csv", "--events", "y"], 2, "`y`"),
        (&["stats", "proportion", "t.csv", "--events", "x", "--by", "town"], 2, "`town`"),
        (&["stats", "proportion", "t.csv", "--events", "x", "--confidence", "2"], 2, "--confidence"),
        (&["stats", "proportion", "few.csv"], 1, "more events than people"),
        (&["stats", "proportion", "torn.csv"], 1, "line: 2"),
        (&["stats", "proportion", "nowhere.csv"], 1, "nowhere.csv"),
    ] {
        let said = run_in(dir.path(), arguments);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn help_teaches_the_method_and_the_example_runs() {
    let help = printed(&["stats", "proportion", "--help"]);
    assert!(
        ["Formula", "When not to use it", "Source", "--events <COLUMN>"].iter().all(|part| help.contains(part)),
        "{help}"
    );
    assert!(!help.contains("use commonweal_stats"), "examples for programmers are left out");
    let example = printed(&["stats", "proportion", "--example"]);
    assert!(example.contains("$ commonweal stats proportion --by area"), "{example}");
}

#[test]
fn verify_counts_what_passes_and_names_what_fails() {
    let dir = tempfile::tempdir().unwrap();
    let case = |id: &str, value: f64| {
        format!(
            "{{\"id\":\"{id}\",\"args\":{{\"confidence\":0.95}},\"input\":{{\"x\":[1],\"n\":[4]}},\
             \"expected\":{{\"status\":\"ok\",\"output\":{{\"value\":[{value}]}}}}}}"
        )
    };
    let set =
        format!("{{\"function\":\"phe_proportion\",\"cases\":[{},{}]}}", case("right", 0.25), case("wrong", 0.26));
    std::fs::write(dir.path().join("set.json"), set).unwrap();
    let said = run_in(dir.path(), &["verify", "methods", "set.json", "missing.json"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!((said.code, lines.len(), lines[2]), (1, 3, "1 passed, 2 failed"), "{said:?}");
    assert!(lines[0].contains("wrong: value[0]: got 0.25, expected 0.26"), "{}", lines[0]);
    assert!(lines[1].contains("missing.json"), "{}", lines[1]);
    assert_eq!(run(&["verify", "methods"]).code, 2);
}
