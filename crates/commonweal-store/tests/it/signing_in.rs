//! Signing in: what is used once is used once, a session never changes sides, a touch is written once a minute.

use commonweal_operations::accounts::SignInWay;
use commonweal_operations::invitations::{Invitation, InvitationKind};
use commonweal_operations::{Purpose, Role};
use commonweal_store::{
    Database, InvitationRecord, OidcRequest, SealedIdentity, ServiceKey, Session, Step, StepKind, Store,
};
use jiff::civil::date;

use crate::places::{account, agreement, at, draft, grant, on_each_engine};

fn session(id: &str) -> Session {
    Session {
        id: id.to_owned(),
        key_hash: format!("hash of {id}"),
        account_id: "ada".to_owned(),
        way: SignInWay::Local,
        second_factor: true,
        started_at: at(0),
        last_used_at: at(0),
        grant_id: None,
        purpose: None,
        side: None,
        provider_session: Some(format!("provider's {id}")),
        agent: "a browser".to_owned(),
        ended_at: None,
        end_reason: None,
    }
}

async fn with_ada(store: &Store) {
    let mut act = store.begin("clerk", at(0)).await.expect("begins");
    act.add_account(&account("ada")).await.expect("added");
    act.add_agreement(&agreement("sharing")).await.expect("added");
    let mut care = grant("care", "ada", Role::CareCoordinator);
    care.agreement_id = Some("sharing".to_owned());
    act.add_grant(&care).await.expect("added");
    act.add_grant(&grant("board", "ada", Role::Board)).await.expect("added");
    for id in ["one", "two", "three"] {
        act.add_session(&session(id)).await.expect("added");
    }
    act.commit(draft(0, "ada")).await.expect("kept");
}

#[test]
fn a_session_is_read_with_all_it_may_do_and_never_changes_sides() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_ada(&store).await;
        let found =
            store.read().await.expect("reads").session_in_use("hash of one").await.expect("read").expect("there");
        assert_eq!((&found.session, &found.account.value), (&session("one"), &account("ada")), "{}", place.engine);
        assert!(found.grant.is_none() && found.agreement.is_none());

        let mut act = store.begin("ada", at(5)).await.expect("begins");
        assert!(act.choose_purpose("one", "new hash", "care", Purpose::DirectCare).await.expect("chosen"));
        assert!(!act.choose_purpose("one", "newer hash", "board", Purpose::Planning).await.expect("refused"));
        act.commit(draft(5, "chosen")).await.expect("kept");
        let mut reading = store.read().await.expect("reads");
        assert!(reading.session_in_use("hash of one").await.expect("read").is_none(), "the old cookie is dead");
        let found = reading.session_in_use("new hash").await.expect("read").expect("there");
        assert_eq!(found.session.purpose, Some(Purpose::DirectCare));
        assert_eq!(found.grant.expect("a grant").id, "care");
        assert_eq!(found.agreement.expect("days").until, date(2027, 1, 1));
    });
}

#[test]
fn a_touch_is_written_once_a_minute_and_an_end_is_final() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_ada(&store).await;
        assert!(!store.touch_session("one", at(59)).await.expect("no need"));
        assert!(store.touch_session("one", at(60)).await.expect("touched"));
        assert!(!store.touch_session("one", at(61)).await.expect("no need"));
        let mut act = store.begin("ada", at(70)).await.expect("begins");
        assert_eq!(act.end_sessions_of("ada", Some("one"), "elsewhere").await.expect("ended"), 2);
        assert!(act.end_session("one", "signed-out").await.expect("ended"));
        assert!(!act.end_session("one", "signed-out").await.expect("again"));
        act.commit(draft(70, "ended")).await.expect("kept");
        assert!(!store.touch_session("one", at(500)).await.expect("no more"), "{}", place.engine);
        let mut reading = store.read().await.expect("reads");
        assert!(reading.session_in_use("hash of one").await.expect("read").is_none());
        assert_eq!(reading.sessions_of("ada", true).await.expect("read").len(), 3);
        assert!(reading.sessions_of("ada", false).await.expect("read").is_empty());
    });
}

