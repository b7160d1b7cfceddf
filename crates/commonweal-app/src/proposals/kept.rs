//! How long proposals are kept: while they wait, and then for the days of `[retention] proposals_days`.

use super::files::{self, DONE};
use crate::results::ReleaseManifest;
use crate::workspace::Workspace;
use commonweal_admin::KeptFile;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::fs;
use std::io;

/// Every proposal on disk. Its day is that of its last file: the mark of its release, or its own when it was returned; a
/// proposal that was never decided is needed until somebody decides it, for the days that proposals are kept.
///
/// # Errors
/// Where they cannot be listed.
pub fn kept_proposals(workspace: &Workspace) -> io::Result<Vec<KeptFile>> {
    let entries = match fs::read_dir(files::folder(workspace)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut kept = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let mark = entry.path().join(DONE);
        let about = if mark.exists() { fs::metadata(&mark)? } else { fs::metadata(entry.path().join("audit.json"))? };
        let at = Timestamp::try_from(about.modified()?).map_err(io::Error::other)?;
        kept.push(KeptFile { name, day: at.to_zoned(TimeZone::UTC).date(), needed: false });
    }
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(kept)
}

/// The snapshots that proposals on disk were counted from, but for those whose release was made, which needs them itself: whoever
/// checks one can ask for its records, and a release that is made of one has to be compared with the next. One that was returned
/// counts for as long as it is kept.
///
/// # Errors
/// Where one cannot be read; then nobody knows what is needed.
pub fn needed_snapshots(workspace: &Workspace) -> io::Result<BTreeSet<String>> {
    let mut needed = BTreeSet::new();
    let entries = match fs::read_dir(files::folder(workspace)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(needed),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let dir = entry?.path();
        if dir.join(DONE).exists() {
            continue;
        }
        let json = match fs::read(dir.join("release.json")) {
            Ok(json) => json,
            // Still being written, and counted from a snapshot that is there as long as the program that counts it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let manifest: ReleaseManifest = serde_json::from_slice(&json).map_err(io::Error::other)?;
        needed.insert(manifest.snapshot);
        needed.extend(manifest.earlier_snapshots);
    }
    Ok(needed)
}

/// Removes one proposal with its report. Its row and its history stay in the database.
///
/// # Errors
/// Where it cannot be removed.
pub fn delete_proposal(workspace: &Workspace, name: &str) -> io::Result<()> {
    let dir = files::dir(workspace, name).map_err(io::Error::other)?;
    // Renamed first, so that a proposal half deleted is never taken for a whole one.
    let aside = files::folder(workspace).join(format!(".removed-{name}.part"));
    fs::rename(dir, &aside)?;
    fs::remove_dir_all(&aside)
}
