//! Restoring a backup into an empty place, and trying that out beside it.
//!
//! Everything is read, unsealed and compared aside first; only then are files renamed into their places, the operations
//! database last, because it is what makes a folder an installation. A restore that is stopped in between leaves a note
//! that says what it had placed, and the next one begins by clearing that away.

use super::place::{ASIDE, Beside, clear_unfinished, place_all};
use super::unpack::{Unpacked, unpack};
use super::{Progress, tree};
use crate::clock::Clock;
use crate::desk::{Desk, address};
use crate::error::DeskError;
use crate::heads;
use crate::role::ProcessRole;
use crate::settings::{DatabasePlace, Settings};
use crate::visitor::{By, OPERATION};
use commonweal_operations::audit::Action;
use commonweal_store::{Database, Store, StoreAddress};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// When the backup was made, as RFC 3339.
    pub at: String,
    /// The installation it is of.
    pub installation: String,
    /// Files in their places.
    pub files: u64,
    /// Rows in their databases.
    pub rows: u64,
    /// Sessions that ended.
    pub sessions_ended: u64,
    /// The last entry of the operations audit that came back.
    pub audit_sequence: u64,
    /// How long it took.
    pub took: Duration,
}

/// What trying out a restore found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillReport {
    /// When the backup was made, as RFC 3339.
    pub at: String,
    /// Files that came back with the checksums they had.
    pub files: u64,
    /// Rows that came back with the checksums they had.
    pub rows: u64,
    /// How long it took.
    pub took: Duration,
}

impl Desk {
    /// Reads a backup and says what it holds, changing nothing.
    ///
    /// # Errors
    /// `Backup` where it is not whole; `Identity` where its key is not here; `File`.
    pub fn verify_backup(
        file: &Path,
        dir: &Path,
        settings: &Settings,
        progress: Progress<'_>,
    ) -> Result<super::BackupSummary, DeskError> {
        super::read::summary(file, dir, settings, progress)
    }

    /// Restores a backup into a folder that holds nothing but its settings and secrets, and into databases that have no
    /// tables. Every session in it ends.
    ///
    /// # Errors
    /// `Refused` where something is there already; `Backup` where the backup is not whole: nothing was changed; `File`
    /// where the disk is full: nothing was placed; `Store`; `Identity`.
    pub async fn restore(
        file: &Path,
        dir: &Path,
        settings: &Settings,
        login: &str,
        clock: Arc<dyn Clock>,
        progress: Progress<'_>,
    ) -> Result<RestoreReport, DeskError> {
        let began = Instant::now();
        fs::create_dir_all(dir).map_err(DeskError::file("cannot make the folder", dir))?;
        clear_unfinished(dir)?;
        refuse_what_is_there(dir, settings).await?;
        let aside = tempfile::Builder::new()
            .prefix(ASIDE)
            .tempdir_in(dir)
            .map_err(DeskError::file("cannot write into", dir))?;
        let unpacked = unpack(file, dir, settings, aside.path(), progress)?;

        let mut beside = Beside::default();
        let mut rows = 0;
        // The operations database last: it makes the folder an installation.
        for database in [Database::Vault, Database::Care, Database::Operations] {
            let place = match file_place(dir, settings, database) {
                Some(place) => StoreAddress::file(beside.add(place)),
                None => address(dir, settings, database)?,
            };
            rows += restore_database(&place, database, aside.path(), &unpacked, &*clock, progress).await?;
        }
        let has_settings = dir.join(tree::SETTINGS).exists();
        let mut moves = Vec::new();
        for name in tree::FOLDERS.iter().chain(std::iter::once(&tree::SETTINGS)) {
            let from = aside.path().join("files").join(name);
            if from.exists() && !(*name == tree::SETTINGS && has_settings) {
                moves.push((from, dir.join(name)));
            }
        }
        moves.extend(beside.0.iter().cloned());
        place_all(dir, &moves)?;

        let desk = Self::open(dir, settings, ProcessRole::CommandLine, clock).await?;
        let report = desk.after_restore(file, login, &unpacked, rows, began).await;
        desk.close().await?;
        report
    }

    /// Ends sessions, begins the heads outside again, and writes down what came back.
    async fn after_restore(
        &self,
        file: &Path,
        login: &str,
        unpacked: &Unpacked,
        rows: u64,
        began: Instant,
    ) -> Result<RestoreReport, DeskError> {
        let now = self.now();
        let request = crate::visitor::Request::new("restore");
        let by = By::CommandLine { login, request: &request };
        let word = now.strftime("%Y%m%dT%H%M%S").to_string();
        for store in self.stores() {
            heads::put_aside(&self.heads_folder(), store.database().chain(), &word)?;
            let mut reading = store.read().await?;
            for head in reading.heads().await? {
                heads::append(&self.heads_folder(), &head)?;
            }
        }
        let mut reading = self.operations().read().await?;
        let audit_sequence = reading.audit_tail().await?.sequence;
        drop(reading);
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut act = self.act(by).await?;
        let sessions_ended = act.end_all_sessions(Action::Restored.as_str()).await?;
        let draft = by.draft_because(now, Action::Restored, &name, &format!("up to entry {audit_sequence}"));
        act.commit(draft.rows(rows)).await?;
        self.sign_heads(true).await?;
        let header = &unpacked.whole.header;
        Ok(RestoreReport {
            at: header.at.clone(),
            installation: header.installation.clone(),
            files: unpacked.files.len() as u64,
            rows,
            sessions_ended,
            audit_sequence,
            took: began.elapsed(),
        })
    }

