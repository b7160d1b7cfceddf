//! Signing in, working under one purpose, and every way a session ends.

use crate::place::{PASSWORD, Place, choose, day, entries_of, grant, is_over, request, visitor};
use crate::totp;
use commonweal_admin::{
    AgreementForm, By, Choose, Clock, Factor, Finish, NewFactor, NewGrant, NewService, OrganisationEdit,
    PasswordChange, ProcessRole, Proof, SignIn, Whose,
};
use commonweal_operations::agreements::AgreementKind;
use commonweal_operations::organisations::OrganisationKind;
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
async fn a_session_ends_after_a_quarter_of_an_hour_idle_and_after_twelve_hours_busy() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let idle = place.sign_in(&desk, &ada).await;
        place.later(SignedDuration::from_mins(14));
        assert!(!is_over(&desk, &idle).await);
        place.later(SignedDuration::from_mins(14));
        assert!(!is_over(&desk, &idle).await, "the request before gave it its time again");
        place.later(SignedDuration::from_mins(15));
        assert!(is_over(&desk, &idle).await);
        assert_eq!(entries_of(&desk, "session-ended").await, (1, 0));
        let busy = place.sign_in(&desk, &ada).await;
        for _ in 0..71 {
            place.later(SignedDuration::from_mins(10));
            assert!(!is_over(&desk, &busy).await);
        }
        let near = visitor(&desk, &busy).await.ends;
        assert!(!near.can_be_extended, "{near:?}");
        place.later(SignedDuration::from_mins(10));
        assert!(is_over(&desk, &busy).await);
    }
}

#[tokio::test]
async fn choosing_a_purpose_makes_a_new_cookie_and_the_old_one_is_worthless() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let before = place.sign_in(&desk, &ada).await;
        let form = visitor(&desk, &before).await;
        let after = choose(&desk, &before, Role::Administrator, Purpose::Operation).await;
        assert_ne!(before, after);
        assert!(is_over(&desk, &before).await);
        let working = visitor(&desk, &after).await;
        assert_eq!(working.working.as_ref().map(|working| working.purpose), Some(Purpose::Operation));
        assert!(working.is_csrf(working.csrf.expose()));
        assert!(!working.is_csrf(form.csrf.expose()), "a form of the old session");
        assert!(!working.is_csrf(""));
    }
}

async fn agreement(place: &Place, desk: &commonweal_admin::Desk, until: &str) {
    let request = request();
    let by = By::CommandLine { login: "root", request: &request };
    for id in ["practice-a", "pcn-a"] {
        let edit = OrganisationEdit {
            name: id.to_owned(),
            kind: OrganisationKind::Pcn,
            parent: None,
            oversees: String::new(),
        };
        desk.add_organisation(by, id, &edit).await.unwrap_or_else(|error| panic!("{}: {error}", place.engine));
    }
    let form = AgreementForm {
        id: "dsa-1".to_owned(),
        kind: AgreementKind::DataSharing,
        title: "Sharing in the network".to_owned(),
        parties: ["practice-a", "pcn-a"].map(str::to_owned).into(),
        purposes: [Purpose::DirectCare].into(),
        data_sets: ["gp-records".to_owned()].into(),
        legal_basis: "UK GDPR article 9(2)(h)".to_owned(),
        agreed_on: Some(day("2026-09-01")),
        from: day("2026-09-01"),
        until: day(until),
        owner: "Caldicott Guardian".to_owned(),
        review_on: day("2026-09-30"),
    };
    desk.save_agreement(by, &form, None).await.unwrap_or_else(|error| panic!("{}: {error}", place.engine));
}

fn coordinator() -> NewGrant {
    NewGrant {
        agreement: Some("dsa-1".to_owned()),
        ..grant(Role::CareCoordinator, Scope::Network("U12345".to_owned()))
    }
}

#[tokio::test]
async fn direct_care_and_other_work_never_share_a_session() {
    for place in Place::each() {
        place.create().await;
        let desk = place.open(ProcessRole::Demo).await;
        agreement(&place, &desk, "2026-10-31").await;
        let both = place.person(&desk, "cora@example.org", Some(coordinator())).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        desk.give(by, &both.id, &grant(Role::Board, Scope::System)).await.expect("is given");
        for (first, second) in [
            ((Role::CareCoordinator, Purpose::DirectCare), (Role::Board, Purpose::Planning)),
            ((Role::Board, Purpose::Planning), (Role::CareCoordinator, Purpose::DirectCare)),
        ] {
            let cookie = place.work(&desk, &both, first.0, first.1).await;
            let working = visitor(&desk, &cookie).await;
            let choices = desk.choices(&working).await.expect("answers");
            let other = choices.iter().find(|choice| choice.role == second.0 && choice.purpose == second.1);
            let other = other.expect("it is listed, with the reason why not");
            assert!(other.barred.is_some());
            let answer = desk.choose(&working, &other.grant, second.1).await.expect("answers");
            assert!(matches!(answer, Choose::SignInAgain(_)), "{} {answer:?}", place.engine);
            // Even a visitor that the program itself forgot to mark is stopped by the session's own record.
            let mut forgetful = working.clone();
            forgetful.working = None;
            let answer = desk.choose(&forgetful, &other.grant, second.1).await.expect("answers");
            assert!(matches!(answer, Choose::SignInAgain(_)), "{} {answer:?}", place.engine);
            assert!(!is_over(&desk, &cookie).await, "the work that was chosen goes on");
        }
        let within = place.work(&desk, &both, Role::Board, Purpose::Planning).await;
        choose(&desk, &within, Role::Board, Purpose::Oversight).await;
    }
}

