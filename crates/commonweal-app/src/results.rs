//! Finished releases on disk: `results/releases/<release>/`, and `results/current`, which names
//! the release that is shown.

use crate::error::AppError;
use crate::results_table::{table_of, table_records};
use crate::workspace::{Workspace, write_whole};
use commonweal_disclosure::{ReleasedSet, Reopening};
use commonweal_engine::{read_parts, write_parts};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What a release says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseManifest {
    /// Id of the release.
    pub release_id: String,
    /// When it was released, RFC 3339 in UTC.
    pub released_at: String,
    /// The snapshot counted.
    pub snapshot: String,
    /// People in the snapshot.
    pub people: u64,
    /// The days people were judged at.
    pub index_dates: Vec<String>,
    /// Month ends up to the last of these days that have figures, this day among them.
    pub months: u32,
    /// Figures in the release.
    pub figures: u64,
    /// How many of them are withheld.
    pub withheld: u64,
    /// Fingerprint of the lattice.
    pub lattice_hash: String,
    /// Version of the rules of disclosure control.
    pub rules_version: String,
    /// Version of the program.
    pub program_version: String,
    /// Seal of the figures: the release is only shown while its file matches.
    pub seal: String,
    /// SHA-256 (hex) of `released_values.parquet`.
    pub values_sha256: String,
    /// SHA-256 (hex) of this manifest with this field empty, so that a change by mistake is noticed.
    pub manifest_sha256: String,
}

impl ReleaseManifest {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a manifest is plain text and numbers")
    }

    fn fingerprint(&self) -> String {
        sha256_hex(&Self { manifest_sha256: String::new(), ..self.clone() }.json())
    }
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn release_dir(workspace: &Workspace, release_id: &str) -> PathBuf {
    workspace.dir.join("results").join("releases").join(release_id)
}

/// Keeps a release and makes it the current one, whole or not at all; gives back its manifest with the fingerprints of
/// both files.
pub(crate) fn keep_release(
    workspace: &Workspace,
    mut manifest: ReleaseManifest,
    set: &ReleasedSet,
) -> Result<ReleaseManifest, AppError> {
    let dir = release_dir(workspace, &manifest.release_id);
    std::fs::create_dir_all(&dir).map_err(|e| AppError::file("create", &dir, e))?;
    let values = dir.join("released_values.parquet");
    write_values(set, &values)?;
    manifest.values_sha256 = sha256_hex(&std::fs::read(&values).map_err(|e| AppError::file("read", &values, e))?);
    manifest.manifest_sha256 = manifest.fingerprint();
    write_whole(&dir.join("release.json"), &manifest.json())?;
    write_whole(&workspace.dir.join("results").join("current"), manifest.release_id.as_bytes())?;
    Ok(manifest)
}

/// The current release: its manifest and its figures, read back through the gate.
///
/// # Errors
/// `NothingReleased`; `Tampered` if a file does not hold what was released.
pub fn current_release(workspace: &Workspace) -> Result<(ReleaseManifest, ReleasedSet), AppError> {
    let pointer = workspace.dir.join("results").join("current");
    let id = match std::fs::read_to_string(&pointer) {
        Ok(id) => id.trim().to_owned(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(AppError::NothingReleased(workspace.dir.clone()));
        }
        Err(e) => return Err(AppError::file("read", &pointer, e)),
    };
    read_release(workspace, &id)
}

fn tampered(path: &Path, message: String) -> AppError {
    AppError::Tampered { path: path.to_owned(), message }
}

/// What a release says of itself, if nobody has changed it.
fn read_manifest(workspace: &Workspace, id: &str) -> Result<ReleaseManifest, AppError> {
    let path = release_dir(workspace, id).join("release.json");
    let json = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    let manifest: ReleaseManifest = serde_json::from_slice(&json).map_err(|e| tampered(&path, e.to_string()))?;
    if manifest.release_id != id || manifest.manifest_sha256 != manifest.fingerprint() {
        return Err(tampered(&path, "it was changed since".to_owned()));
    }
    Ok(manifest)
}

/// The manifests of every release that is kept whole, in the order of their folders' names. Folders that hold no whole
/// release, as one that was interrupted, are passed over.
pub(crate) fn kept_releases(workspace: &Workspace) -> Result<Vec<ReleaseManifest>, AppError> {
    let dir = workspace.dir.join("results").join("releases");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&dir).map_err(|e| AppError::file("read", &dir, e))? {
        names.push(entry.map_err(|e| AppError::file("read", &dir, e))?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names.iter().filter_map(|name| read_manifest(workspace, name).ok()).collect())
}

/// A release that is kept: its manifest and its figures, read back through the gate.
pub(crate) fn read_release(workspace: &Workspace, id: &str) -> Result<(ReleaseManifest, ReleasedSet), AppError> {
    let dir = release_dir(workspace, id);
    let manifest = read_manifest(workspace, id)?;
    let path = dir.join("released_values.parquet");
    let bytes = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    if sha256_hex(&bytes) != manifest.values_sha256 {
        return Err(tampered(&path, "it was changed since".to_owned()));
    }
    let mut reopening = Reopening::default();
    for part in read_parts("released_values", &path)? {
        for record in table_records(part?).map_err(|message| tampered(&path, message))? {
            let record = record.map_err(|message| tampered(&path, message))?;
            reopening.take(record).map_err(|e| tampered(&path, e.to_string()))?;
        }
    }
    let set = reopening.finish(&manifest.seal).map_err(|e| tampered(&path, e.to_string()))?;
    Ok((manifest, set))
}

/// Rows that are turned into columns at one time.
const PART_ROWS: usize = 1 << 16;

/// Writes the figures as the table `released_values`, part by part.
fn write_values(set: &ReleasedSet, path: &Path) -> Result<(), AppError> {
    let mut records = set.records();
    let mut next = || table_of(records.by_ref().take(PART_ROWS));
    let first = next();
    let others = std::iter::from_fn(|| Some(next()).filter(|part| part.rows() > 0));
    Ok(write_parts(&first, others, path)?)
}
