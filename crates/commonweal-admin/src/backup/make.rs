//! Making a backup: written aside, read back, then given its name.

use super::parts::{Manifest, PartWriter};
use super::pipe::Pipe;
use super::read::read_whole;
use super::{ENDING, Header, LAST_BACKUP, Progress, tree};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::keys::backup_key;
use crate::visitor::{By, OPERATION};
use commonweal_identity::stream::SealWriter;
use commonweal_operations::audit::Action;
use commonweal_operations::time_text::instant_text;
use commonweal_store::FACT_INSTALLATION;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// The file.
    pub file: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// Files in it.
    pub files: u64,
    /// Rows in it.
    pub rows: u64,
    /// How long it took, reading it back included.
    pub took: Duration,
    /// Older backups that were removed, by name.
    pub expired: Vec<String>,
}

/// Bytes of a file read at once.
const PIECE: usize = 1 << 20;

type Sealed = Pipe<File>;

impl Desk {
    /// Backs up every database and file into a new file in the folder `out`, reads it back, and removes backups of that
    /// folder older than `keep_days`. The newest is never removed.
    ///
    /// # Errors
    /// `WrongRole` anywhere but at the machine; `File` where the disk is full or a file changes meanwhile: nothing is
    /// left behind; `Backup` where it does not read back; `Store`; `Identity`.
    pub async fn backup(
        &self,
        by: By<'_>,
        out: &Path,
        keep_days: Option<u32>,
        progress: Progress<'_>,
    ) -> Result<BackupReport, DeskError> {
        self.permit(by, &OPERATION, "backup").await?;
        let began = Instant::now();
        if !self.role().opens_care() {
            let role = self.role();
            return Err(DeskError::WrongRole { role, what: "holds one of three databases", instead: "command-line" });
        }
        let key = backup_key(&self.settings().secrets_in(self.dir()), self.settings().group_may_read)?;
        self.sign_heads(true).await?;
        std::fs::create_dir_all(out).map_err(DeskError::file("cannot make the folder", out))?;
        self.refuse_among_what_is_kept(out)?;
        let aside = tempfile::Builder::new()
            .prefix(".unfinished-")
            .suffix(ENDING)
            .tempfile_in(out)
            .map_err(DeskError::file("cannot write into", out))?;

        let now = self.now();
        let mut reading = self.operations().read().await?;
        let installation = reading.fact(FACT_INSTALLATION).await?.unwrap_or_default();
        drop(reading);
        let header = Header { commonweal_backup: super::parts::FORMAT, at: instant_text(now), installation };
        let header = serde_json::to_vec(&header).map_err(io::Error::other).map_err(failed(out))?;
        let file = aside.as_file().try_clone().map_err(failed(out))?;
        let sealed = SealWriter::new(BufWriter::with_capacity(PIECE, file), &key, &header).map_err(failed(out))?;
        let pipe = Pipe::new(sealed, |sealed| {
            let file = sealed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            Ok(file)
        });
        let mut parts = PartWriter::new(pipe);
        let rows = self.add_databases(&mut parts, out, progress).await?;
        let files = self.add_files(&mut parts, out, progress).await?;
        let (pipe, manifest) = parts.finish(rows).map_err(failed(out))?;
        pipe.finish().map_err(failed(out))?;

        let read = read_whole(aside.path(), |_| Some(key), progress, &mut |_| Ok(()))?;
        if read.manifest != manifest {
            return Err(DeskError::Backup(
                "it did not read back as it was written; the disk may be failing".to_owned(),
            ));
        }
        let name = format!("commonweal-{}{ENDING}", now.strftime("%Y%m%dT%H%M%S%.6fZ"));
        let path = out.join(&name);
        aside.persist_noclobber(&path).map_err(|error| DeskError::file("cannot name", &path)(error.error))?;
        sync_folder(out).map_err(DeskError::file("cannot write", out))?;

        let rows = manifest.rows.values().sum();
        let bytes = std::fs::metadata(&path).map_err(DeskError::file("cannot read", &path))?.len();
        let mut act = self.act(by).await?;
        act.set_fact(LAST_BACKUP, &instant_text(now)).await?;
        act.commit_all(vec![
            by.draft(now, Action::BackupMade, &name).rows(rows),
            by.draft(now, Action::BackupVerified, &name),
        ])
        .await?;
        let expired = match keep_days {
            Some(days) => self.expire_backups(by, out, days, &name).await?,
            None => Vec::new(),
        };
        Ok(BackupReport { file: path, bytes, files, rows, took: began.elapsed(), expired })
    }

