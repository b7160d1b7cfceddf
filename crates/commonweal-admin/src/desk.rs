//! The desk: the databases and keys that this process may hold, opened once and shared by all that asks.

use crate::clock::Clock;
use crate::conflict::Conflict;
use crate::error::DeskError;
use crate::keys::Keys;
use crate::role::ProcessRole;
use crate::settings::{DatabasePlace, SettingProblem, Settings};
use crate::visitor::By;
use commonweal_identity::OidcClient;
use commonweal_operations::audit::Chain;
use commonweal_operations::conflict::compare;
use commonweal_operations::purpose::Side;
use commonweal_operations::sessions::SessionLimits;
use commonweal_store::{Act, Database, FACT_INSTALLATION, OpenMode, Store, StoreAddress, StoreError};
use jiff::Timestamp;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

/// Sign-in attempts on one name wait for one another; names share this many places to wait.
const QUEUES: usize = 64;
/// A file that is there while a restore is not finished.
pub(crate) const UNFINISHED: &str = "RESTORE-UNFINISHED";

/// Everything that those who run an installation do. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    settings: Settings,
    role: ProcessRole,
    clock: Arc<dyn Clock>,
    keys: Keys,
    operations: Store,
    care: Option<Store>,
    vault: Option<Store>,
    limits: SessionLimits,
    schemas: Vec<(String, String)>,
    oidc: OnceCell<OidcClient>,
    queues: Vec<Mutex<()>>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("dir", &self.0.dir).field("role", &self.0.role).finish_non_exhaustive()
    }
}

/// The address of a database, with the password that its file holds.
pub(crate) fn address(dir: &Path, settings: &Settings, database: Database) -> Result<StoreAddress, DeskError> {
    let place = match database {
        Database::Operations => &settings.store.operations,
        Database::Care => &settings.store.care,
        Database::Vault => &settings.store.vault,
    };
    match place {
        DatabasePlace::File(file) => Ok(StoreAddress::file(dir.join(file))),
        DatabasePlace::Postgres { url, password_file } => {
            let password = match password_file {
                None => None,
                Some(file) => {
                    let file = settings.secret_place(dir, file);
                    let text = std::fs::read_to_string(&file)
                        .map_err(DeskError::file("cannot read the password in", &file))?;
                    Some(text.trim_end_matches(['\r', '\n']).to_owned())
                }
            };
            Ok(StoreAddress::postgres(url, password)?)
        }
    }
}

impl Desk {
    /// Whether there are accounts here: whether the operations database has its tables.
    ///
    /// # Errors
    /// `Store` where a server does not answer; `File` where its password cannot be read.
    pub async fn exists(dir: &Path, settings: &Settings) -> Result<bool, DeskError> {
        Ok(Store::exists(&address(dir, settings, Database::Operations)?, Database::Operations).await?)
    }

    /// Makes the databases and keys that are missing, and says in words what it made. What is there stays.
    ///
    /// # Errors
    /// `Store`, `Identity` and `File`, where something cannot be made.
    pub async fn create(
        dir: &Path,
        settings: &Settings,
        installation: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Vec<String>), DeskError> {
        let mut made = Keys::make(&settings.secrets_in(dir))?;
        for database in Database::ALL {
            if !Store::exists(&address(dir, settings, *database)?, *database).await? {
                made.push(format!("the {database} database"));
            }
        }
        let desk = Self::open_with(dir, settings, ProcessRole::CommandLine, clock, OpenMode::Create).await?;
        let mut reading = desk.operations().read().await?;
        let named = reading.fact(FACT_INSTALLATION).await?.is_some();
        drop(reading);
        if !named {
            use commonweal_operations::audit::{self, Action, Draft};
            let mut act = desk.operations().begin(audit::PROGRAM, desk.now()).await?;
            act.set_fact(FACT_INSTALLATION, installation).await?;
            let object = format!("installation {installation}");
            act.commit(Draft::new(desk.now(), audit::PROGRAM, Action::SettingsChanged, object)).await?;
        }
        Ok((desk, made))
    }

