//! Schema steps: from each earlier schema with data in it, once even when two programs start at once, never a changed step.

use commonweal_operations::audit::Action;
use commonweal_store::{Database, OpenMode, Store, StoreError, newest_schema};

use crate::places::{at, on_each_engine, refused, sound};

/// What a program of schema 1 would have written.
pub(crate) const OLD_ACCOUNTS: &str = "
    INSERT INTO accounts (id, kind, state, way, user_name, display_name, made_at, provider_issuer, provider_subject, version, changed_at, changed_by)
    VALUES ('ada', 'person', 'active', 'oidc', 'ada@example.org', 'Ada', '2026-01-01T00:00:00.000000Z', 'https://issuer.example', 'sub-ada', 3, '2026-02-01T00:00:00.000000Z', 'clerk'),
           ('ben', 'person', 'active', 'local', 'ben@example.org', 'Ben', '2026-01-01T00:00:00.000000Z', NULL, NULL, 1, '2026-01-01T00:00:00.000000Z', 'clerk')";

#[test]
fn an_older_database_is_brought_up_to_date_with_its_data() {
    on_each_engine(async |place| {
        let newest = newest_schema(Database::Operations);
        assert!(newest >= 2, "there is an earlier schema to come from");
        let old =
            Store::open_up_to(&place.address, Database::Operations, OpenMode::Create, at(0), 1).await.expect("made");
        old.close().await;
        place.behind(OLD_ACCOUNTS).await.expect("data of the older schema");

        let read_only = Store::open(&place.address, Database::Operations, OpenMode::ReadOnly, at(1)).await;
        assert!(matches!(refused(read_only), StoreError::OlderSchema { found: 1, .. }), "{}", place.engine);
        // Two programs at once: the step is taken once.
        let open = || Store::open(&place.address, Database::Operations, OpenMode::Existing, at(1));
        let (one, two) = tokio::join!(open(), open());
        let (one, two) = (one.expect("opens"), two.expect("opens"));
        assert_eq!(one.check().await.expect("well").schema, newest);

        let mut reading = two.read().await.expect("reads");
        let moved = reading.identity_account("https://issuer.example", "sub-ada").await.expect("read").expect("moved");
        assert_eq!((moved.id.as_str(), moved.version), ("ada", 3), "{}", place.engine);
        assert_eq!(reading.identities("ben").await.expect("read"), []);
        // An older program that still runs goes on finding what it reads.
        let old_sql = "UPDATE accounts SET display_name = 'x' WHERE provider_subject = 'sub-ada'";
        place.behind(old_sql).await.expect("the old column is there");
        let steps = reading.audit_page(&Default::default(), 10).await.expect("read");
        let steps: Vec<_> = steps.iter().map(|entry| entry.action).collect();
        assert_eq!(steps, [Action::DatabaseMigrated, Action::DatabaseMade], "{}", place.engine);
        sound(&two).await;
    });
}

#[test]
fn eight_programs_that_make_a_database_at_once_make_it_once() {
    on_each_engine(async |place| {
        let opens = (0..8).map(|_| Store::open(&place.address, Database::Operations, OpenMode::Create, at(0)));
        for store in futures::future::join_all(opens).await {
            let store = store.unwrap_or_else(|error| panic!("{}: {error}", place.engine));
            assert_eq!(sound(&store).await.last.sequence, 1, "{}", place.engine);
        }
    });
}

#[test]
fn a_newer_schema_and_a_changed_step_are_refused() {
    on_each_engine(async |place| {
        place.open(Database::Vault).await.close().await;
        let open = || Store::open(&place.address, Database::Vault, OpenMode::Existing, at(1));
        place.behind("UPDATE schema_steps SET checksum = 'other'").await.expect("changed");
        let error = refused(open().await);
        assert!(matches!(error, StoreError::ChangedMigration { number: 1, .. }), "{}: {error}", place.engine);
        place.behind("DELETE FROM schema_steps; INSERT INTO schema_steps (number, checksum, applied_at) VALUES (99, 'x', 'x')").await.expect("changed");
        let error = refused(open().await);
        assert!(matches!(error, StoreError::NewerSchema { found: 99, .. }), "{}: {error}", place.engine);
    });
}

#[test]
fn tables_of_another_program_are_left_alone() {
    on_each_engine(async |place| {
        if place.engine == "sqlite" {
            std::fs::write(&place.text, "").expect("an empty file");
        }
        place.behind("CREATE TABLE theirs (id TEXT)").await.expect("theirs");
        let error = refused(Store::open(&place.address, Database::Care, OpenMode::Create, at(0)).await);
        assert!(matches!(error, StoreError::NotADatabase { .. }), "{}: {error}", place.engine);
    });
}
