//! Who may read a proposal on disk, which process makes the release, what else is kept for it, and which proposals have become
//! too old to go out.

use crate::proposals::{World, some};
use commonweal_admin::{By, DeskError};
use commonweal_app::proposals::{self, ProposalError};
use commonweal_app::{Silent, current_release};
use commonweal_operations::releases::ReleaseState;
use std::collections::BTreeSet;

#[cfg(unix)]
mod rights {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    fn rights(path: &Path) -> u32 {
        std::fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
    }

    fn give(path: &Path, rights: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(rights)).expect("they are given");
    }

    /// The rights of a proposal's folder and of the four files in it.
    fn within(folder: &Path) -> (u32, BTreeSet<u32>) {
        let files: Vec<_> =
            std::fs::read_dir(folder).expect("is read").map(|file| file.expect("a file").path()).collect();
        assert_eq!(files.len(), 4, "{files:?}");
        (rights(folder), files.iter().map(|file| rights(file)).collect())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_proposal_is_read_by_its_owner_or_by_the_one_group_that_was_let_in_and_never_by_others() {
        let world = World::personal().await;
        let (ann, _) = world.both().await;
        let folder = world.results().join("proposed");
        let first = world.propose(&ann, "2026-10-20T10:00:00Z").await;
        assert_eq!(rights(&folder), 0o700);
        assert_eq!(within(&folder.join(&first)), (0o700, BTreeSet::from([0o600])));
        // Opened to a group on purpose, as the installation does it.
        give(&folder, 0o2750);
        let second = world.propose(&ann, "2026-10-20T11:00:00Z").await;
        assert_eq!(rights(&folder), 0o2750);
        assert_eq!(within(&folder.join(&second)), (0o2750, BTreeSet::from([0o640])));
        assert_eq!(within(&folder.join(&first)), (0o700, BTreeSet::from([0o600])), "what was there stays as it was");
        // Opened to everybody, and to a group by a `chmod -R` that did not mean it: taken back at the next act.
        for (given, left) in [(0o2777, 0o2750), (0o2755, 0o2750), (0o755, 0o700), (0o750, 0o700)] {
            give(&folder, given);
            proposals::mend(&world.desk, &world.workspace).await.expect("mends");
            assert_eq!(rights(&folder), left, "{given:o}");
        }
        // A folder that takes its bits from the one above was opened by nobody.
        std::fs::remove_dir_all(&folder).expect("is cleared");
        give(&world.results(), 0o2755);
        let third = world.propose(&ann, "2026-10-20T12:00:00Z").await;
        assert_eq!((rights(&folder), within(&folder.join(&third)).1), (0o700, BTreeSet::from([0o600])));
    }
}

/// A folder in which nobody makes folders, root neither, stands for a workspace that this process may only read.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_may_only_read_records_the_approval_and_the_owner_makes_the_release() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let id = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    let releases = world.results().join("releases");
    std::os::unix::fs::symlink("/sys/kernel", &releases).expect("a folder that is shut");
    let approved = world.approve(&ben, &id).await.expect("is recorded");
    assert_eq!((approved.state, approved.is_current), (ReleaseState::Released, false));
    assert!(!world.results().join("current").exists(), "nothing is shown yet");
    assert!(proposals::mend_if_ours(&world.desk, &world.workspace).await.expect("is no fault").is_empty());
    assert!(proposals::mend(&world.desk, &world.workspace).await.is_err_and(|error| error.is_shut()));
    std::fs::remove_file(&releases).expect("is opened");
    assert_eq!(proposals::mend(&world.desk, &world.workspace).await.expect("mends").len(), 1);
    assert_eq!(current_release(&world.workspace).expect("it is shown").0.release_id, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_snapshot_of_a_proposal_is_needed_until_its_release_is_made_or_it_is_gone() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let needed = || proposals::needed_snapshots(&world.workspace).expect("is listed");
    assert!(needed().is_empty());
    let snapshots = commonweal_app::snapshots(&world.workspace).expect("are listed");
    let snapshot = BTreeSet::from([snapshots.last().expect("there is one").id.clone()]);
    let first = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    let second = world.propose(&ann, "2026-10-20T11:00:00Z").await;
    assert_eq!(needed(), snapshot, "both wait");
    world.approve(&ben, &first).await.expect("is approved");
    assert_eq!(needed(), snapshot, "one waits still");
    let back = proposals::give_back(&world.desk, By::Visitor(&ben), &world.workspace, &second, None, "too old").await;
    assert_eq!(back.expect("is returned").state, ReleaseState::Returned);
    proposals::delete_proposal(&world.workspace, &second).expect("is removed");
    assert!(needed().is_empty(), "the release itself names what it needs");
    let manifest = current_release(&world.workspace).expect("it is shown").0;
    assert_eq!(BTreeSet::from([manifest.snapshot]), snapshot);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_prepared_beside_a_release_of_real_people_that_cannot_be_read() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let first = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    world.approve(&ben, &first).await.expect("is approved");
    // An older one beside it, cut short: the one that is shown can be read.
    let older = world.results().join("releases").join("20260920T100000Z-00000000");
    std::fs::create_dir_all(&older).expect("a folder");
    std::fs::write(older.join("release.json"), b"{\"release_id\"").expect("cut short");
    let (workspace, request) = (world.workspace.clone(), some("2026-10-21T10:00:00Z"));
    let prepared = tokio::task::spawn_blocking(move || proposals::prepare(&workspace, &request, &Silent)).await;
    let why = prepared.expect("runs").expect_err("is refused").to_string();
    assert!(why.contains("20260920T100000Z-00000000") && why.contains("from a backup"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_compared_with_another_release_than_the_one_shown_does_not_go_out() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let first = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    let second = world.propose(&ann, "2026-10-20T11:00:00Z").await;
    world.approve(&ben, &first).await.expect("is approved");
    let late = world.approve(&ben, &second).await;
    let Err(ProposalError::Desk(DeskError::Refused(why))) = late else { panic!("{late:?}") };
    assert!(why.contains("no release") && why.contains(&first) && why.contains("have it proposed again"), "{why}");
    assert_eq!(current_release(&world.workspace).expect("it is shown").0.release_id, first);
    // Made beside the first, and the first is withdrawn: figures of it may be in it.
    let third = world.propose(&ann, "2026-10-21T10:00:00Z").await;
    proposals::withdraw(&world.desk, By::Visitor(&ben), &world.workspace, &first, None, "wrong")
        .await
        .expect("is withdrawn");
    assert!(matches!(world.approve(&ben, &third).await, Err(ProposalError::Desk(DeskError::Refused(_)))));
    assert!(!world.results().join("current").exists());
}
