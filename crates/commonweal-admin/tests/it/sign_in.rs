//! Signing in with a password and a code, or with a key; passwords, codes and factors.

use crate::place::{PASSWORD, Place, day, entries_of, grant, is_over, request, visitor};
use crate::totp;
use commonweal_admin::{By, Clock, Factor, Finish, NewFactor, NewService, PasswordChange, ProcessRole, Proof, SignIn};
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;

#[tokio::test]
async fn an_unknown_name_a_wrong_password_and_a_suspended_account_get_one_answer() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        let version = desk.account(by, &ben.id).await.expect("answers").version;
        desk.suspend(by, &ben.id, version, "on leave").await.expect("is suspended");
        for (user, password) in [
            ("nobody@example.org", PASSWORD),
            ("ada@example.org", "not the password at all"),
            ("ben@example.org", PASSWORD),
            ("not a name", ""),
        ] {
            let answer = desk.sign_in_local(user, password, &request).await.expect("answers");
            assert!(matches!(answer, SignIn::Refused), "{} {user}: {answer:?}", place.engine);
        }
        assert_eq!(entries_of(&desk, "sign-in-refused").await, (0, 4), "{}", place.engine);
        let capitals = desk.sign_in_local("  ADA@example.org ", &ada.password, &request).await.expect("answers");
        assert!(matches!(capitals, SignIn::SecondFactor(_)));
    }
}

#[tokio::test]
async fn after_ten_failures_a_name_waits_whether_or_not_it_has_an_account_and_never_for_good() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        for user in ["ada@example.org", "nobody@example.org"] {
            for _ in 0..10 {
                let answer = desk.sign_in_local(user, "wrong wrong wrong", &request()).await.expect("answers");
                assert!(matches!(answer, SignIn::Refused), "{answer:?}");
            }
            let answer = desk.sign_in_local(user, PASSWORD, &request()).await.expect("answers");
            let SignIn::Wait { until } = answer else { panic!("{} {user}: {answer:?}", place.engine) };
            assert_eq!(until, place.clock.now() + SignedDuration::from_mins(1));
        }
        place.later(SignedDuration::from_secs(61));
        let answer = desk.sign_in_local(&ada.user, PASSWORD, &request()).await.expect("answers");
        assert!(matches!(answer, SignIn::SecondFactor(_)), "{answer:?}");
    }
}

#[tokio::test]
async fn parallel_guesses_are_counted_one_by_one() {
    for place in Place::each() {
        let desk = place.create().await;
        place.administrator(&desk).await;
        let guesses = (0..30).map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.sign_in_local("ada@example.org", "guess guess guess", &request()).await })
        });
        let mut looked_at = 0;
        for guess in guesses.collect::<Vec<_>>() {
            let answer = guess.await.expect("runs").expect("answers");
            looked_at += usize::from(matches!(answer, SignIn::Refused));
        }
        assert_eq!(looked_at, 10, "{}", place.engine);
    }
}

#[tokio::test]
async fn a_code_works_once_and_five_wrong_ones_end_the_attempt() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let pending = async || match desk.sign_in_local(&ada.user, &ada.password, &request()).await.expect("answers") {
            SignIn::SecondFactor(pending) => pending,
            other => panic!("{other:?}"),
        };
        let code = place.next_code(&ada);
        let first = pending().await;
        let answer = desk.second_factor(first.expose(), Proof::Code(&code), &request()).await.expect("answers");
        assert!(matches!(answer, Factor::In(_)), "{answer:?}");
        let again = desk.second_factor(first.expose(), Proof::Code(&code), &request()).await.expect("answers");
        assert!(matches!(again, Factor::Over), "the step is used up: {again:?}");
        let second = pending().await;
        let replayed = desk.second_factor(second.expose(), Proof::Code(&code), &request()).await.expect("answers");
        assert!(matches!(replayed, Factor::Wrong), "the code is used up: {replayed:?}");
        for _ in 0..3 {
            let wrong = desk.second_factor(second.expose(), Proof::Code("000000"), &request()).await.expect("answers");
            assert!(matches!(wrong, Factor::Wrong), "{wrong:?}");
        }
        let fifth = desk.second_factor(second.expose(), Proof::Code("000000"), &request()).await.expect("answers");
        assert!(matches!(fifth, Factor::Over), "{fifth:?}");
        let code = place.next_code(&ada);
        let late = desk.second_factor(second.expose(), Proof::Code(&code), &request()).await.expect("answers");
        assert!(matches!(late, Factor::Over), "{late:?}");
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_and_says_how_many_are_left() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let mut left = Vec::new();
        for _ in 0..2 {
            place.later(SignedDuration::from_secs(5));
            let SignIn::SecondFactor(pending) =
                desk.sign_in_local(&ada.user, &ada.password, &request()).await.expect("answers")
            else {
                panic!("the password is right")
            };
            let given = Proof::Recovery(&ada.recovery[0]);
            left.push(match desk.second_factor(pending.expose(), given, &request()).await.expect("answers") {
                Factor::In(signed_in) => Some(signed_in.recovery_left),
                _ => None,
            });
        }
        assert_eq!(left, [Some(ada.recovery.len() as u64 - 1), None], "{}", place.engine);
        assert_eq!(entries_of(&desk, "recovery-code-used").await, (1, 0));
    }
}

