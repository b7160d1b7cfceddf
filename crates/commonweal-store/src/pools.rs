//! The connections: few, each told the settings of its engine, with the first one's error told as it is.

use std::time::Duration;

use sqlx::any::{Any, AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::pool::PoolConnection;
use sqlx::{AnyPool, ConnectOptions as _, Connection as _, Transaction};

use crate::classify::classify;
use crate::engine::{Engine, greet};
use crate::{StoreAddress, StoreError};

/// SQLite has one writer, whatever the pool; PostgreSQL's logins are given fewer than sixteen connections each.
const SQLITE_WRITERS: u32 = 1;
const SQLITE_READERS: u32 = 4;
const POSTGRES_WRITERS: u32 = 6;
const POSTGRES_READERS: u32 = 6;

/// How long somebody waits for a free connection.
const WAIT: Duration = Duration::from_secs(30);
/// How long the first connection may take; afterwards the server counts as not answering.
const FIRST_WAIT: Duration = Duration::from_secs(10);

pub(crate) struct Pools {
    pub(crate) write: AnyPool,
    pub(crate) read: AnyPool,
}

impl Pools {
    pub(crate) async fn open(
        address: &StoreAddress,
        engine: Engine,
        place: &str,
        read_only: bool,
    ) -> Result<Self, StoreError> {
        install_default_drivers();
        if let Some(path) = address.path() {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.exists()) {
                return Err(StoreError::FolderMissing { place: place.to_owned() });
            }
            if !path.exists() {
                return Err(StoreError::Missing { place: place.to_owned() });
            }
        }
        let options = address.options(read_only)?;
        first(&options, engine, place, read_only).await?;
        let (writers, readers) = match engine {
            Engine::Sqlite => (SQLITE_WRITERS, SQLITE_READERS),
            Engine::Postgres => (POSTGRES_WRITERS, POSTGRES_READERS),
        };
        Ok(Self {
            write: pool(options.clone(), writers, engine.greeting(read_only)),
            read: pool(options, readers, engine.greeting(true)),
        })
    }

    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// One connection outside the pools: a pool would try again until its time is over, and then say only that it is over.
async fn first(options: &AnyConnectOptions, engine: Engine, place: &str, read_only: bool) -> Result<(), StoreError> {
    let connecting = tokio::time::timeout(FIRST_WAIT, options.connect()).await;
    let late = |_| StoreError::Unreachable { place: place.to_owned(), why: "no answer in time".to_owned() };
    let mut connection = connecting.map_err(late)?.map_err(|error| classify(place, error))?;
    greet(&mut connection, place, engine.greeting(read_only)).await?;
    connection.close().await.map_err(|error| classify(place, error))
}

fn pool(options: AnyConnectOptions, most: u32, greeting: &'static str) -> AnyPool {
    AnyPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(WAIT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(greeting).execute(connection).await?;
                Ok(())
            })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                // After a full disk SQLite has undone the transaction by itself, and the connection still counts one as
                // open. Such a connection is closed; the ping waits until an undoing under way is done.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_lazy_with(options)
}

pub(crate) async fn acquire(pool: &AnyPool, place: &str) -> Result<PoolConnection<Any>, StoreError> {
    pool.acquire().await.map_err(|error| classify(place, error))
}

pub(crate) async fn begin(
    pool: &AnyPool,
    place: &str,
    sql: &'static str,
) -> Result<Transaction<'static, Any>, StoreError> {
    pool.begin_with(sql).await.map_err(|error| classify(place, error))
}

/// Makes an empty file that only its owner reads, if there is none. SQLite gives the two files beside it the same rights.
pub(crate) fn make_file(address: &StoreAddress) -> Result<(), StoreError> {
    let Some(path) = address.path() else { return Ok(()) };
    let place = || address.to_string();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            std::io::ErrorKind::AlreadyExists => Ok(()),
            std::io::ErrorKind::NotFound => Err(StoreError::FolderMissing { place: place() }),
            std::io::ErrorKind::PermissionDenied => Err(StoreError::NoPermission { place: place() }),
            std::io::ErrorKind::ReadOnlyFilesystem => Err(StoreError::ReadOnly { place: place() }),
            std::io::ErrorKind::StorageFull => Err(StoreError::Full { place: place() }),
            _ => Err(StoreError::File { doing: "making the file of the database", source: error }),
        },
    }
}
