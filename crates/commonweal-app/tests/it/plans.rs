//! The plans on a site: the line from each ambition to whom an initiative is for and back, how commitments stand by what was
//! released, and what people add while the site is served.

use crate::support::{copied, shared};
use commonweal_app::{PlanBook, Site};
use commonweal_operations::plan::{
    CHANGES_FILE, Changed, CommitmentRecord, Node, NodeKind, PlanChanges, Status, smart,
};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_row_of_the_four_files_is_there() {
    let book = PlanBook::open(None).unwrap();
    let plans = book.plans();
    let rows = |text: &str| csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).count();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/plan");
    for (file, number) in [
        ("framework.csv", plans.parts.len()),
        ("commitments.csv", plans.commitments.len()),
        ("initiatives.csv", plans.initiatives.len()),
        ("neighbourhoods.csv", plans.neighbourhoods.len()),
    ] {
        assert_eq!(rows(&fs::read_to_string(root.join(file)).unwrap()), number, "{file}");
    }
}

#[test]
fn the_line_goes_from_each_ambition_to_a_live_cohort_or_a_return_and_back() {
    let book = PlanBook::open(None).unwrap();
    for number in 1..=10 {
        let ambition = format!("AMB-{number:02}");
        let lines = book.graph().lines(&ambition);
        let end = lines.iter().find(|line| match &line.cohort {
            Some(cohort) => number <= 7 && !book.live_cohorts(cohort).is_empty(),
            None => number > 7 && line.measure.kind == NodeKind::Return,
        });
        let line = end.unwrap_or_else(|| panic!("{ambition} leads to nobody"));
        let last = match &line.cohort {
            Some(cohort) => Node::new(NodeKind::Cohort, cohort),
            None => Node::new(NodeKind::Initiative, &line.initiative),
        };
        let above = book.graph().all_above(&last);
        for node in [
            Node::new(NodeKind::Part, &line.domain),
            Node::new(NodeKind::Part, &ambition),
            Node::new(NodeKind::Outcome, &line.outcome),
            line.measure.clone(),
        ] {
            assert!(above.contains(&node), "{} does not lead back to {}", last.id, node.id);
        }
    }
}

#[test]
fn orphans_are_listed() {
    let book = PlanBook::open(None).unwrap();
    let orphans = book.orphans(&BTreeSet::new());
    assert_eq!(orphans.initiatives_aligned_to_nothing.len(), 45);
    assert_eq!(orphans.outcomes_without_measure, ["OUT-09.2"]);
    assert!(orphans.ambitions_without_initiative.is_empty());
    let unmeasured = book.commitments_without_measure();
    assert!(!unmeasured.is_empty() && unmeasured.iter().all(|each| smart(each).is_objective));
}

#[test]
fn commitments_are_judged_by_released_figures_on_the_day_of_the_release() {
    let site = Site::open(&shared().workspace.dir).unwrap();
    assert_eq!(site.plan_day(), date(2026, 10, 1));
    let judged = site.judged();
    assert_eq!(judged.len(), 172);
    let mut measured = 0;
    for commitment in &site.book().plans().commitments {
        let judgement = &judged[&commitment.id];
        if smart(commitment).is_incomplete() {
            assert_ne!(judgement.status, Status::OnTrack, "{}", commitment.id);
        }
        if let Some((value, _)) = judgement.latest {
            let figures = site.figures_of_commitment(commitment).expect("figures of what was judged");
            let released: Vec<f64> = figures.iter().filter_map(|figure| figure.value().value()).collect();
            assert!(released.contains(&value), "{}: {value} was not released", commitment.id);
            measured += 1;
        }
    }
    assert!(measured > 0, "no commitment is measured by a released figure");
}

#[test]
fn what_people_add_is_seen_without_another_release() {
    let (_dir, workspace) = copied();
    let site = Site::open(&workspace.dir).unwrap();
    assert!(site.if_changed().unwrap().is_none());
    let book = PlanBook::open(None).unwrap();
    let record = CommitmentRecord {
        organisation_id: "icb".to_owned(),
        ..CommitmentRecord::of_files("S-LE", book.rows()).expect("a row")
    };
    let changed = Changed { value: record, version: 1, changed_on: date(2026, 11, 5) };
    let changes = PlanChanges { commitments: vec![changed], ..PlanChanges::default() };
    let file = workspace.dir.join(CHANGES_FILE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, changes.to_json()).unwrap();
    let now = site.if_changed().unwrap().expect("the plans changed");
    assert!(now.book().changes().owned().contains("S-LE"));
    assert_eq!(now.plan_day(), date(2026, 11, 5));
    assert!(now.if_changed().unwrap().is_none());
    fs::write(&file, "{").unwrap();
    let torn = now.if_changed().unwrap().expect("the file changed");
    assert!(torn.book().changes_problem().is_some());
    assert_eq!(torn.judged().len(), 172);
}
