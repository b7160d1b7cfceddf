//! Records that people edit: versions, conflicts, history, and the rules the database keeps itself.

use commonweal_operations::Role;
use commonweal_operations::agreements::Job;
use commonweal_operations::conflict::compare;
use commonweal_operations::organisations::{Organisation, OrganisationKind};
use commonweal_operations::ownership::{Ownership, SubjectKind};
use commonweal_operations::retention::{RetentionKind, RetentionRule};
use commonweal_operations::{Purpose, Scope};
use commonweal_store::{Database, RecordKind, StoreError};
use jiff::civil::date;

use crate::places::{account, agreement, at, draft, grant, on_each_engine, refused};

#[test]
fn of_two_editors_the_second_is_shown_what_the_first_changed() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let mut act = store.begin("clerk", at(1)).await.expect("begins");
        act.add_account(&account("ada")).await.expect("added");
        act.commit(draft(1, "added")).await.expect("kept");

        let base = store.read().await.expect("reads").account("ada").await.expect("answers").expect("there");
        let (mut first, mut second) = (base.value.clone(), base.value.clone());
        first.display_name = "Ada First".to_owned();
        second.organisation = Some("QT1".to_owned());
        let mut act = store.begin("first", at(2)).await.expect("begins");
        assert_eq!(act.save_account(&first, base.version).await.expect("saved"), 2);
        act.commit(draft(2, "first")).await.expect("kept");

        let mut act = store.begin("second", at(3)).await.expect("begins");
        let StoreError::Conflict(conflict) = refused(act.save_account(&second, base.version).await) else {
            panic!("a conflict");
        };
        drop(act);
        assert_eq!((conflict.expected, conflict.stored, conflict.changed_by.as_str()), (1, 2, "first"));
        let base_fields = conflict.base.expect("the history has it");
        let compared = compare(&base_fields, &conflict.theirs, &conflict.yours);
        assert!(compared.is_clean(), "{}: they changed different fields", place.engine);
        assert_eq!(compared.merged["display_name"], "Ada First");
        assert_eq!(compared.merged["organisation"], "QT1");

        let history = store.read().await.expect("reads").changes(RecordKind::Account, "ada").await.expect("answers");
        assert_eq!(history.iter().map(|change| change.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(history[0].before.as_ref().expect("a first")["display_name"], "Person ada");
        assert!(history[1].before.is_none());
        let error = refused(store.begin("x", at(4)).await.expect("begins").save_account(&account("nobody"), 1).await);
        assert!(matches!(error, StoreError::NotFound { kind: RecordKind::Account }));
    });
}

#[test]
fn of_many_editors_at_once_exactly_one_saves() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let mut act = store.begin("clerk", at(1)).await.expect("begins");
        act.add_account(&account("ada")).await.expect("added");
        act.commit(draft(1, "added")).await.expect("kept");
        let edits = (0..6).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut yours = account("ada");
                yours.display_name = format!("Ada {n}");
                let mut act = store.begin(format!("editor {n}"), at(2)).await.expect("begins");
                let saved = act.save_account(&yours, 1).await;
                match saved {
                    Ok(_) => act.commit(draft(2, n)).await.map(|_| true).expect("kept"),
                    Err(StoreError::Conflict(_)) => false,
                    Err(error) => panic!("{error}"),
                }
            })
        });
        let saved = futures::future::join_all(edits.collect::<Vec<_>>()).await;
        let saved = saved.into_iter().filter(|saved| *saved.as_ref().expect("ends")).count();
        assert_eq!(saved, 1, "{}", place.engine);
    });
}

