//! Working under one grant and one purpose, and every way a session ends.

use crate::place::{Place, choose, day, entries_of, grant, is_over, request, visitor};
use commonweal_admin::{AgreementForm, By, Choose, NewGrant, OrganisationEdit, ProcessRole, Whose};
use commonweal_operations::agreements::AgreementKind;
use commonweal_operations::organisations::OrganisationKind;
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;

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
