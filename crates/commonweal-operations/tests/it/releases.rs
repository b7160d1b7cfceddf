//! Releases: every transition there is and every one there is not, two people, the seal.

use commonweal_operations::releases::{
    ReleaseEvent, ReleaseHow, ReleaseRecord, ReleaseRefusal, ReleaseState, ReleaseTransitionError,
};
use jiff::Timestamp;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("an instant")
}

fn proposed() -> ReleaseRecord {
    ReleaseRecord::proposed("r1".into(), Some("winter".into()), "ada".into(), at(1), "seal".into())
}

#[test]
fn a_state_has_these_changes_and_no_others() {
    use ReleaseEvent::{Approve, Return, Withdraw};
    use ReleaseState::{Proposed, Released, Returned, Withdrawn};
    let allowed = [((Proposed, Approve), Released), ((Proposed, Return), Returned), ((Released, Withdraw), Withdrawn)];
    let mut refused = 0;
    for state in ReleaseState::ALL {
        for event in ReleaseEvent::ALL {
            let expected = allowed.iter().find(|(from, _)| *from == (*state, *event)).map(|(_, to)| *to);
            match expected {
                Some(to) => assert_eq!(state.after(*event), Ok(to)),
                None => {
                    refused += 1;
                    let error = ReleaseTransitionError { state: *state, event: *event };
                    assert_eq!(state.after(*event), Err(error));
                    assert!(error.to_string().contains(state.as_str()), "{error}");
                }
            }
        }
        let leads_on = ReleaseEvent::ALL.iter().any(|event| state.after(*event).is_ok());
        assert_eq!(state.is_final(), !leads_on, "{state}");
    }
    assert_eq!(refused, 9);
}

#[test]
fn who_proposed_it_neither_approves_nor_returns_it() {
    let one = proposed();
    assert_eq!(one.approved("ada", at(2), "fine", "seal"), Err(ReleaseRefusal::SamePerson));
    assert_eq!(one.returned("ada", at(2), "not fine"), Err(ReleaseRefusal::SamePerson));
    let released = one.approved("ben", at(2), " fine ", "seal").expect("a second person");
    assert_eq!(released.state, ReleaseState::Released);
    assert_eq!((released.checked_by.as_deref(), released.remark.as_deref()), (Some("ben"), Some("fine")));
    assert_eq!(released.proposed_by, "ada");
}

#[test]
fn another_seal_is_another_proposal() {
    assert_eq!(proposed().approved("ben", at(2), "fine", "other"), Err(ReleaseRefusal::Seal));
}

#[test]
fn each_act_needs_words() {
    let one = proposed();
    assert_eq!(one.approved("ben", at(2), " ", "seal"), Err(ReleaseRefusal::NoWords));
    assert_eq!(one.returned("ben", at(2), ""), Err(ReleaseRefusal::NoWords));
    let released = one.approved("ben", at(2), "fine", "seal").expect("released");
    assert_eq!(released.withdrawn("cas", at(3), "\n"), Err(ReleaseRefusal::NoWords));
}

#[test]
fn a_withdrawal_keeps_who_checked_it_and_when() {
    let released = proposed().approved("ben", at(2), "fine", "seal").expect("released");
    let gone = released.withdrawn("cas", at(3), "a definition was wrong").expect("withdrawn");
    assert_eq!(gone.state, ReleaseState::Withdrawn);
    assert_eq!((gone.checked_by, gone.remark), (released.checked_by, released.remark));
    assert_eq!((gone.withdrawn_by.as_deref(), gone.withdrawn_at), (Some("cas"), Some(at(3))));
    let again = proposed().returned("ben", at(2), "one figure is odd").expect("returned").withdrawn("cas", at(3), "x");
    assert!(matches!(again, Err(ReleaseRefusal::State(_))), "what never went out is not withdrawn");
}

#[test]
fn an_automatic_release_is_withdrawn_like_any_other() {
    let one = ReleaseRecord::automatic("r1".into(), "program".into(), at(1), "seal".into());
    assert_eq!((one.state, one.how), (ReleaseState::Released, ReleaseHow::Automatic));
    assert!(one.approved("ben", at(2), "fine", "seal").is_err(), "it is released already");
    assert_eq!(one.withdrawn("cas", at(3), "wrong").expect("withdrawn").state, ReleaseState::Withdrawn);
}
