//! Backups: made, read back, restored into an empty place on either engine, tried out, expired; and every refusal.

use crate::place::{Person, Place, grant, is_over, request};
use commonweal_admin::{By, Desk, DeskError, ProcessRole, Request};
use commonweal_operations::{Role, Scope};
use jiff::SignedDuration;
use std::fs;
use std::path::{Path, PathBuf};

fn console(request: &Request) -> By<'_> {
    By::CommandLine { login: "root", request }
}

fn quiet(_: &str, _: u64, _: Option<u64>) {}

const FILES: [(&str, &str); 4] = [
    ("commonweal.toml", "name = \"Made up\"\n"),
    ("definitions/cohorts/a/definition.toml", "id = \"a\"\n"),
    ("records/people/part.parquet", "not really parquet, and long: "),
    ("results/empty.csv", ""),
];

fn text_of(path: &str, text: &str) -> String {
    if path.ends_with("parquet") { text.repeat(100_000) } else { text.to_owned() }
}

/// An installation with accounts, a session and files; the backup of it, and the session's cookie.
async fn backed_up(place: &Place) -> (PathBuf, Person, String) {
    for (path, text) in FILES {
        let path_on_disk = place.dir().join(path);
        fs::create_dir_all(path_on_disk.parent().expect("has a folder")).expect("is made");
        fs::write(path_on_disk, text_of(path, text)).expect("is written");
    }
    let desk = place.create().await;
    let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
    let cookie = place.sign_in(&desk, &ben).await;
    let request = request();
    let report = desk.backup(console(&request), &place.dir().join("out"), None, &quiet).await.expect("is made");
    assert_eq!(report.files, FILES.len() as u64);
    assert!(report.rows > 5, "{report:?}");
    desk.close().await.expect("closes");
    (report.file, ben, cookie)
}

/// A place that has the keys of another, and nothing else.
fn with_keys_of(place: Place, other: &Place) -> Place {
    let secrets = place.dir().join("secrets");
    copy_folder(&other.dir().join("secrets"), &secrets);
    place.clock.set(commonweal_admin::Clock::now(&*other.clock) + SignedDuration::from_secs(60));
    place
}

fn copy_folder(from: &Path, to: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(to).expect("is made");
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).expect("rights are set");
    for entry in fs::read_dir(from).expect("is read") {
        let entry = entry.expect("is read");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("is copied");
    }
}

async fn restore(place: &Place, file: &Path) -> Result<commonweal_admin::RestoreReport, DeskError> {
    Desk::restore(file, place.dir(), &place.settings, "root", place.clock(), &quiet).await
}

#[tokio::test]
async fn a_backup_comes_back_on_either_engine_from_either_engine() {
    for from in Place::each() {
        let (file, ben, cookie) = backed_up(&from).await;
        for to in Place::each() {
            let to = with_keys_of(to, &from);
            let report =
                restore(&to, &file).await.unwrap_or_else(|e| panic!("{} to {}: {e:?}", from.engine, to.engine));
            assert_eq!((report.files, report.sessions_ended), (4, 1), "{} to {}", from.engine, to.engine);
            for (path, text) in FILES {
                assert_eq!(fs::read_to_string(to.dir().join(path)).expect("is there"), text_of(path, text), "{path}");
            }
            let desk = to.open(ProcessRole::CommandLine).await;
            assert!(is_over(&desk, &cookie).await, "sessions of before are over");
            to.sign_in(&desk, &ben).await;
            let request = request();
            for report in desk.audit_verify(console(&request), None).await.expect("answers") {
                assert!(report.is_whole(), "{} to {}: {report:?}", from.engine, to.engine);
            }
            let left: Vec<String> = fs::read_dir(to.dir())
                .expect("is read")
                .map(|entry| entry.expect("is read").file_name().to_string_lossy().into_owned())
                .filter(|name| {
                    name.starts_with(".restoring") || name.contains("UNFINISHED") || name.contains("restoring")
                })
                .collect();
            assert_eq!(left, Vec::<String>::new(), "nothing is left lying about");
        }
    }
}

