//! Where a proposal lies, and whether it is what was proposed.

use crate::error::AppError;
use crate::results::{ReleaseManifest, manifest_in, reopening, sha256_hex, tampered};
use crate::workspace::Workspace;
use commonweal_disclosure::Proposal;
use std::path::{Component, Path, PathBuf};

use super::report::AuditReport;

/// The files of a proposal, in the order of its seal.
const FILES: [&str; 4] = ["audit.json", "release.json", "released_values.parquet", "utility.json"];
/// The mark of a proposal whose release has been made.
pub(super) const DONE: &str = "released";

/// The folder of proposals: working results, for those who run the installation only.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.dir.join("results").join("proposed")
}

/// The folder of one proposal.
///
/// # Errors
/// `Unknown` where the id is not the name of one folder.
pub(super) fn dir(workspace: &Workspace, id: &str) -> Result<PathBuf, AppError> {
    let mut parts = Path::new(id).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(_)), None) if !id.starts_with('.') => Ok(folder(workspace).join(id)),
        _ => Err(AppError::Unknown { what: "the release", given: id.to_owned(), known: Vec::new() }),
    }
}

/// The same folder before it has its name.
pub(super) fn aside(workspace: &Workspace, id: &str) -> PathBuf {
    folder(workspace).join(format!(".{id}.part"))
}

/// Makes the folder of proposals, which nobody but the program's own user may look into.
pub(super) fn make_folder(workspace: &Workspace) -> Result<(), AppError> {
    let path = folder(workspace);
    std::fs::create_dir_all(&path).map_err(|e| AppError::file("create", &path, e))?;
    only_ours(&path)
}

#[cfg(unix)]
pub(super) fn only_ours(path: &Path) -> Result<(), AppError> {
    use std::os::unix::fs::PermissionsExt;
    let rights = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(path, rights).map_err(|e| AppError::file("write", path, e))
}

#[cfg(not(unix))]
pub(super) fn only_ours(_: &Path) -> Result<(), AppError> {
    Ok(())
}

/// The seal of a folder: of every file's bytes, so that neither a figure nor a word of the report can change unseen.
pub(super) fn seal_of(dir: &Path) -> Result<String, AppError> {
    let mut lines = String::from("proposal\n");
    for name in FILES {
        let path = dir.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => lines.push_str(&format!("{name} {}\n", sha256_hex(&bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && name == "utility.json" => {}
            Err(error) => return Err(AppError::file("read", &path, error)),
        }
    }
    Ok(sha256_hex(lines.as_bytes()))
}

/// A proposal as it lies on disk, whole and unchanged.
pub(super) struct Found {
    pub(super) manifest: ReleaseManifest,
    pub(super) report: AuditReport,
    pub(super) utility: Option<Vec<u8>>,
    pub(super) proposal: Proposal,
}

/// Reads a proposal whose folder must bear this seal.
///
/// # Errors
/// `Tampered` where any byte is not as it was proposed; `File`.
pub(super) fn read(workspace: &Workspace, id: &str, seal: &str) -> Result<Found, AppError> {
    let dir = dir(workspace, id)?;
    sealed(&dir, seal)?;
    let manifest = manifest_in(&dir, id)?;
    let values = dir.join("released_values.parquet");
    let proposal = reopening(&values, &manifest)?
        .finish_proposal(id, &manifest.seal)
        .map_err(|e| tampered(&values, e.to_string()))?;
    let path = dir.join("utility.json");
    let utility = match manifest.utility_sha256 {
        Some(_) => Some(std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?),
        None => None,
    };
    Ok(Found { report: read_report(&dir)?, manifest, utility, proposal })
}

/// The report of a proposal whose folder must bear this seal, without its figures.
pub(super) fn report(workspace: &Workspace, id: &str, seal: &str) -> Result<AuditReport, AppError> {
    let dir = dir(workspace, id)?;
    sealed(&dir, seal)?;
    read_report(&dir)
}

fn sealed(dir: &Path, seal: &str) -> Result<(), AppError> {
    if seal_of(dir)? == seal {
        return Ok(());
    }
    Err(AppError::Refused(format!(
        "{} does not hold what was proposed: its seal is not the one in the database. Return this release and propose it again",
        dir.display()
    )))
}

fn read_report(dir: &Path) -> Result<AuditReport, AppError> {
    let path = dir.join("audit.json");
    let json = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    serde_json::from_slice(&json).map_err(|e| tampered(&path, e.to_string()))
}
