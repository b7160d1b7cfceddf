//! A write that ends early, however it ends, leaves what was there before.

use crate::people::{BUCKETS, contents, person, write, write_people};
use commonweal_model::PersonRecords;
use commonweal_records::{RecordsError, bucket_of, ids_in_bucket, snapshots, verify_snapshot};
use std::path::Path;

type People = Box<dyn Iterator<Item = PersonRecords> + Send>;

fn fails_with_order(dir: &Path, people: impl Fn(u32) -> People + Sync) -> String {
    match write_people(dir, "test", "synthetic", 2, people) {
        Err(error @ RecordsError::Order { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rows_out_of_order_are_refused_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let before = write(dir.path(), 50);
    let ids = |bucket| ids_in_bucket(100, bucket, BUCKETS).collect::<Vec<_>>();
    let backwards = |bucket| Box::new(ids(bucket).into_iter().rev().map(person)) as People;
    assert!(fails_with_order(dir.path(), backwards).contains("before the one above"));
    let twice = |bucket| Box::new(ids(bucket).into_iter().flat_map(|id| [person(id), person(id)])) as People;
    assert!(fails_with_order(dir.path(), twice).contains("has a row already"));
    let elsewhere = |bucket| Box::new(ids((bucket + 1) % BUCKETS).into_iter().map(person)) as People;
    assert!(fails_with_order(dir.path(), elsewhere).contains("another bucket"));
    let dates = |bucket| {
        Box::new(ids(bucket).into_iter().map(|id| {
            let mut person = person(id);
            person.events.reverse();
            person
        })) as People
    };
    assert!(fails_with_order(dir.path(), dates).contains("its date is before"));
    let strangers = |bucket| {
        Box::new(ids(bucket).into_iter().map(|id| {
            let mut person = person(id);
            person.addresses[0].patient_id += 1;
            person
        })) as People
    };
    assert!(fails_with_order(dir.path(), strangers).contains("names another person"));
    assert_eq!(snapshots(dir.path()).unwrap(), std::slice::from_ref(&before));
    verify_snapshot(dir.path(), &before).unwrap();
}

#[test]
fn an_error_names_no_person() {
    let dir = tempfile::tempdir().unwrap();
    let id = (9_000_000_000_i64..).find(|id| bucket_of(*id, BUCKETS) == 0).unwrap();
    let people = |bucket| {
        let ids = if bucket == 0 { vec![id, id] } else { Vec::new() };
        Box::new(ids.into_iter().map(person)) as People
    };
    assert!(!fails_with_order(dir.path(), people).contains("9000"));
}

#[test]
fn a_write_that_dies_before_its_manifest_is_cleared_up_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let kept = write(dir.path(), 50);
    let as_kept = contents(dir.path());
    let lost = write(dir.path(), 60);
    // As if the process had died after the tables were committed and before the manifest was named.
    std::fs::remove_file(dir.path().join(format!("records/_snapshots/{}.json", lost.id))).unwrap();
    std::fs::create_dir_all(dir.path().join("records/_staging")).unwrap();
    std::fs::write(dir.path().join("records/_staging/patients-00001.parquet"), b"half").unwrap();
    assert_eq!(snapshots(dir.path()).unwrap(), std::slice::from_ref(&kept));
    let again = write(dir.path(), 50);
    assert_eq!(again, kept);
    assert_eq!(contents(dir.path()), as_kept);
    assert_eq!(write(dir.path(), 60).id, lost.id);
}

#[test]
fn a_panic_while_people_are_made_leaves_no_snapshot_and_no_lock() {
    let dir = tempfile::tempdir().unwrap();
    let dies = |bucket| {
        Box::new(ids_in_bucket(100, bucket, BUCKETS).map(|id| {
            assert!(id < 90, "the source gave out");
            person(id)
        })) as People
    };
    let outcome = std::panic::catch_unwind(|| write_people(dir.path(), "test", "synthetic", 2, dies));
    assert!(outcome.is_err());
    assert!(snapshots(dir.path()).unwrap().is_empty());
    assert_eq!(write(dir.path(), 50).people, 50);
}

#[test]
fn two_writers_at_once_are_one_too_many() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_owned();
    let nested = move |bucket| {
        let inner = write_people(&path, "inner", "synthetic", 1, |_| Box::new(std::iter::empty()));
        assert!(matches!(inner, Err(RecordsError::Busy { .. })), "{inner:?}");
        Box::new(ids_in_bucket(10, bucket, BUCKETS).map(person)) as People
    };
    assert_eq!(write_people(dir.path(), "outer", "synthetic", 1, nested).unwrap().people, 10);
}

#[test]
fn buckets_must_be_some_and_stay_as_many() {
    let dir = tempfile::tempdir().unwrap();
    let none = |_| Box::new(std::iter::empty()) as People;
    let error = commonweal_records::write_snapshot(dir.path(), "test", "synthetic", 0, none, 1, &|_| {}).unwrap_err();
    assert!(error.to_string().contains("between 1 and 4096"), "{error}");
    let people = |bucket| Box::new(ids_in_bucket(10, bucket, 8).map(person)) as People;
    write(dir.path(), 10);
    let error = commonweal_records::write_snapshot(dir.path(), "test", "synthetic", 8, people, 1, &|_| {}).unwrap_err();
    assert!(error.to_string().contains("snapshots of this workspace"), "{error}");
}
