//! `sessions` says when a session ends, when its person is warned, and whether it can be extended.

use jiff::{SignedDuration, Timestamp};

use crate::words::words;

/// A session unused for so many minutes ends, unless set shorter.
/// Source: our rules of trust, "15 minutes idle, 12 hours at most, a warning with an extend button".
pub const IDLE_MINUTES: u32 = 15;
/// A session ends after so many hours, however much it is used, unless set shorter.
pub const MOST_HOURS: u32 = 12;
/// So many minutes before the end a page warns.
pub const WARNING_MINUTES: i64 = 2;
/// A session from so many minutes in the future is not believed: the clock was set back.
pub const CLOCK_TOLERANCE_MINUTES: i64 = 5;

/// How long sessions last: never longer than the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    idle_minutes: u32,
    most_hours: u32,
}

/// A limit that is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SessionLimitsError {
    /// The idle time.
    #[error("idle_minutes is {0}; choose from 5 to {IDLE_MINUTES}")]
    Idle(u32),
    /// The longest time.
    #[error("most_hours is {0}; choose from 1 to {MOST_HOURS}")]
    Most(u32),
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle_minutes: IDLE_MINUTES, most_hours: MOST_HOURS }
    }
}

impl SessionLimits {
    /// Limits of 5 to 15 idle minutes and 1 to 12 hours.
    ///
    /// # Errors
    /// Which of the two is out of bounds. Less than 5 idle minutes would end sessions while people read.
    pub fn new(idle_minutes: u32, most_hours: u32) -> Result<Self, SessionLimitsError> {
        if !(5..=IDLE_MINUTES).contains(&idle_minutes) {
            return Err(SessionLimitsError::Idle(idle_minutes));
        }
        if !(1..=MOST_HOURS).contains(&most_hours) {
            return Err(SessionLimitsError::Most(most_hours));
        }
        Ok(Self { idle_minutes, most_hours })
    }

    /// The idle time in minutes.
    #[must_use]
    pub const fn idle_minutes(&self) -> u32 {
        self.idle_minutes
    }

    /// The longest time in hours.
    #[must_use]
    pub const fn most_hours(&self) -> u32 {
        self.most_hours
    }
}

/// The two instants of a session that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// When its person signed in.
    pub started_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
}

words! {
    /// Why a session ended.
    pub enum SessionEnd("an end of a session") {
        /// It was not used for too long.
        Idle = "idle", "Not used for too long";
        /// It lasted as long as any session may.
        Most = "most", "Reached the longest time";
        /// It says it began or was used in the future.
        Clock = "clock", "The clock was set back";
    }
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It can be used.
    Live {
        /// When it ends if it is not used again.
        ends_at: Timestamp,
        /// Whether that is so near that a page warns.
        is_warning: bool,
    },
    /// It cannot be used again.
    Ended(SessionEnd),
}

impl SessionTimes {
    /// When it ends if it is not used again.
    #[must_use]
    pub fn ends_at(&self, limits: &SessionLimits) -> Timestamp {
        self.idle_end(limits).min(self.last_end(limits))
    }

    /// How it stands now. At the very instant of its end it has ended.
    #[must_use]
    pub fn state(&self, limits: &SessionLimits, now: Timestamp) -> SessionState {
        let tolerance = SignedDuration::from_mins(CLOCK_TOLERANCE_MINUTES);
        if self.started_at.max(self.last_used_at).duration_since(now) > tolerance {
            return SessionState::Ended(SessionEnd::Clock);
        }
        if now >= self.last_end(limits) {
            return SessionState::Ended(SessionEnd::Most);
        }
        if now >= self.idle_end(limits) {
            return SessionState::Ended(SessionEnd::Idle);
        }
        let ends_at = self.ends_at(limits);
        let is_warning = ends_at.duration_since(now) <= SignedDuration::from_mins(WARNING_MINUTES);
        SessionState::Live { ends_at, is_warning }
    }

    /// Whether using it now would make it last longer: not when it has ended, nor when its longest time is what ends it.
    #[must_use]
    pub fn can_be_extended(&self, limits: &SessionLimits, now: Timestamp) -> bool {
        let used_now = Self { last_used_at: now, ..*self };
        matches!(self.state(limits, now), SessionState::Live { .. }) && used_now.ends_at(limits) > self.ends_at(limits)
    }

    fn idle_end(&self, limits: &SessionLimits) -> Timestamp {
        later(self.last_used_at, SignedDuration::from_mins(i64::from(limits.idle_minutes)))
    }

    fn last_end(&self, limits: &SessionLimits) -> Timestamp {
        later(self.started_at, SignedDuration::from_hours(i64::from(limits.most_hours)))
    }
}

/// A time after another, or the end of time.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
