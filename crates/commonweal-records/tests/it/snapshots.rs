//! A snapshot's id is its content; snapshots are found, verified and dropped.

use crate::people::{BUCKETS, contents, person, write, write_on, write_people};
use commonweal_records::{
    RecordsError, SnapshotManifest, drop_snapshot, ids_in_bucket, snapshot, snapshots, verify_snapshot, write_snapshot,
};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn the_same_people_have_the_same_id_and_bytes_whatever_the_number_of_threads() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = write_on(one.path(), 400, 1).unwrap();
    let second = write_on(two.path(), 400, 3).unwrap();
    assert_eq!(first.id, second.id);
    let parquet = |dir: &Path| {
        let files = contents(dir).into_iter().filter(|(name, _)| name.ends_with(".parquet"));
        files.collect::<Vec<_>>()
    };
    assert_eq!(parquet(one.path()), parquet(two.path()));
}

#[test]
fn one_person_more_is_another_snapshot() {
    let dir = tempfile::tempdir().unwrap();
    let (fewer, more) = (write(dir.path(), 400), write(dir.path(), 401));
    assert_ne!(fewer.id, more.id);
    assert_eq!((fewer.people, more.people), (400, 401));
    let ids: Vec<String> = snapshots(dir.path()).unwrap().into_iter().map(|s| s.id).collect();
    assert_eq!(ids, [fewer.id.clone(), more.id.clone()], "oldest first");
    assert_eq!(snapshot(dir.path(), None).unwrap(), more);
    assert_eq!(snapshot(dir.path(), Some(&fewer.id[..10])).unwrap(), fewer);
    // Buckets that did not change share their files.
    let shared = |a: &SnapshotManifest, b: &SnapshotManifest| {
        let paths: Vec<&String> = a.tables["patients"].files.iter().map(|file| &file.path).collect();
        b.tables["patients"].files.iter().filter(|file| paths.contains(&&file.path)).count()
    };
    assert_eq!(shared(&fewer, &more), 3);
}

#[test]
fn writing_the_same_people_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let first = write(dir.path(), 100);
    let before = contents(dir.path());
    let log = dir.path().join("records/clinical_events/_delta_log");
    let commits = || std::fs::read_dir(&log).unwrap().count();
    let commits_before = commits();
    let again = write(dir.path(), 100);
    assert_eq!(again, first, "time of loading included");
    assert_eq!(contents(dir.path()), before);
    assert_eq!(commits(), commits_before);
}

#[test]
fn the_same_people_as_another_class_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), 30);
    let people =
        |bucket| Box::new(ids_in_bucket(30, bucket, BUCKETS).map(person)) as Box<dyn Iterator<Item = _> + Send>;
    let error = write_people(dir.path(), "test people 1 to 30", "personal", 1, people).unwrap_err();
    assert!(matches!(error, RecordsError::SameContent { what: "class", .. }), "{error}");
}

#[test]
fn a_damaged_or_missing_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write(dir.path(), 100);
    verify_snapshot(dir.path(), &manifest).unwrap();
    let path = manifest.files(dir.path(), "addresses").concat().remove(1);
    let name = path.file_name().unwrap().to_str().unwrap();
    let complaint = || verify_snapshot(dir.path(), &manifest).unwrap_err().to_string();
    let good = std::fs::read(&path).unwrap();

    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    std::fs::write(&path, &flipped).unwrap();
    assert!(complaint().contains(name) && complaint().contains("other content"), "{}", complaint());

    std::fs::write(&path, &good[1..]).unwrap();
    assert!(complaint().contains(name) && complaint().contains("bytes"), "{}", complaint());

    std::fs::remove_file(&path).unwrap();
    assert!(complaint().contains(name) && complaint().contains("missing"), "{}", complaint());

    std::fs::write(&path, &good).unwrap();
    verify_snapshot(dir.path(), &manifest).unwrap();
}

#[test]
fn dropping_a_snapshot_keeps_the_files_others_use() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (write(dir.path(), 100), write(dir.path(), 101));
    drop_snapshot(dir.path(), &second.id).unwrap();
    assert_eq!(snapshot(dir.path(), None).unwrap(), first);
    verify_snapshot(dir.path(), &first).unwrap();
    let parquet = contents(dir.path()).iter().filter(|(name, _)| name.ends_with(".parquet")).count();
    assert_eq!(parquet, first.tables.values().map(|table| table.files.len()).sum::<usize>());
    drop_snapshot(dir.path(), &first.id).unwrap();
    assert!(matches!(snapshot(dir.path(), None), Err(RecordsError::NoSnapshots { .. })));
    assert_eq!(write(dir.path(), 100).id, first.id);
}

#[test]
fn an_unknown_snapshot_is_answered_with_those_there_are() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(snapshot(dir.path(), Some("abc")), Err(RecordsError::NoSnapshots { .. })));
    let manifest = write(dir.path(), 10);
    let error = snapshot(dir.path(), Some("nothing")).unwrap_err().to_string();
    assert!(error.contains("nothing") && error.contains(&manifest.id[..12]), "{error}");
}

#[test]
fn an_empty_bucket_has_no_file_and_every_bucket_a_place() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write(dir.path(), 1);
    let files = manifest.files(dir.path(), "patients");
    assert_eq!(files.len(), 4);
    assert_eq!(files.iter().filter(|files| !files.is_empty()).count(), 1);
    assert_eq!(manifest.people, 1);
}

#[test]
fn progress_is_heard_and_ends_with_everybody() {
    let dir = tempfile::tempdir().unwrap();
    let heard = AtomicU64::new(0);
    let people = |bucket| Box::new(ids_in_bucket(5000, bucket, 2).map(person)) as Box<dyn Iterator<Item = _> + Send>;
    let hear = |people| heard.store(people, Ordering::Relaxed);
    write_snapshot(dir.path(), "test", "synthetic", 2, people, 2, &hear).unwrap();
    assert_eq!(heard.into_inner(), 5000);
}
