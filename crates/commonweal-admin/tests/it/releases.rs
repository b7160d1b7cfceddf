//! Releases: who may do what, one person twice, two checkers, projects, history, signing in at the command line.

use crate::place::{PASSWORD, Person, Place, day, entries_of, grant, request};
use commonweal_admin::{AutomaticRelease, By, Clock, Desk, DeskError, NewGrant, Visitor};
use commonweal_operations::releases::{ReleaseHow, ReleaseState};
use commonweal_operations::{Purpose, Role, Scope};

fn analyst(project: &str) -> NewGrant {
    let (until, name) = (Some(day("2027-03-31")), Some(project.to_owned()));
    NewGrant { until, project: name, ..grant(Role::Analyst, Scope::Project(project.to_owned())) }
}

fn checker(scope: Scope) -> NewGrant {
    grant(Role::OutputChecker, scope)
}

async fn also(desk: &Desk, person: &Person, new: &NewGrant) {
    let request = request();
    desk.give(By::CommandLine { login: "root", request: &request }, &person.id, new).await.expect("is given");
}

/// An analyst and two checkers at work.
async fn three(place: &Place, desk: &Desk) -> (Visitor, Visitor, Visitor) {
    let ann = place.person(desk, "ann@example.org", Some(analyst("winter"))).await;
    let ben = place.person(desk, "ben@example.org", Some(checker(Scope::System))).await;
    let cas = place.person(desk, "cas@example.org", Some(checker(Scope::Project("winter".to_owned())))).await;
    (
        place.at_work(desk, &ann, Role::Analyst, Purpose::Planning).await,
        place.at_work(desk, &ben, Role::OutputChecker, Purpose::Release).await,
        place.at_work(desk, &cas, Role::OutputChecker, Purpose::Release).await,
    )
}

#[tokio::test]
async fn a_release_is_proposed_by_one_person_and_checked_by_another() {
    for place in Place::each() {
        let desk = place.create().await;
        let (ann, ben, cas) = three(&place, &desk).await;
        let made = desk.propose_release(By::Visitor(&ann), "r1", "seal").await.expect("is proposed");
        assert_eq!((made.state, made.project.as_deref(), made.version), (ReleaseState::Proposed, Some("winter"), 1));
        assert!(!made.may_check && !made.may_withdraw, "its author does neither");
        let seen = desk.release(By::Visitor(&ben), "r1").await.expect("is seen");
        assert!(seen.may_check && seen.proposed_by.as_deref() == Some("ann@example.org"));

        let now = place.clock.now();
        let refused = desk.approve_release(By::Visitor(&ann), "r1", None, "fine", ("seal", now)).await;
        assert!(matches!(refused, Err(DeskError::Forbidden)), "{refused:?}");
        let other = desk.approve_release(By::Visitor(&ben), "r1", Some(1), "fine", ("other", now)).await;
        assert!(matches!(&other, Err(DeskError::Refused(words)) if words.contains("seal")), "{other:?}");
        let wordless = desk.approve_release(By::Visitor(&ben), "r1", Some(1), " ", ("seal", now)).await;
        assert!(matches!(&wordless, Err(DeskError::Form(fields)) if fields[0].0 == "remark"), "{wordless:?}");

        let done = desk.approve_release(By::Visitor(&ben), "r1", Some(1), "looked at all", ("seal", now)).await;
        let done = done.expect("is approved");
        assert_eq!((done.state, done.version, done.may_withdraw), (ReleaseState::Released, 2, true));
        // The second checker decides from what they were shown, and learns who decided.
        let late = desk.return_release(By::Visitor(&cas), "r1", Some(1), "not fine").await;
        let Err(DeskError::Conflict(conflict)) = late else { panic!("{}: {late:?}", place.engine) };
        assert_eq!((conflict.base, conflict.current), (1, 2));
        let gone = desk.withdraw_release(By::Visitor(&cas), "r1", Some(2), "a definition was wrong", None).await;
        assert_eq!(gone.expect("is withdrawn").state, ReleaseState::Withdrawn);

        let history = desk.release_history(By::Visitor(&ann), "r1").await.expect("answers");
        let told: Vec<_> =
            history.iter().map(|step| (step.by.as_str(), step.state.as_str(), step.words.as_str())).collect();
        let expected = [
            ("ann@example.org", "proposed", ""),
            ("ben@example.org", "released", "looked at all"),
            ("cas@example.org", "withdrawn", "a definition was wrong"),
        ];
        assert_eq!(told, expected, "{}: a withdrawal keeps what was before", place.engine);
        assert_eq!(entries_of(&desk, "release-proposed").await, (1, 0));
        assert_eq!(entries_of(&desk, "release-checked").await, (1, 2));
        assert_eq!(entries_of(&desk, "release-withdrawn").await, (1, 0));
    }
}

