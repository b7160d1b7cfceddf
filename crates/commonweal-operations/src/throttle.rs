//! `throttle` says how long an account waits after failed sign-ins: longer with each failure, never for good.

use jiff::{SignedDuration, Timestamp};

/// So many failures within the window, and the account waits.
pub const FAILURES_BEFORE_WAIT: usize = 10;
/// The window, in minutes.
pub const WINDOW_MINUTES: i64 = 15;
/// The first wait, in minutes; it doubles with each failure that follows.
pub const FIRST_WAIT_MINUTES: i64 = 1;
/// The longest wait, in minutes: nobody is locked out for good, whoever types at their account.
pub const LONGEST_WAIT_MINUTES: i64 = 15;
/// After so many minutes without a failure the waits begin again from the shortest.
pub const CALM_MINUTES: i64 = 60;
/// How far back the caller needs to look for failures, in hours.
pub const LOOK_BACK_HOURS: i64 = 24;

/// Until when the account waits before the next attempt is looked at; nothing if it need not wait.
///
/// `failures` are the failures since the last success, in any order; what lies after `now` (a clock set back) counts as
/// having happened now. Ten failures in 15 minutes start the waits: 1, 2, 4, 8 and then 15 minutes after the latest
/// failure, until an hour passes without one.
#[must_use]
pub fn wait_until(failures: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
    let mut times: Vec<Timestamp> = failures.iter().map(|&at| at.min(now)).collect();
    times.sort_unstable();
    let mut waits = 0u32;
    for (i, &at) in times.iter().enumerate() {
        if i > 0 && at.duration_since(times[i - 1]) >= SignedDuration::from_mins(CALM_MINUTES) {
            waits = 0;
        }
        if waits > 0 {
            waits += 1;
        } else {
            let window = SignedDuration::from_mins(WINDOW_MINUTES);
            let recent = times[..=i].iter().rev().take_while(|&&earlier| at.duration_since(earlier) < window).count();
            waits = u32::from(recent >= FAILURES_BEFORE_WAIT);
        }
    }
    let until = *times.last()? + wait(waits)?;
    (now < until).then_some(until)
}

/// The length of a wait, by its number from 1.
fn wait(number: u32) -> Option<SignedDuration> {
    let doublings = number.checked_sub(1)?.min(10);
    Some(SignedDuration::from_mins((FIRST_WAIT_MINUTES << doublings).min(LONGEST_WAIT_MINUTES)))
}
