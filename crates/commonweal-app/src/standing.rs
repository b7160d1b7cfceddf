//! Which release is shown now, which were withdrawn, and what a site is where nothing is released.

use crate::definitions::load_library;
use crate::error::AppError;
use crate::plan_book::PlanStamp;
use crate::results::kept_releases;
use crate::site::Site;
use crate::workspace::Workspace;
use commonweal_disclosure::ReleasedSet;
use commonweal_reference::Reference;
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::Path;

/// A release that was taken back. Readers are told when and why, and not by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// The release.
    pub release_id: String,
    /// When it was released, RFC 3339 in UTC.
    pub released_at: String,
    /// When it was withdrawn, RFC 3339 in UTC.
    pub at: String,
    /// Why, in the words of whoever withdrew it.
    pub reason: String,
}

/// What is read of `withdrawn.json`.
#[derive(Deserialize)]
struct Note {
    at: String,
    reason: String,
}

/// The id of the release that is shown; none where nothing is.
///
/// # Errors
/// `File` if the pointer is there and cannot be read.
pub(crate) fn shown_release(dir: &Path) -> Result<Option<String>, AppError> {
    let pointer = dir.join("results").join("current");
    match std::fs::read_to_string(&pointer) {
        Ok(id) => Ok(Some(id.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(AppError::file("read", &pointer, error)),
    }
}

/// The releases that were withdrawn, in the order in which they were released.
///
/// # Errors
/// `File` if the folder of releases cannot be read; `Tampered` for a note that says neither when nor why.
pub(crate) fn withdrawn_releases(workspace: &Workspace) -> Result<Vec<Withdrawn>, AppError> {
    let releases = workspace.dir.join("results").join("releases");
    if !releases.is_dir() {
        return Ok(Vec::new());
    }
    let mut withdrawn = Vec::new();
    for manifest in kept_releases(workspace)? {
        let path = releases.join(&manifest.release_id).join("withdrawn.json");
        let json = match std::fs::read(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(AppError::file("read", &path, error)),
        };
        let note: Note =
            serde_json::from_slice(&json).map_err(|e| AppError::Tampered { path, message: e.to_string() })?;
        withdrawn.push(Withdrawn {
            release_id: manifest.release_id,
            released_at: manifest.released_at,
            at: note.at,
            reason: note.reason,
        });
    }
    withdrawn.sort_by(|a, b| (&a.released_at, &a.release_id).cmp(&(&b.released_at, &b.release_id)));
    Ok(withdrawn)
}

impl Site {
    /// The site of a workspace's current release, or, where there is none, one that has no figures and can say why.
    ///
    /// # Errors
    /// As [`Site::open`], but `NothingReleased`.
    pub fn open_or_nothing(dir: &Path) -> Result<Self, AppError> {
        match Self::open(dir) {
            Err(AppError::NothingReleased(_)) => Self::nothing(dir),
            opened => opened,
        }
    }

    /// A site without figures.
    fn nothing(dir: &Path) -> Result<Self, AppError> {
        let workspace = Workspace::open(dir)?;
        let library = load_library(Some(&workspace.dir))?;
        Self::of(workspace, None, ReleasedSet::default(), library, &Reference::embedded())
    }

    /// The site as it has to be now, where that is not this one: a release was made current or was withdrawn since, or somebody
    /// changed the plans.
    ///
    /// # Errors
    /// As [`Site::open_or_nothing`]; then this site is still the one to show, for its release was not withdrawn.
    pub fn if_changed(&self) -> Result<Option<Self>, AppError> {
        let here = &self.facts().release_id;
        let is_same_plan = self.plan_stamp == PlanStamp::of(self.dir());
        if is_same_plan && shown_release(self.dir())?.unwrap_or_default() == *here {
            return Ok(None);
        }
        let opened = Self::open_or_nothing(self.dir());
        // What was withdrawn is not shown a moment longer, whatever is wrong with the release that is current instead.
        let withdrawn = || withdrawn_releases(&Workspace::open(self.dir())?);
        match opened {
            Err(error) if !withdrawn()?.iter().any(|one| one.release_id == *here) => Err(error),
            Err(_) => Self::nothing(self.dir()).map(Some),
            Ok(site) => Ok(Some(site)),
        }
    }
}
