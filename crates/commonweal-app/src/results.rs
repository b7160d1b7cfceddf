//! Finished releases on disk: `results/releases/<release>/`, and `results/current`, which names
//! the release that is shown.

use crate::error::AppError;
use crate::results_table::{table_of, table_records};
use crate::workspace::{Workspace, write_whole};
use commonweal_disclosure::{ReleasedRecord, ReleasedSet, Reopening};
use commonweal_engine::{read_parts, write_parts};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
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
    /// Earlier snapshots that figures kept from earlier releases were counted from. They are needed for as long as the
    /// release stands: by them the next release knows who joined and left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_snapshots: Vec<String>,
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
    /// How it came to be released; none for a proposal, and for releases of programs before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    /// SHA-256 (hex) of `utility.json`; none where a release has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utility_sha256: Option<String>,
    /// SHA-256 (hex) of `released_values.parquet`.
    pub values_sha256: String,
    /// SHA-256 (hex) of this manifest with this field empty, so that a change by mistake is noticed.
    pub manifest_sha256: String,
}

/// How a release came to be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// No second person was needed: the class of the workspace says why.
    Automatic(String),
    /// One person proposed it, another checked it. Accounts of those who run the installation, never people of the records.
    Checked {
        /// User name of who proposed it.
        proposed_by: String,
        /// When, RFC 3339 in UTC.
        proposed_at: String,
        /// User name of who checked it.
        checked_by: String,
        /// When, RFC 3339 in UTC.
        checked_at: String,
        /// What they said.
        remark: String,
    },
}

/// The snapshots that figures are of, but for the one that was counted now.
pub(crate) fn earlier_snapshots<'a>(of: impl Iterator<Item = Option<&'a str>>, now: &str) -> Vec<String> {
    let earlier: BTreeSet<&str> = of.flatten().filter(|snapshot| *snapshot != now).collect();
    earlier.into_iter().map(str::to_owned).collect()
}

impl ReleaseManifest {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a manifest is plain text and numbers")
    }

    fn fingerprint(&self) -> String {
        sha256_hex(&Self { manifest_sha256: String::new(), ..self.clone() }.json())
    }
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn release_dir(workspace: &Workspace, release_id: &str) -> PathBuf {
    workspace.dir.join("results").join("releases").join(release_id)
}

/// Keeps a release and makes it the current one, whole or not at all; gives back its manifest with the fingerprints of
/// its files.
pub(crate) fn keep_release(
    workspace: &Workspace,
    manifest: ReleaseManifest,
    set: &ReleasedSet,
    utility: Option<&[u8]>,
) -> Result<ReleaseManifest, AppError> {
    let dir = release_dir(workspace, &manifest.release_id);
    let aside = dir.with_file_name(format!(".{}.part", manifest.release_id));
    let manifest = write_release(&aside, manifest, set.records(), utility)?;
    name_release(&aside, &dir)?;
    write_whole(&workspace.dir.join("results").join("current"), manifest.release_id.as_bytes())?;
    Ok(manifest)
}

/// Writes the files of a release into a folder aside. Whatever an interrupted try left there is written over.
pub(crate) fn write_release(
    aside: &Path,
    mut manifest: ReleaseManifest,
    rows: impl Iterator<Item = ReleasedRecord>,
    utility: Option<&[u8]>,
) -> Result<ReleaseManifest, AppError> {
    if aside.exists() {
        std::fs::remove_dir_all(aside).map_err(|e| AppError::file("write", aside, e))?;
    }
    std::fs::create_dir_all(aside).map_err(|e| AppError::file("create", aside, e))?;
    let values = aside.join("released_values.parquet");
    write_values(rows, &values)?;
    manifest.values_sha256 = sha256_hex(&std::fs::read(&values).map_err(|e| AppError::file("read", &values, e))?);
    manifest.utility_sha256 = utility.map(sha256_hex);
    if let Some(utility) = utility {
        write_whole(&aside.join("utility.json"), utility)?;
    }
    manifest.manifest_sha256 = manifest.fingerprint();
    write_whole(&aside.join("release.json"), &manifest.json())?;
    Ok(manifest)
}

/// Gives a folder written aside its name. What was released is never written again: where the name is taken, nothing
/// happens to what bears it.
pub(crate) fn name_release(aside: &Path, dir: &Path) -> Result<(), AppError> {
    if dir.exists() {
        return Err(AppError::Refused(format!(
            "{} is there already; what was released is never written again. Release it under another time",
            dir.display()
        )));
    }
    std::fs::rename(aside, dir).map_err(|e| AppError::file("write", dir, e))?;
    let folder = dir.parent().unwrap_or(dir);
    std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|e| AppError::file("write", dir, e))
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
    // The note of a withdrawal is written before the pointer moves; between the two, and after a kill there, nothing is shown.
    if release_dir(workspace, &id).join("withdrawn.json").exists() {
        return Err(AppError::NothingReleased(workspace.dir.clone()));
    }
    read_release(workspace, &id)
}

pub(crate) fn tampered(path: &Path, message: String) -> AppError {
    AppError::Tampered { path: path.to_owned(), message }
}

/// What a release says of itself, if nobody has changed it.
fn read_manifest(workspace: &Workspace, id: &str) -> Result<ReleaseManifest, AppError> {
    manifest_in(&release_dir(workspace, id), id)
}

/// The manifest in a folder, if it is of this release and nobody has changed it.
pub(crate) fn manifest_in(dir: &Path, id: &str) -> Result<ReleaseManifest, AppError> {
    let path = dir.join("release.json");
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
    let set = reopening(&path, &manifest)?.finish(&manifest.seal).map_err(|e| tampered(&path, e.to_string()))?;
    Ok((manifest, set))
}

/// The rows of a file that a manifest is about, each of the shape of a released figure.
pub(crate) fn reopening(path: &Path, manifest: &ReleaseManifest) -> Result<Reopening, AppError> {
    let bytes = std::fs::read(path).map_err(|e| AppError::file("read", path, e))?;
    if sha256_hex(&bytes) != manifest.values_sha256 {
        return Err(tampered(path, "it was changed since".to_owned()));
    }
    let mut reopening = Reopening::default();
    for part in read_parts("released_values", path)? {
        for record in table_records(part?).map_err(|message| tampered(path, message))? {
            let record = record.map_err(|message| tampered(path, message))?;
            reopening.take(record).map_err(|e| tampered(path, e.to_string()))?;
        }
    }
    Ok(reopening)
}

/// Rows that are turned into columns at one time.
const PART_ROWS: usize = 1 << 16;

/// Writes the figures as the table `released_values`, part by part.
fn write_values(mut records: impl Iterator<Item = ReleasedRecord>, path: &Path) -> Result<(), AppError> {
    let mut next = || table_of(records.by_ref().take(PART_ROWS));
    let first = next();
    let others = std::iter::from_fn(|| Some(next()).filter(|part| part.rows() > 0));
    Ok(write_parts(&first, others, path)?)
}
