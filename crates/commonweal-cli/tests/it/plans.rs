//! The plans at the command line: frameworks out and in again, commitments with a computed status, initiatives.

use crate::support::{printed, run};
use crate::users::{done, json, ours, with_administrator};
use std::fs;

#[test]
fn every_row_of_the_plans_is_listed_and_no_status_is_made_up() {
    let commitments: serde_json::Value = serde_json::from_str(&printed(&["commitments", "--json"])).unwrap();
    let commitments = commitments.as_array().unwrap();
    assert_eq!(commitments.len(), 172);
    let incomplete =
        commitments.iter().filter(|row| row["lacks"].as_str().is_some_and(|lacks| lacks.contains("figure")));
    for row in incomplete {
        assert_ne!(row["status"], "on-track", "{row}");
    }
    let unjudged = printed(&["commitments", "--status", "cannot-be-judged", "--csv"]);
    assert!(unjudged.starts_with("id,title,status,why,"), "{unjudged}");
    let initiatives = printed(&["initiatives", "--csv"]);
    assert!(initiatives.contains("\r\nMID-05,"));
    let frameworks = printed(&["framework", "list"]);
    for id in ["outcomes", "core20plus5-adults", "jhws-city", "better-care"] {
        assert!(frameworks.contains(id), "{frameworks}");
    }
    let coverage = printed(&["framework", "coverage"]);
    assert!(coverage.contains("outcome without a measure") && coverage.contains("OUT-09.2"), "{coverage}");
}

#[test]
fn whoever_mistypes_is_told_what_to_choose() {
    let said = run(&["framework", "export", "outcome"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("choose one of: outcomes, aims"), "{}", said.err);
    let said = run(&["commitments", "--status", "late"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("off-track"), "{}", said.err);
}

#[test]
fn an_edited_framework_comes_in_is_seen_and_is_in_the_audit() {
    let dir = with_administrator();
    let place = dir.path();
    let text = done(place, &["framework", "export", "outcomes"]).out;
    let edited = text
        + "\n[[part]]\nid = \"OUT-09.8\"\nlevel = \"outcome\"\ntitle = \"Shared buildings are used\"\nparent = \"AMB-09\"\n";
    let file = place.join("outcomes.toml");
    fs::write(&file, &edited).unwrap();
    let came = json(place, &["framework", "import", file.to_str().unwrap()]);
    assert_eq!(came[0]["added"], serde_json::json!(["OUT-09.8"]));
    assert!(done(place, &["framework", "export", "outcomes"]).out.contains("Shared buildings are used"));
    assert!(done(place, &["audit", "list"]).out.contains("framework-imported"));
    assert!(done(place, &["framework", "coverage"]).out.contains("OUT-09.8"));
    fs::write(&file, edited.replace("id = \"OUT-09.8\"", "id = \"OUT-09.9\"\nowner = \"me\"")).unwrap();
    let said = ours(place, &["framework", "import", file.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("owner does not fit"), "{}", said.err);
    // A file of changes that is damaged is said, and the rows are shown.
    fs::write(place.join("ours/results/plan/changes.json"), "{").unwrap();
    let said = ours(place, &["framework", "list"]);
    assert_eq!(said.code, 0);
    assert!(said.err.contains("damaged"), "{}", said.err);
}
