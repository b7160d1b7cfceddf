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

/// Makes the folder of proposals, and shuts it: nobody but the program's own user looks into it. Whoever runs the installation
/// may open it to one group, that of those who propose and check, by `chmod 2750`: a folder that was there before with the
/// set-group-ID bit is read by its group. Others never read it.
pub(super) fn make_folder(workspace: &Workspace) -> Result<(), AppError> {
    let path = folder(workspace);
    if path.is_dir() {
        return shut(workspace);
    }
    std::fs::create_dir_all(&path).map_err(|e| AppError::file("create", &path, e))?;
    // What it took over from the folder above is nobody's wish.
    rights::set(&path, rights::FOLDER_OF_OURS)
}

/// Takes back what others than its group were given of the folder of proposals, and of its group what it was not given on
/// purpose: a `chmod -R` on the workspace, or a restored backup.
pub(super) fn shut(workspace: &Workspace) -> Result<(), AppError> {
    let path = folder(workspace);
    match path.is_dir() {
        true if rights::is_shared(&path)? => rights::set(&path, rights::FOLDER_OF_A_GROUP),
        true => rights::set(&path, rights::FOLDER_OF_OURS),
        false => Ok(()),
    }
}

/// Gives a folder of one proposal, and each file in it, to those who read the folder of all.
pub(super) fn only_readers(workspace: &Workspace, dir: &Path) -> Result<(), AppError> {
    let (of_folder, of_file) = match rights::is_shared(&folder(workspace))? {
        true => (rights::FOLDER_OF_A_GROUP, rights::FILE_OF_A_GROUP),
        false => (rights::FOLDER_OF_OURS, rights::FILE_OF_OURS),
    };
    for entry in std::fs::read_dir(dir).map_err(|e| AppError::file("read", dir, e))? {
        rights::set(&entry.map_err(|e| AppError::file("read", dir, e))?.path(), of_file)?;
    }
    rights::set(dir, of_folder)
}

/// Who may read files, as Unix has it.
#[cfg(unix)]
mod rights {
    use crate::error::AppError;
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    pub(super) const FOLDER_OF_OURS: u32 = 0o700;
    pub(super) const FILE_OF_OURS: u32 = 0o600;
    /// What lies in it belongs to the same group.
    pub(super) const FOLDER_OF_A_GROUP: u32 = 0o2750;
    pub(super) const FILE_OF_A_GROUP: u32 = 0o640;

    fn of(path: &Path) -> Result<u32, AppError> {
        Ok(metadata(path).map_err(|e| AppError::file("read", path, e))?.permissions().mode() & 0o7777)
    }

    pub(super) fn is_shared(path: &Path) -> Result<bool, AppError> {
        Ok(of(path)? & 0o2050 == 0o2050)
    }

    pub(super) fn set(path: &Path, rights: u32) -> Result<(), AppError> {
        if of(path)? == rights {
            return Ok(());
        }
        set_permissions(path, Permissions::from_mode(rights)).map_err(|e| AppError::file("write", path, e))
    }
}

/// Elsewhere a folder has the rights of the one above.
#[cfg(not(unix))]
mod rights {
    use crate::error::AppError;
    use std::path::Path;

    pub(super) const FOLDER_OF_OURS: u32 = 0;
    pub(super) const FILE_OF_OURS: u32 = 0;
    pub(super) const FOLDER_OF_A_GROUP: u32 = 0;
    pub(super) const FILE_OF_A_GROUP: u32 = 0;

    pub(super) fn is_shared(_: &Path) -> Result<bool, AppError> {
        Ok(false)
    }

    pub(super) fn set(_: &Path, _: u32) -> Result<(), AppError> {
        Ok(())
    }
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
