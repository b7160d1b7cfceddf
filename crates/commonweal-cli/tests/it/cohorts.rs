//! Cohorts are listed, explained and counted; rows about people stay where they may be.

use crate::support::{demonstration, printed, run, run_in};

#[test]
fn cohorts_are_listed_with_or_without_a_workspace() {
    let list: serde_json::Value = serde_json::from_str(&printed(&["cohort", "list", "--json"])).unwrap();
    let list = list.as_array().unwrap();
    assert!(list.len() >= 60, "{} cohorts", list.len());
    let hypertension = list.iter().find(|cohort| cohort["id"] == "hypertension").unwrap();
    assert_eq!((&hypertension["kind"], &hypertension["class"]), (&"register".into(), &"standard".into()));
    assert!(printed(&["cohort", "list", "--dir", demonstration()]).contains("hypertension"));
}

#[test]
fn a_cohort_is_explained_in_plain_english_with_its_flow() {
    let said = printed(&["cohort", "explain", "hypertension"]);
    assert!(
        said.contains("A person belongs when all of this is true") && said.contains("everybody in the records"),
        "{said}"
    );
    let said = run(&["cohort", "explain", "hypertention"]);
    let near =
        "there is no cohort `hypertention`; did you mean `hypertension`? `commonweal cohort list` names them all";
    assert!(said.code == 1 && said.err.contains(near), "{}", said.err);
}

#[test]
fn an_indicator_is_explained_too_and_is_told_from_a_cohort() {
    let said = printed(&["cohort", "explain", "bp_recorded_5y"]);
    assert!(said.contains("Could be counted: ") && said.contains("Are counted, of these: "), "{said}");
    let said = run(&["cohort", "run", "bp_recorded_5y", "--dir", demonstration()]);
    assert!(said.code == 1 && said.err.contains("`bp_recorded_5y` is an indicator, not a cohort"), "{}", said.err);
}

/// The people of each part, by part; null where withheld.
fn counts(arguments: &[&str]) -> Vec<(serde_json::Value, serde_json::Value)> {
    let said = printed(&[&["cohort", "run", "--json", "--dir", demonstration()], arguments].concat());
    let rows: Vec<serde_json::Value> = serde_json::from_str(&said).unwrap();
    rows.iter().map(|row| (row["part"].clone(), row["people"].clone())).collect()
}

#[test]
fn counts_are_rounded_and_small_ones_withheld() {
    let whole = counts(&["hypertension"]);
    let [(part, people)] = whole.as_slice() else { panic!("{whole:?}") };
    let people = people.as_u64().unwrap();
    assert!(part.is_null() && people.is_multiple_of(5) && (50..2_000).contains(&people), "{people}");
    let two_dates = counts(&["hypertension", "--index-date", "2016-09-30", "--index-date", "2026-09-30"]);
    assert!(
        two_dates.len() == 2 && two_dates[1].1 == people && two_dates[0].1.as_u64() < Some(people),
        "{two_dates:?}"
    );
    let text = printed(&["cohort", "run", "hypertension", "--dir", demonstration(), "--csv"]);
    assert!(text.starts_with("cohort,part,title,index_date,people,of,withheld\r\nhypertension,,"), "{text}");
}

#[test]
fn a_definition_file_and_a_study_are_counted_like_a_cohort() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let definition = "id = \"ours\"\ntitle = \"Ours\"\nabout = \"Women.\"\nclass = \"standard\"\nkind = \"population\"\n\
                      rule = \"alive and sex = 'female'\"\n";
    std::fs::write(path("ours.toml"), definition).unwrap();
    let women = counts(&[&path("ours.toml")])[0].1.as_u64().unwrap();
    let study = r#"{"value": {"ref": "1"}, "1": {"Dataset": {"population": {"Function.And": {"lhs": {"Function.EQ": {"lhs":
        {"SelectColumn": {"source": {"ref": "2"}, "name": "sex"}}, "rhs": {"Value": "female"}}},
        "rhs": {"Function.IsNull": {"source": {"SelectColumn": {"source": {"ref": "2"}, "name": "date_of_death"}}}}}},
        "variables": {"dict": []}, "events": {"dict": []}, "measures": null}},
        "2": {"external_ref": {"module": "ehrql.tables.core", "name": "patients"}}}"#;
    std::fs::write(path("study.json"), study).unwrap();
    let same = counts(&[&path("study.json")])[0].1.as_u64().unwrap();
    assert!(women > 800 && same.abs_diff(women) <= 25, "{women} and {same}");
    std::fs::write(path("study.json"), study.replace("core\", \"name\": \"patients", "tpp\", \"name\": \"ukrr"))
        .unwrap();
    let said = run(&["cohort", "run", &path("study.json"), "--dir", demonstration()]);
    assert!(said.code == 1, "{said:?}");
    std::fs::write(path("ours.toml"), definition.replace("sex", "sexx")).unwrap();
    let said = run(&["cohort", "run", &path("ours.toml"), "--dir", demonstration()]);
    assert!(said.code == 1 && said.err.contains("sexx") && said.err.contains("^"), "{}", said.err);
}

#[test]
fn rows_and_reasons_are_for_made_up_people_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rows.csv");
    let out = ["--out", file.to_str().unwrap()];
    let said = run(&[&["cohort", "run", "hypertension", "--dir", demonstration()], &out[..]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let rows = std::fs::read_to_string(&file).unwrap();
    assert!(
        rows.starts_with("patient_id,practice_code,part\n") && rows.lines().count() > 50,
        "{} rows",
        rows.lines().count()
    );
    let patient = rows.lines().nth(1).and_then(|line| line.split(',').next()).unwrap().to_owned();
    let why = printed(&["cohort", "why", "hypertension", "--patient", &patient, "--dir", demonstration()]);
    assert!(!why.is_empty());
    let said = run(&["cohort", "why", "hypertension", "--patient", "999999999", "--dir", demonstration()]);
    assert!(said.code == 1 && said.err.contains("the patient `999999999` is not known"), "{}", said.err);

    assert_eq!(run_in(dir.path(), &["init", "real", "--class", "personal"]).code, 0);
    let said = run_in(dir.path(), &["cohort", "run", "hypertension", "--dir", "real", "--out", "x.csv"]);
    assert!(said.code == 1 && said.err.contains("leave a workspace of class `personal` in no file"), "{}", said.err);
    let said = run_in(dir.path(), &["cohort", "why", "hypertension", "--patient", "1", "--dir", "real"]);
    assert!(said.code == 1 && said.err.contains("there are none yet"), "{}", said.err);
}

#[test]
fn a_new_codelist_says_how_many_people_it_moves() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run_in(dir.path(), &["demo", "--people", "2000", "--no-serve", "--dir", "demo"]).code, 0);
    let path = dir.path().join("fewer.csv");
    std::fs::write(&path, "code,term\n999999999,Nobody has this\n").unwrap();
    let said = run_in(dir.path(), &["codelist", "diff", "hypertension", "fewer.csv", "--dir", "demo", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.err));
    let people = report["people"].as_array().unwrap();
    let register = people.iter().find(|moved| moved["cohort"] == "hypertension").unwrap();
    assert_eq!(register["enter"], 0, "{people:?}");
    assert!(register["leave"].as_u64().is_some_and(|leave| leave > 50 && leave.is_multiple_of(5)), "{people:?}");
    let said = run_in(dir.path(), &["codelist", "diff", "hypertension", "fewer.csv", "--dir", "demo"]);
    assert!(said.out.contains("cohort hypertension: ") && said.out.contains("; nobody enter, about "), "{}", said.out);
}