#[tokio::test]
async fn an_expired_or_ended_agreement_stops_a_coordinator_at_the_next_request() {
    for place in Place::each() {
        place.create().await;
        let desk = place.open(ProcessRole::Care).await;
        agreement(&place, &desk, "2026-09-30").await;
        let cora = place.person(&desk, "cora@example.org", Some(coordinator())).await;
        place.clock.set("2026-09-30T23:50:00Z".parse().expect("a time"));
        let cookie = place.work(&desk, &cora, Role::CareCoordinator, Purpose::DirectCare).await;
        assert!(!is_over(&desk, &cookie).await);
        place.clock.set("2026-10-01T00:00:30Z".parse().expect("a time"));
        assert!(is_over(&desk, &cookie).await, "{}: the agreement's last day is over", place.engine);
        let next = place.sign_in(&desk, &cora).await;
        assert_eq!(desk.choices(&visitor(&desk, &next).await).await.expect("answers"), []);
    }
    for place in Place::each() {
        place.create().await;
        let desk = place.open(ProcessRole::Care).await;
        agreement(&place, &desk, "2026-10-31").await;
        let cora = place.person(&desk, "cora@example.org", Some(coordinator())).await;
        let cookie = place.work(&desk, &cora, Role::CareCoordinator, Purpose::DirectCare).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        let version = desk.agreements(by).await.expect("answers")[0].version;
        desk.end_agreement(by, "dsa-1", version, "withdrawn").await.expect("is ended");
        assert!(is_over(&desk, &cookie).await, "{}", place.engine);
    }
}

#[tokio::test]
async fn each_process_offers_and_serves_its_own_side_only() {
    for place in Place::each() {
        place.create().await;
        let (analysis, care) = (place.open(ProcessRole::Analysis).await, place.open(ProcessRole::Care).await);
        agreement(&place, &care, "2026-10-31").await;
        let both = place.person(&care, "cora@example.org", Some(coordinator())).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        care.give(by, &both.id, &grant(Role::Board, Scope::System)).await.expect("is given");
        let cookie = place.work(&care, &both, Role::CareCoordinator, Purpose::DirectCare).await;
        assert!(is_over(&analysis, &cookie).await, "{}", place.engine);
        assert!(!is_over(&care, &cookie).await, "and it goes on where it belongs");
        let fresh = place.sign_in(&analysis, &both).await;
        let choices = analysis.choices(&visitor(&analysis, &fresh).await).await.expect("answers");
        assert!(choices.iter().all(|choice| choice.role == Role::Board), "{choices:?}");
        assert!(!choices.is_empty());
    }
}

#[tokio::test]
async fn a_grant_that_is_ended_or_past_its_last_day_stops_its_sessions() {
    for place in Place::each() {
        let desk = place.create().await;
        let today = NewGrant { until: Some(day("2026-09-30")), ..grant(Role::Board, Scope::System) };
        let ben = place.person(&desk, "ben@example.org", Some(today)).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        place.clock.set("2026-09-30T23:55:00Z".parse().expect("a time"));
        let cookie = place.work(&desk, &ben, Role::Board, Purpose::Planning).await;
        place.clock.set("2026-10-01T00:00:10Z".parse().expect("a time"));
        assert!(is_over(&desk, &cookie).await, "{}", place.engine);
        let given = desk.give(by, &ben.id, &grant(Role::Partner, Scope::System)).await.expect("is given");
        let cookie = place.work(&desk, &ben, Role::Partner, Purpose::Planning).await;
        desk.end_grant(by, &given.id, given.version, "moved on").await.expect("is ended");
        assert!(is_over(&desk, &cookie).await, "{}", place.engine);
    }
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_and_administrators_everybodys() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let (one, two) = (place.sign_in(&desk, &ben).await, place.sign_in(&desk, &ben).await);
        let adas = place.sign_in(&desk, &ada).await;
        let me = visitor(&desk, &two).await;
        let sessions = desk.own_sessions(&me).await.expect("answers");
        assert_eq!(sessions.iter().map(|session| session.this).collect::<Vec<_>>(), [true, false]);
        assert!(!desk.end_own_session(&visitor(&desk, &adas).await, &sessions[1].id).await.expect("answers"));
        assert!(desk.end_own_session(&me, &sessions[1].id).await.expect("answers"));
        assert!(is_over(&desk, &one).await);
        let three = place.sign_in(&desk, &ben).await;
        assert_eq!(desk.sign_out_everywhere(&visitor(&desk, &three).await).await.expect("answers"), 2);
        assert!(is_over(&desk, &two).await && is_over(&desk, &three).await);
        let four = place.sign_in(&desk, &ben).await;
        desk.sign_out(&visitor(&desk, &four).await).await.expect("is out");
        assert!(is_over(&desk, &four).await);
        let five = place.sign_in(&desk, &ben).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        assert_eq!(desk.end_sessions(by, &Whose::Account(ben.user.clone())).await.expect("ends"), 1);
        assert!(is_over(&desk, &five).await && !is_over(&desk, &adas).await);
        assert_eq!(desk.end_sessions(by, &Whose::All).await.expect("ends"), 1);
        assert!(is_over(&desk, &adas).await);
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