    /// Opens the databases and keys that a process of this role may hold, and brings older ones up to date.
    ///
    /// # Errors
    /// `NoAccounts`; `WrongRole` for `public`, which opens nothing; `Refused` while a restore is unfinished, or where a provider
    /// could not send people back; `Store`;
    /// `Identity` where a key is missing or others can read it.
    pub async fn open(
        dir: &Path,
        settings: &Settings,
        role: ProcessRole,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DeskError> {
        if !role.opens_operations() {
            return Err(DeskError::WrongRole { role, what: "opens no database", instead: "analysis or care" });
        }
        if dir.join(UNFINISHED).exists() {
            return Err(DeskError::refused(format!(
                "a restore into {} did not finish; run `commonweal restore` again",
                dir.display()
            )));
        }
        if let Some(problem) = settings.without_address(role) {
            return Err(DeskError::refused(problem.to_string()));
        }
        if !Self::exists(dir, settings).await? {
            return Err(DeskError::NoAccounts);
        }
        Self::open_with(dir, settings, role, clock, OpenMode::Existing).await
    }

    async fn open_with(
        dir: &Path,
        settings: &Settings,
        role: ProcessRole,
        clock: Arc<dyn Clock>,
        mode: OpenMode,
    ) -> Result<Self, DeskError> {
        let now = clock.now();
        let keys = Keys::open(&settings.secrets_in(dir), role, settings.group_may_read)?;
        let open = async |database| -> Result<Store, DeskError> {
            Ok(Store::open(&address(dir, settings, database)?, database, mode, now).await?)
        };
        let operations = open(Database::Operations).await?;
        let (care, vault) = match role.opens_care() {
            true => (Some(open(Database::Care).await?), Some(open(Database::Vault).await?)),
            false => (None, None),
        };
        let mut schemas = Vec::new();
        for store in std::iter::once(&operations).chain(&care).chain(&vault) {
            schemas.push((store.database().to_string(), store.check().await?.schema.to_string()));
        }
        let limits = SessionLimits::new(settings.sign_in.idle_minutes, settings.sign_in.most_hours)
            .map_err(DeskError::refused)?;
        Ok(Self(Arc::new(Inner {
            dir: dir.to_path_buf(),
            settings: settings.clone(),
            role,
            clock,
            keys,
            operations,
            care,
            vault,
            limits,
            schemas,
            oidc: OnceCell::new(),
            queues: (0..QUEUES).map(|_| Mutex::new(())).collect(),
        })))
    }

    /// Everything that would stop a process of this role from starting, databases and keys included.
    pub async fn check(dir: &Path, settings: &Settings, role: ProcessRole) -> Vec<SettingProblem> {
        let mut problems = settings.check(dir, role);
        if !role.opens_operations() || !problems.is_empty() {
            return problems;
        }
        let problem = |setting: &str, error: &dyn fmt::Display| SettingProblem {
            setting: setting.to_owned(),
            message: error.to_string(),
            help: "see the page on installing".to_owned(),
        };
        if let Err(error) = Keys::open(&settings.secrets_in(dir), role, settings.group_may_read) {
            problems.push(problem("[secrets] folder", &error));
        }
        for database in Database::ALL {
            if *database != Database::Operations && !role.opens_care() {
                continue;
            }
            let setting = format!("[store] {database}");
            let exists = match address(dir, settings, *database) {
                Ok(address) => Store::exists(&address, *database).await.map_err(DeskError::from),
                Err(error) => Err(error),
            };
            match exists {
                Ok(true) => {}
                Ok(false) => problems.push(problem(&setting, &DeskError::NoAccounts)),
                Err(error) => problems.push(problem(&setting, &error)),
            }
        }
        problems
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The settings it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The workspace it belongs to.
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// The role of this process.
    pub fn role(&self) -> ProcessRole {
        self.0.role
    }

    /// Each database that this process holds, and the version of its schema.
    pub fn versions(&self) -> Vec<(String, String)> {
        self.0.schemas.clone()
    }

    /// Whether accounts with a password of ours may sign in.
    pub fn has_local(&self) -> bool {
        self.0.settings.sign_in.local
    }

    /// Whether a provider's accounts may.
    pub fn has_oidc(&self) -> bool {
        self.0.settings.sign_in.oidc.is_some()
    }

    /// Signs the heads and closes the databases. Call it when the process ends.
    ///
    /// # Errors
    /// `Store` or `File`, where the last heads could not be written.
    pub async fn close(&self) -> Result<(), DeskError> {
        let signed = self.sign_heads(true).await;
        for store in self.stores() {
            store.close().await;
        }
        signed.map(|_| ())
    }

    pub(crate) fn operations(&self) -> &Store {
        &self.0.operations
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.clock)
    }

    pub(crate) fn limits(&self) -> &SessionLimits {
        &self.0.limits
    }

    pub(crate) fn oidc_cell(&self) -> &OnceCell<OidcClient> {
        &self.0.oidc
    }

    /// The databases this process holds.
    pub(crate) fn stores(&self) -> impl Iterator<Item = &Store> {
        std::iter::once(&self.0.operations).chain(&self.0.care).chain(&self.0.vault)
    }

    pub(crate) fn store(&self, chain: Chain) -> Result<&Store, DeskError> {
        let found = self.stores().find(|store| store.database().chain() == chain);
        let role = self.role();
        found.ok_or(DeskError::WrongRole { role, what: "does not open this database", instead: "care" })
    }

    /// The sides that people may work on in this process.
    pub(crate) fn sides(&self) -> &'static [Side] {
        match self.role() {
            ProcessRole::Public => &[],
            ProcessRole::Analysis => &[Side::Planning],
            ProcessRole::Care => &[Side::Care],
            ProcessRole::Demo | ProcessRole::CommandLine => &[Side::Care, Side::Planning],
        }
    }

    /// Begins an act in the operations database.
    pub(crate) async fn act(&self, by: By<'_>) -> Result<Act, DeskError> {
        Ok(self.operations().begin(by.actor(), self.now()).await?)
    }

    /// An id that nobody can guess and that says what it is of.
    pub(crate) fn new_id(&self, kind: &str) -> String {
        format!("{kind}-{}", crate::proof::random_word())
    }

    /// Waits until no other attempt on the same subject is under way, so that each counts the ones before it.
    pub(crate) async fn queue(&self, subject: &str) -> MutexGuard<'_, ()> {
        let at = subject.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        self.0.queues[at % QUEUES].lock().await
    }

    /// The result of saving a record, its conflict with who and what.
    pub(crate) async fn saved<T>(&self, result: Result<T, StoreError>) -> Result<T, DeskError> {
        let conflict = match result {
            Ok(value) => return Ok(value),
            Err(StoreError::Conflict(conflict)) => conflict,
            Err(error) => return Err(error.into()),
        };
        let mut reading = self.operations().read().await?;
        let by = crate::audit::name_of(&mut reading, &conflict.changed_by).await?;
        let base = conflict.base.clone().unwrap_or_else(|| conflict.theirs.clone());
        let compared = compare(&base, &conflict.theirs, &conflict.yours);
        Err(DeskError::Conflict(Box::new(Conflict {
            what: conflict.kind.as_str(),
            base: conflict.expected,
            current: conflict.stored,
            by,
            at: Some(conflict.changed_at),
            fields: compared.fields,
            merged: compared.merged,
        })))
    }
}
