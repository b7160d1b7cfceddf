//! Demonstrations in temporary folders.

use commonweal_app::{
    DemoRequest, Demonstration, RefreshRequest, RefreshSummary, Silent, SnapshotManifest, Workspace, current_release,
    make_demo, refresh,
};
use commonweal_disclosure::ReleasedSet;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

pub(crate) const PEOPLE: u64 = 8_000;
/// Fewer than a workspace has by itself: each month has ten thousand figures.
pub(crate) const MONTHS: u32 = 4;

pub(crate) fn at(now: &str) -> RefreshRequest {
    RefreshRequest { months: Some(MONTHS), now: now.to_owned(), ..RefreshRequest::default() }
}

/// A demonstration of 8,000 people and its first release, of four months.
pub(crate) fn demonstration(dir: &Path, threads: usize, now: &str) -> (Workspace, SnapshotManifest, RefreshSummary) {
    let request = DemoRequest { people: PEOPLE, seed: 7, threads };
    let Demonstration { workspace, snapshot: manifest, .. } =
        make_demo(dir, &request, &Silent).expect("a demonstration");
    let request = RefreshRequest { threads: Some(threads), ..at(now) };
    let summary = refresh(&workspace, &request, &Silent).expect("a release");
    (workspace, manifest, summary)
}

/// A demonstration, its snapshot and its figures, in a folder that lasts as long as they do.
pub(crate) struct Shared {
    pub(crate) workspace: Workspace,
    pub(crate) snapshot: SnapshotManifest,
    pub(crate) set: ReleasedSet,
    _dir: TempDir,
}

/// One demonstration that every test may read and none may change.
pub(crate) fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, snapshot, _) = demonstration(&dir.path().join("demo"), 2, "2026-10-01T09:00:00Z");
        let (_, set) = current_release(&workspace).expect("what was just released");
        Shared { workspace, snapshot, set, _dir: dir }
    })
}

/// A copy of the shared demonstration that a test may change.
pub(crate) fn copied() -> (TempDir, Workspace) {
    let dir = tempfile::tempdir().unwrap();
    copy(&shared().workspace.dir, dir.path());
    let workspace = Workspace::open(dir.path()).unwrap();
    (dir, workspace)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(source, target).unwrap();
        }
    }
}
