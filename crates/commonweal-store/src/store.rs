//! A database that is open: how it is opened, made and checked, and the ways to read, jot and act.

use std::sync::Arc;
use std::time::{Duration, Instant};

use commonweal_operations::audit::{Draft, Entry};
use jiff::Timestamp;
use sqlx::AnyPool;

use crate::engine::Engine;
use crate::pools::{self, Pools};
use crate::schema::{self, Found};
use crate::{Act, Database, Jotting, Reading, StoreAddress, StoreError};

/// How a database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// Make what is missing, bring an older schema up to date.
    Create,
    /// It must have been made; an older schema is brought up to date.
    Existing,
    /// It must have been made and be up to date; nothing is written.
    ReadOnly,
}

/// How long a writer waits for others before it gives up.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A database that is open. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) engine: Engine,
    pub(crate) place: Arc<str>,
    pools: Pools,
}

/// What a check of an open database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// The version of the engine.
    pub version: String,
    /// The schema.
    pub schema: u32,
    /// How many audit entries there are.
    pub entries: u64,
    /// The settings that keep committed work, as they are.
    pub settings: Vec<(String, String)>,
}

impl Store {
    /// Opens a database. `now` is written where the schema is made or brought up to date.
    ///
    /// # Errors
    /// When it is not there, is not ours, cannot be reached or written, has a newer schema, or has settings that would lose
    /// committed work.
    pub async fn open(
        address: &StoreAddress,
        database: Database,
        mode: OpenMode,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        Self::open_up_to(address, database, mode, now, schema::newest_schema(database)).await
    }

