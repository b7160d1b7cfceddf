//! An act and its audit entry are one; nobody changes an entry; a clock set back does no harm.

use commonweal_operations::audit::{Action, Draft, Outcome, Pseudonym};
use commonweal_operations::{Purpose, Role};
use commonweal_store::{AuditFilter, Database, OpenMode, Store, StoreError};

use crate::places::{account, at, draft, on_each_engine, refused, sound};

#[test]
fn an_act_is_kept_with_its_entry_or_not_at_all() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let before = sound(&store).await.last.sequence;

        let mut act = store.begin("ada", at(1)).await.expect("begins");
        act.add_account(&account("dropped")).await.expect("added");
        drop(act);
        let mut act = store.begin("ada", at(1)).await.expect("begins");
        act.add_account(&account("without")).await.expect("added");
        refused(act.commit_all(Vec::new()).await);
        let mut act = store.begin("ada", at(1)).await.expect("begins");
        act.add_account(&account("rolled")).await.expect("added");
        act.roll_back().await.expect("undone");
        let mut act = store.begin("ada", at(2)).await.expect("begins");
        act.add_account(&account("kept")).await.expect("added");
        let entries = act.commit_all(vec![draft(2, "one"), draft(2, "two")]).await.expect("kept");

        let mut reading = store.read().await.expect("reads");
        for (id, there) in [("dropped", false), ("without", false), ("rolled", false), ("kept", true)] {
            assert_eq!(reading.account(id).await.expect("answers").is_some(), there, "{} {id}", place.engine);
        }
        assert_eq!(entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [before + 1, before + 2]);
        assert_eq!(sound(&store).await.last.sequence, before + 2);
    });
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_an_entry() {
    on_each_engine(async |place| {
        let store = place.open(Database::Care).await;
        store.note(draft(1, "seen")).await.expect("noted");
        for sql in [
            "UPDATE audit_entries SET actor = 'nobody'",
            "DELETE FROM audit_entries",
            "UPDATE changes SET changed_by = 'x'",
        ] {
            if sql.contains("changes") && place.engine == "sqlite" {
                continue; // there is no row for a row's trigger to refuse
            }
            let error = place.behind(sql).await.expect_err("refused");
            assert!(error.to_string().contains("rows are never changed"), "{}: {error}", place.engine);
        }
        if place.engine == "postgres" {
            place.behind("TRUNCATE audit_entries").await.expect_err("refused");
        }
        assert_eq!(sound(&store).await.last.sequence, 2);
    });
}

#[test]
fn an_entry_changed_or_cut_behind_the_programs_back_is_found() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        for n in 1..=9 {
            store.note(draft(n, n)).await.expect("noted");
        }
        let unseal = match place.engine {
            "sqlite" => "DROP TRIGGER audit_entries_update; DROP TRIGGER audit_entries_delete",
            _ => "DROP TRIGGER audit_entries_sealed ON audit_entries",
        };
        place.behind(unseal).await.expect("unsealed by an attacker");
        place.behind("DELETE FROM audit_entries WHERE sequence = 10").await.expect("cut");
        let fault = store.verify_audit(Vec::new(), |_| true).await.expect("answers").expect_err("found");
        assert_eq!(fault.sequence, 10, "{}", place.engine);
        place.behind("UPDATE audit_entries SET object = 'other' WHERE sequence = 4").await.expect("changed");
        let fault = store.verify_audit(Vec::new(), |_| true).await.expect("answers").expect_err("found");
        assert_eq!(fault.sequence, 4, "{}", place.engine);
        place
            .behind("UPDATE audit_entries SET outcome = 'allowed', action = 'no-such' WHERE sequence = 3")
            .await
            .expect("changed");
        let fault = store.verify_audit(Vec::new(), |_| true).await.expect("answers").expect_err("found");
        assert_eq!(fault.sequence, 3, "{}", place.engine);
    });
}

#[test]
fn a_clock_set_back_does_not_break_the_chain() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        for seconds in [1_000, 10, -90_000, 20] {
            store.note(draft(seconds, "tick")).await.expect("noted");
        }
        let verified = sound(&store).await;
        assert_eq!((verified.last.sequence, verified.clock_steps_back), (5, 2), "{}", place.engine);
    });
}

#[test]
fn the_audit_is_read_by_actor_action_person_outcome_and_page() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let person = Pseudonym::parse("0123456789abcdef0123456789abcdef").expect("a pseudonym");
        for n in 0..30 {
            let actor = if n % 3 == 0 { "ada" } else { "ben" };
            let mut note = Draft::new(at(n), actor, Action::PersonViewed, format!("entry {n}"));
            note = note.as_role(Role::PracticeClinician, Purpose::DirectCare, Some("C84001".to_owned())).rows(1);
            if n % 10 == 0 {
                note = note.person(person.clone()).denied("scope");
            }
            store.note(note).await.expect("noted");
        }
        let mut reading = store.read().await.expect("reads");
        let mut count = async |filter: AuditFilter| reading.audit_page(&filter, 100).await.expect("a page").len();
        assert_eq!(count(AuditFilter { actor: Some("ada".into()), ..Default::default() }).await, 10);
        assert_eq!(count(AuditFilter { person: Some(person.as_str().into()), ..Default::default() }).await, 3);
        assert_eq!(count(AuditFilter { outcome: Some(Outcome::Denied), ..Default::default() }).await, 3);
        assert_eq!(count(AuditFilter { action: Some(Action::DatabaseMade), ..Default::default() }).await, 1);
        assert_eq!(count(AuditFilter { organisation: Some("C84001".into()), ..Default::default() }).await, 30);
        assert_eq!(count(AuditFilter { from: Some(at(5)), until: Some(at(7)), ..Default::default() }).await, 2);
        let filter = AuditFilter { before: Some(10), ..Default::default() };
        let page = reading.audit_page(&filter, 4).await.expect("a page");
        assert_eq!(page.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [9, 8, 7, 6], "{}", place.engine);

        let (mut seen, all) = (Vec::new(), AuditFilter::default());
        let visit = |row: commonweal_store::AuditRow| {
            seen.push(row.sequence);
            Ok(())
        };
        let walked = store.walk_audit(&all, 25, visit).await.expect("walked");
        assert_eq!((walked, seen), (6, (26..=31).collect()), "{}", place.engine);
    });
}

#[test]
fn another_databases_file_and_a_database_never_made_are_refused_in_words() {
    on_each_engine(async |place| {
        assert!(!matches!(Store::exists(&place.address, Database::Care).await, Ok(true)));
        let existing = Store::open(&place.address, Database::Care, OpenMode::Existing, at(0)).await;
        let error = refused(existing);
        assert!(matches!(error, StoreError::Missing { .. } | StoreError::NotMade { .. }), "{error}");
        place.open(Database::Vault).await.close().await;
        let error = refused(Store::open(&place.address, Database::Care, OpenMode::Create, at(0)).await);
        assert!(error.to_string().contains("is the vault database, not the care database"), "{error}");
        assert!(Store::exists(&place.address, Database::Vault).await.expect("answers"));
    });
}
