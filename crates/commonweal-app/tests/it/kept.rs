//! A release on disk: whole, or refused.

use crate::support::{PEOPLE, at, copied, shared};
use commonweal_app::{AppError, DemoRequest, Silent, Site, Workspace, check, current_release, make_demo, refresh};
use jiff::civil::date;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn release_dir(workspace: &Workspace) -> PathBuf {
    let id = std::fs::read_to_string(workspace.dir.join("results/current")).unwrap();
    workspace.dir.join("results/releases").join(id)
}

/// That neither the release nor its site opens, and that the error names the file and what to do.
#[track_caller]
fn refused(workspace: &Workspace, file: &str) -> String {
    let error = current_release(workspace).expect_err("a changed release");
    assert!(matches!(&error, AppError::Tampered { path, .. } if path.ends_with(file)), "{error}");
    assert!(Site::open(&workspace.dir).is_err(), "no site opens on it");
    let text = error.to_string();
    assert!(text.contains(file) && text.ends_with("run `commonweal refresh` again"), "{text}");
    text
}

#[test]
fn a_release_opens_again_as_it_was() {
    let (_dir, workspace) = copied();
    let (manifest, set) = current_release(&workspace).unwrap();
    assert_eq!(set, shared().set);
    assert_eq!((manifest.figures, manifest.people), (set.len() as u64, PEOPLE));
    assert_eq!(manifest.withheld, set.iter().filter(|f| f.is_withheld()).count() as u64);
    let site = Site::open(&workspace.dir).unwrap();
    assert_eq!(site.facts().release_id, manifest.release_id);
}

#[test]
fn an_edited_manifest_is_refused_whatever_was_edited() {
    let (_dir, workspace) = copied();
    let path = release_dir(&workspace).join("release.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let (manifest, _) = current_release(&workspace).unwrap();
    let edits = [
        (format!("\"people\": {PEOPLE}"), "\"people\": 1200000"),
        (manifest.released_at.clone(), "2020-01-01T00:00:00Z"),
        (manifest.snapshot.clone(), "0000000000000000"),
        (manifest.seal.clone(), "0000000000000000"),
        (format!("\"withheld\": {}", manifest.withheld), "\"withheld\": 0"),
        (manifest.release_id.clone(), "another"),
        ("\"figures\"".to_owned(), "\"numbers\""),
        ("{".to_owned(), "["),
    ];
    for (from, to) in edits {
        assert!(whole.contains(&from), "{from}");
        std::fs::write(&path, whole.replace(&from, to)).unwrap();
        refused(&workspace, "release.json");
    }
    std::fs::write(&path, &whole).unwrap();
    assert!(current_release(&workspace).is_ok(), "and put back it opens");
}

#[test]
fn a_release_of_nothing_says_how_to_make_one() {
    let (dir, workspace) = copied();
    std::fs::remove_file(dir.path().join("results/current")).unwrap();
    let error = Site::open(&workspace.dir).unwrap_err();
    assert!(matches!(error, AppError::NothingReleased(_)));
    assert!(error.to_string().contains("has no released figures yet; run `commonweal refresh --dir "), "{error}");
}

#[test]
fn a_release_interrupted_anywhere_leaves_the_old_one_current() {
    let (_dir, workspace) = copied();
    let (before, _) = current_release(&workspace).unwrap();
    let half = workspace.dir.join("results/releases/20261009T0900-half");
    std::fs::create_dir_all(&half).unwrap();
    let still = |workspace: &Workspace| assert_eq!(current_release(workspace).unwrap().0, before);
    still(&workspace);
    std::fs::write(half.join("released_values.parquet.part"), b"PAR1").unwrap();
    still(&workspace);
    std::fs::copy(release_dir(&workspace).join("released_values.parquet"), half.join("released_values.parquet"))
        .unwrap();
    still(&workspace);
    std::fs::write(half.join("release.json.part"), b"{").unwrap();
    std::fs::write(workspace.dir.join("results/current.part"), b"20261009").unwrap();
    still(&workspace);
    let after = refresh(&workspace, &at("2026-10-09T09:00:00Z"), &Silent).unwrap();
    assert_eq!(current_release(&workspace).unwrap().0, after.release, "and the next refresh is not in its way");
}

#[test]
fn damaged_records_are_found_by_a_check_and_do_not_replace_the_release() {
    let (_dir, workspace) = copied();
    assert!(check(Some(&workspace.dir), date(2026, 9, 30)).unwrap().is_sound());
    let (before, _) = current_release(&workspace).unwrap();
    let file = &shared().snapshot.tables["clinical_events"].files[3].path;
    let path = workspace.dir.join(file);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let report = check(Some(&workspace.dir), date(2026, 9, 30)).unwrap();
    assert!(!report.is_sound() && report.faults.iter().any(|fault| fault.contains(file.as_str())), "{report:?}");
    let error = refresh(&workspace, &at("2026-10-10T09:00:00Z"), &Silent).unwrap_err().to_string();
    assert!(error.contains(file.as_str()), "{error}");
    assert_eq!(current_release(&workspace).unwrap().0, before);
}

#[test]
fn a_check_finds_a_changed_release() {
    let (_dir, workspace) = copied();
    flip(&release_dir(&workspace).join("released_values.parquet"), 2_000, 1);
    let report = check(Some(&workspace.dir), date(2026, 9, 30)).unwrap();
    assert!(report.faults.iter().any(|fault| fault.contains("does not hold what was released")), "{report:?}");
}

#[test]
fn a_demonstration_takes_no_other_folder() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("thesis.txt"), "mine").unwrap();
    let request = DemoRequest { people: 10, seed: 1, threads: 1 };
    let error = make_demo(dir.path(), &request, &Silent).unwrap_err();
    assert!(error.to_string().contains("is not empty and is not a workspace"), "{error}");
    let (copy, workspace) = copied();
    let settings = workspace.config.text().replace("class = \"synthetic\"", "class = \"personal\"");
    std::fs::write(copy.path().join("commonweal.toml"), settings).unwrap();
    let error = make_demo(copy.path(), &request, &Silent).unwrap_err();
    assert!(error.to_string().contains("is a workspace of class `personal`"), "{error}");
    for people in [0, 2_000_001] {
        let error =
            make_demo(&dir.path().join("new"), &DemoRequest { people, ..request.clone() }, &Silent).unwrap_err();
        assert!(error.to_string().contains("between 1 and 2000000"), "{error}");
    }
}

fn flip(path: &Path, at: usize, bits: u8) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= bits;
    std::fs::write(path, bytes).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_flipped_byte_anywhere_in_the_figures_is_refused(at in any::<prop::sample::Index>(), bits in 1..=255_u8) {
        let (_dir, workspace) = copied();
        let path = release_dir(&workspace).join("released_values.parquet");
        let length = std::fs::metadata(&path).unwrap().len();
        flip(&path, at.index(usize::try_from(length).unwrap()), bits);
        refused(&workspace, "released_values.parquet");
    }
}
