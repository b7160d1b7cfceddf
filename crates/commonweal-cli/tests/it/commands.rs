//! Exit codes: 0 done, 1 failed, 2 misuse; and what each command leaves behind.

use crate::support::{demonstration, printed, run, run_in};

#[test]
fn misuse_is_2_and_says_how_it_is_meant() {
    for (arguments, wanted) in [
        (&["dmeo"][..], "demo"),
        (&[], "Usage: commonweal"),
        (&["sql"], "Usage: commonweal sql"),
        (&["sql", "SELECT 1", "--csv", "--json"], "cannot be used with"),
        (&["demo", "--people", "many"], "many"),
        (&["demo", "--threads", "0", "--no-serve"], "1..=256"),
        (&["indicator", "x", "--area", "Notts"], "Notts"),
        (&["indicator", "x", "--by", "postcode"], "postcode"),
        (&["indicator", "x", "--period", "yesterday"], "yesterday"),
        (&["refresh", "--index-date", "30/09/2026"], "30/09/2026"),
        (&["init", "x", "--class", "secret"], "synthetic, published, personal"),
        (&["serve", "--port", "99999"], "99999"),
    ] {
        let said = run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn a_command_that_needs_a_workspace_says_how_to_make_one() {
    for arguments in [&["refresh"][..], &["snapshots"], &["indicator", "x"], &["serve"], &["check", "nowhere"]] {
        let said = run(arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}");
        assert!(said.err.starts_with("commonweal: there is no commonweal.toml in "), "{}", said.err);
        assert!(said.err.contains("run `commonweal init DIR` or `commonweal demo`"), "{}", said.err);
    }
}

#[test]
fn a_new_workspace_is_sound_and_is_not_made_twice() {
    let dir = tempfile::tempdir().unwrap();
    let init = ["init", "ours", "--name", "Our \"own\" area", "--class", "synthetic"];
    assert_eq!(run_in(dir.path(), &init).code, 0);
    let said = run_in(dir.path(), &["check", "ours"]);
    assert!(said.code == 0 && said.out.starts_with("Nothing is wrong with "), "{said:?}");
    let said = run_in(dir.path(), &init);
    assert!(said.code == 1 && said.err.contains("is a workspace already"), "{said:?}");
    let said = run_in(dir.path(), &["refresh", "--dir", "ours"]);
    assert!(said.code == 1 && said.err.contains("has no records yet"), "{said:?}");
}

#[test]
fn a_check_points_at_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run_in(dir.path(), &["init", "ours"]).code, 0);
    std::fs::write(dir.path().join("ours/definitions/lattice.toml"), "deprivation = \"imd1066\"\n").unwrap();
    let said = run_in(dir.path(), &["check", "ours"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.contains("definitions/lattice.toml:1:15: "), "{}", said.err);
    assert!(said.err.contains("1 | deprivation = \"imd1066\"") && said.err.contains("^"), "{}", said.err);
    let said = run_in(dir.path(), &["check", "ours", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &found["sound"]), (1, &serde_json::json!(false)));
    assert_eq!(found["problems"][0]["line"], 1);
    assert!(printed(&["check"]).starts_with("Nothing is wrong with what is shipped: "));
}

#[test]
fn a_demonstration_is_sound_and_lists_its_snapshot() {
    let said = run(&["check", demonstration()]);
    assert!(said.code == 0 && said.out.contains("1 snapshots"), "{said:?}");
    let listed = printed(&["snapshots", "--dir", demonstration()]);
    assert!(listed.contains("  2,000 people, ") && listed.contains("synthetic, made-up people, seed 1"), "{listed}");
    let id = listed.split_whitespace().next().unwrap();
    let shown = printed(&["snapshots", "show", id, "--dir", demonstration()]);
    assert!(shown.contains("clinical_events") && shown.contains("patients"), "{shown}");
    let json = printed(&["snapshots", "--json", "--dir", demonstration()]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["people"], 2_000);
}

#[test]
fn a_dropped_snapshot_is_gone_and_a_refresh_prints_its_release() {
    let dir = tempfile::tempdir().unwrap();
    let made = run_in(dir.path(), &["demo", "--people", "50", "--no-serve", "--threads", "1"]);
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{}", made.err);
    for words in [
        "50 made-up people (no real patient)",
        "Read 50 people (a synthetic sample of about one in 2",
        "commonweal serve --dir demo",
    ] {
        assert!(made.err.contains(words), "{words}: {}", made.err);
    }
    let done = run_in(dir.path(), &["refresh", "--dir", "demo", "--json", "--only", "bp_recorded_5y"]);
    let release: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, &release["people"]), (0, &serde_json::json!(50)), "{}", done.err);
    let snapshot = release["snapshot"].as_str().unwrap();
    assert_eq!(run_in(dir.path(), &["snapshots", "drop", &snapshot[..12], "--dir", "demo"]).code, 0);
    let said = run_in(dir.path(), &["snapshots", "--dir", "demo"]);
    assert!(said.code == 0 && said.err.starts_with("No records are loaded in "), "{said:?}");
}
