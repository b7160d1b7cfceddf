//! What the audits of the last refreshes came to: `results/audits.json`. Cells that did not change are not audited again, so
//! that an analyst who changed one definition waits for that one alone. The file belongs to whoever refreshes and nobody
//! else reads it: its words name intervals of hidden counts.

use crate::error::AppError;
use crate::workspace::{Workspace, write_whole};
use commonweal_indicator::{Mended, Remembers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names the program's audit: what another one worked out is forgotten.
const PROGRAM: &str = env!("COMMONWEAL_AUDIT");

/// For how many refreshes an audit is kept that none of them asked for.
const REFRESHES: u32 = 3;

/// The file.
#[derive(Default, Serialize, Deserialize)]
struct File {
    program: String,
    audits: BTreeMap<String, Kept>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    /// Refreshes since it was asked for.
    unused: u32,
    treatments: String,
    in_words: Vec<String>,
}

/// What audits came to, in a workspace.
pub(crate) struct AuditMemory {
    path: PathBuf,
    audits: Mutex<BTreeMap<String, Kept>>,
}

impl AuditMemory {
    /// The memory of a workspace; an empty one where there is none, or none of this program.
    pub(crate) fn open(workspace: &Workspace) -> Self {
        let path = workspace.dir.join("results").join("audits.json");
        let file: File =
            std::fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let mut audits = if file.program == PROGRAM { file.audits } else { BTreeMap::new() };
        audits.values_mut().for_each(|kept| kept.unused += 1);
        Self { path, audits: Mutex::new(audits) }
    }

    fn audits(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.audits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what was asked for lately.
    ///
    /// # Errors
    /// `File` where the file cannot be written.
    pub(crate) fn write(&self) -> Result<(), AppError> {
        let mut audits = self.audits();
        audits.retain(|_, kept| kept.unused < REFRESHES);
        let file = File { program: PROGRAM.to_owned(), audits: std::mem::take(&mut audits) };
        let failed = |e| AppError::file("write", &self.path, e);
        let text = serde_json::to_vec(&file).map_err(|e| failed(e.into()))?;
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        write_whole(&self.path, &text)?;
        private(&self.path).map_err(failed)
    }
}

#[cfg(unix)]
fn private(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn private(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

impl Remembers for AuditMemory {
    fn recall(&self, fingerprint: &str) -> Option<Mended> {
        let mut audits = self.audits();
        let kept = audits.get_mut(fingerprint)?;
        kept.unused = 0;
        Some(Mended { treatments: kept.treatments.clone(), in_words: kept.in_words.clone() })
    }

    fn keep(&self, fingerprint: String, Mended { treatments, in_words }: Mended) {
        self.audits().insert(fingerprint, Kept { unused: 0, treatments, in_words });
    }
}
