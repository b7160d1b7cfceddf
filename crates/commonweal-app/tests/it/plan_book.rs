//! The plans as a book: rows, what people added over them, and a file of changes that is missing or damaged.

use commonweal_app::{PlanBook, read_plan_changes};
use commonweal_operations::plan::{
    CHANGES_FILE, Changed, CommitmentRecord, Comparator, PlanChanges, Report, Status, Why,
};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::fs;

fn with_changes(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(CHANGES_FILE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    dir
}

#[test]
fn a_missing_file_is_nothing_and_a_damaged_one_is_said_and_the_rows_stay() {
    let none = tempfile::tempdir().unwrap();
    let book = PlanBook::open(Some(none.path())).unwrap();
    assert_eq!((book.changes_problem(), book.changes().is_empty()), (None, true));
    for broken in ["", "{", "{\"format\": 7}", "{\"format\": 1}"] {
        let dir = with_changes(broken);
        let book = PlanBook::open(Some(dir.path())).unwrap();
        assert!(book.changes_problem().is_some(), "{broken}");
        assert_eq!(book.plans().initiatives.len(), 321);
        assert_eq!(book.plans().commitments.len(), 172);
    }
}

#[test]
fn what_an_owner_reported_settles_a_milestone() {
    let book = PlanBook::open(None).unwrap();
    let today = date(2026, 9, 30);
    let is_milestone = |kind: Option<Comparator>| kind == Some(Comparator::Milestone);
    let milestone = book.plans().commitments.iter().find(|each| is_milestone(each.comparator) && each.due.is_some());
    let milestone = milestone.expect("the plans have milestones with a day").clone();
    let before = book.judge(&milestone, None, today);
    assert_eq!((before.status, before.why.as_slice()), (Status::CannotBeJudged, &[Why::NotReported][..]));
    let record = CommitmentRecord {
        report: Some(Report::DoneOn(date(2023, 1, 1))),
        organisation_id: "icb".to_owned(),
        ..CommitmentRecord::of_files(&milestone.id, book.rows()).expect("a row")
    };
    let changed = Changed { value: record, version: 1, changed_on: today };
    let changes = PlanChanges { commitments: vec![changed], ..PlanChanges::default() };
    let dir = with_changes(&changes.to_json());
    assert_eq!(read_plan_changes(dir.path()).1, None);
    let book = PlanBook::open(Some(dir.path())).unwrap();
    assert_eq!(book.judge(&milestone, None, today).status, Status::Achieved);
    assert_eq!(book.orphans(&BTreeSet::new()).initiatives_aligned_to_nothing.len(), 45);
}