#[tokio::test]
async fn a_backup_holds_every_file_wherever_it_is_written() {
    let place = Place::sqlite();
    let (inside, ..) = backed_up(&place).await;
    let desk = place.open(ProcessRole::CommandLine).await;
    let request = request();
    let above = place.dir().parent().expect("has a folder").to_path_buf();
    let beside = tempfile::tempdir().expect("a temporary folder");
    for out in [above, place.dir().to_path_buf(), beside.path().join("new")] {
        let report = desk.backup(console(&request), &out, None, &quiet).await.expect("is made");
        assert_eq!(report.files, FILES.len() as u64, "{}", out.display());
        fs::remove_file(&report.file).expect("is removed");
    }
    for folder in ["records", "results/backups"] {
        let refused = desk.backup(console(&request), &place.dir().join(folder), None, &quiet).await;
        let words = refused.expect_err("backups would hold each other").to_string();
        assert!(words.contains("which is backed up itself"), "{words}");
    }
    assert!(inside.exists());
}

#[tokio::test]
async fn restored_databases_and_records_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let from = Place::sqlite();
    let (file, ..) = backed_up(&from).await;
    let to = with_keys_of(Place::sqlite(), &from);
    restore(&to, &file).await.expect("comes back");
    for path in ["operations.db", "care.db", "vault.db", "records/people/part.parquet"] {
        let mode = to.dir().join(path).metadata().expect("is there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{path}");
    }
}

#[tokio::test]
async fn a_flipped_byte_a_cut_end_and_another_key_are_refused_and_change_nothing() {
    let from = Place::sqlite();
    let (file, ..) = backed_up(&from).await;
    let whole = fs::read(&file).expect("is read");
    let to = with_keys_of(Place::sqlite(), &from);
    let damaged = to.dir().join("damaged.commonweal-backup");
    let before = |place: &Place| fs::read_dir(place.dir()).expect("is read").count();
    for at in [0, 9, 40, 200, whole.len() / 3, whole.len() / 2, whole.len() - 20, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&damaged, bytes).expect("is written");
        let entries = before(&to);
        let error = restore(&to, &damaged).await.expect_err("it is damaged");
        assert!(matches!(error, DeskError::Backup(_)), "byte {at}: {error:?}");
        assert_eq!(before(&to), entries, "byte {at}: nothing was placed");
    }
    for length in [0, 30, whole.len() / 2, whole.len() - 1] {
        fs::write(&damaged, &whole[..length]).expect("is written");
        let error = restore(&to, &damaged).await.expect_err("it is cut");
        assert!(matches!(error, DeskError::Backup(_)), "cut at {length}: {error:?}");
    }
    let stranger = Place::sqlite();
    stranger.create().await.close().await.expect("closes");
    let other = with_keys_of(Place::sqlite(), &stranger);
    let error = restore(&other, &file).await.expect_err("it was sealed with another key");
    assert!(matches!(error, DeskError::Backup(_)), "{error:?}");
    assert!(!Desk::exists(to.dir(), &to.settings).await.expect("answers"));
    restore(&to, &file).await.expect("the whole one comes back after all that");
}

#[tokio::test]
async fn nothing_that_is_there_is_ever_overwritten() {
    let from = Place::sqlite();
    let (file, ..) = backed_up(&from).await;
    let error = restore(&from, &file).await.expect_err("the installation itself is there");
    assert!(matches!(error, DeskError::Refused(_)), "{error:?}");
    for engine in Place::each() {
        let to = with_keys_of(engine, &from);
        to.create().await.close().await.expect("closes");
        let error = restore(&to, &file).await.expect_err("databases are there");
        assert!(matches!(error, DeskError::Refused(_)), "{} {error:?}", to.engine);
    }
    let to = with_keys_of(Place::sqlite(), &from);
    fs::create_dir_all(to.dir().join("records")).expect("is made");
    fs::write(to.dir().join("records/mine.csv"), "mine").expect("is written");
    let error = restore(&to, &file).await.expect_err("a file is there");
    assert!(matches!(error, DeskError::Refused(_)), "{error:?}");
    assert_eq!(fs::read_to_string(to.dir().join("records/mine.csv")).expect("is there"), "mine");
}

#[tokio::test]
async fn the_settings_of_the_new_place_stay_its_own() {
    let from = Place::sqlite();
    let (file, ..) = backed_up(&from).await;
    let to = with_keys_of(Place::sqlite(), &from);
    fs::write(to.dir().join("commonweal.toml"), "name = \"The new machine\"\n").expect("is written");
    restore(&to, &file).await.expect("comes back");
    let text = fs::read_to_string(to.dir().join("commonweal.toml")).expect("is there");
    assert_eq!(text, "name = \"The new machine\"\n");
}

