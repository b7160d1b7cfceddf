//! Invitations and resets: used once, in time, by one person; and what they make dead.

use crate::place::{PASSWORD, Person, Place, entries_of, grant, is_over, request};
use crate::totp;
use commonweal_admin::{By, Clock, Desk, DeskError, Finish, NewAccount, Request, SignIn, Visitor};
use commonweal_operations::accounts::AccountState;
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;

fn console(request: &Request) -> By<'_> {
    By::CommandLine { login: "root", request }
}

fn fields(error: &DeskError) -> Vec<&'static str> {
    match error {
        DeskError::Form(wrong) => wrong.iter().map(|(field, _)| *field).collect(),
        other => panic!("{other:?}"),
    }
}

fn ben() -> NewAccount {
    NewAccount { user: "Ben@Example.org ".to_owned(), name: "Ben Made Up".to_owned(), organisation: None }
}

async fn administrator(place: &Place, desk: &Desk) -> (Person, Visitor) {
    let ada = place.administrator(desk).await;
    let visitor = place.at_work(desk, &ada, Role::Administrator, Purpose::Operation).await;
    (ada, visitor)
}

#[tokio::test]
async fn an_invitation_works_once_and_seven_days_and_nothing_else_opens_it() {
    for place in Place::each() {
        let desk = place.create().await;
        let request = request();
        let invitation = desk.invite(console(&request), &ben(), None).await.expect("is invited");
        assert_eq!(invitation.account.user, "ben@example.org");
        let code = invitation.code.expose().to_owned();
        for wrong in ["", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A", &code[..code.len() - 1]] {
            assert!(desk.open_invitation(wrong, &request).await.expect("answers").is_none(), "{wrong}");
        }
        let typed = code.to_lowercase().replace('-', " ");
        let open = async || desk.open_invitation(&typed, &request).await.expect("answers");
        let (first, second) = (open().await.expect("opens"), open().await.expect("opens until it is used"));
        let mut finished = Vec::new();
        for pending in [first.pending.expose(), second.pending.expose()] {
            let enrolled = desk.set_password(pending, PASSWORD).await;
            finished.push(match enrolled {
                Ok(enrol) => {
                    let code = totp::code(&enrol.secret_text, place.clock.now());
                    matches!(desk.finish_invitation(pending, &code, &request).await, Ok(Finish::Done { .. }))
                }
                Err(_) => false,
            });
        }
        assert_eq!(finished, [true, false], "{}", place.engine);
        assert!(open().await.is_none(), "a used code");
        let late = NewAccount { user: "late@example.org".to_owned(), ..ben() };
        let late = desk.invite(console(&request), &late, None).await.expect("is invited");
        place.later(SignedDuration::from_hours(7 * 24));
        assert!(desk.open_invitation(late.code.expose(), &request).await.expect("answers").is_none(), "an old code");
        assert_eq!(entries_of(&desk, "invitation-refused").await, (0, 5), "{}", place.engine);
    }
}

#[tokio::test]
async fn two_who_accept_one_invitation_at_once_do_not_both_get_in() {
    for place in Place::each() {
        let desk = place.create().await;
        let request = request();
        let invitation = desk.invite(console(&request), &ben(), None).await.expect("is invited");
        let mut ready = Vec::new();
        for _ in 0..4 {
            let open = desk.open_invitation(invitation.code.expose(), &request).await.expect("answers").expect("opens");
            let enrol = desk.set_password(open.pending.expose(), PASSWORD).await.expect("is strong");
            ready.push((open.pending, totp::code(&enrol.secret_text, place.clock.now())));
        }
        let all = ready.into_iter().map(|(pending, code)| {
            let (desk, request) = (desk.clone(), request.clone());
            tokio::spawn(async move { desk.finish_invitation(pending.expose(), &code, &request).await })
        });
        let mut done = 0;
        for one in all.collect::<Vec<_>>() {
            done += usize::from(matches!(one.await.expect("runs"), Ok(Finish::Done { .. })));
        }
        assert_eq!(done, 1, "{}", place.engine);
    }
}

#[tokio::test]
async fn a_weak_password_is_refused_with_words_and_the_step_goes_on() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let request = request();
    let invitation = desk.invite(console(&request), &ben(), None).await.expect("is invited");
    let open = desk.open_invitation(invitation.code.expose(), &request).await.expect("answers").expect("opens");
    for weak in ["eleven char", "ben@example.org", "commonweal commonweal", "abcdefghijklmnop", &"x".repeat(129)] {
        let error = desk.set_password(open.pending.expose(), weak).await.expect_err(weak);
        assert_eq!(fields(&error), ["password"], "{weak}");
    }
    desk.set_password(open.pending.expose(), PASSWORD).await.expect("a strong one is taken after them");
}

#[tokio::test]
async fn a_reset_makes_password_factor_and_sessions_dead_at_once() {
    for place in Place::each() {
        let desk = place.create().await;
        let (_, ada) = administrator(&place, &desk).await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let cookie = place.sign_in(&desk, &ben).await;
        let by = By::Visitor(&ada);
        let version = desk.account(by, &ben.id).await.expect("answers").version;
        let reset = desk.reset(by, &ben.id, version).await.expect("is reset");
        assert!(is_over(&desk, &cookie).await, "{}", place.engine);
        let answer = desk.sign_in_local(&ben.user, &ben.password, &request()).await.expect("answers");
        assert!(matches!(answer, SignIn::Refused), "the old password: {answer:?}");
        let view = desk.account(by, &ben.id).await.expect("answers");
        assert_eq!((view.state, view.has_factor), (AccountState::Invited, false));
        let again = place.accept(&desk, reset, "nine brown otters swim").await;
        assert_ne!(again.secret, ben.secret, "another factor");
        place.sign_in(&desk, &again).await;
        let old = desk.sign_in_local(&ben.user, &ben.password, &request()).await.expect("answers");
        assert!(matches!(old, SignIn::Refused), "{old:?}");
    }
}

#[tokio::test]
async fn a_newer_code_makes_the_older_one_worthless() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let request = request();
    let first = desk.invite(console(&request), &ben(), None).await.expect("is invited");
    let second = desk.reset(console(&request), &first.account.id, first.account.version).await.expect("a new code");
    assert!(desk.open_invitation(first.code.expose(), &request).await.expect("answers").is_none());
    assert!(desk.open_invitation(second.code.expose(), &request).await.expect("answers").is_some());
}