#[tokio::test]
async fn one_person_with_both_roles_never_checks_their_own_project() {
    for place in Place::each() {
        let desk = place.create().await;
        let both = place.person(&desk, "both@example.org", Some(analyst("winter"))).await;
        also(&desk, &both, &checker(Scope::System)).await;
        let author = place.at_work(&desk, &both, Role::Analyst, Purpose::Planning).await;
        desk.propose_release(By::Visitor(&author), "r1", "seal").await.expect("is proposed");
        let checks = place.at_work(&desk, &both, Role::OutputChecker, Purpose::Release).await;
        let now = place.clock.now();
        let refused = desk.approve_release(By::Visitor(&checks), "r1", None, "fine", ("seal", now)).await;
        assert!(matches!(refused, Err(DeskError::NotFound("release"))), "{refused:?}");
        let unknown = desk.approve_release(By::Visitor(&checks), "r9", None, "fine", ("seal", now)).await;
        assert!(matches!(unknown, Err(DeskError::NotFound("release"))), "the same as for one that is not there");
        // A colleague's proposal on another project is theirs to check; on their own it is not.
        let other = place.person(&desk, "other@example.org", Some(analyst("winter"))).await;
        let other = place.at_work(&desk, &other, Role::Analyst, Purpose::Planning).await;
        desk.propose_release(By::Visitor(&other), "r2", "seal").await.expect("is proposed");
        let refused = desk.return_release(By::Visitor(&checks), "r2", None, "no").await;
        assert!(matches!(refused, Err(DeskError::NotFound("release"))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_grant_that_ended_does_not_make_an_author_a_second_person() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let both = place.person(&desk, "both@example.org", Some(analyst("winter"))).await;
    also(&desk, &both, &checker(Scope::System)).await;
    let author = place.at_work(&desk, &both, Role::Analyst, Purpose::Planning).await;
    desk.propose_release(By::Visitor(&author), "r1", "seal").await.expect("is proposed");
    let request = request();
    let by = By::CommandLine { login: "root", request: &request };
    let grants = desk.account(by, &both.id).await.expect("answers").grants;
    let grant = grants.iter().find(|grant| grant.role == Role::Analyst).expect("it is there");
    desk.end_grant(by, &grant.id, grant.version, "moved on").await.expect("is ended");
    let checks = place.at_work(&desk, &both, Role::OutputChecker, Purpose::Release).await;
    let refused = desk.approve_release(By::Visitor(&checks), "r1", None, "fine", ("seal", place.clock.now())).await;
    assert!(matches!(&refused, Err(DeskError::Refused(words)) if words.contains("somebody else")), "{refused:?}");
    assert!(!desk.release(By::Visitor(&checks), "r1").await.expect("is seen").may_check);
}

#[tokio::test]
async fn other_projects_and_other_roles_see_nothing() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let (ann, _, _) = three(&place, &desk).await;
    desk.propose_release(By::Visitor(&ann), "r1", "seal").await.expect("is proposed");
    let far = place.person(&desk, "far@example.org", Some(checker(Scope::Project("summer".to_owned())))).await;
    let far = place.at_work(&desk, &far, Role::OutputChecker, Purpose::Release).await;
    assert!(desk.releases(By::Visitor(&far)).await.expect("answers").is_empty());
    assert!(matches!(desk.release_read(By::Visitor(&far), "r1").await, Err(DeskError::NotFound("release"))));
    let board = place.person(&desk, "board@example.org", Some(grant(Role::Board, Scope::System))).await;
    let board = place.at_work(&desk, &board, Role::Board, Purpose::Planning).await;
    assert!(matches!(desk.releases(By::Visitor(&board)).await, Err(DeskError::Forbidden)));
    assert!(matches!(desk.may_propose(By::Visitor(&board)).await, Err(DeskError::Forbidden)));
    let lead = place.person(&desk, "lead@example.org", Some(grant(Role::IgLead, Scope::System))).await;
    let lead = place.at_work(&desk, &lead, Role::IgLead, Purpose::Approvals).await;
    assert_eq!(desk.releases(By::Visitor(&lead)).await.expect("answers").len(), 1);
    assert!(matches!(desk.release_read(By::Visitor(&lead), "r1").await, Err(DeskError::Forbidden)), "no clinical rows");
    let request = request();
    let nobody = By::CommandLine { login: "root", request: &request };
    assert!(matches!(desk.propose_release(nobody, "r2", "seal").await, Err(DeskError::Refused(_))));
    assert!(matches!(desk.withdraw_release(nobody, "r1", None, "why", None).await, Err(DeskError::Refused(_))));
}

#[tokio::test]
async fn an_automatic_release_gets_its_record_when_it_is_withdrawn() {
    for place in Place::each() {
        let desk = place.create().await;
        let lead = place.person(&desk, "lead@example.org", Some(grant(Role::IgLead, Scope::System))).await;
        let lead = place.at_work(&desk, &lead, Role::IgLead, Purpose::Approvals).await;
        let made = || Some(AutomaticRelease { at: place.clock.now(), seal: "seal".to_owned() });
        let unknown = desk.withdraw_release(By::Visitor(&lead), "r1", None, "wrong area", None).await;
        assert!(matches!(unknown, Err(DeskError::NotFound("release"))));
        let gone = desk.withdraw_release(By::Visitor(&lead), "r1", None, "wrong area", made()).await;
        let gone = gone.expect("is withdrawn");
        assert_eq!((gone.state, gone.how, gone.proposed_by), (ReleaseState::Withdrawn, ReleaseHow::Automatic, None));
        let again = desk.withdraw_release(By::Visitor(&lead), "r1", None, "wrong area", made()).await;
        assert!(matches!(again, Err(DeskError::Refused(_))), "{again:?}");
    }
}

#[tokio::test]
async fn a_command_signs_in_as_the_site_does_and_under_one_role() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let ben = place.person(&desk, "ben@example.org", Some(checker(Scope::System))).await;
    let wanted = [(Role::OutputChecker, Purpose::Release)];
    let code = place.next_code(&ben);
    let wrong = desk.sign_in_for(&ben.user, "not the password at all", &code, &wanted, &request()).await;
    assert!(matches!(wrong, Err(DeskError::Refused(_))));
    let visitor = desk.sign_in_for(&ben.user, PASSWORD, &code, &wanted, &request()).await.expect("signs in");
    assert_eq!(visitor.working.as_ref().map(|working| working.role), Some(Role::OutputChecker));
    desk.sign_out(&visitor).await.expect("ends");
    let code = place.next_code(&ben);
    let other = desk.sign_in_for(&ben.user, PASSWORD, &code, &[(Role::Analyst, Purpose::Planning)], &request()).await;
    assert!(matches!(&other, Err(DeskError::Refused(words)) if words.contains("analyst")), "{other:?}");
}
