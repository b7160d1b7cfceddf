//! A disk that fills while a backup is made or restored: nothing half-made is left, and nothing that was there is lost.
//! The small disk is mounted by the test, which only root may.

use crate::place::{Place, request};
use crate::postgres::is_root;
use commonweal_admin::{By, Desk, DeskError};
use std::path::Path;
use std::process::Command;

fn quiet(_: &str, _: u64, _: Option<u64>) {}

/// A disk of so many KiB; none, loudly, where it cannot be mounted.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(kib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        if !is_root() || !run(&["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"], folder.path()) {
            eprintln!("LEFT OUT: the tests of full disks need root and the right to mount");
            return None;
        }
        Some(Self(folder))
    }

    fn grow(&self, kib: u32) {
        assert!(run(&["-o", &format!("remount,size={kib}k")], self.0.path()), "grows");
    }
}

fn run(args: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(args).arg(folder).status().is_ok_and(|status| status.success())
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// Bytes that do not pack: a small generator, the same each time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..length / 8).flat_map(next).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("is read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("is read").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_full_disk_leaves_no_half_a_backup_and_keeps_the_older_ones() {
    let Some(disk) = Disk::mount(2_048) else { return };
    let place = Place::sqlite();
    let desk = place.create().await;
    let request = request();
    let by = By::CommandLine { login: "root", request: &request };
    desk.backup(by, disk.0.path(), None, &quiet).await.expect("a small one fits");
    let before = names(disk.0.path());
    std::fs::create_dir_all(place.dir().join("records")).expect("is made");
    std::fs::write(place.dir().join("records/part.parquet"), noise(4 << 20)).expect("is written");
    place.later(jiff::SignedDuration::from_secs(1));
    let error = desk.backup(by, disk.0.path(), Some(0), &quiet).await.expect_err("it does not fit");
    assert!(
        matches!(&error, DeskError::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull),
        "{error:?}"
    );
    assert_eq!(names(disk.0.path()), before);
    disk.grow(16_384);
    desk.backup(by, disk.0.path(), None, &quiet).await.expect("with room it is made");
}

#[tokio::test]
async fn a_restore_onto_a_full_disk_places_nothing_and_works_once_there_is_room() {
    let Some(disk) = Disk::mount(1_024) else { return };
    let from = Place::sqlite();
    let desk = from.create().await;
    from.administrator(&desk).await;
    std::fs::create_dir_all(from.dir().join("records")).expect("is made");
    std::fs::write(from.dir().join("records/part.parquet"), noise(600 << 10)).expect("is written");
    let request = request();
    let by = By::CommandLine { login: "root", request: &request };
    let file = desk.backup(by, &from.dir().join("out"), None, &quiet).await.expect("is made").file;
    desk.close().await.expect("closes");
    let mut settings = from.settings.clone();
    settings.secrets = from.dir().join("secrets");
    let before = names(disk.0.path());
    let to = disk.0.path();
    let error = Desk::restore(&file, to, &settings, "root", from.clock(), &quiet).await.expect_err("it does not fit");
    assert!(matches!(error, DeskError::File { .. } | DeskError::Store(_)), "{error:?}");
    assert_eq!(names(to), before, "nothing is left");
    disk.grow(32_768);
    Desk::restore(&file, to, &settings, "root", from.clock(), &quiet).await.expect("with room it comes back");
}
