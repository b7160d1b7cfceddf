//! A disk that is full or read-only: clear words, and nothing lost. The small disk is mounted by the test, which only root may.

use std::path::Path;
use std::process::Command;

use commonweal_store::{Database, OpenMode, Store, StoreAddress, StoreError};

use crate::places::{account, at, draft, refused, run, sound};
use crate::postgres::is_root;

/// A disk of so many KiB; none, loudly, where it cannot be mounted.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(kib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = is_root() && Self::run(&["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"], folder.path());
        if !mounted {
            eprintln!("LEFT OUT: the tests of full and read-only disks need root and the right to mount");
            return None;
        }
        Some(Self(folder))
    }

    fn run(args: &[&str], folder: &Path) -> bool {
        Command::new("mount").args(args).arg(folder).status().is_ok_and(|status| status.success())
    }

    fn remount(&self, option: &str) {
        assert!(Self::run(&["-o", &format!("remount,{option}")], self.0.path()), "remounted {option}");
    }

    fn address(&self) -> StoreAddress {
        StoreAddress::file(self.0.path().join("operations.db"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::mount(2_048) else { return };
    run(async {
        let store = Store::open(&disk.address(), Database::Operations, OpenMode::Create, at(0)).await.expect("made");
        let mut kept = 0;
        let error = loop {
            let mut act = store.begin("writer", at(kept)).await.expect("begins");
            let mut large = account(&format!("a{kept}"));
            large.organisation = Some("x".repeat(4_000));
            let added = act.add_account(&large).await;
            match if added.is_ok() { act.commit(draft(kept, &large.id)).await.map(|_| ()) } else { added.map(|_| ()) } {
                Ok(()) => kept += 1,
                Err(error) => break error,
            }
            assert!(kept < 10_000, "the disk fills");
        };
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert!(error.to_string().contains("make room and try again"));
        assert_eq!(sound(&store).await.last.sequence as i64, kept + 1, "what was acknowledged is there, and no more");
        let filter = commonweal_store::AccountFilter { limit: 20_000, ..Default::default() };
        let there = store.read().await.expect("reads").accounts(&filter).await.expect("read").len();
        assert_eq!(there as i64, kept, "no act by half");
        disk.remount("size=8192k");
        store.note(draft(1, "room again")).await.expect("goes on");
        assert_eq!(sound(&store).await.last.sequence as i64, kept + 2);
        store.close().await;
    });
}

#[test]
fn a_read_only_disk_is_named_and_can_still_be_read() {
    let Some(disk) = Disk::mount(4_096) else { return };
    run(async {
        let store = Store::open(&disk.address(), Database::Operations, OpenMode::Create, at(0)).await.expect("made");
        store.note(draft(1, "seen")).await.expect("noted");
        store.close().await;
        disk.remount("ro");
        let error = refused(Store::open(&disk.address(), Database::Operations, OpenMode::Existing, at(1)).await);
        assert!(matches!(error, StoreError::ReadOnly { .. } | StoreError::NoPermission { .. }), "{error}");
        let error = refused(
            Store::open(&StoreAddress::file(disk.0.path().join("new.db")), Database::Care, OpenMode::Create, at(1))
                .await,
        );
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
        disk.remount("rw");
        let store = Store::open(&disk.address(), Database::Operations, OpenMode::Existing, at(2)).await.expect("opens");
        assert_eq!(sound(&store).await.last.sequence, 2);
        store.close().await;
    });
}
