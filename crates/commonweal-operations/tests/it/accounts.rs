//! Accounts: names, states, service accounts, invitations and the waits after failed sign-ins.

use commonweal_operations::accounts::{
    AccountEvent, AccountState, DisplayName, NameError, ServiceAccount, ServiceName, ServiceProblem, UserName,
};
use commonweal_operations::grants::Grant;
use commonweal_operations::invitations::{Invitation, InvitationKind, InvitationState};
use commonweal_operations::throttle::{FAILURES_BEFORE_WAIT, LONGEST_WAIT_MINUTES, wait_until};
use commonweal_operations::{Purpose, Role, Scope};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::audit::noon;

#[test]
fn a_user_name_is_an_email_address_in_small_letters() {
    let name = UserName::parse("  Asha.Patel@ICB.example.NHS.uk ").expect("an address");
    assert_eq!(name.as_str(), "asha.patel@icb.example.nhs.uk");
    for sound in ["a@b.uk", "o'neil+test@trust-1.example.org", "x_1%y-z@a.b.c.org"] {
        assert_eq!(UserName::parse(sound).expect("an address").as_str(), sound);
    }
    let long = format!("{}@example.org", "a".repeat(65));
    let wrong = [
        "",
        "asha",
        "@example.org",
        "asha@",
        "asha@example",
        "asha@.org",
        "asha@example..org",
        "a b@example.org",
        "a@b@example.org",
        ".a@example.org",
        "a..b@example.org",
        "å@example.org",
        "a@-b.org",
        "a@example.1",
        "a\n@b.org",
        &long,
    ];
    for text in wrong {
        assert_eq!(UserName::parse(text), Err(NameError::UserName), "{text}");
    }
}

#[test]
fn a_display_name_is_made_of_letters_and_what_stands_between_them() {
    for (text, name) in
        [(" Asha  Patel ", "Asha Patel"), ("Siân O’Neill-Smith, Dr.", "Siân O’Neill-Smith, Dr."), ("王芳", "王芳")]
    {
        assert_eq!(DisplayName::parse(text).expect("a name").as_str(), name);
    }
    assert_eq!(DisplayName::parse("A"), Err(NameError::DisplayNameLength));
    assert_eq!(DisplayName::parse(&"a".repeat(81)), Err(NameError::DisplayNameLength));
    for text in ["999 000 0018", "<b>Asha</b>", "Asha\u{202e}Patel", "--", "asha@example.org"] {
        assert_eq!(DisplayName::parse(text), Err(NameError::DisplayNameCharacter), "{text}");
    }
}

#[test]
fn accounts_change_by_the_table_and_in_no_other_way() {
    use AccountEvent::{Accept, End, Reset, Resume, Suspend};
    use AccountState::{Active, Ended, Invited, Suspended};
    let table = [
        (Invited, Accept, Active),
        (Invited, Reset, Invited),
        (Invited, End, Ended),
        (Active, Suspend, Suspended),
        (Active, Reset, Invited),
        (Active, End, Ended),
        (Suspended, Resume, Active),
        (Suspended, Reset, Invited),
        (Suspended, End, Ended),
    ];
    for &state in AccountState::ALL {
        assert_eq!(state.may_sign_in(), state == Active);
        for &event in AccountEvent::ALL {
            let expected = table.iter().find(|row| (row.0, row.1) == (state, event)).map(|row| row.2);
            assert_eq!(state.after(event).ok(), expected, "{state} {event}");
        }
    }
    let words = Ended.after(Resume).expect_err("ended for good").to_string();
    assert_eq!(
        words,
        "the account is ended, so it cannot have the change `resume`; invite the person again under a new account"
    );
}