#[test]
fn codes_steps_requests_and_invitations_work_once() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_ada(&store).await;
        let invitation = InvitationRecord {
            id: "i".to_owned(),
            account_id: "ada".to_owned(),
            code_hash: "code".to_owned(),
            made_by: "clerk".to_owned(),
            invitation: Invitation::new(InvitationKind::Reset, at(0)),
        };
        let mut act = store.begin("ada", at(1)).await.expect("begins");
        act.set_password("ada", "hash 1").await.expect("set");
        act.set_factor("ada", "sealed", "key").await.expect("set");
        assert!(act.use_totp_step("ada", 100).await.expect("used"));
        assert!(!act.use_totp_step("ada", 100).await.expect("again"), "{}", place.engine);
        assert!(!act.use_totp_step("ada", 99).await.expect("an earlier one"));
        assert!(act.use_totp_step("ada", 101).await.expect("used"));
        act.set_recovery_codes("ada", &["r1".to_owned(), "r2".to_owned()]).await.expect("set");
        assert!(act.use_recovery_code("ada", "r1").await.expect("used"));
        assert!(!act.use_recovery_code("ada", "r1").await.expect("again"));
        assert_eq!(act.recovery_codes_left("ada").await.expect("counted"), 1);
        assert!(act.rehash_password("ada", "hash 1", "hash 2").await.expect("rehashed"));
        assert!(!act.rehash_password("ada", "hash 1", "hash 3").await.expect("changed meanwhile"));
        act.add_invitation(&invitation).await.expect("added");
        assert!(act.use_invitation("i").await.expect("used"));
        assert!(!act.use_invitation("i").await.expect("again"));
        let credential = act.credential("ada").await.expect("read").expect("there");
        assert_eq!(credential.factor_last_step, Some(101));
        assert!(!format!("{credential:?}").contains("hash 2"));
        act.clear_credentials("ada").await.expect("cleared");
        assert!(act.credential("ada").await.expect("read").is_none());
        act.commit(draft(1, "codes")).await.expect("kept");

        let request = OidcRequest {
            state_hash: "state".to_owned(),
            nonce: "nonce".to_owned(),
            verifier_sealed: "sealed".to_owned(),
            verifier_key_id: "key".to_owned(),
            return_path: "/".to_owned(),
            step_hash: None,
            made_at: at(2),
        };
        let step = Step {
            key_hash: "step".to_owned(),
            kind: StepKind::SecondFactor,
            account_id: Some("ada".to_owned()),
            invitation_id: None,
            sealed: None,
            tries: 0,
            made_at: at(2),
            expires_at: at(600),
        };
        let mut jotting = store.jot(at(2)).await.expect("begins");
        jotting.add_oidc_request(&request).await.expect("added");
        jotting.add_step(&step).await.expect("added");
        jotting.keep().await.expect("kept");
        let uses = (0..5).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut jotting = store.jot(at(3)).await.expect("begins");
                let used = jotting.use_oidc_request("state").await.expect("answers");
                jotting.keep().await.expect("kept");
                used
            })
        });
        let used: Vec<_> = futures::future::join_all(uses.collect::<Vec<_>>()).await;
        let used: Vec<_> = used.into_iter().filter_map(|used| used.expect("ends")).collect();
        assert_eq!(used, [request], "{}: of five who ask at once, one gets it", place.engine);
        let mut jotting = store.jot(at(3)).await.expect("begins");
        assert_eq!(jotting.count_step_try("step").await.expect("counted"), Some(1));
        assert_eq!(jotting.count_step_try("step").await.expect("counted"), Some(2));
        assert!(jotting.use_step("step").await.expect("used"));
        assert!(!jotting.use_step("step").await.expect("again"));
        assert!(jotting.step("step").await.expect("read").is_none());
        jotting.keep().await.expect("kept");
    });
}

