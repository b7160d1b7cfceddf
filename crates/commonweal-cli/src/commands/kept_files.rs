//! Snapshots and releases of a workspace, as retention sees them: how old each is, and whether it is still needed.

use commonweal_admin::{KeptFile, KeptFiles};
use commonweal_app::{ReleaseManifest, Workspace, drop_snapshot, proposals, snapshots};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The files of one workspace.
pub(crate) struct WorkspaceFiles<'a> {
    workspace: &'a Workspace,
}

impl<'a> WorkspaceFiles<'a> {
    pub(crate) fn of(workspace: &'a Workspace) -> Self {
        Self { workspace }
    }

    fn releases_dir(&self) -> PathBuf {
        self.workspace.dir.join("results/releases")
    }

    /// The release that is shown, if there is one.
    fn current(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.workspace.dir.join("results/current")) {
            Ok(id) => Ok(Some(id.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What each release on disk says of itself, oldest first.
    fn manifests(&self) -> io::Result<Vec<ReleaseManifest>> {
        let entries = match fs::read_dir(self.releases_dir()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut manifests = Vec::new();
        for entry in entries {
            let entry = entry?;
            let json = match fs::read(entry.path().join("release.json")) {
                Ok(json) => json,
                // A release that was interrupted has no manifest, and is nobody's to count or to delete by age.
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    continue;
                }
                Err(error) => return Err(error),
            };
            let manifest: ReleaseManifest = serde_json::from_slice(&json).map_err(io::Error::other)?;
            if Path::new(&manifest.release_id) == Path::new(&entry.file_name()) {
                manifests.push(manifest);
            }
        }
        manifests.sort_by(|a, b| (&a.released_at, &a.release_id).cmp(&(&b.released_at, &b.release_id)));
        Ok(manifests)
    }
}

/// The day of an instant that a manifest names, in UTC.
fn day(instant: &str) -> io::Result<Date> {
    let at: Timestamp = instant.parse().map_err(io::Error::other)?;
    Ok(at.to_zoned(TimeZone::UTC).date())
}

/// The day on which the thing at this place was replaced by the next; the last is as old as it is.
fn replaced(days: &[Date], at: usize) -> Date {
    days.get(at + 1).copied().unwrap_or(days[at])
}

impl KeptFiles for WorkspaceFiles<'_> {
    /// A snapshot is needed while it is the latest, while a release that is kept has figures counted from it, and while a
    /// proposal of it waits. It is replaced on the day the next one came.
    fn snapshots(&self) -> io::Result<Vec<KeptFile>> {
        let all = snapshots(self.workspace).map_err(io::Error::other)?;
        let mut needed = proposals::needed_snapshots(self.workspace)?;
        for release in self.manifests()? {
            needed.insert(release.snapshot);
            needed.extend(release.earlier_snapshots);
        }
        needed.extend(all.last().map(|latest| latest.id.clone()));
        let days = all.iter().map(|snapshot| day(&snapshot.loaded_at)).collect::<io::Result<Vec<Date>>>()?;
        let kept = all.iter().enumerate().map(|(at, snapshot)| KeptFile {
            name: snapshot.id.clone(),
            day: replaced(&days, at),
            needed: needed.contains(&snapshot.id),
        });
        Ok(kept.collect())
    }

    /// A release is needed while it is the one that is shown. It is replaced on the day the next one came.
    fn releases(&self) -> io::Result<Vec<KeptFile>> {
        let current = self.current()?;
        let all = self.manifests()?;
        let days = all.iter().map(|release| day(&release.released_at)).collect::<io::Result<Vec<Date>>>()?;
        let kept = all.iter().enumerate().map(|(at, release)| KeptFile {
            name: release.release_id.clone(),
            day: replaced(&days, at),
            needed: Some(&release.release_id) == current.as_ref(),
        });
        Ok(kept.collect())
    }

    /// Proposals that were returned or that nobody looked at.
    fn proposals(&self) -> io::Result<Vec<KeptFile>> {
        proposals::kept_proposals(self.workspace)
    }

    fn delete_proposal(&self, name: &str) -> io::Result<()> {
        proposals::delete_proposal(self.workspace, name)
    }

    fn delete_snapshot(&self, name: &str) -> io::Result<()> {
        drop_snapshot(self.workspace, name).map_err(io::Error::other)
    }

    /// Renamed first, so that a release half deleted is never taken for a whole one.
    fn delete_release(&self, name: &str) -> io::Result<()> {
        let mut parts = Path::new(name).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return Err(io::Error::other("a release's name is the name of one folder"));
        }
        let folder = self.releases_dir();
        let aside = folder.join(format!(".removed-{name}.part"));
        fs::rename(folder.join(name), &aside)?;
        fs::remove_dir_all(&aside)
    }
}
