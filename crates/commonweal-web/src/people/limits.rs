//! How often may one address ask? Counted in memory, by address before signing in and by account after it.

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

/// Requests a minute to pages for people from one address that is not signed in.
const SIGNED_OUT_A_MINUTE: u32 = 300;
/// Attempts to sign in from one address in a quarter of an hour.
const ATTEMPTS_A_QUARTER: u32 = 60;
/// Requests a minute to pages for people by one account: more than anybody reads, fewer than a program guesses.
const SIGNED_IN_A_MINUTE: u32 = 300;
/// A quarter of an hour.
const QUARTER: Duration = Duration::from_secs(15 * 60);

/// The limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests a minute from an address that is not signed in.
    pub signed_out_a_minute: u32,
    /// Attempts to sign in from an address in a quarter of an hour.
    pub attempts_a_quarter: u32,
    /// Requests a minute by an account.
    pub signed_in_a_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            signed_out_a_minute: SIGNED_OUT_A_MINUTE,
            attempts_a_quarter: ATTEMPTS_A_QUARTER,
            signed_in_a_minute: SIGNED_IN_A_MINUTE,
        }
    }
}

/// One counter for each kind of asking.
pub(crate) struct Doors {
    signed_out: DefaultKeyedRateLimiter<IpAddr>,
    attempts: DefaultKeyedRateLimiter<IpAddr>,
    signed_in: DefaultKeyedRateLimiter<String>,
}

/// How long to wait before asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait(pub(crate) Duration);

fn most(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

impl Doors {
    pub(crate) fn new(limits: &Limits) -> Self {
        let a_minute = |number| Quota::per_minute(most(number));
        let burst = most(limits.attempts_a_quarter);
        let attempts = Quota::with_period(QUARTER / burst.get()).unwrap_or(Quota::per_minute(burst)).allow_burst(burst);
        Self {
            signed_out: RateLimiter::keyed(a_minute(limits.signed_out_a_minute)),
            attempts: RateLimiter::keyed(attempts),
            signed_in: RateLimiter::keyed(a_minute(limits.signed_in_a_minute)),
        }
    }

    /// Somebody who is not signed in asks for a page for people.
    pub(crate) fn signed_out(&self, address: Option<IpAddr>) -> Result<(), Wait> {
        check(&self.signed_out, &network(address))
    }

    /// Somebody tries a password, a code or an invitation.
    pub(crate) fn attempt(&self, address: Option<IpAddr>) -> Result<(), Wait> {
        check(&self.attempts, &network(address))
    }

    /// A program shows a key.
    pub(crate) fn attempt_by_key(&self, address: Option<IpAddr>) -> Result<(), Wait> {
        check(&self.signed_out, &network(address))
    }

    /// Somebody who is signed in asks.
    pub(crate) fn signed_in(&self, account: &str) -> Result<(), Wait> {
        check(&self.signed_in, &account.to_owned())
    }

    /// Forgets addresses that have not asked of late.
    pub(crate) fn sweep(&self) {
        self.signed_out.retain_recent();
        self.attempts.retain_recent();
        self.signed_in.retain_recent();
    }
}

fn check<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Wait> {
    match limiter.check_key(key) {
        Ok(()) => Ok(()),
        Err(until) => Err(Wait(until.wait_time_from(DefaultClock::default().now()))),
    }
}

/// Who an address counts as: a household or a machine has 2^64 addresses of version 6, which count as one. Without an
/// address, as in a test in process, everybody counts together.
fn network(address: Option<IpAddr>) -> IpAddr {
    match address {
        Some(IpAddr::V6(long)) => match long.to_ipv4_mapped() {
            Some(short) => IpAddr::V4(short),
            None => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & !u128::from(u64::MAX))),
        },
        Some(short) => short,
        None => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_runs_out_and_another_does_not() {
        let doors = Doors::new(&Limits { attempts_a_quarter: 3, ..Limits::default() });
        let one: IpAddr = "192.0.2.1".parse().expect("an address");
        let other: IpAddr = "192.0.2.2".parse().expect("an address");
        for _ in 0..3 {
            assert_eq!(doors.attempt(Some(one)), Ok(()));
        }
        let Wait(wait) = doors.attempt(Some(one)).expect_err("the fourth is one too many");
        assert!(wait > Duration::from_secs(200) && wait <= Duration::from_secs(300), "{wait:?}");
        assert_eq!(doors.attempt(Some(other)), Ok(()));
    }

    #[test]
    fn a_whole_network_of_version_6_counts_as_one() {
        let doors = Doors::new(&Limits { signed_out_a_minute: 1, ..Limits::default() });
        assert_eq!(doors.signed_out("2001:db8::1".parse().ok()), Ok(()));
        assert!(doors.signed_out("2001:db8::ffff".parse().ok()).is_err());
        assert_eq!(doors.signed_out("2001:db8:0:1::1".parse().ok()), Ok(()));
    }
}
