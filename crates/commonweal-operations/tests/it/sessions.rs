//! Sessions: idle and longest time, the warning, extension, and clocks that jump.

use commonweal_operations::sessions::{
    SessionEnd, SessionLimits, SessionLimitsError, SessionState, SessionTimes, WARNING_MINUTES,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::audit::noon;

fn minutes(count: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(count)
}

fn used(last: i64) -> SessionTimes {
    SessionTimes { started_at: noon(), last_used_at: minutes(last) }
}

#[track_caller]
fn check(times: SessionTimes, now: i64, expected: SessionState) {
    assert_eq!(times.state(&SessionLimits::default(), minutes(now)), expected, "after {now} minutes");
}

fn live(ends: i64, is_warning: bool) -> SessionState {
    SessionState::Live { ends_at: minutes(ends), is_warning }
}

#[test]
fn a_session_ends_after_fifteen_idle_minutes_with_a_warning_two_before() {
    check(used(0), 0, live(15, false));
    check(used(0), 12, live(15, false));
    check(used(0), 13, live(15, true));
    check(used(0), 15, SessionState::Ended(SessionEnd::Idle));
    check(used(14), 15, live(29, false));
}

#[test]
fn a_session_ends_after_twelve_hours_however_much_it_is_used() {
    check(used(719), 719, live(720, true));
    check(used(719), 720, SessionState::Ended(SessionEnd::Most));
    let limits = SessionLimits::default();
    assert!(used(0).can_be_extended(&limits, minutes(13)));
    assert!(!used(0).can_be_extended(&limits, minutes(15)), "it has ended");
    assert!(!used(710).can_be_extended(&limits, minutes(718)), "its longest time ends it");
}

#[test]
fn a_session_from_the_future_has_ended_but_a_small_step_of_the_clock_ends_nothing() {
    check(used(0), -4, live(15, false));
    check(used(0), -6, SessionState::Ended(SessionEnd::Clock));
    check(used(60), 30, SessionState::Ended(SessionEnd::Clock));
}

#[test]
fn limits_can_be_shorter_and_never_longer() {
    assert_eq!(SessionLimits::new(15, 12), Ok(SessionLimits::default()));
    assert!(SessionLimits::new(5, 1).is_ok());
    assert_eq!(SessionLimits::new(16, 12), Err(SessionLimitsError::Idle(16)));
    assert_eq!(SessionLimits::new(4, 12), Err(SessionLimitsError::Idle(4)));
    assert_eq!(SessionLimits::new(15, 13), Err(SessionLimitsError::Most(13)));
    assert_eq!(SessionLimits::new(15, 0), Err(SessionLimitsError::Most(0)));
    assert_eq!(SessionLimitsError::Idle(60).to_string(), "idle_minutes is 60; choose from 5 to 15");
}

proptest! {
    #[test]
    fn a_session_is_live_exactly_while_both_its_times_last(
        idle in 5u32..=15, most in 1u32..=12, last in 0i64..50_000, wait in 0i64..50_000,
    ) {
        let limits = SessionLimits::new(idle, most).expect("within bounds");
        let at = |seconds: i64| noon() + SignedDuration::from_secs(seconds);
        let times = SessionTimes { started_at: noon(), last_used_at: at(last) };
        let now = last + wait;
        let is_live = wait < i64::from(idle) * 60 && now < i64::from(most) * 3_600;
        match times.state(&limits, at(now)) {
            SessionState::Live { ends_at, is_warning } => {
                prop_assert!(is_live);
                prop_assert!(at(now) < ends_at);
                prop_assert_eq!(ends_at, times.ends_at(&limits));
                prop_assert_eq!(is_warning, ends_at.duration_since(at(now)) <= SignedDuration::from_mins(WARNING_MINUTES));
                // Using it never makes it end earlier, nor later than its longest time.
                let again = SessionTimes { last_used_at: at(now), ..times };
                prop_assert!(again.ends_at(&limits) >= ends_at);
                prop_assert!(again.ends_at(&limits) <= at(i64::from(most) * 3_600));
            }
            SessionState::Ended(_) => prop_assert!(!is_live),
        }
    }
}
