//! Releases on both engines: what is written comes back, the database itself wants a second person, two checkers, history.

use commonweal_operations::releases::{ReleaseRecord, ReleaseState};
use commonweal_store::{Database, OpenMode, RecordKind, Store, StoreError, newest_schema};

use crate::places::{at, draft, on_each_engine, refused, sound};

fn proposed(id: &str) -> ReleaseRecord {
    ReleaseRecord::proposed(id.into(), Some("winter".into()), "ada".into(), at(1), "seal".into())
}

async fn with_proposal(store: &Store, id: &str) {
    let mut act = store.begin("ada", at(1)).await.expect("begins");
    assert_eq!(act.add_release(&proposed(id)).await.expect("added"), 1);
    act.commit(draft(1, id)).await.expect("kept");
}

#[test]
fn a_release_comes_back_as_it_was_written_at_each_state() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_proposal(&store, "r1").await;
        let mut wanted = proposed("r1");
        let steps = [
            wanted.approved("ben", at(2), "looked at every area", "seal").expect("approved"),
            wanted
                .approved("ben", at(2), "looked at every area", "seal")
                .and_then(|released| released.withdrawn("cas", at(3), "a definition was wrong"))
                .expect("withdrawn"),
        ];
        for (step, version) in steps.into_iter().zip(1..) {
            let mut act = store.begin("ben", at(version + 1)).await.expect("begins");
            assert_eq!(act.save_release(&step, version).await.expect("saved"), version + 1, "{}", place.engine);
            act.commit(draft(version + 1, "r1")).await.expect("kept");
            wanted = step;
            let mut reading = store.read().await.expect("reads");
            let stored = reading.release("r1").await.expect("answers").expect("there");
            assert_eq!((&stored.value, stored.version), (&wanted, version + 1));
        }
        let mut reading = store.read().await.expect("reads");
        assert!(reading.release("r2").await.expect("answers").is_none());
        let changes = reading.changes(RecordKind::Release, "r1").await.expect("answers");
        let states: Vec<_> =
            changes.into_iter().rev().map(|change| change.after.expect("values")["state"].clone()).collect();
        assert_eq!(states, ["proposed", "released", "withdrawn"], "{}", place.engine);
        sound(&store).await;
    });
}

#[test]
fn the_database_itself_wants_a_second_person() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_proposal(&store, "r1").await;
        // A record that the use case would never make.
        let mut own = proposed("r1").approved("ben", at(2), "fine", "seal").expect("approved");
        own.checked_by = Some("ada".to_owned());
        let mut act = store.begin("ada", at(2)).await.expect("begins");
        let error = refused(act.save_release(&own, 1).await);
        assert!(matches!(&error, StoreError::Refused { rule } if rule.contains("releases_second_person")), "{error:?}");
        drop(act);
        let unchecked = "UPDATE releases SET state = 'released' WHERE id = 'r1'";
        assert!(place.behind(unchecked).await.is_err(), "{}: nobody checked it", place.engine);
        let own = "UPDATE releases SET state = 'released', checked_by = proposed_by, checked_at = proposed_at";
        assert!(place.behind(own).await.is_err(), "{}: by its own author", place.engine);
        let silent = "UPDATE releases SET how = 'automatic', state = 'withdrawn'";
        assert!(place.behind(silent).await.is_err(), "{}: withdrawn by nobody", place.engine);
        let mut reading = store.read().await.expect("reads");
        let stored = reading.release("r1").await.expect("answers").expect("there");
        assert_eq!(stored.value.state, ReleaseState::Proposed);
    });
}

#[test]
fn of_two_checkers_at_once_one_decides() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_proposal(&store, "r1").await;
        let decide = |by: &'static str, approve: bool| {
            let store = store.clone();
            async move {
                let one = proposed("r1");
                let next = match approve {
                    true => one.approved(by, at(2), "fine", "seal"),
                    false => one.returned(by, at(2), "not fine"),
                };
                let mut act = store.begin(by, at(2)).await.expect("begins");
                act.save_release(&next.expect("allowed"), 1).await?;
                act.commit(draft(2, by)).await
            }
        };
        let (ben, cas) = tokio::join!(decide("ben", true), decide("cas", false));
        let lost = match (ben, cas) {
            (Ok(_), Err(lost)) | (Err(lost), Ok(_)) => lost,
            both => panic!("{}: exactly one decides, not {both:?}", place.engine),
        };
        assert!(matches!(&lost, StoreError::Conflict(conflict) if conflict.stored == 2), "{lost:?}");
        let mut reading = store.read().await.expect("reads");
        assert_eq!(reading.changes(RecordKind::Release, "r1").await.expect("answers").len(), 2);
    });
}

/// What a program of schema 2 would have written.
const OLD_RULES: &str = "
    INSERT INTO retention_rules (kind, days, version, changed_at, changed_by)
    VALUES ('releases', 4000, 2, '2026-02-01T00:00:00.000000Z', 'clerk')";

#[test]
fn from_each_earlier_schema_the_rows_stay_and_releases_can_be_written() {
    for earlier in 1..newest_schema(Database::Operations) {
        on_each_engine(async |place| {
            let made = Store::open_up_to(&place.address, Database::Operations, OpenMode::Create, at(0), earlier).await;
            made.expect("made").close().await;
            place.behind(OLD_RULES).await.expect("data of the older schema");
            place.behind(crate::schema::OLD_ACCOUNTS).await.expect("data of the older schema");
            let store = place.open(Database::Operations).await;
            assert_eq!(store.check().await.expect("well").schema, newest_schema(Database::Operations));
            let mut reading = store.read().await.expect("reads");
            let rules = reading.retention_rules().await.expect("answers");
            assert_eq!((rules[0].value.days(), rules[0].version, rules.len()), (4000, 2, 1), "{}", place.engine);
            assert!(reading.account("ada").await.expect("answers").is_some());
            drop(reading);
            with_proposal(&store, "r1").await;
            sound(&store).await;
        });
    }
}
