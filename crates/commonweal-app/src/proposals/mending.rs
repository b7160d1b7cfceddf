//! What was left half done, and doing the rest of it; the table is in the module above.

use super::ProposalError;
use super::acts::{finish, write_checked};
use super::files::{self, DONE};
use crate::error::AppError;
use crate::results::{How, kept_releases, name_release, release_dir};
use crate::standing::shown_release;
use crate::workspace::{Workspace, write_whole};
use commonweal_admin::Desk;
use commonweal_operations::releases::{ReleaseHow, ReleaseRecord, ReleaseState};
use commonweal_operations::time_text::instant_text;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// A folder aside that is older belongs to nobody who still works on it.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// Brings the files to where the records are, and says what was mended.
///
/// # Errors
/// Where the database does not answer or files cannot be written. A proposal that was changed on disk is not mended; whoever
/// checks it is told.
pub async fn mend(desk: &Desk, workspace: &Workspace) -> Result<Vec<String>, ProposalError> {
    let mut mended = Vec::new();
    files::shut(workspace)?;
    for stored in desk.recorded_releases().await? {
        let record = &stored.value;
        let done = match (record.how, record.state) {
            (ReleaseHow::Checked, ReleaseState::Proposed | ReleaseState::Returned) => named(workspace, record)?,
            (ReleaseHow::Checked, ReleaseState::Released) => {
                named(workspace, record)? | made(desk, workspace, record).await?
            }
            (_, ReleaseState::Withdrawn) => publish_note(desk, workspace, record).await?,
            (ReleaseHow::Automatic, _) => false,
        };
        if done {
            mended.push(format!("release {} is now on disk as it is recorded: {}", record.id, record.state));
        }
    }
    for folder in [files::folder(workspace), workspace.dir.join("results").join("releases")] {
        remove_left_behind(&folder)?;
    }
    Ok(mended)
}

/// As [`mend`], where the files are this process's own; a process that may only read them leaves them to their owner.
///
/// # Errors
/// As [`mend`].
pub async fn mend_if_ours(desk: &Desk, workspace: &Workspace) -> Result<Vec<String>, ProposalError> {
    match mend(desk, workspace).await {
        Err(error) if error.is_shut() => Ok(Vec::new()),
        mended => mended,
    }
}

/// Gives a proposal that is recorded and still aside its name, where it is what was recorded.
fn named(workspace: &Workspace, record: &ReleaseRecord) -> Result<bool, AppError> {
    let (aside, dir) = (files::aside(workspace, &record.id), files::dir(workspace, &record.id)?);
    if dir.exists() || !aside.is_dir() || !files::seal_of(&aside).is_ok_and(|seal| seal == record.seal) {
        return Ok(false);
    }
    name_release(&aside, &dir)?;
    Ok(true)
}

/// Makes a release that was approved and has no mark yet.
async fn made(desk: &Desk, workspace: &Workspace, record: &ReleaseRecord) -> Result<bool, ProposalError> {
    let proposed = files::dir(workspace, &record.id)?;
    if !proposed.is_dir() || proposed.join(DONE).exists() {
        return Ok(false);
    }
    let aside = release_dir(workspace, &record.id).with_file_name(format!(".{}.mended.part", record.id));
    let found = files::read(workspace, &record.id, &record.seal)?;
    write_checked(desk, &aside, record, found).await?;
    finish(workspace, &record.id, &aside)?;
    Ok(true)
}

/// Writes the note of a withdrawal and moves `current`, where that is still to do.
pub(super) async fn publish_note(
    desk: &Desk,
    workspace: &Workspace,
    record: &ReleaseRecord,
) -> Result<bool, ProposalError> {
    let dir = release_dir(workspace, &record.id);
    let path = dir.join("withdrawn.json");
    let shown = shown_release(&workspace.dir)?.is_some_and(|id| id == record.id);
    if !dir.is_dir() || (path.exists() && !shown) {
        return Ok(false);
    }
    let by = match &record.withdrawn_by {
        Some(account) => desk.user_name_of(account).await?,
        None => String::new(),
    };
    let at = record.withdrawn_at.map(instant_text).unwrap_or_default();
    let note = serde_json::json!({ "at": at, "by": by, "reason": record.reason.clone().unwrap_or_default() });
    let text = serde_json::to_vec_pretty(&note).expect("a note is plain text");
    // The note first: whoever finds it shows the release no longer, whatever `current` says.
    write_whole(&path, &text)?;
    point(workspace)?;
    Ok(true)
}

/// Makes the latest release that is not withdrawn the current one; where there is none, nothing is shown.
pub(super) fn point(workspace: &Workspace) -> Result<(), AppError> {
    let releases = workspace.dir.join("results").join("releases");
    let pointer = workspace.dir.join("results").join("current");
    let standing = |id: &str| !releases.join(id).join("withdrawn.json").exists();
    let kept = kept_releases(workspace)?.into_iter().filter(|manifest| standing(&manifest.release_id));
    let latest = kept.max_by_key(|manifest| {
        let at: Option<jiff::Timestamp> = match &manifest.how {
            Some(How::Checked { checked_at, .. }) => checked_at.parse().ok(),
            _ => manifest.released_at.parse().ok(),
        };
        (at, manifest.release_id.clone())
    });
    match latest {
        Some(manifest) => write_whole(&pointer, manifest.release_id.as_bytes()),
        None => match std::fs::remove_file(&pointer) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(AppError::file("write", &pointer, error)),
        },
    }
}

/// Removes folders aside that nobody works on any more.
fn remove_left_behind(folder: &Path) -> Result<(), AppError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(AppError::file("read", folder, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|e| AppError::file("read", folder, e))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_old = entry
            .metadata()
            .and_then(|about| about.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > LEFT_BEHIND));
        if name.starts_with('.') && name.ends_with(".part") && is_old {
            std::fs::remove_dir_all(entry.path()).map_err(|e| AppError::file("write", &entry.path(), e))?;
        }
    }
    Ok(())
}
