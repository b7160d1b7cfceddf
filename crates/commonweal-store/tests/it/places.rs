//! `places` gives each test an empty database on each engine, and the times and records tests have in common.

use std::fmt::Display;
use std::future::Future;
use std::path::PathBuf;

use commonweal_operations::accounts::{AccountKind, AccountState, SignInWay};
use commonweal_operations::agreements::{Agreement, AgreementKind};
use commonweal_operations::audit::{Action, Draft, Verified};
use commonweal_operations::grants::Grant;
use commonweal_operations::{Purpose, Role, Scope};
use commonweal_store::{Account, Database, OpenMode, Store, StoreAddress, StoreError};
use jiff::Timestamp;
use jiff::civil::date;

use crate::postgres;

/// An empty place for a database.
pub(crate) struct Place {
    pub(crate) engine: &'static str,
    pub(crate) address: StoreAddress,
    /// What a child process needs to find it.
    pub(crate) text: String,
    /// The name on the server, for statements of its superuser.
    pub(crate) name: String,
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path: PathBuf = folder.path().join("a place.db");
        let text = path.display().to_string();
        Self { engine: "sqlite", address: StoreAddress::file(path), text, name: String::new(), _folder: Some(folder) }
    }

    pub(crate) fn postgres() -> Option<Self> {
        let server = postgres::server()?;
        let (name, address) = server.database();
        Some(Self { engine: "postgres", address, text: server.url(&name), name, _folder: None })
    }

    pub(crate) async fn open(&self, database: Database) -> Store {
        let opened = Store::open(&self.address, database, OpenMode::Create, at(0)).await;
        opened.unwrap_or_else(|error| panic!("{}: {error}", self.engine))
    }

    /// Runs a statement past the program, as somebody with the file or the superuser's login would.
    pub(crate) async fn behind(&self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::any::install_default_drivers();
        let url = match self.engine {
            "sqlite" => format!("sqlite://{}", self.text.replace(' ', "%20")),
            _ => self.text.clone(),
        };
        let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&url).await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
        sqlx::Connection::close(connection).await
    }
}

/// Runs a test on each engine there is.
pub(crate) fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Place) -> F) {
    let places = [Some(Place::sqlite()), Place::postgres()];
    for place in places.into_iter().flatten() {
        run(test(place));
    }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// So many seconds after the start of the tests' time.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).expect("an instant")
}

pub(crate) fn draft(seconds: i64, object: impl Display) -> Draft {
    Draft::new(at(seconds), "tester", Action::AccountChanged, object.to_string())
}

pub(crate) fn account(id: &str) -> Account {
    Account {
        id: id.to_owned(),
        kind: AccountKind::Person,
        state: AccountState::Active,
        way: SignInWay::Local,
        user_name: format!("{id}@example.org"),
        display_name: format!("Person {id}"),
        organisation: None,
        owner: None,
        purpose: None,
        expires_on: None,
        made_at: at(0),
    }
}

pub(crate) fn grant(id: &str, account_id: &str, role: Role) -> Grant {
    Grant {
        id: id.to_owned(),
        account_id: account_id.to_owned(),
        role,
        scope: Scope::System,
        from: date(2026, 1, 1),
        until: None,
        ended_on: None,
        agreement_id: None,
        project: None,
        organisation: Some("QT1".to_owned()),
    }
}

pub(crate) fn agreement(id: &str) -> Agreement {
    Agreement {
        id: id.to_owned(),
        kind: AgreementKind::DataSharing,
        title: "Sharing between \"two\" practices — and a network".to_owned(),
        parties: ["c84001".to_owned(), "u12345".to_owned()].into(),
        purposes: [Purpose::DirectCare].into(),
        data_sets: ["gp".to_owned()].into(),
        legal_basis: "Article 6(1)(e)".to_owned(),
        agreed_on: Some(date(2026, 1, 1)),
        from: date(2026, 1, 2),
        until: date(2027, 1, 1),
        ended_on: None,
        owner: "qt1".to_owned(),
        review_on: date(2026, 12, 1),
    }
}

/// The chain as it stands, which must hold.
pub(crate) async fn sound(store: &Store) -> Verified {
    let verified = store.verify_audit(Vec::new(), |_| true).await.expect("the store answers");
    verified.unwrap_or_else(|fault| panic!("the chain holds: {fault}"))
}

/// The error, in the words a person sees.
#[track_caller]
pub(crate) fn refused<T>(result: Result<T, StoreError>) -> StoreError {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(error) => error,
    }
}