#[tokio::test]
async fn a_restore_that_was_stopped_is_refused_by_everything_but_another_restore() {
    let from = Place::sqlite();
    let (file, ..) = backed_up(&from).await;
    let to = with_keys_of(Place::sqlite(), &from);
    restore(&to, &file).await.expect("comes back");
    // As a stop between two renames leaves it: the note is there, and part of what it names.
    let placed: Vec<PathBuf> =
        ["results", "vault.db", "care.db", "operations.db"].iter().map(|name| to.dir().join(name)).collect();
    let note = serde_json::to_vec(&[&placed[..], &["definitions", "records"].map(|name| to.dir().join(name))].concat());
    fs::write(to.dir().join("RESTORE-UNFINISHED"), note.expect("is text")).expect("is written");
    fs::remove_file(to.dir().join("operations.db")).expect("is removed");
    let opened = Desk::open(to.dir(), &to.settings, ProcessRole::Analysis, to.clock()).await;
    assert!(matches!(opened, Err(DeskError::Refused(_))), "{opened:?}");
    restore(&to, &file).await.expect("the next restore clears that away");
    to.open(ProcessRole::Analysis).await;
}

#[tokio::test]
async fn a_drill_compares_everything_and_leaves_nothing_but_an_entry() {
    for place in Place::each() {
        let (file, ..) = backed_up(&place).await;
        let desk = place.open(ProcessRole::CommandLine).await;
        let request = request();
        let before = fs::read_dir(place.dir().join("out")).expect("is read").count();
        let report = desk.drill(console(&request), &file, &quiet).await.expect("comes back");
        assert_eq!(report.files, 4);
        assert!(report.rows > 5);
        assert_eq!(fs::read_dir(place.dir().join("out")).expect("is read").count(), before);
        assert_eq!(crate::place::entries_of(&desk, "restore-drilled").await, (1, 0), "{}", place.engine);
        let summary = Desk::verify_backup(&file, place.dir(), &place.settings, &quiet).expect("is whole");
        assert_eq!((summary.installation.as_str(), summary.files), ("Test system", 4));
    }
}

#[tokio::test]
async fn old_backups_expire_and_the_newest_never_does() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let out = place.dir().join("out");
    let request = request();
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(desk.backup(console(&request), &out, Some(10), &quiet).await.expect("is made"));
        place.later(SignedDuration::from_hours(24 * 8));
    }
    assert_eq!(made.iter().map(|report| report.expired.len()).collect::<Vec<_>>(), [0, 0, 1]);
    assert!(!made[0].file.exists() && made[1].file.exists() && made[2].file.exists());
    fs::write(out.join("notes.txt"), "mine").expect("is written");
    place.later(SignedDuration::from_hours(24 * 400));
    let last = desk.backup(console(&request), &out, Some(1), &quiet).await.expect("is made");
    assert_eq!(last.expired.len(), 2);
    assert!(last.file.exists() && out.join("notes.txt").exists());
    assert_eq!(crate::place::entries_of(&desk, "backup-expired").await, (3, 0));
}

#[tokio::test]
async fn no_secret_and_no_plain_text_is_in_a_backup_and_a_link_is_refused() {
    let place = Place::sqlite();
    let (file, ben, _) = backed_up(&place).await;
    let bytes = fs::read(&file).expect("is read");
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(!holds(b"ben@example.org") && !holds(ben.id.as_bytes()), "rows are sealed");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("is there").permissions()) & 0o777;
    assert_eq!(mode, 0o600);
    std::os::unix::fs::symlink("/etc/passwd", place.dir().join("records/link")).expect("is made");
    let desk = place.open(ProcessRole::CommandLine).await;
    let request = request();
    let out = place.dir().join("out");
    let before = fs::read_dir(&out).expect("is read").count();
    let error = desk.backup(console(&request), &out, None, &quiet).await.expect_err("a link");
    assert!(matches!(error, DeskError::Refused(_)), "{error:?}");
    assert_eq!(fs::read_dir(&out).expect("is read").count(), before, "nothing half-made is left");
}

#[tokio::test]
async fn only_the_command_line_makes_backups() {
    let place = Place::sqlite();
    place.create().await.close().await.expect("closes");
    let analysis = place.open(ProcessRole::Analysis).await;
    let request = request();
    let error = analysis.backup(console(&request), &place.dir().join("out"), None, &quiet).await;
    assert!(matches!(error, Err(DeskError::WrongRole { .. })), "{error:?}");
}