#[test]
fn a_service_account_has_an_owner_an_end_one_grant_and_a_purpose_of_its_role() {
    let service = ServiceAccount {
        name: ServiceName::parse("nightly-refresh").expect("a name"),
        owner_account_id: "account-1".to_owned(),
        purpose: Purpose::PublicInformation,
        made_on: date(2026, 9, 30),
        expires_on: date(2027, 10, 1),
    };
    let grant = Grant {
        id: "grant-1".to_owned(),
        account_id: "service-1".to_owned(),
        role: Role::ApiReader,
        scope: Scope::System,
        from: date(2026, 9, 30),
        until: Some(date(2027, 10, 1)),
        ended_on: None,
        agreement_id: None,
        project: None,
        organisation: None,
    };
    let one = std::slice::from_ref(&grant);
    assert_eq!(service.problems(one), [], "366 days are allowed");
    let longer = ServiceAccount { expires_on: date(2027, 10, 2), ..service.clone() };
    assert_eq!(longer.problems(one), [ServiceProblem::Expiry]);
    let backwards = ServiceAccount { expires_on: date(2026, 9, 29), ..service.clone() };
    assert_eq!(backwards.problems(one), [ServiceProblem::Expiry, ServiceProblem::GrantOutlives]);
    let orphan = ServiceAccount { owner_account_id: " ".into(), purpose: Purpose::Planning, ..service.clone() };
    assert_eq!(orphan.problems(one), [ServiceProblem::NoOwner, ServiceProblem::Purpose(Purpose::Planning)]);
    assert_eq!(service.problems(&[]), [ServiceProblem::Grants(0)]);
    assert_eq!(service.problems(&[grant.clone(), grant.clone()]), [ServiceProblem::Grants(2)]);
    let endless = Grant { until: None, ..grant };
    assert_eq!(service.problems(&[endless]), [ServiceProblem::GrantOutlives]);
    assert_eq!(ServiceName::parse("Nightly"), Err(NameError::ServiceName));
}

#[test]
fn an_invitation_is_open_for_seven_days_and_used_once() {
    let invitation = Invitation::new(InvitationKind::Invitation, noon());
    let after = |hours| noon() + SignedDuration::from_hours(hours);
    assert_eq!(invitation.state(noon()), InvitationState::Open);
    assert!(invitation.is_open(after(7 * 24) - SignedDuration::from_nanos(1)));
    assert_eq!(invitation.state(after(7 * 24)), InvitationState::Expired);
    let used = Invitation { used_at: Some(after(1)), ..invitation };
    assert_eq!(used.state(after(2)), InvitationState::Used);
    assert_eq!(used.state(after(1_000)), InvitationState::Used);
    let withdrawn = Invitation { withdrawn_at: Some(after(1)), ..invitation };
    assert_eq!(withdrawn.state(after(2)), InvitationState::Withdrawn);
}

fn seconds(at: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(at)
}

#[test]
fn the_tenth_failure_begins_the_waits_which_double_to_fifteen_minutes() {
    let mut failures: Vec<Timestamp> = (0..9).map(seconds).collect();
    assert_eq!(wait_until(&failures, seconds(9)), None);
    let mut now = 9;
    for minutes in [1, 2, 4, 8, 15, 15, 15] {
        failures.push(seconds(now));
        let until = wait_until(&failures, seconds(now)).expect("a wait");
        assert_eq!(until, seconds(now + minutes * 60));
        assert_eq!(wait_until(&failures, until), None, "at the end of the wait the next attempt is looked at");
        now += minutes * 60;
    }
    // An hour without a failure, and the waits begin again from nothing.
    failures.push(seconds(now + 3_600));
    assert_eq!(wait_until(&failures, seconds(now + 3_600)), None);
    assert_eq!(wait_until(&[], noon()), None);
}

#[test]
fn ten_failures_over_a_longer_time_begin_no_wait() {
    let failures: Vec<Timestamp> = (0..20).map(|i| seconds(i * 101)).collect();
    assert_eq!(wait_until(&failures, seconds(19 * 101)), None);
    let faster: Vec<Timestamp> = (0..20).map(|i| seconds(i * 99)).collect();
    assert!(wait_until(&faster, seconds(19 * 99)).is_some());
}

proptest! {
    #[test]
    fn nobody_waits_longer_than_a_quarter_of_an_hour_or_before_the_tenth_failure(
        mut at in prop::collection::vec(0i64..100_000, 0..60), now in 0i64..100_000,
    ) {
        let failures: Vec<Timestamp> = at.iter().copied().map(seconds).collect();
        let until = wait_until(&failures, seconds(now));
        if let Some(until) = until {
            prop_assert!(until > seconds(now));
            prop_assert!(until <= seconds(now) + SignedDuration::from_mins(LONGEST_WAIT_MINUTES));
            prop_assert!(at.len() >= FAILURES_BEFORE_WAIT);
        }
        // The order in which they come out of a database does not matter.
        at.reverse();
        let reversed: Vec<Timestamp> = at.iter().copied().map(seconds).collect();
        prop_assert_eq!(wait_until(&reversed, seconds(now)), until);
    }
}
