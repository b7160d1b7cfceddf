//! `retention` says how long each kind of record is kept and what is due to be removed on a day.
//!
//! The audit itself is not here: its entries are never removed by the program.
//!
//! Every default is our own choice for a new installation. The NHS Records Management Code of Practice asks each
//! organisation to set periods for its own records from the code's schedule; where the code or the organisation asks for
//! longer, set the days in `[retention]`. We do not quote a period of the code for any of these kinds.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::words::words;

words! {
    /// What is kept for a time.
    pub enum RetentionKind("a kind of record with a time to keep") {
        /// Sessions that have ended.
        Sessions = "sessions", "Ended sessions";
        /// Failed sign-ins, kept for the waits between attempts.
        Attempts = "attempts", "Sign-in attempts";
        /// Invitations that were used, withdrawn or have expired.
        Invitations = "invitations", "Past invitations";
        /// Who changed which record, from what to what.
        Changes = "changes", "Changes of records";
        /// Snapshots of records about people that a newer one has replaced.
        Snapshots = "snapshots", "Replaced snapshots";
        /// Releases that were replaced or withdrawn.
        Releases = "releases", "Replaced releases";
        /// Proposed releases that were approved, returned or withdrawn: exact reports and figures that only analysts and
        /// checkers see.
        Proposals = "proposals", "Past proposals of releases";
    }
}

/// The most days that can be set: 100 years.
pub const MOST_DAYS: u32 = 36_525;

/// How long one kind is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionRule {
    kind: RetentionKind,
    days: u32,
}

/// A number of days that is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind}_days is {days}; choose from {} to {MOST_DAYS} ({})", .kind.least_days(), .kind.source())]
pub struct RetentionError {
    /// The kind.
    pub kind: RetentionKind,
    /// What was set.
    pub days: u32,
}

impl RetentionKind {
    /// Days kept unless set otherwise; see [`RetentionKind::source`].
    #[must_use]
    pub const fn default_days(self) -> u32 {
        match self {
            Self::Sessions | Self::Attempts => 30,
            Self::Invitations => 90,
            Self::Changes => 6 * 366,
            Self::Snapshots => 2 * 366,
            Self::Proposals => 366,
            Self::Releases => 20 * 366,
        }
    }

    /// The fewest days that can be set: fewer would break what reads them.
    #[must_use]
    pub const fn least_days(self) -> u32 {
        match self {
            // The waits between attempts look back 24 hours, which touch two days.
            Self::Attempts => 2,
            Self::Sessions | Self::Invitations => 1,
            Self::Changes => 90,
            // A figure shown beside last month's is checked against the records of that month.
            // A question about a release comes within weeks of it; its report is what answers.
            Self::Snapshots | Self::Proposals => 62,
            Self::Releases => 366,
        }
    }

    /// Why the default is what it is.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Sessions => "our default: long enough to look into a report of misuse; the audit keeps each sign-in",
            Self::Attempts => "our default: the waits need one day; the audit keeps each refusal",
            Self::Invitations => "our default: long enough to see who was invited; the audit keeps each invitation",
            Self::Changes => {
                "our default: six years and some days; set it to your organisation's schedule under the NHS Records \
                 Management Code of Practice"
            }
            Self::Snapshots => {
                "our default: two years, so that figures a year apart can be checked; keep records about people no longer \
                 than their agreement allows"
            }
            Self::Proposals => {
                "our default: one year, so that who checked a release can be asked what they saw; longer would keep figures that were \
                 never released longer than they are of use"
            }
            Self::Releases => {
                "our default: twenty years, because released figures are published; set it to your organisation's \
                 schedule under the NHS Records Management Code of Practice"
            }
        }
    }
}

impl RetentionRule {
    /// A rule of so many days.
    ///
    /// # Errors
    /// [`RetentionError`] for fewer days than the kind needs, or more than [`MOST_DAYS`].
    pub const fn new(kind: RetentionKind, days: u32) -> Result<Self, RetentionError> {
        if days < kind.least_days() || days > MOST_DAYS {
            return Err(RetentionError { kind, days });
        }
        Ok(Self { kind, days })
    }

    /// The rule of a new installation.
    #[must_use]
    pub const fn default_of(kind: RetentionKind) -> Self {
        Self { kind, days: kind.default_days() }
    }

    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> RetentionKind {
        self.kind
    }

    /// How many days.
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.days
    }

    /// What ended on or before this day is due: it has been kept for all its days since the day it ended.
    #[must_use]
    pub fn last_day_due(&self, today: Date) -> Date {
        today.checked_sub((i64::from(self.days) + 1).days()).unwrap_or(Date::MIN)
    }

    /// Whether what ended on this day is due to be removed.
    #[must_use]
    pub fn is_due(&self, ended_on: Date, today: Date) -> bool {
        ended_on <= self.last_day_due(today)
    }
}