    /// Opens a database and brings its schema up to `newest` only: for rehearsing an upgrade from an earlier schema.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_up_to(
        address: &StoreAddress,
        database: Database,
        mode: OpenMode,
        now: Timestamp,
        newest: u32,
    ) -> Result<Self, StoreError> {
        if mode == OpenMode::Create {
            pools::make_file(address)?;
        }
        let store = Self::connect(address, database, mode == OpenMode::ReadOnly).await?;
        let result = store.ready(mode, now, newest).await;
        if let Err(error) = result {
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// Whether the database has been made. Makes nothing.
    ///
    /// # Errors
    /// When a server does not answer, or what is there is not ours.
    pub async fn exists(address: &StoreAddress, database: Database) -> Result<bool, StoreError> {
        let store = match Self::connect(address, database, true).await {
            Ok(store) => store,
            Err(StoreError::Missing { .. } | StoreError::FolderMissing { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        let found = async { schema::found(&mut store.read().await?).await }.await;
        store.close().await;
        Ok(matches!(found?, Found::Schema(_)))
    }

    /// Opens the pools; looks at nothing inside.
    pub(crate) async fn connect(
        address: &StoreAddress,
        database: Database,
        read_only: bool,
    ) -> Result<Self, StoreError> {
        let place: Arc<str> = address.to_string().into();
        let engine = address.engine();
        let pools = Pools::open(address, engine, &place, read_only).await?;
        Ok(Self { inner: Arc::new(Inner { database, engine, place, pools }) })
    }

    async fn ready(&self, mode: OpenMode, now: Timestamp, newest: u32) -> Result<(), StoreError> {
        let place = || self.place().to_owned();
        self.vital_settings().await?;
        let found = schema::found(&mut self.read().await?).await?;
        match (found, mode) {
            (Found::Schema(schema), _) if schema == newest => Ok(()),
            (Found::Schema(schema), _) if schema > newest => {
                Err(StoreError::NewerSchema { place: place(), found: schema, known: newest })
            }
            (Found::Schema(schema), OpenMode::ReadOnly) => {
                Err(StoreError::OlderSchema { place: place(), found: schema, known: newest })
            }
            (Found::Foreign, _) => Err(StoreError::NotADatabase { place: place() }),
            (Found::Empty, OpenMode::Existing | OpenMode::ReadOnly) => {
                Err(StoreError::NotMade { place: place(), database: self.database().as_str() })
            }
            (Found::Empty | Found::Schema(_), _) => self.migrate(newest, now).await,
        }
    }

    async fn migrate(&self, newest: u32, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        schema::lock(&mut writing).await?;
        // Another program may have done it while this one waited for the lock.
        let from = match schema::found(&mut writing).await? {
            Found::Empty => 0,
            Found::Schema(schema) => schema,
            Found::Foreign => return Err(StoreError::NotADatabase { place: self.place().to_owned() }),
        };
        if from < newest {
            schema::apply(&mut writing, from, newest, now).await?;
            if from == 0 {
                schema::first_rows(&mut writing).await?;
            }
            schema::announce(&mut writing, from, newest, now).await?;
        }
        writing.finish().await
    }

    /// Whether the settings that keep committed work are on; answers with what they are.
    async fn vital_settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut reading = self.read().await?;
        let mut settings = Vec::new();
        for (setting, question, wanted, unsafe_values) in self.inner.engine.vital_settings() {
            let value = reading.one_text(question).await?;
            if unsafe_values.contains(&value.as_str()) {
                let place = self.place().to_owned();
                return Err(StoreError::UnsafeSetting { place, setting, value, wanted });
            }
            settings.push(((*setting).to_owned(), value));
        }
        if self.inner.engine == Engine::Sqlite {
            settings.push(("journal_mode".to_owned(), reading.one_text("PRAGMA journal_mode").await?));
        }
        Ok(settings)
    }

    /// Checks an open database: it answers, its settings keep committed work, its schema is known.
    ///
    /// # Errors
    /// When one of these is not so.
    pub async fn check(&self) -> Result<Health, StoreError> {
        let settings = self.vital_settings().await?;
        let mut reading = self.read().await?;
        let schema = match schema::found(&mut reading).await? {
            Found::Schema(schema) => schema,
            _ => {
                let database = self.database().as_str();
                return Err(StoreError::NotMade { place: self.place().to_owned(), database });
            }
        };
        let version = reading.one_text(self.inner.engine.version_question()).await?;
        let entries = reading.audit_tail().await?.sequence;
        Ok(Health { engine: self.inner.engine.as_str(), version, schema, entries, settings })
    }

    /// Closes it and waits for what is under way. On SQLite the write-ahead log goes into the file.
    pub async fn close(&self) {
        self.inner.pools.close().await;
    }

    /// Which database this is.
    #[must_use]
    pub fn database(&self) -> Database {
        self.inner.database
    }

    /// The file or the address, without a secret.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.inner.place
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        self.inner.engine.as_str()
    }

    /// A connection to ask with.
    ///
    /// # Errors
    /// When no connection becomes free or the server does not answer.
    pub async fn read(&self) -> Result<Reading, StoreError> {
        let Inner { database, engine, place, pools } = &*self.inner;
        let connection = pools::acquire(&pools.read, place).await?;
        Ok(Reading::single(connection, *database, *engine, Arc::clone(place)))
    }

    /// A reading in which nothing changes from one question to the next.
    pub(crate) async fn read_whole(&self) -> Result<Reading, StoreError> {
        self.whole(&self.inner.pools.read, self.inner.engine.begin_reading()).await
    }

    pub(crate) async fn writing(&self) -> Result<Reading, StoreError> {
        let began = Instant::now();
        loop {
            match self.whole(&self.inner.pools.write, self.inner.engine.begin_writing()).await {
                Err(StoreError::Busy { .. }) if began.elapsed() < LONGEST_WAIT => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                other => return other,
            }
        }
    }

    async fn whole(&self, pool: &AnyPool, begin: &'static str) -> Result<Reading, StoreError> {
        let transaction = pools::begin(pool, &self.inner.place, begin).await?;
        Ok(Reading::whole(transaction, self.database(), self.inner.engine, Arc::clone(&self.inner.place)))
    }

    /// Begins working notes that are nobody's act.
    ///
    /// # Errors
    /// When others hold the database too long, or it cannot be written.
    pub async fn jot(&self, now: Timestamp) -> Result<Jotting, StoreError> {
        Ok(Jotting { reading: self.writing().await?, now })
    }

    /// Begins an act of `actor` (an account's id, or one of the words of `commonweal_operations::audit`).
    ///
    /// # Errors
    /// When others hold the database too long, or it cannot be written.
    pub async fn begin(&self, actor: impl Into<String>, now: Timestamp) -> Result<Act, StoreError> {
        Ok(Act { jotting: self.jot(now).await?, actor: actor.into() })
    }

    /// Writes an audit entry that belongs to no change: something seen, something denied.
    ///
    /// # Errors
    /// When it cannot be written; then what it would have allowed must not happen.
    pub async fn note(&self, draft: Draft) -> Result<Entry, StoreError> {
        let began = Instant::now();
        loop {
            let act = self.begin(draft.actor.clone(), draft.at).await?;
            match act.commit(draft.clone()).await {
                // A lock not had in time, or a deadlock with somebody else's work: nothing was written, so again.
                Err(StoreError::Busy { .. }) if began.elapsed() < LONGEST_WAIT => {}
                other => return other,
            }
        }
    }
}