#[test]
fn failures_count_since_the_last_success() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let mut n = 0;
        for (seconds, succeeded) in [(1, false), (2, false), (3, true), (4, false), (5, false)] {
            let mut act = store.begin("stranger", at(seconds)).await.expect("begins");
            n += 1;
            act.add_attempt(&n.to_string(), "subject", succeeded).await.expect("added");
            act.commit(draft(seconds, "tried")).await.expect("kept");
        }
        let mut reading = store.read().await.expect("reads");
        assert_eq!(
            reading.failures_since_success("subject", at(0)).await.expect("read"),
            [at(4), at(5)],
            "{}",
            place.engine
        );
        assert_eq!(reading.failures_since_success("subject", at(5)).await.expect("read"), [at(5)]);
        assert_eq!(reading.last_success("subject").await.expect("read"), Some(at(3)));
        assert!(reading.failures_since_success("another", at(0)).await.expect("read").is_empty());
    });
}

#[test]
fn identities_of_providers_and_keys_of_services_belong_to_one_account() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_ada(&store).await;
        let mut act = store.begin("clerk", at(1)).await.expect("begins");
        act.add_account(&account("ben")).await.expect("added");
        act.link_identity("https://issuer.example", "sub", "ada").await.expect("linked");
        let key = ServiceKey {
            id: "k".to_owned(),
            account_id: "ada".to_owned(),
            key_hash: "key hash".to_owned(),
            made_at: at(1),
            expires_on: date(2027, 1, 1),
            last_used_at: None,
            ended_at: None,
        };
        act.add_service_key(&key).await.expect("added");
        act.commit(draft(1, "linked")).await.expect("kept");
        assert!(store.touch_service_key("k", at(2)).await.expect("touched"));
        assert!(!store.touch_service_key("k", at(3)).await.expect("no need"));
        let mut act = store.begin("clerk", at(4)).await.expect("begins");
        let error = act.link_identity("https://issuer.example", "sub", "ben").await.expect_err("taken");
        assert!(error.to_string().contains("belongs to another account"), "{}: {error}", place.engine);
        drop(act);
        let mut act = store.begin("clerk", at(4)).await.expect("begins");
        let found = act.identity_account("https://issuer.example", "sub").await.expect("read").expect("there");
        assert_eq!(found.id, "ada");
        assert_eq!(act.service_in_use("key hash").await.expect("read").expect("there").grants.len(), 2);
        assert_eq!(act.unlink_identities("ada").await.expect("unlinked"), 1);
        assert_eq!(act.end_service_keys("ada").await.expect("ended"), 1);
        act.commit(draft(4, "ended")).await.expect("kept");
        let mut reading = store.read().await.expect("reads");
        assert!(reading.identity_account("https://issuer.example", "sub").await.expect("read").is_none());
        assert!(reading.service_in_use("key hash").await.expect("read").is_none());
    });
}

#[test]
fn the_vault_gives_an_identity_to_its_practice_only() {
    on_each_engine(async |place| {
        let store = place.open(Database::Vault).await;
        let sealed = |practice: &str, n: u32| SealedIdentity {
            practice_code: practice.to_owned(),
            pseudonym: format!("{n:032x}"),
            key_id: "k1".to_owned(),
            sealed: format!("sealed {practice} {n}"),
        };
        let many: Vec<_> = (0..1_200).map(|n| sealed("C84001", n)).chain([sealed("C84002", 7)]).collect();
        let mut act = store.begin("import", at(1)).await.expect("begins");
        act.put_identities(&many).await.expect("put");
        act.put_identities(&[SealedIdentity { key_id: "k2".to_owned(), ..sealed("C84001", 5) }])
            .await
            .expect("replaced");
        act.commit(draft(1, "put")).await.expect("kept");
        let mut act = store.begin("import", at(2)).await.expect("begins");
        let name = |n: u32| format!("{n:032x}");
        assert_eq!(
            act.identity("C84002", &name(7)).await.expect("read"),
            Some(sealed("C84002", 7)),
            "{}",
            place.engine
        );
        assert_eq!(act.identity("C84002", &name(8)).await.expect("read"), None);
        assert_eq!(act.identities_with_key("k1").await.expect("counted"), 1_200);
        let page = act.identities_of("C84001", Some(&name(1_190)), 100).await.expect("read");
        assert_eq!(page.len(), 9);
        assert_eq!(act.remove_identities("C84001", &[name(1), name(9_999)]).await.expect("removed"), 1);
        act.commit(draft(2, "removed")).await.expect("kept");
    });
}