    /// Restores a backup aside, compares every file and row with its checksum, and removes what it made.
    ///
    /// # Errors
    /// As [`Desk::restore`]; nothing of the installation is touched but its audit, which says that it was tried.
    pub async fn drill(&self, by: By<'_>, file: &Path, progress: Progress<'_>) -> Result<DrillReport, DeskError> {
        self.permit(by, &OPERATION, "backup").await?;
        let began = Instant::now();
        let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let aside = tempfile::Builder::new()
            .prefix(".drill-")
            .tempdir_in(beside)
            .map_err(DeskError::file("cannot write into", beside))?;
        let unpacked = unpack(file, self.dir(), self.settings(), aside.path(), progress)?;
        let mut rows = 0;
        for database in Database::ALL {
            let place = StoreAddress::file(aside.path().join(format!("{database}.db")));
            let clock = self.clock();
            rows += restore_database(&place, *database, aside.path(), &unpacked, &*clock, progress).await?;
        }
        let draft =
            by.draft(self.now(), Action::RestoreDrilled, file.file_name().unwrap_or_default().to_string_lossy());
        self.operations().note(draft.rows(rows)).await?;
        let files = unpacked.files.len() as u64;
        let at = unpacked.whole.header.at.clone();
        aside.close().map_err(DeskError::file("cannot remove", beside))?;
        Ok(DrillReport { at, files, rows, took: began.elapsed() })
    }
}

/// The SQLite file of a database, where it is one.
fn file_place(dir: &Path, settings: &Settings, database: Database) -> Option<PathBuf> {
    let place = match database {
        Database::Operations => &settings.store.operations,
        Database::Care => &settings.store.care,
        Database::Vault => &settings.store.vault,
    };
    match place {
        DatabasePlace::File(file) => Some(dir.join(file)),
        DatabasePlace::Postgres { .. } => None,
    }
}

async fn refuse_what_is_there(dir: &Path, settings: &Settings) -> Result<(), DeskError> {
    for database in Database::ALL {
        let there = match file_place(dir, settings, *database) {
            Some(file) if file.exists() => Some((file.display().to_string(), "Move it away first")),
            Some(_) => None,
            None => {
                let address = address(dir, settings, *database)?;
                let there = Store::exists(&address, *database).await?;
                there.then(|| (format!("the {database} database"), "Rename it and make an empty one of its name first"))
            }
        };
        if let Some((there, first)) = there {
            return Err(DeskError::refused(format!(
                "{there} is there already; a backup is restored into an empty place only, so that nothing is lost. {first}"
            )));
        }
    }
    for name in tree::FOLDERS {
        let folder = dir.join(name);
        let mut listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(DeskError::file("cannot read the folder", &folder)(error)),
        };
        if listed.next().is_some() {
            return Err(DeskError::refused(format!(
                "{} holds files; a backup is restored into an empty place only. Move them away first",
                folder.display()
            )));
        }
    }
    Ok(())
}

/// Restores one database from its dump and compares rows and checksums.
async fn restore_database(
    place: &StoreAddress,
    database: Database,
    aside: &Path,
    unpacked: &Unpacked,
    clock: &dyn Clock,
    progress: Progress<'_>,
) -> Result<u64, DeskError> {
    let name = format!("tables/{database}");
    let expected: &BTreeMap<String, u64> = &unpacked.whole.manifest.rows;
    let rows = *expected.get(&name).ok_or_else(|| DeskError::Backup(format!("it holds no {database} database")))?;
    let stage = format!("the {database} database");
    progress(&stage, 0, Some(rows));
    let dump = aside.join(format!("{database}.dump"));
    let file = File::open(&dump).map_err(DeskError::file("cannot read", &dump))?;
    let mut input = BufReader::with_capacity(1 << 20, file);
    let (store, report) = Store::restore(place, database, &mut input, clock.now()).await?;
    store.close().await;
    if report.rows != rows {
        return Err(DeskError::Backup(format!("{database}: {} rows came back, {rows} were kept", report.rows)));
    }
    fs::remove_file(&dump).map_err(DeskError::file("cannot remove", &dump))?;
    progress(&stage, rows, Some(rows));
    Ok(rows)
}
