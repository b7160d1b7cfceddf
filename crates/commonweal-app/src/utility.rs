//! How much of a release is hidden, as a file beside its figures: `utility.json`.

use crate::error::AppError;
use crate::results::{ReleaseManifest, release_dir, sha256_hex, tampered};
use crate::workspace::Workspace;
use commonweal_disclosure::Utility;

/// The file's bytes. Where a period is kept as it was last released, its counts are those of the count made anew.
pub(crate) fn as_json(utility: &Utility) -> Vec<u8> {
    serde_json::to_vec_pretty(utility).expect("numbers and words")
}

/// What a release says of it; none where it was made before this was kept.
pub(crate) fn read_utility(workspace: &Workspace, manifest: &ReleaseManifest) -> Result<Option<Utility>, AppError> {
    let Some(expected) = &manifest.utility_sha256 else { return Ok(None) };
    let path = release_dir(workspace, &manifest.release_id).join("utility.json");
    let bytes = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    if sha256_hex(&bytes) != *expected {
        return Err(tampered(&path, "it was changed since".to_owned()));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|e| tampered(&path, e.to_string()))
}
