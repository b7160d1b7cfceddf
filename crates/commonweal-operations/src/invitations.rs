//! `invitations` says how an invitation or a reset stands: open, used, withdrawn or expired.

use jiff::{SignedDuration, Timestamp};

use crate::words::words;

/// An invitation not used within so many days expires.
pub const INVITATION_DAYS: i64 = 7;

words! {
    /// The two kinds of invitation.
    pub enum InvitationKind("a kind of invitation") {
        /// To a new account.
        Invitation = "invitation", "Invitation";
        /// To choose a new password and a new second factor.
        Reset = "reset", "Reset";
    }
}

words! {
    /// How an invitation stands.
    pub enum InvitationState("a state of an invitation") {
        /// It can be used once.
        Open = "open", "Open";
        /// It was used.
        Used = "used", "Used";
        /// Somebody withdrew it, or a newer one took its place.
        Withdrawn = "withdrawn", "Withdrawn";
        /// Its days have passed.
        Expired = "expired", "Expired";
    }
}

/// The times of an invitation. Its code is kept as a hash, elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// Its kind.
    pub kind: InvitationKind,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

impl Invitation {
    /// A new one, which expires after [`INVITATION_DAYS`].
    #[must_use]
    pub fn new(kind: InvitationKind, made_at: Timestamp) -> Self {
        let expires_at =
            made_at.checked_add(SignedDuration::from_hours(24 * INVITATION_DAYS)).unwrap_or(Timestamp::MAX);
        Self { kind, made_at, expires_at, used_at: None, withdrawn_at: None }
    }

    /// How it stands. Use comes before withdrawal, and both before expiry.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> InvitationState {
        if self.used_at.is_some() {
            InvitationState::Used
        } else if self.withdrawn_at.is_some() {
            InvitationState::Withdrawn
        } else if now >= self.expires_at {
            InvitationState::Expired
        } else {
            InvitationState::Open
        }
    }

    /// Whether it can be used.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state(now) == InvitationState::Open
    }
}