    async fn add_databases(
        &self,
        parts: &mut PartWriter<Sealed>,
        out: &Path,
        progress: Progress<'_>,
    ) -> Result<BTreeMap<String, u64>, DeskError> {
        let mut rows = BTreeMap::new();
        for store in self.stores() {
            let name = format!("tables/{}", store.database());
            parts.begin(&name, true).map_err(failed(out))?;
            let stage = format!("the {} database", store.database());
            let mut counted = Counted { parts: &mut *parts, bytes: 0, stage: &stage, progress };
            let report = store.dump(&mut counted).await?;
            parts.end().map_err(failed(out))?;
            progress(&stage, report.rows, Some(report.rows));
            rows.insert(name, report.rows);
        }
        Ok(rows)
    }

    async fn add_files(
        &self,
        parts: &mut PartWriter<Sealed>,
        out: &Path,
        progress: Progress<'_>,
    ) -> Result<u64, DeskError> {
        let dir = &real(self.dir())?;
        let files = tree::files(dir, &self.kept_apart(dir))?;
        let total = files.len() as u64;
        let mut piece = vec![0; PIECE];
        for (done, path) in files.iter().enumerate() {
            progress("files", done as u64, Some(total));
            let whole = dir.join(path);
            let mut file = File::open(&whole).map_err(DeskError::file("cannot read", &whole))?;
            parts.begin(&tree::part_name(path)?, !tree::is_packed(path)).map_err(failed(out))?;
            loop {
                let read = file.read(&mut piece).map_err(DeskError::file("cannot read", &whole))?;
                if read == 0 {
                    break;
                }
                parts.add(&piece[..read]).map_err(failed(out))?;
                tokio::task::yield_now().await;
            }
            parts.end().map_err(failed(out))?;
        }
        progress("files", total, Some(total));
        Ok(total)
    }

    /// What never goes into a backup, should it lie among the files: secrets, databases, heads. A folder that the whole
    /// workspace lies in keeps nothing out.
    fn kept_apart(&self, dir: &Path) -> Vec<PathBuf> {
        let mut apart = vec![self.settings().secrets_in(dir), dir.join(&self.settings().heads)];
        let store = &self.settings().store;
        for place in [&store.operations, &store.care, &store.vault] {
            if let crate::settings::DatabasePlace::File(file) = place {
                apart.push(dir.join(file));
            }
        }
        apart
            .iter()
            .map(|path| real(path).unwrap_or_else(|_| path.clone()))
            .filter(|path| !dir.starts_with(path))
            .collect()
    }

    /// Backups that lay among what is backed up would hold each other.
    fn refuse_among_what_is_kept(&self, out: &Path) -> Result<(), DeskError> {
        let (dir, out) = (real(self.dir())?, real(out)?);
        match tree::FOLDERS.iter().find(|folder| out.starts_with(dir.join(folder))) {
            Some(folder) => Err(DeskError::refused(format!(
                "{} lies in the workspace's folder {folder}, which is backed up itself; give a folder outside it, best on another disk",
                out.display()
            ))),
            None => Ok(()),
        }
    }
}

/// Where a path really leads, so that two ways to write it are one.
fn real(path: &Path) -> Result<PathBuf, DeskError> {
    path.canonicalize().map_err(DeskError::file("cannot find", path))
}

fn failed(out: &Path) -> impl Fn(io::Error) -> DeskError + use<> {
    let out = out.to_path_buf();
    move |error| DeskError::file("the backup cannot be written into", &out)(error)
}

pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A part's bytes, counted for whoever watches.
struct Counted<'a, 'p> {
    parts: &'a mut PartWriter<Sealed>,
    bytes: u64,
    stage: &'a str,
    progress: Progress<'p>,
}

impl Write for Counted<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.parts.add(bytes)?;
        self.bytes += bytes.len() as u64;
        (self.progress)(self.stage, self.bytes, None);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the manifest of a backup says, for those who compare.
pub(super) fn rows_of(manifest: &Manifest) -> u64 {
    manifest.rows.values().sum()
}