#[test]
fn every_kind_of_record_comes_back_as_it_went_in() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let city = Organisation {
            id: "city".to_owned(),
            name: "City's \"board\"".to_owned(),
            kind: OrganisationKind::ALL[0],
            parent: Some("region".to_owned()),
            note: String::new(),
        };
        let region = Organisation { id: "region".to_owned(), parent: None, ..city.clone() };
        let mut owned = grant("g1", "ada", Role::CareCoordinator);
        owned.agreement_id = Some("sharing".to_owned());
        owned.scope = Scope::Network("U12345".to_owned());
        let ownership = Ownership {
            id: "o1".to_owned(),
            subject_kind: SubjectKind::Indicator,
            subject_id: "falls".to_owned(),
            organisation_id: "city".to_owned(),
            person: None,
            from: date(2026, 1, 1),
            until: Some(date(2026, 6, 1)),
        };
        let job = Job {
            name: "case-finding".to_owned(),
            purpose: Purpose::DirectCare,
            data_sets: ["gp".to_owned()].into(),
            parties: Default::default(),
            basis_id: "sharing".to_owned(),
            agreement_ids: vec!["sharing".to_owned(), "other".to_owned()],
        };
        let days = RetentionKind::Sessions.default_days();
        let rule = RetentionRule::new(RetentionKind::Sessions, days).expect("a rule");

        let mut act = store.begin("clerk", at(1)).await.expect("begins");
        act.add_organisation(&city).await.expect("a child before its parent");
        act.add_organisation(&region).await.expect("added");
        act.add_account(&account("ada")).await.expect("added");
        act.add_agreement(&agreement("sharing")).await.expect("added");
        act.add_grant(&owned).await.expect("added");
        act.add_ownership(&ownership).await.expect("added");
        act.add_job_basis(&job).await.expect("added");
        act.set_retention_rule(&rule, None).await.expect("set");
        assert_eq!(act.set_retention_rule(&rule, Some(1)).await.expect("set again"), 2);
        act.commit(draft(1, "all")).await.expect("kept");

        let mut reading = store.read().await.expect("reads");
        assert_eq!(reading.organisations().await.expect("read")[0].value, city, "{}", place.engine);
        assert_eq!(reading.account("ada").await.expect("read").expect("there").value, account("ada"));
        assert_eq!(reading.agreements().await.expect("read")[0].value, agreement("sharing"));
        assert_eq!(reading.grants_of("ada").await.expect("read")[0].value, owned);
        assert_eq!(reading.ownership("o1").await.expect("read").expect("there").value, ownership);
        assert_eq!(reading.job_basis("case-finding").await.expect("read").expect("there").value, job);
        assert_eq!(reading.retention_rules().await.expect("read")[0].value, rule);
    });
}

#[test]
fn the_database_keeps_its_own_rules() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let mut act = store.begin("clerk", at(1)).await.expect("begins");
        act.add_account(&account("ada")).await.expect("added");
        act.commit(draft(1, "added")).await.expect("kept");

        let mut act = store.begin("clerk", at(2)).await.expect("begins");
        let mut double = account("ada2");
        double.user_name = account("ada").user_name;
        let error = refused(act.add_account(&double).await);
        assert!(error.to_string().contains("this user name is there already"), "{}: {error}", place.engine);
        drop(act);

        for wrong in [
            grant("g", "nobody", Role::Administrator),
            grant("g", "ada", Role::Analyst),
            grant("g", "ada", Role::CareCoordinator),
        ] {
            let mut act = store.begin("clerk", at(2)).await.expect("begins");
            let error = refused(act.add_grant(&wrong).await);
            assert!(matches!(error, StoreError::Refused { .. }), "{}: {error}", place.engine);
        }
        for sql in [
            "UPDATE accounts SET state = 'lost'",
            "UPDATE accounts SET version = 0",
            "INSERT INTO sessions (id, key_hash, account_id, way, second_factor, started_at, last_used_at, purpose, agent) \
             VALUES ('s', 'k', 'ada', 'local', 1, 'x', 'x', 'planning', '')",
        ] {
            assert!(place.behind(sql).await.is_err(), "{}: {sql}", place.engine);
        }
    });
}

#[test]
fn the_name_of_an_ended_account_is_free_again() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let mut act = store.begin("clerk", at(1)).await.expect("begins");
        let mut ended = account("ada");
        act.add_account(&ended).await.expect("added");
        ended.state = commonweal_operations::accounts::AccountState::Ended;
        act.save_account(&ended, 1).await.expect("saved");
        let mut again = account("ada-2");
        again.user_name = ended.user_name.clone();
        act.add_account(&again).await.expect("added");
        act.commit(draft(1, "again")).await.expect("kept");
        let mut reading = store.read().await.expect("reads");
        let found = reading.account_by_user_name(&again.user_name).await.expect("read").expect("there");
        assert_eq!(found.id, "ada-2", "{}", place.engine);
        let filter = commonweal_store::AccountFilter { text: Some("ADA@".into()), limit: 1, ..Default::default() };
        let first = reading.accounts(&filter).await.expect("read");
        let after = Some((first[0].user_name.clone(), first[0].id.clone()));
        let second =
            reading.accounts(&commonweal_store::AccountFilter { after, ..filter.clone() }).await.expect("read");
        assert_eq!((first[0].id.as_str(), second[0].id.as_str()), ("ada", "ada-2"), "{}", place.engine);
        let none = commonweal_store::AccountFilter { text: Some("%".into()), limit: 9, ..Default::default() };
        assert!(reading.accounts(&none).await.expect("read").is_empty(), "a sign of LIKE is only a sign");
    });
}
