//! Codelists come in with their versions, and a new version says what it changes.

use crate::support::{Said, printed, run_in};
use std::path::Path;

fn made() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run_in(dir.path(), &["init", "ours", "--class", "synthetic"]).code, 0);
    dir
}

fn import(dir: &Path, file: &str, text: &str, more: &[&str]) -> Said {
    std::fs::write(dir.join(file), text).unwrap();
    run_in(dir, &[&["import", "codelist", file, "--dir", "ours", "--source", "a test"], more].concat())
}

fn read(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join("ours/definitions/codelists").join(name)).unwrap_or_default()
}

#[test]
fn a_new_list_comes_in_with_the_version_of_its_file_name() {
    let dir = made();
    let said =
        import(dir.path(), "our-asthma-2024-01-31.csv", "code,term\n195967001,Asthma\n304527002,Acute asthma\n", &[]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "our_asthma: version 2024-01-31 brought in, 2 codes\n"),
        "{}",
        said.err
    );
    assert_eq!(read(dir.path(), "our_asthma.csv"), "code,term\n195967001,Asthma\n304527002,Acute asthma\n");
    let manifest = read(dir.path(), "manifest.csv");
    assert!(
        manifest.lines().count() == 2 && manifest.contains("our_asthma.csv,our asthma,snomedct,2,,2024-01-31,"),
        "{manifest}"
    );
    assert!(manifest.contains(",a test,our-asthma-2024-01-31.csv,"), "{manifest}");
    let said = run_in(dir.path(), &["check", "ours"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let again = import(dir.path(), "our-asthma-2024-01-31.csv", "code,term\n304527002,\n195967001,Asthma\n", &[]);
    assert_eq!(again.out, "our_asthma: version 2024-01-31 is here already, 2 codes\n");
    let other = import(dir.path(), "our-asthma-2024-01-31.csv", "code,term\n195967001,Asthma\n", &[]);
    assert!(other.code == 1 && other.err.contains("here already with other codes"), "{}", other.err);
}

#[test]
fn the_version_before_is_kept_and_can_be_compared() {
    let dir = made();
    let shipped = "copd";
    let first = import(dir.path(), "copd-v2.csv", "code,term\n13645005,COPD\n999999999,New one\n", &["--dry-run"]);
    assert!(first.code == 0 && first.out.contains("would be brought in"), "{first:?}");
    assert_eq!(read(dir.path(), "copd.csv"), "");
    let first = import(dir.path(), "copd-v2.csv", "code,term\n13645005,COPD\n999999999,New one\n", &[]);
    assert!(first.code == 0 && first.out.contains("; the one before stays as copd@"), "{first:?}");
    let kept = first.out.trim().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(run_in(dir.path(), &["check", "ours"]).code, 0);
    let said = run_in(dir.path(), &["codelist", "diff", &kept, shipped, "--dir", "ours"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with(&format!("{kept} to copd@v2\n")), "{}", said.out);
    assert!(
        said.out.contains("\n1 added\n  + 999999999  New one\n") && said.out.contains(" removed\n  - "),
        "{}",
        said.out
    );
    let json = run_in(dir.path(), &["codelist", "diff", "copd", "copd-v2.csv", "--dir", "ours", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["added"], &json["removed"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert!(
        json["uses"].as_array().unwrap().iter().any(|used| used["id"] == "copd" && used["kind"] == "cohort"),
        "{json}"
    );
    let beside = import(dir.path(), "copd-v3.csv", "code,term\n13645005,COPD\n", &["--beside"]);
    assert_eq!(beside.out, "copd@v3: version v3 brought in, 1 codes\n", "{}", beside.err);
    assert!(
        read(dir.path(), "copd.csv").contains("999999999") && !read(dir.path(), "copd@v3.csv").contains("999999999")
    );
    assert_eq!(run_in(dir.path(), &["check", "ours"]).code, 0);
}

#[test]
fn a_list_with_anything_wrong_is_not_brought_in_and_each_row_is_named() {
    let dir = made();
    let said = import(dir.path(), "x.csv", "code,term\n195967001,a\n,b\n1.95967E+14,c\n", &[]);
    assert_eq!(said.code, 1);
    assert_eq!(said.out, "file,row,column,problem\nx.csv,2,code,there is no code; give it or take the row away\n");
    let said = import(dir.path(), "x.csv", "code,term\n195967001,a\n1.95967E+14,c\n", &[]);
    assert!(said.code == 1 && said.out.contains("a spreadsheet has turned into a number"), "{}", said.out);
    let said = import(dir.path(), "x.csv", "code,term\nJ45,a\n", &[]);
    assert!(said.code == 1 && said.err.contains("--coding-system: snomedct, icd10"), "{}", said.err);
    let said = import(dir.path(), "9x.csv", "code,term\nJ45,a\n", &["--coding-system", "icd10"]);
    assert!(said.code == 1 && said.err.contains("give one of a-z"), "{}", said.err);
    assert_eq!(read(dir.path(), "manifest.csv"), "");
    let said = import(
        dir.path(),
        "9x.csv",
        "icd,term\nJ45,a\n",
        &["--id", "x", "--code-column", "icd", "--coding-system", "icd10"],
    );
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn lists_that_do_not_exist_are_answered_with_those_that_do() {
    let dir = tempfile::tempdir().unwrap();
    let said = run_in(dir.path(), &["codelist", "diff", "copd@1066", "copd"]);
    assert!(
        said.code == 1 && said.err.contains("the codelist or file `copd@1066` is not known; use one of: copd"),
        "{}",
        said.err
    );
    assert!(printed(&["codelist", "diff", "copd", "copd_resolved"]).contains(" removed\n"));
}