#[tokio::test]
async fn a_pending_sign_in_ends_when_the_account_is_reset_or_a_quarter_of_an_hour_has_passed() {
    for place in Place::each() {
        let desk = place.create().await;
        place.administrator(&desk).await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        let pending = async || match desk.sign_in_local(&ben.user, &ben.password, &request).await.expect("answers") {
            SignIn::SecondFactor(pending) => pending,
            other => panic!("{other:?}"),
        };
        let slow = pending().await;
        place.later(SignedDuration::from_mins(16));
        let code = totp::code(&ben.secret, place.clock.now());
        let answer = desk.second_factor(slow.expose(), Proof::Code(&code), &request).await.expect("answers");
        assert!(matches!(answer, Factor::Over), "{answer:?}");
        let waiting = pending().await;
        let version = desk.account(by, &ben.id).await.expect("answers").version;
        desk.reset(by, &ben.id, version).await.expect("is reset");
        let code = place.next_code(&ben);
        let answer = desk.second_factor(waiting.expose(), Proof::Code(&code), &request).await.expect("answers");
        assert!(matches!(answer, Factor::Over), "{answer:?}");
    }
}

#[tokio::test]
async fn a_changed_password_needs_the_old_one_and_a_code_and_ends_the_other_sessions() {
    for place in Place::each() {
        let desk = place.create().await;
        let mut ada = place.administrator(&desk).await;
        let (other, here) = (place.sign_in(&desk, &ada).await, place.sign_in(&desk, &ada).await);
        let me = visitor(&desk, &here).await;
        let new = "eleven quiet herons wade";
        let code = place.next_code(&ada);
        let answer = desk.change_password(&me, "not the current one", new, &code).await.expect("answers");
        assert_eq!(answer, PasswordChange::WrongCurrent);
        for weak in ["short", "ada@example.org", "aaaaaaaaaaaaaaaa", "123456789012345"] {
            let code = place.next_code(&ada);
            let answer = desk.change_password(&me, &ada.password, weak, &code).await.expect("answers");
            assert!(matches!(answer, PasswordChange::Refused(_)), "{weak}: {answer:?}");
        }
        let code = place.next_code(&ada);
        let answer = desk.change_password(&me, &ada.password, new, &code).await.expect("answers");
        assert_eq!(answer, PasswordChange::Done { ended: 1 }, "{}", place.engine);
        assert!(is_over(&desk, &other).await && !is_over(&desk, &here).await);
        let answer = desk.sign_in_local(&ada.user, &ada.password, &request()).await.expect("answers");
        assert!(matches!(answer, SignIn::Refused), "the old password: {answer:?}");
        new.clone_into(&mut ada.password);
        place.sign_in(&desk, &ada).await;
    }
}

#[tokio::test]
async fn a_new_second_factor_replaces_the_old_one_and_its_recovery_codes() {
    for place in Place::each() {
        let desk = place.create().await;
        let mut ada = place.administrator(&desk).await;
        let cookie = place.sign_in(&desk, &ada).await;
        let me = visitor(&desk, &cookie).await;
        let code = place.next_code(&ada);
        let answer = desk.new_factor(&me, &ada.password, Proof::Code(&code)).await.expect("answers");
        let NewFactor::Enrol { pending, enrol } = answer else { panic!("{answer:?}") };
        let wrong = desk.finish_new_factor(&me, pending.expose(), "000000").await.expect("answers");
        assert!(matches!(wrong, Finish::Wrong), "{wrong:?}");
        place.later(SignedDuration::from_secs(60));
        let code = totp::code(&enrol.secret_text, place.clock.now());
        let done = desk.finish_new_factor(&me, pending.expose(), &code).await.expect("answers");
        assert!(matches!(done, Finish::Done { .. }), "{done:?}");
        let SignIn::SecondFactor(pending) =
            desk.sign_in_local(&ada.user, &ada.password, &request()).await.expect("answers")
        else {
            panic!("the password is right")
        };
        for old in [Proof::Code(&place.next_code(&ada)), Proof::Recovery(&ada.recovery[3])] {
            let answer = desk.second_factor(pending.expose(), old, &request()).await.expect("answers");
            assert!(matches!(answer, Factor::Wrong), "{} {answer:?}", place.engine);
        }
        ada.secret = enrol.secret_text;
        place.sign_in(&desk, &ada).await;
    }
}

#[tokio::test]
async fn a_service_works_with_its_key_under_one_purpose_until_its_last_day() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        let new = NewService {
            name: "nightly-export".to_owned(),
            owner: ada.user.clone(),
            role: Role::ApiReader,
            scope: Scope::System,
            purpose: Purpose::PublicInformation,
            until: day("2026-12-31"),
            organisation: None,
            project: None,
        };
        let (account, key) = desk.service_add(by, &new).await.expect("is made");
        let analysis = place.open(ProcessRole::Analysis).await;
        let service = analysis.bearer(key.expose(), request.clone()).await.expect("answers").expect("is known");
        assert_eq!(service.working.map(|working| working.role), Some(Role::ApiReader));
        let care = place.open(ProcessRole::Care).await;
        assert!(care.bearer(key.expose(), request.clone()).await.expect("answers").is_none(), "the other side");
        let renewed = desk.service_key(by, &account.id, account.version).await.expect("is renewed");
        assert!(analysis.bearer(key.expose(), request.clone()).await.expect("answers").is_none(), "the old key");
        assert!(analysis.bearer(renewed.expose(), request.clone()).await.expect("answers").is_some());
        for guess in ["", "x", &"A".repeat(43)] {
            assert!(analysis.bearer(guess, request.clone()).await.expect("answers").is_none());
        }
        place.clock.set("2027-01-01T00:00:00Z".parse().expect("a time"));
        assert!(analysis.bearer(renewed.expose(), request.clone()).await.expect("answers").is_none(), "past its day");
        let (_, refused) = entries_of(&desk, "sign-in-refused").await;
        assert_eq!(refused, 6, "{}", place.engine);
    }
}
