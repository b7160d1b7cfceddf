//! Addresses: no password in them, none shown, and clear words for what is wrong.

use std::time::Instant;

use commonweal_store::{Database, OpenMode, Store, StoreAddress, StoreError};

use crate::places::{Place, at, refused, run};
use crate::postgres;

#[test]
fn a_password_in_an_address_is_refused_without_repeating_it() {
    for url in ["postgres://ada:hunter2@db/operations", "postgres://ada@db/operations?password=hunter2"] {
        let error = refused(StoreAddress::postgres(url, None));
        assert!(matches!(error, StoreError::PasswordInAddress), "{url}");
        assert!(!error.to_string().contains("hunter2"));
    }
    for url in ["mysql://db/operations", "postgres://db", "no address"] {
        assert!(matches!(refused(StoreAddress::postgres(url, None)), StoreError::BadAddress { .. }), "{url}");
    }
}

#[test]
fn a_password_given_apart_is_never_shown() {
    let address =
        StoreAddress::postgres("postgres://ada@db/operations", Some("hunter2".to_owned())).expect("an address");
    assert!(!format!("{address:?} {address}").contains("hunter2"));
    assert!(format!("{address:?}").contains("[secret]"));
}

#[test]
fn missing_folders_files_and_servers_are_named_at_once() {
    run(async {
        let began = Instant::now();
        let open =
            async |address: StoreAddress, mode| refused(Store::open(&address, Database::Care, mode, at(0)).await);
        let folder = tempfile::tempdir().expect("a folder");
        let error = open(StoreAddress::file(folder.path().join("no/such.db")), OpenMode::Create).await;
        assert!(matches!(error, StoreError::FolderMissing { .. }), "{error}");
        let error = open(StoreAddress::file(folder.path().join("such.db")), OpenMode::Existing).await;
        assert!(matches!(error, StoreError::Missing { .. }), "{error}");
        let text = folder.path().join("text.db");
        std::fs::write(&text, "this is a letter, and long enough to be taken for something else".repeat(40))
            .expect("written");
        let error = open(StoreAddress::file(text), OpenMode::Existing).await;
        assert!(matches!(error, StoreError::NotADatabase { .. }), "{error}");
        let nobody = StoreAddress::postgres("postgres://ada@127.0.0.1:1/care", None).expect("an address");
        let error = open(nobody, OpenMode::Existing).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
        assert!(began.elapsed().as_secs() < 20);
    });
}

#[test]
fn a_server_that_could_lose_committed_work_is_refused() {
    let Some(place) = Place::postgres() else { return };
    run(async {
        place.open(Database::Care).await.close().await;
        let name = &place.name;
        place.behind(&format!("ALTER DATABASE {name} SET synchronous_commit = off")).await.expect("set");
        let error = refused(Store::open(&place.address, Database::Care, OpenMode::Existing, at(0)).await);
        assert!(matches!(error, StoreError::UnsafeSetting { setting: "synchronous_commit", .. }), "{error}");
    });
}

#[test]
fn a_database_that_a_server_does_not_have_is_missing() {
    let Some(place) = Place::postgres() else { return };
    run(async {
        let address = StoreAddress::postgres(&format!("{}_other", place.text), None).expect("an address");
        let error = refused(Store::open(&address, Database::Care, OpenMode::Create, at(0)).await);
        assert!(matches!(error, StoreError::Missing { .. }), "{error}");
        assert!(!Store::exists(&address, Database::Care).await.expect("answers"));
    });
}

#[test]
fn a_wrong_password_is_named_and_the_right_one_opens() {
    let (Some(place), Some(server)) = (Place::postgres(), postgres::server()) else { return };
    let Some(url) = server.locked_url(&place.name) else { return };
    let password = "p@ss/w:rd %41?#";
    server.sql(&format!("CREATE ROLE locked LOGIN PASSWORD '{password}'"));
    server.sql(&format!("ALTER DATABASE {} OWNER TO locked", place.name));
    run(async {
        for wrong in [Some("hunter2".to_owned()), None] {
            let address = StoreAddress::postgres(&url, wrong).expect("an address");
            let error = refused(Store::open(&address, Database::Care, OpenMode::Create, at(0)).await);
            assert!(matches!(error, StoreError::SignInRefused { .. }), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
        let address = StoreAddress::postgres(&url, Some(password.to_owned())).expect("an address");
        let store = Store::open(&address, Database::Care, OpenMode::Create, at(0)).await.expect("opens");
        assert_eq!(store.check().await.expect("well").engine, "postgres");
        assert!(!store.place().contains("p@ss"));
        store.close().await;
    });
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    run(async {
        let place = Place::sqlite();
        let store = place.open(Database::Vault).await;
        store.note(crate::places::draft(1, "x")).await.expect("noted");
        for name in ["", "-wal", "-shm"] {
            let path = format!("{}{name}", place.text);
            let mode = std::fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{path}");
        }
    });
}
