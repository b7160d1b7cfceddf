//! Whether this process can do its work now, for `/health/ready` and the page on the system; and how large it is.

use crate::backup;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::settings::DatabasePlace;
use commonweal_operations::audit::Entry;
use commonweal_store::{AuditFilter, Store};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;

/// Less room than this on the disk, and the process is not ready: an audit entry that cannot be written stops all work.
const LEAST_ROOM: u64 = 256 << 20;
/// A backup older than this is said to be late: at most a day of work is lost with the machine (TRUST, reliability).
const LATE_BACKUP: SignedDuration = SignedDuration::from_hours(25);
/// A head is due every hour; twice that is late.
const LATE_HEAD: SignedDuration = SignedDuration::from_hours(2);
/// Entries at the end of a chain that are looked at each time.
const LAST_ENTRIES: u32 = 50;

/// What was looked at, and whether all of it allows work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// Whether requests can be answered. A late backup is said, but stops nothing.
    pub ready: bool,
    /// Each thing that was looked at.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is.
    pub name: String,
    /// Whether it is well.
    pub ok: bool,
    /// Whether the process can work without it.
    pub stops: bool,
    /// What was found.
    pub words: String,
}

/// How large something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeView {
    /// What it is.
    pub name: String,
    /// Its bytes on disk, where it is a file here.
    pub bytes: Option<u64>,
    /// Its rows.
    pub rows: Option<u64>,
}

fn check(name: impl Into<String>, stops: bool, found: Result<String, String>) -> Check {
    let ok = found.is_ok();
    Check { name: name.into(), ok, stops, words: found.unwrap_or_else(|words| words) }
}

impl Desk {
    /// Looks at databases, keys, disk, heads, the ends of the chains and the last backup.
    pub async fn readiness(&self) -> Readiness {
        let mut checks = Vec::new();
        for store in self.stores() {
            let name = format!("the {} database", store.database());
            checks.push(check(name, true, self.answers(store).await));
            let name = format!("the end of the {} audit", store.database());
            checks.push(check(name, true, self.end_is_whole(store).await));
            let name = format!("the last signed head of the {} audit", store.database());
            checks.push(check(name, false, self.head_is_fresh(store).await));
        }
        checks.push(check("the keys", true, self.keys_can_be_read()));
        checks.push(check("room on the disk", true, room(self.dir())));
        checks.push(check("the last backup", false, self.backup_is_fresh().await));
        Readiness { ready: checks.iter().all(|check| check.ok || !check.stops), checks }
    }

    async fn answers(&self, store: &Store) -> Result<String, String> {
        let health = store.check().await.map_err(|error| error.to_string())?;
        Ok(format!("{} {} answers, {} audit entries", health.engine, health.version, health.entries))
    }

    async fn end_is_whole(&self, store: &Store) -> Result<String, String> {
        let found = async {
            let mut reading = store.read().await?;
            let entries = reading.audit_page(&AuditFilter::default(), LAST_ENTRIES).await?;
            let tail = reading.audit_tail().await?;
            Ok::<_, DeskError>((entries, tail))
        };
        let (entries, tail) = found.await.map_err(|error| error.to_string())?;
        if entries.first().is_some_and(|newest| newest.sequence < tail.sequence) {
            return Err(format!("entries after {} are missing", tail.sequence));
        }
        let newer = entries.iter();
        let older = entries.iter().skip(1);
        let broken = newer.clone().find(|entry| entry.expected_hash() != entry.hash).or_else(|| {
            let loose = |(newer, older): &(&Entry, &Entry)| {
                newer.previous != older.hash || newer.sequence != older.sequence + 1
            };
            newer.zip(older).find(loose).map(|(newer, _)| newer)
        });
        match broken {
            Some(entry) => {
                Err(format!("entry {} is not as it was written; run `commonweal audit verify`", entry.sequence))
            }
            None => Ok(format!("the last {} entries are whole", entries.len())),
        }
    }

    async fn head_is_fresh(&self, store: &Store) -> Result<String, String> {
        let found = async {
            let mut reading = store.read().await?;
            Ok::<_, DeskError>((reading.last_head().await?, reading.audit_tail().await?))
        };
        let (head, tail) = found.await.map_err(|error| error.to_string())?;
        match head {
            None if tail.sequence == 0 => Ok("no entries yet".to_owned()),
            None => Err("no head was signed yet".to_owned()),
            Some(head) if head.sequence == tail.sequence => Ok(format!("signed at {}, up to the last entry", head.at)),
            Some(head) if self.now().duration_since(head.at) <= LATE_HEAD => Ok(format!("signed at {}", head.at)),
            Some(head) => Err(format!("signed at {}, later entries wait", head.at)),
        }
    }

    fn keys_can_be_read(&self) -> Result<String, String> {
        let folder = self.settings().secrets_in(self.dir());
        let opened = crate::keys::Keys::open(&folder, self.role(), self.settings().group_may_read);
        opened.map(|_| "can be read".to_owned()).map_err(|error| error.to_string())
    }

    async fn backup_is_fresh(&self) -> Result<String, String> {
        match self.last_backup().await.map_err(|error| error.to_string())? {
            None => Err("there is none yet; `commonweal backup` makes one".to_owned()),
            Some(at) if self.now().duration_since(at) <= LATE_BACKUP => Ok(format!("made at {at}")),
            Some(at) => Err(format!("made at {at}, more than a day ago")),
        }
    }

    /// When the last backup was made and read back.
    ///
    /// # Errors
    /// `Store`.
    pub async fn last_backup(&self) -> Result<Option<Timestamp>, DeskError> {
        let mut reading = self.operations().read().await?;
        let fact = reading.fact(backup::LAST_BACKUP).await?;
        Ok(fact.and_then(|text| commonweal_operations::time_text::parse_instant(&text).ok()))
    }

    /// How large databases and folders are.
    ///
    /// # Errors
    /// `Store`; `File` where a folder cannot be read.
    pub async fn sizes(&self) -> Result<Vec<SizeView>, DeskError> {
        let mut sizes = Vec::new();
        let places = &self.settings().store;
        let places = [&places.operations, &places.care, &places.vault];
        for (store, place) in self.stores().zip(places) {
            let health = store.check().await?;
            let bytes = match place {
                DatabasePlace::File(file) => std::fs::metadata(self.dir().join(file)).ok().map(|about| about.len()),
                DatabasePlace::Postgres { .. } => None,
            };
            sizes.push(SizeView { name: store.database().to_string(), bytes, rows: Some(health.entries) });
        }
        for folder in ["definitions", "records", "results"] {
            sizes.push(SizeView {
                name: folder.to_owned(),
                bytes: Some(bytes_in(&self.dir().join(folder))?),
                rows: None,
            });
        }
        Ok(sizes)
    }
}

fn bytes_in(folder: &Path) -> Result<u64, DeskError> {
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(DeskError::file("cannot read the folder", folder)(error)),
    };
    let mut bytes = 0;
    for entry in listed {
        let entry = entry.map_err(DeskError::file("cannot read the folder", folder))?;
        let about = entry.metadata().map_err(DeskError::file("cannot read", entry.path()))?;
        bytes += if about.is_dir() { bytes_in(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}

/// How much room is on the disk of a folder.
pub(crate) fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let about = rustix::fs::statvfs(folder)?;
    Ok(about.f_bavail.saturating_mul(about.f_frsize))
}

fn room(folder: &Path) -> Result<String, String> {
    let free = free_bytes(folder).map_err(|error| error.to_string())?;
    let words = format!("{} MiB free", free >> 20);
    if free < LEAST_ROOM { Err(words) } else { Ok(words) }
}
